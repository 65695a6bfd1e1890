"""How notices and letters of ideas are put into words, for people of the house and for those without an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portfolio.ideas.actions.links import CONFIRM_WITHIN, FOLLOW_FOR, link_to_confirm, link_to_follow
from portfolio.ideas.models import Contributor, HeldIdea, Idea, IdeaStep
from portfolio.ideas.models.idea import reference_of
from records.models import Notification
from records.notices import Reader, Wording, register

Facts = Mapping[str, Any]
Say = Callable[[Facts], str]


def look_up(notifications: list[Notification]) -> None:
    ideas = Idea.objects.in_bulk({n.facts["idea"] for n in notifications if n.facts.get("idea")})
    for notification in notifications:
        facts = notification.facts
        facts["title"] = ideas[facts["idea"]].title if facts.get("idea") in ideas else ""


def named(facts: Facts) -> dict[str, str]:
    """The title is read when it is told: no text of a person is kept in a notice."""
    title = facts.get("title")
    if title is None:
        title = Idea.objects.filter(pk=facts["idea"]).values_list("title", flat=True).first() or ""
    return {"title": title, "reference": reference_of(facts["idea"])}


# What happened, in one line


def _taken_up(facts: Facts) -> str:
    return _("The lab is weighing your idea %(reference)s: “%(title)s”") % named(facts)


def _asked(facts: Facts) -> str:
    return _("The lab asks you something about your idea %(reference)s: “%(title)s”") % named(facts)


def _declined(facts: Facts) -> str:
    return _("Your idea %(reference)s is not taken further: “%(title)s”") % named(facts)


def _merged(facts: Facts) -> str:
    return _("Your idea %(reference)s was joined to another: “%(title)s”") % named(facts)


def _split(facts: Facts) -> str:
    return _("Your idea %(reference)s is carried on as several: “%(title)s”") % named(facts)


def _adopted(facts: Facts) -> str:
    return _("Your idea %(reference)s became a project: “%(title)s”") % named(facts)


def _answered(facts: Facts) -> str:
    return _("Your question on idea %(reference)s is answered: “%(title)s”") % named(facts)


def _withdrawn(facts: Facts) -> str:
    return _("Idea %(reference)s was taken back by its author: “%(title)s”") % named(facts)


def _commented(facts: Facts) -> str:
    return _("There is a comment on your idea %(reference)s: “%(title)s”") % named(facts)


def _comment_hidden(facts: Facts) -> str:
    return _("The lab has hidden your comment on idea %(reference)s: “%(title)s”") % named(facts)


def _received(facts: Facts) -> str:
    return _("Your idea has the number %(reference)s: “%(title)s”") % named(facts)


def _words_of_step(facts: Facts) -> str:
    """The question, or the reason, as the lab wrote it."""
    return IdeaStep.objects.filter(pk=facts.get("step") or 0).values_list("words", flat=True).first() or ""


# To somebody without an account


def contributor(facts: Facts) -> Reader | None:
    found = Contributor.objects.filter(pk=facts["contributor"]).first()
    return Reader(found.email, found.language, found.name) if found and found.is_reachable else None


def follow_path(facts: Facts) -> str:
    found = Contributor.objects.get(pk=facts["contributor"])
    link = link_to_follow(found)
    if facts.get("idea"):
        return reverse("ideas:followed_idea", args=[link, facts["idea"]])
    return reverse("ideas:followed", args=[link])


def _follow_words(facts: Facts) -> str:
    return _("The address below opens your ideas for %(days)s days. Keep it to yourself.") % {"days": FOLLOW_FOR.days}


def _with_words(facts: Facts) -> str:
    return "\n\n".join(part for part in (_words_of_step(facts), _follow_words(facts)) if part)


def held(facts: Facts) -> Reader | None:
    found = HeldIdea.objects.filter(pk=facts["held"]).first()
    return Reader(found.email, found.language, found.name) if found else None


def confirm_path(facts: Facts) -> str:
    return reverse("ideas:confirm", args=[link_to_confirm(HeldIdea.objects.get(pk=facts["held"]))])


def _confirm_words(facts: Facts) -> str:
    return _(
        "Somebody, we hope you, sent an idea from this address. Open the address below within %(days)s days and "
        "confirm it: then the lab reads it. If it was not you, there is nothing to do, and what was sent is removed."
    ) % {"days": CONFIRM_WITHIN.days}


TO_AUTHORS: dict[str, tuple[Say, Say]] = {
    "ideas.taken_up": (_taken_up, _follow_words),
    "ideas.asked": (_asked, _with_words),
    "ideas.declined": (_declined, _with_words),
    "ideas.merged": (_merged, _follow_words),
    "ideas.split": (_split, _follow_words),
    "ideas.adopted": (_adopted, _follow_words),
}
for _kind, (_subject, _body) in TO_AUTHORS.items():
    register(_kind, Wording(subject=_subject, look_up=look_up))
    register(f"{_kind}_letter", Wording(subject=_subject, body=_body, reader=contributor, path=follow_path))

register("ideas.answered", Wording(subject=_answered, look_up=look_up))
register("ideas.withdrawn", Wording(subject=_withdrawn, look_up=look_up, by_mail=False))
register("ideas.commented", Wording(subject=_commented, look_up=look_up, by_mail=False))
register("ideas.comment_hidden", Wording(subject=_comment_hidden, look_up=look_up))
register("ideas.received_letter", Wording(subject=_received, body=_follow_words, reader=contributor, path=follow_path))
register(
    "ideas.link_letter",
    Wording(subject=lambda facts: _("Your ideas at the lab"), body=_follow_words, reader=contributor, path=follow_path),
)
register(
    "ideas.confirm",
    Wording(
        subject=lambda facts: _("Confirm your address: your idea waits for it"),
        body=_confirm_words,
        reader=held,
        path=confirm_path,
    ),
)
