from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LAB_ADMINISTRATOR = "lab_administrator", _("Lab administrator")
    LAB_CURATOR = "lab_curator", _("Lab curator")
    INNOVATION_OFFICER = "innovation_officer", _("Innovation officer")
    AGENCY_LEAD = "agency_lead", _("Agency lead")
    LEADER = "leader", _("Leader")
    JUROR = "juror", _("Juror")
    TRAINEE = "trainee", _("Trainee")
    AI_REVIEWER = "ai_reviewer", _("Member of the AI Committee")


LAB_ROLES = (Role.LAB_ADMINISTRATOR, Role.LAB_CURATOR)
# Roles that need a second factor: the lab's, and who signs for an agency.
SECOND_FACTOR_ROLES = (*LAB_ROLES, Role.AGENCY_LEAD)
# Roles whose holder sees the whole portfolio of the agency that the role is for (of the country where it is for none).
AGENCY_INSIDER_ROLES = (Role.INNOVATION_OFFICER, Role.AGENCY_LEAD, Role.LEADER)
# Roles that may be held for the whole country instead of one agency.
COUNTRY_ROLES = (Role.LEADER,)


class AgencyKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    AUTHORITY = "authority", _("Authority")
    BUREAU = "bureau", _("Bureau")
    CORPORATION = "corporation", _("Corporation")
    COUNCIL = "council", _("Council")
    OFFICE = "office", _("Office")
    SECRETARIAT = "secretariat", _("Secretariat")
    BANK = "bank", _("Bank")
    UNIVERSITY = "university", _("University")
    AGENCY = "agency", _("Agency")


class Language(models.TextChoices):
    ARABIC = "ar", "العربية"
    ENGLISH = "en", "English"
