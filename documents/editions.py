"""Sealed editions: the council's copy of what was released and decided, made by a worker and kept for good."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from cases import audit, work
from documents import printing, readings, store
from documents.canonical import canonical
from documents.models import Release, Reply, SealedEdition, Signature
from documents.seal_keys import CannotSeal, council_seal

MOST_ATTEMPTS = 5
LEASE = timedelta(seconds=120)

_ANSWERS = {"agree": "I agree", "partly": "Partly", "disagree": "I do not agree"}


def waiting() -> Any:
    """Editions asked for and not made yet, oldest first."""
    return SealedEdition._base_manager.filter(file=None, attempts__lt=MOST_ATTEMPTS).order_by(
        "asked_at"
    )


def make_waiting(*, most: int = 20) -> int:
    """Print, seal and keep up to `most` waiting editions; returns how many. A killed worker leaves nothing half made.

    A failed one keeps its reason and is tried again, five times at most.
    """
    made = 0
    while made < most and (edition := work.claim(waiting(), LEASE)):
        try:
            _make(edition)
        except (printing.CannotPrint, CannotSeal, store.StoreError) as why:
            work.let_go(edition, problem=str(why)[:300])
        made += 1
    return made


def _make(edition: SealedEdition) -> None:
    # pyHanko takes most of a second to load, which no web process should pay.
    from documents import sealing

    release = edition.release
    at = timezone.now()
    printed = printing.print_release(
        release.content,
        format=_format_of(release),
        signatures=[_line(edition.signature)] if edition.signature else [],
        replies=[_reply(row) for row in _replies(edition)],
        attachment=canonical(edition.evidence),
        made_at=at,
    )
    sealed = sealing.seal(
        printed.pdf,
        seal=council_seal(),
        reason="The council's copy",
        at=at,
        time_service=sealing.time_service(),
    )
    kept = store.keep(sealed)
    edition.file = readings.file_row(kept, media_type="application/pdf", name="copy.pdf")
    work.let_go(
        edition,
        file=edition.file,
        made_at=at,
        missing_glyphs=list(printed.missing_glyphs),
        problem=_remark(printed, sealing.check_copy(sealed)),
    )
    audit.record(None, "documents.edition_sealed", edition)


def _remark(printed: printing.Printed, verdict: Any) -> str:
    """What somebody should look at in a copy that was made all the same; "" when all is as it should be."""
    if not verdict.is_sound:
        return str(verdict.sentence)[:300]
    return "" if printed.strict else "Some characters could not be set in the archive format."


def _format_of(release: Release) -> str:
    account = release.recipient.accounts.filter(role="family").first()
    reading = account.reading if account else {}
    if reading.get("font") in {"lexend", "opendyslexic"}:
        return "dyslexia"
    size = reading.get("size", "standard")
    return size if size in printing.FORMATS else "standard"


def _replies(edition: SealedEdition) -> Any:
    said = edition.release.replies.select_related("author").order_by("said_at")
    until = edition.signature.signed_at if edition.signature else edition.asked_at
    return said.filter(said_at__lte=until)


def _reply(row: Reply) -> printing.ReplyLine:
    says = [_ANSWERS.get(row.stance, "")]
    says += ["I want to ask something"] if row.is_question else []
    says += ["Something here is wrong"] if row.is_wrong else []
    return printing.ReplyLine(
        block_id=row.block,
        name=row.author.name,
        said_at=row.said_at,
        answer=". ".join(word for word in says if word),
        words=row.words,
    )


def _line(signature: Signature) -> printing.SignatureLine:
    return printing.SignatureLine(
        name=signature.typed_name,
        decision=signature.get_decision_display(),
        signed_at=signature.signed_at,
        language=signature.language,
        format=signature.format,
        identity_shown=signature.identity_shown,
        words=signature.words,
        statement=signature.statement,
        receipt=signature.receipt,
    )


def copy_of(edition: SealedEdition) -> bytes:
    """The sealed PDF. Raises `store.Damaged` when it is not as it was kept."""
    if edition.file is None:
        raise ValueError(f"{settings.KINFILE_COUNCIL} has not made this copy yet.")
    return store.read_all(edition.file.pk, edition.file.wrapped_key)
