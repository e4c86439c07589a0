"""Scorecards, what they rest on and the objections to them are out of reach of every other supplier."""

from odoo.addons.mdq_base.tests.isolation import PortalIsolation
from odoo.tests import tagged

from .scorecard_common import MAY, MdqScorecardCommon

PAPER = b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@tagged("post_install", "-at_install")
class TestScorecardIsolation(PortalIsolation, MdqScorecardCommon):
    """Requirement: MDQ-SUP-155"""

    isolated_models = (
        "mdq.supplier.scorecard", "mdq.supplier.scorecard.metric", "mdq.supplier.scorecard.loss", "mdq.supplier.scorecard.contest",
        "mdq.supplier.scorecard.contest.file",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theirs = {}
        for number, partner in enumerate((cls.partner, cls.other_partner)):
            user = cls.new_user(f"isolated_{number}", "mdq_base.group_supplier_quality")
            user.partner_id.parent_id = partner
            cls._bought(4, partner=partner)
            cls._buy("2026-05-05", partner=partner)
            card = cls.cards._snapshot(partner, *MAY, cls.company)
            contest = card.contest_ids.browse(card.loss_ids.with_user(user).contest("Not so", [{"name": "a.pdf", "data": PAPER}]))
            cls.theirs[user] = [card, card.metric_ids, card.loss_ids, contest, contest.file_ids]
