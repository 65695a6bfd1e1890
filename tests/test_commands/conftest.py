"""The commands as somebody types them: in a copy of the product, without this run's own settings."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.tree import ROOT, files, name

sys.path.insert(0, str(ROOT / "scripts"))

OF_THIS_RUN = (
    "DATABASE_URL",
    "REDIS_URL",
    "PORT",
    "MASAR_VAR",
    "DJANGO_SETTINGS_MODULE",
    "CI",
    "MAKEFLAGS",
    "MAKELEVEL",
)


@pytest.fixture
def shell() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OF_THIS_RUN}


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Path]:
    """A fresh copy of what git holds, readable by everybody, gone afterwards."""
    yield copy_of_product(tmp_path / "masar")
    shutil.rmtree(tmp_path / "masar", ignore_errors=True)


def copy_of_product(folder: Path) -> Path:
    for path in files():
        target = folder / name(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for parent in (folder, *folder.parents):
        if parent.owner() == folder.owner() and parent.is_relative_to("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o055)
    return folder


def make(
    target: str, folder: Path, env: dict[str, str], *, before: tuple[str, ...] = (), user: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a command that is expected to end by itself."""
    program = shutil.which("make")
    assert program
    return subprocess.run(
        [*before, program, "--no-print-directory", target],
        cwd=folder,
        env=env,
        user=user,
        group=user and "nogroup",
        extra_groups=[] if user else None,
        capture_output=True,
        text=True,
        timeout=120,
    )


def sentence_of(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that stopped said, without make's own line about it."""
    told = [line for line in done.stderr.splitlines() if line and not line.startswith("make")]
    assert done.returncode != 0
    assert "Traceback" not in done.stderr + done.stdout
    assert len(told) == 1, done.stderr
    return told[0]
