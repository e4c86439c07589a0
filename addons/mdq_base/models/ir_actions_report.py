"""Reports on the shared paper, printed so that they come out right with any wkhtmltopdf."""

import io

from odoo import fields, models

from ..core import pdf_stamp

FOOT = 12  # millimetres between the stamp and the lower edge


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    mdq_stamped = fields.Boolean(
        "Stamped Pages", help="Prints one record at a time, with its number, revision, page x of y and status on every page."
    )

    def _get_layout(self):
        # No stylesheets over the network: the paper brings its own.
        return self.env.ref("mdq_base.mdq_report_page") if self.mdq_stamped else super()._get_layout()

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not report.mdq_stamped or not res_ids:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        self.env[report.model].browse(res_ids).check_access("read")
        streams = {}
        for res_id in dict.fromkeys(res_ids):
            # One at a time: wkhtmltopdf with an unpatched Qt refuses several documents.
            streams.update(super()._render_qweb_pdf_prepare_streams(report_ref, dict(data or {}), [res_id]))
        self._mdq_stamp_streams(report, streams)
        return streams

    def _mdq_stamp_streams(self, report, streams):
        """Stamp what was printed just now; what was kept as an attachment has its stamps."""
        printed = [res_id for res_id, stream in streams.items() if not (stream["attachment"] and report.attachment_use)]
        documents = [streams[res_id]["stream"].getvalue() for res_id in printed]
        if not printed:
            return
        strips = self._mdq_print_strips(report, self.env[report.model].browse(printed), documents)
        stamped = pdf_stamp.stamp(documents, strips, report.get_paperformat().margin_top, FOOT)
        for res_id, document in zip(printed, stamped, strict=True):
            streams[res_id]["stream"] = io.BytesIO(document)

    def _mdq_print_strips(self, report, records, documents):
        """Print, by the same engine and in the same fonts, what is laid over the pages."""
        papers = [
            {"stamp": record._mdq_get_stamp(), "watermark": record._mdq_report_watermark(), "pages": pdf_stamp.count(pdf)}
            for record, pdf in zip(records, documents, strict=True)
        ]
        html = self.env["ir.qweb"]._render("mdq_base.mdq_report_strips", {"papers": papers})
        return self._run_wkhtmltopdf([html], report_ref=report)

    def _build_wkhtmltopdf_args(self, paperformat_id, landscape, specific_paperformat_args=None, set_viewport_size=False):
        """The paper has no script to wait for."""
        arguments = super()._build_wkhtmltopdf_args(paperformat_id, landscape, specific_paperformat_args, set_viewport_size)
        if paperformat_id in (self.env.ref("mdq_base.mdq_paperformat"), self.env.ref("mdq_base.mdq_paperformat_landscape")):
            arguments[arguments.index("--javascript-delay") + 1] = "1"
        return arguments

    def _get_rendering_context(self, report, docids, data):
        if report.mdq_stamped:
            self.env[report.model].browse(docids).check_access("read")
        return super()._get_rendering_context(report, docids, data)
