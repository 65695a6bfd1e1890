"""How `make test` sums: nothing that failed, was skipped or could not be run goes unsaid."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import services
import tally
import whole_suite
from console import Clock

STORY = """
import pytest
def test_good(): pass
def test_bad(): assert False
def test_good_but_untidy(ruin): pass
@pytest.fixture
def ruin():
    yield
    raise OSError("cannot tidy")
@pytest.fixture
def broken(): raise OSError("cannot begin")
def test_never_begun(broken): pass
@pytest.mark.skip(reason="no scanner here")
def test_left_out(): pass
@pytest.mark.parametrize("n", [1, 2])
def test_each(n): pass
"""


def run(folder: Path, story: str) -> Path:
    (folder / "test_story.py").write_text(story)
    (folder / "pytest.ini").write_text("[pytest]\n")
    report = folder / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:django",
        f"--junit-xml={report}",
        "--rootdir",
        str(folder),
    ]
    subprocess.run(command, cwd=folder, capture_output=True)
    return report


def test_every_outcome_is_counted_once(tmp_path: Path) -> None:
    found = tally.of_pytest(run(tmp_path, STORY), "stories")

    assert {name.split("::")[1] for name in found.failed} == {"test_bad", "test_good_but_untidy", "test_never_begun"}
    assert {name.split("::")[1] for name in found.passed} == {"test_good", "test_each[1]", "test_each[2]"}
    assert list(found.skipped.values()) == ["no scanner here"]
    assert tally.closing_line([found]) == "3 passed, 3 failed, 1 skipped"


def test_a_run_that_leaves_no_report_is_a_failure(tmp_path: Path) -> None:
    assert tally.of_pytest(tmp_path / "nothing.xml", "stories").failed == {"stories: ended without a report"}


def test_a_run_without_a_test_is_a_failure(tmp_path: Path) -> None:
    assert tally.of_pytest(run(tmp_path, "x = 1\n"), "stories").failed == {"stories: no test was executed"}


def closing(
    tallies: dict[str, tally.Tally], missing: list[services.Missing], capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[str]]:
    code = whole_suite.conclude(tallies, missing, Clock())
    return code, capsys.readouterr().out.splitlines()


def test_the_last_line_sums_all_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    tallies = {"one": tally.Tally(passed={"a", "b"}), "two": tally.Tally(passed={"a"}, skipped={"b": "no Redis"})}

    code, lines = closing(tallies, [], capsys)

    assert code == 0
    assert lines[-1] == "3 passed, 0 failed, 1 skipped"
    assert re.fullmatch(r"\d+ passed, \d+ failed(, \d+ skipped)?", lines[-1])
    assert "skipped in two: b (no Redis)" in lines
    assert not [line for line in lines if line.startswith("NOT RUN")], "it ran in one"


def test_one_failure_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = closing({"one": tally.Tally(passed={"a"}), "two": tally.Tally(failed={"b"})}, [], capsys)

    assert code == 1
    assert lines[-1] == "1 passed, 1 failed"
    assert "failed in two: b" in lines


@pytest.mark.parametrize(("ci", "code", "last"), [("", 0, "1 passed, 0 failed"), ("true", 1, "1 passed, 1 failed")])
def test_what_could_not_be_run_is_named_and_fails_in_ci(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, ci: str, code: int, last: str
) -> None:
    monkeypatch.setenv("CI", ci)
    missing = [services.Missing("the browser stories", "install the package chromium")]

    found, lines = closing({"one": tally.Tally(passed={"a"})}, missing, capsys)

    assert found == code
    assert lines[-1] == last
    assert "NOT RUN: the browser stories: install the package chromium" in lines


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_a_test_that_was_skipped_everywhere_was_not_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    nowhere = {"one": tally.Tally(passed={"a"}, skipped={"b": "no scanner"}), "two": tally.Tally(skipped={"b": "none"})}

    found, lines = closing(nowhere, [], capsys)

    assert found == code
    assert [line for line in lines if line.startswith("NOT RUN: b")]


# Private servers --------------------------------------------------------------------------------


def test_a_private_postgresql_serves_and_goes(tmp_path: Path) -> None:
    import psycopg

    programs = services.postgresql_programs()
    assert programs, "PostgreSQL is not installed"
    for folder in (tmp_path, *tmp_path.parents):
        if folder.is_relative_to("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055)
    server = services.private_postgresql(programs, tmp_path, "stories")

    place, address = next(server)
    assert place.startswith("a private server on 127.0.0.1:")
    with psycopg.connect(address.replace("/stories", "/postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE stories")
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(StopIteration):
        next(server)

    assert not services.may_make_databases(address.replace("/stories", "/postgres"))


def test_only_the_databases_of_this_run_are_dropped(tmp_path: Path) -> None:
    import psycopg

    with services.postgresql(tmp_path) as (_, address):
        server = address.rsplit("/", 1)[0] + "/postgres"
        name = address.rsplit("/", 1)[1]
        with psycopg.connect(server, autocommit=True) as connection:
            for database in (f"test_{name}", f"test_{name}_gw1", "masar_somebody_elses"):
                connection.execute(f'DROP DATABASE IF EXISTS "{database}"')
                connection.execute(f'CREATE DATABASE "{database}"')
            services.drop_databases(address, name)
            left = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
            connection.execute('DROP DATABASE "masar_somebody_elses"')

    assert {f"test_{name}", f"test_{name}_gw1"} & left == set()
    assert "masar_somebody_elses" in left


def test_redis_with_keys_of_others_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import redis

    monkeypatch.delenv("REDIS_URL", raising=False)
    with services.redis(tmp_path) as (_, address):
        client = redis.Redis.from_url(address)
        client.set("ours", 1)
        server, number = address.rsplit("/", 1)

        assert services.empty_redis(server) != address, "it is not empty any more"
        client.delete("ours")
        assert number.isdigit()


def test_a_server_that_is_named_and_silent_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{port}/0")
        monkeypatch.setenv("DATABASE_URL", f"postgres://postgres@127.0.0.1:{port}/masar")

        with pytest.raises(services.Missing, match="REDIS_URL"), services.redis(tmp_path):
            pass
        with pytest.raises(services.Missing, match="DATABASE_URL"), services.postgresql(tmp_path):
            pass
