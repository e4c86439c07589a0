"""The demonstration company: what a newcomer finds after the first start, made by the gates that he will meet himself."""


def test_one_lot_went_the_whole_way(people):
    """Requirement: MDQ-APP-104"""
    auditor = people.json2("auditor")
    lot = auditor.one("stock.lot", [("name", "=", "SP-261108")], ["id", "mdq_status"])
    assert lot["mdq_status"] == "released"
    places = auditor.call("stock.lot", "mdq_where_now", ids=[lot["id"]])
    customers = {place["country"]: 0.0 for place in places if place["kind"] == "customer"}
    for place in places:
        if place["kind"] == "customer":
            customers[place["country"]] += place["quantity"]
    assert customers == {"CN": 700.0, "DE": 200.0}
    back = auditor.call("stock.lot", "mdq_trace", ids=[lot["id"]], direction="backward")
    assert {node["name"] for node in back["nodes"]} == {"SP-261108", "SM-261101", "PH-261012", "TI6-2610-H3"}
    steps = auditor.search_read("mdq.batch.step", [("lot_ids", "in", [node["lot_id"] for node in back["nodes"]])], ["state"])
    assert [step["state"] for step in steps] == ["done"] * 4
    points = auditor.search_read("mdq.inspection", [("lot_id", "=", lot["id"])], ["point", "state"])
    assert sorted(each["point"] for each in points) == ["fqc", "ipqc", "iqc"]
    assert {each["state"] for each in points} == {"accepted"}


def test_who_inspected_did_not_release(people):
    """Requirement: MDQ-APP-104"""
    auditor = people.json2("auditor")
    released = auditor.search_read("mdq.release", [], ["lot_id", "released_by"])
    readings = auditor.search_read("mdq.measurement", [], ["lot_id", "recorded_by"])
    inspectors = {}
    for reading in readings:
        inspectors.setdefault(reading["lot_id"][0], set()).add(reading["recorded_by"][0])
    assert released and not [row for row in released if row["released_by"][0] in inspectors.get(row["lot_id"][0], ())]


def test_there_is_something_to_do_for_everybody(people):
    """Requirement: MDQ-APP-104"""
    auditor = people.json2("auditor")
    waiting = {
        "mdq.supplier.qualification": [("validity", "in", ["expired"])],
        "mdq.document": [("state", "=", "in_review")],
        "mdq.change": [("state", "=", "board")],
        "mdq.treatment.load": [("state", "=", "draft")],
        "mdq.event": [("state", "=", "open")],
        "mdq.disposition": [("state", "=", "decided")],
    }
    assert not [model for model, domain in waiting.items() if not auditor.find(model, domain)]
    lots = {"TI6-2611-H7": "quarantine", "PH-261116": "quarantine", "PH-261102": "hold", "SM-261115": "released"}
    found = auditor.search_read("stock.lot", [("name", "in", list(lots))], ["name", "mdq_status"])
    assert {row["name"]: row["mdq_status"] for row in found} == lots


def test_signatures_were_given_by_the_people_themselves(people):
    """Requirement: MDQ-APP-104"""
    auditor = people.json2("auditor")
    signatures = auditor.search_read("mdq.signature", [], ["login", "meaning", "method"])
    assert {row["method"] for row in signatures} == {"password"}
    assert not {row["login"] for row in signatures} & {"admin", "__system__"}
    assert {row["login"] for row in signatures if row["meaning"] == "released"} == {"releaser"}


def test_names_are_in_both_languages(people):
    """Requirement: MDQ-APP-103"""
    planner = people.json2("planner")
    for model, domain in (
        ("product.product", [("mdq_controlled", "=", True)]), ("mdq.process", []), ("mdq.characteristic", []),
        ("mdq.inspection.plan", []), ("mdq.process.template", []), ("mdq.document", []),
    ):  # fmt: skip
        english, chinese = (
            {row["id"]: row["name"] for row in planner.search_read(model, domain, ["name"], context={"lang": lang})}
            for lang in ("en_US", "zh_CN")
        )
        assert english and not [name for each, name in english.items() if chinese[each] == name], model
