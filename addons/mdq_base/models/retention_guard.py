"""Neither quality records nor what they rest on can be deleted, by any route."""

from odoo import models
from odoo.tools import ormcache

UNRELATED = ("message_", "activity_", "website_message_")


class MdqAuditedMixin(models.AbstractModel):
    _inherit = "mdq.audited.mixin"

    def _mdq_refuse_deletion(self):
        self.ensure_one()
        name, until = self.display_name, self.mdq_keep_until
        why = self.env._(
            "%(record)s is a quality record and is never deleted. It must be kept until %(date)s at least. "
            "Cancel, withdraw or archive it instead.", record=name, date=until,
        ) if until else self.env._(
            "%(record)s is a quality record and is never deleted. Cancel, withdraw or archive it instead.", record=name
        )
        self.env["mdq.deletion.attempt"]._refuse(self, why)


class Base(models.AbstractModel):
    _inherit = "base"

    def unlink(self):
        """What a quality record rests on stays as long as the record: its product, partner, company, person, file."""
        if self:
            self._mdq_check_not_rested_on()
        return super().unlink()

    def _mdq_check_not_rested_on(self):
        for model, name in self._mdq_get_references():
            # A guard looks at the records of everybody.
            records = self.env[model].sudo().with_context(active_test=False)
            kept = records.search([(name, "in", self.ids)], limit=1)
            if kept:
                record = kept[name] & self
                self.env["mdq.deletion.attempt"]._refuse(record[:1], self.env._(
                    "%(record)s cannot be deleted: the quality record %(kept)s (%(kind)s) rests on it. Archive it instead.",
                    record=record[:1].display_name, kept=kept.display_name, kind=kept._mdq_get_kind_here(),
                ))

    def _mdq_get_kind_here(self):
        # Names of models are closed to some who may delete other things.
        return self.env["ir.model"].sudo()._get(self._name).name

    @ormcache("self._name")
    def _mdq_get_references(self):
        """[(model, field)] of the quality records that may rest on records of this model."""
        if self._transient or self._mdq_ledger or self._name == "ir.model" or self._name.startswith("mail."):
            return ()
        return tuple(
            (model._name, field.name) for model in self.env.values() if model._mdq_in_ledger() and model._mdq_ledger
            for field in model._fields.values()
            if field.store and field.type in ("many2one", "many2many") and field.comodel_name == self._name
            and field.name != "write_uid" and not field.name.startswith(UNRELATED)
        )


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """A merge would write another partner into quality records by SQL: who stands in one is not merged away."""
        target = dst_partner or self._get_ordered_partner(partner_ids)[-1:]
        (self.env["res.partner"].browse(partner_ids).exists() - target)._mdq_check_not_rested_on()
        return super()._merge(partner_ids, dst_partner, extra_checks)
