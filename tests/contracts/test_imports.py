"""Who may import whom, with a house built wrongly to show that the contract sees it."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.tree import APPS, ROOT, name, product_code

FORBIDDEN_IN_ACTIONS = ("celery", "django.http", "django.shortcuts", "django.template", "django.urls", "django.views")
# A gate's request is one of ours and may be passed around.
READINGS_OF_A_WEB_REQUEST = {
    f"request.{name}" for name in ("FILES", "GET", "META", "POST", "headers", "session", "user")
}
NAMES_WITHOUT_A_SUBJECT = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "shared", "lib"}


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True)


def test_the_rooms_import_each_other_in_one_direction() -> None:
    result = linted(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("records", "accounts"),
        ("portfolio.agenda", "portfolio.projects"),
        ("cms", "config"),
        ("integrations", "cms"),
        ("accounts.models", "accounts.actions"),
        ("portfolio.projects.actions", "portfolio.projects.views"),
        ("portfolio.projects.queries", "portfolio.projects.actions"),
    ],
)
def test_an_import_in_the_other_direction_is_found(tmp_path: Path, importer: str, imported: str) -> None:
    build_house(tmp_path)
    assert linted(tmp_path).returncode == 0, "the control stands without the fault"

    (tmp_path / importer.replace(".", "/") / "__init__.py").write_text(f"import {imported}\n")

    result = linted(tmp_path)
    assert result.returncode == 1
    assert f"{importer} is not allowed to import {imported}" in " ".join(result.stdout.split())


def build_house(folder: Path) -> None:
    """The packages of the product, empty."""
    shutil.copy(ROOT / ".importlinter", folder)
    packages = {path.relative_to(ROOT).parent for path in product_code() if path.name == "__init__.py"}
    for package in packages | {Path("portfolio/projects/queries"), Path("accounts/actions")}:
        (folder / package).mkdir(parents=True, exist_ok=True)
        (folder / package / "__init__.py").write_text("")


def actions() -> list[Path]:
    return [path for path in product_code() if "actions" in path.relative_to(ROOT).parts]


def test_actions_know_no_request_no_template_and_no_celery() -> None:
    assert len(actions()) > 10

    faults = [fault for path in actions() for fault in faults_of_action(path.read_text(), name(path))]

    # A letter is its template: what leaves the outbox is worded where it is sent.
    assert faults == ["records/actions/outbox.py imports django.template.loader"]


@pytest.mark.parametrize(
    "source",
    [
        "from django.shortcuts import render",
        "import celery",
        "def save(*, request): request.user.save()",
    ],
)
def test_an_action_that_knows_too_much_is_found(source: str) -> None:
    assert faults_of_action(source, "actions/save.py")


def faults_of_action(source: str, where: str) -> list[str]:
    faults = []
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            modules = []
        faults += [f"{where} imports {module}" for module in modules if module.startswith(FORBIDDEN_IN_ACTIONS)]
        if isinstance(node, ast.Attribute) and ast.unparse(node) in READINGS_OF_A_WEB_REQUEST:
            faults.append(f"{where}: line {node.lineno} reads a web request")
    return faults


def test_every_module_is_named_after_what_it_does() -> None:
    nameless = [name(path) for path in product_code() if NAMES_WITHOUT_A_SUBJECT & {path.stem, *path.parent.parts}]

    assert nameless == []


def test_every_room_is_in_the_contract() -> None:
    written = (ROOT / ".importlinter").read_text()
    rooms = {name(path.parent).replace("/", ".") for path in product_code() if path.name == "apps.py"} - {"config"}

    assert {room for room in rooms if f"    {room}\n" not in written} == set()
    assert {app for app in APPS if not (ROOT / app / "__init__.py").exists()} == set()
