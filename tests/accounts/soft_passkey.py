"""A passkey in software, as a browser and its authenticator would answer, for tests without a browser."""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class SoftPasskey:
    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    uses: int = 0

    def register(self, client: Client) -> Any:
        begun = client.post("/passkey/new/begin/")
        if begun.status_code != 200:
            return begun
        numbers = self.key.public_key().public_numbers()
        public_key = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        )
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + public_key
        data = self._authenticator_data(ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return _send(
            client,
            "/passkey/new/complete/",
            self._credential(
                clientDataJSON=encoded(self._client("webauthn.create", begun.json()["challenge"])),
                attestationObject=encoded(attestation),
                transports=["internal"],
            ),
        )

    def sign_in(
        self, client: Client, *, wanted: str = "", complete: str = "/passkey/complete/"
    ) -> Any:
        begun = client.post("/passkey/begin/")
        if begun.status_code != 200:
            return begun
        query = f"?next={wanted}" if wanted else ""
        answer = self.answer(begun.json()["challenge"])
        return _send(client, f"{complete}{query}", answer)

    def answer(self, challenge: str) -> dict[str, Any]:
        self.uses += 1
        client_data = self._client("webauthn.get", challenge)
        data = self._authenticator_data(0)
        signed = data + hashlib.sha256(client_data).digest()
        return self._credential(
            clientDataJSON=encoded(client_data),
            authenticatorData=encoded(data),
            signature=encoded(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
        )

    def _authenticator_data(self, extra: int) -> bytes:
        flags = PRESENT | extra | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, **response: Any) -> dict[str, Any]:
        return {
            "id": encoded(self.credential_id),
            "rawId": encoded(self.credential_id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": response,
        }


def _send(client: Client, address: str, data: Any) -> Any:
    return client.post(address, json.dumps(data), content_type="application/json")
