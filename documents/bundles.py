"""Original files in one ZIP, written as it is read: nothing is held in memory, and nothing lies on a disk meanwhile.

Files are numbered, never named: whoever sees a list of downloads learns nothing. What each is stands in the plain list
of contents at the end, with its checksum as it was kept and, where a camera's notes were taken out, as it is here.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from documents import store
from documents.metadata import without_metadata
from documents.models import Document, DocumentPage, StoredFile
from documents.serving import ENDINGS

CONTENTS = "contents.txt"
_PIECE = 256 * 1024
_DESCRIBED = {"image/jpeg", "image/png"}


@dataclass
class Paper:
    """A document in a bundle: its stored files in the order of its pages, and the pages that are left out."""

    document: Document
    files: list[tuple[StoredFile, list[int]]] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)


def paper_of(document: Document, allowed: set[UUID]) -> Paper:
    """What of `document` goes into a bundle: the files of its pages whose ids are in `allowed`, each once."""
    found = Paper(document)
    numbers: dict[UUID, list[int]] = {}
    pointers = DocumentPage.objects.of(document=document).select_related("page__file")
    for pointer in pointers.order_by("number"):
        if pointer.page_id not in allowed:
            found.left_out.append(pointer.number)
            continue
        file = pointer.page.file
        if file.pk not in numbers:
            numbers[file.pk] = []
            found.files.append((file, numbers[file.pk]))
        numbers[file.pk].append(pointer.number)
    return found


def zipped(papers: Iterable[Paper], *, made_at: datetime | None = None) -> Iterator[bytes]:
    """The bytes of the ZIP, piece by piece. A file that is damaged is left out, and the list says so."""
    sink = _Sink()
    made_at = timezone.localtime(made_at or timezone.now())
    stamp = made_at.timetuple()[:6]
    lines = [
        "Original files, as they were received.",
        f"Put together {made_at.day} {made_at:%B %Y, %H:%M}.",
        "The checksum behind each file is its SHA-256; sha256sum and every other such program gives the same.",
        "",
    ]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for at, paper in enumerate(papers, start=1):
            lines += [f"{at:03}  {_told(paper.document)}"]
            for number, (file, pages) in enumerate(paper.files, start=1):
                name = f"{at:03}/{number:03}{ENDINGS.get(file.media_type, '.bin')}"
                entry = zipfile.ZipInfo(name, stamp)
                entry.external_attr = 0o600 << 16
                try:
                    yield from _checked(file)
                except store.Damaged:
                    lines += [
                        f"     {_pages(pages)}: left out, because the stored file is damaged."
                    ]
                    continue
                digest = hashlib.sha256()
                with archive.open(entry, "w", force_zip64=file.size > 1 << 30) as out:
                    for piece in _pieces(file):
                        digest.update(piece)
                        out.write(piece)
                        yield sink.taken()
                yield sink.taken()
                lines += [f"     {name}  {digest.hexdigest()}  {_pages(pages)}"]
                if digest.hexdigest() != file.sha256:
                    lines += [
                        f"       without what the camera wrote beside the picture; as it was kept: {file.sha256}"
                    ]
            if paper.left_out:
                lines += [
                    f"     {_pages(paper.left_out)}: left out, because the file they came in also holds pages "
                    "that are not yours to see."
                ]
            lines += [""]
        listed = zipfile.ZipInfo(CONTENTS, stamp)
        listed.external_attr = 0o600 << 16
        archive.writestr(listed, "\n".join(lines))
    yield sink.taken()


def _checked(file: StoredFile) -> Iterator[bytes]:
    """Nothing; raises `Damaged` before a byte of a damaged file is in the ZIP, where it could not be taken back."""
    store.check(file.pk, file.sha256, file.wrapped_key)
    yield b""


def _pieces(file: StoredFile) -> Iterator[bytes]:
    if file.media_type in _DESCRIBED:
        # Where and when a phone took the picture is nobody's business; the kept file stays as it came.
        yield without_metadata(store.read_all(file.pk, file.wrapped_key))
        return
    with store.open(file.pk, file.wrapped_key) as plain:
        while piece := plain.read(_PIECE):
            yield piece


def _told(document: Document) -> str:
    day = document.date_words or f"{document.dated_on.day} {document.dated_on:%b %Y}"
    sender = f", {document.sender}" if document.sender else ""
    return f"{document.title} ({document.get_kind_display()}{sender}, {day})"


def _pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"pages {numbers[0]} to {numbers[-1]}"
    return f"pages {', '.join(map(str, numbers))}"


class _Sink(io.RawIOBase):
    """What a ZIP is written to that is sent on at once. It cannot be sought, and says so."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return False

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._waiting.append(piece)
        self._at += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data
