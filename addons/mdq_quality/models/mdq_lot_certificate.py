import json

from odoo import api, fields, models
from odoo.addons.mdq_base.core import canonical
from odoo.exceptions import UserError, ValidationError

ISSUERS = ("mdq_base.group_releaser", "mdq_base.group_quality_manager")


class MdqLotCertificate(models.Model):
    """A certificate of conformity or of analysis for a released lot: signed, printed once, and never printed again.

    What it says is written down when it is issued, and the PDF is made from that. Later changes of data change neither. A mistake is
    corrected by a new edition, which names the one it replaces.
    """

    _name = "mdq.lot.certificate"
    _description = "Certificate Of A Lot"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mdq.issued.mixin", "mail.thread"]
    _order = "id desc"
    _check_company_auto = True
    _mdq_issued_report = "mdq_quality.mdq_lot_certificate_report_action"

    name = fields.Char("Certificate No.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("coc", "Certificate of conformity"), ("coa", "Certificate of analysis")], required=True, default="coc", tracking=True)
    lot_id = fields.Many2one(
        "stock.lot", "Lot", required=True, ondelete="restrict", index=True, check_company=True, domain="[('mdq_status', '=', 'released')]")
    product_id = fields.Many2one(related="lot_id.product_id", store=True, precompute=True)
    release_id = fields.Many2one("mdq.release", "Release", compute="_compute_release_id", store=True, precompute=True, ondelete="restrict")
    quantity = fields.Float(
        digits="Product Unit", compute="_compute_quantity", store=True, readonly=False, precompute=True, help="What this certificate is for.")
    uom_id = fields.Many2one(related="product_id.uom_id")
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="restrict", check_company=True)
    order_reference = fields.Char("Customer's Order")
    specification = fields.Char(help="Drawing, specification or standard that the lot conforms to. The plans that it was inspected by are named anyway.")
    with_values = fields.Boolean("Values", compute="_compute_parts", store=True, readonly=False, precompute=True, help="Smallest, largest and mean reading of each characteristic.")
    with_gauges = fields.Boolean("Gauges", compute="_compute_parts", store=True, readonly=False, precompute=True, help="With which gauges it was measured, and their calibrations.")
    remarks = fields.Text()
    edition = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    replaces_id = fields.Many2one("mdq.lot.certificate", "Replaces", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    replaced_by_ids = fields.One2many("mdq.lot.certificate", "replaces_id", "Replaced By", readonly=True)
    reason = fields.Char("Why Anew", copy=False, help="Printed on the new edition, beside the number of the one it replaces.")
    content = fields.Text(readonly=True, copy=False, export_string_translation=False, help="What it says, as it was when it was issued, in plain text that the signature covers.")
    issued_by = fields.Many2one("res.users", "Signed By", readonly=True, copy=False, ondelete="restrict")
    issued_on = fields.Datetime(readonly=True, copy=False)
    withdrawal_reason = fields.Char("Why Withdrawn", readonly=True, copy=False)
    sha256 = fields.Char("SHA-256", compute="_compute_sha256")
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued"), ("replaced", "Replaced"), ("withdrawn", "Withdrawn"), ("cancelled", "Given Up")],
        string="Status", default="draft", required=True, readonly=True, copy=False, tracking=True, index=True,
    )

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A certificate is for more than nothing: enter the quantity.")
    _replaced_once = models.UniqueIndex(
        "(replaces_id) WHERE replaces_id IS NOT NULL AND state != 'cancelled'", "A new edition is being written already. Open that one.")

    # ----------------------------------------------------------------------------------- computed

    @api.depends("lot_id")
    def _compute_release_id(self):
        # Which release a certificate rests on is no secret to whoever writes it.
        releases = self.env["mdq.release"].sudo().search([("lot_id", "in", self.lot_id.ids)], order="id")
        newest = {release.lot_id.id: release.id for release in releases}
        for certificate in self:
            certificate.release_id = newest.get(certificate.lot_id.id)

    @api.depends("lot_id")
    def _compute_quantity(self):
        for certificate in self:
            certificate.quantity = certificate.release_id.quantity or certificate.lot_id.product_qty or certificate.quantity or 1.0

    @api.depends("kind")
    def _compute_parts(self):
        for certificate in self:
            certificate.with_values = certificate.with_gauges = certificate.kind == "coa"

    def _compute_sha256(self):
        for certificate in self:
            # The fingerprint of the file is for everybody who may read the certificate.
            certificate.sha256 = certificate.issued_paper_ids.sudo()[:1].sha256

    # ------------------------------------------------------------------------------------- guards

    def _get_transitions(self):
        return {"draft": {"issued", "cancelled"}, "issued": {"replaced", "withdrawn"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"edition", "replaces_id", "content", "issued_by", "issued_on", "withdrawal_reason"}

    def _get_locked_states(self):
        return {"issued", "replaced", "withdrawn", "cancelled"}

    def _get_open_fields(self):
        return super()._get_open_fields() | {"replaced_by_ids"}

    def _get_signed_fields(self):
        """The signature is for what the paper says."""
        return [*super()._get_signed_fields(), "name", "edition", "content"]

    def _get_number_series(self):
        return f"{self._name}.{self.kind}"

    @api.constrains("lot_id")
    def _check_lot(self):
        for certificate in self:
            if not certificate.lot_id.mdq_status:
                raise ValidationError(self.env._("%s is not controlled: there is nothing to certify.", certificate.lot_id.product_id.display_name))

    # ------------------------------------------------------------------------------------- public

    def issue(self, credential, reason=None):
        """Sign certificates and print them, once."""
        self.env.user._mdq_require(*ISSUERS)
        self.check_access("write")
        self._check_issuable()
        for certificate in self:
            certificate._write_guarded({
                "content": canonical.text(certificate._prepare_content()), "issued_by": self.env.uid, "issued_on": fields.Datetime.now()})
        self.env["mdq.signature"]._sign(self, "approved", credential, reason)
        self._move_to("issued", reason)
        self.replaces_id._move_to("replaced")
        for certificate in self:
            certificate._mdq_get_issued_paper()
        return True

    def withdraw(self, credential, reason):
        """Take issued certificates back, signed: they stay as they were issued, and do not count any more."""
        self.env.user._mdq_require(*ISSUERS)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the certificate is withdrawn: whoever has it is told so."))
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        self._move_to("withdrawn", reason)
        self._write_guarded({"withdrawal_reason": reason})
        return True

    def action_issue(self):
        self._check_issuable()
        return self._mdq_sign_action("issue", self.env._("Issue Certificate"), "approved")

    def action_withdraw(self):
        return self._mdq_sign_action("withdraw", self.env._("Withdraw Certificate"), "rejected", reason_required=True)

    def action_cancel(self):
        return self._move_to("cancelled")

    def action_new_edition(self):
        """Write a new edition of an issued certificate: it is replaced when that one is issued."""
        self.ensure_one()
        self.env.user._mdq_require(*ISSUERS)
        if self.state != "issued":
            raise UserError(self.env._("%s is not in force: only an issued certificate gets a new edition.", self.name))
        draft = self.copy()
        draft._write_guarded({"replaces_id": self.id, "edition": self.edition + 1})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": draft.id, "views": [(False, "form")]}

    # ------------------------------------------------------------------------------------- checks

    def _check_issuable(self):
        for certificate in self:
            if certificate.state != "draft":
                raise UserError(certificate._get_transition_refusal("issued"))
            # The status of the lot counts, whatever the issuer may read of it.
            lot = certificate.lot_id.sudo()
            if lot._mdq_get_effective_status() != "released":
                raise UserError(self.env._(
                    "Lot %(lot)s is %(status)s: only a released lot is certified. %(remedy)s", lot=lot.name,
                    status=lot._mdq_get_status_words(lot._mdq_get_effective_status()), remedy=lot._mdq_get_remedy(lot._mdq_get_effective_status())))
            if certificate.replaces_id and not (certificate.reason or "").strip():
                raise UserError(self.env._("Say why %s is issued anew: it stands on the new edition.", certificate.replaces_id.name))

    def _mdq_check_may_be_issued(self):
        """The paper is made by the issue alone; afterwards it is only handed out."""
        for certificate in self:
            if certificate.state in ("draft", "cancelled"):
                raise UserError(self.env._("%s is not issued: there is no paper yet.", certificate.name))

    def _mdq_check_may_be_reissued(self):
        raise UserError(self.env._("Write a new edition of %s: a certificate is not printed again under another number.", self.name))

    def _mdq_take_paper_number(self, company):
        return self.name

    def _mdq_report_header(self):
        title = self._mdq_both(lambda each: each._mdq_get_text("kind"))
        return {**super()._mdq_report_header(), "title": title, "revision": str(self.edition)}

    def _get_said(self):
        """Return what the certificate says, as it was when it was issued."""
        return json.loads(self.content or "{}")
