"""What was read on a page: kept as rows, its words packed small."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple, TypeVar

from django.db import transaction

from cases import outbox
from documents.models import Document, Page, Reading, StoredFile
from documents.store import Stored

# How a page was read, and by whom a word was, where that was a person.
TYPED = "typed"
# The page brought its own words, as what never was on paper does.
TEXT_LAYER = "text layer"
PERSON = "person"

# Left, top, width and height in pixels of the upright page.
Box = tuple[int, int, int, int]


class Word(NamedTuple):
    """A word where it stands on the upright page, in pixels; `confidence` is 0 to 100.

    `engine`: who read it, where that is not the engine of the whole reading.
    """

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float
    engine: str = ""


AnyWord = TypeVar("AnyWord")
DoubtKind = Literal["name", "date", "number", "word"]


@dataclass(frozen=True)
class Doubt:
    """A word of a reading that a person should look at.

    `at`: its place among the words of the reading. `read`: the word as it is shown, by `engine`; `other`: what
    `other_engine` read there, "" where it read nothing or there was no other. `box`: left, top, width and height in
    pixels of the upright page. `kind`: what is at stake; `word` where confidence is low and nothing worse. `risk`: 0 to
    100, the higher the sooner.
    """

    at: int
    kind: DoubtKind
    read: str
    other: str
    engine: str
    other_engine: str
    box: tuple[int, int, int, int]
    confidence: int
    risk: int

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "box": list(self.box)}


def doubts_of(reading: Reading) -> list[Doubt]:
    """The doubts about `reading`, the riskiest first."""
    return [Doubt(**{**told, "box": tuple(told["box"])}) for told in reading.doubts]


def note_doubts(reading: Reading, doubts: Iterable[Doubt]) -> None:
    """Put `doubts` down on `reading`, which is not saved by this."""
    in_order = sorted(doubts, key=lambda doubt: (-doubt.risk, doubt.at))
    reading.doubts = [doubt.as_json() for doubt in in_order]
    reading.doubt_risk = in_order[0].risk if in_order else 0


def packed(words: Iterable[Any]) -> bytes:
    """`words` as `Reading.words` keeps them. Takes anything with the attributes of a `Word`."""
    rows = [
        [word.text, word.left, word.top, word.width, word.height, round(word.confidence, 1)]
        + ([word.engine] if getattr(word, "engine", "") else [])
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


def lines_in(text: str, words: Sequence[AnyWord]) -> tuple[tuple[AnyWord, ...], ...]:
    """`words` line by line, as `text` has them: one space between words, one newline between lines."""
    lines, at = [], 0
    for line in text.split("\n"):
        count = len(line.split(" ")) if line else 0
        if count:
            lines.append(tuple(words[at : at + count]))
        at += count
    return tuple(line for line in lines if line)


@transaction.atomic
def replace(page: Page, reading: Reading) -> Reading:
    """Make `reading`, not saved yet, the current one of `page`; earlier ones stay as history.

    What people said of words of the page goes into a machine's reading; where it cannot, because a person typed the
    whole page or the picture is another one, theirs stays current and the machine's is kept beside it.
    Search learns of it when the page stands in a document. Returns `reading`.
    """
    # They take words apart with this module.
    from documents import doubtful

    # Two readers that finish at once would each find the other's reading not there yet.
    Page._base_manager.select_for_update().get(pk=page.pk)
    current = Reading._base_manager.filter(page=page, is_current=True).first()
    if reading.author_id is None and not doubtful.take_over(page, current, reading):
        return keep_beside(page, reading)
    Reading._base_manager.filter(page=page, is_current=True).update(is_current=False)
    reading.page, reading.is_current = page, True
    reading.save(force_insert=True)
    doubtful.keep_step(page, reading)
    _tell_index(page)
    return reading


@transaction.atomic
def go_back(page: Page, before: Reading | None) -> None:
    """Show `before` again, an earlier reading of `page`, or none. What is shown until now stays as history."""
    Reading._base_manager.filter(page=page, is_current=True).update(is_current=False)
    if before is not None:
        Reading._base_manager.filter(pk=before.pk).update(is_current=True)
    _tell_index(page)


def _tell_index(page: Page) -> None:
    for document in Document._base_manager.filter(document_pages__page=page, withdrawn_at=None):
        outbox.changed(document)


def keep_beside(page: Page, reading: Reading) -> Reading:
    """Keep `reading`, not saved yet, as one of `page` that is not shown: what one engine read for itself."""
    reading.page, reading.is_current = page, False
    reading.save(force_insert=True)
    return reading
