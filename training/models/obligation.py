import datetime as dt

from django.conf import settings
from django.db import models

from accounts.models import Agency
from training.models.course import Course

# Stands for "always" where days are compared.
ALWAYS = dt.date.min


class Obligation(models.Model):
    """That a person of an agency has to know a course: after one day, up to another. Drawn from what is required, from
    roles and from what training knows of people, whenever one of those changes."""

    # The constraint below begins with it.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # The last day on which it did not hold yet.
    after = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course", "after"], name="obligation_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.until}"
