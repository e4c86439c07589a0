"""How fast the training matrix of a site is on the screen's side of the server, and as a workbook."""

NAME = "training"
PERSONS, DOCUMENTS, WITHIN = 200, 100, 1.0
ASK = {"do": "train", "persons": PERSONS, "documents": DOCUMENTS}


def report(told):
    yield f"Training matrix of {PERSONS} persons × {DOCUMENTS} documents: {told['cells']:,} cells"
    for name, title in (("matrix", "Matrix, as the screen asks for it"), ("filtered", "One department of it"), ("workbook", "Workbook")):
        seconds = told[name]["seconds"]
        yield f"{title:<36} {seconds * 1000:8.0f} ms {told[name]['queries']:6} queries{' !' if seconds > WITHIN else ''}"
    yield ""
    yield f"Goal: within {WITHIN:g} s on the server; “!” marks what misses it."
