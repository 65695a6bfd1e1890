"""`make test`: the checks, the suite on SQLite and on PostgreSQL with Redis, the browser stories, the commands.

Two runs go side by side, because two cores are what a machine is expected to have; what measures time goes alone at
the end. What cannot be run is named, and is a failure where CI=true. The last line sums every run.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import environment
import services
import tally
from console import Clock, Stop, carry_out, run_step, say
from environment import PYTHON, ROOT, VENV

RESULTS = ROOT / "build" / "test"
SIDE_BY_SIDE = 2
MINUTES_FOR_ONE_RUN = 28
APART = ("tests/e2e", "tests/test_commands", "tests/soak")
# These read files alone, so once is enough; the other contracts hold on both databases.
ABOUT_FILES = tuple(
    f"tests/contracts/test_{subject}.py"
    for subject in ("css", "imports", "locks", "settings", "templates", "translations", "tree")
)
FROM_THE_SHELL = ("DATABASE_URL", "REDIS_URL", "PORT", "MASAR_VAR", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")

CHECKS: dict[str, list[str]] = {
    "ruff: rules": ["bin/ruff", "check", "--no-cache", "."],
    "ruff: format": ["bin/ruff", "format", "--no-cache", "--check", "."],
    "mypy: types": ["bin/mypy", "."],
    "djlint: templates": ["bin/djlint", "templates", "--lint", "--quiet"],
    "import-linter: who imports whom": ["bin/lint-imports", "--no-cache"],
    "django: no migration is missing": ["bin/python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "django: system check": ["bin/python", "manage.py", "check", "--fail-level", "WARNING"],
}

running: set[subprocess.Popen[bytes]] = set()
speaking = threading.Lock()


@dataclass(frozen=True)
class Run:
    """One run of pytest with its own database, broker and folder."""

    name: str
    paths: Sequence[str]
    settings: dict[str, str]
    options: Sequence[str] = ()


def main() -> int:
    try:
        return test_all()
    except Stop as stop:
        print(stop, file=sys.stderr, flush=True)
        say(tally.closing_line([tally.Tally(failed={"preparing"})]))
        return 1


def test_all() -> int:
    clock = Clock()
    environment.make_ready(environment.RUN_LOCK, environment.TEST_LOCK)
    if Path(sys.prefix) != VENV:
        os.execv(PYTHON, [str(PYTHON), *sys.argv])
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="masar-suite-")))
        folder.chmod(0o755)
        stack.callback(end_what_runs)
        missing: list[services.Missing] = []
        runs, alone = plan(stack, folder, missing)
        prepare(folder, [*runs, *alone])
        tallies = carry_out_all(runs, alone, folder)
    return conclude(tallies, missing, clock)


def plan(stack: ExitStack, folder: Path, missing: list[services.Missing]) -> tuple[list[Run], list[Run]]:
    suite = ["tests", *(f"--ignore={path}" for path in (*APART, *ABOUT_FILES))]
    runs = [Run("suite on SQLite", suite, {})]
    with naming(missing):
        place, database = stack.enter_context(services.postgresql(folder))
        settings = {"DATABASE_URL": database}
        say(f"PostgreSQL: {place}")
        with naming(missing):
            place, settings["REDIS_URL"] = stack.enter_context(services.redis(folder))
            say(f"Redis: {place}")
        runs.insert(0, Run(f"suite on PostgreSQL{' and Redis' if 'REDIS_URL' in settings else ''}", suite, settings))
    with naming(missing):
        chromium = services.chromium()
        say(f"Chromium: {chromium}")
        runs.append(Run("browser stories", ["tests/e2e"], {"CHROMIUM": chromium}))
    with naming(missing):
        services.gettext()
    with naming(missing):
        services.pango()
    runs.append(Run("contracts about files", ABOUT_FILES, {}))
    return runs, [Run("commands", ["tests/test_commands"], {})]


@contextmanager
def naming(missing: list[services.Missing]) -> Iterator[None]:
    try:
        yield
    except services.Missing as what:
        missing.append(what)
        say(f"NOT RUN: {what}")


def environment_of(run: Run, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FROM_THE_SHELL}
    return kept | {"MASAR_VAR": str(folder / run.name.replace(" ", "-"))} | run.settings


def prepare(folder: Path, runs: list[Run]) -> None:
    for number, run in enumerate(runs):
        var = folder / run.name.replace(" ", "-")
        var.mkdir()
        if number == 0:
            run_step(
                [PYTHON, ROOT / "scripts" / "prepare.py", "words", "fonts"],
                saying="Preparing words and fonts …",
                folder=ROOT,
                env=environment_of(run, folder) | {"DATABASE_URL": "sqlite://:memory:", "REDIS_URL": ""},
            )
            fonts = var / "fonts"
        else:
            shutil.copytree(fonts, var / "fonts")


# Running ----------------------------------------------------------------------------------------


def carry_out_all(runs: list[Run], alone: list[Run], folder: Path) -> dict[str, tally.Tally]:
    tallies: dict[str, tally.Tally] = {}
    with ThreadPoolExecutor(SIDE_BY_SIDE) as hands:
        waiting = {run.name: hands.submit(run_pytest, run, folder) for run in runs}
        waiting["checks"] = hands.submit(run_checks, folder)
        try:
            for name, result in waiting.items():
                tallies[name] = result.result()
        except BaseException:
            hands.shutdown(wait=False, cancel_futures=True)
            end_what_runs()
            raise
    for run in alone:
        tallies[run.name] = run_pytest(run, folder)
    return tallies


def run_pytest(run: Run, folder: Path) -> tally.Tally:
    if not (ROOT / run.paths[0]).exists():
        return tally.Tally(failed={f"{run.name}: there are no tests in {run.paths[0]}"})
    stem = run.name.replace(" ", "-")
    report, log = RESULTS / f"{stem}.xml", RESULTS / f"{stem}.log"
    clock = Clock()
    say(f"… {run.name}")
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pytest",
        *run.paths,
        "-q",
        *run.options,
        f"--junit-xml={report}",
        "-o",
        "junit_logging=no",
    ]
    code = run_to_its_end(command, log, environment_of(run, folder))
    found = tally.of_pytest(report, run.name)
    if code not in (0, 1) or (code == 1 and not found.failed):
        found.failed.add(f"{run.name}: pytest ended with {code}")
    tell(run.name, found, clock, log)
    return found


def run_checks(folder: Path) -> tally.Tally:
    found = tally.Tally()
    clock = Clock()
    say("… checks")
    (folder / "checks" / "fonts").mkdir(parents=True)
    env = environment_of(Run("checks", (), {}), folder)
    for name, command in CHECKS.items():
        log = RESULTS / f"check-{name.split(':')[0]}-{len(found.passed) + len(found.failed)}.log"
        code = run_to_its_end([VENV / command[0], *command[1:]], log, env)
        (found.failed if code else found.passed).add(name)
        if code:
            with speaking:
                say(f"\n✗ {name}\n{last_lines(log, 60)}\n")
    tell("checks", found, clock, None)
    return found


def run_to_its_end(command: Sequence[str | Path], log: Path, env: dict[str, str]) -> int:
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
        running.add(process)
        try:
            return process.wait(timeout=MINUTES_FOR_ONE_RUN * 60)
        except subprocess.TimeoutExpired:
            out.write(f"\nended after {MINUTES_FOR_ONE_RUN} minutes\n".encode())
            return 124
        finally:
            end_group(process)
            running.discard(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends the run and whatever it left behind in its group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except (ProcessLookupError, PermissionError):
            break
        time.sleep(0.2)
    process.wait()


def end_what_runs() -> None:
    for process in list(running):
        end_group(process)


# Telling ----------------------------------------------------------------------------------------


def last_lines(log: Path, count: int) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])


def tell(name: str, found: tally.Tally, clock: Clock, log: Path | None) -> None:
    with speaking:
        if found.failed and log is not None and log.exists():
            say(f"\n✗ {name}: {found.counts()}\n{last_lines(log, 200)}\n")
        say(f"{'✗' if found.failed else '✓'} {name}: {found.counts()} in {clock.seconds():.0f} s")


def conclude(tallies: dict[str, tally.Tally], missing: list[services.Missing], clock: Clock) -> int:
    in_ci = os.environ.get("CI") == "true"
    for name, found in tallies.items():
        for test, reason in sorted(found.skipped.items()):
            say(f"skipped in {name}: {test} ({reason})")
    nowhere = tally.not_run_anywhere(tallies.values())
    if in_ci:
        tallies["what was not run"] = tally.Tally(failed={str(what) for what in missing} | set(nowhere))
    for what in missing:
        say(f"NOT RUN: {what}")
    for test, reason in nowhere.items():
        say(f"NOT RUN: {test} ({reason})")
    for name, found in tallies.items():
        for test in sorted(found.failed):
            say(f"failed in {name}: {test}")
    say(f"All runs took {clock.seconds() / 60:.1f} minutes; what each said is in {RESULTS.relative_to(ROOT)}/.")
    say(tally.closing_line(tallies.values()))
    return 1 if any(found.failed for found in tallies.values()) else 0


if __name__ == "__main__":
    carry_out(main)
