from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_engineer")
RESULTS = [("accepted", "Accepted"), ("refused", "Not Accepted")]


class MdqSupplierVerification(models.Model):
    """The signed report of what was verified at the supplier's premises, before the goods of an order were shipped."""

    _name = "mdq.supplier.verification"
    _description = "Verification at the Supplier"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _mdq_server_written = True

    name = fields.Char("Reference", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    order_id = fields.Many2one("purchase.order", "Order", required=True, readonly=True, ondelete="restrict", index=True)
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, readonly=True, ondelete="restrict", index=True)
    arrangement = fields.Text("Agreed Verification", readonly=True, help="What the order said when the report was signed.")
    day = fields.Date("Verified On", required=True, readonly=True)
    present = fields.Char("Who Was There", required=True, readonly=True)
    result = fields.Selection(RESULTS, required=True, readonly=True)
    remarks = fields.Text(readonly=True)
    line_ids = fields.One2many("mdq.supplier.verification.line", "verification_id", "What Was Verified", readonly=True)
    file_ids = fields.One2many("mdq.supplier.verification.file", "verification_id", "Files", readonly=True)
    recorded_by = fields.Many2one("res.users", "Recorded By", required=True, readonly=True, ondelete="restrict")
    recorded_on = fields.Datetime("Recorded On", required=True, readonly=True)

    # -------------------------------------------------------------------------------------- public

    @api.model
    def record(self, order_id, values, credential, reason=None):
        """Sign the report of a verification at the supplier's premises; return its id.

        :param values: {day, present, result: accepted or refused, remarks,
            lines: [{line_id, quantity, lots}], files: [{name, data in base64}]}
        """
        order = self._get_order(order_id)
        rows = self._check_values(order, values)
        # No role writes reports; the server does what is signed in this very call.
        report = self.sudo().create({
            **self._prepare_vals(order, values), "line_ids": [Command.create(row) for row in rows],
        })
        report._add_files(values.get("files"))
        self.env["mdq.signature"]._sign(report.sudo(False), "verified", credential, reason)
        return report.id

    # -------------------------------------------------------------------------------------- checks

    def _get_order(self, order_id):
        """Return the order that the caller may report on; refuse, in words, what is not verified at the supplier."""
        self.env.user._mdq_require(*ROLES)
        order = self.env["purchase.order"].browse(order_id).exists()
        order.check_access("read")
        if not order or order.state != "purchase" or not order._mdq_is_verified_at_source():
            raise UserError(self.env._(
                "Reports are for confirmed orders whose goods are verified at the supplier's premises. %s is not one: say so on the"
                " order before it is confirmed.", order.name or "-"))
        return order

    def _check_values(self, order, values):
        """Return the rows of the lines; refuse a report that is not complete."""
        day = fields.Date.to_date(values.get("day") or None)
        if not day or not _strip(values, "present"):
            raise UserError(self.env._("Say on which day it was verified, and who was there."))
        if day > order.company_id._mdq_today():
            raise UserError(self.env._("It cannot have been verified on a day that is still ahead."))
        if values.get("result") not in dict(RESULTS):
            raise UserError(self.env._("Say whether the goods were accepted or refused."))
        if values["result"] == "refused" and not _strip(values, "remarks"):
            raise UserError(self.env._("Say in the remarks why the goods were refused."))
        return self._read_lines(order, values.get("lines") or [])

    def _read_lines(self, order, rows):
        known = {line.id: line for line in order.order_line if line.product_id and not line.display_type}
        asked = [row.get("line_id") for row in rows]
        if not rows or len(set(asked)) != len(asked) or not known.keys() >= set(asked):
            raise UserError(self.env._("Name what was verified: lines of %s, each once, with the quantity.", order.name))
        if any(not isinstance(row.get("quantity"), (int, float)) or row["quantity"] <= 0 for row in rows):
            raise UserError(self.env._("Say of each line how many were verified: more than 0."))
        came = order.order_line._mdq_get_came()
        return [self._prepare_line_vals(known[row["line_id"]], row, came) for row in rows]

    # ------------------------------------------------------------------------------------- helpers

    def _prepare_vals(self, order, values):
        # Whoever may report takes a number; users do not read the series themselves.
        series = self.env["ir.sequence"].sudo().with_company(order.company_id)
        return {
            "name": series.next_by_code(self._name),
            "company_id": order.company_id.id, "order_id": order.id, "partner_id": order.partner_id.commercial_partner_id.id,
            "arrangement": order.mdq_source_verification, "day": values["day"], "present": _strip(values, "present"),
            "result": values["result"], "remarks": _strip(values, "remarks") or False,
            "recorded_by": self.env.uid, "recorded_on": fields.Datetime.now(),
        }

    def _prepare_line_vals(self, line, row, came):
        return {
            "order_line_id": line.id, "product_id": line.product_id.id, "quantity": row["quantity"], "uom_id": line.product_uom_id.id,
            "lots": _strip(row, "lots") or False, "came_before": came[line.id],
        }

    def _add_files(self, files):
        model = self.env["mdq.supplier.verification.file"]
        model.create([
            {**model._prepare_upload_vals(file.get("name"), file.get("data")), "verification_id": self.id}
            for file in files or []
        ])


class MdqSupplierVerificationLine(models.Model):
    """How many of an order line were verified, of which lots."""

    _name = "mdq.supplier.verification.line"
    _description = "What Was Verified"
    _inherit = ["mdq.audited.mixin"]
    _order = "id"
    _rec_name = "product_id"
    _mdq_parent = "verification_id"
    _mdq_server_written = True
    _mdq_units = {"quantity": "uom_id", "came_before": "uom_id"}

    verification_id = fields.Many2one(
        "mdq.supplier.verification", "Report", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="verification_id.company_id", store=True)
    order_line_id = fields.Many2one(
        "purchase.order.line", "Order Line", required=True, readonly=True, ondelete="restrict", index=True)
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True, ondelete="restrict")
    quantity = fields.Float("Quantity Verified", digits="Product Unit", required=True, readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", required=True, readonly=True, ondelete="restrict")
    lots = fields.Char("Lots or Serial Numbers", readonly=True)
    came_before = fields.Float(
        "Came In Before", digits="Product Unit", readonly=True,
        help="What had come in of the order line when the report was signed. A refusal does not touch it.")


def _strip(values, name):
    return str(values.get(name) or "").strip()
