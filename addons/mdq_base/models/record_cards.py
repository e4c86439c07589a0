"""A page about one record: cards with counts that lead to records, each under the reader's own rights."""

from odoo import fields, models


class Base(models.AbstractModel):
    _inherit = "base"

    def _mdq_prepare_card(self, key, title, model, domain, tone="neutral", note="", action=None, urgent=None):
        """Return one card, or None when the reader may not read the model.

        :param urgent: (domain, tone, note with %s): what of it is counted apart, and colours the card
        """
        if model not in self.env or not self.env[model].has_access("read"):
            return None
        records = self.env[model]
        count = records.search_count(domain)
        for more, other_tone, other_note in urgent or ():
            number = records.search_count(fields.Domain(domain) & fields.Domain(more))
            if number:
                tone, note = other_tone, other_note % number
                break
        return {"key": key, "title": title, "count": count, "tone": tone if count else "none", "note": note,
                "action": action or self._mdq_prepare_card_action(title, model, domain)}

    def _mdq_prepare_card_action(self, title, model, domain):
        return {"type": "ir.actions.act_window", "name": f"{self.name}: {title}", "res_model": model, "target": "current",
                "views": [[False, "list"], [False, "form"]], "domain": list(fields.Domain(domain)),
                "context": self._mdq_prepare_card_context(model)}

    def _mdq_prepare_card_context(self, model):
        """Return what new records of a card start with. Extend."""
        return {}
