"""How fast the ledger is sealed and verified, and how fast a long history opens, beside PostgreSQL's own reading of the rows."""

NAME = "proof"
ENTRIES = 1_000_000
SEALED_A_SECOND, VERIFIED_WITHIN, OPENS_WITHIN = 50_000, 60, 0.3
ASK = {"do": "prove", "entries": ENTRIES}


def report(told):
    entries, copied = told["entries"], told["copy"]
    yield f"{entries:,} entries of the ledger; PostgreSQL copies them out in {copied:.1f} s"
    yield line("Seal", told["seal"], copied, f"{entries / told['seal']:,.0f} entries/s", entries / told["seal"] >= SEALED_A_SECOND)
    yield line("Verify", told["verify"], copied, f"{told['grown']:.0f} MB more memory", told["verify"] * 1e6 / entries <= VERIFIED_WITHIN)
    yield line("Open a history of 10,000 entries", told["timeline"], None, "first page", told["timeline"] <= OPENS_WITHIN)
    yield ""
    yield (f"Goals: {SEALED_A_SECOND:,} entries/s sealed, a million verified within {VERIFIED_WITHIN} s in constant memory, a history open"
           f" within {OPENS_WITHIN * 1000:.0f} ms; “!” marks what misses its goal.")  # fmt: skip


def line(title, seconds, base, note, is_good):
    times = f"{seconds / base:6.2f}× the copy" if base else ""
    return f"{title:<34} {seconds:8.2f} s {times:<18} {note}{'' if is_good else ' !'}"
