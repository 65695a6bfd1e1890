"""Noora writes the next version of a pathway, opens it, and moves the projects that run."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.projects.actions import founding, pathways
from portfolio.projects.enums import Move, StageKind
from portfolio.projects.founding_pathways import ACCELERATOR
from portfolio.projects.models import (
    GateCriterion,
    Pathway,
    PathwayVersion,
    Project,
    ProjectState,
    Stage,
    StageTransition,
)
from portfolio.projects.pathway_plan import Plan, PlannedCriterion, PlannedGate, PlannedStage, problems
from portfolio.projects.queries import current_versions, standard_version
from records.models import AuditEvent
from records.policy import NotAllowed
from records.versions import EditConflict
from tests.factories import projects
from tests.web.as_shown import sent_untouched

OFF = [
    PlannedStage(kind, kind, kind.title(), "خارج المسار")
    for kind in (StageKind.HOLD, StageKind.STOPPED, StageKind.MERGED)
]
ONE = [PlannedCriterion("shown", "It was shown", "ثبت ذلك")]


def plan(*path: str, gates: list[tuple[str, str]] | None = None, off: list[PlannedStage] | None = None) -> Plan:
    joined = gates if gates is not None else list(itertools.pairwise(path))
    made = [PlannedGate(f"G{number}", a, b) for number, (a, b) in enumerate(joined, start=1)]
    stages = [PlannedStage(code, StageKind.ON_PATH, code.title(), "مرحلة") for code in path]
    return Plan([*stages, *(OFF if off is None else off)], made, {gate.code: ONE for gate in made})


def test_a_straight_way_can_be_opened() -> None:
    assert problems(plan("idea", "trial", "service")) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (plan("a", "b", gates=[("a", "b"), ("b", "a")]), "The gates lead in a circle: A → B → A."),
        (plan("a", "b", gates=[("a", "b"), ("b", "a")]), "The pathway has no end"),
        (plan("a", "b", "c", gates=[("a", "b")]), "There is more than one start: “A”, “C”."),
        (plan("a", "b", "c", gates=[("a", "c"), ("c", "b")]), "Gate G1 joins “A” and “C”, which are no neighbours"),
        (plan("a", "b", gates=[("a", "hold")]), "Gate G1 touches “Hold”, which is off the path."),
        (plan("a", "b", gates=[("a", "b"), ("a", "hold")]), "Two gates lead out of “a”."),
        (plan("a", "b", gates=[("a", "nowhere")]), "Gate G1 names the stage “nowhere”, which is not there."),
        (plan("a", "b", off=OFF[1:]), "There is no stage for “On hold”."),
        (plan("a", "b", off=[*OFF, replace(OFF[0], code="again")]), "There are several stages for “On hold”."),
        (plan("a", "a"), "Two stages have the code “a”."),
        (plan("a"), "A pathway has two stages at least"),
        (replace(plan("a", "b"), criteria={}), "Gate G1 has no criterion yet."),
        (
            replace(plan("a", "b"), criteria={"G1": [replace(ONE[0], text_ar="")]}),
            "Give the criterion “shown” of gate G1 its text in both languages.",
        ),
        (
            replace(plan("a", "b"), criteria={"G1": [ONE[0], ONE[0]]}),
            "Two criteria of gate G1 have the code “shown”.",
        ),
    ],
)
def test_what_cannot_be_opened_is_told_with_what_to_do(wrong: Plan, sentence: str) -> None:
    assert any(words.startswith(sentence) for words in problems(wrong)), problems(wrong)


def test_a_circle_is_told_in_the_readers_language() -> None:
    circle = plan("a", "b", gates=[("a", "b"), ("b", "a")])
    named = replace(circle, stages=[replace(one, title_ar=f"مرحلة {one.code}") for one in circle.stages])
    with translation.override("ar"):
        told = problems(named)
    assert any("مرحلة a ← مرحلة b ← مرحلة a" in words for words in told), told


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 7), st.data())
def test_only_the_straight_way_can_be_opened(count: int, data: Any) -> None:
    """Whatever gates are drawn, a version opens only where each stage leads to the next one, and nothing else."""
    codes = [f"s{number}" for number in range(count)]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(codes), st.sampled_from(codes)), max_size=count + 1))

    found = problems(plan(*codes, gates=pairs))

    straight = sorted(itertools.pairwise(codes))
    assert (found == []) == (sorted(pairs) == straight)


@pytest.fixture
def draft(noora: Any) -> PathwayVersion:
    return pathways.draft(by=noora, pathway=Pathway.objects.get(code="standard"))


def opened(noora: Any, draft: PathwayVersion) -> PathwayVersion:
    return pathways.open_version(by=noora, version=draft)


@pytest.mark.django_db
def test_both_pathways_come_with_criteria_and_can_be_opened() -> None:
    versions = current_versions()

    assert [version.pathway.code for version in versions] == ["standard", ACCELERATOR]
    assert all(problems(pathways.plan_of(version)) == [] for version in versions)
    counts = [len(criteria) for criteria in pathways.plan_of(versions[0]).criteria.values()]
    assert counts == [6, 7, 6, 8, 5]
    days = [stage.usual_days for stage in pathways.plan_of(versions[1]).path]
    assert sum(days[:4]) == 100


@pytest.mark.django_db
def test_a_database_from_before_gets_its_first_criteria_once(django_assert_num_queries: Any) -> None:
    GateCriterion.objects.filter(gate__version=standard_version()).delete()

    founding.ensure_founding_pathways()
    founding.ensure_founding_pathways()

    assert GateCriterion.objects.filter(gate__version=standard_version()).count() == 32
    assert PathwayVersion.objects.filter(pathway__code="standard").count() == 1


@pytest.mark.django_db
def test_the_accelerator_ends_in_stages_of_its_own_and_one_laid_before_gets_a_new_version(
    noora: Any, maryam: Any, moph: Any
) -> None:
    pathway = Pathway.objects.get(code=ACCELERATOR)
    first = pathway.versions.get()
    assert [stage.code for stage in pathways.plan_of(first).path][-3:] == ["scale-up", "build", "scale-nationally"]
    founding.ensure_founding_pathways()
    assert pathway.versions.get() == first, "what is up to date stays"

    # As an earlier edition laid it: with one stage for all that comes afterwards.
    first.gates.get(code="BUILD").criteria.all().delete()
    first.gates.get(code="BUILD").delete()
    first.stages.get(code="scale-nationally").delete()
    first.stages.filter(code="build").update(code="afterwards")
    running = projects.project(maryam, moph, stage=first.stages.get(code="to-day-50"))

    founding.ensure_founding_pathways()
    founding.ensure_founding_pathways()

    newer = pathway.versions.get(number=2)
    assert pathway.versions.count() == 2
    assert [gate.code for gate in pathways.plan_of(newer).gates] == ["START", "DAY-50", "DAY-100", "AFTER", "BUILD"]
    assert problems(pathways.plan_of(newer)) == []
    assert current_versions()[1] == newer
    running.refresh_from_db()
    assert running.pathway == first, "who runs on it stays until a curator moves them"
    by_code = {stage.code: stage.pk for stage in newer.stages.all()}
    mapping = {stage.pk: by_code.get(stage.code, by_code["build"]) for stage in first.stages.all()}
    assert pathways.move_projects(by=noora, from_version=first, to_version=newer, mapping=mapping) == [running]
    running.refresh_from_db()
    assert (running.stage.code, running.pathway) == ("to-day-50", newer)


@pytest.mark.django_db
def test_an_accelerator_that_curators_changed_is_left_to_them(noora: Any) -> None:
    pathway = Pathway.objects.get(code=ACCELERATOR)
    pathway.versions.get().stages.filter(code="build").update(code="afterwards")
    pathways.draft(by=noora, pathway=pathway)

    founding.ensure_founding_pathways()

    assert [version.is_draft for version in pathway.versions.order_by("number")] == [False, True]


@pytest.mark.django_db
def test_an_edit_makes_a_draft_that_nothing_runs_under(
    noora: Any, maryam: Any, moph: Any, draft: PathwayVersion
) -> None:
    assert (draft.number, draft.is_draft) == (2, True)
    assert pathways.plan_of(draft) == pathways.plan_of(standard_version())
    assert standard_version().number == 1
    assert projects.project(maryam, moph).pathway.number == 1
    with pytest.raises(ValidationError, match="being written already"):
        pathways.draft(by=noora, pathway=draft.pathway)


@pytest.mark.django_db
def test_a_version_in_use_is_not_edited(noora: Any, maryam: Any, moph: Any, draft: PathwayVersion) -> None:
    in_use = projects.project(maryam, moph).pathway
    told = pathways.plan_of(in_use)
    with pytest.raises(NotAllowed, match="stays as it is"):
        pathways.lay_out(by=noora, version=in_use, stages=told.stages, gates=told.gates)
    with pytest.raises(NotAllowed, match="stays as it is"):
        pathways.set_criteria(by=noora, version=in_use, gate="G1", criteria=ONE)
    with pytest.raises(NotAllowed):
        pathways.discard(by=noora, version=in_use)

    assert pathways.set_criteria(by=noora, version=draft, gate="G1", criteria=ONE).version == 2
    assert pathways.plan_of(draft).criteria["G1"] == ONE


@pytest.mark.django_db
def test_only_the_lab_writes_pathways(maryam: Any, draft: PathwayVersion) -> None:
    with pytest.raises(NotAllowed):
        pathways.open_version(by=maryam, version=draft)


@pytest.mark.django_db
def test_a_draft_with_a_circle_is_kept_and_not_opened(noora: Any, draft: PathwayVersion) -> None:
    told = pathways.plan_of(draft)
    round_about = [*told.gates, PlannedGate("G6", "embedded", "idea")]
    draft = pathways.lay_out(by=noora, version=draft, stages=told.stages, gates=round_about)

    with pytest.raises(ValidationError, match="lead in a circle"):
        opened(noora, draft)

    assert standard_version().number == 1
    draft = pathways.lay_out(by=noora, version=draft, stages=told.stages, gates=told.gates)
    assert opened(noora, draft).number == standard_version().number == 2


@pytest.mark.django_db
def test_of_two_curators_the_second_sees_what_the_first_saved(noora: Any, hamad: Any, draft: PathwayVersion) -> None:
    pathways.set_criteria(by=noora, version=draft, gate="G1", criteria=ONE, expected=1)
    with pytest.raises(EditConflict):
        pathways.set_criteria(by=hamad, version=draft, gate="G1", criteria=[], expected=1)
    assert pathways.plan_of(draft).criteria["G1"] == ONE


@pytest.fixture
def newer(noora: Any, draft: PathwayVersion) -> PathwayVersion:
    """Version 2, in which Prototype is called Build."""
    told = pathways.plan_of(draft)
    stages = [replace(one, code="build", title_en="Build") if one.code == "prototype" else one for one in told.stages]
    gates = [
        replace(
            one,
            from_stage=one.from_stage.replace("prototype", "build"),
            to_stage=one.to_stage.replace("prototype", "build"),
        )
        for one in told.gates
    ]
    return opened(noora, pathways.lay_out(by=noora, version=draft, stages=stages, gates=gates))


def mapping(old: PathwayVersion, new: PathwayVersion, **others: str) -> dict[int, int]:
    goals = {stage.code: stage.pk for stage in new.stages.all()}
    return {
        stage.pk: goals[others.get(stage.code, stage.code)]
        for stage in old.stages.all()
        if stage.kind in (StageKind.ON_PATH, StageKind.HOLD)
    }


@pytest.mark.django_db
def test_running_projects_are_moved_and_others_stay(noora: Any, maryam: Any, moph: Any, newer: PathwayVersion) -> None:
    old = PathwayVersion.objects.get(pathway=newer.pathway, number=1)
    stages = {stage.code: stage for stage in old.stages.all()}
    made = []
    for code in ("idea", "prototype", "prototype"):
        project = projects.project(maryam, moph, complete=True)
        Project.objects.filter(pk=project.pk).update(pathway=old, stage=stages[code])
        made.append(Project.objects.get(pk=project.pk))
    StageTransition.objects.filter(pk=0)
    ended = projects.project(maryam, moph)
    Project.objects.filter(pk=ended.pk).update(pathway=old, stage=stages["stopped"])
    since = made[1].stage_since
    events = AuditEvent.objects.count()
    assert pathways.counted(old) == {stages["idea"].pk: 1, stages["prototype"].pk: 2}

    moved = pathways.move_projects(
        by=noora, from_version=old, to_version=newer, mapping=mapping(old, newer, prototype="build")
    )

    assert {project.pk for project in moved} == {project.pk for project in made}
    after = Project.objects.select_related("stage", "pathway").get(pk=made[1].pk)
    assert (after.stage.code, after.pathway.number, after.stage_since) == ("build", 2, since)
    step = after.transitions.latest("pk")
    assert (step.move, step.from_stage, step.source_name) == (Move.RELABELLED, stages["prototype"], "standard 1 → 2")
    assert ProjectState.objects.on(None).get(project=after).stage.code == "build"
    assert Project.objects.get(pk=ended.pk).pathway == old
    assert AuditEvent.objects.count() == events + 1
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.count) == ("projects.move_to_version", 3)


@pytest.mark.django_db
def test_a_project_that_a_panel_judges_stays_until_it_is_decided(
    noora: Any, maryam: Any, moph: Any, draft: PathwayVersion
) -> None:
    judged = projects.project(maryam, moph, complete=True)
    projects.gate_request(maryam, judged)
    newer = opened(noora, draft)
    old = PathwayVersion.objects.get(pathway=newer.pathway, number=1)

    assert pathways.move_projects(by=noora, from_version=old, to_version=newer, mapping=mapping(old, newer)) == []
    assert Project.objects.get(pk=judged.pk).pathway == old


@pytest.mark.django_db
def test_a_mapping_that_forgets_a_stage_or_changes_its_kind_is_refused(
    noora: Any, maryam: Any, moph: Any, draft: PathwayVersion
) -> None:
    project = projects.project(maryam, moph, complete=True)
    newer = opened(noora, draft)
    old = PathwayVersion.objects.get(pathway=newer.pathway, number=1)
    whole = mapping(old, newer)
    lacking = {pk: goal for pk, goal in whole.items() if pk != project.stage_id}
    with pytest.raises(ValidationError, match="Projects are in this stage"):
        pathways.move_projects(by=noora, from_version=old, to_version=newer, mapping=lacking)
    off = {**whole, project.stage_id: Stage.objects.get(version=newer, kind=StageKind.STOPPED).pk}
    with pytest.raises(ValidationError, match="becomes one on the path"):
        pathways.move_projects(by=noora, from_version=old, to_version=newer, mapping=off)

    assert len(pathways.move_projects(by=noora, from_version=old, to_version=newer, mapping=whole)) == 1


@pytest.mark.django_db
def test_a_project_begins_on_the_accelerator(client_of: Any, maryam: Any, moph: Any) -> None:
    first = Stage.objects.get(version__pathway__code=ACCELERATOR, code="start-up")

    project = projects.project(maryam, moph, stage=first)

    assert project.pathway.pathway.code == ACCELERATOR
    page = client_of(maryam).get(reverse("projects:page", args=[project.pk])).content.decode()
    assert "Until day 50" in page
    register = client_of(maryam).get(reverse("projects:register")).content.decode()
    assert "100-day accelerator: Start-up workshop" in register


@pytest.mark.django_db
def test_a_stage_of_a_draft_is_no_beginning(maryam: Any, moph: Any, draft: PathwayVersion) -> None:
    with pytest.raises(ValidationError, match="Choose a stage of the path"):
        projects.project(maryam, moph, stage=draft.stages.get(code="idea"))


def admin(view: str, *args: Any) -> str:
    return reverse(f"wagtail_pathways:{view}", args=args)


@pytest.mark.django_db
def test_noora_writes_a_version_in_the_editor(client_of: Any, noora: Any) -> None:
    browser = client_of(noora)
    assert "From idea to scale" in browser.get(admin("index")).content.decode()

    browser.post(admin("draft", Pathway.objects.get(code="standard").pk))

    draft = PathwayVersion.objects.get(opened_on=None)
    page = browser.get(admin("version", draft.pk)).content.decode()
    assert "Nothing stands in the way" in page
    # With the empty rows below, which a browser sends too.
    typed = sent_untouched(page, "stages-0-code")
    assert typed["stages-10-code"] == ""
    typed["stages-0-title_en"] = "First thought"
    answer = browser.post(admin("version", draft.pk), typed)
    assert answer.status_code == 302
    assert draft.stages.get(code="idea").title_en == "First thought"
    [event] = AuditEvent.objects.filter(action="projects.edit_pathway")
    assert (event.actor, event.door) == (noora, "admin")
    assert browser.post(admin("version", draft.pk), typed).status_code == 409, "seen at an older version"
    browser.post(admin("open", draft.pk))
    assert standard_version() == draft
    refused = browser.post(admin("version", draft.pk), typed, follow=True)
    assert "This version is open: projects can run under it, so it stays as it is." in refused.content.decode()


@pytest.mark.django_db
def test_a_circle_is_told_in_the_editor(client_of: Any, noora: Any, draft: PathwayVersion) -> None:
    browser = client_of(noora)
    typed = sent_untouched(browser.get(admin("version", draft.pk)).content.decode(), "stages-0-code")
    typed |= {"gates-5-code": "G6", "gates-5-from_stage": "embedded", "gates-5-to_stage": "idea"}

    assert browser.post(admin("version", draft.pk), typed).status_code == 302
    assert "The gates lead in a circle" in browser.get(admin("version", draft.pk)).content.decode()
    answer = browser.post(admin("open", draft.pk), follow=True)
    assert "The gates lead in a circle" in answer.content.decode()
    assert PathwayVersion.objects.get(pk=draft.pk).is_draft

    # What is refused is not what would be opened, so that opening is not offered beside it.
    typed = sent_untouched(browser.get(admin("version", draft.pk)).content.decode(), "stages-0-code")
    refused = browser.post(admin("version", draft.pk), {**typed, "gates-1-to_stage": "discovery"})
    page = refused.content.decode()
    assert refused.status_code == 422 and "Two gates lead into" in page and "Open this version" not in page


@pytest.mark.django_db
def test_criteria_are_written_in_the_editor(client_of: Any, noora: Any, draft: PathwayVersion) -> None:
    browser = client_of(noora)
    address = admin("criteria", draft.pk, "G1")
    assert "owner" in browser.get(address).content.decode()
    typed = {
        "seen_version": draft.version,
        "criteria-TOTAL_FORMS": 8,
        "criteria-INITIAL_FORMS": 6,
        "criteria-6-place": 10,
        "criteria-6-code": "need",
        "criteria-6-text_en": "Somebody needs it",
        "criteria-6-text_ar": "هناك من يحتاج إليه",
        "criteria-6-is_mandatory": "on",
        "criteria-6-asks_text": "on",
        "criteria-7-asks_text": "on",
    }
    for number, one in enumerate(pathways.plan_of(draft).criteria["G1"]):
        typed |= {
            f"criteria-{number}-place": number + 20,
            f"criteria-{number}-code": one.code,
            f"criteria-{number}-DELETE": "on",
        }

    assert browser.post(address, typed).status_code == 302

    [criterion] = pathways.plan_of(draft).criteria["G1"]
    assert (criterion.code, criterion.is_mandatory, criterion.asks_file) == ("need", True, False)


@pytest.mark.django_db
def test_the_mapping_is_shown_with_its_counts_before_it_is_confirmed(
    client_of: Any, noora: Any, maryam: Any, moph: Any, draft: PathwayVersion
) -> None:
    project = projects.project(maryam, moph, complete=True)
    newer = opened(noora, draft)
    old = project.pathway
    address = admin("move", old.pk)
    browser = client_of(noora)
    assert "1 project moves." in browser.get(address).content.decode()
    typed = {f"stage_{project.stage_id}": newer.stages.get(code="discovery").pk}

    reviewed = browser.post(address, typed)
    assert "Move them" in reviewed.content.decode()
    assert Project.objects.get(pk=project.pk).pathway == old
    assert browser.post(address, {**typed, "confirmed": "1"}).status_code == 302

    assert Project.objects.select_related("stage").get(pk=project.pk).stage.code == "discovery"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["maryam", "sheikha", "yousef"])
def test_nobody_else_enters_the_pathways(request: Any, client_of: Any, noora: Any, who: str) -> None:
    assert client_of(request.getfixturevalue(who)).get(admin("index")).status_code in (302, 403, 404)
    assert client_of(noora).get(admin("index")).status_code == 200
