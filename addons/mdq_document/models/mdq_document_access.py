from odoo import api, fields, models
from odoo.fields import Domain


class MdqDocument(models.Model):
    """Who may open a revision: at the point of use the effective one, and nothing else.

    Quality engineers, supplier quality engineers, the change board and auditors see every revision, by a rule of their groups.
    Everybody else sees what `_get_open_to_me_domain` says, which is what the other rule asks.
    """

    _inherit = "mdq.document"

    is_open_to_me = fields.Boolean(compute="_compute_is_open_to_me", search="_search_is_open_to_me")

    @api.depends_context("uid")
    @api.depends("state", "owner_id", "confidentiality", "reader_ids", "department_ids")
    def _compute_is_open_to_me(self):
        # What a rule asks cannot itself be under rules.
        open_to_me = self.sudo().filtered_domain(self._get_open_to_me_domain()).ids
        for document in self:
            document.is_open_to_me = not document.id or document.id in open_to_me

    def _search_is_open_to_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_open_to_me_domain()
        return domain if True in value else ~domain

    @api.model
    def _get_open_to_me_domain(self):
        """Return what the user may open without being of quality: extend with `|` for what he must see for his work."""
        mine = Domain("owner_id", "=", self.env.uid) | Domain("create_uid", "=", self.env.uid)
        in_use = Domain("state", "=", "effective") & (Domain("confidentiality", "!=", "restricted") | self._get_named_domain())
        return in_use | mine | Domain("id", "in", self._get_ids_for_my_decision())

    @api.model
    def _get_named_domain(self):
        """Return the documents that name the user or his department: those who may see a restricted one."""
        return Domain("reader_ids", "in", self.env.uid) | Domain("department_ids", "in", self._get_my_departments().ids)

    @api.model
    def _get_my_departments(self):
        # The department of the user himself, whatever he may read of employees.
        return self.env["hr.department"].sudo().search([("member_ids.user_id", "=", self.env.uid)])

    @api.model
    def _get_ids_for_my_decision(self):
        """Who approves a revision reads it before it is effective."""
        # Requests may be closed to the user's role; only ids of those that wait for him are taken.
        requests = self.env["mdq.approval.request"].sudo().search([("res_model", "=", self._name), ("state", "=", "pending")])
        # Not `is_mine` in the domain: it looks at requests of all models, of which an upgrade has not loaded some yet.
        return requests.filtered("is_mine").mapped("res_id")
