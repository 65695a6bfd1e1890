"""Open Badges 3.0: made, signed and read. The one place that knows the library, which is pinned."""

from __future__ import annotations

import datetime as dt
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from records.clock import end_of
from training.models import Certificate

ALGORITHM = "EdDSA"
LONGEST = 20_000
CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
CODE = re.compile(r"[A-Za-z0-9_-]{6,24}")


def signed(certificate: Certificate) -> str:
    """The credential as a signed token (a JWT). It names no person: who holds it, the verifying page may tell."""
    from openbadgeslib.ob3 import Achievement, Issuer, OB3Signer, OpenBadgeCredential

    completion = certificate.completion
    course = completion.course
    home = settings.PUBLIC_ADDRESS.rstrip("/")
    credential = OpenBadgeCredential(
        id=f"{home}/verify/{certificate.code}/",
        name=course.title_en or course.title_ar,
        issuer=Issuer(**issuer()),
        recipient_id=f"{home}/verify/{certificate.code}/#holder",
        achievement=Achievement(
            id=f"{home}/training/courses/{course.code}/",
            name=course.title_en or course.title_ar,
            description=course.summary_en or course.summary_ar or course.title_en or course.title_ar,
            criteria_narrative=course.outcomes_en or course.outcomes_ar or course.title_en or course.title_ar,
        ),
        issuance_date=_first_moment(completion.completed_on),
        expiration_date=end_of(completion.expires_on).astimezone(dt.UTC) if completion.expires_on else None,
    )
    return str(OB3Signer(_private_pem(), algorithm=ALGORITHM).sign(credential))


def issuer() -> dict[str, Any]:
    """Who signs: the address in each credential tells the same."""
    home = settings.PUBLIC_ADDRESS.rstrip("/")
    return {"id": f"{home}/verify/issuer/", "name": settings.WAGTAIL_SITE_NAME, "url": home}


def code_typed(text: str) -> str | None:
    """The code that somebody read from a certificate: by itself, or in the address that stands under the square."""
    text = text.strip()
    address = text.split("#")[0].split("?")[0]
    return _code_in_address(address) or (text if CODE.fullmatch(text) else None)


def code_in(token: str) -> str | None:
    """The code of the certificate that a token says it is; None where the signature is not ours."""
    from openbadgeslib.ob3 import OB3Verifier

    if not 0 < len(token.strip()) <= LONGEST:
        return None
    try:
        found = OB3Verifier(public_pem()).verify(token.strip())
    except Exception:  # whatever the library finds wrong with what a stranger pastes
        return _code_if_expired(token.strip())
    return _code_of(found)


def _code_if_expired(token: str) -> str | None:
    """An expired one still is ours, and the page says that it has expired."""
    import jwt

    try:
        told = jwt.decode(
            token,
            public_pem(),
            algorithms=[ALGORITHM],
            options={"verify_exp": False, "verify_aud": False, "verify_nbf": False},
        )
    except jwt.PyJWTError:
        return None
    return _code_in_address(str(told.get("jti") or told.get("vc", {}).get("id") or told.get("id") or ""))


def _code_of(credential: Any) -> str | None:
    return _code_in_address(str(credential.id or ""))


def _code_in_address(address: str) -> str | None:
    parts = address.rstrip("/").split("/")
    return parts[-1] if len(parts) > 1 and parts[-2] == "verify" else None


def public_pem() -> bytes:
    return _key().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _private_pem() -> bytes:
    return _key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _key() -> Ed25519PrivateKey:
    return _key_at(Path(settings.BADGE_KEY_FILE))


@lru_cache(maxsize=4)
def _key_at(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _make(path)
    found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(found, Ed25519PrivateKey)
    return found


def _make(path: Path) -> None:
    """Written whole before it has its name, so that two workers that begin together share the first one's key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _first_moment(day: dt.date) -> dt.datetime:
    return end_of(day - dt.timedelta(days=1)).astimezone(dt.UTC)
