"""What comes in from a table is held to the rules of the forms; what is refused is told by row, column and reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import Agency
from portfolio.projects.enums import Move
from portfolio.projects.models import Milestone, Project, ProjectState, StageTransition
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import projects as made
from tests.imports.tables import bring_in, reasons, workbook

pytestmark = pytest.mark.django_db

HEAD = "key,lead_agency,title_en,title_ar,stage,stage_on"


def projects(*rows: str, by: Any, head: str = HEAD, **how: Any) -> Any:
    return bring_in("projects", "\n".join([head, *rows]) + "\n", by=by, **how)


def test_noora_brings_a_project_in_with_its_day(noora: Any, moph: Any) -> None:
    tally, refused = projects("A,moph,Birth,الولادة,Pilot,٢٠٢٥-٠٣-٣١", by=noora)

    assert (tally.new, refused) == (1, [])
    project = Project.objects.get()
    assert (project.lead_agency, project.stage.code, str(project.stage_since)) == (moph, "pilot", "2025-03-31")
    assert (project.source_name, project.source_key) == ("a file", "A")
    assert project.registered_on == dt.date(2025, 3, 31)
    assert ProjectState.objects.on(dt.date(2025, 6, 1)).filter(words__have="ولاده").get().project == project


def test_maryam_may_not_and_nothing_comes_in(maryam: Any) -> None:
    with pytest.raises(NotAllowed):
        projects("A,MOPH,Birth,الولادة,pilot,2025-03-31", by=maryam)
    assert not Project.objects.exists()


BAD = {
    "31 February": ("A,MOPH,T,ع,pilot,2025-02-31", "stage_on", "There is no such date"),
    "a day of which nobody knows the month": ("A,MOPH,T,ع,pilot,03/04/2025", "stage_on", "There is no such date"),
    "a word for a date": ("A,MOPH,T,ع,pilot,soon", "stage_on", "There is no such date"),
    "a day to come": ("A,MOPH,T,ع,pilot,2999-01-01", "stage_on", "still to come"),
    "an over-long title": (f"A,MOPH,{'T' * 201},ع,pilot,2025-02-01", "title_en", "201 characters long; at most 200"),
    "a bidi override": ("A,MOPH,T\u202ename,ع,pilot,2025-02-01", "title_en", "reading direction"),
    "a control character": ("A,MOPH,T\x07,ع,pilot,2025-02-01", "title_en", "cannot be shown"),
    "a NUL": ("A,MOPH,T\x00,ع,pilot,2025-02-01", "title_en", "cannot be shown"),
    "an agency that is not here": ("A,NASA,T,ع,pilot,2025-02-01", "lead_agency", "no agency “NASA”"),
    "no agency": ("A,,T,ع,pilot,2025-02-01", "lead_agency", "cannot stay empty"),
    "no title": ("A,MOPH,,,pilot,2025-02-01", "title_en", "title in one language"),
    "an unknown stage": ("A,MOPH,T,ع,launched,2025-02-01", "stage", "“launched” is no stage"),
    "a ragged row": ("A,MOPH,T,ع,pilot", "", "5 cells and the first row 6"),
    "an open quotation mark": ('A,MOPH,"T,ع,pilot,2025-02-01', "", "quotation mark"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_row_is_refused_alone(name: str, noora: Any, moph: Any) -> None:
    bad, column, words = BAD[name]

    tally, refused = projects("B,MOPH,Before,قبل,idea,2025-01-01", bad, "C,MOPH,After,بعد,idea,2025-01-01", by=noora)

    assert [(row, where) for row, where, _why in reasons(refused)] == [(3, column)]
    assert words in reasons(refused)[0][2]
    assert (tally.new, tally.refused) == (2, 1)
    assert set(Project.objects.values_list("source_key", flat=True)) == {"B", "C"}


def test_every_fault_of_a_row_is_told_at_once(noora: Any, moph: Any) -> None:
    _tally, refused = projects("A,NASA,,,launched,2025-02-31", by=noora)
    assert [column for _row, column, _why in reasons(refused)] == ["stage_on", "lead_agency", "stage", "title_en"]


def test_a_formula_in_a_workbook_is_refused_where_it_stands(noora: Any, moph: Any) -> None:
    bad = ["A", "MOPH", "=1+1", "ع", "idea", "2025-01-01"]
    content = workbook(HEAD.split(","), bad, ["B", "MOPH", "B", "", "", ""])

    tally, refused = bring_in("projects", content, by=noora)

    assert [(row, column) for row, column, _why in reasons(refused)] == [(2, "title_en")]
    assert tally.new == 1


def test_a_text_that_looks_like_a_formula_is_kept_as_text(noora: Any, moph: Any) -> None:
    """What leaves in a spreadsheet is made harmless there; a title may begin with a plus."""
    projects("A,MOPH,+1 for families,ع,idea,2025-01-01", by=noora)
    assert Project.objects.get().title_en == "+1 for families"


def test_a_project_cannot_come_in_as_public_before_it_is_complete(noora: Any, moph: Any) -> None:
    head = "key,lead_agency,title_en,title_ar,summary_en,summary_ar,objectives,visibility"
    made.objective("one-front-door")
    rows = ("A,MOPH,T,ع,S,م,one-front-door,public", "B,MOPH,T,ع,S,م,,public", "C,MOPH,T,,S,م,one-front-door,public")

    tally, refused = projects(*rows, by=noora, head=head)

    assert [(row, column) for row, column, _why in reasons(refused)] == [(3, "visibility"), (4, "visibility")]
    assert tally.new == 1 and Project.objects.get().visibility == "public"


def test_wrong_choices_name_the_right_ones(noora: Any, moph: Any) -> None:
    _tally, refused = projects("A,MOPH,T,secret", by=noora, head="key,lead_agency,title_en,visibility")
    assert reasons(refused) == [(2, "visibility", "“secret” is none of: public, government, agency.")]


def test_the_end_before_the_start_is_refused(noora: Any, moph: Any) -> None:
    head = "key,lead_agency,title_en,starts_on,ends_on"
    _tally, refused = projects("A,MOPH,T,2025-03-01,2025-02-01", by=noora, head=head)
    assert reasons(refused) == [(2, "ends_on", "The end comes before the start.")]


def test_partners_and_objectives_are_several_in_a_cell(noora: Any, moph: Any, moi: Any, cgb: Any) -> None:
    made.objective("a")
    made.objective("b")
    head = "key,lead_agency,title_en,partners,objectives"

    tally, refused = projects("A,MOPH,T,MOI; ديوان الخدمه المدنيه والتطوير الحكومي,a;b", by=noora, head=head)

    assert refused == [] and tally.new == 1
    project = Project.objects.get()
    assert set(project.partners.values_list("code", flat=True)) == {"MOI", "CGB"}
    assert set(project.objectives.values_list("code", flat=True)) == {"a", "b"}


def test_its_own_partner_is_refused_by_the_action_and_the_rest_comes_in(noora: Any, moph: Any) -> None:
    head = "key,lead_agency,title_en,partners"
    tally, refused = projects("A,MOPH,T,MOPH", "B,MOPH,U,", by=noora, head=head)
    assert [(row, column) for row, column, _why in reasons(refused)] == [(2, "partners")]
    assert tally.new == 1


def test_run_twice_makes_nothing_twice_with_and_without_a_key(noora: Any, moph: Any) -> None:
    head = "lead_agency,title_en,title_ar"
    for _time in range(2):
        projects("A,MOPH,T,ع,idea,2025-01-01", by=noora)
        projects("MOPH,Without a key,بلا مفتاح", by=noora, head=head)

    assert Project.objects.count() == 2
    assert StageTransition.objects.count() == 2


def test_the_same_row_twice_in_one_file_comes_in_once(noora: Any, moph: Any) -> None:
    tally, refused = projects(*["A,MOPH,T,ع,idea,2025-01-01"] * 2, by=noora)
    assert (tally.new, tally.here, refused) == (1, 1, [])


def test_what_is_here_stays_and_the_difference_is_told(noora: Any, moph: Any) -> None:
    projects("A,MOPH,First,ع,idea,2025-01-01", by=noora)

    tally, _refused = projects("A,MOPH,Second,ع,idea,2025-01-01", by=noora)

    assert (tally.new, tally.here, tally.differing) == (0, 1, 1)
    assert tally.differences == [{"row": 2, "name": "title_en", "here": "First", "told": "Second"}]
    assert Project.objects.get().title_en == "First"


def test_a_later_file_that_sees_it_elsewhere_adds_the_fact(noora: Any, moph: Any) -> None:
    projects("A,MOPH,T,ع,idea,2025-01-01", by=noora)
    for _time in range(2):
        projects("A,MOPH,T,ع,pilot,2025-06-01", by=noora)

    project = Project.objects.get()
    assert (project.stage.code, str(project.stage_since)) == ("pilot", "2025-06-01")
    assert list(project.transitions.values_list("move", "to_stage__code")) == [
        (Move.REGISTERED, "idea"),
        (Move.OBSERVED, "pilot"),
    ]


def test_an_earlier_fact_does_not_move_it_back(noora: Any, moph: Any) -> None:
    projects("A,MOPH,T,ع,pilot,2025-06-01", by=noora)
    projects("A,MOPH,T,ع,idea,2025-01-01", by=noora)

    project = Project.objects.get()
    assert project.stage.code == "pilot"
    assert project.registered_on == dt.date(2025, 1, 1)
    assert ProjectState.objects.on(dt.date(2025, 3, 1)).get().stage.code == "idea"


def test_a_dry_run_judges_and_changes_nothing(noora: Any, moph: Any) -> None:
    events = AuditEvent.objects.count()

    tally, refused = projects("A,MOPH,T,ع,idea,2025-01-01", "B,NASA,T,ع,idea,2025-01-01", by=noora, keep=False)

    assert (tally.new, len(refused)) == (1, 1)
    assert not Project.objects.exists() and not StageTransition.objects.exists()
    assert AuditEvent.objects.count() == events
    projects("A,MOPH,T,ع,idea,2025-01-01", by=noora)
    assert Project.objects.count() == 1, "the control: the same rows come in when they are kept"


# Transitions and milestones

MOVES = "project,event,from_stage,to_stage,happened_on,reason,fact"


def transitions(*rows: str, by: Any) -> Any:
    return bring_in("transitions", "\n".join([MOVES, *rows]) + "\n", by=by)


def test_moves_are_named_by_the_stage_machine(noora: Any, moph: Any) -> None:
    projects("A,MOPH,T,ع,idea,2025-01-01", by=noora)

    tally, refused = transitions(
        "A,move,idea,discovery,2025-02-01,,",
        "A,,discovery,pilot,2025-03-01,the evidence was there,",
        "A,,pilot,discovery,2025-04-01,,",
        "A,,discovery,On hold,2025-05-01,,",
        by=noora,
    )

    assert (tally.new, refused) == (4, [])
    project = Project.objects.get()
    assert list(project.transitions.values_list("move", flat=True)) == [
        Move.REGISTERED,
        Move.FORWARD,
        Move.SKIPPED,
        Move.RETURNED,
        Move.HELD,
    ]
    assert project.stage.code == "on-hold"


def test_rows_of_moves_are_refused_with_their_reason(noora: Any, moph: Any) -> None:
    projects("A,MOPH,T,ع,idea,2025-01-01", by=noora)

    tally, refused = transitions(
        "Z,move,idea,discovery,2025-02-01,,",
        "A,jump,idea,discovery,2025-02-01,,",
        "A,move,idea,,2025-02-01,,",
        "A,note,,,2025-02-01,,",
        "A,move,idea,nowhere,2025-02-30,,",
        "A,move,idea,discovery,,,",
        by=noora,
    )

    assert [(row, column) for row, column, _why in reasons(refused)] == [
        (2, "project"),
        (3, "event"),
        (4, "to_stage"),
        (5, "fact"),
        (6, "happened_on"),
        (6, "to_stage"),
        (7, "happened_on"),
    ]
    assert tally.new == 0 and StageTransition.objects.count() == 1


def test_a_project_typed_here_takes_history_by_its_number(noora: Any, maryam: Any, moph: Any) -> None:
    project = made.project(maryam, moph)

    tally, refused = transitions(f"{project.reference},move,,idea,2025-02-01,,", by=noora)

    assert (tally.new, refused) == (1, [])
    project.refresh_from_db()
    assert project.registered_on == dt.date(2025, 2, 1)


def test_milestones_come_in_once_and_their_faults_are_told(noora: Any, moph: Any) -> None:
    projects("A,MOPH,T,ع,idea,2025-01-01", by=noora)
    head = "project,stage,title_ar,date,which,date_as_written"
    rows = [
        "A,idea,وصف المشروع,2025-02-01,actual,",
        "A,,تقرير,,,الصيف",
        "A,idea,,2025-02-01,actual,",
        "A,idea,وصف,2025-02-31,actual,",
        "Z,idea,وصف,2025-02-01,actual,",
    ]
    for first in (True, False):
        tally, refused = bring_in("milestones", "\n".join([head, *rows]), by=noora)
        assert tally.new == (2 if first else 0)
        assert [(row, column) for row, column, _why in reasons(refused)] == [
            (4, "title_en"),
            (5, "date"),
            (6, "project"),
        ]
    assert Milestone.objects.count() == 2
    assert str(Milestone.objects.get(title_ar="وصف المشروع").actual_on) == "2025-02-01"


# Agencies


def test_agencies_come_in_with_their_other_names(noora: Any) -> None:
    head = "code,name_en,name_ar,kind,parent,aliases"
    rows = (
        "mof,Ministry of Finance,وزارة المالية,Ministry,,MoF; Finance",
        "GTA,General Tax Authority,الهيئة العامة للضرائب,authority,Finance,",
    )

    tally, refused = bring_in("agencies", "\n".join([head, *rows]), by=noora)

    assert (tally.new, refused) == (2, [])
    assert Agency.objects.called("وزاره الماليه").get().code == "MOF"
    assert Agency.objects.get(code="GTA").parent == Agency.objects.get(code="MOF")
    assert AuditEvent.objects.filter(action="accounts.record_agencies").get().count == 2


def test_agencies_are_refused_with_their_reason(noora: Any, moph: Any) -> None:
    head = "code,name_en,name_ar,kind,parent,aliases"
    rows = (
        "bad code,Name,,ministry,,",
        "NEW,,,ministry,,",
        "NEW1,Name,,kingdom,,",
        "NEW2,Other,,ministry,Nobody,",
        "NEW3,Third,,ministry,,وزارة الصحة العامة",
        "NEW4,Fourth,,ministry,,",
    )

    tally, refused = bring_in("agencies", "\n".join([head, *rows]), by=noora)

    assert [(row, column) for row, column, _why in reasons(refused)] == [
        (2, "code"),
        (3, "name_en"),
        (4, "kind"),
        (6, ""),
    ]
    assert "is a name of" in reasons(refused)[-1][2]
    # What is part of an agency that is not here comes in and waits for it.
    assert tally.new == 2 and Agency.objects.filter(code="NEW4").exists()
    assert Agency.objects.get(code="NEW2").parent_told == "Nobody"


def test_an_agency_that_is_here_keeps_its_names(noora: Any, moph: Any) -> None:
    tally, _refused = bring_in("agencies", "code,name_en\nMOPH,Health\nCSGDB,Bureau\n", by=noora)
    assert (tally.new, tally.here, tally.differing) == (0, 2, 2)
    assert Agency.objects.get(code="MOPH").name_en == "Ministry of Public Health"


def test_a_review_may_have_no_place_in_its_source(noora: Any, moph: Any) -> None:
    projects("A,MOPH,Birth,الولادة,pilot,2025-01-01", by=noora)
    head = "key,project,outcome,held_on,place\n"
    tally, refused = bring_in("gates", head + "1,A,passed,2025-02-01,\n2,A,passed,2025-02-02,x\n", by=noora)
    assert (tally.new, [(row, column) for row, column, _why in reasons(refused)]) == (1, [(3, "place")])
