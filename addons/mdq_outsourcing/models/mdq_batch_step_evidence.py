from odoo import models
from odoo.tools import float_compare


class MdqBatchStep(models.Model):
    """What a step proved of its lots, and what is still missing."""

    _inherit = "mdq.batch.step"

    def _is_done_for(self, lot):
        """Whether this step was done to a lot; of another product it is enough that it was done."""
        self.ensure_one()
        return self.state == "done" and (self.product_id != lot.product_id or lot in self.line_ids.lot_id)

    def _get_load_lines(self, lot=None):
        return self.load_line_ids.filtered(lambda line: lot is None or line.lot_id == lot)

    def _get_current_results(self, lot):
        """Return the values that count for a lot: its own, those of the step, and those of its load."""
        results = self.result_ids | self._get_load_lines(lot).load_id.filtered(
            lambda load: load.state != "rejected"
        ).result_ids
        return results.filtered(lambda result: result.is_current and (not result.lot_id or result.lot_id == lot))

    def _get_files(self, lot):
        files = self.file_ids | self._get_load_lines(lot).load_id.file_ids
        return files.filtered(lambda file: not file.lot_id or file.lot_id == lot)

    def _get_parameter_problems(self, lot):
        """Return sentences for parameters that are missing or outside their limits."""
        self.ensure_one()
        results = self._get_current_results(lot)
        reported = results.mapped("code")
        missing = self.template_step_id.parameter_ids.filtered(
            lambda parameter: parameter.required and parameter.code not in reported
        )
        problems = [
            self.env._("%(step)s: %(parameter)s is not reported.", step=self.display_name, parameter=parameter.name)
            for parameter in missing
        ]
        return problems + [
            self.env._(
                "%(step)s: %(parameter)s was %(value)s %(unit)s, outside %(range)s. Quality decides on the lot.",
                step=self.display_name, parameter=result.parameter_id.name, value=result.value, unit=result.unit or "",
                range=result.parameter_id._get_range(),
            )
            for result in results.filtered(lambda result: not result.passed)
        ]

    def _get_load_problems(self, lot):
        """Return sentences unless accepted loads cover what came back of a lot."""
        self.ensure_one()
        if not self.requires_load:
            return []
        lines = self._get_load_lines(lot)
        accepted = sum(lines.filtered(lambda line: line.state == "accepted").mapped("quantity"))
        needed = sum(self.line_ids.filtered(lambda line: line.lot_id == lot).mapped("quantity_received"))
        if accepted and float_compare(accepted, needed, precision_rounding=self.uom_id.rounding) >= 0:
            return []
        loads = lines.filtered(lambda line: line.state != "accepted").load_id
        if not lines:
            return [self.env._("%s: its treatment load is not recorded.", self.display_name)]
        return [self.env._(
            "%(step)s: accepted loads cover %(accepted)s of %(needed)s. A quality engineer decides on %(loads)s.",
            step=self.display_name, accepted=accepted, needed=needed, loads=", ".join(loads.mapped("name")) or "-",
        )]

    def _get_certificate_problems(self, lot):
        self.ensure_one()
        if not self.requires_certificate or self._get_files(lot):
            return []
        return [self.env._("%s: its certificate is missing.", self.display_name)]

    def _get_release_facts(self, lot):
        """Return (code, problems, sentence when fine) of the steps that a lot went through."""
        under_way = self.filtered(lambda step: step.state in ("at_supplier", "reported"))
        facts = [("step_open", [self.env._("%s is not finished.", step.display_name) for step in under_way],
                  self.env._("Its process steps are finished."))]
        if self.template_step_id.parameter_ids:
            facts.append(("step_parameters", [why for step in self for why in step._get_parameter_problems(lot)],
                          self.env._("Process parameters are within their limits.")))
        if any(self.mapped("requires_certificate")):
            facts.append(("step_certificate", [why for step in self for why in step._get_certificate_problems(lot)],
                          self.env._("Certificates are there.")))
        if any(self.mapped("requires_load")):
            facts.append(("step_load", [why for step in self for why in step._get_load_problems(lot)],
                          self.env._("Its treatment load is accepted.")))
        return facts

    def _get_evidence(self):
        """Return the state of the evidence of a step in one word."""
        self.ensure_one()
        asked = self.template_step_id.parameter_ids or self.requires_certificate
        if not asked:
            return "none"
        lots = self.line_ids.lot_id or self.report_ids.lot_id
        if any(not result.passed for lot in lots for result in self._get_current_results(lot)):
            return "failed"
        complete = lots and not any(
            self._get_parameter_problems(lot) or self._get_certificate_problems(lot) for lot in lots
        )
        return "complete" if complete else "open"
