"""`make run`: from a fresh clone to a served page, with worker and scheduler beside it, until Ctrl-C."""

import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import environment
from console import Clock, Stop, carry_out, make_folder, run_step, say
from environment import PYTHON, ROOT

FOLDERS = ("cache", "fonts", "logs", "mail", "media", "private", "queue", "queue-control", "static")
SECONDS_TO_ANSWER = 60
SECONDS_TO_RECOVER = 5
SECONDS_TO_END = 12
DEATHS_TOLERATED = 3
DEATHS_COUNTED_FOR = 60
PARENT_DEATH_SIGNAL = 1


def main() -> int:
    clock = Clock()
    port = chosen_port()
    var = Path(os.environ.get("MASAR_VAR") or ROOT / "var")
    check_port(port)
    for folder in FOLDERS:
        make_folder(var / folder)
    environment.make_ready(environment.RUN_LOCK)
    offer_pango()
    with_lock = take_folder(var)
    env = environment_of_product(var, port)
    told = run_step(
        [PYTHON, ROOT / "scripts" / "prepare.py"],
        saying="Preparing words, fonts, database, static files and the demo country …",
        folder=var,
        env=env,
    )
    sign_ins = json.loads(told.splitlines()[-1])
    check_port(port)
    server, hand = web(port, var, env), worker(var, env)
    children = [server, hand]
    try:
        server.start()
        wait_for_page(port, server)
        # Not earlier: two cores give the first page sooner when nothing else starts beside it.
        hand.start()
        announce(port, var, sign_ins, clock)
        return look_after(children)
    except KeyboardInterrupt:
        # Asked to stop: what follows is the orderly end, not a failure.
        return 0
    finally:
        end(children)
        with_lock.close()


# Before anything is made ------------------------------------------------------------------------


def offer_pango() -> None:
    """Without it only PDF is off, so its lack stops nothing."""
    try:
        environment.install_pango()
    except Stop as stop:
        say(f"PDF files are off: {stop}")


def chosen_port() -> int:
    typed = os.environ.get("PORT") or "8000"
    if not typed.isascii() or not typed.isdigit() or not 0 < int(typed) < 65536:
        raise Stop(f"PORT is “{typed}”: give a number from 1024 to 65535, as in PORT=8001 make run.")
    return int(typed)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Stop(f"Port {port} is only for root: choose another, as in PORT=8000 make run.") from error
            raise Stop(
                f"Port {port} is taken: stop the program that listens there, or choose another port, "
                f"as in PORT={port + 1 if port < 65535 else 8000} make run."
            ) from error


def take_folder(var: Path) -> IO[str]:
    """Two schedulers on one queue would ring every bell twice: one `make run` at a time for a folder."""
    lock = (var / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        where = lock.read().strip() or "another process"
        raise Stop(
            f"Masar already runs from {var} ({where}): stop it with Ctrl-C there, or give this one a folder of its "
            f"own, as in MASAR_VAR=/path/to/folder PORT=8001 make run."
        ) from error
    lock.truncate(0)
    lock.write(f"process {os.getpid()}")
    lock.flush()
    return lock


def environment_of_product(var: Path, port: int) -> dict[str, str]:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE") or "config.settings.dev",
        "MASAR_VAR": str(var),
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
    }
    # Without compiled modules every start reads the whole of Django and Wagtail anew.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


# The processes ----------------------------------------------------------------------------------


@dataclass
class Child:
    name: str
    command: list[str]
    log: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)

    def start(self) -> None:
        with self.log.open("ab") as log:
            # A group of its own, so that Ctrl-C reaches it once and in order; it dies with this process in any case.
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
                preexec_fn=die_with_parent(os.getpid()),
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_lines(self, count: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def died_too_often(self) -> bool:
        now = time.monotonic()
        self.deaths.append(now)
        while self.deaths and now - self.deaths[0] > DEATHS_COUNTED_FOR:
            self.deaths.popleft()
        return len(self.deaths) > DEATHS_TOLERATED


def die_with_parent(parent: int) -> Callable[[], None]:
    system = ctypes.CDLL(None, use_errno=True)

    def before_start() -> None:
        if hasattr(system, "prctl"):
            system.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return before_start


def web(port: int, var: Path, env: dict[str, str]) -> Child:
    command = [
        *(str(PYTHON), "-m", "gunicorn", "config.wsgi:application"),
        *("--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload"),
        # The longest address that the server reads at all: what somebody looks for in Arabic takes six signs a letter.
        *("--limit-request-line", "8190"),
        *("--graceful-timeout", "5", "--timeout", "60", "--no-control-socket", "--access-logfile", "-"),
    ]
    return Child("The web server", command, fresh_log(var, "web"), env)


def worker(var: Path, env: dict[str, str]) -> Child:
    command = [
        *(str(PYTHON), "-m", "celery", "-A", "config", "worker", "-P", "solo", "-B"),
        *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        *("--pidfile", str(var / "worker.pid")),
    ]
    (var / "worker.pid").unlink(missing_ok=True)
    return Child("The worker", command, fresh_log(var, "worker"), env | {"C_FORCE_ROOT": "1"})


def fresh_log(var: Path, name: str) -> Path:
    log = var / "logs" / f"{name}.log"
    log.write_bytes(b"")
    return log


def wait_for_page(port: int, server: Child) -> None:
    say("Starting …")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end_of_patience = time.monotonic() + SECONDS_TO_ANSWER
    answer = "no answer"
    while time.monotonic() < end_of_patience:
        if not server.is_alive():
            print(server.last_lines(), file=sys.stderr)
            raise Stop(f"The web server did not start: the lines above and {server.log} say why.")
        try:
            with opener.open(f"http://127.0.0.1:{port}/en/", timeout=20) as page:
                page.read()
                return
        except urllib.error.HTTPError as error:
            answer = f"status {error.code}"
            if error.code < 500:
                return
            # A page that fails will fail again: the log says why.
            end_of_patience = min(end_of_patience, time.monotonic() + SECONDS_TO_RECOVER)
        except OSError:
            pass
        time.sleep(0.1)
    print(server.last_lines(), file=sys.stderr)
    raise Stop(f"The first page did not come ({answer}): the lines above and {server.log} say why.")


def announce(port: int, var: Path, sign_ins: dict[str, Any], clock: Clock) -> None:
    address = f"http://127.0.0.1:{port}/"
    lines = ["", f"Masar is served at {address}  (ready after {clock.seconds():.0f} s)", ""]
    people = sign_ins["people"]
    if people:
        wide = max(len(email) for email, _ in people)
        lines += [f"Sign in at {address}en/accounts/login/ with one of the demo accounts:", ""]
        lines += [f"  {email:<{wide}}  {who}" for email, who in people]
        lines += ["", f"The password of each: {sign_ins['password']}", ""]
    lines += [f"Logs are in {var / 'logs'}. Ctrl-C stops the product.", ""]
    say("\n".join(lines))


def look_after(children: list[Child]) -> int:
    while True:
        time.sleep(0.5)
        for child in children:
            if child.is_alive():
                continue
            assert child.process is not None
            code = child.process.returncode
            if child.died_too_often():
                print(child.last_lines(), file=sys.stderr)
                raise Stop(
                    f"{child.name} stops again and again (exit {code}): the lines above and {child.log} say why."
                )
            say(f"{child.name} stopped (exit {code}): it is started again. {child.log} says why.")
            # What it had started itself is left to nobody: a second scheduler would ring every bell twice.
            signal_group(child, signal.SIGKILL)
            (child.log.parent.parent / "worker.pid").unlink(missing_ok=True)
            child.start()


def end(children: list[Child]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    alive = [child for child in children if child.is_alive()]
    if alive:
        say("Stopping …")
    for child in alive:
        signal_group(child, signal.SIGTERM)
    end_of_patience = time.monotonic() + SECONDS_TO_END
    while any(child.is_alive() for child in alive) and time.monotonic() < end_of_patience:
        time.sleep(0.05)
    for child in alive:
        signal_group(child, signal.SIGKILL)
        assert child.process is not None
        child.process.wait()


def signal_group(child: Child, number: signal.Signals) -> None:
    assert child.process is not None
    try:
        if number == signal.SIGKILL:
            os.killpg(child.process.pid, number)
        elif child.is_alive():
            child.process.send_signal(number)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    carry_out(main)
