"""Where filed pages stand: split, put together, put in order, turned, moved to another document or another child.

Every change is an edit of pointers: nothing is read again, no file is touched, and `undo` takes it back whole. `by`
needs `arrange` on each document it takes from or adds to; a refusal raises `cases.access.Refused`, what a person can
put right raises `cases.actions.Problem`.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import Family, Person, User
from documents import misfilings
from documents.filing import require_filing
from documents.models import Document, DocumentPage, Misfiling, Page, PageEdit, Reading
from documents.signals import document_filed

# A page as it stands: page id, number, turned degrees.
_Row = list[Any]


@transaction.atomic
def split(*, by: User, document: Document, first: int) -> tuple[PageEdit, Document]:
    """Make page `first` and those behind it a document of their own, with the same title, date and people."""
    source = _locked(by, document)
    rows = _rows(source)
    moved = [row for row in rows if row[1] >= first]
    if not moved or len(moved) == len(rows):
        raise Problem("Choose a page behind the first one: the new document begins with it.")
    # It lay in the file since it was filed: whoever asks who saw it must not ask from today.
    fresh = _like(
        source,
        by=source.filed_by,
        about=list(source.about.all()),
        family=source.family,
        filed_at=source.filed_at,
    )
    before = _states([source, fresh])
    _write(source, [row for row in rows if row[1] < first])
    _write(fresh, _numbered(moved))
    return _noted(by, PageEdit.Kind.SPLIT, [source, fresh], before, "documents.pages_split"), fresh


@transaction.atomic
def merge(*, by: User, document: Document, other: Document) -> PageEdit:
    """Put the pages of `other` behind those of `document`, which is about the same people; `other` is withdrawn."""
    if document.pk == other.pk:
        raise Problem("That is the same document. Choose another one to put behind it.")
    target, source = _both(by, document, other)
    if set(target.about.values_list("pk", flat=True)) != set(
        source.about.values_list("pk", flat=True)
    ):
        raise Problem(
            "The two documents are not about the same people, so they were not put together. "
            "Move the pages to the right child first."
        )
    before = _states([target, source])
    _write(target, [*_rows(target), *_numbered(_rows(source), first=_behind(target))])
    _write(source, [])
    return _noted(by, PageEdit.Kind.MERGED, [target, source], before, "documents.papers_merged")


@transaction.atomic
def reorder(*, by: User, document: Document, numbers: Sequence[int]) -> PageEdit:
    """Let the pages of `document` follow each other as `numbers` names them; each number of it stands there once."""
    found = _locked(by, document)
    rows = {row[1]: row for row in _rows(found)}
    if sorted(numbers) != sorted(rows):
        raise Problem("The document was changed a moment ago, so its order was left. Look again.")
    before = _states([found])
    places = sorted(rows)
    _write(
        found,
        [
            [rows[number][0], place, rows[number][2]]
            for place, number in zip(places, numbers, strict=True)
        ],
    )
    return _noted(by, PageEdit.Kind.ORDERED, [found], before, "documents.pages_ordered")


@transaction.atomic
def turn(*, by: User, document: Document, numbers: Collection[int], degrees: int = 90) -> PageEdit:
    """Turn pages clockwise by `degrees`, a multiple of 90."""
    found = _locked(by, document)
    rows = _rows(found)
    _require_some(rows, numbers)
    before = _states([found])
    _write(
        found,
        [
            [page, number, (turned + degrees) % 360 if number in numbers else turned]
            for page, number, turned in rows
        ],
    )
    return _noted(
        by, PageEdit.Kind.TURNED, [found], before, "documents.page_turned", degrees=degrees % 360
    )


@transaction.atomic
def move(
    *,
    by: User,
    document: Document,
    numbers: Collection[int],
    to: Document,
    at: int | None = None,
) -> PageEdit:
    """Move pages to the document `to`, there to stand from page `at` on (default: behind its last).

    A document whose last page left it is withdrawn.
    """
    if document.pk == to.pk:
        raise Problem("The pages stand in that document already. Change their order instead.")
    source, target = _both(by, document, to)
    rows = _rows(source)
    moved = _require_some(rows, numbers)
    before = _states([source, target])
    standing = _rows(target)
    place = _behind(target) if at is None else min(max(at, 1), _behind(target))
    front = [row for row in standing if row[1] < place]
    behind = [row for row in standing if row[1] >= place]
    since = _since(source, [row[0] for row in moved])
    _write(source, _numbered([row for row in rows if row[1] not in numbers]))
    _write(
        target,
        [
            *front,
            *_numbered(moved, first=place),
            *([page, number + len(moved), turned] for page, number, turned in behind),
        ],
    )
    edit = _noted(by, PageEdit.Kind.MOVED, [source, target], before, "documents.page_moved")
    _note_wrong_file(by, source, target, moved, since)
    return edit


@transaction.atomic
def move_to(
    *,
    by: User,
    document: Document,
    numbers: Collection[int],
    about: Iterable[Person],
    title: str = "",
    is_held: bool = False,
) -> tuple[PageEdit, Document]:
    """Move pages into a document of their own in the files of `about`, called `title`.

    Without one they are called as before, or by their kind alone where it was about none of these people.

    `is_held`: nobody finds it there until `documents.filing.release`.
    """
    people = list({person.pk: person for person in about}.values())
    require_filing(by, people)
    source = _locked(by, document)
    if {person.pk for person in people} == set(source.about.values_list("pk", flat=True)):
        raise Problem("The pages stand in that file already. Choose another child.")
    rows = _rows(source)
    moved = _require_some(rows, numbers)
    family = source.family
    if family is not None and not family.members.filter(pk__in=[p.pk for p in people]).exists():
        family = None
    since = _since(source, [row[0] for row in moved])
    fresh = _like(source, by=by, about=people, family=family, title=title, is_held=is_held)
    before = _states([source, fresh])
    _write(source, _numbered([row for row in rows if row[1] not in numbers]))
    _write(fresh, _numbered(moved))
    edit = _noted(by, PageEdit.Kind.MOVED, [source, fresh], before, "documents.page_moved")
    _note_wrong_file(by, source, fresh, moved, since)
    if not is_held:
        transaction.on_commit(partial(document_filed.send, sender=Document, document=fresh))
    return edit, fresh


@transaction.atomic
def join(
    *, by: User, document: Document, pages: Sequence[tuple[Page, int]], at: int | None = None
) -> PageEdit:
    """Let pages that stand nowhere yet, each turned so far, stand in `document` from page `at` on (default: its end).

    For whoever may file paper for everybody it is about. Raises `Problem` where nothing may be added to it.
    """
    access.require(by, "continue", document)
    target = _held_fast(document)
    require_filing(by, list(target.about.all()))
    _require_open(target)
    before = _states([target])
    standing = _rows(target)
    place = _behind(target) if at is None else min(max(at, 1), _behind(target))
    added = [[page.pk, 0, turned % 360] for page, turned in pages]
    if not added or DocumentPage._base_manager.filter(page__in=[r[0] for r in added]).exists():
        raise Problem("At least one of these pages was filed a moment ago. Load the page again.")
    _write(
        target,
        [
            *(row for row in standing if row[1] < place),
            *_numbered(added, first=place),
            *(
                [page, number + len(added), turned]
                for page, number, turned in standing
                if number >= place
            ),
        ],
    )
    return _noted(by, PageEdit.Kind.JOINED, [target], before, "documents.pages_joined")


def _require_open(document: Document) -> None:
    """Raise unless pages may still be added to `document`: what somebody signed or hid is what it was."""
    pointers = document.document_pages.all()
    if pointers.filter(page__locked_at__isnull=False).exists():
        raise Problem(
            "A page of that document is locked, so nothing is added to it. File these pages as a document of their "
            "own, and tell a safeguarding lead."
        )
    if document.redacted_from_id is not None:
        raise Problem(
            "That document is a copy with parts hidden, so nothing is added to it. Add the pages to the document it "
            "was made from, or file them as a document of their own."
        )
    if pointers.filter(page__form_sheet__form__release__isnull=False).exists():
        raise Problem(
            "That document is the signed paper copy of something that was shared, so nothing is added to it. File "
            "these pages as a document of their own."
        )


@transaction.atomic
def undo(*, by: User, edit: PageEdit) -> None:
    """Let every page stand again as it stood before `edit`.

    Raises `Problem`, with nothing changed, when somebody changed one of the documents since.
    """
    access.require(by, "undo", edit)
    if not PageEdit._base_manager.filter(pk=edit.pk, undone_at=None).update(
        undone_at=timezone.now(), undone_by=by
    ):
        raise Problem("This was undone already.")
    documents = list(
        Document._base_manager.select_for_update().filter(pk__in=list(edit.before)).order_by("pk")
    )
    if _states(documents) != edit.after:
        raise Problem(
            "One of the documents was changed since, so this can no longer be undone by itself. "
            "Undo the later change first."
        )
    # All pointers leave before any comes back: a page stands in one document at every moment.
    DocumentPage._base_manager.filter(document__in=documents).delete()
    for document in documents:
        _restore(document, edit.before[str(document.pk)])
    for source in documents:
        for target in documents:
            _note_wrong_file(by, source, target, _gone_back(edit, source, target), edit.at)
    for document in documents if edit.kind == PageEdit.Kind.JOINED else ():
        misfilings.note(
            by=by,
            document=document,
            pages=_came_with(edit),
            about=document.concerns(),
            since=edit.at,
        )
    audit.record(
        by,
        "documents.page_edit_undone",
        edit,
        about=_people(documents),
        documents=[document.pk for document in documents],
    )


def pages_joined(edit: PageEdit) -> list[UUID]:
    """The pages that `edit` brought into its document, in order; none for any other kind of edit."""
    return list(_came_with(edit)) if edit.kind == PageEdit.Kind.JOINED else []


def _came_with(edit: PageEdit) -> dict[UUID, int]:
    """Page id to the number it came to have."""
    before = {row[0] for state in edit.before.values() for row in state["pages"]}
    return {
        UUID(row[0]): row[1]
        for state in edit.after.values()
        for row in state["pages"]
        if row[0] not in before
    }


def last_misfiling(document: Document, by: User) -> Misfiling | None:
    """What `by` found out a moment ago about pages of `document` that lay in a wrong file."""
    return Misfiling.objects.of(document=document).filter(found_by=by).first()


def _locked(by: User, document: Document) -> Document:
    access.require(by, "arrange", document)
    return _held_fast(document)


def _held_fast(document: Document) -> Document:
    """The row as it is now, held until the transaction ends. Whoever calls has asked the policy."""
    fresh = Document._base_manager.select_for_update().get(pk=document.pk)
    if fresh.withdrawn_at is not None:
        raise Problem("That document was taken out of the file. Choose another.")
    return fresh


def _both(by: User, one: Document, other: Document) -> tuple[Document, Document]:
    """Both locked, always in the same order, so that two people cannot wait for each other."""
    found = {d.pk: _locked(by, d) for d in sorted((one, other), key=lambda d: d.pk)}
    if any(document.redacted_from_id is not None for document in found.values()):
        raise Problem(
            "A copy with parts hidden stays by itself, so that nothing which is hidden in it stands beside it. "
            "Choose another document."
        )
    return found[one.pk], found[other.pk]


def _rows(document: Document) -> list[_Row]:
    pointers = DocumentPage._base_manager.filter(document=document).order_by("number")
    return [[p.page_id, p.number, p.turned_degrees] for p in pointers]


def _numbered(rows: Sequence[_Row], *, first: int = 1) -> list[_Row]:
    return [[page, number, turned] for number, (page, _, turned) in enumerate(rows, start=first)]


def _behind(document: Document) -> int:
    return (document.document_pages.aggregate(last=Max("number"))["last"] or 0) + 1


def _require_some(rows: Sequence[_Row], numbers: Collection[int]) -> list[_Row]:
    found = [row for row in rows if row[1] in numbers]
    if not found or len(found) != len(set(numbers)):
        raise Problem("Tick at least one page that stands in the document now.")
    return found


def _like(
    source: Document,
    *,
    by: User,
    about: list[Person],
    family: Family | None,
    title: str = "",
    filed_at: datetime | None = None,
    is_held: bool = False,
) -> Document:
    # What was written for one family must not come into the file of another with the pages.
    stays = bool({person.pk for person in about} & source.concerns())
    fresh = Document(
        title=title.strip()[:200] or (source.title if stays else source.get_kind_display()),
        kind=source.kind,
        sender=source.sender,
        dated_on=source.dated_on,
        dated_to=source.dated_to,
        family=family,
        telling=source.telling,
        caption=source.caption if stays else "",
        is_in_confidence=source.is_in_confidence,
        is_sensitive_picture=source.is_sensitive_picture,
        filed_by=by,
        filed_at=filed_at or timezone.now(),
        held_at=timezone.now() if is_held else None,
    )
    fresh.save(force_insert=True)
    fresh.about.set(about)
    return fresh


def _states(documents: Iterable[Document]) -> dict[str, Any]:
    return {
        str(document.pk): {
            "pages": [[str(page), number, turned] for page, number, turned in _rows(document)],
            "is_withdrawn": document.withdrawn_at is not None,
            "telling": document.telling,
        }
        for document in documents
    }


def _write(document: Document, rows: Sequence[_Row]) -> None:
    """Let exactly `rows` stand in `document`. Call it for where pages leave before where they come to."""
    DocumentPage._base_manager.filter(document=document).delete()
    DocumentPage._base_manager.filter(page__in=[row[0] for row in rows]).delete()
    DocumentPage._base_manager.bulk_create(
        DocumentPage(document=document, page_id=page, number=number, turned_degrees=turned)
        for page, number, turned in rows
    )
    document.withdrawn_at = None if rows else timezone.now()
    # A sentence of a page that left must not stay behind in the list of somebody else's file.
    document.telling = document.telling if _still_says(rows, document.telling) else ""
    document.save(update_fields=["withdrawn_at", "telling"])


def _restore(document: Document, state: dict[str, Any]) -> None:
    DocumentPage._base_manager.bulk_create(
        DocumentPage(document=document, page_id=page, number=number, turned_degrees=turned)
        for page, number, turned in state["pages"]
    )
    # A document that this edit began has no page to go back to.
    is_gone = state["is_withdrawn"] or not state["pages"]
    document.withdrawn_at = timezone.now() if is_gone else None
    document.telling = state["telling"]
    document.save(update_fields=["withdrawn_at", "telling"])
    outbox.changed(document)


def _gone_back(edit: PageEdit, source: Document, target: Document) -> list[_Row]:
    """Pages that stood in `source` after the edit, and stood in `target` before it."""
    before = {row[0] for row in edit.before[str(target.pk)]["pages"]}
    return [row for row in edit.after[str(source.pk)]["pages"] if row[0] in before]


def _still_says(rows: Sequence[_Row], sentence: str) -> bool:
    texts = Reading._base_manager.filter(
        page__in=[row[0] for row in rows], is_current=True
    ).values_list("text", flat=True)
    return any(sentence in " ".join(text.split()) for text in texts)


def _noted(
    by: User,
    kind: str,
    documents: Sequence[Document],
    before: dict[str, Any],
    code: str,
    **detail: Any,
) -> PageEdit:
    edit = PageEdit(kind=kind, by=by, before=before, after=_states(documents))
    edit.save(force_insert=True)
    edit.documents.set(documents)
    audit.record(
        by,
        code,
        documents[-1],
        about=_people(documents),
        edit=edit.pk,
        origin=documents[0].pk,
        **detail,
    )
    for document in documents:
        outbox.changed(document)
    return edit


def _people(documents: Iterable[Document]) -> set[Any]:
    return set().union(*(document.concerns() for document in documents))


def _since(document: Document, pages: Collection[Any]) -> datetime:
    """When the first of `pages` came into the file in which `document` stands."""
    edits = list(PageEdit._base_manager.filter(documents=document, undone_at=None).order_by("at"))
    key, here = str(document.pk), document.concerns()
    together = [
        other.filed_at
        for edit in edits
        if edit.kind == PageEdit.Kind.MERGED
        for other in edit.documents.all()
    ]
    came = dict.fromkeys(map(str, pages), min([document.filed_at, *together]))
    for edit in edits:
        if edit.kind != PageEdit.Kind.MOVED or key not in edit.after:
            continue
        if all(other.concerns() == here for other in edit.documents.all()):
            continue
        standing = {row[0] for row in edit.before[key]["pages"]}
        came |= {
            row[0]: edit.at
            for row in edit.after[key]["pages"]
            if row[0] in came and row[0] not in standing
        }
    return min(came.values())


def _note_wrong_file(
    by: User, source: Document, target: Document, moved: Sequence[_Row], since: datetime
) -> None:
    """Where pages left somebody's file, keep who saw them there meanwhile."""
    wrongly = source.concerns() - target.concerns()
    if moved and wrongly:
        misfilings.note(
            by=by,
            document=source,
            pages={UUID(str(row[0])): row[1] for row in moved},
            about=wrongly,
            since=since,
        )
