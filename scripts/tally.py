"""Sums what every run of the suite found; a run that left no account of itself is a failure."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Tally:
    passed: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)

    def counts(self) -> str:
        told = f"{len(self.passed)} passed, {len(self.failed)} failed"
        return f"{told}, {len(self.skipped)} skipped" if self.skipped else told


def of_pytest(report: Path, run: str) -> Tally:
    """What a JUnit file of pytest tells."""
    tally = Tally()
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        tally.failed.add(f"{run}: ended without a report")
        return tally
    for case in cases:
        name = f"{case.get('classname')}::{case.get('name')}"
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            # An error in the teardown of a passed test comes as a second case of the same name.
            tally.passed.discard(name)
            tally.failed.add(name)
        elif skip is not None:
            tally.skipped[name] = skip.get("message") or "no reason given"
        elif name not in tally.failed:
            tally.passed.add(name)
    if not cases:
        tally.failed.add(f"{run}: no test was executed")
    return tally


def not_run_anywhere(tallies: Iterable[Tally]) -> dict[str, str]:
    """Tests that were skipped wherever they were tried, with the reason."""
    tallies = list(tallies)
    executed = set().union(*(tally.passed | tally.failed for tally in tallies))
    return {name: reason for tally in tallies for name, reason in sorted(tally.skipped.items()) if name not in executed}


def closing_line(tallies: Iterable[Tally]) -> str:
    tallies = list(tallies)
    passed = sum(len(tally.passed) for tally in tallies)
    failed = sum(len(tally.failed) for tally in tallies)
    skipped = sum(len(tally.skipped) for tally in tallies)
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")
