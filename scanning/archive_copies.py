"""Making archive copies: every page in the limited child, then all of them bound there into one PDF/A."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils import timezone

from cases import audit, work
from documents import archive, readings, store
from documents.models import ArchiveCopy, Document, DocumentPage, Reading
from scanning.leaves import Shown
from scanning.pipeline import TEXT_LAYER_ENGINE
from scanning.problems import ReadingFailed, ReadingProblem
from scanning.reading import LastFile

log = logging.getLogger(__name__)

LANGUAGE = "en-GB"
_LEASE = timedelta(minutes=3)
_MOST_BYTES = 200 * 1024 * 1024
_TOO_LARGE = (
    "The document is too large for one archive copy. Split it into smaller documents, "
    "or download its pages as they were scanned."
)
_BROKEN = (
    "Something went wrong inside Kinfile while the copy was made. The document is as it was. "
    "Try again, and tell whoever looks after Kinfile if it happens again."
)


class LeafMaker(Protocol):
    """What the making of copies needs of `scanning.child.Reader`."""

    def leaf(self, source: bytes, index: int, shown: Shown) -> bytes: ...

    def bind(self, source: bytes, sizes: Sequence[int], title: str, language: str) -> bytes: ...


def waiting() -> QuerySet[ArchiveCopy]:
    """Copies asked for and not made yet, oldest first."""
    return ArchiveCopy._base_manager.filter(file=None, problem="").order_by("asked_at")


def make_next(maker: LeafMaker, kept: LastFile) -> bool:
    """Make the copy that waits longest; False when none waits."""
    copy = work.claim(waiting(), _LEASE)
    if copy is None:
        return False
    if copy.attempts > archive.MOST_ATTEMPTS:
        work.let_go(copy, problem=_BROKEN)
        return True
    try:
        _make(copy, maker, kept)
    except (ReadingProblem, store.StoreError) as why:
        may_pass = isinstance(why, ReadingFailed) and why.try_again
        if may_pass and copy.attempts < archive.MOST_ATTEMPTS:
            work.let_go(copy)
        else:
            sentence = why.sentence if isinstance(why, ReadingProblem) else str(why)
            work.let_go(copy, problem=sentence[:400])
    return True


def _make(copy: ArchiveCopy, maker: LeafMaker, kept: LastFile) -> None:
    document = copy.document
    pages = archive.pages_of(document)
    is_locked = any(pointer.page.locked_at for pointer, _ in pages)
    if not pages or is_locked or archive.fingerprint(document, pages) != copy.fingerprint:
        # It changed since it was asked for; whoever asks again gets it as it is then.
        copy.delete()
        return
    leaves: list[bytes] = []
    total = 0
    for pointer, reading in pages:
        page = pointer.page
        made = maker.leaf(kept.of(page.file), page.index, shown(document, pointer, reading))
        leaves.append(made)
        total += len(made)
        if total > _MOST_BYTES:
            raise ReadingFailed(_TOO_LARGE, try_again=False)
        ArchiveCopy._base_manager.filter(pk=copy.pk).update(lease_until=timezone.now() + _LEASE)
    bound = maker.bind(b"".join(leaves), [len(one) for one in leaves], document.title, LANGUAGE)
    stored = store.keep(bound)
    file = readings.file_row(stored, media_type="application/pdf", name="archive copy.pdf")
    work.let_go(copy, file=file, made_at=timezone.now())
    audit.record(None, "documents.archive_copy_made", copy, pages=len(pages))


def shown(document: Document, pointer: DocumentPage, reading: Reading | None) -> Shown:
    """How the page stands in its document, for the child."""
    keeps_colour = document.kind == Document.Kind.PHOTOGRAPH
    if reading is None:
        return Shown(0, 0, 0, 0, 0.0, pointer.turned_degrees, (), keeps_colour=keeps_colour)
    return Shown(
        width=reading.width,
        height=reading.height,
        dpi=reading.dpi,
        angle_degrees=reading.angle_degrees,
        skew_degrees=0.0 if reading.read_as == "blank" else reading.skew_degrees,
        turned_degrees=pointer.turned_degrees,
        lines=lines_of(reading),
        is_drawn=(
            reading.engine == TEXT_LAYER_ENGINE
            and reading.author_id is None
            and not reading.notes
            and pointer.page.file.media_type == "application/pdf"
        ),
        keeps_colour=keeps_colour,
    )


def lines_of(reading: Reading) -> list[list[list[Any]]]:
    """The words of `reading` line by line as its text has them: [text, left, top, width, height] each."""
    words = [list(word[:5]) for word in readings.unpacked(reading.words)]
    texts = [line.split() for line in reading.text.split("\n")]
    if words and [word for line in texts for word in line] == [word[0] for word in words]:
        rest = iter(words)
        return [[next(rest) for _ in line] for line in texts if line]
    if words:
        return _by_place(words)
    # Typed by a person, without places: one line under another over the whole page.
    high = max(1, reading.height // (len(texts) + 1))
    return [
        [[" ".join(line), reading.width // 20, high * at, reading.width * 9 // 10, high // 2 or 1]]
        for at, line in enumerate(texts)
        if line
    ]


def _by_place(words: list[list[Any]]) -> list[list[list[Any]]]:
    lines: list[list[list[Any]]] = []
    for word in words:
        before = lines[-1][-1] if lines else None
        if before and word[1] >= before[1] and abs(word[2] - before[2]) < before[4]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines
