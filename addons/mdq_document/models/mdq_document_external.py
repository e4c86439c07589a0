from dateutil.relativedelta import relativedelta
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

FOLLOWED = {"check_months", "next_check_date", "newer_edition"}


class MdqDocument(models.Model):
    """Standards and other documents of others: which edition is in force here, and whether there is a newer one."""

    _inherit = "mdq.document"

    issuer = fields.Char(help="Who publishes it: ISO, GB, YY, ASTM, a customer …")
    edition = fields.Char(copy=False)
    edition_date = fields.Date("Published On", copy=False)
    check_months = fields.Integer("Check For A New Edition Every (Months)", default=6)
    checked_on = fields.Date("Edition Checked On", readonly=True, copy=False)
    checked_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    next_check_date = fields.Date("Next Check", copy=False)
    newer_edition = fields.Char("Newer Edition Known", copy=False, help="To be assessed: does it change what we do?")

    def _get_open_fields(self):
        return super()._get_open_fields() | FOLLOWED

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"checked_on", "checked_by"}

    def _get_signed_fields(self):
        """How the edition is followed may change while the content stays."""
        return [name for name in super()._get_signed_fields() if name not in FOLLOWED]

    def _check_move_to_in_review(self):
        super()._check_move_to_in_review()
        for document in self.filtered("is_external"):
            if not document.issuer or not document.edition:
                raise UserError(self.env._(
                    "%s is issued by others: say by whom, and which edition it is.", document.display_name
                ))

    def _after_move_to_effective(self):
        super()._after_move_to_effective()
        self.filtered("is_external")._note_check()

    def write(self, vals):
        result = super().write(vals)
        if vals.get("newer_edition"):
            for document in self:
                document._tell_owner(self.env._("Assess the newer edition: %s", document.newer_edition))
        return result

    def action_check_edition(self):
        """Say that the caller has looked for a newer edition today, and found none but what is noted."""
        self.check_access("write")
        for document in self:
            if not document.is_external or document.state != "effective":
                raise UserError(self.env._("%s is not an external document in force.", document.display_name))
        self._note_check()
        return True

    def _note_check(self):
        for document in self:
            today = document.company_id._mdq_today()
            document._write_guarded({"checked_on": today, "checked_by": self.env.uid})
            months = document.check_months
            document.next_check_date = today + relativedelta(months=months) if months else False

    def _cron_remind_reviews(self):
        super()._cron_remind_reviews()
        due = self.search(Domain("state", "=", "effective") & Domain("next_check_date", "<=", self.env.company._mdq_today()))
        for document in due.filtered("is_external"):
            document._tell_owner(self.env._("Look for a newer edition (due %s)", document.next_check_date))
