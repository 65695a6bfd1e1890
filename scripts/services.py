"""The servers and programs that the whole suite needs: found, else started privately, else installed, else named."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

from console import Stop
from environment import install_debian_package, install_pango

SECONDS_TO_ANSWER = 30


class Missing(Exception):
    """What could not be run, and what would change it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}: {remedy}")


def install_or_name(package: str, what: str) -> None:
    try:
        install_debian_package(package)
    except Stop as stop:
        raise Missing(what, str(stop)) from stop


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def unprivileged() -> dict[str, object]:
    """PostgreSQL refuses root: arguments for a process under a lesser user where this one is root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


def wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes], what: str) -> None:
    end = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < end:
        if process.poll() is not None:
            raise Missing(what, f"the private server ended at once (exit {process.returncode})")
        if answers():
            return
        time.sleep(0.1)
    raise Missing(what, f"the private server did not answer within {SECONDS_TO_ANSWER} s")


def end_process(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# PostgreSQL -------------------------------------------------------------------------------------


@contextmanager
def postgresql(folder: Path) -> Iterator[tuple[str, str]]:
    """Gives where it is, in words, and the DATABASE_URL of a database to be made there."""
    name = f"masar_suite_{os.getpid()}"
    found = given_postgresql(name) or running_postgresql(name)
    if found:
        try:
            yield found
        finally:
            drop_databases(found[1], name)
        return
    programs = postgresql_programs()
    if not programs:
        install_or_name("postgresql", "the suite on PostgreSQL")
        programs = postgresql_programs()
    if not programs:
        raise Missing("the suite on PostgreSQL", "install the package postgresql")
    yield from private_postgresql(programs, folder, name)


def given_postgresql(name: str) -> tuple[str, str] | None:
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith(("postgres://", "postgresql://")):
        return None
    parts = urlsplit(given)
    address = parts._replace(path=f"/{name}").geturl()
    if not may_make_databases(parts._replace(path="/postgres").geturl()):
        raise Missing("the suite on PostgreSQL", "the server of DATABASE_URL does not answer or lets nobody make one")
    return "the server of DATABASE_URL", address


def running_postgresql(name: str) -> tuple[str, str] | None:
    for user in dict.fromkeys(("postgres", getpass.getuser())):
        base = f"postgres://{quote(user)}@127.0.0.1:5432"
        if may_make_databases(f"{base}/postgres"):
            return "the server on 127.0.0.1:5432", f"{base}/{name}"
    for place in ("/var/run/postgresql", "/tmp"):
        if may_make_databases(f"postgresql:///postgres?host={quote(place, safe='')}"):
            return f"the server at the socket in {place}", f"postgres:///{place}/{name}"
    return None


def may_make_databases(address: str) -> bool:
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def drop_databases(address: str, name: str) -> None:
    """Only those that this run made: their names carry its process number."""
    import psycopg

    parts = urlsplit(address)
    if parts.netloc:
        server = parts._replace(path="/postgres").geturl()
    else:
        place = parts.path.removesuffix(f"/{name}")
        server = f"postgresql:///postgres?host={quote(place, safe='')}"
    try:
        with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{name.replace('_', chr(92) + '_')}%"]
            ).fetchall()
            for (database,) in rows:
                connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    except psycopg.Error as error:
        print(f"The databases named {name} could not be dropped: {error}")


def postgresql_programs() -> Path | None:
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version_of_folder, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        newest_first.append(Path(on_path).resolve().parent)
    return next((folder for folder in newest_first if (folder / "initdb").exists()), None)


def version_of_folder(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0


def private_postgresql(programs: Path, folder: Path, name: str) -> Iterator[tuple[str, str]]:
    what = "the suite on PostgreSQL"
    home = folder / "postgresql"
    home.mkdir(mode=0o700)
    as_user = unprivileged()
    if as_user:
        os.chown(home, as_user["user"], as_user["group"])  # type: ignore[arg-type]
    data, port = home / "data", free_port()
    locale = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "/usr/bin:/bin")}
    made = subprocess.run(
        [programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"],
        cwd=home,
        env=locale,
        capture_output=True,
        text=True,
        **as_user,  # type: ignore[call-overload]
    )
    if made.returncode:
        raise Missing(what, f"initdb failed: {made.stderr.strip().splitlines()[-1:]}")
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(home),
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": "100",
    }
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                str(programs / "postgres"),
                "-D",
                str(data),
                *(part for key, value in settings.items() for part in ("-c", f"{key}={value}")),
            ],
            cwd=home,
            env=locale,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
            **as_user,  # type: ignore[call-overload]
        )
    base = f"postgres://postgres@127.0.0.1:{port}"
    try:
        wait_until(lambda: may_make_databases(f"{base}/postgres"), process, what)
        yield f"a private server on 127.0.0.1:{port}", f"{base}/{name}"
    finally:
        end_process(process)


# Redis ------------------------------------------------------------------------------------------


@contextmanager
def redis(folder: Path) -> Iterator[tuple[str, str]]:
    what = "jobs and cache on Redis"
    given = os.environ.get("REDIS_URL")
    if given:
        if not redis_answers(given):
            raise Missing(what, "the server of REDIS_URL does not answer")
        yield "the server of REDIS_URL", given
        return
    empty = empty_redis("redis://127.0.0.1:6379")
    if empty:
        try:
            yield f"the server on 127.0.0.1:6379 (its empty database {empty.rsplit('/', 1)[1]})", empty
        finally:
            empty_again(empty)
        return
    if not shutil.which("redis-server"):
        install_or_name("redis-server", what)
    program = shutil.which("redis-server")
    if not program:
        raise Missing(what, "install the package redis-server")
    port = free_port()
    home = folder / "redis"
    home.mkdir()
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", home],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    address = f"redis://127.0.0.1:{port}/0"
    try:
        wait_until(lambda: redis_answers(address), process, what)
        yield f"a private server on 127.0.0.1:{port}", address
    finally:
        end_process(process)


def redis_answers(address: str) -> bool:
    import redis as client

    try:
        return bool(client.Redis.from_url(address, socket_connect_timeout=2).ping())
    except client.RedisError:
        return False


def empty_redis(server: str) -> str | None:
    """The last database of a server that holds nothing: another program's keys stay untouched."""
    import redis as client

    for number in range(15, 0, -1):
        address = f"{server}/{number}"
        try:
            if client.Redis.from_url(address, socket_connect_timeout=2).dbsize() == 0:
                return address
        except client.RedisError:
            return None
    return None


def empty_again(address: str) -> None:
    import redis as client

    try:
        client.Redis.from_url(address, socket_connect_timeout=2).flushdb()
    except client.RedisError as error:
        print(f"The keys of this run could not be removed from {address}: {error}")


# Programs ---------------------------------------------------------------------------------------


def chromium() -> str:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        install_or_name("chromium", "the browser stories")
        program = shutil.which("chromium")
    if not program:
        raise Missing("the browser stories", "install the package chromium")
    return program


def gettext() -> None:
    if not shutil.which("xgettext") or not shutil.which("msgmerge"):
        install_or_name("gettext", "the check for stale translations")


def pango() -> None:
    try:
        install_pango()
    except Stop as stop:
        raise Missing("the stories of PDF files", str(stop)) from stop
