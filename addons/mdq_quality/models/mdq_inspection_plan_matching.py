"""Which plan applies: the one effective plan that names most of what decides, in a fixed order of priority."""

from markupsafe import Markup
from odoo import api, fields, models
from odoo.fields import Domain

# What a plan may name, the weightiest first: a plan with a product beats one without, whatever else they name. Within the
# categories the deeper one wins, and between equals the one made last.
CRITERIA = {
    "product": "product_id", "process": "process_id", "partner": "partner_id", "picking_type": "picking_type_id",
    "operation": "operation_id", "category": "categ_id",
}
SHOWN = 5


class MdqInspectionPlan(models.Model):
    _inherit = "mdq.inspection.plan"

    picking_type_id = fields.Many2one(
        "stock.picking.type", "Operation Type", ondelete="restrict", check_company=True,
        help="Only goods of this operation: receipts of one warehouse, returns, manufacturing of one line. Empty: all.",
    )

    # ------------------------------------------------------------------------------------ matching

    @api.model
    def _find_many(self, cases):
        """Return the effective plan of each case, with one search for all of them.

        The most particular plan wins: product before process before supplier before operation type before category.

        :param cases: dicts with point, product, company, and partner, process and picking_type (which may be empty)
        """
        plans, known = self._find_candidates(cases), {}
        for case in cases:
            key = self._get_case_key(case)
            if key not in known:
                known[key] = plans._choose(case)
        return [known[self._get_case_key(case)] for case in cases]

    @api.model
    def _find_candidates(self, cases):
        """Return the effective plans that could apply to one of these cases."""
        if not cases:
            return self.browse()
        return self.search(
            Domain("state", "=", "effective")
            & Domain("point", "in", list({case["point"] for case in cases}))
            & Domain("company_id", "in", [case["company"].id for case in cases])
            & Domain("product_id", "in", [False, *{case["product"].id for case in cases}])
        )

    @api.model
    def _get_case_key(self, case):
        return (case["point"], case["company"], *(case.get(name) for name in CRITERIA))

    def _choose(self, case):
        return max((plan for plan in self if plan._fits(case)), key=lambda plan: plan._get_rank(), default=self.browse())

    def _fits(self, case):
        self.ensure_one()
        return self._is_of(case) and not self._get_misfits(case)

    def _is_of(self, case):
        return self.point == case["point"] and self.company_id == case["company"]

    def _get_misfits(self, case):
        """Return what this plan names and the case is not, as keys of CRITERIA."""
        named = (name for name, field in CRITERIA.items() if self[field])
        return [name for name in named if not getattr(self, f"_fits_{name}")(case)]

    def _fits_product(self, case):
        return self.product_id == case["product"]

    def _fits_process(self, case):
        return self.process_id == case.get("process")

    def _fits_partner(self, case):
        return self.partner_id.commercial_partner_id == case.get("partner")

    def _fits_picking_type(self, case):
        return self.picking_type_id == case.get("picking_type")

    def _fits_category(self, case):
        return (case["product"].categ_id.parent_path or "").startswith(self.categ_id.parent_path)

    def _get_rank(self):
        return (bool(self.product_id), bool(self.process_id), bool(self.partner_id), bool(self.picking_type_id),
                len(self.categ_id.parent_path or ""), self.id)

    # ------------------------------------------------------------------------------------- reasons

    def _explain(self, case):
        """Return why one of these candidates applies to a case, as plain data: the plan, and what the others lack."""
        chosen, others = self._choose(case), {}
        for plan in self.sorted(lambda plan: plan._get_rank(), reverse=True):
            misfits = plan._get_misfits(case) if plan._is_of(case) and plan != chosen else None
            if misfits is not None and len(others) < SHOWN:
                others[plan.id] = misfits
        return {"plan": chosen.id, "others": [[plan, misfits] for plan, misfits in others.items()]}

    @api.model
    def _render_choice(self, choice):
        """Return the reasons of a choice in words, as HTML."""
        # Which plans there are is no secret to those who may see the inspection.
        plans = self.sudo()
        chosen = plans.browse(choice["plan"] or ())
        lines = [chosen._say_applies() if chosen else self.env._("No effective plan fits.")]
        lines += [plans.browse(plan)._say_lost(misfits, chosen) for plan, misfits in choice["others"]]
        return Markup().join(Markup("<div%s>%s</div>") % (Markup(' class="text-muted"') if number else "", line)
                             for number, line in enumerate(lines))

    def _say_applies(self):
        names = [self._say_named(name) for name, field in CRITERIA.items() if self[field]]
        if not names:
            return self.env._("%s applies: it is the general plan of this inspection point.", self.display_name)
        return self.env._("%(plan)s applies: it names %(what)s.", plan=self.display_name, what=", ".join(names))

    def _say_lost(self, misfits, chosen):
        if misfits:
            return self.env._("%(plan)s does not fit: it is for %(what)s.", plan=self.display_name,
                              what=", ".join(self._say_named(name) for name in misfits))
        decisive = next((name for name, field in CRITERIA.items() if bool(chosen[field]) != bool(self[field])), None)
        if decisive:
            return self.env._("%(plan)s fits too, but names no %(what)s.", plan=self.display_name, what=self._say_criterion(decisive))
        return self.env._("%s fits too, but is less particular or older.", self.display_name)

    def _say_named(self, name):
        return f"{self._say_criterion(name)} {self[CRITERIA[name]].display_name}"

    def _say_criterion(self, name):
        return {
            "product": self.env._("product"), "process": self.env._("process"), "partner": self.env._("supplier"),
            "picking_type": self.env._("operation type"), "category": self.env._("product category"),
            "operation": self.env._("operation"),
        }[name]
