"""The council's seal on a PDF, and whether a copy still is what was sealed.

A seal shows where a file comes from and that nothing in it changed since; it is not the signature
of a parent or a worker. It is a PAdES certification signature that allows no later change and has
no appearance on the page, because a visible stamp would break PDF/UA. No ORM here.
"""

import asyncio
import io
import logging
import struct
import zlib
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.seal_keys import (
    CannotSeal,
    CouncilSeal,
    PrivateKey,
    council_seal,
    organisation,
)

# It warns at every seal that no revocation list will be fetched, which is what is wanted here.
logging.getLogger("pyhanko").setLevel(logging.ERROR)

OWN_CLOCK = "own clock"
TIME_STAMP = "time stamp"

_FIELD = "CouncilSeal"
# What a reader meets in a file that is broken or made to break it.
_UNREADABLE = (
    PdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_sound`: nothing in this file changed since the council sealed it. `sentence` says so.

    `time_source` is `OWN_CLOCK` or `TIME_STAMP`; it and `sealed_at` are None where no seal of the
    council vouches for them.
    """

    is_sound: bool
    sentence: str
    sealed_at: datetime | None = None
    time_source: str | None = None


@dataclass(frozen=True, slots=True)
class TimeService:
    """A time stamping service (RFC 3161), which is sent nothing but a hash, and its roots."""

    url: str
    roots: tuple[x509.Certificate, ...]


def time_service() -> TimeService | None:
    """The service at `KINFILE_TIMESTAMP_URL`, whose roots are in `KINFILE_TIMESTAMP_ROOT_PATH`."""
    if not settings.KINFILE_TIMESTAMP_URL:
        return None
    if not settings.KINFILE_TIMESTAMP_ROOT_PATH:
        raise ImproperlyConfigured(
            "Set KINFILE_TIMESTAMP_ROOT_PATH to the PEM file with the root of the time stamps."
        )
    roots = x509.load_pem_x509_certificates(Path(settings.KINFILE_TIMESTAMP_ROOT_PATH).read_bytes())
    return TimeService(settings.KINFILE_TIMESTAMP_URL, tuple(roots))


def check_copy(pdf: bytes) -> Verdict:
    """`check` against the seal and the time stamping service of this installation."""
    seal, service = council_seal(), time_service()
    return check(
        pdf,
        trust=seal.root,
        time_trust=service.roots if service else (),
        revocation_list=seal.revocation_list,
        council=seal.council_name,
    )


def seal(
    pdf: bytes,
    *,
    seal: CouncilSeal,
    reason: str,
    at: datetime,
    time_service: TimeService | None = None,
) -> bytes:
    """`pdf` with the council's seal as one update behind it; the given bytes stay its beginning.

    The time is `at`, from the council's own clock, unless `time_service` answers with a stamp that
    its roots vouch for. If it does not, the file is sealed all the same, and `check` says whose
    clock it was.
    Raises `CannotSeal` for a PDF that carries a signature already, cannot be read, or when the
    certificate has ended.
    """
    if not seal.certificate.not_valid_before_utc <= at < seal.certificate.not_valid_after_utc:
        raise CannotSeal(
            "The certificate of the council's seal is valid from "
            f"{seal.certificate.not_valid_before_utc:%d %B %Y} to "
            f"{seal.certificate.not_valid_after_utc:%d %B %Y}. Renew it before sealing again."
        )
    if not pdf.endswith(b"\n"):
        # Without it the update that follows breaks rule 6.1.9 of PDF/A.
        pdf += b"\n"
    if time_service is not None:
        with suppress(TimestampRequestError, ValidationError, PathBuildingError):
            return _run(_sign(pdf, seal, reason, at, time_service))
    try:
        return _run(_sign(pdf, seal, reason, at, None))
    except (ValidationError, PathBuildingError) as error:
        raise CannotSeal(f"The certificate of the council's seal is not sound: {error}") from error


def check(
    pdf: bytes,
    *,
    trust: x509.Certificate,
    time_trust: Sequence[x509.Certificate] = (),
    revocation_list: bytes | None = None,
    council: str | None = None,
    at: datetime | None = None,
) -> Verdict:
    """Whether `pdf` is exactly what the council sealed under the root `trust`; never raises.

    `time_trust` are roots of time stamping services, `revocation_list` the newest list of the root.
    `council` is the organisation that the certificate must name, by default that of the root: under
    a bought root others have certificates too.
    A file outlives its certificate: after that ended, the stated time of sealing counts.
    """
    try:
        return _check(
            pdf,
            trust,
            time_trust,
            revocation_list,
            council or organisation(trust),
            at or timezone.now(),
        )
    except _UNREADABLE:
        return Verdict(
            False,
            "This file is not a PDF that can be read, or it was damaged. "
            "Ask the council for a new copy.",
        )


def _run(signing: Coroutine[object, object, bytes]) -> bytes:
    try:
        return asyncio.run(signing)
    except (SigningError, PdfError) as error:
        raise CannotSeal(f"This PDF cannot be sealed: {error}") from error


async def _sign(
    pdf: bytes, seal: CouncilSeal, reason: str, at: datetime, service: TimeService | None
) -> bytes:
    chain = SimpleCertificateStore()
    chain.register_multiple(_asn1(certificate) for certificate in seal.intermediates)
    signer = SimpleSigner(
        signing_cert=_asn1(seal.certificate),
        signing_key=_asn1_key(seal.key),
        cert_registry=chain,
        # A copy of the root inside the file would be covered by nothing.
        embed_roots=False,
    )
    context = ValidationContext(
        trust_roots=[_asn1(root) for root in (seal.root, *(service.roots if service else ()))],
        other_certs=list(chain),
        crls=[seal.revocation_list] if seal.revocation_list else [],
        allow_fetching=False,
        moment=at,
    )
    pdf_signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=_FIELD,
            name=seal.council_name,
            reason=reason,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            embed_validation_info=seal.revocation_list is not None,
            validation_context=context,
            # One update, so that nothing follows the sealed bytes.
            dss_settings=DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
        ),
        signer,
        # 10 s: the worker that seals has other things to do.
        timestamper=RequestsHTTPTimeStamper(service.url, timeout=10) if service else None,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if writer.prev.embedded_signatures:
        raise SigningError("it is sealed or signed already.")
    # The long way round, because the short one takes no time but that of the machine.
    session = pdf_signer.init_signing_session(writer)
    session.system_time = at.astimezone(UTC).replace(microsecond=0)
    validation = await session.perform_presign_validation(writer)
    reserved = await session.estimate_signature_container_size(validation, tight=False)
    document = session.prepare_tbs_document(
        validation_info=validation, bytes_reserved=reserved, appearance_text_params=None
    )
    output = io.BytesIO()
    prepared, _ = document.digest_tbs_document(output=output)
    signed = await document.perform_signature(
        document_digest=prepared.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=session.system_time),
    )
    await signed.post_signature_processing(output)
    return output.getvalue()


def _check(
    pdf: bytes,
    trust: x509.Certificate,
    time_trust: Sequence[x509.Certificate],
    revocation_list: bytes | None,
    council: str,
    at: datetime,
) -> Verdict:
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    if not signatures:
        return Verdict(False, "This file carries no seal, so nothing shows whether it was changed.")
    embedded = signatures[0]
    certificate = _x509(embedded.signer_cert)
    ended = certificate.not_valid_after_utc <= at
    moment = embedded.self_reported_timestamp if ended else at

    of_seal = ValidationContext(
        trust_roots=[_asn1(trust)],
        crls=[revocation_list] if revocation_list else [],
        # The default looks at a list only where the certificate says where to fetch one.
        revocation_mode="require" if revocation_list else "soft-fail",
        # The newest list counts for everything that was sealed before it was made.
        retroactive_revinfo=True,
        allow_fetching=False,
        moment=moment,
    )
    of_time = ValidationContext(
        trust_roots=[_asn1(root) for root in time_trust], allow_fetching=False, moment=moment
    )
    status = validate_pdf_signature(embedded, of_seal, of_time)
    if not (status.intact and status.valid and _is_exact(pdf, embedded)):
        return Verdict(
            False,
            "This copy was changed after it was sealed. Do not rely on it: "
            f"ask {council} for a new copy.",
        )
    if status.revocation_details is not None:
        return Verdict(
            False,
            f"This copy was sealed with a key that {council} has withdrawn. "
            f"Ask {council} for a new copy.",
        )
    if not status.trusted or organisation(certificate) != council:
        return Verdict(
            False,
            f"This copy was sealed with a key that does not belong to {council}. "
            f"Ask {council} for a copy of their own.",
        )
    if not status.bottom_line or status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return Verdict(
            False,
            "Something was added to this copy after it was sealed, or its time stamp cannot be "
            f"trusted. Do not rely on it: ask {council} for a new copy.",
        )
    return _sound(status, council)


def _sound(status: PdfSignatureStatus, council: str) -> Verdict:
    stamp = status.timestamp_validity
    sealed_at = stamp.timestamp if stamp else status.signer_reported_dt
    local = timezone.localtime(sealed_at, timezone.get_default_timezone())
    source = "an independent time stamp" if stamp else "the council's own clock"
    return Verdict(
        True,
        f"This copy is exactly as {council} sealed it on {local.day} {local:%B %Y} at "
        f"{local:%H:%M}. The time comes from {source}.",
        sealed_at,
        TIME_STAMP if stamp else OWN_CLOCK,
    )


def _is_exact(pdf: bytes, embedded: EmbeddedPdfSignature) -> bool:
    """Whether the place of the signature holds it and nothing else.

    A signature cannot cover itself, so the zeros behind it could be changed unnoticed.
    """
    _, before, after, _ = (int(number) for number in embedded.byte_range)
    content = bytes(embedded.pkcs7_content)
    signature = cms.ContentInfo.load(content).dump()
    padding = content[len(signature) :]
    spelled = content.hex().encode()
    return not any(padding) and pdf[before:after] in (
        b"<" + spelled + b">",
        b"<" + spelled.upper() + b">",
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _x509(certificate: asn1_x509.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())


def _asn1_key(key: PrivateKey) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
