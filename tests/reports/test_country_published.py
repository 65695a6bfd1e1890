"""The country's report: what it adds up, what moved, and that what was published stays as it was."""

from __future__ import annotations

import datetime as dt
import io
import re
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from portfolio.projects.models import Project
from portfolio.projects.queries import standard_version
from portfolio.reports.actions import publishing, signing, stories
from portfolio.reports.country import Country, quarters_to_compare
from portfolio.reports.country_contents import as_it_stands, fingerprint, newest
from portfolio.reports.country_reading import CountryReading
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport, CountryReport, FrozenEntry, ReportingQuarter, Snapshot
from portfolio.reports.notices import look_up_quarter
from portfolio.reports.verifying import findings
from records import append_only
from records.models import Notification
from records.notices import KINDS
from tests.factories import benefits, measures, projects, reports, training
from tests.reports.conftest import Travel

pytestmark = pytest.mark.django_db

FIRST_DAY = dt.date(2026, 1, 7)
WITHIN = dt.date(2026, 2, 10)


def content_of(quarter: ReportingQuarter) -> dict[str, Any]:
    earlier = quarters_to_compare(quarter)
    return as_it_stands(Country(quarter), Country(earlier[0]) if earlier else None)


def publish(by: Any, quarter: ReportingQuarter) -> CountryReport:
    return publishing.publish(by=by, quarter=quarter, seen=fingerprint(content_of(quarter)))


@pytest.fixture
def two(noora: Any, maryam: Any, khalid: Any, fatima: Any, hamad: Any, moph: Any, moi: Any, on: Travel) -> Any:
    """Two agencies, two quarters: in the second a rating falls, a project comes and what was promised is verified."""
    from accounts.enums import Role
    from tests.factories import accounts

    nasser = accounts.person(hamad, "nasser@moi.example", Role.AGENCY_LEAD, moi)
    on(FIRST_DAY)
    door = projects.project(maryam, moph, complete=True, title_en="One front door")
    desk = projects.project(khalid, moi, complete=True, title_en="Shared desk")
    hours = measures.indicator(noora, moph, code="hours", title_en="Hours saved", decimals=1)
    rate = measures.indicator(noora, moph, code="happy", title_en="Happy people", unit_en="%", aggregation="mean")
    course = training.course(noora, title_en="Data for all")
    on(WITHIN)
    for project, by in ((door, maryam), (desk, khalid)):
        projects.update(by, project)
    for project, by, value, share in ((door, maryam, "40", "60"), (desk, khalid, "2.5", "80")):
        for indicator, told in ((hours, value), (rate, share)):
            promised = benefits.benefit(by, project, indicator)
            benefits.verify(noora, benefits.claim(by, promised, "2026-01", told))
    training.completion(noora, maryam, course, WITHIN)
    training.completion(noora, khalid, course, WITHIN)
    on(dt.date(2026, 4, 9))
    first = reports.quarter(noora, moph, moi)
    for agency, officer, lead in ((moph, maryam, fatima), (moi, khalid, nasser)):
        bring(reports.report(first, agency), officer, lead, noora, {Part.REACHED: "120"})
    on(dt.date(2026, 5, 10))
    projects.update(maryam, door, confidence="red", confidence_note="No link.")
    projects.move(noora, desk, "discovery")
    projects.project(khalid, moi, complete=True, title_en="Border app")
    on(dt.date(2026, 7, 9))
    second = reports.quarter(noora, moph, moi)
    said = {Part.RECOVERY: "Files first.", Part.DECISIONS: "Open the register."}
    bring(reports.report(second, moph), maryam, fatima, noora, said)
    bring(reports.report(second, moi), khalid, nasser, noora, {})
    return first, second


def bring(held: AgencyReport, officer: Any, lead: Any, lab: Any, said: dict[str, str]) -> None:
    held = reports.draft(officer, held)
    reports.write(officer, held, held.entries.order_by("project").first(), said)
    reports.submit(officer, held)
    reports.sign(lead, held)
    reports.accept(lab, held)


def test_what_the_reports_say_is_added_up(two: Any) -> None:
    first, _second = two
    told = CountryReading(content_of(first))
    with translation.override("en"):
        given = {one["title"]: (one["value"], [part["value"] for part in one["parts"]]) for one in told.given}
    # A rate is not added up: its span is told.
    assert given == {"Hours saved": ("42.5", ["2.5", "40"]), "Happy people": ("60 to 80", ["80", "60"])}
    assert (told.figures["completed"], told.figures["trained"]) == (2, 2)
    assert told.figures["reached"] == sum(one["reached"] for one in told.agencies) == 240
    for name in ("projects", "moved_forward", "off_track", "decisions"):
        assert told.figures[name] == sum(one[name] for one in told.agencies), name


def test_what_moved_since_the_quarter_before(two: Any) -> None:
    _first, second = two
    moved = {one["way"]: [project["project"] for project in one["projects"]] for one in told_of(second).movement}
    assert moved == {"forward": ["Shared desk"], "worse": ["One front door"], "came": ["Border app"]}
    assert [one["words"] for one in told_of(second).decisions] == ["Open the register."]
    assert [one["words"] for one in told_of(second).off_track] == ["Files first."]


def told_of(quarter: ReportingQuarter) -> CountryReading:
    return CountryReading(content_of(quarter))


def test_of_an_agency_that_is_in_one_quarter_alone_nothing_came(two: Any, noora: Any, khalid: Any) -> None:
    _first, second = two
    AgencyReport.objects.filter(quarter=_first, agency__code="MOI").update(accepted=None)
    assert [one["way"] for one in told_of(second).movement] == ["forward", "worse"]
    assert told_of(second).is_of_others


def test_it_is_frozen_as_a_link_and_read_from_it_alone(
    two: Any, noora: Any, maryam: Any, fatima: Any, client_of: Any, sheikha: Any
) -> None:
    _first, second = two
    made = publish(noora, second)
    assert findings() == []
    assert made.snapshot.number == Snapshot.objects.count()
    url = reverse("reports:country_revision", args=[second.code, 1])
    before = client_of(sheikha).get(url).content.decode()
    assert "One front door" in before
    assert made.snapshot.hash[:16] in before

    Project.objects.update(title_en="Changed since")
    stories.pick(by=noora, quarter=second, entry=FrozenEntry.objects.filter(quarter=second).latest("pk"))

    assert "Changed since" not in client_of(sheikha).get(url).content.decode()
    shown = client_of(sheikha).get(reverse("reports:country", args=[second.code])).content.decode()
    assert "Revision 1 is published" in shown
    again = publish(noora, second)
    assert again.revision == 2
    assert (
        "Revision 1 is published"
        not in client_of(sheikha).get(reverse("reports:country", args=[second.code])).content.decode()
    )
    assert client_of(sheikha).get(url).status_code == 200, "the older one stays readable"
    assert findings() == []


def test_what_is_published_is_what_was_read(two: Any, noora: Any) -> None:
    first, second = two
    with pytest.raises(ValidationError, match="has changed since"):
        publishing.publish(by=noora, quarter=second, seen=fingerprint(content_of(first)))
    publish(noora, second)
    with pytest.raises(ValidationError, match="says the same"):
        publish(noora, second)
    assert CountryReport.objects.count() == 1


def test_before_anything_is_accepted_nothing_is_published(signed: AgencyReport, noora: Any) -> None:
    with pytest.raises(ValidationError, match="accepted yet"):
        publish(noora, signed.quarter)


def test_the_database_refuses_to_change_it_and_a_change_past_it_is_found(two: Any, noora: Any) -> None:
    _first, second = two
    publish(noora, second)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reports_countryreport SET revision = 7")
    append_only.remove()
    try:
        CountryReport._base_manager.filter().update(revision=7)
        entry = FrozenEntry.objects.filter(quarter=second).latest("pk")
        FrozenEntry._base_manager.filter(pk=entry.pk).delete()
    finally:
        append_only.install()
    told = [finding.words for finding in findings()]
    assert any("published as another quarter or revision" in words for words in told)
    assert any("figures are not those of its parts" in words for words in told)


def test_a_later_correction_changes_no_published_figure(
    two: Any, noora: Any, maryam: Any, fatima: Any, moph: Any
) -> None:
    _first, second = two
    publish(noora, second)
    signing.reopen(by=noora, report=reports.report(second, moph), reason="Wrong.")
    held = reports.report(second, moph)
    reports.write(maryam, held, held.entries.get(), {Part.RATING: "amber", Part.DECISIONS: ""})
    reports.submit(maryam, held)
    reports.sign(fatima, held)
    reports.accept(noora, held)
    frozen = newest(second)
    assert frozen is not None
    assert frozen.content["figures"]["off_track"] == 1
    assert content_of(second)["figures"]["off_track"] == 0
    assert findings() == []
    call_command("verify_reports", verbosity=0)


def test_who_may_publish_and_take_it(two: Any, client_of: Any, noora: Any, sheikha: Any, maryam: Any) -> None:
    _first, second = two
    address = reverse("reports:publish_country", args=[second.code])
    assert client_of(sheikha).post(address, {}).status_code == 403
    taken = reverse("reports:country_table", args=[second.code, "xlsx"])
    assert client_of(maryam).get(taken).status_code == 403
    book = load_workbook(io.BytesIO(client_of(sheikha).get(taken).content))
    assert [row[0].value for row in book["Movement"].iter_rows(min_row=2)] == [
        "Moved forward",
        "Confidence fell",
        "New in the reports",
    ]
    table = client_of(noora).get(reverse("reports:country_table", args=[second.code, "csv"])).content.decode()
    assert "Hours saved,42.5,hours," in table
    assert client_of(noora).get(reverse("reports:country_table", args=[second.code, "exe"])).status_code == 404


@pytest.mark.paper
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_ministers_page_is_one_page_however_much_is_asked(
    two: Any, client_of: Any, sheikha: Any, noora: Any, language: str
) -> None:
    """Long words and many decisions: the page stays one A4."""
    from portfolio.reports.views.country import _made

    _first, second = two
    content = content_of(second)
    [asked] = content["decisions"]
    long = "نحتاج قرارًا بشأن الربط بين السجلات حتى يبدأ العمل في موعده. " * 12
    told = {**asked, "words": long, "en": "A door " * 28, "ar": "باب واحد " * 22}
    content["decisions"] = [told] * 9
    content["stories"] = [told] * 5
    content["given"] = content["given"] * 4
    with translation.override(language):
        made, _content_type = _made(CountryReading(content), None, "pdf")
    assert pages_of(made) == 1


def pages_of(made: bytes) -> int:
    """The objects of a document are packed into streams."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", made, re.S)
    packed = b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    return len(re.findall(rb"/Type /Page\b(?!s)", packed))


def test_each_document_of_what_is_published_says_its_link(two: Any, client_of: Any, sheikha: Any, noora: Any) -> None:
    """Who holds the paper can tell later whether the chain was made anew."""
    _first, second = two

    def documents() -> dict[str, str]:
        def take(kind: str) -> bytes:
            url = reverse("reports:country_table", args=[second.code, kind])
            return bytes(client_of(sheikha).get(url).content)

        frozen = newest(second)
        told = CountryReading(frozen.content) if frozen else told_of(second)
        book = load_workbook(io.BytesIO(take("xlsx")))
        return {
            "xlsx": " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row),
            "csv": take("csv").decode(),
            "page": render_to_string("reports/country_page.html", {"told": told, "frozen": frozen}),
        }

    before = documents()
    made = publish(noora, second)
    link = f"{made.snapshot.number}:{made.snapshot.hash[:16]}"
    assert [kind for kind, said in documents().items() if link not in said] == []
    assert [kind for kind, said in before.items() if link in said] == []


def test_stages_of_other_paths_are_told_where_a_project_stands_there(two: Any, noora: Any) -> None:
    first, second = two
    standard = [stage.code for stage in standard_version().stages.order_by("order") if stage.kind == "on_path"]
    assert [one["code"] for one in content_of(first)["stages"]] == standard
    found, before = Country(second), Country(first)
    before.stages = {**before.stages, "until-day-50": 2}  # type: ignore[misc]
    left = as_it_stands(found, before)
    assert [one["code"] for one in left["stages"]] == [*standard, "until-day-50"]
    assert [one["step"] for one in CountryReading(left).stages][-1] == "−2"


def test_ratings_stand_in_their_order_also_when_they_are_read_from_the_link(two: Any, noora: Any) -> None:
    first, _second = two
    publish(noora, first)
    frozen = newest(first)
    assert frozen
    order = ["green", "amber", "red", "not_rated"]
    assert [one["code"] for one in CountryReading(frozen.content).ratings] == order
    assert [one["code"] for one in CountryReading(content_of(first)).ratings] == order


def test_the_leadership_is_told_of_each_revision(two: Any, noora: Any, sheikha: Any, maryam: Any) -> None:
    """And nobody else: the report is written for her."""
    first, _second = two
    publish(noora, first)
    told = Notification.objects.filter(kind="reports.country_published")
    assert [one.person for one in told] == [sheikha]
    assert told[0].path == f"/reports/country/{first.code}/revisions/1/"
    stories.pick(by=noora, quarter=first, entry=Country(first).entries[0])
    publish(noora, first)
    shown = list(told.order_by("pk"))
    with translation.override("ar"):
        look_up_quarter(shown)
        words = [str(KINDS[one.kind].subject(one.facts)) for one in shown]
    assert words == ["نُشر تقرير الدولة: الربع الأول من 2026", "نُشرت مراجعة جديدة من تقرير الدولة: الربع الأول من 2026"]


def test_the_list_leads_to_what_is_published(two: Any, noora: Any, sheikha: Any, client_of: Any) -> None:
    first, second = two
    publish(noora, first)
    page = client_of(sheikha).get(reverse("reports:list")).content.decode()
    assert reverse("reports:country_revision", args=[first.code, 1]) in page
    assert reverse("reports:country_revision", args=[second.code, 1]) not in page
    assert reverse("reports:country", args=[second.code]) in page, "a draft"
