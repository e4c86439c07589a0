"""What must be in force before the first order: documents, admissions, inspection plans, the route of the screw."""

from . import admissions, agreements, audits, certificates, defects, documents, gauges, plans, route, training, trials
from .stage import CREDENTIAL

SIGNERS = (
    "engineer", "quality_manager", "releaser", "market_releaser", "sqe", "inspector", "planner", "change_board", "change_board_2",
)


def build(stage):
    accountability(stage)
    documents.build(stage)
    training.build(stage)
    admissions.build(stage)
    certificates.build(stage)
    trials.build(stage)
    agreements.build(stage)
    audits.build(stage)
    gauges.build(stage)
    plans.build(stage)
    defects.build(stage)
    route.build(stage)


def accountability(stage):
    """Everybody inside answers for his signatures; the suppliers are asked at their first one."""
    for login in SIGNERS:
        stage.as_(login)["mdq.signature.statement"].accept(CREDENTIAL)
