"""How the commands speak: what they do in short lines, and what stops them in one sentence."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

FULL_DISK_WORDS = ("No space left on device", "database or disk is full", "os error 28", "Disk quota exceeded")
READ_ONLY_WORDS = ("Read-only file system", "os error 30", "attempt to write a readonly database")


class Stop(Exception):
    """One sentence that says what to do."""


def say(line: str) -> None:
    print(line, flush=True)


def room_is_missing(folder: Path) -> Stop:
    return Stop(f"The disk that holds {folder} is full: free some space on it and run the same command again.")


def not_writable(folder: Path) -> Stop:
    return Stop(
        f"{folder} cannot be written to: run the command as the owner of the folder, or give yourself the right with "
        f"chmod u+w {folder}."
    )


def stop_for(error: OSError, folder: Path) -> Stop:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return room_is_missing(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return not_writable(next((place for place in (folder, *folder.parents) if os.path.lexists(place)), folder))
    return Stop(f"{folder} cannot be used ({error.strerror}): mend that and run the same command again.")


def make_folder(folder: Path) -> None:
    """Makes sure that the folder is there and takes a file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".writable-{os.getpid()}"
        probe.write_bytes(b"." * 65536)
        probe.unlink()
    except OSError as error:
        raise stop_for(error, folder) from error


def run_step(
    command: Sequence[str | Path],
    *,
    saying: str,
    folder: Path,
    env: Mapping[str, str] | None = None,
    hint: str = "",
) -> str:
    """Runs a step to its end and gives what it printed; where it fails, stops with what to do about it."""
    if saying:
        say(saying)
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise stop_for(error, folder) from error
    if done.returncode == 0:
        return done.stdout
    told = done.stdout + done.stderr
    if any(words in told for words in FULL_DISK_WORDS):
        raise room_is_missing(folder)
    if any(words in told for words in READ_ONLY_WORDS):
        raise not_writable(folder)
    own_sentence = [line for line in told.splitlines() if line.startswith("STOP: ")]
    if own_sentence:
        raise Stop(own_sentence[-1].removeprefix("STOP: "))
    print("\n".join(told.splitlines()[-30:]), file=sys.stderr, flush=True)
    raise Stop(hint or f"This step failed: {saying.rstrip('.… ')}. The lines above say why.")


def carry_out(work: Callable[[], int]) -> NoReturn:
    """Runs a command's work; a Stop, a Ctrl-C or a TERM ends it with a sentence or in silence, never a traceback."""
    # A shell hands it on as ignored to what it starts in the background, and all that starts here would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGHUP, interrupted)
    try:
        code = work()
    except Stop as stop:
        print(stop, file=sys.stderr, flush=True)
        code = 1
    except OSError as error:
        print(stop_for(error, Path(error.filename or ".")), file=sys.stderr, flush=True)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


def interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class Clock:
    def __init__(self) -> None:
        self.start = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self.start
