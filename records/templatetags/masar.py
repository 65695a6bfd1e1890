"""The small tags that every template has. Built as strings in Python: a template per cell costs ten times as much."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField, RadioSelect
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, gettext, pgettext

from records.calendars import hijri_words
from records.charts.confidence_bar import confidence_bar as draw_confidence_bar
from records.charts.funnel import funnel as draw_funnel
from records.charts.marks import Mark
from records.charts.stacked_bar import stacked_bar as draw_stacked_bar
from records.charts.trend import trend as draw_trend
from records.confidence_signs import SHAPES, sign_of, word_of
from records.icons import ICONS, TURNING
from records.wording_differences import marked_differences

register = template.Library()

# The weights that every page shows first.
EARLY_FONTS = ("Light", "Regular")
STYLE_SHEETS = ("tokens", "base", "layout", "components", "charts")


# The frame of the page


@register.simple_tag
def shell_links() -> SafeString:
    """The style sheets, the icon and the two scripts that every page has."""
    if settings.DEBUG:
        return _links()
    global _kept_links
    if not _kept_links:
        _kept_links = _links()
    return _kept_links


_kept_links = SafeString("")


def _links() -> SafeString:
    sheets = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"css/{name}.css"),) for name in STYLE_SHEETS)
    )
    fonts = format_html_join(
        "",
        '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>',
        ((static(f"fonts/IBMPlexSansArabic-{weight}.woff2"),) for weight in EARLY_FONTS),
    )
    return format_html(
        '<link rel="icon" href="{}" type="image/svg+xml">{}{}<link rel="stylesheet" href="{}" media="print">'
        '<script type="module" src="{}"></script>',
        static("img/mark.svg"),
        fonts,
        sheets,
        static("css/print.css"),
        static("js/masar.js"),
    )


@register.simple_tag(takes_context=True)
def shell_mark(context: Context) -> SafeString:
    shell = context.get("shell")
    return format_html(
        '<a class="mark" href="{}">{}<span><span class="mark-name">{}</span>'
        '<span class="mark-lab">{}</span></span></a>',
        shell.home_url if shell else "/",
        MARK,
        gettext("Masar"),
        gettext("Innovation & Acceleration Lab"),
    )


# The mark keeps its direction in both languages: a logo does not turn round.
MARK = SafeString(
    '<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M5 23.5c5 0 5-7.5 11-7.5s6-7.5 11-7.5"'
    ' fill="none" stroke="currentColor" stroke-width="2.25"/><circle cx="5" cy="23.5" r="3" fill="currentColor"/>'
    '<circle cx="16" cy="16" r="3.25" class="mark-gate" stroke="currentColor" stroke-width="2.25"/>'
    '<circle cx="27" cy="8.5" r="3" fill="currentColor"/></svg>'
)


@register.simple_tag
def document_mark() -> SafeString:
    return MARK


@register.simple_tag(takes_context=True)
def shell_places(context: Context) -> SafeString:
    shell = context.get("shell")
    if not shell or not shell.places:
        return SafeString("")
    return format_html(
        '<nav aria-label="{}"><ul class="menu-places">{}</ul></nav>',
        gettext("Main"),
        _places(shell.places),
    )


@register.simple_tag(takes_context=True)
def shell_lab_places(context: Context) -> SafeString:
    shell = context.get("shell")
    if not shell or not shell.lab_places:
        return SafeString("")
    return format_html(
        '<details class="menu-lab"{}><summary>{}{}</summary><ul class="menu-places">{}</ul></details>',
        SafeString(" open") if any(place.is_current for place in shell.lab_places) else "",
        icon("lock"),
        gettext("For the lab"),
        _places(shell.lab_places),
    )


def _places(places: Iterable[Any]) -> SafeString:
    return format_html_join(
        "",
        '<li><a href="{}"{}>{}</a></li>',
        ((p.url, SafeString(' aria-current="page"') if p.is_current else "", p.label) for p in places),
    )


@register.simple_tag(takes_context=True)
def shell_bell(context: Context) -> SafeString:
    shell = context["shell"]
    if not shell.notifications_url:
        return SafeString("")
    unread = shell.unread
    words = gettext("Notifications, %(count)s unread") % {"count": unread} if unread else gettext("Notifications")
    count = format_html('<span class="bell-count" aria-hidden="true">{}</span>', "99+" if unread > 99 else unread)
    return format_html(
        '<a class="bell" href="{}" aria-label="{}">{}{}</a>',
        shell.notifications_url,
        words,
        icon("bell"),
        count if unread else "",
    )


@register.simple_tag(takes_context=True)
def shell_person(context: Context) -> SafeString:
    shell = context["shell"]
    name = str(shell.person)
    face = format_html('{}<span class="menu-person"><bdi>{}</bdi></span>', avatar(name, small=True), name)
    if not shell.account_url:
        return format_html('<div class="menu-self">{}</div>', face)
    current = SafeString(' aria-current="page"') if context["request"].path == shell.account_url else ""
    return format_html('<a href="{}"{}>{}</a>', shell.account_url, current, face)


OWN_NAMES = {"ar": "العربية", "en": "English"}


@register.simple_tag(takes_context=True)
def language_switch(context: Context) -> SafeString:
    """Links to this page in the other languages. A page with addresses of its own gives `language_urls`."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    own: Mapping[str, str] | None = context.get("language_urls")
    here = get_language() or settings.LANGUAGE_CODE
    rows = [
        _language_row(code, own.get(code, "") if own is not None else _same_page(request, here, code))
        for code, _name in settings.LANGUAGES
        if code != here
    ]
    return format_html('<ul class="languages">{}</ul>', format_html_join("", "{}", ((row,) for row in rows)))


def _language_row(code: str, url: str) -> SafeString:
    if url:
        return format_html(
            '<li><a href="{}" hreflang="{}">{}<span lang="{}">{}</span></a></li>',
            url,
            code,
            icon("globe"),
            code,
            OWN_NAMES.get(code, code),
        )
    return format_html(
        '<li class="languages-missing"><span lang="{}">{}</span>: {}</li>',
        code,
        OWN_NAMES.get(code, code),
        gettext("this page is not translated yet"),
    )


def _same_page(request: Any, here: str, code: str) -> str:
    path = request.get_full_path()
    prefix = f"/{here}/"
    return f"/{code}/{path[len(prefix) :]}" if path.startswith(prefix) else f"/{code}/"


# Small words and signs


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    turning = " icon-turning" if name in TURNING else ""
    named = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" {} focusable="false">{}</svg>', turning, named, ICONS[name]
    )


@register.simple_tag
def confidence(code: str = "", word: str = "") -> SafeString:
    """Colour, shape and word together."""
    sign = sign_of(code)
    return format_html('<span class="confidence confidence-{}">{}{}</span>', sign, SHAPES[sign], word or word_of(sign))


@register.simple_tag
def stage_chip(label: str, position: int | str = 0, off_path: bool = False) -> SafeString:
    hue = "off" if off_path or not position else min(int(position), 6)
    return format_html('<span class="stage-chip"><span class="dot stage-{}"></span><bdi>{}</bdi></span>', hue, label)


@register.simple_tag
def avatar(name: str, small: bool = False) -> SafeString:
    return format_html(
        '<span class="avatar{}" aria-hidden="true">{}</span>', " avatar-small" if small else "", initials(name)
    )


@register.filter
def initials(name: Any) -> str:
    words = [word for word in re.split(r"[\s_-]+", str(name)) if word and word[0].isalpha()]
    letters = [_first_letter(word) for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    # Arabic letters would join into a word that nobody wrote.
    return ("" if "".join(letters).isascii() else "\u200c").join(letters).upper()


def _first_letter(word: str) -> str:
    bare = word.removeprefix("ال") if len(word) > 3 else word
    return bare[0]


@register.filter
def bdi(text: Any) -> SafeString:
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def figure(number: Any) -> SafeString:
    """A number in words of figures: thousands apart, in one piece in either direction."""
    if number is None or number == "":
        return SafeString("")
    if isinstance(number, int | float):
        shown = f"{number:,}" if isinstance(number, int) else f"{number:,.1f}".removesuffix(".0")
    else:
        shown = number
    return format_html('<span class="number">{}</span>', shown)


@register.filter
def day(value: dt.date | dt.datetime | None) -> SafeString:
    local = _local_day(value)
    if local is None:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), formats.date_format(local, "DATE_FORMAT"))


@register.filter
def hijri(value: dt.date | dt.datetime | None) -> str:
    local = _local_day(value)
    return hijri_words(local) if local else ""


def _local_day(value: dt.date | dt.datetime | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return timezone.localdate(value) if timezone.is_aware(value) else value.date()
    return value or None


# Charts in the page's direction


@register.simple_tag
def funnel(marks: Iterable[Mark], title: str, show_table: bool = True) -> SafeString:
    return draw_funnel(list(marks), title=title, rtl=get_language_bidi(), show_table=show_table)


@register.simple_tag
def stacked_bar(marks: Iterable[Mark], title: str, compact: bool = False) -> SafeString:
    return draw_stacked_bar(list(marks), title=title, rtl=get_language_bidi(), compact=compact)


@register.simple_tag
def confidence_bar(marks: Iterable[Mark], title: str, compact: bool = False) -> SafeString:
    return draw_confidence_bar(list(marks), title=title, rtl=get_language_bidi(), compact=compact)


@register.simple_tag
def trend(marks: Iterable[Mark], title: str) -> SafeString:
    return draw_trend(list(marks), title=title, rtl=get_language_bidi())


# Forms


@register.simple_tag
def field_input(field: BoundField, segmented: bool = False, hint: str = "") -> SafeString:
    """The widget alone, tied to its help and its error."""
    if offers_choices(field):
        return _choices(field, segmented)
    attrs: dict[str, Any] = {}
    if hint and not field.help_text:
        error = f" {field.auto_id}_error" if field.errors else ""
        attrs["aria-describedby"] = f"{field.auto_id}_helptext{error}"
    widget_attrs = field.field.widget.attrs
    if "dir" not in widget_attrs and field.widget_type in TYPED_BY_PEOPLE:
        attrs["dir"] = "auto"
        # Lets the style sheet know an empty field, which browsers take for left-to-right.
        attrs["placeholder"] = widget_attrs.get("placeholder", " ")
    return field.as_widget(attrs=attrs)


TYPED_BY_PEOPLE = ("text", "textarea", "search")


def offers_choices(field: BoundField) -> bool:
    # Boxes to tick are a kind of these.
    return isinstance(field.field.widget, RadioSelect)


def _choices(field: BoundField, segmented: bool) -> SafeString:
    rows = format_html_join(
        "",
        '<label class="choice{}" for="{}">{}<span>{}{}</span></label>',
        (
            (
                _choice_sign_class(choice),
                choice.id_for_label,
                choice.tag(),
                _choice_sign(choice) if segmented else "",
                choice.choice_label,
            )
            for choice in field
        ),
    )
    return format_html('<div class="{}">{}</div>', "segmented" if segmented else "choices", rows)


def _choice_sign(choice: Any) -> SafeString:
    sign = CHOICE_SIGNS.get(str(choice.data["value"]), "")
    return SHAPES[sign] if sign else SafeString("")


def _choice_sign_class(choice: Any) -> str:
    sign = CHOICE_SIGNS.get(str(choice.data["value"]), "")
    return f" choice-{sign}" if sign else ""


CHOICE_SIGNS = {
    "green": "on-track",
    "on_track": "on-track",
    "amber": "at-risk",
    "at_risk": "at-risk",
    "red": "off-track",
    "off_track": "off-track",
    "not_rated": "not-rated",
}


@register.simple_tag
def errors_of(form: Any) -> list[tuple[str, str]]:
    """Each error with the id of its input, in the order of the form."""
    if form is None or not getattr(form, "is_bound", False):
        return []
    found: list[tuple[str, str]] = [("", str(words)) for words in form.non_field_errors()]
    for bound in form:
        if bound.is_hidden:
            # Nobody sees it: its name would mean nothing, and there is no place to lead to.
            found += [("", str(words)) for words in bound.errors]
        elif bound.errors:
            # A group has no input of its own name; its first choice takes the focus.
            target = f"{bound.auto_id}_0" if offers_choices(bound) else bound.id_for_label or bound.auto_id
            named = str(bound.label) if str(bound.label).endswith(("?", "؟")) else f"{bound.label}:"
            found += [(target, f"{named} {words}") for words in bound.errors]
    return found


@register.filter
def is_group(field: BoundField) -> bool:
    return offers_choices(field)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return field.widget_type == "checkbox"


@register.filter
def page_numbers(page: Page) -> list[int]:
    """The first, the last and those around this one; 0 stands for a gap."""
    last = page.paginator.num_pages
    wanted = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    numbers: list[int] = []
    for number in wanted:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers


@register.simple_tag
def differences(mine: Any, theirs: Any) -> tuple[SafeString, SafeString]:
    return marked_differences(str(mine or ""), str(theirs or ""))


@register.simple_tag
def path_word(state: str) -> str:
    return {
        "done": pgettext("step of a path", "done"),
        "current": pgettext("step of a path", "here now"),
        "ahead": pgettext("step of a path", "ahead"),
    }.get(state, "")
