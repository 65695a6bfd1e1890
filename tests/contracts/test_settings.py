"""Every variable that the product or its commands read is in docs/settings.md, and nothing else is."""

import re
from pathlib import Path

from tests.contracts.tree import ROOT, files, name

READ_BY_SETTINGS = re.compile(r"""\benv(?:\.[a-z_]+)?\(\s*["']([A-Z_0-9]+)["']""")
READ_BY_COMMANDS = re.compile(r"""os\.environ(?:\.get\(|\[)\s*["']([A-Z_0-9]+)["'](?!\]\s*=)""")
# Given by the machine, the tests or a command to what it starts, not chosen by whoever runs the product.
NOT_OURS = {"BENCH_NAME", "PATH", "HOME", "CHROMIUM", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"}


def read_by_product() -> set[str]:
    found = set()
    for path in files(".py"):
        text = path.read_text()
        if name(path).startswith("config/settings/"):
            found |= set(READ_BY_SETTINGS.findall(text))
        if not name(path).startswith("tests/"):
            found |= set(READ_BY_COMMANDS.findall(text))
    return found - NOT_OURS


def documented() -> set[str]:
    return variables_of((ROOT / "docs" / "settings.md").read_text())


def variables_of(markdown: str) -> set[str]:
    return set(re.findall(r"^\| `([A-Z_0-9]+)` \|", markdown, re.MULTILINE))


def test_every_variable_is_documented() -> None:
    assert {"DATABASE_URL", "REDIS_URL", "PORT"} <= read_by_product()
    assert read_by_product() - documented() == set()


def test_no_variable_is_documented_that_nothing_reads() -> None:
    assert documented() - read_by_product() - {"PYTHON"} == set()


def test_a_variable_without_its_line_would_be_found(tmp_path: Path) -> None:
    source = 'NEW = env.int("BRAND_NEW", default=3)\nOLD = os.environ.get("OLDER") or "x"'

    assert READ_BY_SETTINGS.findall(source) == ["BRAND_NEW"]
    assert READ_BY_COMMANDS.findall(source) == ["OLDER"]
    assert variables_of("| `BRAND_NEW` | a number | 3 |\nelsewhere `OLDER`") == {"BRAND_NEW"}
