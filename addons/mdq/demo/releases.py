"""A plate that the registrant still has to release to the market, one that its contract maker has to sign for, and bars in use before
their result."""

from odoo import fields

from . import flow
from .stage import CREDENTIAL


def build(stage):
    market_releaser(stage)
    waiting_for_the_market(stage)
    waiting_for_the_maker(stage)
    under_risk(stage)


def market_releaser(stage):
    """The registrant names one person; the quality manager signs it."""
    authority = stage.as_("quality_manager")["mdq.release.authority"].create({
        "user_id": stage.ref("user_market_releaser").id,
        "basis": "Authorisation SQ-2026-04 of 2026-03-01, signed by the legal representative. 2026年3月1日授权书SQ-2026-04，法定代表人签署。",
    })
    authority.appoint(CREDENTIAL)
    stage.name("release_authority", authority)


def waiting_for_the_market(stage):
    """Plates with one of two signatures."""
    order = flow.buy(stage, "baoji", "bar", 20)
    bars = stage.name("lot_bar_plate", flow.receive(stage, order.picking_ids, "TI6-2611-K0"))
    flow.accept(stage, bars)
    lot = stage.name("lot_plate_market", _plates(stage, 40, "LP-261118", bars))
    flow.inspect(stage, lot)
    flow.release(stage, lot, "Batch record reviewed. 批记录已审核。")


def waiting_for_the_maker(stage):
    """Sterile plates that a contract maker packed and sterilised: its signatory signs first, in the portal."""
    makers = stage.as_("quality_manager")["mdq.release.maker"]
    agreed = makers.create({
        "partner_id": stage.ref("partner_anke").id, "user_ids": stage.ref("user_supplier_signatory").ids,
        "product_tmpl_ids": stage.ref("product_plate_sterile").ids,
        "basis": "Contract manufacturing agreement CM-2026-02, section 9: production release. 委托生产质量协议CM-2026-02第9条：生产放行。",
    })
    agreed.appoint(CREDENTIAL)
    stage.name("release_maker", agreed)
    order = flow.buy(stage, "anke", "plate_sterile", 60)
    plates = stage.name("lot_plate_maker", flow.receive(stage, order.picking_ids, "LPS-261121"))
    flow.inspect(stage, plates)


def under_risk(stage):
    """Bars whose tensile test is still at the laboratory; plates of them are made already, and wait with them."""
    order = flow.buy(stage, "baoji", "bar", 30)
    bars = stage.name("lot_bar_risk", flow.receive(stage, order.picking_ids, "TI6-2611-K1"))
    risks = stage.as_("quality_manager")["mdq.release.risk"]
    until = fields.Datetime.to_string(fields.Datetime.add(fields.Datetime.now(), days=5))
    risk = risks.grant(
        bars.id, 5, until, CREDENTIAL, "Trauma plates for an urgent order; the laboratory answers on Friday. 急单创伤接骨板，实验室周五出结果。",
        product_id=stage.product("plate").id,
    )
    stage.name("risk_bar", risks.browse(risk))
    plates = stage.name("lot_plate_risk", _plates(stage, 40, "LP-261124", bars))
    flow.inspect(stage, plates)


def _plates(stage, quantity, lot_name, bars):
    """Make plates of bars; return their lot."""
    production = stage.as_("planner")["mrp.production"].create({
        "product_id": stage.product("plate").id, "product_qty": quantity, "bom_id": stage.ref("mrp_bom_plate").id,
    })
    production.action_confirm()
    production.action_assign()
    return flow.finish(stage, production, lot_name, [bars])
