"""Other processes on the same rows: real workers, and second hands for races."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def environment(**more: str) -> dict[str, str]:
    """The same database (the test's own), files and queue as this process."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(),
        "MASAR_VAR": str(settings.VAR),
        "PYTHONPATH": str(ROOT),
        **more,
    }


def database_url() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    user = f"{held['USER']}:{held['PASSWORD']}@" if held["USER"] else ""
    return f"postgres://{user}{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"


def start_python(code: str, **env: str) -> subprocess.Popen[str]:
    setup = "import django; django.setup()\n"
    return subprocess.Popen(
        [sys.executable, "-c", setup + code],
        cwd=ROOT,
        env=environment(**env),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process: subprocess.Popen[str], within: float = 60) -> str:
    said, complained = process.communicate(timeout=within)
    assert process.returncode == 0, complained[-3000:]
    return said


@contextmanager
def worker(*options: str, log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker as it runs in the product; what it says goes into `log`."""
    for name in ("queue", "queue-control"):
        (Path(settings.VAR) / name).mkdir(parents=True, exist_ok=True)
    alone = ("-P", "solo", "--without-gossip", "--without-mingle")
    with celery("-A", "config.celery", "worker", *alone, *options, log=log, **env) as process:
        wait_until(lambda: "ready." in log.read_text(errors="replace"), 60, why=log.read_text(errors="replace"))
        yield process


@contextmanager
def scheduler(app: str, *, schedule: Path, log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery beat of its own, as it runs beside several workers."""
    with celery("-A", app, "beat", "--schedule", str(schedule), "--pidfile=", log=log, **env) as process:
        yield process


@contextmanager
def celery(*command: str, log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", *command, "--loglevel", "INFO"],
            cwd=ROOT,
            env=environment(**env),
            stdout=said,
            stderr=said,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait(20)


def wait_until(holds: Callable[[], bool], seconds: float, why: str = "") -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"nothing came of it in {seconds} s {why[-2000:]}"
        time.sleep(0.1)
