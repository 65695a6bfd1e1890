from __future__ import annotations

import io
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portfolio.projects.actions import following, handovers
from portfolio.projects.models import Project
from tests.factories import projects
from tests.web.posts.case import Post
from tests.world import World


def project(world: World) -> Project:
    return world.keep("project", lambda world: projects.project(world.maryam, world.moph, complete=True))


def update(world: World) -> Any:
    return world.keep("update", lambda world: projects.update(world.maryam, project(world)))


def gate(world: World) -> Any:
    return world.keep("gate", lambda world: projects.gate_request(world.maryam, project(world)))


def offer(world: World) -> Any:
    return world.keep(
        "offer",
        lambda world: handovers.offer(
            by=world.maryam, project=project(world), to_agency=world.moi, reason="The counters are theirs."
        ),
    )


def of_project(world: World) -> dict[str, Any]:
    return {"number": project(world).pk}


def of_update(world: World) -> dict[str, Any]:
    return {"number": project(world).pk, "pk": update(world).pk}


def of_gate(world: World) -> dict[str, Any]:
    return {"number": project(world).pk, "pk": gate(world).pk}


def of_offer(world: World) -> dict[str, Any]:
    return {"pk": offer(world).pk}


def key(world: World) -> dict[str, Any]:
    return {"key": str(uuid.uuid4())}


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
    return lambda world: {
        **key(world),
        "reason": "The evidence is enough.",
        **{name: value(world) if callable(value) else value for name, value in others.items()},
    }


CASES = [
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
    Post(
        "projects:gate_ask", "maryam", "projects.ask_gate", lambda world: {**key(world), "case": "Ready."}, of_project
    ),
    Post(
        "projects:gate_ask",
        "maryam",
        "",
        lambda world: {**key(world), "case": " "},
        of_project,
        422,
        of="without a case",
        why="refused",
    ),
    Post("projects:gate_withdraw", "maryam", "projects.withdraw_gate", key, of_gate),
    Post("projects:gate_withdraw", "noora", "", key, of_gate, 403, of="by the lab", why="refused"),
    Post("projects:gate_decide", "noora", "projects.decide_gate", reason(ruling="proceed"), of_gate),
    Post(
        "projects:gate_decide",
        "noora",
        "",
        reason(ruling="pause"),
        of_gate,
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
        lambda world: {**key(world), "answer": "accept"},
        of_offer,
    ),
    Post(
        "projects:handover",
        "khalid",
        "",
        lambda world: {**key(world), "answer": "decline"},
        of_offer,
        422,
        of="declined without words",
        why="refused",
    ),
    Post(
        "projects:handover",
        "maryam",
        "",
        lambda world: {**key(world), "answer": "accept"},
        of_offer,
        403,
        of="by who offers",
        why="refused",
    ),
    Post("projects:handover_withdraw", "maryam", "projects.withdraw_handover", key, of_offer),
    Post("projects:follow", "khalid", "projects.follow", key, of_partnered),
    Post("projects:unfollow", "khalid", "projects.unfollow", key, of_partnered, before=followed),
]
