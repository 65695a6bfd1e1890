"""What is laid over a seeded country could have been told through the actions: each room's own rules hold of it."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

import pytest
from django.db.models import Count, F, Q, Sum

from portfolio.benefits.enums import WHOLE, Entry
from portfolio.benefits.models import Benefit, LedgerEntry, Share, Sharing
from portfolio.benefits.queries import newest_entries
from portfolio.benefits.rollups import roll_up
from portfolio.ideas.enums import IdeaStatus, Step
from portfolio.ideas.life_cycle import is_legal, status_after
from portfolio.ideas.models import Authorship, Call, Idea, IdeaStep, Support
from portfolio.measures.enums import DIVISIBLE
from portfolio.measures.models import Indicator, IndicatorWording, Reading
from portfolio.measures.periods import first_day_of, last_day_of
from portfolio.projects.enums import ENDED, Declaration, Ruling
from portfolio.projects.models import (
    GateCondition,
    GateDecision,
    GateEvidence,
    GateRequest,
    Lesson,
    PanelRating,
    PanelSeat,
    Partnership,
    ProjectState,
)
from portfolio.projects.panel_findings import LEAST_MEMBERS, blocking, combined
from portfolio.projects.seeding.panels import PANELS_SINCE
from records.clock import day_of, today
from records.models import AuditEvent


def test_every_room_has_something_of_every_kind(country: None) -> None:
    assert set(LedgerEntry.objects.values_list("kind", flat=True)) == set(Entry.values)
    assert LedgerEntry.objects.filter(kind=Entry.CLAIMED, verification=None).exists(), "some claims wait for the lab"
    assert LedgerEntry.objects.filter(kind=Entry.VERIFIED, value=0).exists(), "and of some nothing was found"
    assert LedgerEntry.objects.filter(value__lt=F("claim__value"), value__gt=0).exists()
    assert Sharing.objects.alias(parts=Count("shares")).filter(parts__gte=3).exists()
    assert set(Idea.objects.values_list("status", flat=True)) == set(IdeaStatus)
    assert Authorship.objects.exclude(contributor=None).exists() and Authorship.objects.exclude(came_from=None).exists()
    assert Support.objects.exclude(until=None).exists() and Support.objects.exclude(came_from=None).exists()
    assert set(PanelRating.objects.values_list("rating", flat=True)) == {"met", "partly", "not_met", "na"}
    assert set(PanelSeat.objects.values_list("declaration", flat=True)) == set(Declaration.values)
    assert Reading.objects.exclude(corrects=None).exists()
    assert GateRequest.objects.filter(status="open", seats=None).exists(), "some gates have no panel yet"


def test_each_room_leaves_one_event_a_batch(country: None) -> None:
    events = {
        name: list(AuditEvent.objects.filter(action=name).order_by("id").values_list("count", flat=True))
        for name in ("benefits.seed_scale", "ideas.seed_scale", "ideas.seed_calls", "measures.seed_scale")
    }
    assert sum(events["benefits.seed_scale"]) == Benefit.objects.count()
    assert sum(events["ideas.seed_scale"]) == Idea.objects.count()
    assert events["ideas.seed_calls"] == [Call.objects.count()]
    assert events["measures.seed_scale"] == [Indicator.objects.count()]
    assert [len(events[name]) for name in ("benefits.seed_scale", "ideas.seed_scale")] == [2, 2]


def test_readings_are_of_periods_that_were_over(country: None) -> None:
    assert IndicatorWording.objects.count() == Indicator.objects.count()
    months = set()
    for reading in Reading.objects.select_related("indicator", "corrects"):
        indicator = reading.indicator
        assert reading.period_on == first_day_of(reading.period_on, indicator.frequency)
        assert last_day_of(reading.period_on, indicator.frequency) < reading.read_on < today()
        assert reading.value == round(reading.value, indicator.decimals)
        assert reading.corrects is None or reading.corrects.period_on == reading.period_on
        months.add((indicator.pk, reading.period_on))
    span = {}
    for pk, period in sorted(months):
        span.setdefault(pk, []).append(period)
    assert any((max(periods) - min(periods)).days // 28 > len(periods) for periods in span.values()), (
        "some periods have no reading"
    )


def test_the_ledger_tells_nothing_that_it_would_refuse(country: None) -> None:
    claims = LedgerEntry.objects.filter(kind=Entry.CLAIMED).select_related("benefit__indicator", "benefit__project")
    for claim in claims:
        benefit = claim.benefit
        assert last_day_of(claim.period_on, benefit.indicator.frequency) < claim.happened_on < today()
        if benefit.project.stage_id and benefit.project.stage.kind in ENDED:
            assert claim.happened_on <= benefit.project.stage_since
    assert not LedgerEntry.objects.filter(happened_on__lt=F("benefit__promised_on")).exists()
    assert not LedgerEntry.objects.filter(kind=Entry.FORECAST, value__lte=0).exists()
    found = LedgerEntry.objects.filter(kind=Entry.VERIFIED)
    assert not found.filter(
        Q(happened_on__lt=F("claim__happened_on")) | Q(recorded_by=F("claim__recorded_by"))
    ).exists()
    assert not found.exclude(period_on=F("claim__period_on"), benefit=F("claim__benefit")).exists()
    divisible = found.filter(benefit__indicator__aggregation__in=DIVISIBLE)
    assert not divisible.filter(Q(value__gt=F("claim__value")) | Q(value__lt=0)).exists()
    newest = newest_entries(LedgerEntry.objects.order_by("happened_on", "pk"))
    judged = [
        row.values[Entry.VERIFIED].claim_id == row.values[Entry.CLAIMED].pk
        for rows in newest.values()
        for row in rows.values()
        if Entry.VERIFIED in row.values
    ]
    assert judged and all(judged), "the lab looked at the newest claim of each period"


def test_what_is_shared_is_the_whole_and_comes_to_it(country: None) -> None:
    wholes = Share.objects.order_by().values("sharing").annotate(whole=Sum("hundredths"))
    assert {row["whole"] for row in wholes} == {WHOLE} and len(wholes) == Sharing.objects.count()
    for share in Share.objects.select_related("sharing__benefit"):
        project, on = share.sharing.benefit.project_id, share.sharing.happened_on
        led = ProjectState.objects.on(on).filter(project=project, lead_agency=share.agency_id)
        helped = Partnership.objects.filter(Q(until=None) | Q(until__gt=on), project=project, since__lte=on)
        assert led.exists() or helped.filter(agency=share.agency_id).exists()
    whole, parts = totals("country"), totals("agency")
    assert whole and whole == parts == totals("objective")


def test_the_sums_of_the_ledger_are_laid_with_it(country: None) -> None:
    kept, anew = roll_up(None, "country"), roll_up(ProjectState.objects.on(None), "country")
    assert kept and sorted(kept, key=which) == sorted(anew, key=which)


def which(row: Any) -> tuple[int, str]:
    return row.indicator, row.kind


def totals(by: str) -> dict[tuple[int, Entry], Any]:
    """Of the indicators whose values are added up, over all holders."""
    added: dict[tuple[int, Entry], Any] = {}
    divisible = set(Indicator.objects.filter(aggregation__in=DIVISIBLE).values_list("pk", flat=True))
    for row in roll_up(ProjectState.objects.on(None), by):
        if row.indicator in divisible:
            key = row.indicator, row.kind
            added[key] = added.get(key, 0) + row.value
    return added


def test_each_idea_went_a_way_that_the_table_knows(country: None) -> None:
    steps = IdeaStep.objects.select_related("idea__call").order_by("idea", "happened_on", "id")
    for idea, its in groupby(steps, key=lambda step: step.idea):
        first, *later = its
        assert first.step == Step.SENT and first.happened_on == idea.sent_on
        call = idea.call
        in_time = call.closes_on is None or idea.sent_on <= call.closes_on
        assert call.opens_on <= idea.sent_on and (in_time or idea.split_from_id)
        status = IdeaStatus(first.status)
        for step in later:
            assert is_legal(Step(step.step), status), (status, step.step)
            status = status_after(Step(step.step), status)
            assert step.status == status and step.happened_on < today()
        assert idea.status == status and idea.version == 1 + len(later)
        assert len(later) == 0 or status == IdeaStatus.RECEIVED or idea.status_since <= later[-1].happened_on
    assert not Idea.objects.exclude(project=None).filter(status_since__lt=F("project__registered_on")).exists()
    assert not Idea.objects.filter(merged_into__status=IdeaStatus.MERGED).exists()
    both = Support.objects.filter(idea__authorships__person=F("person"), idea__authorships__came_from=None)
    assert not both.filter(until=None).exists(), "nobody supports an own idea"
    wrote = Authorship.objects.filter(idea__merged_into__isnull=False)
    for author in wrote:
        there = Authorship.objects.filter(idea=author.idea.merged_into_id)
        assert there.filter(person=author.person_id, contributor=author.contributor_id).exists()
    parts = Idea.objects.exclude(split_from=None)
    assert parts.count() == 2 * Idea.objects.filter(status=IdeaStatus.SPLIT).count() > 0
    for part in parts.select_related("split_from"):
        whole = part.split_from
        assert whole is not None and part.sent_on == whole.status_since and part.call_id == whole.call_id
        wrote_whole, wrote_part = (set(one.authorships.values_list("person", "contributor")) for one in (whole, part))
        assert wrote_whole <= wrote_part, "what joined a part later brought others"
    assert Idea.objects.filter(words__have=Idea.objects.order_by("id")[3].reference).exists()


@pytest.mark.parametrize("ruling", Ruling.values)
def test_panels_find_what_is_decided(country: None, ruling: str) -> None:
    since = today() - PANELS_SINCE
    decisions = GateDecision.objects.filter(ruling=ruling).select_related("request__project", "request__gate")
    judged = [one for one in decisions if day_of(one.decided_at) >= since]
    assert judged
    for decision in judged[:60]:
        request = decision.request
        project, criteria = request.project, list(request.gate.criteria.all())
        seats = list(request.seats.prefetch_related("ratings").select_related("person"))
        rated = [seat for seat in seats if seat.rated_at and not seat.is_recused]
        assert len(rated) >= LEAST_MEMBERS
        owners = {project.lead_agency_id, *Partnership.objects.filter(project=project).values_list("agency", flat=True)}
        for seat in seats:
            assert not owners & {agency for _role, agency in seat.person.standing.held}
            assert seat.person_id not in (request.asked_by_id, decision.decided_by_id)
        for seat in rated:
            assert seat.declared_at is not None and request.asked_at < seat.declared_at
            assert seat.rated_at is not None and seat.rated_at < decision.decided_at
            assert {rating.criterion_id for rating in seat.ratings.all()} == {one.pk for one in criteria}
        found = {
            one.pk: combined([r.rating for seat in rated for r in seat.ratings.all() if r.criterion_id == one.pk])
            for one in criteria
        }
        held = blocking(found, [one.pk for one in criteria if one.is_mandatory])
        assert bool(held) == (ruling not in (Ruling.PROCEED, Ruling.CONDITIONS))
        assert GateEvidence.objects.filter(request=request).count() == len(criteria)


def test_conditions_are_owed_and_stops_taught_something(country: None) -> None:
    conditional = GateDecision.objects.filter(ruling=Ruling.CONDITIONS)
    assert GateCondition.objects.count() == conditional.count() > 0
    for condition in GateCondition.objects.select_related("followup", "decision"):
        owed = condition.followup
        assert owed is not None
        assert (owed.title, owed.first_due_on, owed.owner_id) == (condition.text, condition.due_on, condition.owner_id)
        assert owed.opened_by_id == condition.decision.decided_by_id
        assert owed.opened_on == day_of(condition.decision.decided_at) < owed.due_on
        assert owed.due_on - owed.opened_on < dt.timedelta(days=200)
    stopped = GateDecision.objects.filter(ruling=Ruling.STOP)
    assert Lesson.objects.filter(decision__in=stopped).count() == stopped.count() == Lesson.objects.count()
