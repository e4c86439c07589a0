from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MdqSupplierSubtier(models.Model):
    """Who does what for a supplier of ours, as he declares it: the second tier, and through it the third."""

    _name = "mdq.supplier.subtier"
    _description = "Sub-Supplier"
    _inherit = ["mdq.supplier.sent.mixin"]
    _order = "partner_id, since desc, id desc"
    _rec_names_search = ["name", "does"]
    _check_company_auto = True

    name = fields.Char("Sub-Supplier", required=True, tracking=True)
    place = fields.Char(help="City, or address of the works.")
    country_id = fields.Many2one("res.country", ondelete="restrict")
    does = fields.Char("What It Does", required=True, tracking=True, help="The process or the material, in the supplier's words.")
    process_id = fields.Many2one("mdq.process", "For Process", ondelete="restrict", check_company=True, tracking=True, help="Empty: all.")
    site_id = fields.Many2one(
        "res.partner", "Supplier's Site", ondelete="restrict", domain="[('commercial_partner_id', '=', partner_id)]",
        help="The site of our supplier that uses it. Empty: all.")
    since = fields.Date(required=True, tracking=True)
    until = fields.Date("Last Day", readonly=True, copy=False, tracking=True)
    why_ended = fields.Char(readonly=True, copy=False)
    subpartner_id = fields.Many2one(
        "res.partner", "Known Here As", ondelete="restrict", index="btree_not_null", tracking=True,
        domain="[('id', '!=', partner_id), '|', ('parent_id', '=', False), ('is_company', '=', True)]",
        help="The same company among our partners: what happens when it stops is then found through it.")
    product_ids = fields.Many2many("product.product", string="For Our Products", help="As far as known to us. Empty: all.")
    is_current = fields.Boolean("Today", compute="_compute_is_current", search="_search_is_current")
    state = fields.Selection(
        [("uploaded", "Entered"), ("in_review", "In Review"), ("returned", "Sent Back"), ("effective", "Accepted"),
         ("withdrawn", "Withdrawn")],
        string="Status", default="uploaded", required=True, readonly=True, copy=False, tracking=True, index=True,
    )

    _not_itself = models.Constraint("CHECK (subpartner_id IS NULL OR subpartner_id <> partner_id)", "A company is not its own sub-supplier.")

    # ----------------------------------------------------------------------------------- computed

    @api.depends("name", "does")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " · ".join(part for part in (record.name, record.does) if part)

    def _get_current_domain(self):
        today = self.env.company._mdq_today()
        lasting = fields.Domain("until", "=", False) | fields.Domain("until", ">=", today)
        return fields.Domain("state", "=", "effective") & fields.Domain("since", "<=", today) & lasting

    @api.depends("state", "since", "until")
    def _compute_is_current(self):
        current = self.filtered_domain(self._get_current_domain())
        for record in self:
            record.is_current = record in current

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_current_domain() if True in value else ~self._get_current_domain()

    # ------------------------------------------------------------------------------------- checks

    @api.constrains("partner_id", "site_id")
    def _check_site(self):
        for record in self:
            if record.site_id and record.site_id.commercial_partner_id != record.partner_id:
                raise ValidationError(self.env._(
                    "%(site)s is not a site of %(partner)s.", site=record.site_id.display_name, partner=record.partner_id.display_name))

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"until", "why_ended"}

    def _get_open_fields(self):
        """What we add to it for ourselves is no part of what the supplier declared."""
        return super()._get_open_fields() | {"subpartner_id", "product_ids"}

    def _get_signed_fields(self):
        return [name for name in super()._get_signed_fields() if name not in ("subpartner_id", "product_ids")]

    def _get_portal_path(self):
        return "/my/mdq/subtiers"

    def _get_letter_note(self):
        return self.place or ""

    # ------------------------------------------------------------------------------------- public

    @api.model
    def declare(self, values):
        """Declare a sub-supplier of one's own company, or again one that was sent back; it is reviewed.

        :param values: {name, does, place, country_id, process_id, site_id, since (ISO 8601), subtier_id: one that was sent back}
        :return: its id
        """
        values = dict(values)
        record = self._receive(values, values.pop("subtier_id", None))
        record.action_submit()
        return record.id

    def declare_end(self, until, reason):
        """Say, as the supplier, that a sub-supplier works for him no longer; whoever owns the supplier hears of it.

        :param until: the last day, ISO 8601
        """
        self._check_sender()
        self.check_access("read")
        until = self._get_checked_value("until", until)
        for record in self:
            record._check_may_end(until, reason)
            # The sender was checked; suppliers do not write records, the server writes what he says.
            ended = record.sudo()
            with ended._mdq_reason(reason):
                ended._write_guarded({"until": until, "why_ended": reason})
            ended._tell_ended()
        return True

    def _check_may_end(self, until, reason):
        if self.state != "effective" or self.until:
            raise UserError(self.env._("%s is not in use any more, or was not accepted yet.", self.display_name))
        if not until or until < self.since:
            raise UserError(self.env._("Enter the last day on which %s works for you; it is not before the first.", self.name))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, and who does the work from then on."))

    def _tell_ended(self):
        reviewer = self._get_reviewer()
        if reviewer:
            self.activity_schedule(
                "mail.mail_activity_data_todo", user_id=reviewer.id,
                summary=self.with_context(lang=reviewer.lang).env._("Sub-supplier ends: %s. What does it change for us?", self.display_name))

    def _get_sent_words(self):
        return {
            **dict.fromkeys(("name", "does", "place", "since")),
            "country_id": "res.country", "process_id": "mdq.process", "site_id": "res.partner",
        }

    def _get_nameable_domain(self, model, supplier):
        if model == "mdq.process":
            # A supplier names the processes that he is qualified for, and no others.
            scopes = self.env["mdq.supplier.qualification"].sudo().search([("partner_id", "=", supplier.id)])
            return [("id", "in", scopes.process_id.ids)]
        return super()._get_nameable_domain(model, supplier)
