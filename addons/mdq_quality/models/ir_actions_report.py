import io

from odoo import models
from odoo.addons.mdq_base.core import pdf_stamp

PLAN = "mdq_quality.mdq_inspection_plan_report"


class IrActionsReport(models.Model):
    """The printed plan ends with its drawing, as the pages that it is, with the balloons on them."""

    _inherit = "ir.actions.report"

    def _mdq_stamp_streams(self, report, streams):
        if report.report_name == PLAN:
            for res_id, stream in streams.items():
                drawing = self.env[report.model].browse(res_id)._get_drawing_paper()
                if drawing:
                    stream["stream"] = io.BytesIO(pdf_stamp.merge([stream["stream"].getvalue(), drawing]))
        return super()._mdq_stamp_streams(report, streams)
