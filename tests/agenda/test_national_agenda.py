"""The agenda as the sources name it: four strategies, one named pillar, and no objective that nobody stated."""

import pytest

from portfolio.agenda.actions import strategies
from portfolio.agenda.actions.national_agenda import load_national_agenda
from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.agenda.queries import agenda_tree
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import agenda as make

pytestmark = pytest.mark.django_db


def test_it_holds_what_the_sources_name(noora):
    load_national_agenda(by=noora)
    assert list(Strategy.objects.values_list("code", flat=True)) == [
        "qnv-2030",
        "nds3",
        "qrdi-2030",
        "digital-agenda-2030",
    ]
    # Of the Digital Agenda's six pillars the sources name one; the rest wait for the curator.
    assert list(Pillar.objects.values_list("strategy__code", "title_en", "title_ar")) == [
        ("digital-agenda-2030", "Digital innovation", "الابتكار الرقمي")
    ]
    for entry in (*Strategy.objects.all(), *Pillar.objects.all(), *Objective.objects.all()):
        assert entry.title_en and entry.title_ar and entry.description_en and entry.description_ar


def test_every_strategy_can_be_aligned_to(noora):
    load_national_agenda(by=noora)
    tree = agenda_tree()
    assert [len(branch.every_objective) for branch in tree] == [1, 2, 1, 3]
    general = {branch.strategy.title_en for branch in tree} & {o.title_en for o in Objective.objects.all()}
    assert general == {"Qatar National Vision 2030", "QRDI Strategy 2030"}


def test_loading_again_makes_nothing_and_undoes_no_edit(noora):
    assert load_national_agenda(by=noora) == 12
    strategy = Strategy.objects.get(code="nds3")
    strategies.edit(by=noora, strategy_id=strategy.pk, wording=make.wording("NDS3, as Noora says"))
    assert load_national_agenda(by=noora) == 0
    assert Strategy.objects.get(code="nds3").title_en == "NDS3, as Noora says"
    events = AuditEvent.objects.filter(action="agenda.load")
    assert [event.count for event in events] == [12]


def test_only_the_lab_loads_it(maryam, noora):
    with pytest.raises(NotAllowed):
        load_national_agenda(by=maryam)
    assert Strategy.objects.count() == 0
    assert load_national_agenda(by=noora) == 12


@pytest.mark.parametrize("more", [1, 50])
def test_the_tree_takes_three_queries(noora, more, django_assert_num_queries):
    strategy = make.strategy(noora)
    pillar = make.pillar(noora, strategy)
    for number in range(more):
        make.objective(noora, strategy, f"objective-{number}", pillar=pillar if number % 2 else None)
    with django_assert_num_queries(3):
        [branch] = agenda_tree()
    assert len(branch.every_objective) == more
