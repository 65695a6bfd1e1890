"""What a browser sends of a form that nobody touched: every field as the page offers it, empty rows among them."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag


def sent_untouched(page: str, holding: str) -> dict[str, str]:
    """Of the form that holds a field of this name."""
    [form] = [found for found in BeautifulSoup(page, "html.parser").find_all("form") if _fields(found, holding)]
    sent: dict[str, str] = {}
    for field in _fields(form):
        name = str(field["name"])
        if field.name == "select":
            options = field.find_all("option")
            chosen = next((option for option in options if option.has_attr("selected")), options[0])
            sent[name] = str(chosen["value"])
        elif field.name == "textarea":
            sent[name] = field.get_text().removeprefix("\n")
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                sent[name] = str(field.get("value", "on"))
        elif field.get("type") not in ("file", "submit"):
            sent[name] = str(field.get("value", ""))
    return sent


def _fields(form: Tag, name: str = "") -> list[Tag]:
    found = form.find_all(["input", "select", "textarea"])
    return [field for field in found if field.get("name") and name in ("", field["name"])]
