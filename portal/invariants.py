"""What must always be true of an installation, checked against every row and every file.

I1 an upload that was acknowledged has one stored file of equal hash · I2 no row without its file · I3 no file without a
row that is older than a day · I4 no work held past its lease · I5 index and tables agree both ways · I6 the audit chain
is whole · I7 a page that was read has exactly one current reading · I8 images in = images out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from cases import audit, work
from cases.models import IndexChange
from documents import store
from documents.models import DocumentPage, Page, SealedEdition, StoredFile
from family_access.models import Message
from scanning import certificates
from scanning.models import Batch, Certificate, Image, SecondReading, Upload
from search import engines, writing
from search.engines.contract import IndexMissing, IndexUnavailable

# A worker that is only slow renews its lease; half of an hour beyond it nobody holds the work any more.
GRACE = timedelta(minutes=30)
ORPHAN_AGE = timedelta(days=1)
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Broken:
    """One thing that is not as it must be. `what` names the file or row by its id, never by its words."""

    invariant: str
    what: str


def check(tell: Tell = lambda done, total: None) -> Iterator[Broken]:
    """Everything that is broken, as it is found. `tell(done, total)` counts stored files, which take the time."""
    yield from _files(tell)
    yield from _uploads()
    yield from _orphans()
    yield from _leases()
    yield from _index()
    for sentence in audit.check():
        yield Broken("I6", sentence)
    yield from _readings()
    yield from _sums()


def _files(tell: Tell) -> Iterator[Broken]:
    """I1 and I2: every stored file is there, opens with its key and has its hash; one destroyed has no key any more."""
    rows = StoredFile._base_manager.order_by("pk")
    for row in rows.exclude(destroyed_at=None).exclude(wrapped_key=b""):
        yield Broken("I1", f"Stored file {row.pk} was destroyed, and its key is still there.")
    for certificate in Certificate._base_manager.iterator(chunk_size=100):
        if not certificates.is_as_it_was(certificate):
            yield Broken("I1", f"Certificate {certificate.pk} is not as it was made.")
    rows = rows.filter(destroyed_at=None)
    total = rows.count()
    for done, row in enumerate(rows.iterator(chunk_size=500), start=1):
        try:
            store.check(row.pk, row.sha256, row.wrapped_key)
        except store.Damaged as damage:
            missing = not store.path_of(row.pk).exists()
            yield Broken("I2" if missing else "I1", f"Stored file {row.pk}: {damage}")
        tell(done, total)


def _uploads() -> Iterator[Broken]:
    # What is too large is refused at once, and nobody was told that it is kept.
    acknowledged = Upload._base_manager.exclude(state=Upload.State.REFUSED)
    for pk in acknowledged.filter(file=None).values_list("pk", flat=True):
        yield Broken("I1", f"Upload {pk} was acknowledged and has no stored file.")


def _orphans() -> Iterator[Broken]:
    """I3. A crash between writing a file and its row leaves one; it is told, never deleted here."""
    limit = datetime.now(UTC) - ORPHAN_AGE
    # A worker that was killed between destroying a key and deleting the file leaves the file; the next one deletes it.
    standing = StoredFile._base_manager.filter(Q(destroyed_at=None) | Q(destroyed_at__gt=limit))
    known = set(standing.values_list("pk", flat=True))
    for found in store.all_ids():
        if found in known:
            continue
        path = store.path_of(found)
        if path.exists() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < limit:
            yield Broken("I3", f"Stored file {found} belongs to no row and is older than a day.")


def _leases() -> Iterator[Broken]:
    limit = timezone.now() - GRACE
    for model, done in (
        (Upload, ~Q(state=Upload.State.WAITING)),
        (Image, ~Q(state=Image.State.WAITING)),
        (SecondReading, ~Q(state__in=["waiting", "spare"])),
        (SealedEdition, Q(file__isnull=False)),
        (Message, Q(sent_at__isnull=False)),
    ):
        held = model._base_manager.filter(lease_until__lt=limit)
        for row in held.exclude(lease_holder=""):
            if (
                not work.is_dead(row.lease_holder)
                or model._base_manager.filter(done, pk=row.pk).exists()
            ):
                yield Broken("I4", f"{model._meta.label} {row.pk} is held past its lease.")


def _index() -> Iterator[Broken]:
    try:
        for name in engines.chosen().damage():
            yield Broken("I5", f"The index file {name} is damaged. Run manage.py reindex.")
        missing, stale = writing.differences()
    except IndexUnavailable as why:
        if not IndexChange.objects.exists() and not Page._base_manager.exists():
            return
        what_to_do = " Run manage.py reindex." if isinstance(why, IndexMissing) else ""
        yield Broken("I5", f"{why}{what_to_do}")
        return
    for key in sorted(missing):
        yield Broken("I5", f"The index lacks {key}.")
    for key in sorted(stale):
        yield Broken("I5", f"The index should not hold {key}.")


def _readings() -> Iterator[Broken]:
    read = Image._base_manager.exclude(state__in=[Image.State.WAITING, Image.State.FAILED])
    wrong = (
        Page._base_manager.filter(image__in=read)
        .annotate(current=Count("readings", filter=Q(readings__is_current=True)))
        .exclude(current=1)
    )
    # A page that failed to be read may still be filed by a person who read it; then it has none.
    for page in wrong.filter(Q(current__gt=1) | Q(readings__isnull=False)):
        yield Broken("I7", f"Page {page.pk} has {page.current} current readings.")


def _sums() -> Iterator[Broken]:
    for upload in Upload._base_manager.filter(state=Upload.State.CUT).annotate(
        count=Count("images")
    ):
        numbers = sorted(upload.images.values_list("number_in_file", flat=True))
        if numbers != list(range(1, len(numbers) + 1)) or not numbers:
            yield Broken("I8", f"Upload {upload.pk} lost images: it has {numbers[:20]}.")
    lost = Image._base_manager.filter(state=Image.State.FILED).exclude(
        page__in=DocumentPage._base_manager.values("page")
    )
    for image in lost:
        yield Broken("I8", f"Image {image.pk} is filed, and stands in no document.")
    doubled = Image._base_manager.exclude(state=Image.State.FILED).filter(
        page__document_pages__document__withdrawn_at=None, page__document_pages__isnull=False
    )
    for image in doubled:
        yield Broken("I8", f"Image {image.pk} stands in a document, and is not filed.")
    closed = Batch._base_manager.filter(closed_at__isnull=False, images__state__in=Image.LEFT)
    for batch in closed.distinct():
        yield Broken("I8", f"Batch {batch.pk} is closed, and images of it are left.")


def names() -> Iterable[str]:
    return [f"I{number}" for number in range(1, 9)]
