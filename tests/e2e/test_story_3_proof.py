"""The second story, third part: what the records prove when everything is done."""


def test_the_genealogy_reaches_both_ends(story, people):
    """Requirement: MDQ-APP-108"""
    auditor, lots = people.json2("auditor"), story.lots
    back = auditor.call("stock.lot", "mdq_trace", ids=[lots["packed"]], direction="backward")
    assert {node["lot_id"] for node in back["nodes"]} == {lots[key] for key in ("packed", "machined", "pouch", "bar")}
    assert not back["truncated"]
    pairs = {(edge["parent"], edge["child"]): edge["quantity"] for edge in back["edges"]}
    assert pairs == {
        (lots["bar"], lots["machined"]): 10.0,
        (lots["machined"], lots["packed"]): 498.0,
        (lots["pouch"], lots["packed"]): 498.0,
    }
    ahead = auditor.call("stock.lot", "mdq_trace", ids=[lots["bar"]], direction="forward")
    assert {node["lot_id"] for node in ahead["nodes"]} == {lots[key] for key in ("bar", "machined", "packed")}


def test_every_piece_is_accounted_for(story, people):
    """Requirement: MDQ-APP-108"""
    places = people.json2("auditor").call("stock.lot", "mdq_where_now", ids=list(story.lots.values()))
    found = {}
    for place in places:
        found.setdefault((place["lot"], place["kind"]), []).append(place["quantity"])
    names = story.names
    assert sorted(found[names["packed"], "customer"]) == [100.0, 150.0, 200.0]
    assert found[names["packed"], "stock"] == [48.0]
    assert found[names["machined"], "consumed"] == [498.0]
    assert found[names["machined"], "scrapped"] == [2.0]
    assert found[names["bar"], "consumed"] == [10.0]
    assert found[names["bar"], "stock"] == [20.0]
    assert not [place for place in places if place["kind"] in ("unexplained", "lost")]


def test_a_recall_drill_names_every_customer_and_supplier(story, people):
    """Requirement: MDQ-APP-108"""
    drill = people.xmlrpc("quality_manager").call("mdq.recall", "simulate", [story.lots["bar"]])
    assert {each["country"] for each in drill["customers"]} == {"CN", "DE"}
    shipped = {each["partner_id"]: sum(row["quantity"] for row in each["deliveries"]) for each in drill["customers"]}
    expected = {"C-001": 200.0, "C-002": 150.0, "C-003": 100.0}
    assert shipped == {story.partner(ref): quantity for ref, quantity in expected.items()}
    involved = {each["partner_id"] for each in drill["suppliers"]}
    assert {story.partner(ref) for ref in ("S-001", "S-002", "S-003", "S-004")} <= involved


def test_statuses_and_signatures_hold(story, people):
    """Requirement: MDQ-APP-108"""
    assert {lot: story.status(lot) for lot in story.lots} == dict.fromkeys(story.lots, "released")
    auditor = people.json2("auditor")
    releases = auditor.find("mdq.release", [("lot_id", "in", list(story.lots.values()))])
    # Bars and pouches once, the machined lot before and after anodising, the packed one before and after sterilisation.
    assert len(releases) == 6
    domain = [("res_model", "=", "mdq.release"), ("res_id", "in", releases)]
    signatures = auditor.search_read("mdq.signature", domain, ["login", "meaning"])
    assert [(each["login"], each["meaning"]) for each in signatures] == [("releaser", "released")] * 6
    every = auditor.find("mdq.signature", [])
    verdicts = auditor.call("mdq.signature", "verify", ids=every)
    assert len(verdicts) == len(every) and all(each["valid"] for each in verdicts)


def test_the_ledger_is_whole(story, people):
    """Requirement: MDQ-APP-108"""
    manager = people.json2("quality_manager")
    manager.call("mdq.ledger", "seal")
    result = manager.call("mdq.ledger", "verify")
    assert result["problems"] == [] and result["ok"]
    assert result["entries"] > 500
    history = people.json2("auditor").call("mdq.ledger", "history", model="stock.lot", res_id=story.lots["packed"])
    statuses = [each["new"] for each in history if each["field"] == "mdq_status"]
    assert statuses == ["quarantine", "released", "quarantine", "released"]
    assert {each["user"] for each in history if each["new"] == "released"} == {"Sun Yue 孙悦"}


def test_every_gate_refused_when_it_should(story):
    """Requirement: MDQ-APP-105"""
    assert len(story.refusals) >= 20
    assert all("Traceback" not in told and len(told) > 20 for told in story.refusals)
