"""Measure the suite: `python -m bench [stock|ledger|supplier|quality|proof|training|measurements|screens …] [--runs 7] [--only Receive]`.

Processes, one for each database, take turns in one run, so that whatever slows the machine slows all of them. Each piece of
work is warmed up, repeated and rolled back; the tables give medians, query counts and ratios.
"""

import argparse
import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from . import certificates, databases, ledger, measure, measurements, proof, quality, scorecards, screens, stock, supplier, training

COMPARISONS = {comparison.NAME: comparison for comparison in (stock, ledger, supplier, quality)}
SINGLE = {single.NAME: single for single in (proof, training, certificates, scorecards, measurements, screens)}
NAMES = [*COMPARISONS, *SINGLE]
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


def compare(comparison, only, runs):
    """Print one comparison."""
    names = databases.prepare(list(dict.fromkeys(database for database, _kind in comparison.VARIANTS.values())))
    variants = {name: place for name, place in comparison.VARIANTS.items() if place[0] in names}
    processes = {name: Process(name) for name in names}
    try:
        for database, kind in variants.values():
            processes[database].ask(do="set_up", kind=kind)
        measured, titles = measure_all(comparison, processes, variants, only, runs)
    finally:
        for process in processes.values():
            process.close()
        databases.drop(names)
    print("\n".join(["", *comparison.report(measured, titles)]), flush=True)
    keep(comparison.NAME, measured)


def measure_once(single):
    """Fill a database of its own, ask once what is measured, and print."""
    databases.prepare([databases.WITH])
    process = Process(databases.WITH)
    try:
        told = process.ask(**single.ASK)
        if hasattr(single, "watch"):  # what only shows from outside, once it is filled
            told = single.watch(told)
    finally:
        process.close()
        databases.drop([databases.WITH])
    print("\n".join(["", *single.report(told)]), flush=True)


def measure_all(comparison, processes, variants, only, runs):
    """{title: {variant: Series}}, and the titles of each scenario from small to large."""
    measured, titles = {}, defaultdict(list)
    asked = getattr(comparison, "ONLY", {})  # scenario → the variants that it is for, where not for all
    most = getattr(comparison, "AT_MOST", {})  # variant → how many runs are enough, where one takes a minute
    for scenario, (title, sizes) in comparison.WORKS.items():
        for size in sizes if not only or scenario in only else ():
            name = title.format(*size)
            titles[scenario].append(name)
            measured[name] = {variant: measure.Series() for variant in comparison.VARIANTS}
            # The first turn warms caches and query plans.
            for number in range(runs + 1):
                for variant, (database, kind) in variants.items():
                    if variant not in asked.get(scenario, variants) or number > most.get(variant, runs):
                        continue
                    answer = processes[database].ask(do="run", scenario=scenario, kind=kind, size=size)
                    if number:
                        measured[name][variant].add(answer)
            print(f"    measured: {name}", file=sys.stderr)
    return measured, titles


def keep(name, measured):
    RESULTS.mkdir(exist_ok=True)
    plain = {title: {name: vars(series) for name, series in variants.items()} for title, variants in measured.items()}
    path = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}-{name}.json"
    path.write_text(json.dumps(plain, indent=1))
    print(f"    every single run: {path.relative_to(databases.PROJECT)}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("comparisons", nargs="*", choices=[*NAMES, []], help="all of them without a name")
    parser.add_argument("--runs", type=int, default=7, help="measured runs of each piece of work (7)")
    parser.add_argument("--only", nargs="*", help="names of scenarios")
    arguments = parser.parse_args()
    for name in arguments.comparisons or NAMES:
        if name in SINGLE:
            measure_once(SINGLE[name])
        else:
            compare(COMPARISONS[name], arguments.only, arguments.runs)


if __name__ == "__main__":
    main()
