"""Who had signed "received" on the document itself has his receipt: such signatures came before there were receipts."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    signatures = env["mdq.signature"].search([
        ("res_model", "=", "mdq.document"), ("meaning", "=", "received"), ("user_id.share", "=", False)], order="id")
    for document in env["mdq.document"].browse(set(signatures.mapped("res_id"))).exists():
        known = {receipt.user_id: receipt for receipt in document.receipt_ids}
        for signature in signatures.filtered(lambda signature, document=document: signature.res_id == document.id):
            who = signature.user_id
            receipt = known.get(who) or env["mdq.document.receipt"].create(document._prepare_receipt_vals(who))
            known[who] = receipt
            _acknowledge(receipt, signature)


def _acknowledge(receipt, signature):
    """The first signature counts; what is acknowledged already stays as it is."""
    if receipt.state == "withdrawn":
        receipt._move_to("waiting")
    if receipt.state == "waiting":
        receipt._move_to("acknowledged")
        receipt._write_guarded({"acknowledged_by": signature.user_id.id, "acknowledged_on": signature.signed_at})
        receipt._after_acknowledged()
