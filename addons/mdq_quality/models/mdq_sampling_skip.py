import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import skip_lot

LOOKED_AT = 20  # inspections whose inspectors do not decide on skipping: as many as a product qualifies by
STATUSES = [("qualifying", "Every Lot Inspected"), ("skipping", "Lots Skipped"), ("interrupted", "Interrupted")]
COUNTED = ("frequency", "score", "lots", "earned", "earned_in")


class MdqSamplingSkip(models.Model):
    """The lots of one product from one supplier under one plan: whether some of them are accepted without inspection, and why."""

    _name = "mdq.sampling.skip"
    _description = "Skip-Lot Series"
    _inherit = ["mdq.lot.series.mixin"]

    status = fields.Selection(STATUSES, required=True, readonly=True, default="qualifying", tracking=True)
    frequency = fields.Integer("One Lot Inspected Of", readonly=True, default=1, aggregator=None)
    score = fields.Integer("Qualification Score", readonly=True, aggregator=None, help="50 in at most 20 lots qualify the product.")
    lots = fields.Integer("Lots Since the Last Change", readonly=True, aggregator=None)
    earned = fields.Boolean("Qualified", readonly=True, index=True, help="The product has earned it; a signature is still needed.")
    earned_in = fields.Integer("Qualified in Lots", readonly=True, aggregator=None)
    barrier = fields.Text("Inspected Although It Is Skipped", readonly=True, help="What did not hold when the last lot came.")
    seed = fields.Char(readonly=True, default=lambda self: secrets.token_hex(8), groups="mdq_base.group_quality_manager,mdq_base.group_auditor",
                       help="From this text and the number of a lot anybody can reckon again whether it was inspected.")  # fmt: skip
    lot_no = fields.Integer("Lots Drawn", readonly=True, aggregator=None)
    last_lot_on = fields.Date("Last Lot On", readonly=True)
    event_ids = fields.One2many("mdq.sampling.skip.event", "skip_id", "Events", readonly=True)
    inspection_ids = fields.One2many("mdq.inspection", "skip_id", "Inspections", readonly=True)
    skipped_count = fields.Integer("Lots Skipped", compute="_compute_counts")
    inspected_count = fields.Integer("Lots Inspected", compute="_compute_counts")

    _one_series = models.UniqueIndex(
        "(company_id, product_id, COALESCE(partner_id, 0), plan_code)", "This skip-lot series exists already."
    )

    def _compute_counts(self):
        groups = self.env["mdq.inspection"]._read_group([("skip_id", "in", self.ids)], ["skip_id", "state"], ["__count"])
        counts = {(skip, state): count for skip, state, count in groups}
        for skip in self:
            skip.skipped_count = counts.get((skip, "skipped"), 0)
            skip.inspected_count = counts.get((skip, "accepted"), 0) + counts.get((skip, "rejected"), 0)

    # -------------------------------------------------------------------------------------- public

    def approve(self, credential, reason):
        """Sign, as the responsible authority, that lots of these series are skipped from now on."""
        self._check_authority("mdq_base.group_quality_engineer")
        barriers = self.sudo()._get_skip_conditions()  # they hold, whoever may read them
        for skip in self:
            if skip.status != "qualifying" or not skip.earned:
                raise UserError(self.env._("%s has not qualified: lots are skipped only after they have earned it.", skip.display_name))
            if barriers.get(skip.id):
                raise UserError(self.env._(
                    "%(series)s cannot be skipped now: %(reasons)s", series=skip.display_name, reasons=" ".join(barriers[skip.id])
                ))
        return self._step(skip_lot.approve, credential, reason)

    def interrupt(self, credential, reason):
        """Sign that every lot is inspected again, until the product has requalified."""
        self._check_authority("mdq_base.group_quality_engineer")
        for skip in self:
            if skip.status != "skipping":
                raise UserError(self.env._("%s is not skipped.", skip.display_name))
        return self._step(skip_lot.interrupt, credential, reason)

    def disqualify(self, credential, reason):
        """Sign that the product begins anew: every lot is inspected until it has qualified and been approved again."""
        self._check_authority("mdq_base.group_quality_engineer")
        for skip in self:
            if skip.status == "qualifying" and not skip.earned:
                raise UserError(self.env._("%s is not qualified.", skip.display_name))
        return self._step(skip_lot.disqualify, credential, reason)

    def action_approve(self):
        return self._mdq_sign_action("approve", self.env._("Skip Lots From Now On"), "approved", reason_required=True)

    def action_interrupt(self):
        return self._mdq_sign_action("interrupt", self.env._("Inspect Every Lot Again"), "approved", reason_required=True)

    def action_disqualify(self):
        return self._mdq_sign_action("disqualify", self.env._("Withdraw the Qualification"), "approved", reason_required=True)

    def action_view_inspections(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_action")
        return {**action, "domain": [("skip_id", "in", self.ids)], "context": {}}

    def _check_authority(self, group):
        self.env.user._mdq_require(group)
        self.check_access("read")
        for skip in self.sudo():  # who inspected counts, whoever may read it
            last = self.env["mdq.inspection"].sudo().search([("skip_id", "=", skip.id)], order="id desc", limit=LOOKED_AT)
            if self.env.user in last._get_inspectors():
                raise AccessError(self.env._("You inspected lots of this series. Somebody else decides whether its lots are skipped."))

    # --------------------------------------------------------------------------------------- finding

    @api.model
    def _find(self, inspections):
        """Return {key: series} of those that exist for these inspections, with one search."""
        if not inspections:
            return {}
        found = self.search([
            ("company_id", "in", inspections.company_id.ids), ("product_id", "in", inspections.product_id.ids),
            ("plan_code", "in", inspections.plan_id.mapped("code")),
        ])
        return {skip._get_key(): skip for skip in found}

    def _get_key(self):
        return self.company_id.id, self.product_id.id, self.partner_id.id, self.plan_code

    @api.model
    def _open(self, inspection):
        return self._find(inspection).get(inspection._get_skip_key()) or self.create({
            "company_id": inspection.company_id.id, "product_id": inspection.product_id.id,
            "partner_id": inspection.partner_id.commercial_partner_id.id, "plan_code": inspection.plan_id.code,
        })

    # --------------------------------------------------------------------------------------- counting

    @api.model
    def _count(self, inspection):
        """Count a lot that was inspected for the first time."""
        skip = inspection.skip_id or self._open(inspection)
        inspection._write_guarded({"skip_id": skip.id})
        lot = skip_lot.Lot(inspection._get_skip_points(), inspection.state == "accepted")
        before = skip._get_state()
        state, move = skip_lot.after(before, lot)
        if state.earned and not before.earned:
            move = move or skip_lot.Move(before, state, "earned")
        skip.last_lot_on = skip.company_id._mdq_today()
        skip._take(state, move, inspection)

    def _get_state(self):
        return skip_lot.State(self.status, **{name: self[name] for name in COUNTED})

    def _take(self, state, move, inspection=None, row=None):
        """Store where the series stands now, and the event that led there."""
        if move:
            row = row or self.env["mdq.sampling.skip.event"].create(self._prepare_event_vals(move, inspection))
            self.message_post(body=row.sentence)
        self.write({"status": state.status, "barrier": False if state.status != "skipping" else self.barrier,
                    **{name: getattr(state, name) for name in COUNTED}})

    def _prepare_event_vals(self, move, inspection=None, reason=None):
        return {
            "skip_id": self.id, "why": move.why, "before": move.before.status, "after": move.after.status,
            "frequency_before": move.before.frequency, "frequency_after": move.after.frequency, "score": move.before.score,
            "inspection_id": inspection.id if inspection else False, "reason": reason, "user_id": self.env.uid,
        }

    def _step(self, rule, credential, reason):
        """Take a step that a person decides, and sign it."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: what was looked at, and what speaks for it."))
        steps = {skip: rule(skip._get_state()) for skip in self.sudo()}  # nobody edits these series; the step is signed below
        rows = self.env["mdq.sampling.skip.event"].sudo().create(  # no role writes events; they are signed below
            [skip._prepare_event_vals(move, reason=reason) for skip, (_state, move) in steps.items()]
        )
        self.env["mdq.signature"]._sign(rows.sudo(False), "approved", credential, reason)
        for (skip, (state, move)), row in zip(steps.items(), rows, strict=True):
            skip._take(state, move, row=row)
        return True
