"""Redacting: what somebody hides in a copy of a paper, marked, looked for again, and checked before a worker makes it.

The original is never touched. What a box hides is painted into the pixels of a new document (`scanning.redactions`),
which is read again before it is kept: if it still says what was hidden, it is not made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from cases import access, audit
from cases.actions import Problem
from cases.models import User
from cases.names import is_alike, name_words, within_one
from documents import readings
from documents.models import Document, DocumentPage, Redaction
from documents.readings import Word

REASONS = {
    "person": "Another person's information",
    "confidence": "Given in confidence",
    "privilege": "Legal privilege",
    "harm": "Serious harm",
    "other": "Other",
}
_MOST_BOXES = 5_000
_MOST_UNDO = 50
# A longer stretch is hidden where it stands; only names, places and the like are looked for elsewhere.
_SHORT = 4


@dataclass(frozen=True)
class Occurrence:
    """Words on a page that answer what was looked for. `key` names them in a form."""

    page: UUID
    number: int
    first: int
    count: int
    words: str
    around: str
    is_hidden: bool

    @property
    def key(self) -> str:
        return f"{self.page}:{self.first}:{self.count}"


def pages_of(redaction: Redaction) -> list[DocumentPage]:
    rows = redaction.document.document_pages.select_related("page__file")
    return list(rows.prefetch_related("page__readings").order_by("number"))


def words_of(pointer: DocumentPage) -> list[Word]:
    reading = pointer.page.reading
    return readings.unpacked(reading.words) if reading else []


@transaction.atomic
def begin(*, by: User, document: Document) -> Redaction:
    """The redaction of `document` that `by` works on; a new one if there is none."""
    access.require(by, "redact", document)
    is_open = [Redaction.State.DRAFT, Redaction.State.WAITING]
    found = Redaction._base_manager.filter(document=document, begun_by=by, state__in=is_open)
    if there := found.first():
        return there
    title = f"{document.get_kind_display()}, redacted copy"
    made = Redaction(document=document, begun_by=by, title=title)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return found.get()
    audit.record(by, "documents.redaction_begun", document)
    return made


@transaction.atomic
def hide_words(
    *,
    by: User,
    redaction: Redaction,
    page: UUID,
    places: Iterable[int],
    reason: str,
    note: str = "",
) -> int:
    """Hide the words at `places` of the page's words; neighbours on a line share a box. Returns how many boxes came."""
    pointer = _pointer(redaction, page)
    words = words_of(pointer)
    chosen = sorted({place for place in places if 0 <= place < len(words)})
    if not chosen:
        raise Problem("Tick the words to hide, or draw a box over them.")
    boxes = [_around(pointer, run) for run in _runs(words, chosen)]
    return _add(by, redaction, boxes, reason, note)


@transaction.atomic
def hide_occurrences(
    *, by: User, redaction: Redaction, keys: Iterable[str], reason: str, note: str = ""
) -> int:
    """Hide what `find` found, by its keys. Returns how many boxes came."""
    boxes: list[dict[str, Any]] = []
    for key in keys:
        try:
            page, first, count = key.split(":")
            pointer = _pointer(redaction, UUID(page))
            at, most = int(first), int(count)
        except ValueError as why:
            raise Problem("Look for the words again, then tick what to hide.") from why
        words = words_of(pointer)
        chosen = [place for place in range(at, at + most) if 0 <= place < len(words)]
        boxes += [_around(pointer, run) for run in _runs(words, chosen)]
    if not boxes:
        raise Problem("Tick at least one place to hide.")
    return _add(by, redaction, boxes, reason, note)


@transaction.atomic
def hide_area(
    *,
    by: User,
    redaction: Redaction,
    page: UUID,
    area: tuple[int, int, int, int],
    reason: str,
    note: str = "",
) -> int:
    """Hide an area given as left, top, width, height in pixels of the page as it was read."""
    pointer = _pointer(redaction, page)
    reading = pointer.page.reading
    if reading is None:
        raise Problem("This page was not read, so nothing can be marked on it yet.")
    left, top = max(0, area[0]), max(0, area[1])
    right = min(reading.width, area[0] + area[2])
    bottom = min(reading.height, area[1] + area[3])
    if right - left < 3 or bottom - top < 3:
        raise Problem("The box is too small. Draw it over all that shall be hidden.")
    within = [
        word.text
        for word in words_of(pointer)
        if left <= word.left + word.width / 2 <= right
        and top <= word.top + word.height / 2 <= bottom
    ]
    box = _box(pointer, left, top, right - left, bottom - top, " ".join(within), is_area=True)
    return _add(by, redaction, [box], reason, note)


@transaction.atomic
def uncover(*, by: User, redaction: Redaction, ids: Iterable[str]) -> None:
    gone = set(ids)
    fresh = _draft(by, redaction)
    _keep(fresh, [box for box in fresh.boxes if box["id"] not in gone])
    redaction.refresh_from_db()


@transaction.atomic
def undo(*, by: User, redaction: Redaction) -> None:
    """Take the last change of boxes back."""
    fresh = _draft(by, redaction)
    if not fresh.before:
        raise Problem("There is nothing to undo.")
    fresh.boxes = fresh.before.pop()
    fresh.problem = ""
    fresh.save(update_fields=["boxes", "before", "problem"])
    redaction.refresh_from_db()


@transaction.atomic
def discard(*, by: User, redaction: Redaction) -> None:
    fresh = _draft(by, redaction)
    fresh.state = Redaction.State.DISCARDED
    fresh.save(update_fields=["state"])
    audit.record(by, "documents.redaction_discarded", fresh.document)


@transaction.atomic
def send(*, by: User, redaction: Redaction, title: str, may_stay: Sequence[str] = ()) -> None:
    """Have the copy made. `may_stay`: words, of those hidden, that may stand elsewhere. Raises `Problem` with where."""
    fresh = _draft(by, redaction)
    access.require(by, "redact", fresh.document)
    fresh.title = title.strip()[:200]
    fresh.may_stay = [word for word in may_stay if word]
    fresh.save(update_fields=["title", "may_stay"])
    if not fresh.boxes:
        raise Problem("Nothing is hidden yet. Mark what nobody shall read, then make the copy.")
    if not fresh.title:
        raise Problem("Give the copy a title, so that it can be recognised in a list.")
    hidden = phrases(fresh)
    if said := next((one for one in hidden if occurs(one, fresh.title.split())), None):
        raise Problem(f"The title says “{said}”, which is hidden in the copy. Choose other words.")
    if left := left_standing(fresh):
        where = "; ".join(f"“{words}” on page {_list(pages)}" for words, pages in left[:5])
        raise Problem(
            f"What is hidden still stands elsewhere: {where}. Hide it there too, or tick that it may stay."
        )
    fresh.state, fresh.problem, fresh.attempts = Redaction.State.WAITING, "", 0
    fresh.save(update_fields=["state", "problem", "attempts"])
    audit.record(by, "documents.redaction_sent", fresh.document, boxes=len(fresh.boxes))


def find(redaction: Redaction, typed: str) -> list[Occurrence]:
    """Every place whose words are those of `typed`, a form of the same names, or those misread by one letter."""
    wanted = typed.split()
    if not wanted:
        return []
    found = []
    for pointer in pages_of(redaction):
        words = words_of(pointer)
        for first in occurs(typed, [word.text for word in words]):
            run = words[first : first + len(wanted)]
            around = words[max(0, first - 6) : first + len(wanted) + 6]
            found.append(
                Occurrence(
                    page=pointer.page_id,
                    number=pointer.number,
                    first=first,
                    count=len(wanted),
                    words=" ".join(word.text for word in run),
                    around=" ".join(word.text for word in around),
                    is_hidden=all(is_covered(redaction, pointer.page_id, word) for word in run),
                )
            )
    return found


def occurs(phrase: str, words: Sequence[str]) -> list[int]:
    """Where in `words` those of `phrase` stand one after another, or others that would be taken for them."""
    wanted = phrase.split()
    most = len(words) - len(wanted) + 1
    return [
        at
        for at in range(max(0, most))
        if all(same(one, words[at + place]) for place, one in enumerate(wanted))
    ]


def same(first: str, second: str) -> bool:
    """Whether two words are one: written alike, forms of one name, or one letter apart where there are four or more."""
    ours, theirs = "".join(name_words(first)), "".join(name_words(second))
    if not ours or not theirs:
        return False
    # A possessive is the name all the same.
    if ours == theirs or theirs.removesuffix("s") == ours or ours.removesuffix("s") == theirs:
        return True
    if ours.isdigit() or theirs.isdigit():
        return False
    is_name = first[:1].isupper() and second[:1].isupper()
    return (min(len(ours), len(theirs)) >= 4 and within_one(ours, theirs)) or (
        is_name and min(len(ours), len(theirs)) >= 3 and is_alike(first, second)
    )


def phrases(redaction: Redaction) -> list[str]:
    """The words that were hidden by name and must stand nowhere in the copy, each once."""
    found = {
        " ".join(box["words"].split()): None
        for box in redaction.boxes
        if not box["is_area"]
        and 0 < len(box["words"].split()) <= _SHORT
        and sum(map(str.isalnum, box["words"])) >= 3
    }
    stay = {" ".join(name_words(one)) for one in redaction.may_stay}
    return [one for one in found if " ".join(name_words(one)) not in stay]


def left_standing(redaction: Redaction) -> list[tuple[str, list[int]]]:
    """What is hidden in one place and not in another: words, and the numbers of the pages on which they stand."""
    left = []
    for phrase in phrases(redaction):
        open_on = sorted({one.number for one in find(redaction, phrase) if not one.is_hidden})
        if open_on:
            left.append((phrase, open_on))
    return left


def is_covered(redaction: Redaction, page: UUID, word: Word) -> bool:
    return any(
        box["page"] == str(page)
        and box["left"] <= word.left + word.width / 2 <= box["left"] + box["width"]
        and box["top"] <= word.top + word.height / 2 <= box["top"] + box["height"]
        for box in redaction.boxes
    )


def reason_words(box: dict[str, Any]) -> str:
    said = REASONS.get(box["reason"], "Other")
    return box["note"] if box["reason"] == "other" and box["note"] else said


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _pointer(redaction: Redaction, page: UUID) -> DocumentPage:
    found = next((one for one in pages_of(redaction) if one.page_id == page), None)
    if found is None:
        raise access.Refused("documents.page.redact", "documents.page", page)
    return found


def _runs(words: Sequence[Word], chosen: Sequence[int]) -> list[list[Word]]:
    """Words next to each other on one line, together."""
    runs: list[list[Word]] = []
    last = -2
    for place in chosen:
        word = words[place]
        before = runs[-1][-1] if runs else None
        goes_on = (
            before is not None
            and place == last + 1
            and abs(before.top - word.top) < max(before.height, word.height)
            and word.left >= before.left
        )
        if goes_on:
            runs[-1].append(word)
        else:
            runs.append([word])
        last = place
    return runs


def _around(pointer: DocumentPage, run: Sequence[Word]) -> dict[str, Any]:
    left, top = min(word.left for word in run), min(word.top for word in run)
    right = max(word.left + word.width for word in run)
    bottom = max(word.top + word.height for word in run)
    text = " ".join(word.text for word in run)
    return _box(pointer, left, top, right - left, bottom - top, text, is_area=False)


def _box(
    pointer: DocumentPage,
    left: int,
    top: int,
    width: int,
    height: int,
    words: str,
    *,
    is_area: bool,
) -> dict[str, Any]:
    return {
        "id": uuid4().hex[:12],
        "page": str(pointer.page_id),
        "left": left,
        "top": top,
        "width": width,
        "height": height,
        "words": words,
        "is_area": is_area,
    }


def _add(
    by: User, redaction: Redaction, boxes: Sequence[dict[str, Any]], reason: str, note: str
) -> int:
    if reason not in REASONS:
        raise Problem("Choose why it is hidden.")
    if reason == "other" and not note.strip():
        raise Problem("Say in a few words why it is hidden.")
    fresh = _draft(by, redaction)
    if len(fresh.boxes) + len(boxes) > _MOST_BOXES:
        raise Problem("That is more than one copy can hide. Redact a part of the paper at a time.")
    told = {"reason": reason, "note": note.strip()[:100]}
    _keep(fresh, [*fresh.boxes, *({**box, **told} for box in boxes)])
    redaction.refresh_from_db()
    return len(boxes)


def _draft(by: User, redaction: Redaction) -> Redaction:
    access.require(by, "write", redaction)
    fresh = Redaction._base_manager.select_for_update().get(pk=redaction.pk)
    if fresh.state != Redaction.State.DRAFT:
        raise Problem("This copy is being made or was made already, so nothing was changed.")
    return fresh


def _keep(redaction: Redaction, boxes: list[dict[str, Any]]) -> None:
    redaction.before = [*redaction.before, redaction.boxes][-_MOST_UNDO:]
    redaction.boxes = boxes
    redaction.problem = ""
    redaction.save(update_fields=["before", "boxes", "problem"])
