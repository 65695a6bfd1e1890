"""The country's quarter, counted from what was accepted and from nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portfolio.reports.actions import signing, stories
from portfolio.reports.country import Country, steps_between
from portfolio.reports.country_wording import sentence_of_country
from portfolio.reports.enums import Part
from portfolio.reports.models import AgencyReport, FrozenEntry, PickedStory, ReportingQuarter
from tests.factories import reports

pytestmark = pytest.mark.django_db


def test_before_anything_is_accepted_nothing_is_counted(signed: AgencyReport, quarter: ReportingQuarter) -> None:
    found = Country(quarter)
    assert (found.owed, len(found.included), found.projects) == (2, 0, 0)
    assert sentence_of_country(found.figures) == "No report of the quarter is accepted yet."


def test_an_accepted_report_counts_and_the_coverage_is_told(
    accepted: AgencyReport, quarter: ReportingQuarter, moi: Any
) -> None:
    found = Country(quarter)
    assert (found.owed, len(found.included), found.projects) == (2, 1, 1)
    assert [report.agency for report in found.missing] == [moi]
    assert found.ratings == {"green": 1, "amber": 0, "red": 0, "not_rated": 0}
    assert found.stages["discovery"] == 1
    assert (
        sentence_of_country(found.figures)
        == "No project moved forward, none is off track; 1 of 2 agencies have reported."
    )


def test_the_labs_rating_counts_before_the_agencys(signed: AgencyReport, noora: Any, quarter: ReportingQuarter) -> None:
    reports.write(noora, signed, signed.entries.get(), {Part.LAB_RATING: "red"}, may="reports.review")
    reports.accept(noora, signed)
    found = Country(quarter)
    assert found.ratings["red"] == 1
    assert [told.project for told in found.off_track] == ["One front door"]


def test_a_correction_counts_once_and_only_when_it_is_accepted(
    accepted: AgencyReport, quarter: ReportingQuarter, noora: Any, maryam: Any, fatima: Any
) -> None:
    signing.reopen(by=noora, report=accepted, reason="Wrong.")
    held = reports.fresh(accepted)
    reports.write(maryam, held, held.entries.get(), {Part.RATING: "amber", Part.RATING_REASON: "Late."})
    assert Country(quarter).ratings["green"] == 1
    reports.submit(maryam, held)
    reports.sign(fatima, held)
    reports.accept(noora, held)
    assert Country(quarter).ratings == {"green": 0, "amber": 1, "red": 0, "not_rated": 0}
    assert FrozenEntry.objects.count() == 2, "the older one stays"


def test_what_is_asked_of_the_leadership_is_listed(
    drafted: AgencyReport, quarter: ReportingQuarter, maryam: Any, fatima: Any, noora: Any
) -> None:
    reports.write(maryam, drafted, drafted.entries.get(), {Part.DECISIONS: "Open the register to us."})
    reports.submit(maryam, drafted)
    reports.sign(fatima, drafted)
    reports.accept(noora, drafted)
    [asked] = Country(quarter).decisions
    assert (asked.project, asked.words) == ("One front door", "Open the register to us.")


def test_two_quarters_side_by_side() -> None:
    assert steps_between({"idea": 3, "pilot": 1}, {"idea": 1, "scale": 2}) == {"idea": 2, "pilot": 1, "scale": -2}


def test_the_curator_picks_stories_and_at_most_five(
    accepted: AgencyReport, quarter: ReportingQuarter, noora: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = FrozenEntry.objects.get()
    stories.pick(by=noora, quarter=quarter, entry=entry)
    stories.pick(by=noora, quarter=quarter, entry=entry)
    assert [told.words for told in Country(quarter).stories] == ["Two clinics began."]
    stories.leave_out(by=noora, quarter=quarter, entry=entry)
    assert not PickedStory.objects.exists()
    monkeypatch.setattr(stories, "MOST_STORIES", 0)
    with pytest.raises(ValidationError, match="Five stories"):
        stories.pick(by=noora, quarter=quarter, entry=entry)


def test_the_page_is_for_the_lab_and_the_leadership(
    accepted: AgencyReport, quarter: ReportingQuarter, client_of: Any, sheikha: Any, noora: Any, maryam: Any
) -> None:
    url = reverse("reports:country", args=[quarter.code])
    for person in (sheikha, noora):
        assert "1 of 2 agencies" in client_of(person).get(url).content.decode()
    assert client_of(maryam).get(url).status_code == 403


def test_one_page_of_a4(accepted: AgencyReport, quarter: ReportingQuarter, client_of: Any, sheikha: Any) -> None:
    answer = client_of(sheikha).get(reverse("reports:country_page", args=[quarter.code]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.count(b"/Type /Page\n") <= 1 or answer.content.startswith(b"%PDF")
