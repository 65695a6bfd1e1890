"""The ledger driven by chance: told, told anew, found, refused, shared, reworded. No illegal state, one event a move,
and whoever adds up the parts gets the whole."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any, ClassVar

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Agency, Membership, Person
from portfolio.benefits.actions import benefits as actions
from portfolio.benefits.actions import ledger
from portfolio.benefits.enums import WHOLE
from portfolio.benefits.models import Benefit, LedgerEntry, Share, Sharing
from portfolio.benefits.rollups import NOBODY, roll_up
from portfolio.measures.models import Indicator
from portfolio.projects.models import Project, ProjectState
from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from records.versions import EditConflict
from tests.factories import measures, projects

# Noora is of the lab and an officer of the agency as well, so that she may claim, and may not verify what she claimed.
INSIDE = ("maryam", "khalid", "noora")
LAB = ("noora", "hamad")
PEOPLE = ("maryam", "khalid", "noora", "hamad", "fatima")
# Digits after the point of each indicator, by how its values become one.
DIGITS = {"sum": 0, "latest": 2, "mean": 1}
VALUES = st.sampled_from(["0", "1", "7", "10", "33", "100", "101", "-5", "0.5", "12.34"])
WORDS = st.sampled_from(["Counted.", "Counted.", "Counted.", " "])
PARTS = st.sampled_from([
    {"MOPH": 10000},
    {"MOI": 10000},
    {"MOPH": 3333, "MOI": 6667},
    {"MOPH": 5000, "MOI": 5000},
    {"MOPH": 6000, "MOI": 5000},
    {"MOPH": 6000, "MOI": 3999},
    {"MOPH": 11000, "MOI": -1000},
    {"MOPH": 5000, "CGB": 5000},
])  # fmt: skip


class Bookkeeping(RuleBasedStateMachine):
    """Two projects promise by three indicators; their officers, the lab and an outsider write as they may or may not.

    What the machine expects is reckoned from its own few notes, and not asked of the product.
    """

    people: ClassVar[dict[str, int]] = {}
    agencies: ClassVar[dict[str, int]] = {}
    projects: ClassVar[tuple[int, ...]] = ()
    indicators: ClassVar[dict[str, int]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(
            dt.datetime(2026, 4, 5, 9, tzinfo=dt.timezone(dt.timedelta(hours=3))), tick=False
        )
        self.now = self.clock.start()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.events = AuditEvent.objects.count()
        self.benefits: dict[tuple[int, str], int] = {}
        self.versions: dict[int, int] = defaultdict(lambda: 1)
        self.ended: set[int] = set()
        # Of each claim: its benefit and period, who made it, its value, and whether the lab has looked.
        self.claims: dict[int, tuple[int, dt.date, str, Decimal]] = {}
        self.newest: dict[tuple[int, dt.date], int] = {}
        self.judged: set[int] = set()
        self.lines = 0

    def teardown(self) -> None:
        try:
            self.parts_come_to_the_whole()
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)
            self.clock.stop()

    def person(self, name: str) -> Any:
        return Person.objects.get(pk=self.people[name])

    def did(self, expected: bool, act: Any) -> Any:
        """What was made, or None where it was refused; which of the two has to be what is expected."""
        try:
            with transaction.atomic():
                made = act()
        except (ValidationError, NotAllowed, EditConflict) as refusal:
            assert not expected, refusal
            return None
        assert expected, "it was taken, and should have been refused"
        self.events += 1
        return made

    def any_of(self, data: Any, things: Any) -> Any:
        return data.draw(st.sampled_from(sorted(things)))

    def benefit(self, data: Any) -> tuple[Benefit, str, bool]:
        (project, how) = self.any_of(data, self.benefits)
        benefit = Benefit.objects.select_related("project__stage", "indicator").get(pk=self.benefits[project, how])
        return benefit, how, project in self.ended

    @rule(days=st.integers(1, 45))
    def time_passes(self, days: int) -> None:
        self.now.shift(dt.timedelta(days=days))

    @rule(
        which=st.integers(0, 1),
        how=st.sampled_from(sorted(DIGITS)),
        who=st.sampled_from(PEOPLE),
        gain=st.sampled_from(["أقل", " "]),
    )
    def promises(self, which: int, how: str, who: str, gain: str) -> None:
        project = Project.objects.select_related("stage").get(pk=self.projects[which])
        key = project.pk, how
        made = self.did(
            who in ("maryam", *LAB)
            and project.pk not in self.ended
            and key not in self.benefits
            and bool(gain.strip()),
            lambda: actions.promise(
                by=self.person(who),
                project=project,
                indicator=Indicator.objects.get(pk=self.indicators[how]),
                gain_en="Less waiting.",
                gain_ar=gain,
            ),
        )
        if made:
            self.benefits[key] = made.pk

    @precondition(lambda self: self.benefits)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE), is_fresh=st.booleans())
    def rewords(self, data: Any, who: str, is_fresh: bool) -> None:
        benefit, _how, has_ended = self.benefit(data)
        version = self.versions[benefit.pk]
        if self.did(
            who in ("maryam", *LAB) and not has_ended and is_fresh,
            lambda: actions.reword(
                by=self.person(who),
                benefit=benefit,
                version=version if is_fresh else version + 1,
                gain_en="Far less waiting.",
                gain_ar="أقل بكثير",
            ),
        ):
            self.versions[benefit.pk] += 1

    @precondition(lambda self: self.benefits)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE), months=st.integers(-2, 3), value=VALUES, words=WORDS)
    def forecasts(self, data: Any, who: str, months: int, value: str, words: str) -> None:
        benefit, how, has_ended = self.benefit(data)
        is_fit = fits(value, how) and Decimal(value) != 0 and bool(words.strip())
        if self.did(
            who in (*INSIDE, *LAB) and not has_ended and is_fit,
            lambda: ledger.forecast(
                by=self.person(who), benefit=benefit, period_on=month(months), value=Decimal(value), reason=words
            ),
        ):
            self.lines += 1

    @precondition(lambda self: self.benefits)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE), months=st.integers(-3, 1), value=VALUES, words=WORDS)
    def claims_something(self, data: Any, who: str, months: int, value: str, words: str) -> None:
        """Told of a period again, it is the correction of what was claimed before."""
        benefit, how, has_ended = self.benefit(data)
        period = month(months)
        is_over = month(months + 1) <= today() + dt.timedelta(days=1)
        made = self.did(
            who in INSIDE and not has_ended and fits(value, how) and bool(words.strip()) and is_over,
            lambda: ledger.claim(
                by=self.person(who), benefit=benefit, period_on=period, value=Decimal(value), reason=words
            ),
        )
        if made:
            self.lines += 1
            self.claims[made.pk] = benefit.pk, period, who, Decimal(value)
            self.newest[benefit.pk, period] = made.pk

    @precondition(lambda self: self.claims)
    @rule(
        data=st.data(),
        who=st.sampled_from(PEOPLE),
        found=st.sampled_from(["all", "half", "nothing", "more", "other side"]),
        words=WORDS,
    )
    def lab_looks(self, data: Any, who: str, found: str, words: str) -> None:
        """All of a claim, a part, or nothing of it: a finding of 0 refuses the claim."""
        pk = self.any_of(data, self.claims)
        benefit, period, claimer, claimed = self.claims[pk]
        how = next(how for (_project, how), one in self.benefits.items() if one == benefit)
        value = {
            "all": claimed,
            "half": claimed / 2,
            "nothing": Decimal(0),
            "more": claimed + (1 if claimed >= 0 else -1),
            "other side": Decimal(-1) if claimed >= 0 else Decimal(1),
        }[found]
        is_fit = fits(str(value), how) and (how == "mean" or found in ("all", "half", "nothing"))
        is_open = pk not in self.judged and self.newest[benefit, period] == pk
        if self.did(
            who in LAB and who != claimer and is_open and is_fit and bool(words.strip()),
            lambda: ledger.verify(by=self.person(who), claim=LedgerEntry.objects.get(pk=pk), value=value, reason=words),
        ):
            self.judged.add(pk)
            self.lines += 1

    @precondition(lambda self: self.benefits)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE), parts=PARTS)
    def shares(self, data: Any, who: str, parts: dict[str, int]) -> None:
        benefit, _how, has_ended = self.benefit(data)
        is_whole = sum(parts.values()) == WHOLE and min(parts.values()) >= 0 and "CGB" not in parts
        self.did(
            who in ("maryam", *LAB) and not has_ended and is_whole,
            lambda: actions.share(
                by=self.person(who),
                benefit=benefit,
                hundredths={Agency.objects.get(pk=self.agencies[code]): part for code, part in parts.items()},
                reason="Agreed.",
            ),
        )

    @precondition(lambda self: self.benefits and not self.ended)
    @rule()
    def the_second_project_stops(self) -> None:
        project = Project.objects.select_related("stage", "pathway").get(pk=self.projects[1])
        self.did(True, lambda: projects.move(self.person("noora"), project, "stopped"))
        self.ended.add(project.pk)

    @invariant()
    def every_move_left_one_event_and_nothing_else(self) -> None:
        assert AuditEvent.objects.count() == self.events
        assert LedgerEntry.objects.count() == self.lines
        assert Benefit.objects.count() == len(self.benefits)

    @invariant()
    def the_ledger_is_in_order(self) -> None:
        """Asked of the tables themselves."""
        assert (
            only(
                "SELECT v.id FROM benefits_ledgerentry v JOIN benefits_ledgerentry c ON c.id = v.claim_id"
                " WHERE NOT (c.kind = 'claimed' AND c.benefit_id = v.benefit_id AND c.period_on = v.period_on"
                " AND c.happened_on <= v.happened_on AND c.recorded_by_id <> v.recorded_by_id)"
            )
            == []
        )
        wholes = only(
            "SELECT DISTINCT total FROM (SELECT sum(hundredths) AS total FROM benefits_share"
            " GROUP BY sharing_id) AS each_one"
        )
        assert [int(whole) for (whole,) in wholes] in ([], [WHOLE])
        assert Sharing.objects.count() == Share.objects.values("sharing").distinct().count()

    def parts_come_to_the_whole(self) -> None:
        """Agencies, and objectives with what serves none, come to the country; the country to what is written here."""
        states = ProjectState.objects.on(None)
        whole = rolled(states, "country")
        assert {(indicator, kind): value for (_nobody, indicator, kind), value in whole.items()} == by_hand()
        assert rolled(None, "country") == whole, "the sums that are kept tell something else than the ledger"
        divisible = {self.indicators["sum"], self.indicators["latest"]}
        for by in ("agency", "objective"):
            added: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
            for (_holder, indicator, kind), value in rolled(states, by).items():
                added[indicator, kind] += value
            for (_nobody, indicator, kind), value in whole.items():
                if indicator in divisible:
                    assert added[indicator, kind] == value, (by, indicator, kind)
        of_nobody = {kind for holder, _indicator, kind in rolled(states, "objective") if holder == NOBODY}
        second = [pk for (project, _how), pk in self.benefits.items() if project == self.projects[1]]
        assert of_nobody == set(LedgerEntry.objects.filter(benefit__in=second).values_list("kind", flat=True))


def fits(value: str, how: str) -> bool:
    return Decimal(value) == round(Decimal(value), DIGITS[how])


def month(offset: int) -> dt.date:
    """The first day of the month so many after this one."""
    months = today().year * 12 + today().month - 1 + offset
    return dt.date(months // 12, months % 12 + 1, 1)


def rolled(states: Any, by: str) -> dict[tuple[int, int, str], Decimal]:
    return {(row.holder, row.indicator, row.kind.value): row.value for row in roll_up(states, by)}


def only(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


# What counts: of each kind in each period the entry after which none was told; of a stock, of the last period alone.
COUNTING = """
SELECT b.indicator_id, i.aggregation, e.kind, e.value
FROM benefits_ledgerentry e
JOIN benefits_benefit b ON b.id = e.benefit_id
JOIN measures_indicator i ON i.id = b.indicator_id
WHERE NOT EXISTS (
    SELECT 1 FROM benefits_ledgerentry newer
    WHERE newer.benefit_id = e.benefit_id AND newer.kind = e.kind AND newer.period_on = e.period_on
      AND newer.id > e.id)
  AND (i.aggregation <> 'latest' OR NOT EXISTS (
    SELECT 1 FROM benefits_ledgerentry later
    WHERE later.benefit_id = e.benefit_id AND later.kind = e.kind AND later.period_on > e.period_on))
"""


def by_hand() -> dict[tuple[int, str], Decimal]:
    values: dict[tuple[int, str, str], list[Decimal]] = defaultdict(list)
    for indicator, aggregation, kind, value in only(COUNTING):
        values[indicator, aggregation, kind].append(Decimal(str(value)))
    found = {}
    for (indicator, aggregation, kind), told in values.items():
        one = sum(told, Decimal(0))
        if aggregation == "mean":
            one = (one / len(told)).quantize(Decimal("0.1"), "ROUND_HALF_UP")
        found[indicator, kind] = one
    return found


def keep_books(request: Any, *, times: int) -> None:
    Bookkeeping.people = {name: request.getfixturevalue(name).pk for name in PEOPLE}
    moph, moi, cgb = (request.getfixturevalue(name) for name in ("moph", "moi", "cgb"))
    noora, hamad = (request.getfixturevalue(name) for name in LAB)
    memberships.give_role(by=hamad, person=noora, role=Role.INNOVATION_OFFICER, agency=moph)
    Membership.objects.update(starts_on=dt.date(2025, 1, 1))
    maryam, noora = (Person.objects.get(pk=Bookkeeping.people[name]) for name in ("maryam", "noora"))
    Bookkeeping.agencies = {"MOPH": moph.pk, "MOI": moi.pk, "CGB": cgb.pk}
    with time_machine.travel("2026-04-01 09:00+03:00", tick=False):
        two = {projects.objective("first"): 67, projects.objective("second"): 33}
        Bookkeeping.projects = tuple(
            projects.project(maryam, moph, complete=True, partners=[moi], objectives=served).pk for served in (two, {})
        )
        Bookkeeping.indicators = {
            how: measures.indicator(noora, moph, aggregation=how, decimals=digits).pk for how, digits in DIGITS.items()
        }
    run_state_machine_as_test(
        Bookkeeping,
        settings=settings(
            max_examples=times,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        ),
    )


@pytest.mark.django_db
def test_books_kept_by_chance(request: Any) -> None:
    keep_books(request, times=15)
