import json

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from ..core import workbook

TYPES = {"json": "application/json", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class RecordController(http.Controller):
    """Complete copies of quality records as data."""

    @http.route("/mdq/record/<string:model>/<string:ids>/<any(json,xlsx):kind>", type="http", auth="user", methods=["GET"],
                readonly=True)
    def mdq_record(self, model, ids, kind):
        if not hasattr(request.env.get(model), "get_record_copy"):
            raise request.not_found()
        records = request.env[model].browse([int(part) for part in ids.split(",") if part.isdigit()]).exists()
        try:
            copies = records.get_record_copy()
        except AccessError:
            raise request.not_found() from None
        content = workbook.build(copies) if kind == "xlsx" else json.dumps(copies, ensure_ascii=False, indent=2)
        name = copies[0]["number"] if len(copies) == 1 else model
        return request.make_response(content, [
            ("Content-Type", TYPES[kind]), ("Content-Disposition", content_disposition(f"{name}.{kind}")),
        ])

    @http.route("/mdq/record/<string:model>/<int:res_id>/inspector.zip", type="http", auth="user", methods=["GET"])
    def mdq_inspector_package(self, model, res_id):
        """The package is made for the one who asks, and noted."""
        record = request.env[model].browse(res_id).exists() if model in request.env else None
        if not record or model not in request.env["ir.actions.report"]._mdq_get_copied_models():
            raise request.not_found()
        try:
            export, content = request.env["mdq.record.export"]._make(record)
        except AccessError:
            raise request.not_found() from None
        # The reader's own export.
        name = export.sudo().name
        return request.make_response(content, [
            ("Content-Type", "application/zip"), ("Content-Disposition", content_disposition(name)),
        ])
