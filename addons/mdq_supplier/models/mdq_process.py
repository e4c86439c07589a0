from odoo import api, fields, models

CRITICALITY = [("high", "Critical process"), ("medium", "Important process"), ("low", "General process")]


class MdqProcess(models.Model):
    """A process that may be bought or done: machining, anodising, cleaning, sterilisation."""

    _name = "mdq.process"
    _description = "Process"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]
    _mdq_reason_fields = ("kind", "special")

    code = fields.Char(required=True, copy=False, tracking=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("transform", "Transforming: components in, new lot out"),
         ("on_lot", "On the lot: the same lot goes out and comes back"),
         ("in_house", "In-house")],
        required=True, default="on_lot", tracking=True,
    )
    special = fields.Boolean(
        "Special Process", tracking=True,
        help="Its result cannot be fully verified by later inspection, so the process itself must be validated.",
    )
    criticality = fields.Selection(
        CRITICALITY, compute="_compute_criticality", store=True, readonly=False, required=True, precompute=True, tracking=True,
        help="How much the safety of the device depends on it: one of the three facts that the risk class follows from.",
    )
    description = fields.Text(translate=True)
    qualification_count = fields.Integer("Qualifications", compute="_compute_qualification_count")

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "This process code exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for process in self:
            process.display_name = f"[{process.code}] {process.name}" if process.code else process.name

    @api.depends("special")
    def _compute_criticality(self):
        """A special process begins as critical; whoever knows it better says so."""
        for process in self:
            process.criticality = "high" if process.special else process.criticality or "medium"

    def _compute_qualification_count(self):
        counts = dict(self.env["mdq.supplier.qualification"]._read_group(
            [("process_id", "in", self.ids)], ["process_id"], ["__count"]
        ))
        for process in self:
            process.qualification_count = counts.get(process, 0)

    def action_open_documents(self):
        """Open the controlled documents of this process."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_document_action")
        return {**action, "domain": [("process_ids", "in", self.ids)], "context": {"search_default_effective": 1}}

    def action_open_qualifications(self):
        """Open who is qualified for this process."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_qualification_action")
        return {**action, "domain": [("process_id", "=", self.id)], "context": {"default_process_id": self.id}}
