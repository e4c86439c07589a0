"""Many writers and two sealers at once: nobody waits, nobody fails, nothing is lost."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clients import Session

WRITERS, WRITES = 8, 8
LOG = Path(os.environ.get("MDQ_DIR") or Path(__file__).parents[2] / ".mdq") / "log" / "test-server.log"


def repeated_calls():
    """How often the server began a call anew, as the database could not bring two transactions in line."""
    return LOG.read_text().count("tries left, try again") if LOG.exists() else 0


def write_concessions(url, db, partner, number):
    """A person of his own session: makes concessions and changes each once."""
    engineer = Session(url, db, "engineer")
    ids = []
    for turn in range(WRITES):
        vals = {"gate": "purchase", "reason": f"{number}-{turn}", "partner_id": partner, "valid_to": "2099-01-01"}
        ids += engineer.call("mdq.concession", "create", [vals])
        engineer.call("mdq.concession", "write", ids[-1:], {"reason": f"{number}-{turn} changed"})
    return ids


def seal(url, db, _number):
    manager = Session(url, db, "quality_manager")
    return sum(manager.call("mdq.ledger", "seal")["entries"] for _turn in range(WRITES))


def test_writers_never_wait_for_sealers_or_each_other(url, db, people):
    """Requirements: MDQ-BAS-043, MDQ-BAS-104"""
    before = repeated_calls()
    partner = people.session("engineer").call("res.partner", "search", [("supplier_rank", ">=", 0)], limit=1)[0]
    with ThreadPoolExecutor(WRITERS + 2) as pool:
        writers = [pool.submit(write_concessions, url, db, partner, number) for number in range(WRITERS)]
        sealers = [pool.submit(seal, url, db, number) for number in range(2)]
        ids = [concession for writer in writers for concession in writer.result()]
        assert sum(sealer.result() for sealer in sealers) > 0
    assert repeated_calls() == before
    manager = people.session("quality_manager")
    manager.call("mdq.ledger", "seal")
    assert manager.call("mdq.ledger", "verify")["problems"] == []
    for concession in ids[:: len(ids) // 5]:
        history = manager.call("mdq.ledger", "history", "mdq.concession", concession)
        assert [change["new_text"] for change in history if change["field"] == "reason"][-1].endswith("changed")
    assert len(set(ids)) == WRITERS * WRITES
