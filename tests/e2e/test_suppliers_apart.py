"""A supplier never sees another one's records: not by RPC, not by guessed addresses, not through related records."""

import pytest
from clients import Refused

OTHERS = {"supplier_user": "supplier_quality", "supplier_quality": "supplier_user", "supplier_signatory": "supplier_user"}
MODELS = (
    "mdq.batch.step", "mdq.batch.step.lot", "mdq.batch.report", "mdq.batch.result", "mdq.batch.file", "mdq.treatment.load",
    "mdq.supplier.qualification", "mdq.supplier.certificate", "mdq.supplier.certificate.file", "mdq.supplier.subtier", "mdq.inspection", "mdq.measurement", "mdq.event", "mdq.disposition", "mdq.change", "mdq.document",
    "mdq.signature", "mdq.ledger", "mdq.approval.request", "mdq.outsourcing.order", "mdq.process.template", "mdq.lot.edge",
    "mdq.recall", "mdq.release", "mdq.hold", "mdq.capa", "mdq.concession", "stock.lot", "stock.picking", "stock.move",
    "stock.move.line", "stock.quant", "mrp.production", "purchase.order", "ir.attachment",
)  # fmt: skip
PARTNER_PATHS = {
    "mdq.batch.step": "partner_id", "mdq.batch.step.lot": "partner_id", "mdq.batch.report": "step_id.partner_id",
    "mdq.batch.result": "step_id.partner_id", "mdq.batch.file": "step_id.partner_id", "mdq.treatment.load": "partner_id",
    "purchase.order": "partner_id", "stock.picking": "partner_id", "mdq.supplier.certificate": "partner_id",
    "mdq.supplier.certificate.file": "partner_id", "mdq.supplier.subtier": "partner_id",
}  # fmt: skip


def readable(session, model, domain=()):
    try:
        return session.call(model, "search", list(domain))
    except Refused as refusal:
        assert "AccessError" in refusal.kind, refusal
        return []


@pytest.mark.parametrize("login", list(OTHERS))
def test_lists_hold_own_records_only(people, login):
    """Requirement: MDQ-APP-107"""
    session, planner = people.session(login), people.json2("planner")
    own = planner.one("res.users", [("login", "=", login)], ["partner_id"])["partner_id"][0]
    company = planner.one("res.partner", [("id", "=", own)], ["commercial_partner_id"])["commercial_partner_id"][0]
    auditor = people.json2("auditor")
    seen = 0
    for model, path in PARTNER_PATHS.items():
        found = readable(session, model)
        seen += len(found)
        reader = planner if not model.startswith("mdq.") else auditor
        foreign = reader.find(model, [("id", "in", found), (f"{path}.commercial_partner_id", "!=", company)])
        loads = reader.find(model, [("id", "in", foreign), ("load_id.partner_id", "=", company)]) if model in (
            "mdq.batch.result", "mdq.batch.file") else []  # fmt: skip
        assert set(foreign) == set(loads), f"{login} reads {model} of another supplier"
    assert seen, f"{login} should see his own steps"


@pytest.mark.parametrize("login", list(OTHERS))
def test_ids_of_others_open_nothing(people, login):
    """Requirement: MDQ-APP-107"""
    mine, theirs, auditor = people.session(login), people.session(OTHERS[login]), people.json2("auditor")
    for model in MODELS:
        own = set(readable(mine, model))
        foreign = set(readable(theirs, model)) - own
        every = set(_all_ids(auditor, model)) - own
        for target in (foreign | every) and sorted(foreign | every)[:5]:
            for method, arguments in (("read", [[target]]), ("web_read", [[target]]), ("write", [[target], {}])):
                _nothing_about(mine, model, method, target, arguments)


def _nothing_about(session, model, method, target, arguments):
    options = {"specification": {"display_name": {}}} if method == "web_read" else {}
    try:
        answer = session.call(model, method, *arguments, **options)
    except Refused:
        return
    assert not answer or method == "write", f"{model} {target} answers to {method}: {answer}"


def _all_ids(auditor, model):
    try:
        return auditor.find(model, [], limit=20)
    except Refused:
        return []


@pytest.mark.parametrize("login", list(OTHERS))
def test_addresses_of_others_look_as_if_they_were_not_there(people, login):
    """Requirement: MDQ-APP-107"""
    mine, theirs = people.session(login), people.session(OTHERS[login])
    own = set(readable(mine, "mdq.batch.step"))
    foreign = set(readable(theirs, "mdq.batch.step")) - own
    assert own and foreign
    for step in own:
        assert mine.get(f"/my/steps/{step}").status_code == 200
    for step in foreign:
        assert mine.get(f"/my/steps/{step}").status_code == 404
        assert mine.post(f"/my/steps/{step}", data={"quantity": "1"}).status_code in (400, 403, 404)
    files = people.json2("auditor").search_read("mdq.batch.file", [], ["step_id"])
    seen = set(readable(mine, "mdq.batch.file"))
    for file in files:
        for step in {file["step_id"] and file["step_id"][0], *own} - {False}:
            answer = mine.get(f"/my/steps/{step}/certificate/{file['id']}")
            assert answer.status_code == 404 or file["id"] in seen
        content = mine.get(f"/web/content/mdq.batch.file/{file['id']}/content")
        assert content.status_code in (403, 404) or file["id"] in seen


def test_suppliers_do_not_reach_the_backend(people):
    """Requirement: MDQ-APP-107"""
    for login in OTHERS:
        session = people.session(login)
        assert "/odoo" not in session.get("/odoo/mdq").url.split("redirect")[0]
        for call in (("mdq.release", "release", [[1], {}]), ("mdq.hold", "place", [[1], "mine"]), ("mdq.ledger", "verify", [])):
            with pytest.raises(Refused):
                session.call(call[0], call[1], *call[2])


def test_suppliers_cannot_reroute_goods_or_numbers(people):
    """Requirement: MDQ-APP-107"""
    session = people.session("supplier_user")
    sequences = readable(session, "ir.sequence")
    for sequence in sequences[:3]:
        with pytest.raises(Refused):
            session.call("ir.sequence", "write", [sequence], {"prefix": "X"})
    moves = readable(session, "stock.move", [("state", "not in", ["done", "cancel"])])
    locations = people.json2("planner").find("stock.location", [("usage", "=", "internal")])
    for move in moves[:3]:
        for values in ({"location_dest_id": locations[0]}, {"price_unit": 1.0}, {"state": "done"}):
            with pytest.raises(Refused):
                session.call("stock.move", "write", [move], values)
