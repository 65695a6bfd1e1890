"""`make run` where it cannot: one sentence that says what to do, and an exit that is not 0."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from tests.contracts.tree import ROOT
from tests.test_commands.conftest import make, sentence_of


def test_a_taken_port_is_named_before_anything_is_made(product: Path, shell: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        told = sentence_of(make("run", product, shell | {"PORT": str(port)}))

    assert f"Port {port} is taken" in told
    assert "PORT=" in told
    assert not (product / ".venv").exists()


@pytest.mark.parametrize("typed", ["web", "-1", "70000", "٨٠٠٠"])
def test_a_port_that_is_no_port(product: Path, shell: dict[str, str], typed: str) -> None:
    told = sentence_of(make("run", product, shell | {"PORT": typed}))

    assert typed in told
    assert "PORT=8001 make run" in told


def programs(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for program in names:
        where = next(path for path in (Path("/bin") / program, Path("/usr/bin") / program) if path.exists())
        (folder / program).symlink_to(where)
    return folder


def test_a_missing_python(product: Path, shell: dict[str, str], tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", "sh", "sed")

    told = sentence_of(make("run", product, shell | {"PATH": str(path)}))

    assert "Python 3.11, 3.12 or 3.13" in told
    assert "apt-get install python3" in told


def test_a_python_that_is_too_old(product: Path, shell: dict[str, str], tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", "sh", "sed")
    old = path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    told = sentence_of(make("run", product, shell | {"PATH": str(path)}))

    assert "python3 is another" in told
    assert "PYTHON=" in told


def test_the_python_that_is_named_is_taken(product: Path, shell: dict[str, str], tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", "sh", "sed", "python3")
    named = shell | {"PATH": "/nowhere", "PYTHON": str(path / "python3"), "PORT": "none"}
    done = subprocess.run(["/bin/sh", "scripts/python", "scripts/run.py"], cwd=product, env=named, capture_output=True)

    assert b"PORT is" in done.stderr


def as_somebody_without_rights() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def test_a_folder_that_cannot_be_written_to(product: Path, shell: dict[str, str], free_port: int) -> None:
    product.chmod(0o555)

    env = shell | {"PORT": str(free_port), "HOME": "/nonexistent", "PYTHON": "/usr/bin/python3"}
    told = sentence_of(make("run", product, env, user=as_somebody_without_rights()))

    assert f"{product} cannot be written to" in told
    assert "chmod" in told


def with_this_environment(product: Path) -> Path:
    """The copy with the packages that are installed here, so that nothing is fetched."""
    (product / ".venv").symlink_to(ROOT / ".venv")
    return product


def test_a_folder_of_files_that_cannot_be_written_to(
    product: Path, shell: dict[str, str], free_port: int, tmp_path: Path
) -> None:
    var = tmp_path / "var"
    var.mkdir(mode=0o555)

    env = shell | {"PORT": str(free_port), "MASAR_VAR": str(var), "PYTHON": "/usr/bin/python3"}
    told = sentence_of(make("run", with_this_environment(product), env, user=as_somebody_without_rights()))

    assert f"{var} cannot be written to" in told


def on_a_disk_of(megabytes: int, place: Path) -> tuple[str, ...]:
    """In a namespace of its own, so that the small disk goes with the command."""
    place.mkdir()
    mount = f'mount -t tmpfs -o size={megabytes}m tmpfs "{place}" && exec "$@"'
    before = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh")
    if subprocess.run([*before, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    return before


@pytest.mark.parametrize("megabytes", [1, 3])
def test_a_full_disk(product: Path, shell: dict[str, str], free_port: int, tmp_path: Path, megabytes: int) -> None:
    """Full before the start at 1 MB, in the middle of preparing at 3 MB."""
    place = tmp_path / "small"
    before = on_a_disk_of(megabytes, place)

    env = shell | {"PORT": str(free_port), "MASAR_VAR": str(place)}
    told = sentence_of(make("run", with_this_environment(product), env, before=before))

    assert f"The disk that holds {place}" in told
    assert "is full" in told


def test_no_room_for_the_packages(product: Path, shell: dict[str, str], free_port: int, tmp_path: Path) -> None:
    place = tmp_path / "small"
    before = on_a_disk_of(20, place)
    script = 'cp -r "$0"/Makefile "$0"/scripts "$0"/*.lock "$1" && cd "$1" && exec make --no-print-directory run'

    done = subprocess.run(
        [*before, "sh", "-c", script, str(product), str(place)],
        env=shell | {"PORT": str(free_port)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert f"The disk that holds {place} is full" in sentence_of(done)


def test_a_database_that_does_not_answer(product: Path, shell: dict[str, str], free_port: int, tmp_path: Path) -> None:
    nobody = f"postgres://postgres@127.0.0.1:{free_port}/masar"
    env = shell | {"PORT": str(free_port), "MASAR_VAR": str(tmp_path / "var"), "DATABASE_URL": nobody}

    told = sentence_of(make("run", with_this_environment(product), env))

    assert "The database that DATABASE_URL names does not answer" in told


def test_a_redis_that_does_not_answer(product: Path, shell: dict[str, str], free_port: int, tmp_path: Path) -> None:
    env = shell | {
        "PORT": str(free_port),
        "MASAR_VAR": str(tmp_path / "var"),
        "REDIS_URL": f"redis://127.0.0.1:{free_port}/0",
    }

    told = sentence_of(make("run", with_this_environment(product), env))

    assert "The Redis that REDIS_URL names does not answer" in told
