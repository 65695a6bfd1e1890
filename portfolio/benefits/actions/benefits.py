"""What a project promises the citizen, and who shares in it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from portfolio.benefits.enums import WHOLE
from portfolio.benefits.models import Benefit, Share, Sharing
from portfolio.measures.models import Indicator
from portfolio.projects.models import Project
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked

WITH_PROJECT = Benefit.objects.select_related("project__stage", "indicator")


def promise(
    *,
    by: Any,
    project: Project,
    indicator: Indicator,
    gain_en: str,
    gain_ar: str,
    promised_on: dt.date | None = None,
) -> Benefit:
    """A project takes it upon itself to change what the indicator tells."""
    require(by, "benefits.promise", project)
    with transaction.atomic():
        project = locked(Project.objects.select_related("stage"), project.pk)
        require(by, "benefits.promise", project)
        on = promised_on or today()
        problems = _wordless(gain_en, gain_ar)
        if on > today():
            problems["promised_on"] = _("This day is still to come.")
        if indicator.retired_on and indicator.retired_on <= today():
            problems["indicator"] = _("This indicator is retired: it is not read any more.")
        elif project.benefits.filter(indicator=indicator).exists():
            problems["indicator"] = _("The project has a benefit by this indicator already. Add to that one.")
        if problems:
            raise ValidationError(problems)
        benefit = Benefit.objects.create(
            project=project, indicator=indicator, gain_en=gain_en, gain_ar=gain_ar, promised_on=on, created_by=by
        )
        audit.record(
            by=by,
            action="benefits.promise",
            target=benefit,
            agency_id=project.lead_agency_id,
            after={"project": project.pk, "indicator": indicator.code, "gain_en": gain_en, "gain_ar": gain_ar},
        )
    return benefit


def reword(*, by: Any, benefit: Benefit, version: int, gain_en: str, gain_ar: str) -> Benefit:
    """Raises EditConflict when it was saved since `version` was read."""
    require(by, "benefits.promise", benefit)
    with transaction.atomic():
        benefit = locked(WITH_PROJECT, benefit.pk, version)
        require(by, "benefits.promise", benefit)
        if problems := _wordless(gain_en, gain_ar):
            raise ValidationError(problems)
        before = {"gain_en": benefit.gain_en, "gain_ar": benefit.gain_ar}
        benefit.gain_en, benefit.gain_ar = gain_en, gain_ar
        benefit.version += 1
        benefit.save(update_fields=["gain_en", "gain_ar", "version"])
        audit.record(
            by=by,
            action="benefits.reword",
            target=benefit,
            agency_id=benefit.project.lead_agency_id,
            before=before,
            after={"gain_en": gain_en, "gain_ar": gain_ar},
        )
    return benefit


def share(
    *, by: Any, benefit: Benefit, hundredths: Mapping[Agency, int], reason: str, happened_on: dt.date | None = None
) -> Sharing:
    """From a day on the benefit is divided so among the agencies of the project, in hundredths of a percent."""
    require(by, "benefits.share", benefit)
    with transaction.atomic():
        benefit = locked(WITH_PROJECT, benefit.pk)
        require(by, "benefits.share", benefit)
        on = happened_on or today()
        _check_shares(benefit, hundredths)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why the benefit is shared so.")})
        last = benefit.sharings.first()
        if on > today() or (last and on < last.happened_on):
            raise ValidationError(
                {"happened_on": _("Choose a day that has come, and not before the last change of the shares.")}
            )
        sharing = Sharing.objects.create(benefit=benefit, reason=reason, happened_on=on, recorded_by=by)
        Share.objects.bulk_create(
            Share(sharing=sharing, agency=agency, hundredths=part) for agency, part in hundredths.items() if part
        )
        audit.record(
            by=by,
            action="benefits.share",
            target=benefit,
            agency_id=benefit.project.lead_agency_id,
            after={"shares": {agency.code: part for agency, part in hundredths.items() if part}},
        )
    return sharing


def agencies_of(project: Project) -> list[Agency]:
    """Who can share in its benefits: who leads it, then its partners."""
    partners = Agency.objects.filter(partnerships__project=project, partnerships__until=None).order_by("code")
    return [project.lead_agency, *partners.exclude(pk=project.lead_agency_id).distinct()]


def _check_shares(benefit: Benefit, hundredths: Mapping[Agency, int]) -> None:
    if any(part < 0 for part in hundredths.values()):
        raise ValidationError({"shares": _("A share is 0 % or more.")})
    whole = sum(hundredths.values())
    if whole != WHOLE:
        shown = f"{whole / 100:,.2f}".rstrip("0").rstrip(".")
        too_much = _(
            "The shares come to %(sum)s %%. Together they are 100 %%, so that nothing is counted twice: take %(over)s "
            "%% away."
        )
        too_little = _("The shares come to %(sum)s %%. Together they are 100 %%: %(left)s %% is nobody's yet.")
        apart = f"{abs(whole - WHOLE) / 100:,.2f}".rstrip("0").rstrip(".")
        raise ValidationError(
            {
                "shares": ValidationError(
                    too_much if whole > WHOLE else too_little, params={"sum": shown, "over": apart, "left": apart}
                )
            }
        )
    strangers = {agency for agency, part in hundredths.items() if part} - set(agencies_of(benefit.project))
    if strangers:
        raise ValidationError({"shares": _("Only agencies that lead the project or are its partners share in it.")})


def _wordless(gain_en: str, gain_ar: str) -> dict[str, Any]:
    return {
        name: _("Say it in both languages.")
        for name, words in (("gain_en", gain_en), ("gain_ar", gain_ar))
        if not words.strip()
    }
