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
