"""What the matrix is added up from. It holds days and no verdicts: what is valid today is asked of the days."""

from django.db import models

from accounts.models import Agency
from training.models.course import Course


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
