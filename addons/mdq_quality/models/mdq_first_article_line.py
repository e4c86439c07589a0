from odoo import fields, models
from odoo.exceptions import UserError

WRITABLE = {"remarks"}


class MdqFirstArticleLine(models.Model):
    """One characteristic: what is asked, what the readings say. Taken from the inspection by the server."""

    _name = "mdq.first.article.line"
    _description = "Characteristic of a First Article"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "article_id"
    _order = "article_id, sequence, id"
    _rec_name = "characteristic_id"

    article_id = fields.Many2one("mdq.first.article", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="article_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(readonly=True)
    plan_line_id = fields.Many2one("mdq.inspection.plan.line", required=True, readonly=True, ondelete="restrict")
    characteristic_id = fields.Many2one(related="plan_line_id.characteristic_id", store=True, precompute=True)
    defect_class = fields.Selection(related="characteristic_id.defect_class")
    balloon = fields.Char("Balloon", readonly=True)
    requirement = fields.Char(readonly=True)
    result = fields.Char("Result", readonly=True)
    gauge = fields.Char("Gauge or Tool", readonly=True)
    units = fields.Integer("Units", readonly=True, aggregator=None)
    conforms = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("missing", "Not measured")], "Conforms", default="missing", required=True, readonly=True)
    remarks = fields.Char(help="For example the nonconformance that was raised for it.")

    def write(self, vals):
        if set(vals) - WRITABLE:
            raise UserError(self.env._("The results of a first article come from its inspection: record readings there."))
        return super().write(vals)

    def _write_results(self, vals):
        """The server's way in: above the guard of `write`, out of reach of RPC."""
        return super().write(vals)

    def _mdq_deletable(self):
        """The server takes lines out again while the first article is being made."""
        return self.article_id.state == "open"


class MdqFirstArticleItem(models.Model):
    """Form 2: a material, a process or a functional test, with the paper that proves it."""

    _name = "mdq.first.article.item"
    _description = "Material, Process or Test of a First Article"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "article_id"
    _order = "article_id, sequence, id"

    article_id = fields.Many2one("mdq.first.article", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="article_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection([("material", "Material"), ("process", "Process"), ("test", "Functional test")], required=True, default="material")
    name = fields.Char("Material, Process or Test", required=True)
    specification = fields.Char("Specification")
    supplier = fields.Char("Source")
    certificate = fields.Char("Certificate or Report No.")
    is_proven = fields.Boolean("Conforms", help="The certificate was seen, and says what the specification asks.")

    def _mdq_deletable(self):
        return self.article_id.state == "open"


class MdqFirstArticle(models.Model):
    """Taking the results of the inspection over."""

    _inherit = "mdq.first.article"

    def action_refresh(self):
        """Show the readings that the inspection has by now."""
        self.check_access("write")
        self._refresh_lines()
        return True

    def _refresh_lines(self):
        for article in self.filtered(lambda article: article.state == "open"):
            wanted = article._get_wanted_lines()
            # No role writes results; this is the server taking over what the inspection has.
            lines = article.line_ids.sudo()
            known = {line.plan_line_id: line for line in lines}
            lines.filtered(lambda line, wanted=wanted: line.plan_line_id not in wanted).unlink()
            readings = article._get_readings()
            for place, plan_line in enumerate(wanted, 1):
                vals = {"sequence": place, **article._prepare_line_vals(plan_line, readings.get(plan_line, ()))}
                line = known.get(plan_line)
                line._write_results(vals) if line else lines.create({"article_id": article.id, "plan_line_id": plan_line.id, **vals})

    def _get_readings(self):
        """Return {plan line: readings that stand}, of the inspection."""
        # The results are those of the inspection, whoever looks.
        current, found = self.inspection_id.sudo()._get_current(), {}
        for (_unit, _line), reading in sorted(current.items()):
            found.setdefault(reading.plan_line_id, []).append(reading)
        return found

    def _get_wanted_lines(self):
        """Return the lines of the plan to prove: all, or what the baseline does not prove in the same form."""
        lines = self.inspection_id.plan_id.line_ids
        if self.kind == "full" or not self.baseline_id:
            return lines
        proven = self.baseline_id._get_proven()
        changed = lines.filtered(lambda line: (line.characteristic_id, line._get_requirement()) not in proven)
        return changed or lines

    def _get_proven(self):
        """Return {(characteristic, requirement)} that this first article and its baselines prove."""
        article, proven = self, set()
        while article:
            proven |= {(line.characteristic_id, line.requirement) for line in article.line_ids if line.conforms == "yes"}
            article = article.baseline_id
        return proven

    def _prepare_line_vals(self, plan_line, readings):
        conforms = "missing" if not readings else "yes" if all(reading.passed for reading in readings) else "no"
        return {
            "balloon": plan_line._get_balloon(), "requirement": plan_line._get_requirement(),
            "result": self._get_result(readings), "conforms": conforms, "units": len(readings),
            "gauge": ", ".join(dict.fromkeys(reading.gauge for reading in readings if reading.gauge)) or False,
        }

    def _get_result(self, readings):
        """Each reading, in signs that need no language; those that are the same are counted."""
        counts = {}
        for reading in readings:
            text = reading.value or reading.text_value or ("✓" if reading.passed else "✗")
            counts[text] = counts.get(text, 0) + 1
        return ", ".join(text if count == 1 else f"{text} ×{count}" for text, count in counts.items()) or False


class MdqInspectionPlanLine(models.Model):
    _inherit = "mdq.inspection.plan.line"

    def _get_requirement(self):
        """What is asked, in signs that need no language: nominal, tolerance, limits, unit."""
        if self.kind != "variable":
            return self.characteristic_id.text_pattern or self.instruction or "✓"
        limits = f"{self.lower_limit or '…'} – {self.upper_limit or '…'}"
        shown = [self.nominal, self.tolerance, f"({limits})" if self.nominal else limits, self.uom_id.name]
        return " ".join(part for part in shown if part)
