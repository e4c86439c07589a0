from odoo import models

from .mdq_home_tiles import _tile


class MdqHome(models.AbstractModel):
    """What the releasers and the quality manager have to sign, and what is used before its result is in."""

    _inherit = "mdq.home"

    def _get_tiles_quality(self):
        lot, lot_action = "stock.lot", "mdq_quality.stock_lot_release_action"
        risk, risk_action = "mdq.release.risk", "mdq_quality.mdq_release_risk_action"
        people = ["releaser", "quality_manager", "planner"]
        return [
            *super()._get_tiles_quality(),
            _tile("lot_production", "release", self.env._("Production release"), self.env._("Inspected and accepted, the first of two signatures"),
                  lot, [*self._get_ready_domain(), ["mdq_release_stage", "=", "production"]], lot_action, ["releaser"], "info"),
            _tile("lot_market", "release", self.env._("Market release"), self.env._("Production release signed, the registrant's is missing"),
                  lot, [["mdq_release_stage", "=", "market"]], lot_action, people, "info"),
            _tile("lot_risk", "release", self.env._("Used under risk"), self.env._("Their result is not in yet"),
                  risk, [["state", "=", "active"]], risk_action, people, "warning"),
            _tile("lot_risk_past", "release", self.env._("Past the limit"), self.env._("Used up, stopped or past the date, and still no result"),
                  risk, [["is_past", "=", True]], risk_action, ["quality_manager", "planner"], "danger"),
            _tile("risk_failed", "release", self.env._("Pieces to get back"), self.env._("Of lots whose late result is bad"),
                  "mdq.release.risk.piece", [["handled", "=", False], ["kind", "!=", "consumed"]], "mdq_quality.mdq_release_risk_piece_action",
                  ["quality_manager", "quality_engineer"], "danger"),
        ]  # fmt: skip
