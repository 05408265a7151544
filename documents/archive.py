"""Archive copies: a document as one file that can be read in fifty years, with its words under its pictures.

Asked for by a person, made by a worker (`scanning.archive_copies`), kept for the next who asks. A copy belongs to the
exact pages, turns and readings it was made of: as soon as one changes, another is made.
"""

import hashlib
import json

from django.db import transaction

from cases import access, audit
from cases.models import User
from documents.models import ArchiveCopy, Document, DocumentPage, Reading

MOST_ATTEMPTS = 3
# Another way of making copies makes them all anew.
_EDITION = 1


def pages_of(document: Document) -> list[tuple[DocumentPage, Reading | None]]:
    """The pages of `document` in order, each with its current reading. Three queries."""
    pointers = document.document_pages.select_related("page__file")
    rows = list(pointers.prefetch_related("page__readings").order_by("number"))
    return [(pointer, pointer.page.reading) for pointer in rows]


def fingerprint(
    document: Document, pages: list[tuple[DocumentPage, Reading | None]] | None = None
) -> str:
    """What a copy of `document` as it stands now depends on, as SHA-256 in hex."""
    rows = [
        [str(pointer.page_id), pointer.turned_degrees, str(reading.pk) if reading else ""]
        for pointer, reading in (pages if pages is not None else pages_of(document))
    ]
    told = [_EDITION, document.title, document.kind, rows]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def current(document: Document) -> ArchiveCopy | None:
    """The copy of `document` as it stands now, made or asked for; None while nobody asked."""
    rows = ArchiveCopy._base_manager.filter(document=document, fingerprint=fingerprint(document))
    return rows.select_related("file").first()


@transaction.atomic
def ask(*, by: User, document: Document) -> ArchiveCopy:
    """Have a copy of `document` made, unless there is one. One that failed is tried again."""
    access.require(by, "copy", document)
    made, is_new = ArchiveCopy._base_manager.get_or_create(
        document=document, fingerprint=fingerprint(document), defaults={"asked_by": by}
    )
    if not is_new and made.file_id is None and made.problem:
        made.problem, made.attempts, made.lease_until = "", 0, None
        made.save(update_fields=["problem", "attempts", "lease_until"])
    if made.file_id is None:
        audit.record(by, "documents.archive_copy_asked", document)
    return made
