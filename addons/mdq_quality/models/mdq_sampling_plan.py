from odoo import api, models
from odoo.exceptions import ValidationError

from ..core import sampling, variables


class MdqSamplingPlan(models.AbstractModel):
    """How many units to inspect, and when to accept: the tables of the standards, for screens and integrators."""

    _name = "mdq.sampling.plan"
    _description = "Sampling Plan"

    @api.model
    def lookup(self, standard, lot_size, level="II", aql=1.0, severity="normal", plan_type="single"):
        """Return the plan of a standard for a lot, following the printed arrows.

        :param standard: "ISO 2859-1:1999", "GB/T 2828.1-2012", "ANSI/ASQ Z1.4-2003", "MIL-STD-105E" or "Squeglia c=0"
        :param severity: normal, tightened or reduced
        :param plan_type: single or double
        :return: {code_letter, final_letter, stages: [{n, ac, re}], full_inspection}; with full_inspection n is the lot size
        """
        plan = self._reckon(sampling.lookup, standard, lot_size, level, aql, severity, plan_type)
        return {
            "code_letter": plan.code_letter, "final_letter": plan.final_letter, "full_inspection": plan.full_inspection,
            "stages": [{"n": stage.n, "ac": stage.ac, "re": stage.re} for stage in plan.stages],
        }

    @api.model
    def oc_curve(self, stages, points, model="binomial", lot_size=None):
        """Return [[p, probability that a lot with a share p of nonconforming units is accepted]].

        :param stages: [{n, ac, re}], as `lookup` returns them
        :param points: shares between 0 and 1
        :param model: binomial, poisson, or hypergeometric, which needs lot_size
        """
        reckoned = self._reckon(_read_stages, stages)
        return [[p, self._reckon(sampling.acceptance_probability, reckoned, p, model, lot_size)] for p in points]

    @api.model
    def lookup_variables(self, standard, lot_size, level="II", aql=1.0, severity="normal"):
        """Return the plan by variables (s-method) that protects like the single plan by attributes of a standard.

        :return: {code_letter, final_letter, n, k, largest_share, full_inspection, source}; k is for one limit, largest_share (p*) for two
        """
        plan = self._reckon(variables.plan_for, standard, lot_size, level, aql, severity)
        return {
            "code_letter": plan.code_letter, "final_letter": plan.final_letter, "n": plan.n, "k": plan.k,
            "largest_share": plan.largest_share, "full_inspection": plan.full_inspection, "source": self.env._(
                "Reckoned from the single plan by attributes: noncentral t through its points of 95 % and 10 %. Not read from the tables of"
                " ISO 3951-1."
            ),
        }

    def _reckon(self, function, *arguments):
        try:
            return function(*arguments)
        except ValueError as error:
            raise ValidationError(self.env._("The sampling plan cannot be reckoned: %s.", error)) from None


def _read_stages(stages):
    try:
        read = [sampling.Stage(*(int(stage[name]) for name in ("n", "ac", "re"))) for stage in stages]
    except (KeyError, TypeError, ValueError):
        read = []
    if not read:
        raise ValueError(f"expected stages as lookup gives them, [{{n, ac, re}}], got {stages!r}")
    return read
