"""Signatories of a contract maker are written to when a lot waits for their production release."""

from odoo import api, fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_maker_told_on = fields.Datetime("Contract Maker Told On", readonly=True, copy=False, groups="base.group_user")

    @api.model
    def _mdq_get_server_fields(self):
        return super()._mdq_get_server_fields() | {"mdq_maker_told_on"}

    def _mdq_end_production_release(self, why):
        """What waits anew is told anew."""
        super()._mdq_end_production_release(why)
        # It follows from what happened to the lots, whoever caused it.
        self.sudo().filtered("mdq_maker_told_on")._mdq_write_server({"mdq_maker_told_on": False})


class MdqReleaseMaker(models.Model):
    _inherit = "mdq.release.maker"

    @api.model
    def _cron_tell(self):
        """Whether a release waits never depends on this: it only tells, once for each lot."""
        agreed = self.search(self._get_in_force_domain())
        for partner in agreed.partner_id:
            lots = self._find_waiting(partner).filtered(lambda lot: not lot.mdq_maker_told_on)._mdq_filter_ready_for_maker()
            self._tell(partner, lots)

    def _tell(self, partner, lots):
        """One letter a person in his language, with all that he may sign."""
        people = self._find_able_people(lots)
        letters = {user: lots - lots.browse(self.env["mdq.release"].with_user(user)._get_maker_refusals(lots)) for user in people}
        self.env["mail.mail"].create([
            self.with_context(lang=user.lang)._prepare_letter(user, each) for user, each in letters.items() if each and user.email])
        lots._mdq_write_server({"mdq_maker_told_on": fields.Datetime.now()})

    def _find_able_people(self, lots):
        return self.union(*self._find_for_lots(lots).values())._get_able_people()

    def _prepare_letter(self, user, lots):
        lots = lots.with_env(self.env)
        return {
            "subject": self.env._("Please sign the production release: %s", ", ".join(lots.mapped("name")[:5])),
            "recipient_ids": user.partner_id.ids, "auto_delete": True,
            "body_html": self.env["ir.qweb"]._render("mdq_quality.mdq_release_email_waiting", {
                "lots": lots, "user": user, "company": self._find_for_lots(lots)[lots[:1].id].company_id[:1],
                "url": f"{lots.get_base_url()}/my/mdq/releases"}),
        }
