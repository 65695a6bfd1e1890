"""What the matrix is added up from. It holds days and no verdicts: what is valid today is asked of the days."""

import datetime as dt

from django.conf import settings
from django.db import models

from accounts.models import Agency
from training.models.course import Course

# Stands for "never ends" where days are compared.
NEVER = dt.date(9999, 12, 31)


class Holding(models.Model):
    """Of one person and one course: when it was first and last completed, and until when that is valid."""

    # The constraint below begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="holdings", db_index=False
    )
    # The days stand in no index: moving them, as every load does, then leaves the indexes as they are.
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="holdings")
    first_on = models.DateField()
    last_on = models.DateField()
    valid_until = models.DateField()
    # How many completions count now; 0 where nobody has counted them yet.
    times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="holding_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.valid_until}"


class Cell(models.Model):
    """An agency at a course: the row that is held while its days are moved; with what no day changes."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    nominated = models.PositiveIntegerField(default=0, db_default=0)
    attended = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "course"], name="cell_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.course_id}"


class CellDay(models.Model):
    """How many of a cell first completed in a month; and until which day how many are valid, are required, and are
    required with a valid completion. Of the last two who is not required before a day is taken off until then, so that
    each figure of a day is the sum of what lies on it and after."""

    class What(models.TextChoices):
        COMPLETED = "completed"
        VALID = "valid"
        REQUIRED = "required"
        FULFILLED = "fulfilled"

    cell = models.ForeignKey(Cell, on_delete=models.CASCADE, related_name="days")
    what = models.CharField(max_length=9, choices=What)
    day = models.DateField()
    people = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cell", "what", "day"], name="cell_day_once")]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.what} {self.day}: {self.people}"
