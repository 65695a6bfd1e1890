"""The only way to fetch an indicator or a reading. What is out of scope is the same 404 as what is not there."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from portfolio.measures.models import Indicator, Reading


def indicator_of(person: Any, code: str) -> Indicator:
    return get_object_or_404(Indicator.objects.visible_to(person).select_related("owner_agency"), code=code)


def reading_of(person: Any, code: str, pk: int) -> Reading:
    indicator = indicator_of(person, code)
    reading = get_object_or_404(indicator.readings.all(), pk=pk)
    reading.indicator = indicator
    return reading
