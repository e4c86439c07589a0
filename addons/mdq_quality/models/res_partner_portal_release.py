from odoo import models


class ResPartner(models.Model):
    """Lots that wait for the signature of their contract maker stand on its start page in the portal."""

    _inherit = "res.partner"

    def _mdq_get_portal_tasks(self):
        return [*super()._mdq_get_portal_tasks(), *self._mdq_get_release_tasks()]

    def _mdq_get_release_tasks(self):
        """What can be signed now; a lot with an open check waits for whoever clears it."""
        lots = self.env["mdq.release.maker"]._find_waiting(self)
        for lot in lots._mdq_filter_ready_for_maker():
            yield self._mdq_make_task(self.env._("Sign the production release"), lot.name, f"/my/mdq/releases/{lot.id}",
                                      note=lot.product_id.name)
