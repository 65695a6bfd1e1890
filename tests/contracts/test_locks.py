"""The locks: every package by hash, none by address, and one version of each whatever is installed."""

import re
import tomllib

import pytest

from tests.contracts.tree import ROOT

LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-installer.lock")
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,-]+\])?==([^\s;\\]+)", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / lock).read_text()))


def entries(lock: str) -> list[str]:
    lines = [line for line in (ROOT / lock).read_text().splitlines() if not line.lstrip().startswith("#")]
    return [entry for entry in re.split(r"\n(?=\S)", "\n".join(lines)) if entry]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_its_version_and_its_hashes(lock: str) -> None:
    assert entries(lock)
    assert [entry for entry in entries(lock) if not PIN.match(entry) or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_address_or_a_path(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert "://" not in text
    assert re.findall(r"--(?:extra-)?index-url|--find-links|(?<![\w.-])/[a-z]+/", text) == []


def test_what_is_tested_is_what_runs() -> None:
    assert pins("requirements.lock") - pins("requirements-test.lock") == set()


def test_the_locks_hold_everything_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert named(project["dependencies"]) - {package for package, _ in pins("requirements.lock")} == set()
    assert (
        named(project["optional-dependencies"]["test"]) - {package for package, _ in pins("requirements-test.lock")}
        == set()
    )


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", requirement)[0].lower() for requirement in requirements}
