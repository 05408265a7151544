"""Which filed document a page goes on from: page 3 of 4 whose first two came last week, a slip that quotes our letter.

What a page says of where it belongs is kept as keys beside its other keys (`scanning.likeness`), so that a document is
found as fast among many as among few. Nothing here decides: a person confirms.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cases import access
from cases.models import User
from documents.models import Document, DocumentPage, Reading
from scanning.cues import Cues
from scanning.likeness import key_of
from scanning.models import CoverSet, Image
from scanning.page_keys import pages_with

_REFERENCE = re.compile(
    r"\b(our|your|ein|eich)\s+(?:ref(?:erence)?|cyf(?:eirnod)?)\b\.?\s*(?:no\.?|number)?\s*[:.]?\s*"
    r"([A-Z0-9][A-Z0-9/.\-]{2,24}[A-Z0-9])",
    re.IGNORECASE,
)
_SLIP = re.compile(
    r"\b(reply slip|tear[- ]off|return this (?:slip|part)|please return|acknowledgement slip)\b",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"\b(?:page|pg|p|tudalen)\.?\s*\d+(?:\s*(?:of|o|/)\s*\d+)?", re.IGNORECASE)
_OURS = {"our", "ein"}
# Lines at the top, and at the bottom, in which a heading is repeated from page to page.
_RUNNING = 3
_SHORTEST_HEADING = 10
_MOST_DOCUMENTS = 12


@dataclass(frozen=True)
class Sign:
    """Something that pages of one document have in common; `words` name it in a sentence."""

    key: int
    words: str


@dataclass(frozen=True)
class Continuation:
    """The document that pages on the desk go on from. They come to stand at `at` there."""

    document: Document
    at: int
    why: str


def keys_of(cues: Cues, text: str) -> set[int]:
    """Under which `signs` a page is looked up later."""
    own = {sign.key for sign in _signs(cues, text)}
    return own | {key_of("reference", value) for _, value in _references(text)}


def continues(
    user: User,
    images: Sequence[Image],
    spoken: Sequence[tuple[int, str, Cues]],
    *,
    about: Sequence[UUID] = (),
    cover: tuple[CoverSet, int] | None = None,
) -> Continuation | None:
    """What the pages `images`, which say `spoken`, go on from, among documents to which `user` may add a page.

    `about`: whom the pages certainly name; a document about nobody of them is not meant. `cover`: the sheet they lay
    behind.
    """
    if not spoken:
        return None
    _, text, cues = spoken[0]
    signs = _signs(cues, text)
    quoted = [
        Sign(key_of("reference", value), f"it quotes the reference {value}")
        for whose, value in _references(text)
        if whose not in _OURS or _SLIP.search(text)
    ]
    mine = {image.page_id for image in images}
    pages = pages_with([sign.key for sign in (*signs, *quoted)])
    for page in mine:
        del pages[page]
    found = _documents(user, [page for page, _ in pages.most_common(100)], about)
    for document in found:
        if continuation := _by_number(document, [c for _, _, c in spoken], signs):
            return continuation
    for document in found:
        if continuation := _by_reference(document, quoted):
            return continuation
    return _by_cover(user, images[0], cover, about) if cover else None


def _by_number(
    document: Document, cues: Sequence[Cues], signs: Sequence[Sign]
) -> Continuation | None:
    """A page "3 of 4" where 1 and 2 of 4 stand and 3 does not, and a heading or the like agrees."""
    first = cues[0]
    if not first.number or not first.of:
        return None
    standing: dict[int, int] = {}
    agreeing: dict[int, str] = {}
    known = {sign.key: sign.words for sign in signs}
    for pointer, image, text in _standing(document):
        said = Cues.from_json(image.cues)
        if said.of != first.of or not said.number:
            continue
        standing[said.number] = pointer.number
        for sign in _signs(said, text):
            if sign.key in known:
                agreeing[sign.key] = known[sign.key]
    if not standing or not agreeing:
        return None
    if any(cue.number in standing for cue in cues if cue.number):
        return None
    before = [place for number, place in standing.items() if number < first.number]
    numbers = _listed(sorted(standing))
    return Continuation(
        document=document,
        at=max(before) + 1 if before else min(standing.values()),
        why=f"This is page {first.number} of {first.of}, and {numbers} of {first.of} "
        f"{'stands' if len(standing) == 1 else 'stand'} there: {next(iter(agreeing.values()))}.",
    )


def _by_reference(document: Document, quoted: Sequence[Sign]) -> Continuation | None:
    """A slip or an answer that quotes the reference under which that document was sent."""
    if not quoted:
        return None
    wanted = {sign.key: sign.words for sign in quoted}
    last = 0
    why = ""
    for pointer, _, text in _standing(document):
        last = max(last, pointer.number)
        for whose, value in _references(text):
            key = key_of("reference", value)
            if whose in _OURS and key in wanted:
                why = wanted[key]
    if not why:
        return None
    return Continuation(document, last + 1, f"{why[0].upper()}{why[1:]}, which stands there.")


def _by_cover(
    user: User, image: Image, cover: tuple[CoverSet, int], about: Sequence[UUID]
) -> Continuation | None:
    """The stack behind one cover sheet that came in two parts: the sheet was lost, or laid down twice."""
    sheets, number = cover
    others = Image._base_manager.filter(cover_set=sheets).exclude(batch=image.batch_id)
    for other in others.select_related("batch").order_by("batch__number", "position"):
        numbers = {one.cover_number for one in others if one.batch_id == other.batch_id}
        # The same sheet; else, where it was missing, the one before it, behind which its papers came to lie.
        if other.cover_number != number and (number in numbers or other.cover_number != number - 1):
            continue
        behind = Image._base_manager.filter(
            batch=other.batch_id, position__gt=other.position, cover_set=None
        ).order_by("position")
        end = (
            Image._base_manager.filter(
                batch=other.batch_id, position__gt=other.position, state=Image.State.SEPARATOR
            )
            .order_by("position")
            .values_list("position", flat=True)
            .first()
        )
        if end is not None:
            behind = behind.filter(position__lt=end)
        pages = list(behind.exclude(document=None).values_list("page", flat=True))
        for document in _documents(user, pages[-1:], about):
            missing = other.cover_number != number
            why = (
                f"Cover sheet {number} of {sheets.count} was missing from batch {other.batch.number}, "
                "where its papers lie behind the sheet before it."
                if missing
                else f"It lay behind cover sheet {number} of {sheets.count}, like these pages."
            )
            last = max(document.document_pages.values_list("number", flat=True), default=0)
            return Continuation(document, last + 1, why)
    return None


def _documents(user: User, pages: Sequence[UUID], about: Sequence[UUID]) -> list[Document]:
    """The documents that hold `pages`, in their order, of those to which `user` may add a page."""
    order = {page: at for at, page in enumerate(pages)}
    pointers = DocumentPage._base_manager.filter(page__in=pages).values_list("document", "page")
    first: dict[UUID, int] = {}
    for document, page in pointers:
        first[document] = min(first.get(document, len(order)), order[page])
    wanted = sorted(first, key=lambda pk: first[pk])[:_MOST_DOCUMENTS]
    allowed = {
        one.pk: one for one in access.scope(user, "continue", Document).filter(pk__in=wanted)
    }
    found = [allowed[pk] for pk in wanted if pk in allowed]
    return [one for one in found if not about or one.concerns() & set(about)]


def _standing(document: Document) -> list[tuple[DocumentPage, Image, str]]:
    """The pages of `document` that came through the desk, with what they say. Two queries."""
    pointers = list(
        document.document_pages.filter(page__image__isnull=False, page__locked_at=None)
        .select_related("page__image")
        .order_by("number")
    )
    texts = dict(
        Reading._base_manager.filter(
            page__in=[one.page_id for one in pointers], is_current=True
        ).values_list("page", "text")
    )
    return [(one, one.page.image, texts.get(one.page_id, "")) for one in pointers]


def _signs(cues: Cues, text: str) -> list[Sign]:
    """What pages of one numbered document have in common beside "of 4", each reason enough."""
    if not cues.number or not cues.of:
        return []
    found = []
    for whose, value in _references(text):
        words = f"both say “{whose.capitalize()} ref {value}”"
        found.append(Sign(key_of("numbered", cues.of, "reference", value), words))
    for line in _running_lines(text):
        words = f"both are headed “{line[:60]}”"
        found.append(Sign(key_of("numbered", cues.of, "heading", _plain(line)), words))
    if cues.sender and (cues.dated_on or cues.references):
        day = cues.dated_on.isoformat() if cues.dated_on else ""
        words = f"both come from {cues.sender[:60]}"
        found.append(Sign(key_of("numbered", cues.of, "sender", _plain(cues.sender), day), words))
    if cues.dated_on and cues.references:
        words = f"both are dated {cues.dated_on.day} {cues.dated_on:%b %Y} and name {cues.references[0]}"
        found.append(
            Sign(key_of("numbered", cues.of, "dated", cues.dated_on, cues.references[0]), words)
        )
    return found


def _references(text: str) -> list[tuple[str, str]]:
    """Whose reference, and which: "our", "HV/2026/118"."""
    return [
        (found[1].casefold(), found[2].upper())
        for found in _REFERENCE.finditer(text)
        if any(map(str.isdigit, found[2]))
    ]


def _running_lines(text: str) -> list[str]:
    """Lines at the top or the bottom that may be repeated on each page, without the number of the page."""
    lines = [" ".join(_NUMBERING.sub(" ", line).split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    near = [*lines[:_RUNNING], *lines[-_RUNNING:]]
    # Words that stand on every letter of everybody say nothing.
    return [
        line
        for line in dict.fromkeys(near)
        if len(_plain(line)) >= _SHORTEST_HEADING and len(line) <= 100 and not line.endswith(".")
    ]


def _plain(line: str) -> str:
    return "".join(letter for letter in line.casefold() if letter.isalnum())


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
