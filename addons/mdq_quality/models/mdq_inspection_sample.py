from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core import judging, pick, sampling
from ..core.switching import Lot
from .mdq_inspection_plan_sampling import CLASSES
from .mdq_sampling_series import SEVERITIES


class MdqInspectionSample(models.Model):
    """The sample of one inspection for one class of defects, as the standard said on that day."""

    _name = "mdq.inspection.sample"
    _description = "Sample of a Defect Class"
    _inherit = ["mdq.content.mixin"]
    _order = "inspection_id, id"
    _rec_name = "defect_class"
    _mdq_ledger = True
    _mdq_server_written = True
    _mdq_timeline_parent = "inspection_id"

    inspection_id = fields.Many2one("mdq.inspection", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="inspection_id.company_id")
    active = fields.Boolean(default=True, readonly=True)
    defect_class = fields.Selection(
        [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], "Class", required=True, readonly=True
    )
    standard = fields.Char("Standard and Edition", readonly=True)
    level = fields.Char("Level", readonly=True)
    aql = fields.Char("AQL", readonly=True)
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    code_letter = fields.Char("Code Letter", readonly=True)
    final_letter = fields.Char("Letter After Arrows", readonly=True)
    sample_size = fields.Integer("Sample Size n", readonly=True, aggregator=None)
    acceptance_number = fields.Integer("Ac", readonly=True, aggregator=None)
    rejection_number = fields.Integer("Re", readonly=True, aggregator=None)
    full_inspection = fields.Boolean("Whole Lot", readonly=True)
    nonconforming = fields.Integer("Nonconforming Units", readonly=True, aggregator=None, help="Of an AQL above 10: nonconformities.")
    accepted = fields.Boolean("Class Accepted", readonly=True)
    tighter = fields.Boolean("Accepted One AQL Lower", readonly=True)
    series_id = fields.Many2one("mdq.sampling.series", "Series", readonly=True, ondelete="restrict", index="btree_not_null")
    series_no = fields.Integer("Place in the Series", readonly=True, aggregator=None)

    _class_once = models.Constraint("UNIQUE(inspection_id, defect_class)", "A class has one sample in an inspection.")

    def unlink(self):
        raise UserError(self.env._("Samples are never deleted. With another plan they are archived."))

    def _get_limits(self):
        """What the judgement takes. Extended for plans with more than one sample."""
        return judging.Sample(self.sample_size, self.rejection_number, each=sampling.counts_each(self.aql))

    def _is_counted(self):
        """Whether this result takes part in switching. Extended."""
        return self.standard != sampling.ZERO

    def _prepare_lot(self):
        """What this sample says to the switching rules."""
        return Lot(
            accepted=self.accepted, ac=self.acceptance_number, tighter=self.tighter, nonconforming=self.nonconforming,
            in_gap=self.accepted and self.nonconforming > self.acceptance_number,
        )


class MdqInspection(models.Model):
    """Sampling by a standard: a sample for each class, and the series that these samples belong to."""

    _inherit = "mdq.inspection"

    sample_ids = fields.One2many("mdq.inspection.sample", "inspection_id", "Samples", readonly=True)
    pick_seed = fields.Char("Seed", readonly=True, help="From this text anybody can draw the same units again (SHA-256, Fisher-Yates).")
    pick_list = fields.Char("Units to Take", compute="_compute_pick_list")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"pick_seed"}

    @api.depends("pick_seed", "quantity", "sample_size", "sample_ids.sample_size")
    def _compute_pick_list(self):
        """Numbers of the units to take, for lots of whole pieces of which not all are taken."""
        for inspection in self:
            inspection.pick_list = ", ".join(map(str, inspection._draw_units(inspection._get_first_size()))) or False

    def _get_first_size(self):
        """Return how many units are taken first."""
        return max(self.sample_ids.mapped("sample_size"), default=self.sample_size)

    def _draw_units(self, size):
        """Return the numbers of so many units; a larger sample of the same lot begins with the units of the smaller one."""
        lot_size = int(self.quantity)
        drawable = self.pick_seed and lot_size == self.quantity and 0 < size < lot_size
        return pick.draw(lot_size, size, self.pick_seed) if drawable else []

    # ------------------------------------------------------------------------------------- samples

    def _prepare_planning(self, plans):
        facts, drafts = super()._prepare_planning(plans), self._filter_standard().filtered(lambda each: not each._origin)
        # They hold, whoever may read them.
        return {**facts, "sampling": drafts._prepare_sampling(self.env["mdq.sampling.series"].sudo()._find(drafts)) if drafts else {}}

    def _prepare_plan_vals(self, plan, facts):
        """What is not stored yet gets its size with the plan; what is stored gets it with its samples."""
        vals = super()._prepare_plan_vals(plan, facts)
        if self._origin or not self._filter_standard():
            return vals
        return {**vals, "sample_size": max(sample["sample_size"] for sample in self._prepare_samples(facts["sampling"]))}

    def _follow_plans(self):
        super()._follow_plans()
        self._refresh_samples()

    def _filter_standard(self):
        plans = self.plan_id.filtered(lambda plan: plan.sampling == "standard")
        return self.filtered(lambda inspection: inspection.plan_id in plans)

    def _refresh_samples(self):
        """Write the samples of inspections by a standard, all at once; those of another plan are archived."""
        wanted = self._filter_standard()
        # Samples are written by the server, whoever receives.
        samples = self.env["mdq.inspection.sample"].sudo().with_context(active_test=False)
        found = samples.search([("inspection_id", "in", self.ids)])
        known = {(sample.inspection_id.id, sample.defect_class): sample for sample in found}
        series, rows = self.env["mdq.sampling.series"].sudo()._find(wanted), []  # they hold, whoever may read them
        facts = wanted._prepare_sampling(series)
        for vals in (vals for inspection in wanted for vals in inspection._prepare_samples(facts)):
            sample = known.pop((vals["inspection_id"], vals["defect_class"]), None)
            sample.write(vals) if sample else rows.append(vals)
        samples.create(rows)
        samples.concat(*known.values()).active = False
        self.invalidate_recordset(["sample_ids"])
        for inspection in wanted:
            inspection._write_size(max(inspection.sample_ids.mapped("sample_size")))

    def _write_size(self, size):
        if self.sample_size != size:
            self._write_guarded({"sample_size": size})

    def _prepare_sampling(self, series):
        """Return what the samples of these inspections follow from, looked up once. Extended: call super, add keys."""
        return {"severities": {each._get_key(): each.severity for each in series}}

    def _prepare_samples(self, facts):
        return [self._prepare_sample_vals(name, aql, facts) for name, aql in self.plan_id._get_sampled_aqls().items()]

    def _prepare_sample_vals(self, name, aql, facts):
        severity, level = facts["severities"].get(self._get_series_key(name), "normal"), self._get_level(facts)
        plan = self.plan_id._lookup(self.quantity, aql, severity, level)
        return {
            "inspection_id": self.id, "defect_class": name, "standard": self.plan_id.standard, "level": level,
            "aql": aql, "severity": severity, "code_letter": plan.code_letter, "final_letter": plan.final_letter,
            "full_inspection": plan.full_inspection, "active": True, **self._prepare_stage_vals(plan.stages[0], aql),
        }

    @api.model
    def _prepare_stage_vals(self, stage, aql):
        """No lot is accepted of which every unit that was looked at is bad, as the tables have it for a single unit at AQL 10.

        Above 10 they are of nonconformities, of which a unit may have several.
        """
        rejection = stage.re if sampling.counts_each(aql) else min(stage.re, stage.n)
        return {"sample_size": stage.n, "acceptance_number": min(stage.ac, rejection - 1), "rejection_number": rejection}

    def _get_level(self, facts):
        """Return the inspection level. Extended for levels that the plan does not fix."""
        return self.plan_id.level

    def _get_series_key(self, name):
        return self.company_id.id, self.product_id.id, self.partner_id.commercial_partner_id.id, self.plan_id.code, name

    # ------------------------------------------------------------------------------------- verdict

    def _get_needed(self):
        """Return {plan line id: on how many units it is looked at}."""
        if not self.sample_ids:
            return super()._get_needed()
        return judging.needed_units(self._get_classes(), self._get_sample_limits())

    def _get_classes(self):
        return {line.id: (line.required, line.defect_class) for line in self.plan_id.line_ids}

    def _get_sample_limits(self):
        """Return {class: the sample as far as it is to be taken by now}."""
        return {sample.defect_class: sample._get_limits() for sample in self.sample_ids}

    def _get_verdict(self):
        if not self.sample_ids:
            return super()._get_verdict()
        return judging.conclude_by_class(self._get_classes(), self._get_passed(), self._get_sample_limits())

    def _get_passed(self):
        """Return {(unit, plan line id): whether the reading that stands conforms} of what is counted. Extended."""
        return self._get_results()

    def _check_move_to_accepted(self):
        super()._check_move_to_accepted()
        # The rule counts, whoever asks.
        self.env["mdq.sampling.series"].sudo()._find(self.filtered("sample_ids"))._check_not_discontinued()

    def _get_refusal(self, verdict):
        if not self.sample_ids:
            return super()._get_refusal(verdict)
        counts = [
            self.env._("%(class)s %(count)s", **{"class": self.plan_id._get_class_word(name), "count": verdict.failed_by_class[name]})
            for name in CLASSES if name in verdict.rejecting
        ]
        return UserError(self.env._(
            "%(inspection)s cannot be accepted: too many nonconforming units (%(counts)s).",
            inspection=self.name, counts=", ".join(counts),
        ))

    # --------------------------------------------------------------------------------------- series

    def _move_to(self, target, reason=None):
        result = super()._move_to(target, reason)
        if target in ("accepted", "rejected"):
            self._count_for_switching()
        return result

    def _count_for_switching(self):
        """Tell the series of these samples how they went: only of lots that were inspected for the first time."""
        for inspection in self.filtered("sample_ids"):
            verdict, original = inspection._get_verdict(), inspection._is_original()
            for sample in inspection.sample_ids.sudo():  # the server counts, whoever concluded
                sample.write(inspection._prepare_result_vals(sample, verdict))
                if original and sample._is_counted():
                    # Series are written by the server, whoever concluded.
                    self.env["mdq.sampling.series"].sudo()._count(sample)

    def _prepare_result_vals(self, sample, verdict):
        """What a sample found. Extended."""
        count = verdict.failed_by_class[sample.defect_class]
        return {
            "nonconforming": count, "accepted": sample.defect_class not in verdict.rejecting,
            "tighter": self.plan_id._accepts_tighter(self.quantity, sample.aql, count, sample.level),
        }

    def _get_domain_of_same(self, *names):
        return Domain.AND([Domain(name, "=", self[name].id) for name in names])

    def _is_original(self):
        """Whether these goods are offered for the first time: a lot that was rejected before, or a second look, does not count.

        A further delivery of a lot that was accepted is new goods, and so is each portion or container of a lot; each operation is a look
        of its own.
        """
        same = Domain("lot_ids", "in", self.lot_ids.ids) & Domain("point", "=", self.point) & Domain("id", "!=", self.id)
        if self.source == "stock":
            same &= Domain("portion_no", "=", self.portion_no) & self._get_domain_of_same("package_id", "workorder_id")
        again = self._get_domain_of_same("picking_id", "production_id")
        # All inspections of the lot count, whoever may read them.
        return not self.sudo().search_count(same & (Domain("state", "=", "rejected") | Domain("state", "=", "accepted") & again), limit=1)
