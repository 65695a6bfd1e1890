from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")


class Aggregation(models.TextChoices):
    """How the values of several periods, and of several projects, become one."""

    SUM = "sum", _("Added up")
    LATEST = "latest", _("A stock: the latest counts, projects are added up")
    MEAN = "mean", _("A rate: the average")
    MAX = "max", _("The largest")
    MIN = "min", _("The smallest")


# Only of these can a part belong to one agency or objective and the rest to another.
DIVISIBLE = (Aggregation.SUM, Aggregation.LATEST)


class Frequency(models.TextChoices):
    MONTH = "month", _("Each month")
    QUARTER = "quarter", _("Each quarter")


MOST_DECIMALS = 4
