from django.db import models
from django.utils.translation import gettext_lazy as _


class StageKind(models.TextChoices):
    ON_PATH = "on_path", _("On the path")
    HOLD = "hold", _("On hold")
    STOPPED = "stopped", _("Stopped")
    MERGED = "merged", _("Merged")


OFF_PATH = (StageKind.HOLD, StageKind.STOPPED, StageKind.MERGED)
# A project here is over: nothing is due from it and it never stands still.
ENDED = (StageKind.STOPPED, StageKind.MERGED)


class Confidence(models.TextChoices):
    GREEN = "green", _("On track")
    AMBER = "amber", _("At risk")
    RED = "red", _("Off track")
    NOT_RATED = "not_rated", _("Not yet rated")


RATED = (Confidence.GREEN, Confidence.AMBER, Confidence.RED)


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    GOVERNMENT = "government", _("Government")
    AGENCY = "agency", _("Own agency")


class Move(models.TextChoices):
    """What kind of step a recorded transition was."""

    REGISTERED = "registered", _("Registered")
    FORWARD = "forward", _("Moved forward")
    SKIPPED = "skipped", _("Skipped ahead")
    RETURNED = "returned", _("Returned")
    HELD = "held", _("Put on hold")
    RESUMED = "resumed", _("Resumed")
    STOPPED = "stopped", _("Stopped")
    MERGED = "merged", _("Merged")
    RELABELLED = "relabelled", _("Relabelled")
    OBSERVED = "observed", _("Seen in this stage")


MOVED_FORWARD = (Move.FORWARD, Move.SKIPPED)
# Moves that nobody may make without saying why.
NEED_A_REASON = (Move.SKIPPED, Move.RETURNED, Move.HELD, Move.STOPPED, Move.MERGED)


class Ruling(models.TextChoices):
    """What the lab decides at a gate."""

    PROCEED = "proceed", _("Proceed")
    REWORK = "rework", _("Rework")
    RETURN = "return", _("Return to an earlier stage")
    PAUSE = "pause", _("Pause")
    STOP = "stop", _("Stop")


class GateStatus(models.TextChoices):
    OPEN = "open", _("Waiting for a decision")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class HandoverStatus(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Taken over")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DatePrecision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")
