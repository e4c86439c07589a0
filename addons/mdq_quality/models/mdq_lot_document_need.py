from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .mdq_lot_document_rule import GATES, ORIGINS

STAFF = "base.group_user"  # what suppliers do not read of their own rows
OPEN = ("missing", "refused")
HANDED_IN = ("in_review", "accepted")
# What a document is asked for: stated when it is asked, and not changed afterwards.
IDENTITY = {"company_id", "kind_id", "lot_id", "product_id", "picking_id", "process_id", "partner_id", "origin", "gate", "rule_id"}


class MdqLotDocumentNeed(models.Model):
    """One document that one lot needs: who owes it, until when, and what came of it. Missing ones are rows too."""

    _name = "mdq.lot.document.need"
    _description = "Owed Document"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "due_date, id"
    _rec_names_search = ["lot_id", "kind_id", "picking_id"]
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind_id = fields.Many2one("mdq.lot.document.kind", "Document", required=True, ondelete="restrict", index=True)
    lot_id = fields.Many2one(
        "stock.lot", "Lot", ondelete="restrict", index="btree_not_null", domain="[('mdq_status', '!=', False)]",
        help="Empty until the goods come in: then each of their lots has its row.")
    product_id = fields.Many2one(
        "product.product", "Product", required=True, ondelete="restrict", index=True, compute="_compute_product_id", store=True, readonly=False,
        precompute=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", ondelete="restrict", index="btree_not_null", check_company=True)
    process_id = fields.Many2one("mdq.process", "After Process", ondelete="restrict", check_company=True)
    partner_id = fields.Many2one("res.partner", "Owed By", required=True, ondelete="restrict", index=True)
    origin = fields.Selection(ORIGINS, "When")
    gate = fields.Selection(GATES, "Needed", required=True, default="release")
    rule_id = fields.Many2one("mdq.lot.document.rule", "By Rule", readonly=True, ondelete="restrict", index="btree_not_null", groups=STAFF)
    responsible_id = fields.Many2one("res.users", "Looked After By", domain=[("share", "=", False)], groups=STAFF)
    due_date = fields.Date("Due", required=True, default=lambda self: self.env.company._mdq_today())
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    document_id = fields.Many2one("mdq.lot.document", "Handed In", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    number = fields.Char(related="document_id.number", string="Document No.")
    answer = fields.Char(related="document_id.answer", string="Why It Was Refused")
    concession_id = fields.Many2one("mdq.concession", "Waived By", readonly=True, copy=False, ondelete="restrict", index="btree_not_null", groups=STAFF)
    told_on = fields.Date("Last Reminder", readonly=True, copy=False)
    state = fields.Selection(
        [("missing", "Missing"), ("in_review", "In Review"), ("accepted", "Accepted"), ("refused", "Refused"), ("waived", "Waived"),
         ("cancelled", "Not Needed")],
        string="Status", default="missing", required=True, readonly=True, copy=False, index=True,
    )

    # Two workers at the same moment ask for the same document once.
    _asked_once = models.UniqueIndex(
        "(company_id, kind_id, product_id, COALESCE(lot_id, 0), COALESCE(picking_id, 0), COALESCE(process_id, 0))"
        " WHERE state != 'cancelled'",
        "This document is asked for already.",
    )

    # ----------------------------------------------------------------------------------- computed

    @api.depends("lot_id")
    def _compute_product_id(self):
        for need in self:
            need.product_id = need.lot_id.product_id or need.product_id

    @api.depends_context("lang")
    @api.depends("kind_id", "lot_id", "product_id", "picking_id")
    def _compute_display_name(self):
        # What is owed for which goods is said to whoever may read the row, also the supplier.
        for need in self.sudo():
            goods = need.lot_id.name or need.picking_id.name or ""
            need.display_name = " · ".join(filter(None, (need.kind_id.name, need.product_id.display_name, goods)))

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        for need in self:
            need.is_overdue = need.state in OPEN and need.due_date < (need.company_id or self.env.company)._mdq_today()

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "in", OPEN) & Domain("due_date", "<", self.env.company._mdq_today())
        return overdue if True in value else ~overdue

    # ------------------------------------------------------------------------------------- guards

    def _get_transitions(self):
        return {
            "missing": {"in_review", "accepted", "waived", "cancelled"}, "in_review": {"accepted", "refused", "missing"},
            "refused": {"in_review", "accepted", "waived", "missing", "cancelled"}, "accepted": {"missing"},
            "waived": {"in_review", "accepted", "missing"},
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"rule_id", "document_id", "concession_id", "told_on"}

    def _get_signed_fields(self):
        """When it is due and who looks after it may change; what was covered may not."""
        return [name for name in super()._get_signed_fields() if name not in ("due_date", "responsible_id")]

    def write(self, vals):
        changed = IDENTITY & set(vals)
        if changed:
            raise UserError(self._get_guarded_refusal(changed))
        return super().write(vals)

    @api.constrains("partner_id")
    def _check_partner(self):
        for need in self:
            if need.partner_id != need.partner_id.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%s is part of a company. Name the company: it owes the document.", need.partner_id.display_name))

    # ------------------------------------------------------------------------------------- public

    def cover(self, document_id, credential, reason=None):
        """Sign that a document which was accepted already covers these lots too: the same melt, load or delivery."""
        document = self.env["mdq.lot.document"].browse(document_id)
        self.check_access("read")
        document.check_access("read")
        self._check_covered_by(document)
        self.env["mdq.signature"]._sign(self, "verified", credential, reason)
        # Who may decide on documents was checked; no role writes what counts for what.
        needs = self.sudo()
        needs._write_guarded({"document_id": document.id})
        return needs._move_to("accepted", reason)

    def _check_covered_by(self, document):
        self.env.user._mdq_require(*document._get_review_roles())
        if document.state != "effective":
            raise UserError(self.env._("%s was not accepted: review it first.", document.display_name))
        for need in self:
            if need.state in ("in_review", "accepted", "cancelled"):
                raise UserError(self.env._("%s needs no other document.", need.display_name))
            if (need.kind_id, need.partner_id, need.company_id) != (document.kind_id, document.partner_id, document.company_id):
                raise UserError(self.env._(
                    "%(document)s is not what %(need)s asks for: the kind, or who owes it, is another one.",
                    document=document.display_name, need=need.display_name))

    def action_view_document(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "mdq.lot.document", "res_id": self.document_id.id, "views": [(False, "form")]}

    # --------------------------------------------------------------------------- what comes of them

    def _take_document(self, document):
        """A document was handed in for these: they wait for its review."""
        self._write_guarded({"document_id": document.id})
        self.filtered(lambda need: need.state != "in_review")._move_to("in_review")

    def _lose_document(self):
        self._write_guarded({"document_id": False})
        self._move_to("missing")

    def _follow_concessions(self):
        """Waive what a signed concession covers today, and ask again for what none covers any more."""
        waiting = self.filtered(lambda need: need.state in (*OPEN, "waived"))
        conceded = self.env["mdq.concession"]._find_for_documents(waiting)
        ended = waiting.filtered(lambda need: need.state == "waived" and need.id not in conceded)
        ended._write_guarded({"concession_id": False})
        ended._move_to("missing")
        fresh = waiting.filtered(lambda need: need.state != "waived" and need.id in conceded)
        for concession, needs in fresh.grouped(lambda need: conceded[need.id]).items():
            needs._write_guarded({"concession_id": concession.id})
            needs._move_to("waived", concession.name)

    # -------------------------------------------------------------------------------------- words

    def _is_settled(self, conceded):
        """Whether a release may rest on it: accepted, or waived by a concession in force now."""
        return self.state in ("accepted", "cancelled") or self.id in conceded

    def _get_gap_words(self):
        """Say what is missing, who owes it, and what is the matter with it."""
        words = {"kind": self.kind_id.name, "partner": self.partner_id.name, "day": format_date(self.env, self.due_date)}
        if self.state == "in_review":
            return self.env._("%(kind)s of %(partner)s was handed in: somebody who did not send it reviews it", **words)
        if self.state == "refused":
            return self.env._("%(kind)s was refused (%(why)s): %(partner)s owes another one", why=self.answer or "-", **words)
        return self.env._("%(kind)s is missing: %(partner)s owes it, due %(day)s", **words)
