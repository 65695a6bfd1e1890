from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.actions import memberships
from accounts.enums import Role
from portfolio.projects.actions import ai_reviews, following, gates, handovers, panels, tags
from portfolio.projects.models import Project
from tests.factories import projects
from tests.web.posts.case import Post, key, typed
from tests.world import World


def project(world: World) -> Project:
    return world.keep("project", lambda world: projects.project(world.maryam, world.moph, complete=True))


def update(world: World) -> Any:
    return world.keep("update", lambda world: projects.update(world.maryam, project(world)))


def gate(world: World) -> Any:
    return world.keep("gate", lambda world: projects.gate_request(world.maryam, project(world)))


def judged_gate(world: World) -> Any:
    return world.keep("judged gate", lambda world: projects.judged(world.person("noora"), gate(world)))


def draft(world: World) -> Any:
    return world.keep("draft", lambda world: gates.write_draft(by=world.maryam, project=project(world), case="So far."))


def seat(world: World) -> Any:
    """Yousef's, on the panel for a gate of the Ministry of Public Health."""

    def make(world: World) -> Any:
        projects.panel(world.person("noora"), gate(world), [world.yousef, world.person("hamad")])
        return gate(world).seats.get(person=world.yousef)

    return world.keep("seat", make)


def declared_seat(world: World) -> Any:
    return world.keep(
        "declared seat",
        lambda world: panels.declare(by=world.person("yousef"), seat=seat(world), has_conflict=False),
    )


def of_seat(world: World) -> dict[str, Any]:
    return {"pk": seat(world).pk}


def of_declared_seat(world: World) -> dict[str, Any]:
    return {"pk": declared_seat(world).pk}


def of_seat_on_panel(world: World) -> dict[str, Any]:
    return {**of_gate(world), "seat": seat(world).pk}


def of_draft(world: World) -> dict[str, Any]:
    draft(world)
    return of_project(world)


def of_judged_gate(world: World) -> dict[str, Any]:
    judged_gate(world)
    return of_gate(world)


def case(world: World) -> dict[str, Any]:
    shown = {f"text_{one.criterion.pk}": one.text for one in projects.evidence(project(world))}
    return {**key(world), "case": "Ready.", **shown}


def ratings(world: World) -> dict[str, Any]:
    criteria = [one.criterion.pk for one in projects.evidence(project(world))]
    return {**key(world), **{f"rating_{pk}": "met" for pk in criteria}}


def people(*names: str) -> Any:
    return lambda world: {**key(world), "people": [getattr(world, name).pk for name in names]}


def offer(world: World) -> Any:
    return world.keep(
        "offer",
        lambda world: handovers.offer(
            by=world.maryam, project=project(world), to_agency=world.moi, reason="The counters are theirs."
        ),
    )


def of_project(world: World) -> dict[str, Any]:
    return {"number": project(world).pk}


def of_untold(world: World) -> dict[str, Any]:
    """Stopped as a source brings it in, without a word of what was learnt."""

    def make(world: World) -> Project:
        made = projects.project(world.maryam, world.moph, complete=True)
        projects.move(world.person("noora"), made, "stopped")
        made.lessons.all().delete()
        return made

    return {"number": world.keep("stopped without a lesson", make).pk}


def of_update(world: World) -> dict[str, Any]:
    return {"number": project(world).pk, "pk": update(world).pk}


def of_gate(world: World) -> dict[str, Any]:
    return {"number": project(world).pk, "pk": gate(world).pk}


def of_offer(world: World) -> dict[str, Any]:
    return {"pk": offer(world).pk}


def words(world: World) -> dict[str, Any]:
    return {**key(world), "what_changed": "The second clinic has begun.", "confidence": "green"}


def without_words(world: World) -> dict[str, Any]:
    return {**words(world), "what_changed": ""}


def description(world: World) -> dict[str, Any]:
    return {
        **key(world),
        "title_en": "One front door",
        "title_ar": "باب واحد",
        "visibility": "agency",
    }


def registered(world: World) -> dict[str, Any]:
    return {**description(world), "lead_agency": world.moph.pk, "stage": projects.stage("idea").pk}


def edited(world: World) -> dict[str, Any]:
    return {**description(world), "version": project(world).version}


def edited_by_somebody_else(world: World) -> dict[str, Any]:
    return {**description(world), "version": project(world).version + 7}


def picture(world: World) -> dict[str, Any]:
    file = io.BytesIO()
    Image.new("RGB", (1300, 800), "teal").save(file, "PNG")
    return {**key(world), "picture": SimpleUploadedFile("cover.png", file.getvalue(), "image/png")}


def not_a_picture(world: World) -> dict[str, Any]:
    return {**key(world), "picture": SimpleUploadedFile("cover.png", b"<svg onload=alert(1)>", "image/png")}


def followed(world: World, client: Any) -> None:
    following.follow(by=world.person("khalid"), project=partnered(world))


def partnered(world: World) -> Project:
    return world.keep("partnered", lambda world: projects.project(world.maryam, world.moph, partners=[world.moi]))


def of_partnered(world: World) -> dict[str, Any]:
    return {"number": partnered(world).pk}


def decided_already(world: World, client: Any) -> None:
    projects.decide(world.person("hamad"), gate(world))


def sent_before(name: str, args: Any) -> Any:
    """The same form, sent a moment ago."""

    def before(world: World, client: Any) -> None:
        from django.urls import reverse

        client.post(reverse(name, kwargs=args(world)), twice(world))

    return before


def twice(world: World) -> dict[str, Any]:
    return world.keep("words sent twice", words)


def reason(**others: Any) -> Any:
    return typed(**{"reason": "The evidence is enough.", **others})


def with_ai(world: World) -> Project:
    return world.keep("with AI", lambda world: projects.project(world.maryam, world.moph, uses_ai=True))


def ai_question(world: World) -> Any:
    return world.keep(
        "question", lambda world: ai_reviews.ask(by=world.maryam, project=with_ai(world), words="It sorts requests.")
    )


def sits_on_committee(world: World, client: Any) -> None:
    memberships.give_role(by=world.hamad, person=world.yousef, role=Role.AI_REVIEWER, agency=world.moi)


def tag(world: World) -> Any:
    return world.keep("tag", lambda world: tags.add(by=world.noora, code="rural", title_en="Rural", title_ar="ريفي"))


TAG = {"code": "paper", "title_en": "Without paper", "title_ar": "بلا ورق"}
ADVICE = {"advice": "conditions", "words": "Say to people that a machine sorts."}

CASES = [
    Post("projects:tags", "noora", "projects.keep_tags", typed(**TAG)),
    Post("projects:tags", "maryam", "", typed(**TAG), status=403, of="hers", why="refused"),
    Post("projects:tag_retire", "noora", "projects.keep_tags", key, lambda world: {"code": tag(world).code}),
    Post(
        "projects:ai_ask",
        "maryam",
        "projects.ask_ai_review",
        typed(words="It sorts requests by their words."),
        lambda world: {"number": with_ai(world).pk},
    ),
    Post(
        "projects:ai_review",
        "yousef",
        "projects.advise_on_ai",
        typed(**ADVICE),
        lambda world: {"pk": ai_question(world).pk},
        before=sits_on_committee,
    ),
    Post(
        "projects:ai_review",
        "maryam",
        "",
        typed(**ADVICE),
        lambda world: {"pk": ai_question(world).pk},
        403,
        of="by who asks",
        why="the committee advises",
    ),
    Post("projects:register", "maryam", "projects.register", registered),
    Post("projects:register", "khalid", "", registered, status=422, of="for another agency", why="refused"),
    Post("projects:register", "ali", "", registered, status=403, of="a trainee", why="refused"),
    Post("projects:edit", "maryam", "projects.edit", edited, of_project),
    Post(
        "projects:edit",
        "maryam",
        "",
        edited_by_somebody_else,
        of_project,
        409,
        of="saved by somebody else",
        why="both versions are shown",
    ),
    Post("projects:edit", "khalid", "", edited, of_project, 404, of="another agency's", why="not there for Khalid"),
    Post("projects:cover", "maryam", "projects.set_cover", picture, of_project),
    Post("projects:cover", "maryam", "", not_a_picture, of_project, 422, of="no picture", why="refused"),
    Post("projects:update", "maryam", "projects.post_update", words, of_project),
    Post("projects:update", "maryam", "", without_words, of_project, 422, of="without words", why="refused"),
    Post("projects:update", "khalid", "", words, of_project, 404, of="another agency's", why="not there for Khalid"),
    Post(
        "projects:update",
        "maryam",
        "",
        twice,
        of_project,
        before=sent_before("projects:update", of_project),
        of="sent twice",
        why="done once",
    ),
    Post(
        "projects:update_correct",
        "maryam",
        "projects.correct_update",
        lambda world: {**words(world), "version": update(world).version},
        of_update,
    ),
    Post(
        "projects:update_correct",
        "noora",
        "",
        lambda world: {**words(world), "version": update(world).version},
        of_update,
        403,
        of="another's",
        why="refused",
    ),
    Post("projects:gate_ask", "maryam", "projects.ask_gate", case, of_project),
    Post(
        "projects:gate_ask",
        "maryam",
        "projects.draft_gate",
        typed(case="So far.", keep="1"),
        of_project,
        of="kept as a draft",
    ),
    Post(
        "projects:gate_ask",
        "maryam",
        "",
        lambda world: {**case(world), "case": " "},
        of_project,
        422,
        of="without a case",
        why="refused",
    ),
    Post("projects:gate_discard", "maryam", "projects.discard_gate_draft", key, of_draft),
    Post("projects:gate_discard", "noora", "", key, of_draft, 403, of="by the lab", why="refused"),
    Post("projects:gate_panel", "noora", "projects.convene_panel", people("yousef", "hamad"), of_gate),
    Post("projects:gate_panel", "noora", "", people("yousef"), of_gate, 422, of="one alone", why="refused"),
    Post("projects:gate_panel", "noora", "", people("yousef", "fatima"), of_gate, 422, of="owners", why="refused"),
    Post("projects:gate_panel", "maryam", "", people("yousef"), of_gate, 403, of="by an officer", why="refused"),
    Post(
        "projects:panel_recuse", "noora", "projects.recuse_from_panel", reason(reason="A relative."), of_seat_on_panel
    ),
    Post("projects:panel_recuse", "noora", "", key, of_seat_on_panel, 422, of="without a reason", why="refused"),
    Post("projects:panel_recuse", "maryam", "", reason(), of_seat_on_panel, 403, of="by an officer", why="refused"),
    Post(
        "projects:panel_declare",
        "yousef",
        "projects.declare_on_panel",
        typed(answer="clear"),
        of_seat,
    ),
    Post("projects:panel_declare", "yousef", "", key, of_seat, 422, of="without an answer", why="refused"),
    Post("projects:panel_declare", "khalid", "", key, of_seat, 404, of="another's seat", why="not there for Khalid"),
    Post("projects:panel_rate", "yousef", "projects.rate_gate", ratings, of_declared_seat),
    Post("projects:panel_rate", "yousef", "", key, of_declared_seat, 422, of="without ratings", why="refused"),
    Post("projects:panel_rate", "khalid", "", ratings, of_declared_seat, 404, of="another's", why="not there for him"),
    Post("projects:gate_withdraw", "maryam", "projects.withdraw_gate", key, of_gate),
    Post("projects:gate_withdraw", "noora", "", key, of_gate, 403, of="by the lab", why="refused"),
    Post("projects:gate_decide", "noora", "projects.decide_gate", reason(ruling="proceed"), of_judged_gate),
    Post("projects:gate_decide", "noora", "", reason(ruling="proceed"), of_gate, 422, of="no panel", why="refused"),
    Post(
        "projects:gate_decide",
        "noora",
        "",
        reason(ruling="pause"),
        of_judged_gate,
        422,
        of="pause without a day",
        why="refused",
    ),
    Post(
        "projects:gate_decide",
        "noora",
        "",
        reason(ruling="stop"),
        of_gate,
        before=decided_already,
        of="decided already",
        why="the other decision stands",
    ),
    Post(
        "projects:gate_decide", "maryam", "", reason(ruling="proceed"), of_gate, 403, of="by an officer", why="refused"
    ),
    Post(
        "projects:move",
        "noora",
        "projects.move",
        reason(to_stage=lambda world: projects.stage("pilot").pk, version=lambda world: project(world).version),
        of_project,
    ),
    Post(
        "projects:move",
        "maryam",
        "",
        reason(to_stage=lambda world: projects.stage("pilot").pk, version=1),
        of_project,
        403,
        of="by an officer",
        why="refused",
    ),
    Post(
        "projects:lesson_tell",
        "maryam",
        "projects.tell_lesson",
        typed(lesson_en="Ask the users first."),
        of_untold,
    ),
    Post(
        "projects:lesson_tell",
        "maryam",
        "",
        typed(lesson_en=" "),
        of_untold,
        422,
        of="without a word",
        why="refused",
    ),
    Post(
        "projects:lesson_tell",
        "maryam",
        "",
        typed(lesson_en="Ask the users first."),
        of_project,
        403,
        of="of a project that runs",
        why="refused",
    ),
    Post(
        "projects:handover_offer",
        "maryam",
        "projects.offer_handover",
        reason(to_agency=lambda world: world.moi.pk),
        of_project,
    ),
    Post(
        "projects:handover",
        "khalid",
        "projects.answer_handover",
        typed(answer="accept"),
        of_offer,
    ),
    Post(
        "projects:handover",
        "khalid",
        "",
        typed(answer="decline"),
        of_offer,
        422,
        of="declined without words",
        why="refused",
    ),
    Post(
        "projects:handover",
        "maryam",
        "",
        typed(answer="accept"),
        of_offer,
        403,
        of="by who offers",
        why="refused",
    ),
    Post("projects:ratings", "noora", "projects.rate", lambda world: {**key(world), "scale-impact": "4"}, of_project),
    Post("projects:ratings", "noora", "", key, of_project, 422, of="of nothing", why="refused"),
    Post(
        "projects:ratings",
        "maryam",
        "",
        lambda world: {**key(world), "scale-impact": "5"},
        of_project,
        403,
        of="by an officer",
        why="refused",
    ),
    Post(
        "projects:export", "maryam", "projects.export", lambda world: {"view": "projects:list", "as": "csv"}, status=200
    ),
    Post(
        "projects:export",
        "maryam",
        "",
        lambda world: {"view": "projects:list", "as": "exe"},
        status=404,
        of="as something else",
        why="there is no such format",
    ),
    Post("projects:handover_withdraw", "maryam", "projects.withdraw_handover", key, of_offer),
    Post("projects:follow", "khalid", "projects.follow", key, of_partnered),
    Post("projects:unfollow", "khalid", "projects.unfollow", key, of_partnered, before=followed),
]
