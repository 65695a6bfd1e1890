"""Writing down what an indicator showed. Only ever added to: a correction stands beside what it corrects."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portfolio.measures.actions.indicators import problem_of_precision
from portfolio.measures.models import Indicator, IndicatorWording, Reading
from portfolio.measures.periods import first_day_of, last_day_of
from records.actions import audit, files
from records.clock import today
from records.file_contents import kind_of
from records.models import PrivateFile
from records.policy import require
from records.versions import locked

ACTION = "measures.record_history"
BATCH = 500
EVIDENCE = "measures.reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReading:
    """A reading as a source tells it. A source that gives no day of reading is taken to have read when it was over."""

    key: str = ""
    indicator: Indicator
    period_on: dt.date
    value: Decimal
    method: str = ""
    link: str = ""
    read_on: dt.date | None = None


def read(
    *,
    by: Any,
    indicator: Indicator,
    period_on: dt.date,
    value: Decimal,
    method: str = "",
    link: str = "",
    file: Any = None,
    read_on: dt.date | None = None,
) -> Reading:
    """The first reading of a period."""
    require(by, "measures.read", indicator)
    with transaction.atomic():
        indicator = locked(Indicator.objects.all(), indicator.pk)
        require(by, "measures.read", indicator)
        period = first_day_of(period_on, indicator.frequency)
        _check(indicator, period, value, read_on or today(), link)
        if indicator.readings.filter(period_on=period).exists():
            raise ValidationError({"period_on": _("This period has its reading. Correct that one instead.")})
        reading = Reading.objects.create(
            indicator=indicator,
            wording=wording_of(indicator),
            period_on=period,
            value=value,
            method=method,
            link=link,
            file=kept_evidence(by, file, EVIDENCE, indicator.pk),
            read_on=read_on or today(),
            recorded_by=by,
        )
        audit.record(
            by=by,
            action="measures.read",
            target=reading,
            agency_id=indicator.owner_agency_id,
            after={"indicator": indicator.code, "period": period, "value": str(value)},
        )
    return reading


def correct(*, by: Any, reading: Reading, value: Decimal, reason: str, method: str = "", link: str = "") -> Reading:
    require(by, "measures.correct", reading)
    with transaction.atomic():
        indicator = locked(Indicator.objects.all(), reading.indicator_id)
        if Reading.objects.filter(corrects=reading).exists():
            raise ValidationError(_("Somebody has corrected this reading already. Look at the newer one."))
        _check(indicator, reading.period_on, value, today(), link)
        if not reason.strip():
            raise ValidationError({"reason": _("Say why the reading is corrected.")})
        made = Reading.objects.create(
            indicator=indicator,
            wording=wording_of(indicator),
            period_on=reading.period_on,
            value=value,
            method=method or reading.method,
            link=link or reading.link,
            file=reading.file,
            corrects=reading,
            reason=reason,
            read_on=today(),
            recorded_by=by,
        )
        audit.record(
            by=by,
            action="measures.correct",
            target=made,
            agency_id=indicator.owner_agency_id,
            before={"value": str(reading.value)},
            after={"indicator": indicator.code, "period": reading.period_on, "value": str(value)},
        )
    return made


def kept_evidence(by: Any, upload: Any, belongs_to: str, owner_id: int) -> PrivateFile | None:
    """An uploaded file, kept once its content is what its name says. Raises ValidationError where it is not."""
    if upload is None:
        return None
    try:
        content_type = kind_of(upload)
    except ValidationError as refusal:
        raise ValidationError({"file": refusal}) from refusal
    return files.keep(
        by=by, content=upload, name=upload.name, content_type=content_type, belongs_to=belongs_to, owner_id=owner_id
    )


def record_history(*, by: Any, source: str, past: Sequence[PastReading]) -> list[Reading]:
    """Readings of a source, many at a time. Those that came in before, by source and key, are left as they are."""
    require(by, ACTION)
    with transaction.atomic():
        held = {
            indicator.pk: indicator
            for indicator in Indicator.objects.filter(pk__in={told.indicator.pk for told in past})
            .order_by("pk")
            .select_for_update(of=("self",))
        }
        wordings = {pk: wording_of(indicator) for pk, indicator in held.items()}
        keys = [told.key for told in past if told.key]
        here = set(Reading.objects.filter(source_name=source, source_key__in=keys).values_list("source_key", flat=True))
        taken = set(Reading.objects.filter(indicator__in=held).values_list("indicator", "period_on"))
        made = []
        for told in past:
            if told.key and told.key in here:
                continue
            indicator = held[told.indicator.pk]
            period = first_day_of(told.period_on, indicator.frequency)
            read_on = told.read_on or last_day_of(period, indicator.frequency)
            _check(indicator, period, told.value, read_on, told.link)
            if (indicator.pk, period) in taken:
                raise ValidationError({"period_on": _("This period has its reading. Correct that one instead.")})
            taken.add((indicator.pk, period))
            made.append(
                Reading(
                    indicator=indicator,
                    wording=wordings[indicator.pk],
                    period_on=period,
                    value=told.value,
                    method=told.method,
                    link=told.link,
                    read_on=read_on,
                    recorded_by=by,
                    source_name=source,
                    source_key=told.key,
                )
            )
        Reading.objects.bulk_create(made, batch_size=BATCH)
        if made:
            audit.record(
                by=by,
                action=ACTION,
                target=made[0] if len(made) == 1 else None,
                count=len(made),
                after={"source": source, "ids": [reading.pk for reading in made]},
            )
    return made


def wording_of(indicator: Indicator) -> IndicatorWording:
    """The definition as it reads now."""
    found = indicator.wordings.order_by("-number").first()
    assert found, "an indicator is defined with its first wording"
    return found


def problem_of_link(link: str) -> Any:
    if link:
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError:
            return _("This is no address of a page. It begins with https://.")
    return ""


def problem_of_period(period: dt.date, frequency: str) -> Any:
    """What has not ended yet cannot have been read: half a month would be taken for a whole one."""
    ends = last_day_of(period, frequency)
    if ends > today():
        return _("This period ends on %(day)s; it can be told once it is over.") % {
            "day": date_format(ends, "DATE_FORMAT")
        }
    return ""


def _check(indicator: Indicator, period: dt.date, value: Decimal, read_on: dt.date, link: str) -> None:
    problems: dict[str, Any] = {}
    if problem := problem_of_period(period, indicator.frequency):
        problems["period_on"] = problem
    if read_on > today():
        problems["read_on"] = _("This day is still to come: a reading tells of what has been read.")
    if problem := problem_of_precision(value, indicator.decimals):
        problems["value"] = problem
    if problem := problem_of_link(link):
        problems["link"] = problem
    if problems:
        raise ValidationError(problems)
