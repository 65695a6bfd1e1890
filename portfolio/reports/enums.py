from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportStatus(models.TextChoices):
    EXPECTED = "expected", pgettext_lazy("report", "Expected")
    DRAFT = "draft", pgettext_lazy("report", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("report", "Submitted")
    SIGNED = "signed", pgettext_lazy("report", "Signed")
    RETURNED = "returned", pgettext_lazy("report", "Returned")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")


# The agency writes while it is one of these.
WRITABLE = (ReportStatus.EXPECTED, ReportStatus.DRAFT, ReportStatus.RETURNED)
# The lead has not signed yet: what is late can only be one of these.
UNSIGNED = (*WRITABLE, ReportStatus.SUBMITTED)


class Step(models.TextChoices):
    """What somebody did with a report."""

    DRAFTED = "drafted", pgettext_lazy("step of a report", "Drafted from the records")
    NIL = "nil", pgettext_lazy("step of a report", "Declared that there is nothing to report")
    SUBMITTED = "submitted", pgettext_lazy("step of a report", "Submitted")
    RECALLED = "recalled", pgettext_lazy("step of a report", "Taken back before the signature")
    SIGNED = "signed", pgettext_lazy("step of a report", "Signed")
    RETURNED = "returned", pgettext_lazy("step of a report", "Returned with remarks")
    ACCEPTED = "accepted", pgettext_lazy("step of a report", "Accepted")
    REOPENED = "reopened", pgettext_lazy("step of a report", "Opened again for a correction")
    EXTENDED = "extended", pgettext_lazy("step of a report", "Given more time")
    EXCUSED = "excused", pgettext_lazy("step of a report", "Excused from reporting")


class SnapshotKind(models.TextChoices):
    AGENCY = "agency", _("The agency's part")
    LAB = "lab", _("The lab's part")
    COUNTRY = "country", _("The country's report")
    # Says what a frozen text reads like after a person's name was taken out of it.
    REMOVAL = "removal", _("Removal of a name")


class Part(models.TextChoices):
    """What a person writes, of a project or of the agency as a whole."""

    NARRATIVE = "narrative", _("What happened")
    RATING = "rating", _("Delivery confidence")
    RATING_REASON = "rating_reason", _("Why this confidence")
    RECOVERY = "recovery", _("What is done to recover")
    ENDS_ON = "ends_on", _("Expected to end on")
    END_MOVED = "end_moved", _("Why the end moved")
    BUDGET = "budget", _("Budget (QAR)")
    FORECAST = "forecast", _("Forecast (QAR)")
    SPENT = "spent", _("Spent (QAR)")
    VARIANCE = "variance", _("Why the forecast differs")
    RISKS = "risks", _("Main risks and issues")
    REACHED = "reached", _("People reached")
    DECISIONS = "decisions", _("Decisions asked for")
    LAST_PLAN = "last_plan", _("What became of last quarter's plan")
    PLAN = "plan", _("Plan for the next quarter")
    LAB_RATING = "lab_rating", _("The lab's rating")
    LAB_REASON = "lab_reason", _("The lab's view")


# In the order in which they are asked.
OF_PROJECT = (
    Part.NARRATIVE,
    Part.RATING,
    Part.RATING_REASON,
    Part.RECOVERY,
    Part.ENDS_ON,
    Part.END_MOVED,
    Part.BUDGET,
    Part.FORECAST,
    Part.SPENT,
    Part.VARIANCE,
    Part.RISKS,
    Part.REACHED,
    Part.DECISIONS,
    Part.LAST_PLAN,
    Part.PLAN,
)
OF_AGENCY = (Part.NARRATIVE, Part.LAST_PLAN, Part.PLAN, Part.DECISIONS)
OF_LAB = (Part.LAB_RATING, Part.LAB_REASON)
OF_LAB_ON_AGENCY = (Part.LAB_REASON,)
RATINGS = (Part.RATING, Part.LAB_RATING)
MONEY = (Part.BUDGET, Part.FORECAST, Part.SPENT)
FIGURES = (*MONEY, Part.REACHED)
