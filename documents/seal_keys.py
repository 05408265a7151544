"""The council's key for sealing: made once with a root of its own, encrypted at rest, renewed.

No private key is ever on disk unencrypted. The root's key is needed only to renew, so it may be
kept off the machine. No ORM here.
"""

import base64
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from cases import keys

KEY_PURPOSE = "council seal"

_ROOT_YEARS = 40
_SEAL_YEARS = 10

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class CannotSeal(Exception):
    """Its text is a full sentence for whoever looks after the installation."""


@dataclass(frozen=True, slots=True)
class CouncilSeal:
    """A key, its certificate up to the root that people trust, and the root's revocation list."""

    council_name: str
    key: PrivateKey
    certificate: x509.Certificate
    root: x509.Certificate
    intermediates: tuple[x509.Certificate, ...] = ()
    revocation_list: bytes | None = None

    @classmethod
    def load_or_create(
        cls, folder: Path, key: bytes, council_name: str, *, at: datetime | None = None
    ) -> "CouncilSeal":
        """The seal kept in `folder`, made on first use; `key` encrypts its private keys at rest.

        `root.key` is needed again only by `renew` and may be moved to a place off the machine.
        Two processes that start together end up with the same seal.
        """
        if not (folder / "seal.pem").exists():
            _create(folder, key, council_name, at or timezone.now())
        return cls.load(
            key_file=folder / "seal.pem",
            certificate_file=folder / "seal.pem",
            root_file=folder / "root.pem",
            revocation_file=folder / "root.crl",
            passphrase=_passphrase(key),
        )

    @classmethod
    def load(
        cls,
        *,
        key_file: Path,
        certificate_file: Path,
        root_file: Path,
        passphrase: bytes,
        revocation_file: Path | None = None,
    ) -> "CouncilSeal":
        """A seal from PEM files: an encrypted key, the certificate and any between it and the root.

        Raises `CannotSeal` if they cannot be read, opened with `passphrase`, or do not belong
        together.
        """
        try:
            key = serialization.load_pem_private_key(key_file.read_bytes(), passphrase)
            chain = x509.load_pem_x509_certificates(certificate_file.read_bytes())
            root = x509.load_pem_x509_certificate(root_file.read_bytes())
            revocation = revocation_file.read_bytes() if revocation_file else None
        except (OSError, ValueError, TypeError) as error:
            raise CannotSeal(
                f"The council's seal in {key_file.parent} cannot be read or opened with the key in "
                "use. Restore its files and the installation key that belong together."
            ) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise CannotSeal(f"The key in {key_file} is neither elliptic nor RSA.")
        if key.public_key() != chain[0].public_key():
            raise CannotSeal(f"{certificate_file} is not the certificate of the key {key_file}.")
        return cls(organisation(chain[0]), key, chain[0], root, tuple(chain[1:]), revocation)

    def root_pem(self) -> bytes:
        """What to hand to anybody who wants to check a sealed file with a program of their own."""
        return self.root.public_bytes(serialization.Encoding.PEM)


def council_seal() -> CouncilSeal:
    """The seal of this installation: the one the settings name, else its own in `KINFILE_DATA/seal`.

    A bought one is `KINFILE_SEAL_KEY_PATH`, `KINFILE_SEAL_CERTIFICATE_PATH` and
    `KINFILE_SEAL_ROOT_PATH`, all PEM, and `KINFILE_SEAL_PASSPHRASE` for the encrypted key.
    """
    if not settings.KINFILE_SEAL_KEY_PATH:
        folder = Path(settings.KINFILE_DATA) / "seal"
        return CouncilSeal.load_or_create(
            folder, keys.derive(KEY_PURPOSE), settings.KINFILE_COUNCIL
        )
    if not settings.KINFILE_SEAL_PASSPHRASE:
        raise ImproperlyConfigured(
            "Set KINFILE_SEAL_PASSPHRASE: the key of the seal must be encrypted on disk."
        )
    return CouncilSeal.load(
        key_file=Path(settings.KINFILE_SEAL_KEY_PATH),
        certificate_file=Path(settings.KINFILE_SEAL_CERTIFICATE_PATH),
        root_file=Path(settings.KINFILE_SEAL_ROOT_PATH),
        passphrase=settings.KINFILE_SEAL_PASSPHRASE.encode(),
    )


def renew(folder: Path, key: bytes, *, at: datetime, because_leaked: bool = False) -> CouncilSeal:
    """A new key and certificate from the root in `folder`, which needs its `root.key` back.

    Files sealed before stay sound, unless the old key leaked: then it goes on the revocation list,
    and every file sealed with it is refused.
    """
    old = CouncilSeal.load_or_create(folder, key, "")
    try:
        pem = (folder / "root.key").read_bytes()
        root_key = serialization.load_pem_private_key(pem, _passphrase(key))
    except (OSError, ValueError) as error:
        raise CannotSeal(
            f"Put root.key back into {folder} to renew the council's seal; it can be taken away "
            "again afterwards."
        ) from error
    if (
        not isinstance(root_key, ec.EllipticCurvePrivateKey)
        or root_key.public_key() != old.root.public_key()
    ):
        raise CannotSeal(f"The key in {folder / 'root.key'} did not make this root.")
    revoked = x509.load_der_x509_crl(old.revocation_list) if old.revocation_list else ()
    entries = list(revoked)
    if because_leaked:
        entries.append(
            x509.RevokedCertificateBuilder()
            .serial_number(old.certificate.serial_number)
            .revocation_date(at)
            .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
            .build()
        )
    files = _issue(old.council_name, root_key, old.root, entries, key, at)
    for name, content in files.items():
        draft = folder / f".{name}"
        _write(draft, content)
        draft.replace(folder / name)
    _sync(folder)
    return CouncilSeal.load_or_create(folder, key, "")


def rewrap(file: Path, old: bytes, new: bytes) -> Literal["changed", "already", "closed"]:
    """Encrypt the private key in the PEM `file` with `new` instead of `old`; what else stands in it stays as it is.

    "already" if it opens with `new`, "closed" if with neither.
    """
    content = file.read_bytes()
    if _opened(content, new):
        return "already"
    private_key = _opened(content, old)
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        return "closed"
    at = content.find(b"-----BEGIN CERTIFICATE-----")
    draft = file.with_name(f".{file.name}")
    _write(draft, _encrypted(private_key, new) + (content[at:] if at >= 0 else b""))
    draft.replace(file)
    _sync(file.parent)
    return "changed"


def _opened(pem: bytes, key: bytes) -> object:
    """The private key in `pem`, or None when `key` does not open it."""
    try:
        return serialization.load_pem_private_key(pem, _passphrase(key))
    except ValueError:
        return None


def _create(folder: Path, key: bytes, council_name: str, at: datetime) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key = ec.generate_private_key(ec.SECP256R1())
    name = _name(council_name, "document seal root")
    root = (
        _certificate(name, name, root_key.public_key(), at, _ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    files = {
        "root.key": _encrypted(root_key, key),
        "root.pem": root.public_bytes(serialization.Encoding.PEM),
    } | _issue(council_name, root_key, root, [], key, at)
    draft = Path(tempfile.mkdtemp(prefix=".seal-", dir=folder.parent))
    try:
        for file, content in files.items():
            _write(draft / file, content)
        with suppress(OSError):
            # Fails if another process was first; then its seal is the one.
            draft.rename(folder)
            _sync(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _issue(
    council_name: str,
    root_key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate,
    revoked: Sequence[x509.RevokedCertificate],
    key: bytes,
    at: datetime,
) -> dict[str, bytes]:
    """The files of a new sealing key, its certificate and the root's revocation list."""
    seal_key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(council_name, "document seal")
    certificate = (
        _certificate(subject, root.subject, seal_key.public_key(), at, _SEAL_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(at - timedelta(days=1))
        .next_update(certificate.not_valid_after_utc)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
    )
    for entry in revoked:
        builder = builder.add_revoked_certificate(entry)
    return {
        "root.crl": builder.sign(root_key, hashes.SHA256()).public_bytes(
            serialization.Encoding.DER
        ),
        # Key and certificate in one file are replaced in one step.
        "seal.pem": _encrypted(seal_key, key)
        + certificate.public_bytes(serialization.Encoding.PEM),
    }


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: ec.EllipticCurvePublicKey,
    at: datetime,
    years: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=years * 365))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _usage(**allowed: bool) -> x509.KeyUsage:
    usages = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{usage: allowed.get(usage, False) for usage in usages})


def _name(council_name: str, role: str) -> x509.Name:
    # A name in a certificate may have 64 characters at most.
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, council_name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{council_name[: 63 - len(role)]} {role}"),
        ]
    )


def organisation(certificate: x509.Certificate) -> str:
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    return certificate.subject.rfc4514_string()


def _passphrase(key: bytes) -> bytes:
    return base64.b64encode(key)


def _encrypted(private_key: ec.EllipticCurvePrivateKey, key: bytes) -> bytes:
    return private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_passphrase(key)),
    )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
