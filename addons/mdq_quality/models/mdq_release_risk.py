"""Use of a lot before a late result: signed by a quality manager, limited in quantity, time and place, and followed to its end."""

import json
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.addons.mdq_base.core import canonical
from odoo.exceptions import AccessError, UserError

from .mdq_release_risk_kind import NEVER

MANAGER = "mdq_base.group_quality_manager"
ALLOWS = [("production", "Production and outside processing"), ("delivery", "Delivery to customers, too")]
OPERATIONS = {"production": ("consume", "process_out"), "delivery": ("consume", "process_out", "ship")}


class MdqReleaseRisk(models.Model):
    """A quality manager signs that so many of a lot may be used until a day, although a result is not in yet.

    The lot stays in quarantine. What is made from it is not released until the result is in; a bad result stops it all.
    """

    _name = "mdq.release.risk"
    _description = "Release Under Risk"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mdq_server_written = True
    _mdq_units = {"quantity": "uom_id"}

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, readonly=True, ondelete="restrict", index=True)
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float("Quantity Limit", digits="Product Unit", required=True, readonly=True)
    used_quantity = fields.Float("Used", digits="Product Unit", readonly=True, copy=False)
    left_quantity = fields.Float("Left", digits="Product Unit", compute="_compute_left_quantity")
    valid_until = fields.Datetime("Valid Until", required=True, readonly=True)
    allows = fields.Selection(ALLOWS, "For", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Only To", readonly=True, ondelete="restrict")
    for_product_id = fields.Many2one("product.product", "Only to Make", readonly=True, ondelete="restrict")
    reason = fields.Text(required=True, readonly=True)
    granted_by = fields.Many2one("res.users", "Signed By", required=True, readonly=True, ondelete="restrict")
    granted_on = fields.Datetime("Signed On", required=True, readonly=True)
    evidence = fields.Text(readonly=True, help="The checks as they stood, and what was left open, in plain text that the signature covers.")
    condition_ids = fields.One2many("mdq.release.risk.condition", "risk_id", "What Is Late", readonly=True)
    use_ids = fields.One2many("mdq.release.risk.use", "risk_id", "Uses", readonly=True)
    stopped_on = fields.Datetime("Stopped On", readonly=True, copy=False, help="From then on nothing more is used under it.")
    stopped_why = fields.Text("Why Stopped", readonly=True, copy=False)
    is_past = fields.Boolean("No Longer Usable", compute="_compute_is_past", search="_search_is_past")
    state = fields.Selection(
        [("active", "Waits for the Result"), ("closed", "Result Is Good"), ("failed", "Result Is Bad")], "Status", default="active",
        required=True, readonly=True, copy=False, index=True, tracking=True,
    )

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "Say how many may be used.")
    _used_within = models.Constraint("CHECK (used_quantity <= quantity + 0.000001)", "More would be used than was signed for.")
    _one_at_a_time = models.UniqueIndex("(lot_id) WHERE state = 'active'", "This lot is used under risk already.")
    _valid_until_index = models.Index("(valid_until) WHERE state = 'active'")

    def _get_transitions(self):
        return {"active": {"closed", "failed"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"used_quantity", "stopped_on", "stopped_why"}

    @api.depends("quantity", "used_quantity")
    def _compute_left_quantity(self):
        for risk in self:
            risk.left_quantity = risk.quantity - risk.used_quantity

    @api.depends("state", "valid_until", "quantity", "used_quantity", "stopped_on")
    def _compute_is_past(self):
        now = fields.Datetime.now()
        for risk in self:
            risk.is_past = risk.state == "active" and bool(
                risk.stopped_on or risk.valid_until <= now or risk.uom_id.compare(risk.used_quantity, risk.quantity) >= 0)

    def _search_is_past(self, operator, value):
        if operator != "in":
            return NotImplemented
        active = fields.Domain("state", "=", "active")
        used_up = self.search(active).filtered(lambda risk: risk.uom_id.compare(risk.used_quantity, risk.quantity) >= 0)
        past = active & (fields.Domain("stopped_on", "!=", False) | fields.Domain("valid_until", "<=", fields.Datetime.now())
                         | fields.Domain("id", "in", used_up.ids))
        return past if True in value else ~past

    # ------------------------------------------------------------------------------------- public

    @api.model
    def grant(self, lot_id, quantity, valid_until, credential, reason, allows="production", partner_id=None, product_id=None):
        """Sign that so many of a lot may be used before what is late is in. Return the id of the release under risk.

        :param valid_until: the moment (UTC) from which nothing more is used under it
        :param allows: production (consumed, sent out for processing) or delivery (to customers, too)
        :param partner_id: only to this customer or processor
        :param product_id: only to make this product
        """
        self.env.user._mdq_require(MANAGER)
        lot = self.env["mdq.release"]._get_lots([lot_id])
        values = self._check_values(lot, {
            "quantity": quantity, "valid_until": valid_until, "allows": allows, "partner_id": partner_id, "for_product_id": product_id,
            "reason": reason})
        checks, late = self._check_may_grant(lot)
        self._check_limits(lot, values, late)
        # No role writes releases under risk; this is the server writing what it has just checked, for the signature below.
        risk = self.sudo().create(self._prepare_vals(lot, values, checks, late)).sudo(False)
        self.env["mdq.signature"]._sign(risk, "approved", credential, reason)
        risk.sudo()._begin()  # signed just now
        return risk.id

    def stop(self, reason):
        """Let nothing more be used under it; what was made still waits for the result."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self.check_access("read")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why nothing more is used under it."))
        for risk in self:
            if risk.state != "active" or risk.stopped_on:
                raise UserError(self.env._("%s is not in use any more.", risk.name))
        self.sudo()._stop(reason)  # the role and the reason were checked above
        return True

    # ------------------------------------------------------------------------------------- checks

    def _check_values(self, lot, values):
        """Return the values as they are stored; refuse what is missing or of the wrong kind."""
        reason = values["reason"]
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the lot is needed before the result is in."))
        if values["allows"] not in dict(ALLOWS):
            raise UserError(self.env._("A lot is used under risk for: %s.", ", ".join(dict(ALLOWS))))
        until = _read_moment(values["valid_until"])
        if not until or until <= fields.Datetime.now():
            raise UserError(self.env._("Say until when the lot may be used: a moment that is still to come."))
        limits = {name: self._read_limit(name, values[name]) for name in ("partner_id", "for_product_id")}
        return {**values, **limits, "valid_until": until, "reason": reason.strip()}

    def _read_limit(self, name, res_id):
        record = self.env[self._fields[name].comodel_name].browse(res_id or ())
        if not res_id:
            return False
        if not record.exists():
            raise UserError(self.env._("What limits the use is gone: choose it again, or leave it out."))
        record.check_access("read")
        return record.id

    def _check_may_grant(self, lot):
        """Return (checks, {code: kind} of what is late); refuse, in words, what nobody takes a risk on."""
        status = lot._mdq_get_effective_status()
        if status != "quarantine":
            raise UserError(self.env._(
                "Lot %(lot)s is %(status)s: only a lot in quarantine is used under risk, never one that is rejected or held. %(remedy)s",
                lot=lot.name, status=lot._mdq_get_status_words(status) if status else self.env._("not controlled"),
                remedy=lot._mdq_get_remedy(status) if status else ""))
        if lot.sudo().mdq_risk_id:  # that there is one is part of the refusal
            raise UserError(self.env._("Lot %(lot)s is used under risk already: %(risk)s.", lot=lot.name, risk=lot.sudo().mdq_risk_id.name))
        if self.env["mdq.release"]._get_barred(lot):
            raise AccessError(self.env._(
                "You inspected %s. Who inspects a lot does not take the risk of its use: another quality manager does.", lot.name))
        checks = lot._mdq_release_checks_told()[lot.id]
        return checks, self._find_late(lot, checks)

    def _find_late(self, lot, checks):
        """Return {code: kind} of the open checks, all of which may be late."""
        gaps = [check for check in checks if not check["ok"]]
        if not gaps:
            raise UserError(self.env._("Nothing is missing of lot %s: a releaser releases it.", lot.name))
        kinds = self.env["mdq.release.risk.kind"]._find_for(lot)
        codes = {check["code"] for check in gaps}
        late = {code: kind for code, kind in kinds.items() if code in codes - NEVER}
        if "inspected" in late and lot._mdq_get_late_inspections() and not lot._mdq_is_rejected_still():
            late["accepted"] = late["inspected"]  # none has accepted it yet, as the open one will
        elif "inspected" in late:
            late.pop("inspected")  # nothing to wait for
        bars = [check["why"] for check in gaps if check["code"] not in late]
        if bars:
            raise UserError(self.env._(
                "Lot %(lot)s is not used under risk: what may be late does not include this.\n%(why)s", lot=lot.name, why="\n".join(bars)))
        return late

    def _check_limits(self, lot, values, late):
        on_hand = lot.sudo().product_qty  # how many there are is no secret to who may read the lot
        uom = lot.product_id.uom_id
        quantity = values["quantity"]
        if not isinstance(quantity, (int, float)) or uom.compare(quantity, 0) <= 0 or uom.compare(quantity, on_hand) > 0:
            raise UserError(self.env._(
                "Say how many of lot %(lot)s may be used: more than none, and not more than the %(there)g %(unit)s in stock.", lot=lot.name,
                there=on_hand, unit=uom.name))
        days = min(kind.max_days for kind in late.values())
        latest = fields.Datetime.now() + timedelta(days=days)
        if values["valid_until"] > latest:
            raise UserError(self.env._(
                "What is late here is waited for %(days)s days at most: until %(date)s UTC.", days=days,
                date=fields.Datetime.to_string(latest)))
        if values["allows"] == "delivery" and lot._mdq_is_released_twice():
            raise UserError(self.env._(
                "%s needs the registrant's market release before it goes to customers: nothing takes its place. Limit the use to"
                " production.",
                lot.product_id.display_name))

    # ------------------------------------------------------------------------------------- values

    def _prepare_vals(self, lot, values, checks, late):
        conditions = self._prepare_conditions(lot, checks, late)
        return {
            **values, "company_id": (lot.company_id or self.env.company).id, "lot_id": lot.id, "product_id": lot.product_id.id,
            "granted_by": self.env.uid, "granted_on": fields.Datetime.now(),
            "evidence": canonical.text({"checks": checks, "late": [vals["why"] for vals in conditions]}),
            "condition_ids": [fields.Command.create(vals) for vals in conditions],
        }

    def _prepare_conditions(self, lot, checks, late):
        """What is waited for: each open inspection by its name, and any other open check."""
        rows = [
            {"code": "inspected", "inspection_id": inspection.id, "why": self.env._("Result of %s", inspection.name)}
            for inspection in (lot._mdq_get_late_inspections() if "inspected" in late else ())
        ]
        return rows + [
            {"code": check["code"], "why": check["why"]} for check in checks
            if not check["ok"] and check["code"] not in ("inspected", "accepted")
        ]

    def _begin(self):
        for risk in self:
            risk.lot_id._mdq_write_server({"mdq_risk_id": risk.id})
            said = risk._mdq_both(lambda each: each.env._(
                "Release under risk %(risk)s: %(quantity)g until %(date)s UTC.", risk=each.name, quantity=each.quantity,
                date=fields.Datetime.to_string(each.valid_until)))
            risk.lot_id._message_log(body=f"{said} {risk.reason}")

    def _stop(self, why):
        """Nothing more is used under these: for the server's own code, after its checks."""
        running = self.filtered(lambda risk: risk.state == "active" and not risk.stopped_on)
        if running:
            with running._mdq_reason(why):
                running._write_guarded({"stopped_on": fields.Datetime.now(), "stopped_why": why})
            said = running._mdq_both(lambda risks: risks.env._("Use stopped"))
            running._message_log_batch(bodies=dict.fromkeys(running.ids, f"{said}: {why}"))


def _read_moment(value):
    """Return a moment in UTC as Odoo keeps it, of text by ISO 8601 (with or without a zone); None of what is no moment."""
    try:
        moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00")) if isinstance(value, str) else value
        return moment.astimezone(timezone.utc).replace(tzinfo=None) if moment.tzinfo else moment
    except (AttributeError, ValueError):
        return None


class MdqReleaseRiskCondition(models.Model):
    """One result, paper or condition that a release under risk waits for."""

    _name = "mdq.release.risk.condition"
    _description = "What a Release Under Risk Waits For"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "risk_id, id"
    _mdq_server_written = True

    risk_id = fields.Many2one("mdq.release.risk", "Release Under Risk", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="risk_id.company_id", store=True, precompute=True)
    code = fields.Char("Release Check", required=True, readonly=True)
    why = fields.Text("What Is Late, as Signed", required=True, readonly=True)
    name = fields.Text("What Is Late", compute="_compute_name", help="In the words of the reader.")
    inspection_id = fields.Many2one("mdq.inspection", "Inspection", readonly=True, ondelete="restrict", index="btree_not_null")
    state = fields.Selection(
        [("open", "Not in Yet"), ("good", "Good"), ("bad", "Bad")], "Result", default="open", required=True, readonly=True, copy=False)

    def _get_transitions(self):
        return {"open": {"good", "bad"}}

    @api.depends("why", "inspection_id.name", "risk_id.evidence")
    @api.depends_context("lang")
    def _compute_name(self):
        for condition in self:
            condition.name = condition._get_words() if condition.why else False

    def _get_words(self):
        if self.inspection_id:
            # Which result is late is part of the risk, whoever may read it.
            return self.env._("Result of %s", self.sudo().inspection_id.name)
        checks = json.loads(self.risk_id.evidence or "{}").get("checks", [])
        own = next((check for check in checks if (check["code"], check["why"]) == (self.code, self.why)), {"why": self.why})
        return self.env["stock.lot"]._mdq_read_check(own)["why"]


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_risk_id = fields.Many2one(
        "mdq.release.risk", "Release Under Risk", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        groups="base.group_user", help="Some of the lot may be used before a late result; the lot stays in quarantine.",
    )
    mdq_risk_ids = fields.One2many("mdq.release.risk", "lot_id", "Releases Under Risk", readonly=True, groups="base.group_user")

    _mdq_ledger_columns = ("mdq_risk_id",)

    @api.model
    def _mdq_get_server_fields(self):
        return super()._mdq_get_server_fields() | {"mdq_risk_id"}

    def _mdq_get_told_records(self):
        # Who may read the lot may read what of it was used before its result.
        return [*super()._mdq_get_told_records(), self.sudo().mdq_risk_ids.sudo(False)]

    def _mdq_get_late_inspections(self):
        return self._mdq_get_evidence_inspections().filtered(lambda inspection: inspection.state == "open")

    def _mdq_is_rejected_still(self):
        return bool(self._mdq_get_evidence_inspections()._filter_unanswered())

    def _mdq_write_status(self, status):
        """A lot that is held or rejected is no longer used under risk, also when the hold is lifted."""
        if status not in ("quarantine", "released"):
            self.mdq_risk_id._stop(self._mdq_both(lambda lots: lots.env._("The quality status of the lot changed.")))
        return super()._mdq_write_status(status)

    def action_mdq_risk(self):
        """Ask how many may be used until when."""
        self.ensure_one()
        self.env.user._mdq_require(MANAGER)
        self.env["mdq.release.risk"]._check_may_grant(self)
        return {**self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_release_risk_ask_action"),
                "context": {"default_lot_id": self.id, "dialog_size": "large"}}

    def action_mdq_view_risks(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_release_risk_action")
        return {**action, "domain": [("lot_id", "in", self.ids)], "context": {}}
