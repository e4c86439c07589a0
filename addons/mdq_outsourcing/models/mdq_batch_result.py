from odoo import api, fields, models
from odoo.addons.mdq_base.models import ledger_table
from odoo.addons.mdq_quality.core import judging
from odoo.exceptions import UserError


class MdqBatchResult(models.Model):
    """One reported value of a parameter, judged. Never changed: a correction is a new value that says why."""

    _name = "mdq.batch.result"
    _description = "Parameter Result"
    _order = "id"
    _rec_name = "value"
    _mdq_timeline_parent = "step_id"
    _mdq_ledger = True
    _mdq_server_written = True

    step_id = fields.Many2one("mdq.batch.step", "Step", readonly=True, ondelete="restrict", index="btree_not_null")
    load_id = fields.Many2one("mdq.treatment.load", "Load", readonly=True, ondelete="restrict", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot", readonly=True, ondelete="restrict", index="btree_not_null")
    parameter_id = fields.Many2one("mdq.process.parameter", "Parameter", required=True, readonly=True, ondelete="restrict")
    code = fields.Char(required=True, readonly=True)
    value = fields.Char(required=True, readonly=True, help="As reported, not rounded.")
    number = fields.Float(digits=False, readonly=True, aggregator="avg", help="The value for charts.")
    unit = fields.Char(readonly=True)
    lower_limit = fields.Char(readonly=True)
    upper_limit = fields.Char(readonly=True)
    passed = fields.Boolean("Within Limits", readonly=True)
    reason = fields.Char("Reason of Correction", readonly=True)
    supersedes_id = fields.Many2one("mdq.batch.result", "Corrects", readonly=True, ondelete="restrict")
    superseded_by_ids = fields.One2many("mdq.batch.result", "supersedes_id", "Corrected By", readonly=True)
    is_current = fields.Boolean("Counts", compute="_compute_is_current")
    reported_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    reported_on = fields.Datetime("On", required=True, readonly=True)

    _belongs_somewhere = models.Constraint(
        "CHECK ((step_id IS NULL) <> (load_id IS NULL))", "A result belongs to a step or to a load."
    )

    @api.depends("superseded_by_ids")
    def _compute_is_current(self):
        for result in self:
            result.is_current = not result.superseded_by_ids

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Reported values are never changed. Report again, and say why."))

    def unlink(self):
        raise UserError(self.env._("Reported values are never deleted. Report again, and say why."))

    @api.model
    def _check_shape(self, values):
        """A machine that sends something else than a report is told so."""
        is_report = isinstance(values, dict) and isinstance(values.get("parameters") or [], list)
        entries = [*(values.get("parameters") or []), values.get("certificate") or {}] if is_report else [None]
        if not all(isinstance(entry, dict) for entry in entries):
            raise UserError(self.env._(
                "A report has named values; its parameters are a list of {code, value}, its certificate is {name, data}."
            ))

    @api.model
    def _report(self, owner, lot, parameters, entries, reason):
        """Store values of parameters for a step or a load; return those that are new.

        :param parameters: the parameters that may be reported
        :param entries: [{code or name, value}]
        """
        # No role writes results; this is the server writing what it has just checked.
        results, its_results = self.sudo(), owner.sudo().result_ids
        current = its_results.filtered(lambda result: result.is_current and result.lot_id == lot)
        rows = []
        for entry in entries:
            parameter = parameters._pick(entry)
            known = current.filtered(lambda result, parameter=parameter: result.parameter_id == parameter)[-1:]
            vals = parameter._judge(entry.get("value"))
            if known and known.value == vals["value"]:
                continue
            if known and not (reason or "").strip():
                raise UserError(self.env._(
                    "%(parameter)s was reported as %(old)s before. Say why it is corrected.",
                    parameter=parameter.name, old=known.value,
                ))
            rows.append({**vals, **self._prepare_owner_vals(owner, lot), "supersedes_id": known.id,
                         "reason": reason if known else False})
        return results.create(rows)

    def _prepare_owner_vals(self, owner, lot):
        link = "load_id" if owner._name == "mdq.treatment.load" else "step_id"
        return {link: owner.id, "company_id": owner.company_id.id, "lot_id": lot.id, "reported_by": self.env.uid,
                "reported_on": fields.Datetime.now()}


class MdqProcessParameter(models.Model):
    _inherit = "mdq.process.parameter"

    def _pick(self, entry):
        """Return the parameter that an entry names by code or name."""
        named = entry.get("code") or entry.get("name")
        found = self.filtered(lambda parameter: named in (parameter.code, parameter.name))[:1]
        if not found:
            raise UserError(self.env._(
                "There is no parameter %(name)s here. Reported are: %(codes)s.",
                name=named or "-", codes=", ".join(self.mapped("code")) or "-",
            ))
        return found

    def _judge(self, entered):
        """Return the facts of a value; out of limits is a fact too, not a refusal."""
        self.ensure_one()
        try:
            value = judging.parse(entered.replace(",", ".") if isinstance(entered, str) else entered)
        except ValueError:
            value = None
        if value is None:
            raise UserError(self.env._(
                "%(parameter)s: “%(value)s” is not a number. Write it with a point, such as 3.45.",
                parameter=self.name, value=entered if entered not in (None, False) else "",
            ))
        lower, upper = self._get_limits()
        return {
            "parameter_id": self.id, "code": self.code, "value": judging.text(value), "number": float(value),
            "unit": self.unit, "lower_limit": self.lower_limit, "upper_limit": self.upper_limit,
            "passed": judging.judge(value, lower, upper),
        }
