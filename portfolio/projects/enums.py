from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Facet(models.TextChoices):
    """What sort of innovation it is, by the four facets of the OECD's observatory."""

    ENHANCEMENT = "enhancement", _("Enhancement-oriented")
    MISSION = "mission", _("Mission-oriented")
    ADAPTIVE = "adaptive", _("Adaptive")
    ANTICIPATORY = "anticipatory", _("Anticipatory")


class InnovationKind(models.TextChoices):
    """What is new: what people are given, how it is done, with what, by which rule, or the whole of it."""

    SERVICE = "service", pgettext_lazy("kind of innovation", "Service")
    PROCESS = "process", pgettext_lazy("kind of innovation", "Process")
    TECHNOLOGY = "technology", pgettext_lazy("kind of innovation", "Technology")
    POLICY = "policy", pgettext_lazy("kind of innovation", "Policy")
    SYSTEM = "system", pgettext_lazy("kind of innovation", "System")


class Advice(models.TextChoices):
    """What the AI Committee says of a project that uses artificial intelligence."""

    GO_ON = "go_on", _("Nothing stands against it")
    CONDITIONS = "conditions", _("Go on, and heed this")
    REFRAIN = "refrain", _("Advises against it")


class AiState(models.TextChoices):
    """Where the review of such a project stands; drawn from its steps, never stored."""

    NOT_ASKED = "not_asked", _("Committee not asked yet")
    AWAITING = "awaiting", _("Awaiting the AI Committee")
    REVIEWED = "reviewed", _("Reviewed by the AI Committee")


# Readiness of a technology: from a principle that was observed to a system in daily use.
LEAST_READY, MOST_READY = 1, 9


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
    CONDITIONS = "conditions", _("Proceed with conditions")
    REWORK = "rework", _("Rework")
    RETURN = "return", _("Return to an earlier stage")
    PAUSE = "pause", _("Pause")
    STOP = "stop", _("Stop")


# After these the project goes on to the next stage.
LETS_PASS = (Ruling.PROCEED, Ruling.CONDITIONS)


class GateStatus(models.TextChoices):
    DRAFT = "draft", _("Being written")
    OPEN = "open", _("Waiting for a decision")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EvidenceKind(models.TextChoices):
    """What can be shown for a criterion."""

    TEXT = "text", _("Text")
    FILE = "file", _("File")
    LINK = "link", _("Link")
    FACT = "fact", _("A fact that the system checks")


class Rating(models.TextChoices):
    """How a panel member finds a criterion."""

    MET = "met", _("Met")
    PARTLY = "partly", _("Partly met")
    NOT_MET = "not_met", _("Not met")
    NOT_APPLICABLE = "na", _("Not applicable")


class Declaration(models.TextChoices):
    """What a panel member says of their own interest, before seeing what is judged."""

    NONE_YET = "", _("Not declared yet")
    NO_CONFLICT = "clear", _("No conflict of interest")
    RECUSED = "recused", _("Recused")


class ReviewOutcome(models.TextChoices):
    """What a source says of a gate review that was held elsewhere."""

    PASSED = "passed", _("Passed")
    NOT_PASSED = "not_passed", _("Did not pass")


class HandoverStatus(models.TextChoices):
    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Taken over")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DatePrecision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


class MilestoneMove(models.TextChoices):
    """What happened to a milestone's days."""

    PLANNED = "planned", _("Planned")
    FORECAST = "forecast", _("Forecast changed")
    REACHED = "reached", _("Reached")
    BASELINED = "baselined", _("Baseline set")
    REBASELINED = "rebaselined", _("Baseline set anew")
    DROPPED = "dropped", _("Taken out of the plan")


class RiskKind(models.TextChoices):
    RISK = "risk", _("Risk")
    ISSUE = "issue", _("Issue")


class RiskState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state", "Open")
    ACCEPTED = "accepted", _("Accepted")
    CLOSED = "closed", _("Closed")


class MoneyKind(models.TextChoices):
    BUDGET = "budget", _("Budget")
    FORECAST = "forecast", _("Forecast")
    SPEND = "spend", _("Spending")
