"""Lots that are released twice, and lots that are needed before their result."""

from datetime import timedelta

from odoo import fields

from .common import MdqQualityCase


class ReleaseStageCase(MdqQualityCase):
    """A product that is released twice, and a person whom the registrant has named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bar.product_tmpl_id.mdq_two_stage_release = "yes"
        cls.plan = cls._plan()
        cls.market_releaser = cls.new_user("mdq_market_releaser", "mdq_base.group_releaser")
        cls.lot = cls._receive((cls.bar, "A", 5)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)])

    @classmethod
    def _name(cls, user=None, **vals):
        """Have a quality manager sign that a person releases to the market."""
        authority = cls.env["mdq.release.authority"].with_user(cls.quality_manager).create({
            "user_id": (user or cls.market_releaser).id, "basis": "Authorisation 7 of the legal representative", **vals,
        })
        authority.appoint(cls.credential_of(cls.quality_manager))
        return authority

    def _release_first(self, lots=None):
        self._accept(self.inspection.filtered(lambda each: each.state == "open"))
        return self.env["mdq.release"].browse(self._release(lots or self.lot))


class ReleaseRiskCase(MdqQualityCase):
    """Ten bars in quarantine whose inspection is open, and screws that can be made of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.lot = cls._receive((cls.bar, "A", 10)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)])

    @classmethod
    def _grant(cls, lot=None, quantity=5, user=None, days=3, reason="The line would stand still", **values):
        user = user or cls.quality_manager
        risks = cls.env["mdq.release.risk"].with_user(user)
        until = fields.Datetime.to_string(fields.Datetime.now() + timedelta(days=days))
        return risks.browse(risks.grant((lot or cls.lot).id, quantity, until, cls.credential_of(user), reason, **values)).sudo()

    def _make(self, quantity, lot=None, **values):
        """Screws made of some bars; return their lot."""
        order = self._order(lot or self.lot, quantity, **values)
        order.button_mark_done()
        self.assertEqual(order.state, "done")
        return order.lot_producing_ids

    def _reject(self, inspection=None):
        inspection = (inspection or self.inspection).with_user(self.inspector)
        inspection.record([{**reading, "value": "9.0"} if "value" in reading else reading for reading in self._good(inspection)])
        inspection.action_conclude()
