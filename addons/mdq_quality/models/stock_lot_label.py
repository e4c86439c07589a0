"""What the tag on a lot says: its status, who gave it, when and why; in English and Chinese, whatever the printer's language."""

import base64
import io

import qrcode
from odoo import models
from PIL import Image
from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix

TITLES = {
    "quarantine": ("QUARANTINE", "待检"), "released": ("RELEASED", "已放行"), "hold": ("ON HOLD", "冻结"),
    "rejected": ("REJECTED", "不合格"), "recalled": ("RECALLED", "已召回"), "expired": ("EXPIRED", "已过期"),
}
SHOWN_REASON = 220


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_get_tags(self):
        """Return one tag a controlled lot, as the report prints it."""
        # Whoever may read a lot prints its tag; the decision on it is part of the tag.
        return [lot._mdq_prepare_tag() for lot in self.sudo() if lot.mdq_status]

    def _mdq_prepare_tag(self):
        status = self._mdq_get_effective_status()
        title, chinese = TITLES[status]
        product = self.product_id
        return {
            "status": status, "title": title, "chinese": chinese, "lot": self.name, "supplier_lot": self.ref or "",
            "code": product.default_code or "", "product": self._mdq_both(lambda lot: lot.product_id.name),
            "expires": self.expiration_date and self.expiration_date.date().isoformat(), "picture": _picture(self._mdq_get_barcode()),
            "is_serial": product.tracking == "serial", "printed": self._mdq_local_time(self.env.cr.now()), "by": self.env.user.name,
            **self._mdq_get_decision(status),
        }

    def _mdq_get_barcode(self):
        """The GS1 element string where the product has a GTIN, as Odoo's own labels have it; else the number itself."""
        product = self.product_id
        gtin = f"01{product.barcode.zfill(14)}" if product.valid_ean else ""
        return f"{gtin}{'21' if product.tracking == 'serial' else '10'}{self.name}" if gtin else self.name

    def _mdq_get_decision(self, status):
        """Return {number, who, when, why} of what gave the lot its status; extend where another record does."""
        reader = {"hold": self._mdq_get_hold_decision, "released": self._mdq_get_release_decision,
                  "rejected": self._mdq_get_rejection}.get(status)
        found = reader() if reader else None
        return found or {"number": "", "who": "", "when": self._mdq_local_time(self.mdq_status_date), "why": ""}

    def _mdq_get_hold_decision(self):
        hold = self.mdq_hold_ids.filtered(lambda hold: hold.state == "active").sorted("id")[-1:]
        return hold and self._mdq_prepare_decision(hold.name, hold.placed_by, hold.create_date, hold.reason)

    def _mdq_get_release_decision(self):
        release = self.mdq_release_ids.sorted("id")[-1:]
        return release and self._mdq_prepare_decision(release.name, release.released_by, release.released_on, release.reason)

    def _mdq_get_rejection(self):
        split = self.mdq_split_from_ids.filtered(lambda split: split.outcome == "rejected")[:1]
        if split:
            return self._mdq_prepare_decision(split.name, split.split_by, split.split_on, split.reason)
        failed = self.mdq_inspection_ids.filtered(lambda inspection: inspection.state == "rejected").sorted("id")[-1:]
        return failed and self._mdq_prepare_decision(failed.name, failed.state_changed_by, failed.state_changed_on, failed.note)

    def _mdq_prepare_decision(self, number, person, moment, why):
        why = (why or "").strip()
        return {"number": number, "who": person.name or "", "when": self._mdq_local_time(moment),
                "why": why if len(why) <= SHOWN_REASON else f"{why[:SHOWN_REASON]}…"}


class MdqHold(models.Model):
    _inherit = "mdq.hold"

    def _mdq_get_tags(self):
        return self.lot_ids._mdq_get_tags()


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _mdq_get_tags(self):
        return self.move_line_ids.lot_id._mdq_get_tags()


class MdqLotSplit(models.Model):
    _inherit = "mdq.lot.split"

    def _mdq_get_tags(self):
        return (self.lot_id | self.new_lot_id | self.rejected_serial_ids)._mdq_get_tags()


class MdqRetainedSample(models.Model):
    _inherit = "mdq.retained.sample"

    def _mdq_get_tags(self):
        """Labels of samples: the lot as on its own tag, and what the sample is."""
        tags = []
        for sample in self:
            tag = sample.lot_id.sudo()._mdq_prepare_tag()  # who may read the sample prints it
            tags.append({
                **tag, "status": "sample", "title": "RETAINED SAMPLE", "chinese": "留样", "number": sample.name,
                "who": sample.taken_by.name, "when": sample._mdq_local_time(sample.taken_on),
                "why": sample.shelf or "", "keep_until": sample.keep_until.isoformat(),
                "quantity": f"{sample.left:g} {sample.uom_id.name}", "condition": sample.condition or "",
            })
        return tags


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_layout(self):
        """Tags bring their own style, as the stamped paper does."""
        if (self.report_name or "").startswith("mdq_quality.mdq_lot_tag"):
            return self.env.ref("mdq_base.mdq_report_page")
        return super()._get_layout()

    def _build_wkhtmltopdf_args(self, paperformat_id, landscape, specific_paperformat_args=None, set_viewport_size=False):
        """Tags have no script to wait for."""
        arguments = super()._build_wkhtmltopdf_args(paperformat_id, landscape, specific_paperformat_args, set_viewport_size)
        tags = [self.env.ref(f"mdq_quality.mdq_paperformat_tag_{size}") for size in ("a6", "roll")]
        if paperformat_id in tags and "--javascript-delay" in arguments:
            arguments[arguments.index("--javascript-delay") + 1] = "1"
        return arguments


def _picture(text):
    """Return a code as an image that a template can show: a DataMatrix as on Odoo's labels, a QR code for what it cannot hold."""
    buffer = io.BytesIO()
    (_data_matrix(text) if text.isascii() else qrcode.make(text, box_size=4, border=1).get_image()).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _data_matrix(text):
    """Drawn here from its cells: the drawing library's own way needs a graphics backend that a server may lack."""
    rows = _cells(text)
    size, quiet = len(rows), 2
    image = Image.new("1", (size + 2 * quiet, size + 2 * quiet), 1)
    for y, row in enumerate(reversed(rows)):
        for x, cell in enumerate(row):
            image.putpixel((x + quiet, y + quiet), 0 if cell else 1)
    return image.resize((image.width * 4, image.height * 4), Image.NEAREST)


def _cells(text):
    code = ECC200DataMatrix(text)
    code.validate()
    return code.encode()
