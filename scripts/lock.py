"""`make lock`: writes the locks anew from pyproject.toml, with hashes and without addresses.

What a lock names already stays as it is; UPGRADE=yes make lock takes the newest that pyproject.toml allows.
"""

import os
import tempfile
from pathlib import Path

import environment
from console import Stop, carry_out, run_step
from environment import INSTALLER_LOCK, ROOT, RUN_LOCK, TEST_LOCK, VENV

SHARED = ("--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11")
HEADER = ("--custom-compile-command", "make lock")


def main() -> int:
    environment.make_ready(RUN_LOCK, TEST_LOCK)
    compile_lock("pyproject.toml", "-o", RUN_LOCK)
    compile_lock("pyproject.toml", "--extra", "test", "-c", RUN_LOCK, "-o", TEST_LOCK)
    with tempfile.TemporaryDirectory() as folder:
        installer = Path(folder) / "installer.in"
        installer.write_text("uv\n")
        compile_lock(str(installer), "--no-annotate", "-o", INSTALLER_LOCK)
    for lock in (RUN_LOCK, TEST_LOCK, INSTALLER_LOCK):
        if "://" in (ROOT / lock).read_text():
            raise Stop(f"{lock} names an address: see which package came from one and take it out of pyproject.toml.")
    return 0


def compile_lock(*parts: str) -> None:
    newest = ["--upgrade"] if os.environ.get("UPGRADE") else []
    run_step(
        [VENV / "bin" / "uv", "pip", "compile", *SHARED, *HEADER, *newest, *parts],
        saying=f"Writing {parts[-1]} …",
        folder=ROOT,
        env=environment.environment_of_installers(),
    )


if __name__ == "__main__":
    carry_out(main)
