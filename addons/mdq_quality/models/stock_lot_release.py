from itertools import chain

from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError


class StockLot(models.Model):
    """What stands between a lot and its release."""

    _inherit = "stock.lot"

    mdq_inspection_ids = fields.Many2many(
        "mdq.inspection", "mdq_inspection_lot_rel", "lot_id", "inspection_id", string="Inspections", readonly=True, copy=False,
        groups="base.group_user",
    )
    mdq_inspection_count = fields.Integer(
        "Number of Inspections", compute="_compute_mdq_inspection_count", groups="base.group_user"
    )
    mdq_release_ids = fields.One2many("mdq.release", "lot_id", string="Releases", groups="base.group_user")
    mdq_release_gaps = fields.Html(
        "Release Checks", compute="_compute_mdq_release_gaps", sanitize=False, groups="base.group_user"
    )
    mdq_release_open = fields.Html(
        "What Is Missing", compute="_compute_mdq_release_gaps", sanitize=False, groups="base.group_user"
    )
    mdq_release_ready = fields.Boolean(
        "Ready for Release", compute="_compute_mdq_release_gaps", search="_search_mdq_release_ready", groups="base.group_user"
    )
    mdq_tracking = fields.Selection(related="product_id.tracking", export_string_translation=False)
    mdq_release_mine = fields.Boolean(
        "I May Release It", compute="_compute_mdq_release_mine", search="_search_mdq_release_mine", groups="base.group_user")

    @api.model
    def _mdq_get_server_fields(self):
        """Which lots an inspection is of is decided on the inspection, whichever end of the link somebody writes."""
        return super()._mdq_get_server_fields() | {"mdq_inspection_ids"}

    def _compute_mdq_inspection_count(self):
        counts = dict(self.env["mdq.inspection"]._read_group([("lot_ids", "in", self.ids)], ["lot_ids"], ["__count"]))
        for lot in self:
            lot.mdq_inspection_count = counts.get(lot, 0)

    @api.depends("mdq_status")
    @api.depends_context("uid", "lang")
    def _compute_mdq_release_gaps(self):
        controlled = self.filtered("mdq_status")
        checks = controlled._mdq_release_checks() if controlled else {}
        ready = controlled.filtered(lambda lot: all(check["ok"] for check in checks[lot.id]))
        refusals = ready._mdq_find_own_refusals()
        for lot in self:
            own = checks.get(lot.id, [])
            lot.mdq_release_ready = lot in ready
            if lot.id in refusals:  # its reader would look for the button in vain
                own = [*own, lot._mdq_prepare_check("segregation", False, refusals[lot.id])]
            lot.mdq_release_gaps = Markup().join(lot._mdq_render_check(check) for check in own) or False
            lot.mdq_release_open = lot._mdq_render_open(own)

    def _mdq_find_own_refusals(self):
        """Return {lot id: why the reader, a releaser, is not the one to release it}, of those in quarantine."""
        waiting = self.filtered(lambda lot: lot.mdq_status == "quarantine")
        is_releaser = waiting and self.env.user.has_group("mdq_base.group_releaser")
        return self.env["mdq.release"]._get_refusals(waiting) if is_releaser else {}

    def _search_mdq_release_ready(self, operator, value):
        return self._search_mdq_waiting("mdq_release_ready", operator, value)

    def _search_mdq_release_mine(self, operator, value):
        return self._search_mdq_waiting("mdq_release_mine", operator, value)

    def _search_mdq_waiting(self, name, operator, value):
        """Those in quarantine of which the field says yes: the checks are asked themselves, of lots without an open inspection."""
        if operator != "in":
            return NotImplemented
        waiting = fields.Domain("mdq_status", "=", "quarantine") & ~fields.Domain("mdq_inspection_ids.state", "=", "open")
        found = fields.Domain("id", "in", self.search(waiting).filtered(name).ids)
        return found if True in value else ~found

    @api.depends("mdq_status")
    @api.depends_context("uid", "lang")
    def _compute_mdq_release_mine(self):
        """Whether the reader is the one to sign: the button shows to those who would succeed."""
        waiting = self.filtered(lambda lot: lot.mdq_status == "quarantine" and lot.mdq_release_ready)
        is_releaser = self.env.user.has_group("mdq_base.group_releaser")
        refusals = waiting._mdq_find_own_refusals()
        for lot in self:
            lot.mdq_release_mine = is_releaser and lot in waiting and lot.id not in refusals

    def _mdq_render_check(self, check):
        icon, colour = ("fa-check", "text-success") if check["ok"] else ("fa-times", "text-danger")
        who = "" if check["ok"] else self._mdq_get_helpers().get(check["code"], "")
        role = Markup(' <span class="badge rounded-pill text-bg-light border">%s</span>') % who if who else ""
        return Markup('<div><i class="fa fa-fw %s %s"></i> %s%s</div>') % (icon, colour, escape(check["why"]), role)

    def _mdq_render_open(self, checks):
        """Only what is missing, for lists; that nothing is, in one line."""
        gaps = [check for check in checks if not check["ok"]]
        if checks and not gaps:
            gaps = [self._mdq_prepare_check("ready", True, self.env._("All %s checks hold.", len(checks)))]
        return Markup().join(self._mdq_render_check(check) for check in gaps) or False

    @api.model
    def _mdq_get_helpers(self):
        """Return {code of a check: who can clear it}. Extend."""
        engineer, manager, inspector = self.env._("Quality Engineer"), self.env._("Quality Manager"), self.env._("Inspector")
        return {
            "inspected": inspector, "accepted": inspector, "identity": inspector, "retest": inspector, "first_article": engineer,
            "gauges": engineer, "documents": engineer, "quality_event": engineer, "status": engineer, "audit_trail": manager,
            "market_releaser": manager, "inherited_risk": manager, "production_release": self.env._("Releaser"),
            "inherited_market": self.env._("Market Releaser"),
        }

    # -------------------------------------------------------------------------------------- checks

    def _mdq_get_evidence_inspections(self):
        """Return the inspections that speak for this lot: its own, and those of a lot that it was part of then.

        Whoever had a hand in them does not release it.
        """
        lots = self.sudo()  # what speaks for a lot does not depend on who asks
        own, before = lots.mdq_inspection_ids, lots._mdq_get_inspections_before_split()
        return own | before if before else own  # a union is read by itself, not with those of the other lots

    def _mdq_release_checks(self):
        """Return {lot id: [{code, ok, why, refs}]}: everything that must hold before a lot is released.

        Addons above extend it: call super and append to each list. It is called once for all lots.
        """
        # What must hold does not depend on what the asker may read.
        lots = self.sudo()
        conceded = self.env["mdq.concession"]._find_for_lots(lots)
        return {
            lot.id: [lot._mdq_check_status(), lot._mdq_check_expiry(), lot._mdq_check_decided(),
                     lot._mdq_check_accepted(conceded.get(lot.id))]
            for lot in lots
        }

    def _mdq_release_checks_told(self):
        """The same checks, each also in the words of the other language: people of both read what is signed."""
        checks = self._mdq_release_checks()
        for code in set(self._mdq_get_spoken()) - {self.env.lang}:
            told = self.with_context(lang=code)._mdq_release_checks()
            for check, other in chain.from_iterable(zip(checks[lot.id], told[lot.id], strict=True) for lot in self):
                check.setdefault("told", {})[code] = other["why"]
        return checks

    @api.model
    def _mdq_read_check(self, check):
        """Return a stored check as the reader reads it."""
        return {**check, "why": check.get("told", {}).get(self.env.lang) or check.get("why")}

    @api.model
    def _mdq_prepare_check(self, code, ok, why, records=()):
        refs = [{"model": record._name, "id": record.id, "name": record.display_name} for record in records]
        return {"code": code, "ok": bool(ok), "why": why, "refs": refs}

    def _mdq_check_status(self):
        status = self.mdq_status
        if status == "quarantine":
            return self._mdq_prepare_check("status", True, self.env._("The lot waits in quarantine."))
        holds = self.mdq_hold_ids.filtered(lambda hold: hold.state == "active")
        why = self.env._(
            "The lot is %(status)s. %(remedy)s", status=self._mdq_get_status_words(status) if status else "-",
            remedy=self._mdq_get_remedy(status) if status else self.env._("Its product is not controlled."),
        )
        return self._mdq_prepare_check("status", False, why.strip(), holds)

    def _mdq_check_expiry(self):
        if self._mdq_get_effective_status() == "expired":
            return self._mdq_prepare_check("expiry", False, self.env._(
                "The lot expired on %s.", fields.Datetime.to_string(self.expiration_date)
            ))
        return self._mdq_prepare_check("expiry", True, self.env._("The lot is within its life."))

    def _mdq_check_decided(self):
        counted = self._mdq_get_evidence_inspections().filtered(lambda inspection: inspection.state != "cancelled")
        waiting = counted.filtered(lambda inspection: inspection.state == "open")
        if waiting.filtered(lambda inspection: not inspection.plan_id):
            why = self.env._("An inspection has no plan: a quality engineer makes one effective, then it is inspected.")
        elif waiting:
            why = self.env._("Not inspected yet: %s.", ", ".join(waiting.mapped("name")))
        elif not counted:
            why = self.env._("The lot was never inspected. An inspector opens an inspection on it.")
        else:
            return self._mdq_prepare_check("inspected", True, self.env._("All inspections are decided."), counted)
        return self._mdq_prepare_check("inspected", False, why, waiting)

    def _mdq_check_accepted(self, concession):
        decided = self._mdq_get_evidence_inspections().filtered(lambda inspection: inspection.state in ("accepted", "rejected"))
        last = (decided._filter_unanswered() or decided).sorted("id")[-1:]
        if last.state == "accepted":
            return self._mdq_prepare_check("accepted", True, self.env._("%s accepted the lot.", last.name), last)
        if last and concession:
            return self._mdq_prepare_check("accepted", True, self.env._(
                "%(inspection)s rejected the lot; concession %(concession)s covers its use.",
                inspection=last.name, concession=concession.name,
            ), [last, concession])
        why = self.env._("No inspection accepted the lot yet.")
        if last:
            why = self.env._("%s rejected the lot: it is inspected again after rework, or conceded.", last.name)
        return self._mdq_prepare_check("accepted", False, why, last)

    # ------------------------------------------------------------------------------------- actions

    def action_mdq_release(self):
        """Ask the releaser for his signature, once for all these lots."""
        self.env["mdq.release"]._check_may_release(self)
        action = self.env["mdq.release"]._mdq_sign_action(
            "release", self._mdq_get_release_title(), "released", args={"lot_ids": self.ids}
        )
        action["params"]["records"] = self.mapped("display_name")[:20]
        return action

    def _mdq_get_release_title(self):
        """What the person signs, in words. Extend for releases of another kind."""
        return self.env._("Release Lots")

    def action_mdq_view_inspections(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_action")
        return {**action, "domain": [("lot_ids", "in", self.ids)],
                "context": {"default_lot_id": self.id if len(self) == 1 else False}}

    def action_mdq_inspect(self):
        """Open one more inspection of this lot, for example after a count or when asked for."""
        self.ensure_one()
        if not self.mdq_status:
            raise UserError(self.env._("%s is not controlled, so its lots are not inspected.", self.product_id.display_name))
        last = self.mdq_inspection_ids.sorted("id")[-1:]
        inspection = self.env["mdq.inspection"]._create_for_lots(self, last.point or "iqc", {
            "quantity": max(self.product_qty, 0.0), "partner_id": last.partner_id.id,
        })
        return {"type": "ir.actions.act_window", "res_model": "mdq.inspection", "res_id": inspection.id,
                "views": [(False, "form")]}
