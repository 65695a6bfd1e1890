from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portfolio.projects.models.project import Project
from records.clock import today
from records.models import PrivateFile


class TeamMember(models.Model):
    """Who works on a project, as what, from one day to another. A name is kept only of who has no account here."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="teams",
        verbose_name=_("person"),
    )
    outside_name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role in the team"), max_length=120)
    since = models.DateField(_("from"), default=today)
    until = models.DateField(_("to"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        verbose_name = _("member of the team")
        verbose_name_plural = _("members of the team")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, outside_name="") | (Q(person=None) & ~Q(outside_name="")),
                name="team_member_is_somebody",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="team_member_leaves_after_joining"
            ),
            models.UniqueConstraint(
                fields=["project", "person", "role"], condition=Q(until=None), name="team_member_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.outside_name


class ProjectFile(models.Model):
    """A file that shows how the work stands. Taken away, it is no longer offered; the row says so."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="shown_by_project")
    title = models.CharField(_("what it shows"), max_length=200)
    added_on = models.DateField(default=today)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_on = models.DateField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-added_on", "-id"]
        verbose_name = _("file of a project")
        verbose_name_plural = _("files of a project")

    def __str__(self) -> str:
        return self.title
