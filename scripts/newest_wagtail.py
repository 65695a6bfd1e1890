"""The suite on the newest Wagtail, in an environment of its own: what the next step will ask for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import environment

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Tried:
    version: str
    last_line: str
    failures: list[str]
    seconds: float


def run_suite(folder: Path, paths: list[str]) -> Tried:
    began = time.monotonic()
    venv = folder / "venv"
    python = venv / "bin" / "python"
    uv = str(environment.VENV / "bin" / "uv")
    env = environment.environment_of_installers()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    pinned = [line for name in (environment.RUN_LOCK, environment.TEST_LOCK) for line in pins_of(ROOT / name)]
    wanted = folder / "wanted.txt"
    # Everything as locked, but Wagtail and what only its version decides.
    wanted.write_text("\n".join([line for line in pinned if not line.startswith(FREE)] + ["wagtail"]))
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "-r", wanted], check=True, env=env)
    version = subprocess.run(
        [python, "-c", "import wagtail; print(wagtail.__version__)"], check=True, capture_output=True, text=True
    ).stdout.strip()
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "MASAR_VAR")}
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "--no-header", "-ra", *(paths or WHOLE)],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
    )
    lines = done.stdout.strip().splitlines()
    failures = [line for line in lines if re.match(r"(FAILED|ERROR) ", line)]
    return Tried(version, lines[-1] if lines else done.stderr[-500:], failures, time.monotonic() - began)


# The commands run what is in .venv, whichever Wagtail this is.
WHOLE = ["tests", "--ignore=tests/test_commands"]
FREE = ("wagtail==", "modelsearch==", "draftjs-exporter==", "telepath==", "laces==", "django-modelcluster==")


def pins_of(lock: Path) -> list[str]:
    pins = []
    for line in lock.read_text().splitlines():
        found = re.match(r"([a-zA-Z0-9_.\[\]-]+==[^\s;\\]+)(\s*;[^\\]*)?", line)
        if found:
            pins.append(f"{found[1]}{found[2] or ''}".strip())
    return list(dict.fromkeys(pins))
