from odoo import models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    """What a person must be able to do before he may act: asked here, answered by the addons above."""

    _inherit = "res.users"

    def _mdq_get_competence_gaps(self, records, act):
        """Return what this user lacks to do `act` on records of one model: sentences, each naming what closes the gap. Extend.

        :param act: the meaning of a signature ("performed", "released", …), or the word of another act ("record", "report")
        """
        self.ensure_one()
        return []

    def _mdq_require_competence(self, records, act):
        """Refuse `act` unless this user is competent for it on all records: a recordset, or a list of records of any models.

        Nothing else counts: neither a role nor sudo.
        """
        gaps = []
        for group in self._mdq_group_by_model(records):
            gaps += self._mdq_get_competence_gaps(group, act)
        if gaps:
            raise UserError(self.env._(
                "%(person)s is not competent for this yet:\n%(gaps)s\nClose what is missing, then do it again; or let"
                " somebody do it who is competent. A quality engineer assigns training.",
                person=self.name, gaps="\n".join(f"• {gap}" for gap in dict.fromkeys(gaps)),
            ))

    def _mdq_group_by_model(self, records):
        by_model = {}
        for record in records:
            by_model[record._name] = by_model.get(record._name, record.browse()) | record
        return list(by_model.values())
