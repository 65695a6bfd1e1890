"""What may not be in the repository, whoever commits it."""

import re
import socket
import subprocess
import sys

from tests.contracts.tree import ROOT, files, name

TEXT = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".txt",
    ".po",
    ".cfg",
    ".ini",
    ".csv",
    ".sh",
    ".lock",
    ".svg",
    "",
}
HOMES = re.compile("(?<![\\w.])/(?:" + "|".join(("root", "home", "Users", "workspace")) + ")/[\\w.]")


def texts() -> dict[str, str]:
    return {name(path): path.read_text(errors="replace") for path in files() if path.suffix in TEXT}


def test_no_file_names_the_machine_that_it_was_made_on() -> None:
    machine = socket.gethostname()
    here = [str(ROOT)] + ([machine] if len(machine) > 8 else [])

    faults = [
        f"{where}: {found}"
        for where, text in texts().items()
        for found in [*HOMES.findall(text), *(word for word in here if word in text)]
    ]

    assert faults == []


def test_a_path_of_a_machine_would_be_found() -> None:
    assert HOMES.search("open('/" + "home/someone/masar')")
    assert not HOMES.search("from /en/home/ to the agenda")


def test_nothing_that_is_made_is_committed() -> None:
    made = [name(path) for path in files() if path.suffix in {".mo", ".pyc", ".sqlite3", ".woff2", ".whl", ".pem"}]

    assert made == []


def test_no_file_is_too_large_for_a_repository() -> None:
    assert [name(path) for path in files() if path.stat().st_size > 1_000_000] == []


def test_every_change_of_a_model_has_its_migration() -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run", "--settings", "config.settings.test"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_ci_runs_what_the_readme_names() -> None:
    ci = ROOT / ".ci" / "run"

    assert ci.stat().st_mode & 0o111
    assert re.search(r"^exec make .*\btest$", ci.read_text(), re.MULTILINE)


def test_the_readme_names_commands_that_are_there() -> None:
    written = {target for document in ("README.md", "CONTRIBUTING.md") for target in commands_of(document)}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert {"run", "test"} <= written
    assert written - targets == set()


def commands_of(document: str) -> set[str]:
    return set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(code_of((ROOT / document).read_text()))))


def code_of(markdown: str) -> list[str]:
    return re.findall(r"```.*?```|`[^`\n]+`", markdown, re.DOTALL)


def test_every_link_between_the_documents_leads_somewhere() -> None:
    broken = [
        f"{name(path)}: {target}"
        for path in files(".md")
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text())
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]

    assert broken == []
