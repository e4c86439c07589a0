"""What the shared paper says of any record: in English and Chinese side by side, whatever the reader's language."""

import pytz
from odoo import fields, models
from odoo.tools.image import image_data_uri

LANGUAGES = ("en_US", "zh_CN")
UNFIT = {"draft", "in_review", "superseded", "obsolete", "withdrawn", "rejected", "cancel", "cancelled"}


class Base(models.AbstractModel):
    _inherit = "base"

    # --------------------------------------------------------------------------------------- hooks

    def _mdq_report_header(self):
        """Return the title, the number and the revision ("" if it has none) that stand on every page. Extend."""
        self.ensure_one()
        return {"title": self._mdq_get_kind(), "number": self.display_name or "", "revision": ""}

    def _mdq_report_watermark(self):
        """Return the word printed across the pages of what must not be taken for valid, or "". Extend."""
        self.ensure_one()
        unfit = "state" in self._fields and self.state in UNFIT
        return self._mdq_both(lambda record: record._mdq_get_state_label().upper()) if unfit else ""

    # ------------------------------------------------------------------------------------ two languages

    def _mdq_both(self, read):
        """Return what `read(self)` gives in English and in Chinese; once where the two are the same."""
        texts = [read(self.with_context(lang=code)) for code in self._mdq_get_spoken()]
        return " ".join(dict.fromkeys(text for text in texts if text))

    def _mdq_get_spoken(self):
        """Return the codes of the languages that papers are in: English, and Chinese where it is installed."""
        return [code for code in LANGUAGES if code == "en_US" or self.env["res.lang"]._get_data(code=code)]

    def _mdq_label(self, name):
        return self._mdq_both(lambda record: record._fields[name]._description_string(record.env))

    def _mdq_get_kind(self):
        """What this model is called."""
        # Names of models are closed to portal users, who may print what they may read.
        return self._mdq_both(lambda record: record.env["ir.model"].sudo()._get(record._name).name)

    def _mdq_get_state_label(self):
        if "state" not in self._fields or self._fields["state"].type != "selection":
            return ""
        return dict(self._fields["state"]._description_selection(self.env)).get(self.state, "")

    def _mdq_local_time(self, moment):
        """Return a moment on the reader's clock, with its distance from UTC."""
        if not moment:
            return ""
        local = pytz.utc.localize(moment).astimezone(self.env.tz)
        offset = f"{local:%z}"
        return f"{local:%Y-%m-%d %H:%M:%S} {offset[:3]}:{offset[3:]}"

    def _mdq_time(self, moment):
        """Return a moment as nobody can mistake it: local time with its zone, and UTC."""
        if not moment:
            return ""
        utc = f"{moment:%Y-%m-%d %H:%M:%S} UTC"
        return utc if self.env.tz == pytz.utc else f"{self._mdq_local_time(moment)} ({self.env.tz}) = {utc}"

    # --------------------------------------------------------------------------------------- paper

    def _mdq_get_paper(self):
        """Return what the layout shows around the body of a report."""
        self.ensure_one()
        company = self._mdq_get_paper_company()
        return {
            **self._mdq_report_header(),
            "company": company.name, "logo": company.logo_web and image_data_uri(company.logo_web),
            "status": self._mdq_both(lambda record: record._mdq_get_state_label()),
            "printed_by": self.env.user.name, "printed_at": self._mdq_time(fields.Datetime.now()),
            "signatures": self._mdq_get_paper_signatures(), "is_signable": "signature_ids" in self._fields,
            "changed": self._mdq_get_print_notes(),
            "seal": self.env["mdq.ledger.seal"]._get_current_root(),
        }

    def _mdq_get_paper_company(self):
        company = self.company_id if "company_id" in self._fields else self.env.company
        # The letterhead of the record's company, also for those who work in another.
        return (company or self.env.company).sudo()

    def _mdq_get_paper_signatures(self):
        # Whoever may read the record may see who signed it.
        return self.signature_ids.sudo()._get_paper_block() if "signature_ids" in self._fields else []

    def _mdq_get_stamp(self):
        """Return the line at the foot of every page, without the page number."""
        header = self._mdq_report_header()
        revision = f"rev. {header['revision']} 版本 {header['revision']}" if header.get("revision") else ""
        return " · ".join(filter(None, (header["number"], revision, self._mdq_both(
            lambda record: record._mdq_get_state_label()
        ))))
