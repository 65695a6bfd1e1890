"""Runs another script inside .venv, with everything installed that running and testing need."""

import os
import sys
from pathlib import Path

import environment
from console import Stop, carry_out


def main() -> int:
    script = Path(sys.argv[1])
    if not script.exists():
        raise Stop(f"There is no {script} in this version.")
    environment.make_ready(environment.RUN_LOCK, environment.TEST_LOCK)
    os.execv(environment.PYTHON, [str(environment.PYTHON), *sys.argv[1:]])


if __name__ == "__main__":
    carry_out(main)
