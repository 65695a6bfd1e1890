from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.standing import Standing, standing_of
from portfolio.ideas.enums import Audience, IdeaStatus, Showing
from portfolio.ideas.models.call import Call
from portfolio.ideas.models.contributor import Contributor
from portfolio.ideas.models.form_version import FormVersion
from portfolio.projects.models import Project
from records.clock import today
from records.search_words import WordsField
from records.versions import Versioned


class IdeaQuerySet(models.QuerySet["Idea"]):
    def visible_to(self, person: Any) -> IdeaQuerySet:
        standing = standing_of(person)
        if standing.sees_country:
            return self
        has_name = getattr(person, "is_authenticated", False) or isinstance(person, Contributor)
        return self.filter(self.shown_to_q(standing) | (self.written_by_q(person) if has_name else Q()))

    @staticmethod
    def shown_to_q(standing: Standing) -> Q:
        """What who stands so may see without having written it."""
        seen = Q(showing=Showing.PUBLIC)
        if standing.is_government:
            agencies = sorted(agency for _role, agency in standing.held if agency)
            reached = ~Q(call__audience=Audience.AGENCY) | Q(call__agency__in=agencies)
            seen |= reached & Q(showing=Showing.INSIDE)
        return seen

    def written_by(self, author: Any) -> IdeaQuerySet:
        return self.filter(self.written_by_q(author))

    @staticmethod
    def written_by_q(author: Any) -> Q:
        column = "contributor" if isinstance(author, Contributor) else "person"
        return Q(pk__in=Authorship.objects.filter(**{column: author.pk}).values("idea"))


class Idea(Versioned):
    """What somebody proposed, in the words and the language that it was written in."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="ideas", verbose_name=_("call"))
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="ideas")
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("idea"), max_length=6000)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    # The answers to the extra questions of `form`, by the key of the question.
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.CharField(_("status"), max_length=10, choices=IdeaStatus, default=IdeaStatus.RECEIVED)
    status_since = models.DateField(default=today)
    sent_on = models.DateField(_("sent on"), default=today)
    showing = models.CharField(_("who sees it"), max_length=8, choices=Showing, default=Showing.INSIDE)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, related_name="ideas")
    # The key of what was held until its address was confirmed, so that its link leads here ever after.
    held_key = models.UUIDField(null=True, unique=True, editable=False)
    words = WordsField(blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(status=IdeaStatus.MERGED) & Q(merged_into__isnull=False))
                | (~Q(status=IdeaStatus.MERGED) & Q(merged_into=None)),
                name="idea_merged_into_something",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="idea_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=(Q(status=IdeaStatus.ADOPTED) & Q(project__isnull=False))
                | (~Q(status=IdeaStatus.ADOPTED) & Q(project=None)),
                name="idea_adopted_into_a_project",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "status_since", "id"], name="idea_by_status"),
            models.Index(fields=["call", "-id"], name="idea_by_call"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return reference_of(self.pk)


def reference_of(number: int) -> str:
    return f"i-{number:04d}"


class Authorship(models.Model):
    """Who wrote an idea: people of the house or of outside. What is joined to an idea brings its authors with it."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="authorships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="idea_authorships"
    )
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, null=True, related_name="authorships")
    came_from = models.ForeignKey(Idea, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(contributor=None))
                | (Q(person=None) & Q(contributor__isnull=False)),
                name="authorship_of_one_author",
            ),
            models.UniqueConstraint(
                fields=["idea", "person"], condition=Q(person__isnull=False), name="authorship_of_person_once"
            ),
            models.UniqueConstraint(
                fields=["idea", "contributor"],
                condition=Q(contributor__isnull=False),
                name="authorship_of_contributor_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.idea_id} by {self.person_id or self.contributor_id}"
