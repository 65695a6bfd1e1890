"""The demo country, made through the actions that people use: the same each time, dated back from the day of loading."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import agencies, memberships, people
from accounts.enums import Language, Role
from accounts.models import Agency, Membership, Person
from portfolio.agenda.actions.national_agenda import load_national_agenda
from portfolio.agenda.models import Objective
from portfolio.projects.actions import following, handovers, record_history, reminders, updates
from portfolio.projects.actions.cover import set_cover
from portfolio.projects.enums import OFF_PATH, Confidence, StageKind, Visibility
from portfolio.projects.models import Project, Stage
from portfolio.projects.queries import stages_of, standard_version
from portfolio.workspace.demo import doing, measuring, reports, views
from portfolio.workspace.demo.accelerating import accelerate
from portfolio.workspace.demo.agencies import INVENTED, LAB, NAMED, DemoAgency
from portfolio.workspace.demo.covers import cover
from portfolio.workspace.demo.gates import judge_gates
from portfolio.workspace.demo.ideas import LoadingIdeas
from portfolio.workspace.demo.papers import show_files
from portfolio.workspace.demo.people import (
    FATIMA,
    HAMAD,
    KHALID,
    MARYAM,
    NOORA,
    OTHER_OFFICERS,
    PERSONAS,
    SHEIKHA,
    DemoPerson,
)
from portfolio.workspace.demo.stories import STORIES, Step, Story
from portfolio.workspace.demo.training import train
from portfolio.workspace.demo.words import MILESTONES, NEXT_STEPS, UPDATES, WORRIES
from records import trail
from records.clock import today
from records.enums import Door

# Everybody has been here longer than any project.
HERE_SINCE = dt.timedelta(days=430)
THURSDAY = 3


def load_country(*, password: str) -> bool:
    """Answers whether it was made now; False where it is here already. All of it or nothing is written."""
    if Person.objects.filter(is_demo=True).exists():
        return False
    if Membership.objects.filter(role=Role.LAB_ADMINISTRATOR).exists():
        raise ValidationError(_("There is a real country in this database; the demo is not mixed into it."))
    with trail.through(Door.COMMAND), transaction.atomic():
        Loading(password).run()
    return True


@dataclass
class Loading:
    password: str
    day: dt.date = field(default_factory=today)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)

    def run(self) -> None:
        self.bring_in_agencies_and_people()
        load_national_agenda(by=self.noora)
        self.stages = {stage.code: stage for stage in stages_of(standard_version())}
        self.register_projects()
        self.hang_covers()
        train(self)
        for story in STORIES:
            self.tell_the_year(story)
        self.move_along()
        self.mark_the_way()
        accelerate(self)
        doing.tell(self)
        measuring.tell(self)
        show_files(self)
        self.live_today()
        views.rate_and_keep(self.noora, self.projects, self.people[MARYAM.name], self.day)
        reports.tell(self)
        LoadingIdeas(self).run()

    @property
    def noora(self) -> Person:
        return self.people[NOORA.name]

    def bring_in_agencies_and_people(self) -> None:
        by_code = {agency.code: agency for agency in (*NAMED, *INVENTED)}
        lab = by_code.pop(LAB)
        hamad = people.found_lab(
            agency={
                "code": lab.code,
                "name_en": lab.name_en,
                "name_ar": lab.name_ar,
                "kind": lab.kind,
                "aliases": lab.aliases,
            },
            email=HAMAD.email,
            name_en=HAMAD.name_en,
            name_ar=HAMAD.name_ar,
            password=self.password,
            language=HAMAD.language,
            is_demo=True,
        )
        self.people[HAMAD.name] = hamad
        self.agencies[LAB] = Agency.objects.get(code=LAB)
        for agency in by_code.values():
            self.agencies[agency.code] = self.bring_in_agency(hamad, agency)
        for person in (*PERSONAS, *OTHER_OFFICERS):
            if person is not HAMAD:
                self.people[person.name] = self.bring_in_person(hamad, person)

    def bring_in_agency(self, by: Person, agency: DemoAgency) -> Agency:
        return agencies.register(
            by=by,
            code=agency.code,
            name_en=agency.name_en,
            name_ar=agency.name_ar,
            kind=agency.kind,
            aliases=agency.aliases,
            is_demo=agency.is_invented,
        )

    def bring_in_person(self, by: Person, person: DemoPerson) -> Person:
        made = people.register(
            by=by,
            email=person.email,
            name_en=person.name_en,
            name_ar=person.name_ar,
            password=self.password if person.can_sign_in else None,
            language=person.language,
            is_demo=True,
        )
        memberships.give_role(
            by=by,
            person=made,
            role=person.role,
            agency=self.agencies[person.agency] if person.agency else None,
            starts_on=self.day - HERE_SINCE,
        )
        return Person.objects.get(pk=made.pk)

    def register_projects(self) -> None:
        objectives = {objective.code: objective for objective in Objective.objects.all()}
        tags = measuring.lay_tags(self)
        past = [
            record_history.PastProject(
                lead_agency=self.agencies[story.lead],
                stage=self.stages[story.path[0].stage],
                stage_on=self.ago(story.path[0].days_ago),
                reason=self.said(story, story.path[0].reason_en, story.path[0].reason_ar),
                title_en=story.title_en,
                title_ar=story.title_ar,
                summary_en=story.summary_en,
                summary_ar=story.summary_ar,
                visibility=story.visibility,
                lead_person=self.officer(story.lead),
                starts_on=self.ago(story.path[0].days_ago),
                ends_on=self.expected_end(story),
                partners=tuple(self.agencies[code] for code in story.partners),
                objectives=tuple(objectives[code] for code in story.objectives),
                **measuring.classes_of(story.code, tags),
            )
            for story in STORIES
        ]
        made = record_history.projects(by=self.noora, source="", past=past, is_demo=True)
        self.projects = {story.code: project for story, project in zip(STORIES, made, strict=True)}

    def hang_covers(self) -> None:
        for story in STORIES:
            if story.visibility == Visibility.PUBLIC:
                set_cover(
                    by=self.officer(story.lead),
                    project=self.projects[story.code],
                    content=ContentFile(cover(story.code), "cover.jpg"),
                )

    def tell_the_year(self, story: Story) -> None:
        """An update about every month from the registration to the latest, each in the words of its stage."""
        chance = self.chance(story.code)
        said = {stage: chance.sample(pairs, len(pairs)) for stage, pairs in UPDATES.items()}
        worries = chance.sample(WORRIES, len(WORRIES))
        days_ago, number = story.path[0].days_ago - chance.randint(6, 14), 0
        while days_ago > story.latest.days_ago + 12:
            stage = self.stage_then(story, days_ago)
            if said[stage]:
                self.post_from_the_bank(story, days_ago, number, stage, said[stage].pop(), worries, chance)
            number += 1
            days_ago -= chance.randint(24, 36)
        latest = story.latest
        updates.post(
            by=self.officer(story.lead),
            project=self.projects[story.code],
            what_changed=self.said(story, latest.en, latest.ar),
            confidence=latest.confidence,
            confidence_note=self.said(story, latest.note_en, latest.note_ar),
            next_step=self.said(story, latest.next_en, latest.next_ar),
            happened_on=self.ago(latest.days_ago),
        )

    def post_from_the_bank(
        self,
        story: Story,
        days_ago: int,
        number: int,
        stage: str,
        words: tuple[str, str],
        worries: list[tuple[str, str]],
        chance: random.Random,
    ) -> None:
        confidence = Confidence.NOT_RATED if stage == "idea" and number < 2 else Confidence.GREEN
        note = ("", "")
        if number in story.shaky and worries:
            confidence, note = Confidence.AMBER, worries.pop()
        updates.post(
            by=self.officer(story.lead),
            project=self.projects[story.code],
            what_changed=self.said(story, *words),
            confidence=confidence,
            confidence_note=self.said(story, *note),
            next_step=self.said(story, *chance.choice(NEXT_STEPS[stage])),
            happened_on=self.ago(days_ago),
        )

    def move_along(self) -> None:
        past = [
            record_history.PastStep(
                project=self.projects[story.code],
                from_stage=self.stages[before.stage],
                to_stage=self.stages[after.stage],
                happened_on=self.ago(after.days_ago),
                reason=self.said(story, after.reason_en, after.reason_ar),
                look_again_on=self.day + dt.timedelta(days=45) if after.stage == "on-hold" else None,
                lesson_en=after.lesson_en,
                lesson_ar=after.lesson_ar,
            )
            for story in STORIES
            for before, after in zip(story.path, story.path[1:], strict=False)
        ]
        record_history.steps(by=self.noora, source="", past=past)

    def mark_the_way(self) -> None:
        past = [milestone for story in STORIES for milestone in self.milestones_of(story)]
        record_history.milestones(by=self.noora, source="", past=past)

    def milestones_of(self, story: Story) -> list[record_history.PastMilestone]:
        chance = self.chance(story.code + " milestones")
        project = self.projects[story.code]
        found = []
        for step, after in zip(story.path, [*story.path[1:], None], strict=True):
            stage = self.stages[step.stage]
            titles = MILESTONES.get(step.stage, ())
            for number, (title_en, title_ar) in enumerate(titles, start=1):
                dates = self.dates_of_milestone(story, step, after, number / len(titles), chance)
                found.append(
                    record_history.PastMilestone(
                        project=project, stage=stage, title_en=title_en, title_ar=title_ar, **dates
                    )
                )
        return found

    def dates_of_milestone(
        self, story: Story, step: Step, after: Step | None, share: float, chance: random.Random
    ) -> dict[str, Any]:
        if after is not None:
            done = self.ago(round(step.days_ago - share * (step.days_ago - after.days_ago - 2)))
            return {
                "baseline_on": done - dt.timedelta(days=chance.randint(-4, 16)),
                "forecast_on": done,
                "actual_on": done,
            }
        baseline = self.day + dt.timedelta(days=round(chance.randint(20, 60) * share))
        slip = {Confidence.AMBER: 21, Confidence.RED: 55}.get(Confidence(story.latest.confidence), 0)
        return {"baseline_on": baseline - dt.timedelta(days=slip), "forecast_on": baseline, "actual_on": None}

    def live_today(self) -> None:
        """What people do on the day of loading, so that everybody finds something that waits."""
        self.projects = {code: Project.objects.get(pk=project.pk) for code, project in self.projects.items()}
        self.follow()
        judge_gates(self)
        handovers.offer(
            by=self.people[KHALID.name],
            project=self.projects["newborn"],
            to_agency=self.agencies["MOPH"],
            reason="The certificate and the identity are one moment for the parents; the ministry already serves it.",
        )
        self.correct_a_wording()
        updates.post(
            by=self.people[MARYAM.name],
            project=self.projects["birth"],
            what_changed="اكتمل تدريب موظفي التسجيل في المستشفى الخامس، ويبدأ العمل فيه مطلع الأسبوع.",
            confidence=Confidence.GREEN,
            next_step="متابعة الأسبوع الأول في المستشفى الخامس.",
        )
        reminders.remind_of_updates_due()

    def follow(self) -> None:
        followed = {
            NOORA: ("marriage", "death", "assistant", "sla", "permit"),
            SHEIKHA: ("birth", "marriage", "sharek", "guide", "transit"),
            FATIMA: ("birth", "vaccination", "marriage"),
            HAMAD: ("assistant", "residence"),
            MARYAM: ("birth", "vaccination", "leaflets", "marriage", "parents"),
            KHALID: ("death", "residence", "birth"),
        }
        for person, codes in followed.items():
            for code in codes:
                following.follow(by=self.people[person.name], project=self.projects[code])

    def correct_a_wording(self) -> None:
        update = self.projects["vaccination"].updates.latest("happened_on")
        updates.correct(
            by=self.people[MARYAM.name],
            update=update,
            version=update.version,
            what_changed="استخدمت ثلاثون أسرة النموذج الأولي ثلاثة أسابيع، ووجدت ثمان وعشرون منها السجل دون مساعدة.",
            confidence=update.confidence,
            confidence_note=update.confidence_note,
            next_step=update.next_step,
        )

    def officer(self, code: str) -> Person:
        found = next(
            person
            for person in (MARYAM, KHALID, *OTHER_OFFICERS)
            if person.agency == code and person.role == Role.INNOVATION_OFFICER
        )
        return self.people[found.name]

    def said(self, story: Story, in_english: str, in_arabic: str) -> str:
        """People write in their own language."""
        return in_arabic if self.officer(story.lead).language == Language.ARABIC else in_english

    def expected_end(self, story: Story) -> dt.date | None:
        if self.stages[story.path[-1].stage].kind in OFF_PATH:
            return None
        return self.day + dt.timedelta(days=self.chance(story.code + " end").randint(60, 320))

    def stage_then(self, story: Story, days_ago: int) -> str:
        on_path = [step for step in story.path if self.stages[step.stage].kind == StageKind.ON_PATH]
        return [step.stage for step in on_path if step.days_ago >= days_ago][-1]

    def ago(self, days: int) -> dt.date:
        """A working day: nobody here writes on a Friday or a Saturday."""
        day = self.day - dt.timedelta(days=days)
        weekend = day.weekday() - THURSDAY
        return day - dt.timedelta(days=weekend) if weekend in (1, 2) else day

    @staticmethod
    def chance(of: str) -> Any:
        return random.Random(f"masar demo {of}")
