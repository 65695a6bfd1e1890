"""`make soak`: the long rest. Writes docs/measured.md, in which whatever was not run is named.

    scripts/soak.py [pages] [races] [walks] [table] [mutants] [wagtail] [country] [bench]     (all where none is named)

`--roles` looks only at the pages of roles whose name has one of the words. Each step's result is kept under build/soak,
so that steps can be run one by one; docs/measured.md tells the day of each.
"""

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from console import carry_out, say

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "soak"
MEASURED = ROOT / "docs" / "measured.md"
TIMES_OF_A_RACE = 20


def main() -> int:
    parser = argparse.ArgumentParser(description="The long checks.")
    parser.add_argument("steps", nargs="*", choices=[*STEPS, []], help="all of them where none is named")
    parser.add_argument("--roles", nargs="*", default=[])
    parser.add_argument("--only", default="", help="mutants: part of a file's path")
    parser.add_argument("--minutes", type=float, help="mutants: none is begun after these; drawn by lot from all")
    parser.add_argument("--times", type=int, default=TIMES_OF_A_RACE, help="how often the races are run")
    parser.add_argument("--tests", nargs="*", default=[], help="wagtail: these tests instead of all")
    parser.add_argument("--quick", action="store_true", help="bench: fewer rounds and visits")
    parser.add_argument("--write", action="store_true", help="run nothing, write docs/measured.md from what is kept")
    chosen = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    if not chosen.write:
        # A fresh clone has no compiled words, and its Arabic pages would all be found wanting.
        prepare = [sys.executable, str(ROOT / "scripts" / "prepare.py"), "words", "fonts"]
        subprocess.run(prepare, cwd=ROOT, env=os.environ | {"DATABASE_URL": "sqlite://:memory:"}, check=True)
    failed = []
    for name in [] if chosen.write else chosen.steps or list(STEPS):
        say(f"== {name}")
        result = STEPS[name](chosen)
        result |= {"on": dt.date.today().isoformat()}
        (KEPT / f"{name}.json").write_text(json.dumps(result, indent=2, ensure_ascii=False))
        if not result["held"]:
            failed.append(name)
    write()
    say(f"Written: {MEASURED.relative_to(ROOT)}")
    for name in failed:
        say(f"Did not hold: {name}")
    return 1 if failed else 0


def pages(chosen: argparse.Namespace) -> dict[str, Any]:
    import every_page

    found = every_page.look_at_all([word.lower() for word in chosen.roles])
    return {
        "held": not found.faults,
        "lines": [
            f"{found.views:,} views: {found.pages} pages of {len(found.shapes)} roles, two languages, three widths, "
            f"{found.seconds / 60:.0f} minutes",
            "pages of each: " + ", ".join(f"{who} {count}" for who, count in found.shapes.items()),
            f"{len(found.faults)} faults by axe (no rule turned off) or by scrolling sideways",
        ],
        "details": found.faults[:60],
        "limits": "A page is one address of each shape that links lead to; dialogs and error states are in the suite. "
        "The Wagtail editor was not looked at."
        + (f" Only these roles were looked at: {', '.join(chosen.roles)}." if chosen.roles else ""),
    }


def races(chosen: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    ends: Counter[str] = Counter()
    for number in range(chosen.times):
        with tempfile.TemporaryDirectory() as folder:
            env = {**os.environ, "MASAR_VAR": folder}
            command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-m", "race", "tests"]
            done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        last = (done.stdout.strip().splitlines() or ["nothing"])[-1]
        ends["held" if done.returncode == 0 else last] += 1
        say(f"{number + 1}: {last}")
    # Signed while it is edited: two hundred reports under one pair of hands.
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "MASAR_VAR": folder, "RACES": "200"}
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/reports/test_report_races.py"]
        command += ["-k", "edited_while_it_is_signed"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    signed = (done.stdout.strip().splitlines() or ["nothing"])[-1]
    ends["held" if done.returncode == 0 else signed] += 1
    where = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    return {
        "held": set(ends) == {"held"},
        "lines": [
            f"every race of the suite {chosen.times} times, and a report signed while it is edited 200 times more, "
            f"on {where}: {ends['held']} of {chosen.times + 1} held, {(time.monotonic() - began) / 60:.0f} minutes"
        ],
        "details": [f"{end}: {count}" for end, count in ends.items() if end != "held"],
        "limits": "",
    }


def walks(chosen: argparse.Namespace) -> dict[str, Any]:
    held, told, minutes, details = tested("tests/soak/test_walks.py")
    return {
        "held": held,
        "lines": [
            "2,000 walks each of the stage machine over gates, panels and decisions, of the ledger of benefits and of "
            f"the life of ideas: {'no illegal state, one event for each step' if held else told}, {minutes:.0f} minutes"
        ],
        "details": details,
        "limits": "",
    }


def table(chosen: argparse.Namespace) -> dict[str, Any]:
    held, told, minutes, details = tested("tests/soak/test_bad_rows.py")
    right = "each bad row named by its number and column, all others in, the bad ones too once they were put right"
    return {
        "held": held,
        "lines": [f"200,000 completions, 1% of them bad: {right if held else told}, {minutes:.1f} minutes"],
        "details": details,
        "limits": "",
    }


def tested(path: str) -> tuple[bool, str, float, list[str]]:
    """Whether it held, pytest's last line, the minutes it took, and what was told where it did not hold."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "MASAR_VAR": folder}
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", path]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    said = done.stdout.strip().splitlines() or ["nothing"]
    held = done.returncode == 0
    return held, said[-1], (time.monotonic() - began) / 60, [] if held else said[-40:]


def mutants(chosen: argparse.Namespace) -> dict[str, Any]:
    import mutants as trying

    with tempfile.TemporaryDirectory(prefix="masar-mutants-") as folder:
        fates, of, seconds = trying.try_all(Path(folder), chosen.only, chosen.minutes)
    survived = [fate.mutant for fate in fates if fate.end == "survived"]
    files: dict[str, Counter[str]] = {}
    for fate in fates:
        files.setdefault(fate.mutant.path, Counter())[fate.end] += 1
    killed = len(fates) - len(survived)
    return {
        "held": bool(fates) and killed >= 0.9 * len(fates),
        "lines": [
            f"{killed} of {len(fates)} killed ({killed / max(1, len(fates)):.0%}; asked: 90%), {seconds / 60:.0f} min",
            *(f"{path}: {counts.total() - counts['survived']} of {counts.total()}" for path, counts in files.items()),
        ],
        "details": [f"survived: {mutant.path}:{mutant.line}  {mutant.what}" for mutant in survived],
        "limits": (f"Only files with “{chosen.only}” in their path. " if chosen.only else "")
        + (f"{of - len(fates)} of {of} were not tried: the time was up." if len(fates) < of else ""),
    }


def wagtail(chosen: argparse.Namespace) -> dict[str, Any]:
    import newest_wagtail

    with tempfile.TemporaryDirectory(prefix="masar-wagtail-") as folder:
        tried = newest_wagtail.run_suite(Path(folder), chosen.tests)
    return {
        # What fails here is what the next step will ask for, and no fault of the present one.
        "held": True,
        "lines": [f"Wagtail {tried.version}, SQLite: {tried.last_line.strip('= ')}, {tried.seconds / 60:.0f} minutes"],
        "details": tried.failures,
        "limits": f"Only {', '.join(chosen.tests)}." if chosen.tests else "",
    }


def country(chosen: argparse.Namespace) -> dict[str, Any]:
    """A fresh country of the first size, seeded into a database of its own that is dropped afterwards."""
    import services

    with (
        tempfile.TemporaryDirectory(prefix="masar-country-") as folder,
        services.postgresql(Path(folder)) as (place, at),
    ):
        Path(folder).chmod(0o755)
        name = at.rpartition("/")[2]
        env = {**os.environ, "DATABASE_URL": at, "MASAR_VAR": folder}
        make_database(at, name)
        manage = [sys.executable, "-W", "ignore", "manage.py"]
        subprocess.run([*manage, "migrate", "--verbosity", "0", "--skip-checks"], cwd=ROOT, env=env, check=True)
        began = time.monotonic()
        subprocess.run([*manage, "seed_scale", "--skip-checks"], cwd=ROOT, env=env, check=True)
        seconds = time.monotonic() - began
    return {
        "held": seconds < 300,
        "lines": [
            f"100 agencies, 5,000 projects, 200,000 updates in {seconds:.0f} s (300 asked), on {place}",
            f"load average while it ran: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
        ],
        "details": [],
        "limits": "",
    }


def make_database(at: str, name: str) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(f"{at.rpartition('/')[0]}/postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def bench(chosen: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    quick = ["--quick"] if chosen.quick else []
    done = subprocess.run([sys.executable, ROOT / "scripts" / "bench.py", *quick], cwd=ROOT)
    entries = json.loads((ROOT / "build" / "bench.json").read_text())
    return {
        "held": done.returncode == 0,
        "lines": [
            f"{(time.monotonic() - began) / 60:.0f} minutes, {'quick' if quick else 'whole'}; load average at the end "
            f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
            "a ratio is of CPU time, workers and database; it binds where the page takes more than 30 ms (p50) or too "
            "many queries, and is only told below",
        ],
        "table": table_of(entries),
        "details": [],
        "limits": "",
    }


def table_of(entries: list[dict[str, Any]]) -> list[str]:
    return [
        "| Page | Queries | p50 ms | CPU ms | Ratio (least to most) | Target |",
        "|---|---|---|---|---|---|",
        *(
            f"| {e['name']} | {e['queries']} | {e['p50_ms']} | {'' if e['cpu_ms'] is None else e['cpu_ms']} "
            f"| {e['ratio']} ({e['ratio_min']} to {e['ratio_max']}) | {e['target']} |"
            for e in entries
        ),
    ]


STEPS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "pages": pages,
    "races": races,
    "walks": walks,
    "table": table,
    "mutants": mutants,
    "wagtail": wagtail,
    "country": country,
    "bench": bench,
}
TITLES = {
    "pages": "Every page in the browser",
    "races": "Races, again and again",
    "walks": "Walks of the stage machine",
    "table": "A large table with bad rows",
    "mutants": "Mutants of the rules",
    "wagtail": "The newest Wagtail",
    "country": "A country seeded",
    "bench": "Speed beside bare views",
}


def write() -> None:
    parts = [
        "# What was measured",
        "",
        "Written by `make soak` (scripts/soak.py); each part tells its day. "
        f"Machine: {os.cpu_count()} cores, Python {platform.python_version()}.",
    ]
    for name, title in TITLES.items():
        kept = KEPT / f"{name}.json"
        parts += ["", f"## {title}", ""]
        if not kept.exists():
            parts.append("Not run.")
            continue
        result = json.loads(kept.read_text())
        parts.append(f"{result['on']}: {'held' if result['held'] else 'did not hold'}.")
        parts += ["", *(f"- {line}" for line in result["lines"])]
        parts += ["", *result["table"]] if result.get("table") else []
        parts += ["", result["limits"].strip()] if result["limits"].strip() else []
        if result["details"]:
            parts += ["", "```", *result["details"], "```"]
    MEASURED.write_text("\n".join(parts) + "\n")


if __name__ == "__main__":
    carry_out(main)
