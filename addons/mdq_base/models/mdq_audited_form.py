"""Every form of a quality record shows its signatures in the same way, and says at its top when one is broken."""

from lxml import etree
from odoo import api, models


class MdqAuditedMixin(models.AbstractModel):
    _inherit = "mdq.audited.mixin"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        sheet = arch.find(".//sheet") if view_type == "form" and not self._mdq_parent else None
        if sheet is not None:
            sheet.insert(0, self._mdq_make_broken_banner())
            sheet.append(self._mdq_make_signature_block())
        return arch, view

    def _mdq_make_broken_banner(self):
        banner = etree.Element("div", {
            "class": "alert alert-danger o_mdq_signature_broken", "role": "alert", "invisible": "signature_state != 'broken'",
        })
        etree.SubElement(banner, "field", {"name": "signature_state", "invisible": "1"})
        text = etree.SubElement(banner, "strong")
        text.text = self.env._("A signature on this record no longer holds. Do not rely on it; the quality manager has been told.")
        return banner

    def _mdq_make_signature_block(self):
        block = etree.Element("div", {"class": "o_mdq_signature_blocks mt-3", "invisible": "signature_state == 'none'"})
        etree.SubElement(block, "div", {"class": "o_horizontal_separator mb-2 text-uppercase fw-bolder small"}).text = (
            self.env._("Signatures")
        )
        etree.SubElement(block, "field", {"name": "signature_ids", "widget": "mdq_signatures", "readonly": "1", "nolabel": "1"})
        added = etree.SubElement(block, "div", {"class": "small text-muted mt-2", "invisible": "not signature_added_file_ids"})
        added.text = self.env._("Added after signing, not part of what was signed:") + " "
        etree.SubElement(added, "field", {
            "name": "signature_added_file_ids", "widget": "many2many_tags", "readonly": "1", "nolabel": "1", "class": "d-inline",
        })
        return block
