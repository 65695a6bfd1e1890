from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.TextChoices):
    FORECAST = "forecast", _("Forecast")
    CLAIMED = "claimed", _("Claimed by the agency")
    VERIFIED = "verified", _("Verified by the lab")


# A share is kept in hundredths of a percent: 33.34 % is 3334, and the whole is 10,000.
WHOLE = 10_000
