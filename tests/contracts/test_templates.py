"""Every template compiles and is used by something; every template that something names is there."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template

from tests.contracts.tree import ROOT, files, name, product_code

FOLDER = ROOT / "templates"
# Django finds these by name.
BY_CONVENTION = {"400.html", "403.html", "404.html", "429.html", "500.html"}
IN_CODE = re.compile(r"""["']([\w./-]+\.(?:html|txt))["']""")
IN_TEMPLATES = re.compile(r"""{%\s*(?:extends|include)\s+["']([\w./-]+)["']""")
COMPONENT = re.compile(r"<c-([\w.-]+)")


def templates() -> dict[str, Path]:
    return {path.relative_to(FOLDER).as_posix(): path for path in files(".html", ".txt") if FOLDER in path.parents}


def component_file(written: str) -> str:
    return f"components/{written.replace('.', '/').replace('-', '_')}.html"


def named_by(source: str) -> set[str]:
    components = {component_file(written) for written in COMPONENT.findall(source)} - {component_file("vars")}
    return set(IN_TEMPLATES.findall(source)) | components


def used() -> set[str]:
    found = set(BY_CONVENTION)
    for path in product_code():
        found |= set(IN_CODE.findall(path.read_text()))
    for path in templates().values():
        found |= named_by(path.read_text())
    for model in apps.get_models():
        template = getattr(model, "template", None)
        if isinstance(template, str):
            found |= {template, getattr(model, "landing_page_template", template)}
    return found


def replaces_a_package(template: str) -> bool:
    """A file at the same place in an installed package is the one that ours stands in for."""
    return any((Path(app.path) / "templates" / template).exists() for app in apps.get_app_configs())


def test_no_template_is_unused() -> None:
    known = used()

    assert len(templates()) > 30
    assert [template for template in templates() if template not in known and not replaces_a_package(template)] == []


def test_every_named_template_is_there() -> None:
    missing = []
    for path in templates().values():
        for named in sorted(named_by(path.read_text())):
            try:
                get_template(named)
            except TemplateDoesNotExist:
                missing.append(f"{name(path)}: {named}")

    assert missing == []


@pytest.mark.parametrize("template", sorted(templates()))
def test_it_compiles(template: str) -> None:
    assert engines["django"].get_template(template)


def test_what_names_a_template_is_recognised() -> None:
    source = '{% extends "base.html" %}{% include "a/b.html" with x=1 %}<c-link-button href="/"/><c-vars a="1" />'

    assert named_by(source) == {"base.html", "a/b.html", "components/link_button.html"}
    assert IN_CODE.findall('render(request, "reports/progress.html", {})') == ["reports/progress.html"]
