"""Inputs of forms, written in Python where Django runs two or three templates for each.

What it writes is Django's own markup, to the letter (tests/records/test_widget_markup.py compares); a kind of input
that is not among these is left to Django's templates.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

FOLDER = "django/forms/widgets/"
PLAIN = (
    "checkbox",
    "color",
    "date",
    "datetime",
    "email",
    "file",
    "hidden",
    "input",
    "number",
    "password",
    "search",
    "tel",
    "text",
    "time",
    "url",
)


class QuickWidgets(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        quick = QUICK.get(template_name)
        return quick(context["widget"]) if quick else super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    told = "" if value is None else f' value="{_text(value)}"'
    return SafeString(
        f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"{told}{_attributes(widget)}>'
    )


def _choice(widget: dict[str, Any]) -> SafeString:
    if not widget.get("wrap_label"):
        return _input(widget)
    number = widget["attrs"].get("id")
    target = f' for="{_text(number)}"' if number else ""
    return SafeString(f"<label{target}>{_input(widget)} {_shown(widget['label'])}</label>")


def _textarea(widget: dict[str, Any]) -> SafeString:
    value = _shown(widget["value"]) if widget["value"] else ""
    return SafeString(f'<textarea name="{_text(widget["name"])}"{_attributes(widget)}>\n{value}</textarea>')


def _select(widget: dict[str, Any]) -> SafeString:
    parts = []
    for group, options, _number in widget["optgroups"]:
        parts += [f'\n  <optgroup label="{_shown(group)}">'] if group else []
        parts += [f"\n  {_option(option)}\n" for option in options]
        parts += ["\n  </optgroup>"] if group else []
    return SafeString(f'<select name="{_text(widget["name"])}"{_attributes(widget)}>{"".join(parts)}\n</select>')


def _option(widget: dict[str, Any]) -> SafeString:
    return SafeString(
        f'<option value="{_text(widget["value"])}"{_attributes(widget)}>{_shown(widget["label"])}</option>'
    )


def _attributes(widget: dict[str, Any]) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


def _shown(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else localize(value))


QUICK: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    **{f"{FOLDER}{name}.html": _input for name in PLAIN},
    f"{FOLDER}input_option.html": _choice,
    f"{FOLDER}radio_option.html": _choice,
    f"{FOLDER}checkbox_option.html": _choice,
    f"{FOLDER}textarea.html": _textarea,
    f"{FOLDER}select.html": _select,
    f"{FOLDER}select_option.html": _option,
}
