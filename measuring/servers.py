"""The product and the bare views, each behind the same kind of gunicorn with two workers."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
THREADS = 4
SECONDS_TO_START = 60


@contextmanager
def served(application: str, settings: str, name: str, env: dict[str, str], log: Path) -> Iterator[tuple[int, int]]:
    """Gives the port and the process number of the master."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-W", "ignore", "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
                *("--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS), "--preload"),
                *("--keep-alive", "30", "--timeout", "120", "--no-control-socket"),
            ],
            cwd=ROOT,
            # The name by which its database backends are known again.
            env=env
            | {
                "DJANGO_SETTINGS_MODULE": settings,
                "DATABASE_URL": f"{env['DATABASE_URL']}?application_name={name}",
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_listening(process, port, log)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{application_of(process)} did not start: {log.read_text()[-2000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{application_of(process)} does not answer: {log} says why")


def application_of(process: subprocess.Popen[bytes]) -> str:
    return str(process.args[5]) if isinstance(process.args, list) else "the server"
