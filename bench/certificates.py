"""How long the nightly reminders for all suppliers take, and the answer whether their scopes rest on valid certificates."""

NAME = "certificates"
SUPPLIERS, EACH, WITHIN = 300, 5, 10.0
ASK = {"do": "certify", "suppliers": SUPPLIERS, "each": EACH}


def report(told):
    yield f"Certificates of {SUPPLIERS} suppliers, {EACH} each, all of them due; {told['letters']:,} letters written"
    for name, title in (("remind", "Nightly reminders"), ("again", "The same again: nothing is due"), ("barriers", "What bars their scopes today")):
        seconds = told[name]["seconds"]
        yield f"{title:<36} {seconds * 1000:8.0f} ms {told[name]['queries']:6} queries{' !' if seconds > WITHIN else ''}"
    yield ""
    yield f"Goal: within {WITHIN:g} s; “!” marks what misses it."
