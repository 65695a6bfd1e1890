"""The virtual environment at .venv: made once, filled from the locks by hash, left alone while they stand still."""

import ctypes
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console import Stop, make_folder, not_writable, room_is_missing, run_step, say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
INSTALLER_LOCK = "requirements-installer.lock"
RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0")
ROOM_FOR_PACKAGES = 400 * 1024 * 1024


def make_ready(*locks: str) -> None:
    """Afterwards .venv holds what the locks name."""
    with one_at_a_time():
        if not is_usable():
            create()
        wanted = {lock: fingerprint(lock) for lock in locks}
        installed = read_stamp()
        missing = [lock for lock in locks if installed.get(lock) != wanted[lock]]
        if missing:
            install(missing)
            STAMP.write_text(json.dumps(read_stamp() | {lock: wanted[lock] for lock in missing}, indent=2))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def is_usable() -> bool:
    if not PYTHON.exists():
        return False
    answer = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True)
    return answer.returncode == 0


def fingerprint(lock: str) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256(version.encode() + (ROOT / lock).read_bytes()).hexdigest()


def read_stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def create() -> None:
    check_room()
    if not os.access(ROOT, os.W_OK):
        raise not_writable(ROOT)
    if not has_ensurepip():
        install_debian_package(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if VENV.exists():
        shutil.rmtree(VENV, ignore_errors=True)
    run_step([sys.executable, "-m", "venv", VENV], saying="Making the virtual environment .venv …", folder=ROOT)


def has_ensurepip() -> bool:
    answer = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True)
    return answer.returncode == 0


def install_debian_package(*names: str) -> None:
    """As root on Debian installs them, otherwise stops with the line to type."""
    line = f"apt-get install --no-install-recommends {' '.join(names)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(f"A system package is missing: run “sudo {line}” and then the same command again.")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quietly = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    say(f"Installing from Debian: {' '.join(names)} …")
    subprocess.run([*quietly, "update"], env=env, capture_output=True, stdin=subprocess.DEVNULL)
    run_step(
        [*quietly, "install", "-y", "--no-install-recommends", *names],
        saying="",
        folder=ROOT,
        env=env,
        hint=f"Debian did not give a package: run “{line}” by hand and then the same command again.",
    )


def has_pango() -> bool:
    """What lays out the text of a PDF: the one library that no Python package brings along."""
    try:
        for library in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0"):
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_pango() -> None:
    if not has_pango():
        install_debian_package(*PANGO)


def install(locks: list[str]) -> None:
    check_room()
    make_folder(VENV)
    env = environment_of_installers()
    offline = "The packages could not be fetched: see that the package index can be reached and run the command again."
    if read_stamp().get(INSTALLER_LOCK) != fingerprint(INSTALLER_LOCK) or not (VENV / "bin" / "uv").exists():
        run_step(
            [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", INSTALLER_LOCK],
            saying="Installing the installer (uv) …",
            folder=ROOT,
            env=env,
            hint=offline,
        )
        STAMP.write_text(json.dumps(read_stamp() | {INSTALLER_LOCK: fingerprint(INSTALLER_LOCK)}, indent=2))
    files = [part for lock in locks for part in ("-r", lock)]
    run_step(
        [VENV / "bin" / "uv", "pip", "install", "--python", PYTHON, "--require-hashes", "--compile-bytecode", *files],
        saying=f"Installing the packages of {' and '.join(locks)} …",
        folder=ROOT,
        env=env,
        hint=offline,
    )


def environment_of_installers() -> dict[str, str]:
    # The certificates of the machine, so that a mirror of one's own is trusted as pip and apt trust it.
    return os.environ | {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def check_room() -> None:
    if shutil.disk_usage(ROOT).free < ROOM_FOR_PACKAGES:
        raise room_is_missing(ROOT)
