"""Ten million readings in ten parts of their table: how long the questions of a working day take."""

NAME = "measurements"
READINGS = 10_000_000
ASK = {"do": "read", "readings": READINGS}
# question → (title, seconds it may take)
QUESTIONS = {
    "grid": ("Open an inspection of 2 000 readings", 0.5),
    "verdict": ("Judge it", 0.1),
    "list": ("Progress of 80 inspections in a list", 1.0),
    "history": ("The newest 1 000 readings of a characteristic", 0.1),
    "day": ("Count the readings of a day", 1.0),
    "corrected": ("Who recorded an inspection", 0.1),
    "record": ("Record 10 000 more", 2.0),
}


def report(told):
    yield f"{told['rows']:,} readings in {told['parts']} parts; filled in {told['fill']:.0f} s, {told['bytes'] / 1e9:.1f} GB with indexes"
    for name, (title, within) in QUESTIONS.items():
        seconds = told[name]["seconds"]
        yield f"{title:<50} {seconds * 1000:8.1f} ms {told[name]['queries']:5} queries{' !' if seconds > within else ''}"
    yield f"A range of ids reads {told['pruned']} of {told['parts']} parts."
    yield ""
    yield "Medians of five; the first run of each is not counted. “!” marks what misses its goal."
