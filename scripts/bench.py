"""`make bench`: each page beside a bare view with hand-written SQL, in one run, turn by turn, on PostgreSQL.

    scripts/bench.py [--quick] [--fresh] [--sizes 5000 100000] [--only "project list"]

Writes build/bench.json and build/bench.txt (the table, and how PostgreSQL answers the bare statements). Ends with 1
where a target that binds is missed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import warnings
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import services
from console import Stop, carry_out, run_step, say

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BUILD = ROOT / "build"
# The growth of a list's rows is told from this size to the largest.
GROWTH_FROM = 10_000
FILTERED = ("rows of the list, an agency's", "rows of the list, text")
LOAD = "completions loaded"
# Of how many reports documents are made.
REPORTS, FEW_REPORTS = 100, 12
TRAINING = ("training matrix", "effect of training", "course catalogue")


def main() -> int:
    warnings.simplefilter("ignore")
    chosen = arguments()
    from measuring import databases, report

    folder = BUILD / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="masar-bench-")))
        temporary.chmod(0o755)
        try:
            place, address = stack.enter_context(services.postgresql(temporary))
        except services.Missing as missing:
            raise Stop(f"Nothing was measured: {missing}.") from missing
        say(f"PostgreSQL: {place}")
        env = databases.environment_for(folder)
        prepare(env)
        entries: list[dict[str, Any]] = []
        lines: list[str] = []
        plans: list[str] = []
        missed: list[str] = []
        rows: list[dict[str, tuple[int, float, int]]] = []
        for projects in sizes(chosen):
            its = databases.country(address, projects)
            databases.make_ready(its, env, fresh=chosen.fresh)
            only_growth = projects not in chosen.sizes
            with Measuring(its, env, folder) as measuring:
                if projects >= GROWTH_FROM and not chosen.only:
                    rows.append(measuring.rows_of_list(quick=chosen.quick))
                if only_growth:
                    continue
                for found in reporting(its, env, chosen, with_documents=projects == min(chosen.sizes)):
                    entries.append(found)
                    lines.append(f"{found['name']}, {projects:,} projects: {found['told']}")
                    say(lines[-1])
                    if found["is_missed"]:
                        missed.append(lines[-1])
                say(report.head())
                for found in measuring.all(chosen):
                    lines.append(report.line(found))
                    say(lines[-1])
                    entries.append(report.entry(found))
                    plans.append(
                        f"== {found.operation.name}, {projects:,} projects\n\n{measuring.plan(found.operation)}"
                    )
                    if found.is_missed:
                        missed.append(lines[-1])
        if any(chosen.only in name for name in TRAINING):
            its = databases.training_country(address)
            databases.make_ready(its, env, fresh=chosen.fresh)
            with Measuring(its, env, folder) as measuring:
                for found in measuring.of_training(chosen):
                    lines.append(report.line(found))
                    say(lines[-1])
                    entries.append(report.entry(found))
                    plans.append(f"== {found.operation.name}\n\n{measuring.plan(found.operation)}")
                    if found.is_missed:
                        missed.append(lines[-1])
        for name in rows[0] if len(rows) > 1 else ():
            (few, few_ms, _), (many, many_ms, queries) = rows[0][name], rows[-1][name]
            grown = report.growth(name, (few, few_ms), (many, many_ms), queries)
            entries.append(grown)
            lines.append(f"{grown['name']}: {few_ms:.2f} ms, {many_ms:.2f} ms, ratio {grown['ratio']} (target 1.2)")
            say(lines[-1])
            # Of less than a millisecond a fifth is noise; what a filter finds grows with the country, and is only told.
            if name not in FILTERED and grown["ratio"] > 1.2 and many_ms - few_ms > 0.5:
                missed.append(lines[-1])
        if chosen.only in LOAD:
            loaded = load_of_completions(address, env, fresh=chosen.fresh, quick=chosen.quick)
            entries.append(loaded)
            lines.append(
                f"{loaded['name']}: {loaded['p50_ms']} ms, PostgreSQL alone {loaded['bare_ms']} ms,"
                f" ratio of processor time {loaded['ratio']} (target {loaded['target']:g}),"
                f" {loaded['memory_mib']} MiB more"
            )
            say(lines[-1])
            if loaded["is_missed"]:
                missed.append(lines[-1])
        report.write(BUILD / "bench.json", entries)
        (BUILD / "bench.txt").write_text("\n".join([report.head(), *lines, "", *plans]) + "\n")
    say("Figures: build/bench.json; with every EXPLAIN of the bare statements: build/bench.txt")
    for told in missed:
        say(f"Missed: {told}")
    return 1 if missed else 0


def reporting(its: Any, env: dict[str, str], chosen: argparse.Namespace, *, with_documents: bool) -> Any:
    """A quarter opened and a report drafted in each country; the documents in the smallest, as they are of the same
    number of projects in each."""
    told = subprocess.run(
        [
            *(sys.executable, "-W", "ignore", ROOT / "measuring" / "reporting.py", "--only", chosen.only),
            *("--reports", str((FEW_REPORTS if chosen.quick else REPORTS) if with_documents else 0)),
        ],
        cwd=ROOT,
        env=env | {"DATABASE_URL": its.address, "DJANGO_SETTINGS_MODULE": "measuring.settings"},
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return json.loads(told.splitlines()[-1])


def load_of_completions(address: str, env: dict[str, str], *, fresh: bool, quick: bool) -> dict[str, Any]:
    from measuring import databases

    its = databases.training_country(address)
    databases.make_ready(its, env, fresh=fresh)
    told = subprocess.run(
        [sys.executable, "-W", "ignore", ROOT / "measuring" / "bulk.py", "--rounds", "3" if quick else "5"],
        cwd=ROOT,
        env=env | {"DATABASE_URL": its.address, "DJANGO_SETTINGS_MODULE": "measuring.settings"},
        capture_output=True,
        text=True,
    ).stdout
    return dict(json.loads(told.splitlines()[-1]))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measures the pages against bare views on PostgreSQL.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and visits")
    parser.add_argument("--fresh", action="store_true", help="drop the countries of earlier runs and seed them anew")
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 100_000], metavar="PROJECTS")
    parser.add_argument("--only", default="", help="part of an operation's name")
    return parser.parse_args()


def sizes(chosen: argparse.Namespace) -> list[int]:
    wanted = set(chosen.sizes)
    if max(wanted) > GROWTH_FROM and not chosen.only:
        wanted.add(GROWTH_FROM)
    return sorted(wanted)


def prepare(env: dict[str, str]) -> None:
    for name in ("cache", "fonts", "queue", "static"):
        (Path(env["MASAR_VAR"]) / name).mkdir(exist_ok=True)
    settings = {"DJANGO_SETTINGS_MODULE": "measuring.settings", "DATABASE_URL": "sqlite://:memory:"}
    run_step(
        [sys.executable, ROOT / "scripts" / "prepare.py", "words", "fonts"],
        saying="Preparing words, fonts and static files …",
        folder=ROOT,
        env=env | settings,
    )
    run_step(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0", "--skip-checks"],
        saying="",
        folder=ROOT,
        env=env | settings,
    )


class Measuring:
    """Both servers on one country, and those who visit them."""

    def __init__(self, its: Any, env: dict[str, str], folder: Path) -> None:
        self.country, self.env, self.folder = its, env | {"DATABASE_URL": its.address}, folder
        self.stack = ExitStack()

    def __enter__(self) -> "Measuring":
        import psycopg

        from measuring.processor import Meter
        from measuring.servers import served

        told = subprocess.run(
            [
                sys.executable,
                "-W",
                "ignore",
                ROOT / "measuring" / "subjects.py",
                *(["--training"] if self.country.enrolments else []),
            ],
            cwd=ROOT,
            env=self.env | {"DJANGO_SETTINGS_MODULE": "measuring.settings"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.subject = json.loads(told.splitlines()[-1])
        self.database = self.stack.enter_context(psycopg.connect(self.country.address, autocommit=True))
        self.database.execute("SET max_parallel_workers_per_gather = 0")
        self.database.execute("SET jit = off")
        self.ports: dict[str, int] = {}
        self.meters: dict[str, Meter] = {}
        for name, application, settings in (
            ("product", "config.wsgi:application", "measuring.settings"),
            ("bare", "measuring.bare.wsgi:application", "measuring.bare.settings"),
        ):
            log = self.folder / f"{name}.log"
            port, master = self.stack.enter_context(served(application, settings, f"bench-{name}", self.env, log))
            self.ports[name] = port
            self.meters[name] = Meter(master, self.database, f"bench-{name}")
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    def visitor(self, who: str) -> Any:
        from measuring.visits import Visitor

        return Visitor(self.ports["product"], self.subject[f"{who}_cookies"])

    def all(self, chosen: argparse.Namespace) -> Any:
        from measuring.operations import operations

        return self._measured(operations(self.subject), chosen)

    def of_training(self, chosen: argparse.Namespace) -> Any:
        from measuring.operations import training_operations

        return self._measured(training_operations(), chosen)

    def _measured(self, operations: list[Any], chosen: argparse.Namespace) -> Any:
        from measuring.rounds import FULL, QUICK, measure
        from measuring.visits import Visitor

        for operation in operations:
            if chosen.only not in operation.name:
                continue
            product = (self.visitor(operation.who), self.meters["product"])
            bare = (Visitor(self.ports["bare"]), self.meters["bare"])
            yield measure(operation, self.country.projects, product, bare, QUICK if chosen.quick else FULL)

    def rows_of_list(self, *, quick: bool) -> dict[str, tuple[int, float, int]]:
        from measuring.operations import pages_of_list
        from measuring.rounds import rows_ms

        visitor = self.visitor("leader")
        found = {}
        for name, page in pages_of_list(self.subject).items():
            visit = partial(visitor.get, page, counting=True)
            for _ in range(8):
                last = visit()
            found[name] = (self.country.projects, rows_ms(visit, 21 if quick else 101), len(last.queries))
        return found

    def plan(self, operation: Any) -> str:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "measuring.bare.settings")
        os.environ["DATABASE_URL"] = self.country.address
        import django

        django.setup()
        from measuring import report
        from measuring.bare.views import ASKED, parameters_of

        view, given = operation.asked
        return report.explain(self.database, ASKED[view](parameters_of(given)))


if __name__ == "__main__":
    carry_out(main)
