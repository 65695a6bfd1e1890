"""Supporters and comments, and the lab's hand over them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio.ideas.actions import steps, telling
from portfolio.ideas.models import Authorship, Comment, Idea, Support
from records.actions import audit
from records.policy import require
from records.versions import locked


def support(*, by: Any, idea: Idea) -> None:
    require(by, "ideas.support", idea)
    with transaction.atomic():
        Support.objects.get_or_create(idea=idea, person=by, until=None)
        audit.record(by=by, action="ideas.support", target=idea, agency_id=idea.call.agency_id)


def take_support_back(*, by: Any, idea: Idea) -> None:
    require(by, "ideas.support", idea)
    with transaction.atomic():
        Support.objects.filter(idea=idea, person=by, until=None).update(until=timezone.now())
        audit.record(by=by, action="ideas.unsupport", target=idea, agency_id=idea.call.agency_id)


def comment(*, by: Any, idea: Idea, words: str) -> Comment:
    require(by, "ideas.comment", idea)
    words = steps.said(words, "words", _("Write your comment."))
    with transaction.atomic():
        made = Comment.objects.create(idea=idea, person=by, words=words)
        audit.record(by=by, action="ideas.comment", target=made, agency_id=idea.call.agency_id, after={"idea": idea.pk})
        authors = [one.person for one in Authorship.objects.filter(idea=idea).select_related("person") if one.person]
        told = [author for author in authors if author.pk != by.pk]
        telling.tell_people(told, kind="ideas.commented", idea=idea, once=f"ideas.commented:{made.pk}")
    return made


def hide(*, by: Any, comment: Comment, reason: str) -> Comment:
    """The words stay for the lab and in the trail; everybody else reads that there was a comment, and why it went."""
    require(by, "ideas.moderate", comment)
    reason = steps.said(reason, "reason", _("Say why the comment is hidden."))
    with transaction.atomic():
        comment = locked(Comment.objects.select_related("idea__call", "person"), comment.pk)
        if comment.hidden_at:
            raise ValidationError(_("This comment is hidden already."))
        comment.hidden_at, comment.hidden_by, comment.hidden_why = timezone.now(), by, reason
        comment.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])
        _record(by, "ideas.hide_comment", comment, {"reason": reason})
        if comment.person_id != by.pk:
            once = f"ideas.comment_hidden:{comment.pk}:{comment.hidden_at.isoformat()}"
            telling.tell_people([comment.person], kind="ideas.comment_hidden", idea=comment.idea, once=once)
    return comment


def show_again(*, by: Any, comment: Comment) -> Comment:
    require(by, "ideas.moderate", comment)
    with transaction.atomic():
        comment = locked(Comment.objects.select_related("idea__call"), comment.pk)
        if not comment.hidden_at:
            raise ValidationError(_("This comment is not hidden."))
        comment.hidden_at, comment.hidden_by, comment.hidden_why = None, None, ""
        comment.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])
        _record(by, "ideas.show_comment", comment, {})
    return comment


def _record(by: Any, action: str, comment: Comment, told: dict[str, Any]) -> None:
    audit.record(
        by=by,
        action=action,
        target=comment,
        agency_id=comment.idea.call.agency_id,
        after={"idea": comment.idea_id, **told},
    )
