"""The people of the demonstration company: each acts with rights, language and password of his own."""

import base64
import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

PASSWORD = "demo"
CREDENTIAL = {"type": "password", "password": PASSWORD}


class Stage:
    """Hands out environments by login, records by their demo id, and keeps what the story makes by name."""

    def __init__(self, env):
        self.env = env
        self.made = {}

    def as_(self, login):
        user = self.ref(f"user_{login}")
        context = {"lang": "en_US", "tz": user.tz, "allowed_company_ids": user.company_ids.ids}
        return self.env(user=user.id, su=False, context=context)

    def ref(self, name):
        return self.env.ref(f"mdq.{name}_demo")

    def product(self, name):
        return self.ref(f"product_{name}").product_variant_id

    def name(self, xml_id, record):
        """Give a record that a person made an id by which tests and other data find it."""
        self.env["ir.model.data"]._update_xmlids(
            [{"xml_id": f"mdq.{xml_id}_demo", "record": record, "noupdate": True}]
        )
        return record

    def approve(self, record, login="quality_manager", comment=None):
        """Sign the open step of the record's approval route."""
        request = self.as_(login)["mdq.approval.request"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id), ("state", "=", "pending")]
        )
        request.approve(CREDENTIAL, comment)

    def put_in_force(self, record):
        """The author submits, the quality manager signs, the author makes it effective."""
        record.action_submit()
        self.approve(record)
        record.action_make_effective()


def translate(record, field, chinese):
    """Both languages of a text exist before anybody signs it."""
    record.update_field_translations(field, {"zh_CN": chinese})


def pdf(title, lines):
    """A one-page paper as base64, for drawings, instructions and certificates."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    page = canvas.Canvas(buffer, pagesize=A4, invariant=True)
    page.setTitle(title)
    page.setFont("STSong-Light", 18)
    page.drawString(60, 770, title)
    page.line(60, 758, 535, 758)
    page.setFont("STSong-Light", 11)
    for number, line in enumerate(lines):
        page.drawString(60, 730 - 20 * number, line)
    page.save()
    return base64.b64encode(buffer.getvalue())
