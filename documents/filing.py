"""Filing: pages become a document about people. Everything afterwards is an edit of pointers, so nothing is read twice.

Whoever may `identify` a person's file (to file paper into it) or `write` into it may file there. `by` is the actor;
a refusal raises `cases.access.Refused`, what a person can put right raises `cases.actions.Problem`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import Family, Person, User
from documents.dates import Precision
from documents.models import Document, DocumentPage, Page
from documents.signals import document_filed


class FiledAlready(Problem):
    """One of the pages stands in a document: somebody was quicker, or the same form was sent twice."""


def people_to_file_for(by: User) -> QuerySet[Person]:
    """The people into whose case files `by` may file paper now."""
    # Put together and not asked for within each other: a few of many are asked for, and the database need not list all
    # of them first.
    people = access.scope(by, "identify", Person) | access.scope(by, "write", Person)
    return people.filter(reference__isnull=False).order_by("name", "pk")


@transaction.atomic
def file_pages(
    *,
    by: User,
    pages: Sequence[Page],
    about: Iterable[Person],
    title: str,
    kind: str,
    dated_on: date,
    dated_to: Precision = Precision.DAY,
    sender: str = "",
    family: Family | None = None,
    telling: str = "",
    is_in_confidence: bool = False,
    is_sensitive_picture: bool = False,
    turned_degrees: Mapping[UUID, int] | None = None,
    numbers: Sequence[int] | None = None,
    caption: str = "",
    is_held: bool = False,
) -> Document:
    """`pages`, in this order, as one document about every person of `about`; in the volume of `family` if given.

    `turned_degrees` by page id: how far a person turned the page clockwise from how it was read. `numbers`: what the
    pages are called, ascending, where a number that was set aside shall leave its gap; by default 1, 2, 3. `is_held`:
    nobody finds it in the file until `release`.
    Raises `FiledAlready` when a page stands in a document, `Problem` when nobody or no page is named.
    """
    people = list({person.pk: person for person in about}.values())
    if not pages:
        raise Problem("Choose at least one page to file.")
    if not title.strip():
        raise Problem("Give the document a title, so that it can be recognised in a list.")
    require_filing(by, people)
    _require_pages(by, pages)
    if family is not None and not family.members.filter(pk__in=[p.pk for p in people]).exists():
        raise Problem(
            "None of the people chosen belongs to that family. Choose one of its children."
        )
    document = Document(
        title=title.strip()[:200],
        kind=kind,
        sender=sender.strip()[:200],
        dated_on=dated_on,
        dated_to=dated_to,
        family=family,
        telling=telling[:300],
        caption=caption.strip()[:300],
        held_at=timezone.now() if is_held else None,
        is_in_confidence=is_in_confidence,
        is_sensitive_picture=is_sensitive_picture,
        filed_by=by,
    )
    document.save(force_insert=True)
    document.about.set(people)
    turned = turned_degrees or {}
    _place(
        document,
        [(page, turned.get(page.pk, 0)) for page in pages],
        numbers or range(1, len(pages) + 1),
    )
    audit.record(by, "documents.filed", document, pages=len(pages), is_held=is_held)
    if not is_held:
        _now_in_file(document)
    return document


@transaction.atomic
def withdraw(*, by: User, document: Document) -> list[UUID]:
    """Take the document out of the file; its pages can be filed again. Returns their ids, in order.

    The row stays for good, so that what pointed at it, and the audit log, still find it.
    """
    require_filing(by, list(document.about.all()))
    withdrawn = Document._base_manager.filter(pk=document.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    if not withdrawn:
        raise Problem("This document was taken out of the file already.")
    document.refresh_from_db()
    pointers = document.document_pages.order_by("number")
    pages = list(pointers.values_list("page_id", flat=True))
    audit.record(by, "documents.withdrawn", document, pages=pages)
    pointers.delete()
    outbox.changed(document)
    return pages


@transaction.atomic
def release(*, by: User, document: Document) -> None:
    """Let a document that was held back stand in the file. Who may say so is for the caller to ask."""
    if (
        not Document._base_manager.filter(pk=document.pk, withdrawn_at=None)
        .exclude(held_at=None)
        .update(held_at=None)
    ):
        raise Problem("This document stands in the file already, or was taken back.")
    document.held_at = None
    audit.record(by, "documents.released_into_file", document)
    _now_in_file(document)


def require_filing(by: User, people: list[Person]) -> None:
    """Raise unless `by` may file for every one of `people`: one who is closed to them closes the whole document."""
    if not people:
        raise Problem("Choose at least one child, so that the paper can be found in a file.")
    may = set(
        people_to_file_for(by).filter(pk__in=[p.pk for p in people]).values_list("pk", flat=True)
    )
    for person in people:
        if person.pk not in may:
            raise access.Refused("documents.document.file", "cases.person", person.pk)


def _now_in_file(document: Document) -> None:
    outbox.changed(document)
    transaction.on_commit(partial(document_filed.send, sender=Document, document=document))


def _require_pages(by: User, pages: Sequence[Page]) -> None:
    ids = [page.pk for page in pages]
    if len(set(ids)) != len(ids):
        raise Problem("The same page was chosen twice.")
    seen = set(access.scope(by, "read", Page).filter(pk__in=ids).values_list("pk", flat=True))
    for id in ids:
        if id not in seen:
            raise access.Refused("documents.page.file", "documents.page", id)


def _locked(document: Document) -> Document:
    fresh = Document._base_manager.select_for_update().get(pk=document.pk)
    if fresh.withdrawn_at is not None:
        raise Problem("That document was taken out of the file. Choose another.")
    return fresh


def _place(document: Document, pages: Sequence[tuple[Page, int]], numbers: Sequence[int]) -> None:
    rows = [
        DocumentPage(document=document, page=page, number=number, turned_degrees=turned % 360)
        for number, (page, turned) in zip(numbers, pages, strict=True)
    ]
    try:
        with transaction.atomic():
            DocumentPage._base_manager.bulk_create(rows)
    except IntegrityError as error:
        raise FiledAlready(
            "At least one of these pages was filed a moment ago, so nothing was filed twice. "
            "Load the page again to see what is left."
        ) from error
