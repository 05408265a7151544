"""What was read on a page: kept as rows, its words packed small."""

import json
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction

from cases import outbox
from documents.models import Document, Page, Reading, StoredFile
from documents.store import Stored


class Word(NamedTuple):
    """A word where it stands on the upright page, in pixels; `confidence` is 0 to 100."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float


def packed(words: Iterable[Any]) -> bytes:
    """`words` as `Reading.words` keeps them. Takes anything with the attributes of a `Word`."""
    rows = [
        [word.text, word.left, word.top, word.width, word.height, round(word.confidence, 1)]
        for word in words
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode())


def unpacked(data: bytes | memoryview) -> list[Word]:
    """The words of `Reading.words`, in reading order."""
    return [Word(*row) for row in json.loads(zlib.decompress(data))] if data else []


def file_row(stored: Stored, *, media_type: str, name: str = "") -> StoredFile:
    """The row that remembers a kept file. Write it in the transaction that makes use of the file."""
    return StoredFile.objects.create(
        id=stored.id,
        sha256=stored.sha256,
        size=stored.size,
        wrapped_key=stored.wrapped_key,
        media_type=media_type,
        name=name,
    )


@transaction.atomic
def replace(page: Page, reading: Reading) -> Reading:
    """Make `reading`, not saved yet, the current one of `page`; earlier ones stay as history.

    Search learns of it when the page stands in a document.
    """
    # Two readers that finish at once would each find the other's reading not there yet.
    Page._base_manager.select_for_update().get(pk=page.pk)
    Reading._base_manager.filter(page=page, is_current=True).update(is_current=False)
    reading.page, reading.is_current = page, True
    reading.save(force_insert=True)
    for document in Document._base_manager.filter(document_pages__page=page, withdrawn_at=None):
        outbox.changed(document)
    return reading
