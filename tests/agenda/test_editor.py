"""Noora edits the agenda in the Wagtail admin: bilingual, one event for each save, both versions on a conflict."""

import pytest
from django.urls import reverse

from portfolio.agenda.models import Objective, Strategy
from records.models import AuditEvent
from tests.factories import agenda as make

pytestmark = pytest.mark.django_db


def typed(**fields):
    return {
        "code": "health-2030",
        "title_en": "Health for all",
        "title_ar": "الصحة للجميع",
        "description_en": "",
        "description_ar": "",
        "order": "1",
        **fields,
    }


def url(noun, view, *args):
    return reverse(f"wagtail_agenda_{noun}:{view}", args=args)


def events_of(action=""):
    return AuditEvent.objects.filter(action__startswith=action or "agenda.").exclude(action__contains="signed_in")


def test_noora_registers_a_strategy(noora, client_of):
    answer = client_of(noora).post(url("strategies", "add"), typed())
    assert answer.status_code == 302
    strategy = Strategy.objects.get()
    assert (strategy.title_en, strategy.title_ar) == ("Health for all", "الصحة للجميع")
    [event] = AuditEvent.objects.filter(door="admin")
    assert (event.action, event.actor) == ("agenda.register_strategy", noora)


def test_an_edit_leaves_one_event(noora, client_of):
    strategy = make.strategy(noora)
    answer = client_of(noora).post(
        url("strategies", "edit", strategy.pk), typed(title_en="Better health", seen_version="1")
    )
    assert answer.status_code == 302
    [event] = AuditEvent.objects.filter(door="admin")
    assert (event.action, event.after["title_en"]) == ("agenda.edit_strategy", "Better health")


def test_a_conflicting_edit_shows_both_versions(noora, hamad, client_of):
    strategy = make.strategy(noora)
    hers = client_of(noora)
    client_of(hamad).post(url("strategies", "edit", strategy.pk), typed(title_en="Hamad wrote this", seen_version="1"))
    answer = hers.post(url("strategies", "edit", strategy.pk), typed(title_en="Noora wrote this", seen_version="1"))
    said = answer.content.decode()
    assert answer.status_code == 409
    assert "<mark>Hamad</mark> wrote this" in said and "<mark>Noora</mark> wrote this" in said
    # What she typed is still in the form, and saving it now is a choice.
    assert 'value="Noora wrote this"' in said and 'name="seen_version" value="2"' in said
    assert Strategy.objects.get().title_en == "Hamad wrote this"
    answer = hers.post(url("strategies", "edit", strategy.pk), typed(title_en="Both wrote this", seen_version="2"))
    assert answer.status_code == 302
    assert Strategy.objects.get().title_en == "Both wrote this"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title_ar", "", "This field is required."),
        ("title_en", "x" * 201, "at most 200 characters"),
        ("title_ar", "رؤية\u202eeman", "invisible characters"),
        ("order", "many", "whole number"),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_nothing_is_saved(noora, client_of, field, value, words):
    answer = client_of(noora).post(url("strategies", "add"), typed(**{field: value}))
    assert answer.status_code == 200
    assert any(words in error for error in answer.context["form"].errors[field])
    assert not Strategy.objects.exists()
    assert not AuditEvent.objects.filter(door="admin").exists()


def test_arabic_digits_are_numbers(noora, client_of):
    client_of(noora).post(url("strategies", "add"), typed(order="١٢"))
    assert Strategy.objects.get().order == 12


def test_the_code_is_shown_and_not_changed(noora, client_of):
    strategy = make.strategy(noora)
    client_of(noora).post(url("strategies", "edit", strategy.pk), typed(code="renamed", seen_version="1"))
    assert Strategy.objects.get().code == "health-2030"


def test_an_objective_of_another_strategys_pillar_is_refused(noora, client_of):
    ours, theirs = make.strategy(noora), make.strategy(noora, "other")
    pillar = make.pillar(noora, theirs)
    form = typed(code="objective", strategy=str(ours.pk), pillar=str(pillar.pk))
    answer = client_of(noora).post(url("objectives", "add"), form)
    assert "pillar" in answer.context["form"].errors
    assert not Objective.objects.exists()
    answer = client_of(noora).post(url("objectives", "add"), form | {"strategy": str(theirs.pk)})
    assert Objective.objects.get().pillar == pillar


def test_retiring_and_taking_back(noora, client_of):
    objective = make.objective(noora, make.strategy(noora))
    hers = client_of(noora)
    hers.post(url("objectives", "delete", objective.pk))
    objective.refresh_from_db()
    assert objective.retired_on is not None
    assert "back into force" in hers.get(url("objectives", "delete", objective.pk)).content.decode()
    hers.post(url("objectives", "delete", objective.pk))
    objective.refresh_from_db()
    assert objective.retired_on is None
    assert AuditEvent.objects.filter(action="agenda.retire_objective").count() == 2


def test_an_officer_finds_nothing_there_and_changes_nothing(maryam, noora, client_of):
    strategy = make.strategy(noora)
    pages = [
        url("strategies", "index"),
        url("strategies", "add"),
        url("strategies", "edit", strategy.pk),
        url("strategies", "delete", strategy.pk),
    ]
    hers, nooras = client_of(maryam), client_of(noora)
    for page in pages:
        assert hers.get(page).status_code == 404
        assert hers.post(page, typed(title_en="Mine", seen_version="1")).status_code == 404
        assert nooras.get(page).status_code == 200
    strategy.refresh_from_db()
    assert (strategy.title_en, strategy.retired_on) == ("Strategy health-2030", None)


@pytest.mark.parametrize("noun", ["strategies", "pillars", "objectives"])
def test_the_lists_take_as_many_queries_for_fifty_rows_as_for_one(noora, client_of, noun, django_assert_num_queries):
    strategy = make.strategy(noora)
    pillar = make.pillar(noora, strategy)
    make.objective(noora, strategy, pillar=pillar)
    hers = client_of(noora)
    hers.get(url(noun, "index"))
    for number in range(49):
        if noun == "strategies":
            make.strategy(noora, f"s-{number}")
        elif noun == "pillars":
            make.pillar(noora, strategy, f"p-{number}")
        else:
            make.objective(noora, strategy, f"o-{number}", pillar=pillar)
    with django_assert_num_queries(LIST_QUERIES[noun]):
        answer = hers.get(url(noun, "index"))
    assert answer.context["paginator"].count == 50


LIST_QUERIES = {"strategies": 15, "pillars": 16, "objectives": 16}
