"""The files of the repository, as git sees them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("config", "cms", "integrations", "portfolio", "training", "accounts", "records")


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    found = (ROOT / name for name in sorted(set(listed)) if name)
    return tuple(path for path in found if path.is_file() and (not suffixes or path.suffix in suffixes))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def product_code() -> tuple[Path, ...]:
    return tuple(path for path in files(".py") if name(path).split("/")[0] in APPS)
