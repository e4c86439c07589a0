from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import gs1


class MdqUdi(models.AbstractModel):
    """Device identification: reading what a label says, and writing what belongs on the label of a lot."""

    _name = "mdq.udi"
    _description = "Device Identification"

    @api.model
    @api.readonly
    def parse(self, text):
        """Read a GS1 element string (with FNC1 or in parentheses) or a GS1 Digital Link.

        :return: {issuer, di, lot, serial, expiry, production, elements: [{ai, title, value}]}; what is not on the label
            is false
        :raise UserError: it is none, or a value in it is wrong
        """
        try:
            udi = gs1.parse(text)
        except gs1.Gs1Error as error:
            raise UserError(self.env._(
                "“%(text)s” is no GS1 label: %(why)s Scan it again, or type the text under the code.",
                text=text or "", why=self._get_reason(error),
            )) from error
        return {
            "issuer": udi.issuer, "di": udi.di or False, "lot": udi.lot or False, "serial": udi.serial or False,
            "expiry": fields.Date.to_string(udi.expiry) or False,
            "production": fields.Date.to_string(udi.production) or False,
            "elements": [{"ai": ai, "title": title, "value": value} for ai, title, value in udi.elements],
        }

    @api.model
    @api.readonly
    def build(self, lot_id):
        """Write what belongs on the label of a lot: device from the product's barcode, lot or serial, expiry.

        :return: {element_string, human_readable, digital_link}; FNC1 in the element string is the character GS (29)
        :raise UserError: the product has no GTIN, or the number of the lot does not fit on a label
        """
        lot = self.env["stock.lot"].browse(lot_id)
        lot._mdq_check_traceable()
        try:
            label = gs1.build(**lot._mdq_get_label_values())
        except gs1.Gs1Error as error:
            raise UserError(self.env._(
                "Lot %(lot)s of %(product)s has no GS1 label: %(why)s Set the GTIN as barcode of the product, or choose a "
                "number that fits.",
                lot=lot.name, product=lot._mdq_get_product_name(), why=self._get_reason(error),
            )) from error
        return {
            "element_string": label.element_string, "human_readable": label.human_readable,
            "digital_link": label.digital_link,
        }

    def _get_reason(self, error):
        """Say in the caller's language why a label cannot be read or written."""
        reasons = {
            "nothing": self.env._("there is nothing to read."),
            "unreadable": self.env._("it does not follow the rules of GS1 element strings."),
            "value": self.env._("(%(ai)s) “%(value)s” is not a value of this identifier.", **error.parts),
            "empty": self.env._("(%(ai)s) is empty.", **error.parts),
            "characters": self.env._("(%(ai)s) “%(value)s” has a character outside GS1 set 82.", **error.parts),
            "too_long": self.env._("(%(ai)s) “%(value)s” is longer than 20 characters.", **error.parts),
            "gtin": self.env._("“%(value)s” is no GTIN: 8, 12, 13 or 14 digits with a right check digit.", **error.parts),
        }
        return reasons[error.reason]


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_get_product_name(self):
        return self.product_id.sudo().display_name  # it belongs to the lot that the caller may read

    def _mdq_get_label_values(self):
        self.ensure_one()
        product = self.product_id.sudo()  # the barcode belongs to the lot that the caller may read
        number = "serial" if product.tracking == "serial" else "lot"
        expiry = fields.Datetime.context_timestamp(self, self.expiration_date).date() if self.expiration_date else None
        return {"gtin": product.barcode or "", number: self.name, "expiry": expiry}
