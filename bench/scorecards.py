"""How long the scorecards of all suppliers take, month by month for a year, from their orders and receipts."""

NAME = "scorecards"
SUPPLIERS, MONTHS, EACH, WITHIN = 300, 12, 10, 60.0
ASK = {"do": "score", "suppliers": SUPPLIERS, "months": MONTHS, "each": EACH}


def report(told):
    total = sum(month["seconds"] for month in told["months"])
    slowest = max(told["months"], key=lambda month: month["seconds"])
    yield f"Scorecards of {SUPPLIERS} suppliers, {EACH} order lines each a month: {told['cards']:,} made"
    yield f"{f'{MONTHS} months':<36} {total * 1000:8.0f} ms {sum(month['queries'] for month in told['months']):6} queries{' !' if total > WITHIN else ''}"
    yield f"{'The slowest month':<36} {slowest['seconds'] * 1000:8.0f} ms {slowest['queries']:6} queries"
    yield f"{'All suppliers again, not kept':<36} {told['compute']['seconds'] * 1000:8.0f} ms {told['compute']['queries']:6} queries"
    yield ""
    yield f"Goal: {SUPPLIERS} × {MONTHS} within {WITHIN:g} s; “!” marks what misses it."
