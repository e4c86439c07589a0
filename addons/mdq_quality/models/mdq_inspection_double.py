from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import judging
from ..core import sampling as tables

DOUBLE = (tables.Z14, tables.MIL)  # whose double plans are in the tables
PICK_COLUMNS = 10


class MdqInspectionPlan(models.Model):
    """The choice of double plans: a smaller first sample, and a second one only when the first does not decide."""

    _inherit = "mdq.inspection.plan"

    plan_type = fields.Selection(
        [("single", "Single"), ("double", "Double")], "Plans", default="single", required=True,
        help="Double: a smaller first sample decides most lots; only when it does not, a second one is taken.",
    )

    @api.constrains("sampling", "standard", "plan_type")
    def _check_plan_type(self):
        for plan in self:
            if plan.sampling == "standard" and plan.plan_type == "double" and plan.standard not in DOUBLE:
                raise ValidationError(self.env._(
                    "The double plans of %(standard)s are not in the tables. Take single plans, or one of %(others)s.",
                    standard=plan.standard, others=", ".join(DOUBLE),
                ))


class MdqInspectionSample(models.Model):
    """The second sample of a double plan."""

    _inherit = "mdq.inspection.sample"

    second_size = fields.Integer("Second n", readonly=True, aggregator=None, help="Units of the second sample of a double plan.")
    second_acceptance = fields.Integer("Second Ac", readonly=True, aggregator=None, help="For both samples together.")
    second_rejection = fields.Integer("Second Re", readonly=True, aggregator=None, help="For both samples together.")
    second_needed = fields.Boolean("Second Sample Taken", readonly=True, help="The first sample did not decide.")
    stage = fields.Integer("Decided By Sample", readonly=True, aggregator=None, help="0: another class rejected the lot first.")

    def _get_limits(self):
        limits = super()._get_limits()
        if not self.second_size:
            return limits
        both = judging.Sample(self.sample_size + self.second_size, self.second_rejection, each=limits.each)
        return judging.Sample(limits.n, limits.re, self.acceptance_number, both, limits.each)

    def _is_counted(self):
        """A class that was not decided, as another one rejected the lot first, says nothing to the switching rules."""
        return super()._is_counted() and not (self.second_size and not self.stage)

    def _prepare_lot(self):
        lot = super()._prepare_lot()
        if not self.second_size:
            return lot
        allowed = self.acceptance_number if self.stage == 1 else self.second_acceptance
        return replace(
            lot, first_sample=self.accepted and self.stage == 1, in_gap=self.accepted and self.nonconforming > allowed
        )


class MdqInspection(models.Model):
    """An inspection whose sample grows when the first sample of a double plan does not decide."""

    _inherit = "mdq.inspection"

    pick_list_second = fields.Char(
        "Units of the Second Sample", compute="_compute_pick_list_second", help="Taken when the first sample does not decide."
    )

    @api.depends("pick_list", "sample_ids.second_size")
    def _compute_pick_list_second(self):
        for inspection in self:
            first, both = inspection._get_first_size(), inspection._get_largest_size()
            units = set(inspection._draw_units(both)) - set(inspection._draw_units(first)) if both > first else ()
            inspection.pick_list_second = ", ".join(map(str, sorted(units))) or False

    def _get_largest_size(self):
        """Return how many units are taken at most."""
        return max((sample.sample_size + sample.second_size for sample in self.sample_ids), default=self.sample_size)

    # ------------------------------------------------------------------------------------- stages

    def _prepare_sample_vals(self, name, aql, facts):
        vals = {**super()._prepare_sample_vals(name, aql, facts), "second_size": 0, "second_acceptance": 0, "second_rejection": 0,
                "second_needed": False}
        if self.plan_id.plan_type != "double":
            return vals
        plan = self.plan_id._lookup(self.quantity, aql, vals["severity"], vals["level"], "double")
        first, second = plan.stages[0], plan.stages[1] if len(plan.stages) > 1 else None
        vals |= {"final_letter": plan.final_letter, "full_inspection": plan.full_inspection, **self._prepare_stage_vals(first, aql)}
        if second:
            vals |= {"acceptance_number": first.ac, "rejection_number": first.re}
            vals |= {"second_size": second.n, "second_acceptance": second.ac, "second_rejection": second.re}
        return vals

    def _get_sample_limits(self):
        """As far as the sample has come, which each call of `record` notes: a list reads it without any reading."""
        limits = super()._get_sample_limits()
        second = set(self.sample_ids.filtered("second_needed").mapped("defect_class"))
        return {name: sample.then if name in second else sample for name, sample in limits.items()}

    def _prepare_result_vals(self, sample, verdict):
        vals = super()._prepare_result_vals(sample, verdict)
        if not sample.second_size:
            return vals
        reached = self._get_sample_limits()[sample.defect_class]
        stage = 2 if not reached.then else 0 if reached.is_undecided(vals["nonconforming"]) else 1
        return {**vals, "stage": stage, "tighter": False}

    def record(self, readings):
        result = super().record(readings)
        if any(sample.second_size for sample in self.sample_ids):
            self._follow_stages()
        return result

    def _follow_stages(self):
        """Ask for the second sample as soon as the first has not decided, and no longer when a correction says otherwise."""
        reached = judging.reach(self._get_classes(), self._get_passed(), super()._get_sample_limits())
        for sample in self.sample_ids.sudo():  # samples are written by the server, whoever recorded
            if sample.second_needed != (sample.second_size and not reached[sample.defect_class].then):
                sample.second_needed = not sample.second_needed
        size = max(self._get_needed().values())
        if size == self.sample_size:
            return
        self._write_guarded({"sample_size": size})
        self.message_post(body=self._get_stage_note())

    def _get_stage_note(self):
        first = self._get_first_size()
        if self.sample_size == first:
            return self.env._("The first sample decides: units 1 to %(last)s.", last=first)
        return self.env._(
            "The first sample of %(first)s units did not decide: take the second sample, units %(next)s to %(last)s.",
            first=first, next=first + 1, last=self.sample_size,
        )

    def get_grid(self):
        grid = super().get_grid()
        if any(sample.second_size for sample in self.sample_ids) and self.sample_size > self._get_first_size():
            grid.setdefault("notes", []).append(self._get_stage_note())
        return grid

    # ---------------------------------------------------------------------------------------- paper

    def _get_pick_tables(self):
        """Return the units to take as rows for paper: [{title, title_zh, rows: [[(number in the sample, unit)]]}]."""
        self.ensure_one()
        first, both = self._get_first_size(), self._get_largest_size()
        taken, more = self._draw_units(first), []
        if both > first:
            more = sorted(set(self._draw_units(both)) - set(taken))
        lists = [("First sample", "第一样本", taken, 1), ("Second sample, if the first does not decide", "第二样本（第一样本不能判定时抽取）", more, first + 1)]
        if not more:
            lists = [("Units to take", "应抽取的单位", taken, 1)]
        return [{"title": title, "title_zh": zh, "rows": self._get_pick_rows(units, start)} for title, zh, units, start in lists if units]

    def _get_pick_rows(self, units, start):
        cells = list(enumerate(units, start))
        cells += [None] * (-len(cells) % PICK_COLUMNS)
        return [cells[place:place + PICK_COLUMNS] for place in range(0, len(cells), PICK_COLUMNS)]
