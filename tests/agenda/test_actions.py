"""Noora keeps the agenda; whoever is not of the lab cannot, and nothing is saved over what somebody else saved."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from portfolio.agenda.actions import objectives, pillars, strategies
from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.agenda.queries import objectives_in_force
from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from records.versions import EditConflict
from tests.factories import agenda as make

pytestmark = pytest.mark.django_db


def events(action):
    return list(AuditEvent.objects.filter(action=action))


def test_noora_registers_a_strategy_with_its_pillar_and_objective(noora):
    strategy = make.strategy(noora)
    pillar = make.pillar(noora, strategy)
    objective = make.objective(noora, strategy, pillar=pillar)

    assert (objective.strategy, objective.pillar) == (strategy, pillar)
    assert [len(events(f"agenda.register_{noun}")) for noun in ("strategy", "pillar", "objective")] == [1, 1, 1]
    event = events("agenda.register_objective")[0]
    assert (event.actor, event.target_id, event.after["code"]) == (noora, str(objective.pk), "fewer-visits")


@pytest.mark.parametrize("who", ["maryam", "sheikha", "fatima", "yousef", "ali"])
def test_nobody_outside_the_lab_writes_the_agenda(who, request, noora):
    person = request.getfixturevalue(who)
    strategy = make.strategy(noora)
    for refused in (
        lambda: make.strategy(person, "another"),
        lambda: make.pillar(person, strategy),
        lambda: make.objective(person, strategy),
        lambda: strategies.edit(by=person, strategy_id=strategy.pk, wording=make.wording("Mine")),
        lambda: strategies.retire(by=person, strategy_id=strategy.pk, on=dt.date(2026, 1, 1)),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert (Strategy.objects.count(), Pillar.objects.count(), Objective.objects.count()) == (1, 0, 0)
    strategies.edit(by=noora, strategy_id=strategy.pk, wording=make.wording("Noora's"))
    assert Strategy.objects.get().title_en == "Noora's"


def test_an_edit_tells_what_it_changed_and_nothing_else(noora):
    strategy = make.strategy(noora, description_en="Named in source 002.")
    edited = strategies.edit(
        by=noora,
        strategy_id=strategy.pk,
        wording=make.wording("Health for all", description_en="Named in source 002."),
        expected=1,
    )
    event = events("agenda.edit_strategy")[0]
    assert edited.version == 2
    assert event.before == {"title_en": "Strategy health-2030", "title_ar": "«Strategy health-2030»"}
    assert event.after == {"title_en": "Health for all", "title_ar": "«Health for all»"}


def test_saving_what_it_says_already_leaves_no_event_and_the_version(noora):
    strategy = make.strategy(noora)
    strategies.edit(by=noora, strategy_id=strategy.pk, wording=make.wording("Strategy health-2030"))
    assert events("agenda.edit_strategy") == []
    assert Strategy.objects.get().version == 1


def test_the_second_of_two_edits_is_stopped_and_loses_nothing(noora, hamad):
    strategy = make.strategy(noora)
    strategies.edit(by=hamad, strategy_id=strategy.pk, wording=make.wording("Hamad's"), expected=1)
    with pytest.raises(EditConflict) as conflict:
        strategies.edit(by=noora, strategy_id=strategy.pk, wording=make.wording("Noora's"), expected=1)
    assert conflict.value.current.title_en == "Hamad's"
    assert Strategy.objects.get().title_en == "Hamad's"
    strategies.edit(by=noora, strategy_id=strategy.pk, wording=make.wording("Both"), expected=2)
    assert Strategy.objects.get().title_en == "Both"


def test_an_objective_stays_within_one_strategy(noora):
    ours, theirs = make.strategy(noora), make.strategy(noora, "other")
    foreign = make.pillar(noora, theirs)
    with pytest.raises(ValidationError) as refusal:
        make.objective(noora, ours, pillar=foreign)
    assert "pillar" in refusal.value.message_dict
    own = make.pillar(noora, ours, "own")
    assert make.objective(noora, ours, pillar=own).pillar == own


def test_a_pillar_with_objectives_does_not_change_its_strategy(noora):
    ours, theirs = make.strategy(noora), make.strategy(noora, "other")
    pillar = make.pillar(noora, ours)
    pillar = pillars.edit(by=noora, pillar_id=pillar.pk, strategy=theirs, wording=make.wording("Prevention"))
    make.objective(noora, theirs, pillar=pillar)
    with pytest.raises(ValidationError):
        pillars.edit(by=noora, pillar_id=pillar.pk, strategy=ours, wording=make.wording("Prevention"))
    assert Pillar.objects.get().strategy == theirs


def test_two_entries_cannot_share_a_code(noora):
    make.strategy(noora)
    with pytest.raises(ValidationError) as refusal:
        make.strategy(noora)
    assert "code" in refusal.value.message_dict


def test_text_that_hides_its_direction_is_refused(noora):
    with pytest.raises(ValidationError):
        make.strategy(noora, title_ar="رؤية\u202eeman")
    assert make.strategy(noora, title_ar="رؤية").title_ar == "رؤية"


def in_force(day: dt.date | None = None) -> list[Objective]:
    """As the database says; an objective that is at hand has to say the same."""
    found = list(objectives_in_force(day))
    assert [one for one in Objective.objects.all() if one.is_in_force(day or today())] == found
    return found


def test_what_is_retired_takes_no_new_work_from_that_day_and_can_come_back(noora):
    strategy = make.strategy(noora)
    objective = make.objective(noora, strategy)
    objectives.retire(by=noora, objective_id=objective.pk, on=today())
    assert in_force() == []
    assert in_force(today() - dt.timedelta(days=1)) == [objective]
    objectives.retire(by=noora, objective_id=objective.pk, on=None)
    assert in_force() == [objective]
    strategies.retire(by=noora, strategy_id=strategy.pk, on=today())
    assert in_force() == []
    assert [len(events(f"agenda.retire_{noun}")) for noun in ("objective", "strategy")] == [2, 1]
