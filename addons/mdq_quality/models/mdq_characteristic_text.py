from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import text_pattern


class MdqCharacteristic(models.Model):
    """What a recorded text may be: of a form, or one of a list."""

    _inherit = "mdq.characteristic"
    _mdq_reason_fields = ("text_pattern", "allowed_texts")

    text_pattern = fields.Char(
        "Form of the Text", tracking=True,
        help="9 stands for a digit, A for a letter, ? for either, * for anything; a sign after a backslash stands for itself."
             " H-9999 takes H-2610. Empty: any text.",
    )
    allowed_texts = fields.Text("Allowed Texts", tracking=True, help="One a line. Empty: any text.")

    @api.constrains("allowed_texts", "text_pattern")
    def _check_texts(self):
        for characteristic in self:
            characteristic._check_form()
            stray = [text for text in characteristic._get_allowed_texts() if not characteristic._has_form(text)]
            if stray:
                raise ValidationError(self.env._(
                    "%(characteristic)s: the allowed text “%(text)s” does not have the form %(form)s, so no reading could be it.",
                    characteristic=characteristic.display_name, text=stray[0], form=characteristic.text_pattern,
                ))

    def _check_form(self):
        try:
            text_pattern.expression(self.text_pattern or "")
        except ValueError:
            raise ValidationError(self.env._(
                "%(characteristic)s: the form %(form)s has too many stars. Use at most %(most)s.",
                characteristic=self.display_name, form=self.text_pattern, most=text_pattern.MOST_STARS,
            )) from None

    def _get_allowed_texts(self):
        return [line.strip() for line in (self.allowed_texts or "").splitlines() if line.strip()]

    def _has_form(self, text):
        return not self.text_pattern or text_pattern.fits(self.text_pattern, text)

    def _accepts_text(self, text):
        """Whether a recorded text conforms: it has the form and is one of the list, where these are given."""
        allowed = self._get_allowed_texts()
        return self._has_form(text) and (not allowed or text in allowed)
