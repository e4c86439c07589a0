from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import sampling as tables
from ..core import skip_lot

GENERAL = ("I", "II", "III")


class MdqInspectionPlan(models.Model):
    """Whether lots of proven quality may be accepted without inspection."""

    _inherit = "mdq.inspection.plan"

    skip_lot = fields.Boolean(
        "Skip-Lot Allowed", help="ISO 2859-3 = GB/T 2828.3: a product that has earned it, with a signature, is inspected one lot of two"
        " to five, drawn at random.",
    )

    @api.constrains("skip_lot", "sampling", "standard", "level", "plan_type")
    def _check_skip_lot(self):
        for plan in self.filtered("skip_lot"):
            fits = plan.sampling == "standard" and plan.standard != tables.ZERO and plan.level in GENERAL and plan.plan_type == "single"
            if not fits:
                raise ValidationError(self.env._(
                    "Skip-lot goes with single plans of a standard indexed by AQL, at a general level (I, II or III). Choose these, or do"
                    " without skip-lot."
                ))

    def _check_move_to_in_review(self):
        super()._check_move_to_in_review()
        for plan in self.filtered("skip_lot"):
            if "critical" in plan.line_ids.mapped("defect_class"):
                raise ValidationError(self.env._(
                    "Plan %s looks for critical defects: lots are not skipped where safety depends on them. Do without skip-lot.",
                    plan.display_name,
                ))


class MdqInspection(models.Model):
    """Lots that are accepted without inspection: chosen, said why, and still checked for identity and documents."""

    _inherit = "mdq.inspection"

    skip_id = fields.Many2one("mdq.sampling.skip", "Skip-Lot Series", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    skip_no = fields.Integer("Lot No. of the Series", readonly=True, copy=False, aggregator=None)
    skip_frequency = fields.Integer("One Lot Inspected Of", readonly=True, copy=False, aggregator=None)
    skip_barrier = fields.Text("Inspected Although It Is Skipped", readonly=True, copy=False)
    skip_why = fields.Text("Skip-Lot", compute="_compute_skip_why")
    identity_checked_by = fields.Many2one("res.users", "Identity Checked By", readonly=True, copy=False, ondelete="restrict")
    identity_checked_on = fields.Datetime("Identity Checked On", readonly=True, copy=False)

    def _get_transitions(self):
        transitions = super()._get_transitions()
        return {**transitions, "open": transitions["open"] | {"skipped"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "skip_id", "skip_no", "skip_frequency", "skip_barrier", "identity_checked_by", "identity_checked_on",
        }

    def _get_locked_states(self):
        return super()._get_locked_states() | {"skipped"}

    def _get_inspectors(self):
        """Who received a skipped lot did not inspect it; who looked at its identity did."""
        skipped = self.sudo().filtered(lambda inspection: inspection.state == "skipped")  # as in `super`
        inspectors = super(MdqInspection, self - skipped)._get_inspectors()
        return inspectors | skipped.identity_checked_by | skipped.inspector_id | skipped._find_recorders()

    # ----------------------------------------------------------------------------------------- choice

    def _follow_plans(self):
        super()._follow_plans()
        self._choose_lots()

    def _choose_lots(self):
        """Skip the lots that are not drawn; only goods that come in by themselves and for the first time are considered."""
        plans = self.plan_id.filtered("skip_lot")
        offered = self.filtered(
            lambda i: i.plan_id in plans and i.state == "open" and (i.picking_id or i.production_id) and not i.skip_id
        )
        if not offered:
            return
        # Series are kept by the server, and the draw decides, whoever receives.
        offered = offered.sudo()
        offered.env["mdq.sampling.skip"]._choose(offered._filter_first_offers())._skip()

    def _filter_first_offers(self):
        """Return the inspections of lots that were not decided on before; the rest of a lot that was skipped follows it."""
        earlier = self.search([("lot_ids", "in", self.lot_ids.ids), ("id", "not in", self.ids), ("state", "not in", ("open", "cancelled"))])
        for inspection in self if earlier else ():
            same = earlier.filtered(lambda i, new=inspection: i.state == "skipped" and new._is_rest_of(i))[:1]
            if same:
                inspection._write_guarded({"skip_id": same.skip_id.id, "skip_no": same.skip_no, "skip_frequency": same.skip_frequency})
        self.filtered("skip_id")._skip()
        return self.filtered(lambda inspection: not inspection.skip_id and not inspection.lot_ids & earlier.lot_ids)

    def _is_rest_of(self, skipped):
        """Whether these goods came with the same transfer, of a lot that was skipped then."""
        return bool(self.picking_id) and self.picking_id == skipped.picking_id and bool(self.lot_ids & skipped.lot_ids)

    def _skip(self):
        if not self:
            return
        self._move_to("skipped")
        self._message_log_batch(bodies={inspection.id: inspection.skip_why for inspection in self})

    def _check_move_to_skipped(self):
        """Nobody skips a lot: the draw does, and it says so."""
        for inspection in self:
            if not (inspection.skip_id and inspection.skip_no):
                raise UserError(self.env._("%s was not skipped by the draw of a skip-lot series: inspect it.", inspection.name))

    def _get_skip_key(self):
        return self.company_id.id, self.product_id.id, self.partner_id.commercial_partner_id.id, self.plan_id.code

    @api.depends("skip_no", "skip_frequency", "skip_barrier", "state")
    @api.depends_context("lang")
    def _compute_skip_why(self):
        """The sentence from what was stored, in the words of whoever reads it."""
        for inspection in self:
            if inspection.skip_barrier:
                inspection.skip_why = self.env._(
                    "Its series is skipped, but this lot is inspected, as a condition does not hold: %s", inspection.skip_barrier
                )
            else:
                inspection.skip_why = bool(inspection.skip_no) and inspection._get_choice_sentence()

    def _get_choice_sentence(self):
        names = {"frequency": self.skip_frequency, "number": self.skip_no}
        if self.state != "skipped":
            return self.env._("Skip-lot by ISO 2859-3, one lot of %(frequency)s inspected: lot no. %(number)s was drawn, so it is inspected.",
                              **names)  # fmt: skip
        return self.env._(
            "Skip-lot by ISO 2859-3, one lot of %(frequency)s inspected: lot no. %(number)s was not drawn. Its sample is accepted without"
            " inspection; identity and documents are checked all the same.", **names
        )

    # --------------------------------------------------------------------------------------- identity

    def action_confirm_identity(self):
        """Say that the skipped lot was looked at: its label, its quantity and its papers are those of what was ordered."""
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        self.check_access("write")
        for inspection in self:
            if inspection.state != "skipped" or inspection.identity_checked_by:
                raise UserError(self.env._("The identity of %s is not to be checked: it was not skipped, or it is checked already.", inspection.name))
        self._write_guarded({"identity_checked_by": self.env.uid, "identity_checked_on": fields.Datetime.now()})
        return True

    def action_inspect_instead(self):
        """Inspect a skipped lot after all: something about it is not as it should be."""
        self.ensure_one()
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        inspection = self._create_for_lots(self.lot_id, self.point, {
            "lot_ids": [fields.Command.set(self.lot_ids.ids)], "quantity": self.quantity, "partner_id": self.partner_id.id,
        })
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": inspection.id, "views": [(False, "form")]}

    # --------------------------------------------------------------------------------------- counting

    def _move_to(self, target, reason=None):
        result = super()._move_to(target, reason)
        if target in ("accepted", "rejected"):
            self._count_for_skip()
        return result

    def _count_for_skip(self):
        for inspection in self.filtered(lambda inspection: inspection.plan_id.skip_lot and inspection.sample_ids):
            if inspection._is_original():
                # Series are written by the server, whoever concluded.
                self.env["mdq.sampling.skip"].sudo()._count(inspection.sudo())

    def _get_skip_points(self):
        """Return the points of the class that did worst; None for a setback."""
        found = [self._get_sample_points(sample) for sample in self.sample_ids]
        return None if None in found else min(found)

    def _get_sample_points(self, sample):
        if sample.severity not in ("normal", "reduced") or not self._measures_tighter(sample):
            return None
        two_tighter = self.plan_id._accepts_tighter(self.quantity, sample.aql, sample.nonconforming, sample.level, steps=2)
        two_tighter = two_tighter and self._measures_tighter(sample, steps=2)
        return skip_lot.points(sample.accepted, sample.acceptance_number, sample.nonconforming, sample.tighter, two_tighter)


class StockLot(models.Model):
    """A skipped lot counts as accepted, and its release asks for the look at its identity."""

    _inherit = "stock.lot"

    def _mdq_get_last_decided(self):
        return self.mdq_inspection_ids.filtered(lambda i: i.state in ("accepted", "rejected", "skipped")).sorted("id")[-1:]

    def _mdq_check_accepted(self, concession):
        last = self._mdq_get_last_decided()
        if last.state != "skipped" or self._mdq_get_evidence_inspections()._filter_unanswered():
            return super()._mdq_check_accepted(concession)
        return self._mdq_prepare_check("accepted", True, f"{last.name}: {last.skip_why}", last)

    def _mdq_release_checks(self):
        checks = super()._mdq_release_checks()
        # What must hold does not depend on what the asker may read.
        for lot in self.sudo():
            last = lot._mdq_get_last_decided()
            if last.state == "skipped":
                checks[lot.id].append(lot._mdq_check_identity(last))
        return checks

    def _mdq_check_identity(self, inspection):
        if inspection.identity_checked_by:
            return self._mdq_prepare_check("identity", True, self.env._(
                "%(person)s checked the identity of the skipped lot.", person=inspection.identity_checked_by.name
            ), inspection)
        return self._mdq_prepare_check("identity", False, self.env._(
            "The lot was skipped: an inspector still compares its label, quantity and papers, and says so on %s.", inspection.name
        ), inspection)
