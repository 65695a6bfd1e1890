"""What a quarter's reports take: the quarter opened for every agency, a report drafted, and all documents made.

Documents are made as a worker makes them, by `records.actions.jobs.run` in a process of its own, and beside that by
WeasyPrint alone from the same pages. Opening and drafting are taken back, documents are thrown away: the country stays
as it was seeded.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from measuring.processor import seconds_of

OPENED = "quarter opened for all agencies"
DRAFTED = "report drafted"
MADE = "documents of a quarter as a job"
TWO_WORKERS = "documents of a quarter, two workers to one"
MOST_SECONDS_TO_OPEN = 10
MOST_QUERIES_TO_DRAFT = 40
# To WeasyPrint's own time, and of two workers to one.
TARGET, TARGET_OF_TWO = 1.2, 0.6
SECONDS_TO_WAIT_FOR_HELP = 60
LANGUAGE = "ar"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures what a quarter's reports take, in a seeded country.")
    parser.add_argument("--only", default="", help="part of a name")
    parser.add_argument("--reports", type=int, default=100, help="of how many reports documents are made; 0: none")
    parser.add_argument(
        "--child", nargs="+", metavar="WHAT", help="do one thing in this process, and tell what it took"
    )
    chosen = parser.parse_args()
    if chosen.child:
        what, *given = chosen.child
        tell(CHILDREN[what](*given))
        return 0
    found = [
        *([opened()] if chosen.only in OPENED else []),
        *([drafted()] if chosen.only in DRAFTED else []),
        *(documents(chosen.reports) if chosen.reports and (chosen.only in MADE or chosen.only in TWO_WORKERS) else []),
    ]
    tell(found)
    return 1 if any(one["is_missed"] for one in found) else 0


def tell(found: Any) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


# By the parent, which asks no database


def opened() -> dict[str, Any]:
    taken = [child("open") for _ in range(3)]
    wall = [one["wall"] for one in taken]
    return {
        "name": f"{OPENED}, {taken[0]['rows']} reports",
        "rows": taken[0]["rows"],
        "queries": taken[0]["queries"],
        "p50_ms": round(1000 * statistics.median(wall)),
        "cpu_ms": round(1000 * statistics.median(one["cpu"] for one in taken)),
        "ratio": round(statistics.median(wall) / MOST_SECONDS_TO_OPEN, 3),
        "ratio_min": round(min(wall) / MOST_SECONDS_TO_OPEN, 3),
        "ratio_max": round(max(wall) / MOST_SECONDS_TO_OPEN, 3),
        "target": 1,
        "told": f"{statistics.median(wall):.2f} s (at most {MOST_SECONDS_TO_OPEN}), {taken[0]['queries']} queries",
        "is_missed": max(wall) > MOST_SECONDS_TO_OPEN,
    }


def drafted() -> dict[str, Any]:
    """By the agency with the fewest projects and by the one with the most."""
    taken = child("draft")
    small, large = taken["small"], taken["large"]
    most = max(small["queries"], large["queries"])
    return {
        "name": f"{DRAFTED}, {large['rows']} projects",
        "rows": large["rows"],
        "queries": most,
        "p50_ms": round(1000 * large["wall"]),
        "cpu_ms": round(1000 * large["cpu"]),
        "ratio": round(most / MOST_QUERIES_TO_DRAFT, 2),
        "ratio_min": round(small["queries"] / MOST_QUERIES_TO_DRAFT, 2),
        "ratio_max": round(large["queries"] / MOST_QUERIES_TO_DRAFT, 2),
        "target": 1,
        "told": f"{small['queries']} queries for {small['rows']} projects, {large['queries']} for {large['rows']}"
        f" (at most {MOST_QUERIES_TO_DRAFT}); {1000 * large['wall']:.0f} ms",
        "is_missed": most > MOST_QUERIES_TO_DRAFT,
    }


def documents(count: int) -> list[dict[str, Any]]:
    """In turn, so that what disturbs the machine disturbs all three: WeasyPrint alone, one worker, two."""
    alone = child("weasyprint", str(count))
    one = made_by(1, count)
    two = made_by(2, count)
    ratio = (one["cpu"] / one["rows"]) / (alone["cpu"] / alone["rows"])
    shared = two["wall"] / one["wall"]
    return [
        entry_of(MADE, one, ratio, TARGET, f"{1000 * one['cpu'] / count:.0f} ms of processor time each, WeasyPrint"
                 f" alone {1000 * alone['cpu'] / count:.0f} ms"),
        entry_of(TWO_WORKERS, two, shared, TARGET_OF_TWO, f"{two['wall']:.1f} s by two workers, {one['wall']:.1f} s by"
                 " one"),
    ]  # fmt: skip


def entry_of(name: str, taken: dict[str, Any], ratio: float, target: float, told: str) -> dict[str, Any]:
    return {
        "name": f"{name}, {taken['rows']} reports",
        "rows": taken["rows"],
        "queries": None,
        "p50_ms": round(1000 * taken["wall"]),
        "cpu_ms": round(1000 * taken["cpu"]),
        "ratio": round(ratio, 2),
        "ratio_min": round(ratio, 2),
        "ratio_max": round(ratio, 2),
        "target": target,
        "told": f"{told}: ratio {ratio:.2f} (target {target:g})",
        "is_missed": round(ratio, 2) > target,
    }


def made_by(workers: int, count: int) -> dict[str, Any]:
    """One worker takes the job up, the other helps: each is ready before the clock starts."""
    job = child("lay-out", str(count))["job"]
    tasks = ["work", "help"][:workers]
    processes = [started(task, job) for task in tasks]
    for process in processes:
        said(process)
    began = time.monotonic()
    for process in processes:
        process.communicate_with("go\n")
    used = [json.loads(said(process)) for process in processes]
    wall = time.monotonic() - began
    for process in processes:
        process.wait()
    kept = child("throw-away", job)
    if kept["rows"] != count:
        raise SystemExit(f"{kept['rows']} documents instead of {count}")
    return {"wall": wall, "cpu": sum(one["cpu"] for one in used), "rows": count}


class Hand(subprocess.Popen[str]):
    def communicate_with(self, words: str) -> None:
        assert self.stdin
        self.stdin.write(words)
        self.stdin.flush()


def started(*what: str) -> Hand:
    return Hand(
        [sys.executable, "-W", "ignore", __file__, "--child", *what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: Hand) -> str:
    assert process.stdout
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"a worker ended: {process.wait()}")
    return line


def child(*what: str) -> dict[str, Any]:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, "--child", *what], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return dict(json.loads(told.splitlines()[-1]))


# In a process of their own, each with its Django


def set_up() -> int:
    """Answers the process of the database that serves this one."""
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def timed(backend: int, work: Callable[[], Any]) -> dict[str, Any]:
    """What `work` answers is how many rows it was about."""
    began, used = time.monotonic(), seconds_of([os.getpid(), backend])
    rows = work()
    return {
        "rows": rows,
        "wall": time.monotonic() - began,
        "cpu": seconds_of([os.getpid(), backend]) - used,
    }


def open_running(by: Any, agencies: Sequence[Any]) -> Any:
    from portfolio.reports.actions import quarters
    from portfolio.reports.models.quarter import quarter_of_day
    from records.clock import today

    year, number = quarter_of_day(today(), quarters.terms().year_starts_in)
    return quarters.open_quarter(by=by, year=year, number=number, agencies=agencies)


def curator() -> Any:
    from accounts.models import Person

    return Person.objects.filter(memberships__role="lab_curator").order_by("pk").first()


def open_quarter() -> dict[str, Any]:
    backend = set_up()
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from portfolio.reports.actions import quarters
    from records.clock import today

    by, agencies = curator(), list(quarters.agencies_for(today()))

    def work() -> int:
        with transaction.atomic():
            rows = int(open_running(by, agencies).reports.count())
            transaction.set_rollback(True)
        return rows

    taken = timed(backend, work)
    with CaptureQueriesContext(connection) as queries:
        work()
    # The two that count what was made and begin the transaction are not its own.
    return {**taken, "queries": len(queries)}


def draft() -> dict[str, Any]:
    backend = set_up()
    from django.db import connection, transaction
    from django.db.models import Count
    from django.test.utils import CaptureQueriesContext

    from accounts.models import Agency, Person
    from portfolio.projects.models import Project
    from portfolio.reports.actions import writing

    led = Project.objects.values_list("lead_agency").annotate(led=Count("pk")).order_by("led", "lead_agency")
    agencies = Agency.objects.in_bulk([agency for agency, _led in led])
    found: dict[str, Any] = {}
    for name, (number, _led) in (("small", led[0]), ("large", led[len(led) - 1])):
        agency = agencies[number]
        officer = Person.objects.filter(memberships__agency=agency, memberships__role="innovation_officer").first()
        with transaction.atomic():
            quarter = open_running(curator(), [agency])
            report = quarter.reports.select_related("quarter", "agency").get()

            def work(report: Any = report, officer: Any = officer) -> int:
                return int(writing.draft(by=officer, report=report).entries.count())

            with transaction.atomic():
                found[name] = timed(backend, work)
                transaction.set_rollback(True)
            with transaction.atomic(), CaptureQueriesContext(connection) as queries:
                work(quarter.reports.select_related("quarter", "agency").get())
                transaction.set_rollback(True)
            # All but the count of what was drafted.
            found[name]["queries"] = len(queries) - 1
            transaction.set_rollback(True)
    return found


def reports_of_newest(count: int) -> list[Any]:
    from portfolio.reports.models import AgencyReport, ReportingQuarter

    newest = ReportingQuarter.objects.filter(reports__accepted__isnull=False).latest("first_day")
    accepted = AgencyReport.objects.filter(quarter=newest, accepted__isnull=False)
    return list(accepted.select_related("quarter", "agency", "accepted").order_by("agency__code")[:count])


def weasyprint(count: str) -> dict[str, Any]:
    """The pages are drawn first; what is timed is WeasyPrint and nothing else, with fonts and style read once."""
    backend = set_up()
    from django.template.loader import render_to_string
    from django.utils import translation

    from portfolio.reports import papers
    from portfolio.reports.actions.documents import names_beside
    from portfolio.reports.contents import frozen_of
    from records.documents import pdf
    from records.documents.directions import with_directions
    from records.documents.drawings import ready_for_paper

    pages = []
    with translation.override(LANGUAGE):
        for report in reports_of_newest(int(count)):
            frozen = frozen_of(report)
            assert frozen
            page = render_to_string(papers.TEMPLATE, papers.context_of(frozen, names_beside(frozen)) | {"rtl": True})
            pages.append(with_directions(ready_for_paper(page, pdf._style_of_drawings())))
    pdf.pdf_of_page(pages[0])
    (style, fonts), fetcher = pdf._style(), pdf._fetcher()

    def work() -> int:
        for page in pages:
            document = pdf._weasyprint().HTML(string=page, url_fetcher=fetcher, base_url="own:/")
            document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
        return len(pages)

    return timed(backend, work)


def lay_out(count: str) -> dict[str, Any]:
    """A job whose pieces are laid out, of as many reports as are asked for."""
    set_up()
    from django.utils import translation

    from accounts.models import Person
    from portfolio.reports.actions import documents as made
    from portfolio.reports.models import DocumentPiece
    from records.actions import jobs
    from records.models import Job

    reports = reports_of_newest(int(count))
    leader = Person.objects.get(email="leader1@scale.example")
    with translation.override(LANGUAGE):
        job = made.ask(by=leader, quarter=reports[0].quarter)
    held = jobs.take_turn(str(job.pk))
    assert held
    jobs.do_slice(held)
    DocumentPiece.objects.filter(job=job).exclude(report__in=reports).delete()
    Job.objects.filter(pk=job.pk).update(status="waiting", total=len(reports))
    return {"job": str(job.pk)}


def ready() -> int:
    """Everything loaded, one document made: as a worker that has worked before."""
    backend = set_up()
    from portfolio.reports.actions.documents import names_beside
    from portfolio.reports.contents import frozen_of
    from portfolio.reports.papers import report_pdf

    [report] = reports_of_newest(1)
    frozen = frozen_of(report)
    assert frozen
    report_pdf(frozen, names_beside(frozen), language=LANGUAGE)
    tell("ready")
    sys.stdin.readline()
    return backend


def work(job: str) -> dict[str, Any]:
    backend = ready()
    from records.actions import jobs

    return timed(backend, lambda: jobs.run(job))


def help_with(job: str) -> dict[str, Any]:
    """The job that asks for help is there since the pieces were laid out."""
    backend = ready()
    from portfolio.reports.actions.documents import HELP
    from records.actions import jobs
    from records.models import Job

    helping = str(Job.objects.filter(kind=HELP, asks__job=job).latest("at").pk)
    return timed(backend, lambda: jobs.run(helping))


def throw_away(job: str) -> dict[str, Any]:
    set_up()
    from records.models import Job

    done = Job.objects.get(pk=job)
    if done.result is None:
        raise SystemExit(f"the job is {done.status}")
    rows, file = done.outcome["reports"], done.result
    Job.objects.filter(pk=job).update(result=None)
    file.content.delete(save=False)
    file.delete()
    return {"rows": rows}


CHILDREN: dict[str, Callable[..., Any]] = {
    "open": open_quarter,
    "draft": draft,
    "weasyprint": weasyprint,
    "lay-out": lay_out,
    "work": work,
    "help": help_with,
    "throw-away": throw_away,
}


if __name__ == "__main__":
    sys.exit(main())
