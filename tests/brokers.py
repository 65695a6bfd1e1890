"""The brokers that real workers are tried on: the embedded one on files, and Redis with a database of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from celery import current_app
from django.conf import settings

from tests import processes

STANDARD = "redis://127.0.0.1:6379"
# The suites take their cache's database from the top: these are for brokers of tests alone.
NUMBERS = range(1, 9)
MARK = "masar:tests"


@dataclass(frozen=True)
class Broker:
    name: str
    # What a process has in its environment so that it works on this broker.
    env: dict[str, str]
    # The same, with the broker out of reach.
    away: dict[str, str] = field(default_factory=dict)


def embedded() -> Broker:
    return Broker("embedded", {"REDIS_URL": ""})


@contextmanager
def on_redis(folder: Path) -> Iterator[Broker]:
    with server(folder) as address, own_database(address) as own:
        yield Broker("redis", {"REDIS_URL": own}, {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"})


@contextmanager
def asked_through(broker: Broker) -> Iterator[None]:
    """This process rings on the broker that the worker listens to."""
    url = broker.env["REDIS_URL"]
    before = current_app.conf.broker_url, current_app.conf.broker_transport_options
    listen_to(url or "filesystem://", {} if url else folders())
    try:
        yield
    finally:
        listen_to(*before)


def listen_to(url: str, options: dict[str, str]) -> None:
    current_app.conf.update(broker_url=url, broker_transport_options=options)
    # Connections that are held open lead to the broker of before.
    current_app._pool = current_app.amqp._producer_pool = None


def folders() -> dict[str, str]:
    queue = str(Path(settings.VAR) / "queue")
    return {"data_folder_in": queue, "data_folder_out": queue, "control_folder": f"{queue}-control"}


# Redis ------------------------------------------------------------------------------------------


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The server of REDIS_URL, else the one at the standard port, else a private one."""
    given = os.environ.get("REDIS_URL") or STANDARD
    address = urlsplit(given)._replace(path="").geturl()
    if answers(address):
        yield address
        return
    port = free_port()
    with redis_at(port, folder, "a worker on Redis"):
        yield f"redis://127.0.0.1:{port}"


@contextmanager
def redis_at(port: int, folder: Path, what: str) -> Iterator[None]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(f"{what} was not tried: there is no redis-server here")
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        processes.wait_until(lambda: answers(f"redis://127.0.0.1:{port}"), 20)
        yield
    finally:
        process.kill()
        process.wait(10)


def answers(address: str) -> bool:
    try:
        return bool(redis.Redis.from_url(address, socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False


@contextmanager
def own_database(address: str) -> Iterator[str]:
    for number in NUMBERS:
        own = f"{address}/{number}"
        if take(own):
            break
    else:
        pytest.skip(f"a worker on Redis was not tried: none of the databases {NUMBERS} of {address} is empty")
    try:
        yield own
    finally:
        redis.Redis.from_url(own).flushdb()


def take(own: str) -> bool:
    """Mark the database as this process's, unless it holds anything that is not left from a run that is over."""
    client = redis.Redis.from_url(own)
    if client.set(MARK, os.getpid(), nx=True):
        if client.dbsize() == 1:
            return True
        client.delete(MARK)
        return False
    if is_running(int(client.get(MARK) or 0)):
        return False
    client.flushdb()
    return bool(client.set(MARK, os.getpid(), nx=True))


def is_running(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
