from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError


class MdqShippedMixin(models.AbstractModel):
    """Content under revision control whose first revision an addon may ship in force, on record as such."""

    _name = "mdq.shipped.mixin"
    _description = "Content Shipped With An Addon"
    _inherit = ["mdq.revision.mixin"]

    shipped_with = fields.Char("Shipped With", readonly=True, copy=False,
                               help="The addon whose installation put this revision in force.")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"shipped_with"}

    def _check_before_in_force(self):
        """What a shipped revision needs before it is in force. Extend."""

    def _put_in_force_with_addon(self):
        """Make revisions effective that an addon ships: at installation or upgrade, once, by the system, on record as such.

        Their next revision is written, approved and put in force by people. Out of reach of any caller.
        """
        if self.env.uid != SUPERUSER_ID:
            raise AccessError(self.env._("Only the installation of an addon puts what it ships in force."))
        self._check_before_in_force()
        for res_id, xml_id in self.get_external_id().items():
            record = self.browse(res_id)
            if not record.shipped_with:
                record._put_in_force_as_shipped(xml_id.partition(".")[0])
        return True

    def _put_in_force_once(self):
        """The same, also when an installed addon is upgraded; what came into force or ended before stays as it is."""
        waiting = self.filtered(lambda record: record.state == "draft" and record.revision == 1 and not record.shipped_with)
        return waiting._put_in_force_with_addon() if waiting else True

    def _put_in_force_as_shipped(self, addon):
        if self.state != "draft" or self.revision != 1 or not addon:
            raise UserError(self.env._("%s is not a first revision shipped by an addon.", self.display_name))
        with self._mdq_reason(self.env._("Shipped with %s", addon)):
            self._write_guarded({
                "state": "effective", "effective_date": fields.Datetime.now(), "shipped_with": addon,
            })
