"""The filters above the list, and those in force as words that can be taken away again.

Built as strings: there are a hundred agencies to choose from, and a template for each costs more than the query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portfolio.projects.enums import Confidence, InnovationKind, Visibility
from portfolio.projects.filters import AI_SOUGHT, FACETS, FIGURES, MOVES, PACES, ratings_to_choose
from portfolio.projects.registers import Registers
from portfolio.projects.views.sought import Sought
from records.confidence_signs import SHAPES, sign_of, word_of
from records.icons import ICONS


class FilterFields:
    """Every control, by name, with what is chosen now."""

    def __init__(self, sought: Sought) -> None:
        self.sought = sought
        self.chosen = sought.request.GET

    @property
    def words(self) -> str:
        return self.chosen.get("q", "")[:200]

    @property
    def as_of(self) -> str:
        return self.sought.as_of.isoformat() if self.sought.as_of else ""

    @property
    def since(self) -> str:
        return self.chosen.get("since", "")[:40]

    @property
    def until(self) -> str:
        return self.chosen.get("until", "")[:40]

    @property
    def is_still(self) -> bool:
        return self.chosen.get("still") == "1"

    def agencies(self) -> SafeString:
        return self._select_known("agency", gettext("Lead agency"), gettext("All agencies"))

    def strategies(self) -> SafeString:
        return self._select_known("strategy", gettext("Aligned to"), gettext("All strategies"))

    def objectives(self) -> SafeString:
        return self._select_known("objective", gettext("Objective"), gettext("All objectives"))

    def moves(self) -> SafeString:
        return self._select("moved", gettext("Movement"), gettext("Moved or not"), MOVES)

    def paces(self) -> SafeString:
        return self._select("pace", gettext("Time in stage"), gettext("However long"), PACES)

    def visibilities(self) -> SafeString:
        if not self.sought.standing.is_government:
            return SafeString("")
        return self._select("visibility", gettext("Visibility"), gettext("All"), Visibility.choices)

    def facets(self) -> SafeString:
        return self._select("facet", gettext("Facet of innovation"), gettext("All facets"), FACETS)

    def kinds(self) -> SafeString:
        return self._select("kind", gettext("What is new"), gettext("All kinds"), InnovationKind.choices)

    def artificial_intelligence(self) -> SafeString:
        return self._select("ai", gettext("Artificial intelligence"), gettext("With or without"), AI_SOUGHT)

    def tags(self) -> SafeString:
        if not self.sought.known.tags:
            return SafeString("")
        return self._select_known("tag", gettext("Tag of the lab"), gettext("All tags"))

    @property
    def is_of_factory(self) -> bool:
        return self.chosen.get("factory") == "1"

    def ratings(self) -> SafeString:
        """Set by the figures of the matrix and kept on, not chosen here: four scales of five would fill the page."""
        asked = self.chosen.getlist("rated") if self.sought.is_insider else []
        known = dict(ratings_to_choose(self.sought.known))
        kept = [value for value in asked if value in known]
        return format_html_join("", '<input type="hidden" name="rated" value="{}">', ((value,) for value in kept))

    def stages(self) -> SafeString:
        known = self.sought.known
        return self._ticks(
            "stage",
            gettext("Stage"),
            (
                (code, stage.title, f'<span class="dot stage-{known.places[stage.pk] or "off"}"></span>')
                for code, stage in known.stage_codes.items()
            ),
        )

    def confidences(self) -> SafeString:
        if not self.sought.is_insider:
            return SafeString("")
        return self._ticks(
            "confidence",
            gettext("Confidence"),
            ((code, word_of(sign_of(code)), SHAPES[sign_of(code)]) for code in Confidence.values),
        )

    def figures(self) -> SafeString:
        if not self.sought.is_insider:
            return SafeString("")
        return self._select("figures", gettext("By its figures"), gettext("Whatever they say"), FIGURES)

    def _select(self, name: str, label: str, none: str, choices: Iterable[tuple[Any, Any]]) -> SafeString:
        return self._controls(name, label, none, options_of(choices))

    def _select_known(self, name: str, label: str, none: str) -> SafeString:
        """Of a register, whose options are written once and not for every page."""
        known = self.sought.known
        options = known.kept(("options", name), lambda: options_of(known.named(name)))
        return self._controls(name, label, none, options)

    def _controls(self, name: str, label: str, none: str, options: dict[str, str]) -> SafeString:
        """One control for each value chosen, so that an address with several keeps them all."""
        chosen: Sequence[str] = [value for value in self.chosen.getlist(name) if value in options] or [""]
        controls = "".join(
            f'<div class="field"><label class="field-label" for="f-{name}-{number}">{escape(label)}</label>'
            f'<select name="{name}" id="f-{name}-{number}"><option value="">{escape(none)}</option>'
            f"{''.join(_selected(options, one).values())}</select></div>"
            for number, one in enumerate(chosen)
        )
        return mark_safe(controls)  # noqa: S308 - each part was escaped

    def _ticks(self, name: str, label: str, choices: Iterable[tuple[str, Any, str]]) -> SafeString:
        chosen = set(self.chosen.getlist(name))
        ticks = "".join(
            f'<label class="tick"><input type="checkbox" name="{name}" value="{escape(code)}"'
            f"{' checked' if code in chosen else ''}><span>{sign}{escape(words)}</span></label>"
            for code, words, sign in choices
        )
        return mark_safe(f'<fieldset class="ticks"><legend>{escape(label)}</legend><div>{ticks}</div></fieldset>')  # noqa: S308 - each part was escaped


def options_of(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """By its value the markup of each."""
    return {str(value): f'<option value="{escape(str(value))}">{escape(words)}</option>' for value, words in choices}


def _selected(options: dict[str, str], value: str) -> dict[str, str]:
    return options | {value: options[value].replace('">', '" selected>', 1)} if value else options


def _titles(known: Registers) -> dict[str, Callable[[], dict[str, Any]]]:
    """What the values of each filter are called: of a hundred agencies, asked where one is chosen."""
    return {
        "agency": lambda: dict(known.named("agency")),
        "stage": lambda: dict(known.named("stage")),
        "objective": lambda: dict(known.named("objective")),
        "strategy": lambda: dict(known.named("strategy")),
        "confidence": lambda: {code: word_of(sign_of(code)) for code in Confidence.values},
        "visibility": lambda: dict(Visibility.choices),
        "moved": lambda: dict(MOVES),
        "pace": lambda: dict(PACES),
        "facet": lambda: dict(FACETS),
        "rated": lambda: dict(ratings_to_choose(known)),
        "figures": lambda: dict(FIGURES),
        "still": lambda: {"1": gettext("Standing still")},
        "kind": lambda: dict(InnovationKind.choices),
        "ai": lambda: dict(AI_SOUGHT),
        "tag": lambda: dict(known.named("tag")),
        "factory": lambda: {"1": gettext("With the Digital Factory")},
    }


def filters_in_force(sought: Sought, view: str) -> list[SafeString]:
    """Each as a link that takes it away."""
    titles = _titles(sought.known)
    found = []
    for name, value in sought.kept:
        if name == "q":
            words: Any = gettext("“%(words)s”") % {"words": value[:60]}
        elif name in titles and value in (named := titles[name]()):
            words = named[value]
        else:
            continue
        if name == "moved" and "moved" in sought.filter.form.cleaned_data:
            since, until = sought.filter.span
            words = gettext("%(move)s, %(since)s to %(until)s") % {
                "move": words,
                "since": date_format(since, "SHORT_DATE_FORMAT"),
                "until": date_format(until, "SHORT_DATE_FORMAT"),
            }
        found.append(_taken_away(words, sought.address_less(view, (name, value))))
    return found


def _taken_away(words: Any, address: str) -> SafeString:
    return format_html(
        '<a class="in-force" href="{}"><bdi>{}</bdi><span class="visually-hidden"> {}</span>'
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg></a>',
        address,
        conditional_escape(words),
        gettext("(take this filter away)"),
        ICONS["close"],
    )
