from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import scope as scope_core

STATUS = [
    ("none", "Not qualified"), ("approved", "Approved"), ("conditional", "Conditionally approved"),
    ("suspended", "Suspended"), ("barred", "Approved, but barred"), ("expired", "Expired"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    mdq_qualification_ids = fields.One2many(
        "mdq.supplier.qualification", "partner_id", "Qualifications", groups="base.group_user"
    )
    # Counted so that two decisions on scopes of one supplier at the same moment meet on one row.
    mdq_decision_count = fields.Integer("Decisions On Scopes", readonly=True, copy=False, groups="base.group_user")
    mdq_qualification_count = fields.Integer(
        "Scopes", compute="_compute_mdq_purchasing_status", groups="base.group_user"
    )
    mdq_purchasing_status = fields.Selection(
        STATUS, "Purchasing Approval", compute="_compute_mdq_purchasing_status", search="_search_mdq_purchasing_status",
        groups="base.group_user",
        help="Whether any scope of this supplier is approved today. What counts for an order is its scope.",
    )

    def _mdq_get_site(self):
        """Return the place where this partner works: itself, or for a person the address that he belongs to."""
        self.ensure_one()
        site = self
        while site.parent_id and site.type == "contact" and not site.is_company:
            site = site.parent_id
        return site

    def _mdq_get_place_name(self):
        """Return the supplier in words, with its site when that is not its main address."""
        self.ensure_one()
        site, main = self._mdq_get_site(), self.commercial_partner_id
        if site == main:
            return main.name
        return self.env._("%(partner)s (site %(site)s)", partner=main.name,
                          site=site.name or site.city or site.display_name)

    @api.depends_context("company")
    @api.depends("commercial_partner_id", "mdq_qualification_ids.state")
    def _compute_mdq_purchasing_status(self):
        # Everyone who opens a supplier sees whether we may buy there, whatever he may read of the decisions.
        records = self.env["mdq.supplier.qualification"].sudo().search([
            ("company_id", "=", self.env.company.id), ("partner_id", "in", self.commercial_partner_id.ids),
        ]).grouped("partner_id")
        for partner in self:
            found = records.get(partner.commercial_partner_id, self.env["mdq.supplier.qualification"])
            partner.mdq_qualification_count = len(found)
            partner.mdq_purchasing_status = partner._mdq_get_status(found)

    def _mdq_get_status(self, qualifications):
        """The best that any scope of the partner allows today."""
        valid = qualifications.filtered(lambda record: record.validity in ("valid", "soon") and not record.barriers)
        if valid:
            return "approved" if "approved" in valid.mapped("state") else "conditional"
        if "suspended" in qualifications.mapped("state"):
            return "suspended"
        if any(qualifications.mapped("barriers")):
            return "barred"
        return "expired" if "expired" in qualifications.mapped("validity") else "none"

    def _search_mdq_purchasing_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        # The same as in the computation: the status is open to all who may read the partner.
        partners = self.env["mdq.supplier.qualification"].sudo().search(
            [("company_id", "=", self.env.company.id)]
        ).partner_id
        matching = partners.filtered(lambda partner: partner.mdq_purchasing_status in value)
        domain = fields.Domain("commercial_partner_id", "in", matching.ids)
        if "none" in value:
            domain |= fields.Domain("commercial_partner_id", "not in", partners.ids)
        return domain

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._mdq_check_not_approved()
        return super().write(vals)

    def _mdq_check_not_approved(self):
        """A supplier that is archived while approved could still be ordered from, and nobody would see him in a list."""
        # The approvals of every company count, whatever the caller may read.
        approved = self.env["mdq.supplier.qualification"].sudo().search([
            ("state", "in", scope_core.PERMITS), "|", ("partner_id", "in", self.ids), ("site_id", "in", self.ids),
        ]).filtered(lambda record: record.valid_to >= record.company_id._mdq_today())
        if approved:
            raise UserError(self.env._(
                "%(partner)s cannot be archived while approved: %(qualifications)s."
                " Withdraw these qualifications first, or wait until they end.",
                partner=", ".join((approved.partner_id | approved.site_id).filtered(lambda place: place in self).mapped("display_name")),
                qualifications=", ".join(approved.mapped("name")),
            ))

    def action_open_mdq_qualifications(self):
        """Open the qualifications of the supplier."""
        self.ensure_one()
        partner = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_qualification_action")
        return {**action, "domain": [("partner_id", "=", partner.id)], "context": {"default_partner_id": partner.id}}

    @api.model
    def _mdq_get_allowed(self, product, process, company):
        """Return the suppliers from which a product, or a process of it, may be bought today."""
        qualifications = self.env["mdq.supplier.qualification"]
        # Names of approved suppliers are what a buyer needs; the decisions themselves stay closed.
        candidates = qualifications.sudo().search([
            ("company_id", "=", company.id), ("state", "in", scope_core.PERMITS),
            ("process_id", "=", process.id if process else False),
        ])
        places = candidates.site_id | candidates.filtered(lambda record: not record.site_id).partner_id
        cases = [(place.id, product.id, process.id if process else False) for place in places]
        verdicts = qualifications._judge_many(cases, company._mdq_today(), company)
        return places.browse(case[0] for case in cases if verdicts[case].allowed)
