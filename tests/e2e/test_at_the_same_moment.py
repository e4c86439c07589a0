"""Two people at the same moment: one comes first, the other is tried again on what the first did, and nothing is given away twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from clients import Refused, Session, credential

ROUNDS = 3


def at_once(*calls):
    """What each call answers, or its refusal, all begun at one moment."""
    barrier = Barrier(len(calls))

    def begun(call):
        barrier.wait()
        try:
            return call()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(begun, calls))


@pytest.fixture
def stranger(people):
    """A supplier without a qualification for pouches."""
    return people.json2("planner").one("res.partner", [("ref", "=", "S-006")])["id"]


@pytest.fixture
def pouch(people):
    return people.json2("planner").one("product.product", [("default_code", "=", "POUCH")], ["id"])["id"]


def order(planner, partner, product):
    line = {"product_id": product, "product_qty": 1, "price_unit": 1.0}
    return planner.call("purchase.order", "create", vals_list=[{"partner_id": partner, "order_line": [[0, 0, line]]}])[0]


def test_the_last_use_of_a_concession_is_taken_once(url, db, people, stranger, pouch):
    """Requirement: MDQ-BAS-197"""
    engineer, manager, planner = (people.json2(login) for login in ("engineer", "quality_manager", "planner"))
    for turn in range(ROUNDS):
        concession = engineer.call("mdq.concession", "create", vals_list=[{
            "gate": "purchase", "reason": f"Prototype {turn}", "partner_id": stranger, "product_id": pouch, "valid_to": "2099-01-01",
            "max_uses": 1}])  # fmt: skip
        manager.call("mdq.concession", "activate", ids=concession, credential=credential(), reason="Agreed")
        orders = [order(planner, stranger, pouch) for _number in range(2)]
        sessions = [Session(url, db, "planner") for _number in range(2)]
        answers = at_once(*(
            lambda s=session, o=number: s.call("purchase.order", "button_confirm", [o])
            for session, number in zip(sessions, orders, strict=True)
        ))  # fmt: skip
        states = sorted(row["state"] for row in planner.search_read("purchase.order", [("id", "in", orders)], ["state"]))
        assert states == ["draft", "purchase"], answers
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(refusals) == 1 and "qualification" in str(refusals[0]), refusals
        assert manager.one("mdq.concession", [("id", "in", concession)], ["used_count"])["used_count"] == 1


def test_of_many_guesses_at_one_moment_no_more_than_five_are_looked_at(url, db, people, stranger):
    """Requirement: MDQ-BAS-011"""
    sqe, manager = people.json2("sqe"), people.json2("quality_manager")
    concession = sqe.call("mdq.concession", "create", vals_list=[{
        "gate": "purchase", "reason": "Guessed", "partner_id": stranger, "valid_to": "2099-01-01"}])  # fmt: skip
    tries = [("login", "=", "sqe"), ("result", "=", "failed")]
    before = manager.find("mdq.signature.attempt", tries)
    sessions = [Session(url, db, "sqe") for _number in range(16)]
    answers = at_once(*(
        lambda s=session, n=number: s.call("mdq.signature", "sign", "mdq.concession", concession, "authored", credential(f"guess {n}"))
        for number, session in enumerate(sessions)
    ))  # fmt: skip
    failed = [number for number in manager.find("mdq.signature.attempt", tries) if number not in before]
    manager.call("mdq.signature.attempt", "unlock", ids=failed, credential=credential(), reason="It was a test")
    assert len(failed) == 5
    assert sum("Signing is locked for" in str(answer) for answer in answers) == 11, answers


def test_two_decisions_on_one_supplier_do_not_pass_each_other(url, db, people, stranger, pouch):
    """Two overlapping scopes are approved at one moment: one is, the other is told why not.

    Requirement: MDQ-SUP-008
    """
    sqe = people.json2("sqe")
    for turn in range(ROUNDS):
        vals = {"partner_id": stranger, "product_id": pouch, "valid_from": f"203{turn}-01-01", "valid_to": f"203{turn}-12-31"}
        scopes = [sqe.call("mdq.supplier.qualification", "create", vals_list=[vals])[0] for _number in range(2)]
        sessions = [Session(url, db, "quality_manager") for _number in range(2)]
        answers = at_once(*(
            lambda s=session, q=scope: s.call("mdq.supplier.qualification", "approve", [q], credential=credential(), reason="Audited")
            for session, scope in zip(sessions, scopes, strict=True)
        ))  # fmt: skip
        rows = people.json2("auditor").search_read("mdq.supplier.qualification", [("id", "in", scopes)], ["state"])
        assert sorted(row["state"] for row in rows) == ["approved", "draft"], answers
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(refusals) == 1 and "overlaps" in str(refusals[0]), refusals
