"""Measure the suite: `python -m bench [--runs 7] [--only Receive]`.

Two processes, one with Odoo as it is and one with the suite, take turns in one run, so that whatever slows the machine slows
both. Each piece of work is warmed up, repeated and rolled back; the table gives medians, query counts and the ratio to Odoo.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from . import databases, measure

# variant → (database, kind of products)
VARIANTS = {
    "without": (databases.WITHOUT, "plain"),
    "uncontrolled": (databases.WITH, "plain"),
    "controlled": (databases.WITH, "controlled"),
}
RESULTS = Path(__file__).parent / "results"


class Process:
    """A worker on the other end of two pipes."""

    def __init__(self, name):
        command = [sys.executable, "-m", "bench.worker", str(databases.configuration(name)), name]
        environment = databases.settings.client_environment(PYTHONHASHSEED="0")
        self.process = subprocess.Popen(
            command, cwd=databases.PROJECT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the worker ended; its words are above"}
        if "error" in answer:
            raise RuntimeError(f"{command}: {answer['error']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


def measure_all(processes, variants, only, runs):
    """{title: {variant: Series}}, and the titles of each scenario from small to large."""
    measured, titles = {}, defaultdict(list)
    for scenario, title, sizes in works(only):
        for size in sizes:
            name = title.format(*size)
            titles[scenario].append(name)
            measured[name] = {variant: measure.Series() for variant in variants}
            for number in range(runs + 1):
                for variant in variants:
                    database, kind = VARIANTS[variant]
                    answer = processes[database].ask(do="run", scenario=scenario, kind=kind, size=size)
                    # The first turn warms caches and query plans.
                    if number:
                        measured[name][variant].add(answer)
            print(f"    measured: {name}", file=sys.stderr)
    return measured, titles


def works(only):
    from .sizes import SIZES

    return [(name, title, sizes) for name, (title, sizes) in SIZES.items() if not only or name in only]


def report(measured, titles):
    yield from measure.table(measured)
    yield ""
    yield "Queries that the suite adds, small and large size (they should not grow with lines × lots):"
    for names in titles.values():
        grown = measure.growth(measured[names[0]], measured[names[-1]])
        told = ", ".join(f"{variant} {small:+} → {large:+}" for variant, (small, large) in grown.items())
        yield f"    {names[0]} → {names[-1]}: {told}"
    yield ""
    yield f"Goals: at most {measure.GOALS['uncontrolled']}× uncontrolled, {measure.GOALS['controlled']}× controlled; “!” marks what misses its goal."


def keep(measured):
    RESULTS.mkdir(exist_ok=True)
    plain = {title: {name: vars(series) for name, series in variants.items()} for title, variants in measured.items()}
    path = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    path.write_text(json.dumps(plain, indent=1))
    print(f"    every single run: {path.relative_to(databases.PROJECT)}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="measured runs of each piece of work (7)")
    parser.add_argument("--only", nargs="*", help="names of scenarios")
    parser.add_argument("--without-controlled", action="store_true", help="leave out controlled products")
    arguments = parser.parse_args()
    variants = [name for name in VARIANTS if not (arguments.without_controlled and name == "controlled")]
    databases.prepare()
    processes = {name: Process(name) for name in dict.fromkeys(VARIANTS[variant][0] for variant in variants)}
    try:
        for variant in variants:
            processes[VARIANTS[variant][0]].ask(do="set_up", kind=VARIANTS[variant][1])
        measured, titles = measure_all(processes, variants, arguments.only, arguments.runs)
    finally:
        for process in processes.values():
            process.close()
        databases.drop()
    print("\n".join(report(measured, titles)))
    keep(measured)


if __name__ == "__main__":
    main()
