from __future__ import annotations

import uuid
from typing import Any

from records.clock import today
from tests.factories import training as make
from tests.web.posts.case import Post
from tests.world import World


def key(world: World) -> dict[str, Any]:
    return {"key": str(uuid.uuid4())}


def course(world: World) -> Any:
    def made(world: World) -> Any:
        found = make.course(world.noora, "posts", is_open_to_all=True)
        make.lessons(world.noora, found, "First", "Second")
        make.quiz(found, attempts=5)
        return found

    return world.keep("training posts course", made)


def session(world: World) -> Any:
    return world.keep("training posts session", lambda world: make.session(world.noora, course(world)))


def learning(world: World) -> Any:
    made = lambda world: make.enrolled(world.person("ali"), course(world), session(world))  # noqa: E731
    return world.keep("training posts enrolment", made)


def nomination(world: World) -> Any:
    made = lambda world: make.nominated(world.maryam, make.course(world.noora), world.person("ali"))[0]  # noqa: E731
    return world.keep("training posts nomination", made)


def certificate(world: World) -> Any:
    made = lambda world: make.completion(world.noora, world.ali, make.course(world.noora), today())  # noqa: E731
    return world.keep("training posts completion", made).certificate


def requirement(world: World) -> Any:
    from training.actions import requirements

    return world.keep(
        "training posts requirement", lambda world: requirements.put(by=world.noora, course=course(world))
    )


def of_course(world: World) -> dict[str, Any]:
    return {"code": course(world).code}


def of_draft(world: World) -> dict[str, Any]:
    """Somebody learns by the first version, and the next one waits to be opened."""

    def made(world: World) -> Any:
        from training.actions import building

        found = make.course(world.noora, is_open_to_all=True)
        make.enrolled(world.person("ali"), found)
        building.add_lesson(by=world.noora, course=found, title_en="Third", kind="page")
        return found

    return {"code": world.keep("training posts draft", made).code}


def of_learning(world: World) -> dict[str, Any]:
    return {"code": learning(world).course.code}


def of_lesson(world: World) -> dict[str, Any]:
    return {**of_learning(world), "lesson": "first"}


def of_test(world: World) -> dict[str, Any]:
    return {**of_learning(world), "test": "quiz"}


def of_enrolment(world: World) -> dict[str, Any]:
    return {"pk": learning(world).pk}


def waiting(world: World) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "enrolments": [nomination(world).pk]}


def of_its_course(world: World) -> dict[str, Any]:
    return {"code": nomination(world).course.code}


def elsewhere(world: World) -> dict[str, Any]:
    return {**key(world), "place_en": "Room 9"}


def of_nomination(world: World) -> dict[str, Any]:
    return {"pk": nomination(world).pk}


def of_session(world: World) -> dict[str, Any]:
    return {"pk": session(world).pk}


def of_session_with_ali(world: World) -> dict[str, Any]:
    return {"pk": learning(world).session_id}


def of_day(world: World) -> dict[str, Any]:
    return {"pk": learning(world).session_id, "day": session(world).days.get().pk}


def of_certificate(world: World) -> dict[str, Any]:
    return {"pk": certificate(world).pk}


def of_requirement(world: World) -> dict[str, Any]:
    return {**of_course(world), "pk": requirement(world).pk}


def answers(world: World) -> dict[str, Any]:
    version = learning(world).version
    return {**key(world), **{f"question_{pk}": one for pk, one in make.answers(version, right=1).items()}}


def people(world: World) -> dict[str, Any]:
    return {**key(world), "people": [str(world.ali.pk)]}


def nobody(world: World) -> dict[str, Any]:
    return key(world)


def planned(world: World) -> dict[str, Any]:
    return {
        **key(world),
        "first_day": today().isoformat(),
        "number_of_days": "1",
        "starts_at": "09:00",
        "ends_at": "12:00",
        "place_en": "Room 4",
        "capacity": "5",
    }


def nowhere(world: World) -> dict[str, Any]:
    return {**planned(world), "place_en": ""}


def seats(world: World) -> dict[str, Any]:
    return {**key(world), "capacity": "30"}


def reason(world: World) -> dict[str, Any]:
    return {**key(world), "reason": "The room is not free."}


def code(world: World) -> dict[str, Any]:
    return {**key(world), "code": session(world).days.get().code}


def wrong_code(world: World) -> dict[str, Any]:
    return {**key(world), "code": "nothing"}


def there(world: World) -> dict[str, Any]:
    return {**key(world), "there": [str(learning(world).pk)]}


def passed(world: World) -> dict[str, Any]:
    return {**key(world), "verdict": "passed"}


def forged(world: World) -> dict[str, Any]:
    return {"credential": "a.b.c"}


def described(world: World) -> dict[str, Any]:
    return {**key(world), "title_en": "Asking well", "title_ar": "حسن السؤال", "level": "introductory"}


def new_course(world: World) -> dict[str, Any]:
    return {**described(world), "code": f"new-{uuid.uuid4().hex[:6]}"}


def untitled(world: World) -> dict[str, Any]:
    return {**new_course(world), "title_en": "", "title_ar": ""}


def rule(world: World) -> dict[str, Any]:
    return {**key(world), "needs_lessons": "on", "pass_mark": "70", "attempts": "3", "attendance_percent": "0"}


def of_kind(world: World) -> dict[str, Any]:
    return {**key(world), "title_en": "Third", "kind": "page"}


def moved(world: World) -> dict[str, Any]:
    return {**key(world), "move": "down"}


def asked(world: World) -> dict[str, Any]:
    answers = {f"choice_{n}_{language}": f"Answer {n}" for n in (1, 2) for language in ("en", "ar")}
    return {**key(world), "text_en": "Why?", "text_ar": "لماذا؟", "right": "1", **answers}


def one_answer(world: World) -> dict[str, Any]:
    return {**asked(world), "choice_2_en": ""}


def of_one_lesson(world: World) -> dict[str, Any]:
    return {**of_course(world), "lesson": "first"}


def of_question(world: World) -> dict[str, Any]:
    return {**of_course(world), "order": 2}


def building(name: str, who: str, action: str, typed: Any, **told: Any) -> Post:
    return Post(f"training:{name}", who, action, typed, **told)


def completion(world: World) -> dict[str, Any]:
    return {"pk": certificate(world).completion_id}


def of_ali(world: World) -> dict[str, Any]:
    return {**key(world), "person": world.ali.email, "completed_on": today().isoformat()}


def of_nobody(world: World) -> dict[str, Any]:
    return {**of_ali(world), "person": "nobody@moph.example"}


def over(world: World) -> Any:
    def made(world: World) -> Any:
        from training.actions import learning

        course = make.course(world.noora, is_open_to_all=True)
        [lesson] = make.lessons(world.noora, course, "Only")
        learning.finish_lesson(
            by=world.person("ali"), enrolment=make.enrolled(world.person("ali"), course), lesson=lesson
        )
        return course

    return world.keep("training posts over", made)


def of_over(world: World) -> dict[str, Any]:
    return {"code": over(world).code}


def worth(world: World) -> dict[str, Any]:
    return {**key(world), "liked": "4", "useful": "5"}


def by_link(world: World) -> dict[str, Any]:
    from training.follow_up_links import address_of
    from training.models import FollowUp

    found = world.keep(
        "training posts follow-up", lambda w: FollowUp.objects.create(completion=certificate(w).completion)
    )
    return {"token": address_of(found.pk).rstrip("/").rpartition("/")[2]}


def used(world: World) -> dict[str, Any]:
    return {"use": "often", "helped": "4", "what": "Five questions."}


def unsaid(world: World) -> dict[str, Any]:
    return {"helped": "4"}


def two_people(world: World) -> dict[str, Any]:
    def made(world: World) -> Any:
        from tests.factories import accounts

        pair = [accounts.person(world.hamad, f"twice{number}@posts.example") for number in (1, 2)]
        for person in pair:
            make.completion(world.noora, person, make.course(world.noora), today())
        return pair

    one, other = world.keep("training posts pair", made)
    return {"one": one.pk, "other": other.pk}


def who_stays(world: World) -> dict[str, Any]:
    return {**key(world), "kept": str(two_people(world)["one"])}


def system(world: World) -> dict[str, Any]:
    return {**key(world), "name": "LMS of the posts"}


def statement_source(world: World) -> dict[str, Any]:
    from training.actions import statements

    made = lambda world: statements.make_source(by=world.hamad, name="LMS")  # noqa: E731
    return {"pk": world.keep("training posts system", made).pk}


CASES = [
    Post("training:keep_apart", "noora", "training.keep_apart", key, args=two_people),
    Post("training:keep_apart", "maryam", "", key, args=two_people, status=404, of="an officer's", why="The lab's."),
    Post("training:merge", "hamad", "training.merge_people", who_stays, args=two_people),
    Post("training:merge", "noora", "", who_stays, args=two_people, status=404, of="a curator's", why="Not hers."),
    Post("training:statement_sources", "hamad", "training.make_statement_source", system),
    Post("training:statement_sources", "noora", "", system, status=404, of="a curator's", why="Not hers."),
    Post("training:revoke_statement_source", "hamad", "training.revoke_statement_source", key, args=statement_source),
    Post("training_xapi:statements", "visitor", "", status=401, of="without a token", why="Nobody is let in."),
    building("feedback", "ali", "training.give_feedback", worth, args=of_over),
    building("feedback", "ali", "", key, args=of_over, status=422, of="nothing said", why="Nothing was said."),
    Post("training_used:answer", "visitor", "training.tell_what_was_used", used, args=by_link),
    Post("training_used:answer", "visitor", "", unsaid, args=by_link, status=422, of="unsaid", why="No answer."),
    building("record_completion", "noora", "training.record_completion", of_ali, args=of_course),
    building("record_completion", "noora", "", of_nobody, args=of_course, status=422, of="nobody's", why="Unknown."),
    building("take_back", "noora", "training.take_back_completion", reason, args=completion),
    building("take_back", "maryam", "", reason, args=completion, status=404, of="an officer's", why="The lab's."),
    building("revoke", "noora", "training.revoke_certificate", reason, args=of_certificate),
    building("revoke", "ali", "", reason, args=of_certificate, status=404, of="its holder's", why="The lab's."),
    building("add_course", "noora", "training.register_course", new_course),
    building("add_course", "noora", "", untitled, status=422, of="no title", why="A course has a title."),
    building("add_course", "maryam", "", new_course, status=404, of="an officer's", why="The lab's."),
    building("edit_course", "noora", "training.edit_course", described, args=of_course),
    building("build", "noora", "training.build_version", rule, args=of_course),
    building("open_draft", "noora", "training.open_version", key, args=of_draft),
    building("open_draft", "maryam", "", key, args=of_draft, status=404, of="an officer's", why="The lab's."),
    building("add_lesson", "noora", "training.build_version", of_kind, args=of_course),
    building("edit_lesson", "noora", "training.name_lesson", of_kind, args=of_one_lesson),
    building("place_lesson", "noora", "training.build_version", moved, args=of_one_lesson),
    building("add_question", "noora", "training.build_version", asked, args=of_course),
    building("add_question", "noora", "", one_answer, args=of_course, status=422, of="one answer", why="Two."),
    building("edit_question", "noora", "training.build_version", asked, args=of_question),
    building("remove_question", "noora", "training.build_version", key, args=of_question),
    Post("training:enrol", "ali", "training.enrol", key, args=of_course),
    Post(
        "training:enrol",
        "maryam",
        "",
        lambda w: {"key": "x"},
        args=of_course,
        status=422,
        of="no key",
        why="No key.",
    ),
    Post("training:nominate", "maryam", "training.nominate", people, args=of_course),
    Post("training:nominate", "maryam", "", nobody, args=of_course, status=422, of="nobody", why="Nobody was chosen."),
    Post("training:accept", "noora", "training.accept", key, args=of_nomination),
    Post("training:accept", "maryam", "", key, args=of_nomination, status=404, of="an officer's", why="Not hers."),
    Post("training:accept_all", "noora", "training.accept", waiting, args=of_its_course),
    Post(
        "training:accept_all", "maryam", "", waiting, args=of_its_course, status=404, of="an officer's", why="Not hers."
    ),
    Post("training:decline", "noora", "training.decline", reason, args=of_nomination),
    Post("training:withdraw", "ali", "training.withdraw", key, args=of_enrolment),
    Post("training:withdraw", "khalid", "", key, args=of_enrolment, status=404, of="another's", why="Not his to see."),
    Post("training:finish", "ali", "training.finish_lesson", key, args=of_lesson),
    Post("training:answer", "ali", "training.answer", answers, args=of_test),
    Post("training:answer", "ali", "", key, args=of_test, status=422, of="without answers", why="No answer."),
    Post("training:check_in", "ali", "training.check_in", code, args=of_enrolment),
    Post(
        "training:check_in",
        "ali",
        "",
        wrong_code,
        args=of_enrolment,
        status=422,
        of="a wrong code",
        why="Wrong.",
    ),
    Post("training:assess", "noora", "training.assess", passed, args=of_enrolment),
    Post("training:plan_session", "noora", "training.plan_session", planned, args=of_course),
    Post(
        "training:plan_session",
        "noora",
        "",
        nowhere,
        args=of_course,
        status=422,
        of="nowhere",
        why="No place.",
    ),
    Post("training:capacity", "noora", "training.set_capacity", seats, args=of_session),
    Post("training:session_place", "noora", "training.set_place", elsewhere, args=of_session),
    Post(
        "training:session_place", "ali", "", elsewhere, args=of_session, status=404, of="a trainee's", why="The lab's."
    ),
    Post("training:cancel_session", "noora", "training.cancel_session", reason, args=of_session),
    Post(
        "training:cancel_session",
        "maryam",
        "",
        reason,
        args=of_session,
        status=404,
        of="an officer's",
        why="The lab's.",
    ),
    Post("training:close_session", "noora", "training.close_session", key, args=of_session),
    Post("training:mark", "noora", "training.mark_attendance", there, args=of_day),
    Post("training:require", "noora", "training.require_course", key, args=of_course),
    Post("training:end_requirement", "noora", "training.end_requirement", key, args=of_requirement),
    Post("training:show_name", "ali", "training.show_name", key, args=of_certificate),
    Post("training:show_name", "maryam", "", key, args=of_certificate, status=404, of="another's", why="It is Ali's."),
    Post("training_verify:text", "visitor", "", forged, status=422, of="a forged one", why="Verifying writes nothing."),
]
