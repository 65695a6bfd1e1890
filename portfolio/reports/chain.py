"""The chain of snapshots: how a content is written down, what its hash is, and how a head is signed and checked.

The key stays outside the database. Whoever can change every row, drop the triggers and compute all hashes anew still
cannot sign the new heads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from portfolio.reports.models import Snapshot


def canonical(value: Any) -> str:
    """One way to write a value: keys in order, no spaces, decimals, days and moments as text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False)


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(type(value).__name__)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def link_hash(link: Snapshot) -> str:
    """What the signature is for: the content by its hash, its place in the chain and everything said about it."""
    return hash_of(
        canonical(
            {
                "number": link.number,
                "kind": str(link.kind),
                "report": link.report_id,
                "revision": link.revision,
                "of": link.of_id,
                "content": link.content_hash,
                "previous": link.previous_hash,
                "by": link.by_id,
                "at": link.at,
            }
        )
    )


class KeyMissing(RuntimeError):
    """The chain has links, and the key that signed them is not where the settings say."""


def folder() -> Path:
    return Path(settings.REPORT_KEYS)


def signing_key(*, may_be_made: bool) -> Ed25519PrivateKey:
    """The newest key of the folder; made where there is none and nothing was signed yet."""
    files = sorted(folder().glob("*.pem"))
    if not files:
        if not may_be_made:
            raise KeyMissing(f"No key to sign reports in {folder()}; set REPORT_KEYS to the folder that holds it.")
        files = [_make_key()]
    return _loaded(files[-1], files[-1].stat().st_mtime_ns)


def _make_key() -> Path:
    key = Ed25519PrivateKey.generate()
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    written = folder() / f".{os.getpid()}"
    handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    place = folder() / "0001.pem"
    try:
        # Of two processes that come first, one makes the key and the other finds it.
        os.link(written, place)
    except FileExistsError:
        pass
    finally:
        written.unlink()
    return place


@lru_cache(maxsize=32)
def _loaded(path: Path, changed: int) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyMissing(f"{path} is not an Ed25519 key.")
    return key


def name_of(key: Ed25519PrivateKey) -> str:
    return hashlib.sha256(public_bytes(key)).hexdigest()[:16]


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def known_keys() -> dict[str, Ed25519PublicKey]:
    keys = [_loaded(path, path.stat().st_mtime_ns) for path in sorted(folder().glob("*.pem"))]
    return {name_of(key): key.public_key() for key in keys}


def is_signed(link: Snapshot, keys: dict[str, Ed25519PublicKey]) -> bool:
    key = keys.get(link.key)
    if key is None:
        return False
    try:
        key.verify(bytes.fromhex(link.signature), link.hash.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def committed_contents(links: Iterable[Snapshot]) -> dict[int, str]:
    """The hash that each link's content should have now: its own, or what a later removal of a name left."""
    found: dict[int, str] = {}
    for link in links:
        found[link.pk] = link.content_hash
        if link.kind == "removal":
            found |= _contents_told(link.content)
    return found


def _contents_told(content: str) -> dict[int, str]:
    try:
        return {int(pk): str(told) for pk, told in json.loads(content)["contents"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        # Changed by somebody: the walk names the link itself.
        return {}
