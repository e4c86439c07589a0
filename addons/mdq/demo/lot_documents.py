"""Documents that lots need: rules, one that is owed, one in review, a mill certificate that was accepted; and a certificate of ours."""

from . import flow
from .stage import CREDENTIAL, pdf

QUANTITY = 600


def build(stage):
    rules(stage)
    expected_trays(stage)
    received_trays(stage)
    mill_certificate(stage)
    anodiser(stage)
    certificates(stage)


def _kind(stage, code):
    return stage.env.ref(f"mdq_quality.mdq_lot_document_kind_{code}")


def rules(stage):
    """Trays come with a certificate of conformity, and are released with a cleanliness report."""
    rows = stage.as_("engineer")["mdq.lot.document.rule"]
    common = {"product_id": stage.product("tray").id, "origin": "receipt", "responsible_id": stage.ref("user_sqe").id}
    stage.name("rule_tray_coc", rows.create({**common, "kind_id": _kind(stage, "coc").id, "gate": "receipt"}))
    stage.name("rule_tray_clean", rows.create({**common, "kind_id": _kind(stage, "clean").id, "days": 5}))


def expected_trays(stage):
    """A delivery that is not received before its certificate is there."""
    order = flow.buy(stage, "hengjie", "tray", QUANTITY)
    stage.name("need_tray_coc", _needs(stage, order.picking_ids, "coc"))


def received_trays(stage):
    """Trays whose certificate came with them and was accepted; their cleanliness report is owed."""
    order = flow.buy(stage, "hengjie", "tray", QUANTITY)
    document = _hand_in(stage, _needs(stage, order.picking_ids, "coc"), "HJ-COC-1124", "Hengjie Packaging 恒洁包装", "inspector")
    stage.name("lot_tray_documents", flow.receive(stage, order.picking_ids, "TR-2603"))
    document.with_env(stage.as_("sqe")).accept(CREDENTIAL)
    stage.name("need_tray_clean", _needs(stage, order.picking_ids, "clean"))


def mill_certificate(stage):
    """The certificate of the melt from which everything of the story was made."""
    need = _ask(stage, "lot_bar", "mill", "baoji")
    document = _hand_in(stage, need, "BJ-TC-26-10418", "Baoji Titanium 宝鸡钛业", "inspector")
    document.with_env(stage.as_("sqe")).accept(CREDENTIAL, "Melt TI6-2610-H3, ASTM F136; compared with the marks on the bars. 已与棒料标记核对。")
    stage.name("document_mill", document)


def anodiser(stage):
    """What the supplier's people see in their portal: one that they owe."""
    stage.name("need_anodising", _ask(stage, "lot_machined", "coc", "lantian"))


def certificates(stage):
    """The screws go to Germany with a certificate of conformity; one of analysis is being written."""
    rows = stage.as_("releaser")["mdq.lot.certificate"]
    values = {"lot_id": stage.ref("lot_packed").id, "partner_id": stage.ref("partner_rheinland").id, "quantity": 200,
              "order_reference": "RK-2026-0815", "specification": "DRW-3516 · ASTM F136"}
    issued = stage.name("certificate_coc", rows.create({**values, "kind": "coc"}))
    issued.issue(CREDENTIAL)
    stage.name("certificate_coa", rows.create({**values, "kind": "coa"}))


def _needs(stage, picking, code):
    return stage.env["mdq.lot.document.need"].search([("picking_id", "in", picking.ids), ("kind_id", "=", _kind(stage, code).id)])


def _ask(stage, lot, code, partner):
    return stage.as_("sqe")["mdq.lot.document.need"].create({
        "lot_id": stage.ref(lot).id, "kind_id": _kind(stage, code).id, "partner_id": stage.ref(f"partner_{partner}").id,
        "responsible_id": stage.ref("user_sqe").id,
    })


def _hand_in(stage, needs, number, issuer, login):
    documents = stage.as_(login)["mdq.lot.document"]
    title = needs.kind_id[:1].name
    return documents.browse(documents.hand_in(needs.ids, {
        "number": number, "issuer": issuer, "issued_on": str(stage.env.company._mdq_today()),
        "files": [{"name": f"{number}.pdf", "data": pdf(f"{title} {number}", [issuer]).decode()}],
    }))
