from __future__ import annotations

from typing import Any

from portfolio.ideas.actions import calls, conversation, triage
from portfolio.ideas.actions.links import link_to_confirm, link_to_follow
from portfolio.ideas.enums import Audience, Showing
from portfolio.ideas.models import Call, Idea
from portfolio.ideas.queries import current_form
from tests.factories import ideas
from tests.web.posts.case import Post, key, typed
from tests.world import World

# Calls


def draft(world: World) -> Call:
    return world.keep("draft", lambda world: ideas.draft(world.noora))


def call(world: World) -> Call:
    return world.keep("call", lambda world: ideas.call(world.noora, Audience.PUBLIC))


def of_draft(world: World) -> dict[str, Any]:
    return {"pk": draft(world).pk}


def of_call(world: World) -> dict[str, Any]:
    return {"pk": call(world).pk}


def closed(world: World, client: Any) -> None:
    calls.close(by=world.person("noora"), call=call(world))


described = typed(
    title_en="Summer on the coast",
    title_ar="الصيف على الساحل",
    audience="government",
    opens_on="2026-01-01",
)


def edited(world: World) -> dict[str, Any]:
    return {**described(world), "version": draft(world).version}


def edited_by_somebody_else(world: World) -> dict[str, Any]:
    return {**edited(world), "version": draft(world).version + 7}


def question(world: World) -> dict[str, Any]:
    return {
        **key(world),
        "form": current_form(draft(world)).pk,
        "rows_shown": 1,
        "q0-kind": "short",
        "q0-label_en": "Where?",
        "q0-label_ar": "أين؟",
        "q0-place": 1,
    }


def no_question(world: World) -> dict[str, Any]:
    return {**question(world), "q0-label_ar": ""}


# Ideas


def idea(world: World) -> Idea:
    return world.keep("idea", lambda world: ideas.idea(world.maryam, call(world)))


def other(world: World) -> Idea:
    return world.keep("other idea", lambda world: ideas.idea(world.khalid, call(world), "Another counter"))


def of_idea(world: World) -> dict[str, Any]:
    return {"number": idea(world).pk}


def comment(world: World) -> Any:
    return world.keep("comment", lambda world: conversation.comment(by=world.khalid, idea=idea(world), words="Good."))


def of_comment(world: World) -> dict[str, Any]:
    return {"number": idea(world).pk, "pk": comment(world).pk}


def asked(world: World, client: Any) -> None:
    triage.ask(by=world.person("noora"), idea=idea(world), question="Which counters?")


def declined(world: World, client: Any) -> None:
    triage.decline(by=world.person("noora"), idea=idea(world), reason="It is done already.")


def supported(world: World, client: Any) -> None:
    conversation.support(by=world.person("khalid"), idea=idea(world))


def comment_hidden(world: World, client: Any) -> None:
    conversation.hide(by=world.person("noora"), comment=comment(world), reason="It names somebody.")


written = typed(title="One counter", body="Three visits could be one.")


# Without an account


def outside(world: World) -> Any:
    return world.keep("from outside", lambda world: ideas.from_outside(call(world)))


def link(world: World) -> str:
    return link_to_follow(outside(world)[1])


def of_link(world: World) -> dict[str, Any]:
    return {"link": link(world)}


def of_followed(world: World) -> dict[str, Any]:
    return {"link": link(world), "number": outside(world)[0].pk}


def asked_outside(world: World, client: Any) -> None:
    triage.ask(by=world.person("noora"), idea=outside(world)[0], question="Which stops?")


def of_held(world: World) -> dict[str, Any]:
    return {"link": world.keep("link", lambda world: link_to_confirm(ideas.held(call(world))))}


def confirmed(world: World, client: Any) -> None:
    from django.urls import reverse

    client.post(reverse("ideas:confirm", kwargs=of_held(world)))


by_address = typed(title="Shade", body="A roof over each stop.", email="salma@people.example")

CASES = [
    Post("ideas:call_new", "noora", "ideas.prepare_call", described),
    Post("ideas:call_new", "maryam", "", described, status=403, of="an officer", why="refused"),
    Post("ideas:call_new", "noora", "", key, status=422, of="without words", why="refused"),
    Post("ideas:call_edit", "noora", "ideas.edit_call", edited, of_draft),
    Post(
        "ideas:call_edit",
        "noora",
        "",
        edited_by_somebody_else,
        of_draft,
        409,
        of="saved by somebody else",
        why="both versions are shown",
    ),
    Post("ideas:call_edit", "maryam", "", edited, of_draft, 404, of="a draft of the lab", why="not there for Maryam"),
    Post("ideas:call_form", "noora", "ideas.set_questions", question, of_draft),
    Post("ideas:call_form", "noora", "", no_question, of_draft, 422, of="in one language", why="refused"),
    Post("ideas:call_open", "noora", "ideas.open_call", key, of_draft),
    Post("ideas:call_open", "noora", "", key, of_call, of="open already", why="told, and nothing is changed"),
    Post("ideas:call_close", "noora", "ideas.close_call", key, of_call),
    Post("ideas:call_close", "maryam", "", key, of_call, 403, of="an officer", why="refused"),
    Post("ideas:send", "maryam", "ideas.send", written, of_call),
    Post("ideas:send", "maryam", "", key, of_call, 422, of="without words", why="refused"),
    Post("ideas:send", "maryam", "", written, of_call, 409, before=closed, of="closed meanwhile", why="kept for them"),
    Post(
        "ideas:send",
        "maryam",
        "",
        lambda world: {**written(world), "look": "1"},
        of_call,
        200,
        of="looking for similar",
        why="nothing is written",
    ),
    Post("ideas:send", "visitor", "ideas.hold", by_address, of_call, of="without an account"),
    Post(
        "ideas:send",
        "visitor",
        "",
        lambda world: {**by_address(world), "website": "http://spam.example"},
        of_call,
        of="by a machine",
        why="nothing is kept of it",
    ),
    Post("ideas:confirm", "visitor", "ideas.confirm", args=of_held),
    Post("ideas:confirm", "visitor", "", args=of_held, before=confirmed, of="a second time", why="confirmed before"),
    Post("ideas:confirm", "visitor", "", args=lambda world: {"link": "x"}, status=404, of="forged", why="no such link"),
    Post("ideas:new_link", "visitor", "ideas.send_link", typed(email="salma@people.example"), status=200),
    Post("ideas:followed_answer", "visitor", "ideas.answer", typed(words="All."), of_followed, before=asked_outside),
    Post("ideas:followed_answer", "visitor", "", typed(words="All."), of_followed, of="nothing asked", why="told"),
    Post("ideas:followed_withdraw", "visitor", "ideas.withdraw", key, of_followed),
    Post("ideas:forget", "visitor", "ideas.forget_address", key, of_link, 200),
    Post("ideas:take_up", "noora", "ideas.take_up", key, of_idea),
    Post("ideas:take_up", "maryam", "", key, of_idea, 403, of="its author", why="refused"),
    Post("ideas:ask", "noora", "ideas.ask", typed(question="Which counters?"), of_idea),
    Post("ideas:ask", "noora", "", key, of_idea, 422, of="without a question", why="refused"),
    Post("ideas:answer", "maryam", "ideas.answer", typed(words="All three."), of_idea, before=asked),
    Post("ideas:answer", "maryam", "", key, of_idea, 422, before=asked, of="without words", why="refused"),
    Post("ideas:merge", "noora", "ideas.merge", typed(into=lambda world: other(world).reference), of_idea),
    Post(
        "ideas:merge",
        "noora",
        "",
        typed(into=lambda world: idea(world).reference),
        of_idea,
        422,
        of="into itself",
        why="refused",
    ),
    Post(
        "ideas:split",
        "noora",
        "ideas.split",
        typed(title_1="One", body_1="The first half.", title_2="Two", body_2="The second half."),
        of_idea,
    ),
    Post("ideas:split", "noora", "", typed(title_1="One", body_1="All."), of_idea, 422, of="one part", why="refused"),
    Post("ideas:decline", "noora", "ideas.decline", typed(reason="It is done already."), of_idea),
    Post(
        "ideas:decline",
        "noora",
        "",
        typed(reason="No."),
        of_idea,
        before=declined,
        of="declined already",
        why="the other decision stands",
    ),
    Post(
        "ideas:adopt",
        "noora",
        # One event tells of both: that a project was registered, and the idea that it came from.
        "projects.register",
        typed(title_en="One counter", title_ar="شباك واحد", lead_agency=lambda world: world.moph.pk),
        of_idea,
    ),
    Post("ideas:adopt", "noora", "", typed(title_en="One counter"), of_idea, 422, of="in one language", why="refused"),
    Post("ideas:reopen", "noora", "ideas.reopen", typed(reason="New figures."), of_idea, before=declined),
    Post("ideas:withdraw", "maryam", "ideas.withdraw", key, of_idea),
    Post("ideas:withdraw", "khalid", "", key, of_idea, 403, of="not its author", why="refused"),
    Post("ideas:show", "noora", "ideas.show", typed(showing=Showing.PUBLIC), of_idea),
    Post("ideas:show", "noora", "", typed(showing=Showing.HIDDEN), of_idea, 422, of="without a reason", why="refused"),
    Post("ideas:support", "khalid", "ideas.support", key, of_idea),
    Post("ideas:support", "maryam", "", key, of_idea, 403, of="her own", why="refused"),
    Post("ideas:unsupport", "khalid", "ideas.unsupport", key, of_idea, before=supported),
    Post("ideas:comment", "khalid", "ideas.comment", typed(words="Good."), of_idea),
    Post("ideas:comment", "khalid", "", key, of_idea, 422, of="without words", why="refused"),
    Post("ideas:comment_hide", "noora", "ideas.hide_comment", typed(reason="It names somebody."), of_comment),
    Post("ideas:comment_hide", "khalid", "", typed(reason="No."), of_comment, 403, of="an officer", why="refused"),
    Post("ideas:comment_show", "noora", "ideas.show_comment", key, of_comment, before=comment_hidden),
]
