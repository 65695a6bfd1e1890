"""A passkey without a device: it answers what a browser's authenticator would answer, signed with a key of its own."""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

FLAG = AuthenticatorData.FLAG
ORIGIN = "http://testserver"


class SoftwarePasskey:
    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.number = os.urandom(16)
        self.owner = b""
        self.used = 0

    def registers(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.create` gives for these options, as the page posts it."""
        asked = options["publicKey"]
        self.owner = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(Aaguid(bytes(16)), self.number, public)
        said = AuthenticatorData.create(sha256(asked["rp"]["id"].encode()), FLAG.UP | FLAG.UV | FLAG.AT, 0, held)
        answer = RegistrationResponse(
            raw_id=self.number,
            response=AuthenticatorAttestationResponse(
                client_data=_told(CollectedClientData.TYPE.CREATE, asked["challenge"]),
                attestation_object=AttestationObject.create("none", said, {}),
            ),
        )
        return json.dumps(dict(answer) | {"clientExtensionResults": {"credProps": {"rk": True}}})

    def answers(self, options: dict[str, Any]) -> str:
        """What `navigator.credentials.get` gives for these options, as the page posts it."""
        asked = options["publicKey"]
        self.used += 1
        told = _told(CollectedClientData.TYPE.GET, asked["challenge"])
        said = AuthenticatorData.create(sha256(asked["rpId"].encode()), FLAG.UP | FLAG.UV, self.used)
        answer = AuthenticationResponse(
            raw_id=self.number,
            response=AuthenticatorAssertionResponse(
                client_data=told,
                authenticator_data=said,
                signature=self.key.sign(said + told.hash, ec.ECDSA(hashes.SHA256())),
                user_handle=self.owner,
            ),
        )
        return json.dumps(dict(answer))


def _told(kind: str, challenge: str) -> CollectedClientData:
    return CollectedClientData.create(kind, challenge, ORIGIN)
