"""The country's report as it is read: drawn from its content, frozen or as it stands, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from portfolio.projects.enums import RATED, Confidence, StageKind
from portfolio.reports.contents import named
from portfolio.reports.country import steps_between
from portfolio.reports.country_movement import WAYS
from portfolio.reports.country_wording import figures_of, sentence_of_country
from portfolio.reports.reading import way_of
from portfolio.reports.told import grouped, quarter_short, quarter_words
from records.confidence_signs import sign_of, word_of


class CountryReading:
    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.quarter: str = content["quarter"]["code"]
        self.figures: Mapping[str, int] = content["figures"]
        self.before: Mapping[str, Any] = content["before"]

    # In words

    @property
    def name(self) -> str:
        return quarter_words(self.content["quarter"]["year"], self.content["quarter"]["number"])

    @property
    def sentence(self) -> str:
        return sentence_of_country(self.figures)

    @property
    def six(self) -> list[dict[str, Any]]:
        url = reverse("reports:quarter", args=[self.quarter])
        return figures_of(self.figures, self.before.get("figures"), url)

    @property
    def other_name(self) -> str:
        return quarter_short(self.before["code"]) if self.before else ""

    @property
    def is_of_others(self) -> bool:
        return bool(self.before and self.before["is_of_others"])

    @property
    def included_then(self) -> int:
        return int(self.before["figures"]["included"]) if self.before else 0

    # Tables

    @property
    def stages(self) -> list[dict[str, Any]]:
        counts = {one["code"]: one["count"] for one in self.content["stages"]}
        steps = steps_between(counts, self.before["stages"]) if self.before else {}
        return [
            {
                "label": named(one),
                "hue": f"stage-{min(one['order'], 6)}" if one["kind"] == StageKind.ON_PATH else "stage-off",
                "count": one["count"],
                "step": signed(steps.get(one["code"])),
            }
            for one in self.content["stages"]
        ]

    @property
    def ratings(self) -> list[dict[str, Any]]:
        ratings = self.content["ratings"]
        steps = steps_between(ratings, self.before["ratings"]) if self.before else {}
        return [
            {"code": code, "label": word_of(sign_of(code)), "count": ratings[code], "step": signed(steps.get(code))}
            for code in (*RATED, Confidence.NOT_RATED)
        ]

    @property
    def money(self) -> list[dict[str, str]]:
        words = {"budget": gettext("budget"), "forecast": gettext("forecast"), "spent": gettext("spent")}
        told = {name: plain(self.content["money"][name]) for name in words}
        return [{"label": words[name], "value": value} for name, value in told.items() if value != "0"]

    @property
    def agencies(self) -> list[dict[str, Any]]:
        return [self._with_agency(one) for one in self.content["agencies"]]

    @property
    def missing(self) -> list[dict[str, str]]:
        return [{"name": named(one), "url": self.address(one["agency"])} for one in self.content["missing"]]

    @property
    def given(self) -> list[dict[str, Any]]:
        return [
            {
                "title": named(one),
                "unit": named(one["unit"]),
                "value": _span(one["low"], one["high"]),
                "parts": [self._with_agency(part) | {"value": plain(part["value"])} for part in one["parts"]],
            }
            for one in self.content["given"]
        ]

    @property
    def trained(self) -> list[dict[str, Any]]:
        return [self._with_agency(one) for one in self.content["trained"]]

    @property
    def movement(self) -> list[dict[str, Any]]:
        """Each way with its projects; the ways that nothing went are left out."""
        labels = {
            "forward": gettext("Moved forward"),
            "back": gettext("Went back"),
            "better": gettext("Confidence rose"),
            "worse": gettext("Confidence fell"),
            "came": gettext("New in the reports"),
            "gone": gettext("No longer reported"),
        }
        then = self.before.get("code", "")
        return [
            {
                "way": way,
                "label": labels[way],
                "projects": [self._project(one, then if way == "gone" else self.quarter) for one in found],
            }
            for way in WAYS
            if (found := self.content["moved"][way])
        ]

    # Words of the agencies

    @property
    def decisions(self) -> list[dict[str, Any]]:
        return self._told("decisions")

    @property
    def gates_waiting(self) -> list[dict[str, Any]]:
        return self._told("gates_waiting")

    @property
    def off_track(self) -> list[dict[str, Any]]:
        return self._told("off_track")

    @property
    def stories(self) -> list[dict[str, Any]]:
        return self._told("stories")

    def _told(self, what: str) -> list[dict[str, Any]]:
        return [self._project(one, self.quarter) for one in self.content[what]]

    def _project(self, one: Mapping[str, Any], quarter: str) -> dict[str, Any]:
        return {
            **one,
            "project": named(one),
            "way": way_of(one.get("words", "")),
            "agency": self._names.get(one["agency"], one["agency"]),
            "url": self.address(one["agency"], one["reference"], quarter),
        }

    def _with_agency(self, one: Mapping[str, Any]) -> dict[str, Any]:
        code = one["agency"]
        return {**one, "name": self._names.get(code, code), "url": self.address(code)}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one["agency"]: named(one) for one in [*self.content["parts"], *self.content["missing"]]}

    def address(self, agency: str, reference: str = "", quarter: str = "") -> str:
        base = reverse("reports:report", args=[quarter or self.quarter, agency])
        return f"{base}{reference}/" if reference else base


def signed(step: int | None) -> str:
    """With its sign in front, and nothing where there is no other quarter."""
    if step is None:
        return ""
    return f"+{step}" if step > 0 else f"−{-step}" if step else "0"


def plain(value: Any) -> str:
    """A figure of a content, which may be text: without needless noughts, its thousands apart."""
    amount = Decimal(value)
    return grouped(f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount.normalize():f}")


def _span(low: Any, high: Any) -> str:
    if Decimal(low) == Decimal(high):
        return plain(low)
    return pgettext("a span of values", "%(low)s to %(high)s") % {"low": plain(low), "high": plain(high)}
