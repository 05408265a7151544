"""What a person decides about the pages of a batch. Each decision can be undone."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import Family, Person, User
from documents import filing as document_filing
from documents import misfilings
from documents.dates import Precision
from documents.filing import FiledAlready, people_to_file_for
from documents.models import Reading
from scanning import line
from scanning.actions import asking_again
from scanning.models import Batch, Filing, Image, SecondLook, Upload
from scanning.sums import close_when_done


@transaction.atomic
def file_images(
    *,
    by: User,
    batch: Batch,
    images: Sequence[Image],
    about: Iterable[Person],
    title: str,
    kind: str,
    dated_on: date,
    dated_to: Precision = Precision.DAY,
    sender: str = "",
    family: Family | None = None,
    telling: str = "",
    reason: str = "",
    is_in_confidence: bool = False,
    is_sensitive_picture: bool = False,
    keeps_numbers: bool = False,
    caption: str = "",
    doubts: Sequence[str] = (),
) -> Filing:
    """File `images` of `batch`, in their order in it, as one document. `reason`: what the suggestion rested on.

    `doubts` about whose it is, as sentences, hold the document back until somebody else agreed; so does a restricted
    file. With `keeps_numbers` page 7 of the file stays page 7, whatever was set aside before it.

    Raises `FiledAlready`, with nothing changed, when one of them was decided about in the meantime.
    """
    access.require(by, "desk", batch)
    rows = list(
        Image._base_manager.select_for_update(of=("self",))
        .filter(pk__in=[image.pk for image in images], batch=batch, state__in=Image.DECIDABLE)
        .select_related("page")
        .order_by("position")
    )
    if len(rows) != len({image.pk for image in images}) or not rows:
        raise FiledAlready(
            "At least one of these pages was filed or set aside by somebody else a moment ago, "
            "so nothing was filed twice. The list shows what is left."
        )
    people = list(about)
    reasons = asking_again.reasons_to_hold(people, doubts)
    document = document_filing.file_pages(
        by=by,
        pages=[row.page for row in rows],
        about=people,
        title=title,
        kind=kind,
        dated_on=dated_on,
        dated_to=dated_to,
        sender=sender,
        family=family,
        telling=telling,
        is_in_confidence=is_in_confidence,
        is_sensitive_picture=is_sensitive_picture,
        turned_degrees={row.page_id: row.turned_degrees for row in rows},
        numbers=[row.number_in_file for row in rows] if keeps_numbers else None,
        caption=caption,
        is_held=bool(reasons),
    )
    filing = Filing(batch=batch, document=document, by=by, reason=reason[:300], family=family)
    filing.save(force_insert=True)
    Image._base_manager.filter(pk__in=[row.pk for row in rows]).update(
        state=Image.State.FILED, document=document, decided_by=by
    )
    for row in rows:
        outbox.changed(row)
    asking_again.ask(filing=filing, people=people, reasons=reasons)
    close_when_done(batch)
    return filing


@transaction.atomic
def undo_filing(*, by: User, filing: Filing) -> list[Image]:
    """Put the pages of `filing` back on the desk; its document is withdrawn. Returns them in order.

    A page that was moved to another document since then stays where it is.
    """
    access.require(by, "desk", filing.batch)
    return take_back(by, filing)


@transaction.atomic
def give_back(*, by: User, filing: Filing) -> list[Image]:
    """Send a paper that is nothing for its file back to the desk that filed it. For whoever may arrange its pages."""
    access.require(by, "arrange", filing.document)
    return take_back(by, filing)


def take_back(by: User, filing: Filing) -> list[Image]:
    """Undo `filing` for somebody whom the caller has asked the policy about. See `undo_filing`."""
    if not Filing._base_manager.filter(pk=filing.pk, undone_at=None).update(
        undone_at=timezone.now(), undone_by=by
    ):
        raise Problem("This filing was undone already.")
    SecondLook._base_manager.filter(filing=filing, agreed=None).delete()
    document = filing.document
    stood = dict(document.document_pages.values_list("page", "number"))
    pages = document_filing.withdraw(by=by, document=document)
    if document.held_at is None:
        misfilings.note(
            by=by,
            document=document,
            pages={page: stood[page] for page in pages},
            about=document.concerns(),
            since=filing.at,
        )
    back = back_on_desk(pages)
    Batch._base_manager.filter(pk=filing.batch_id).update(closed_at=None)
    return back


def back_on_desk(pages: Sequence[UUID]) -> list[Image]:
    """Let filed pages that stand in no document any more lie on their desks again. The caller asked the policy."""
    images = Image._base_manager.filter(page__in=pages, state=Image.State.FILED)
    back = list(images.order_by("position"))
    lie_on_desk(back)
    return back


def lie_on_desk(images: Sequence[Image]) -> None:
    """Let images be decided about anew, in a batch that is open again. The caller asked the policy."""
    have_words = set(
        Reading._base_manager.filter(
            page__in=[image.page_id for image in images], is_current=True
        ).values_list("page", flat=True)
    )
    for image in images:
        image.state = Image.State.READ if image.page_id in have_words else Image.State.FAILED
        image.document, image.decided_by = None, None
        image.save(update_fields=["state", "document", "decided_by"])
        outbox.changed(image)
    Batch._base_manager.filter(pk__in={image.batch_id for image in images}).update(closed_at=None)


@transaction.atomic
def set_aside(*, by: User, image: Image, state: str) -> None:
    """Mark a page as blank, a separator or rejected. It is kept, counted, and comes back with `restore`."""
    if state not in Image.SET_ASIDE:
        raise ValueError(f"{state} is not a way to set a page aside.")
    change(by, image, Image.DECIDABLE, state=state, decided_by=by)
    audit.record(by, "scanning.page_set_aside", image, state=str(state))
    close_when_done(image.batch)


@transaction.atomic
def judge_picture(*, by: User, image: Image, is_good_enough: bool) -> None:
    """Say of a page with faults that it stays as it is, or that the sheet was scanned again and this picture goes.

    `restore` brings a picture back that went, `doubt_picture` one that stays: its faults are to be looked at again.
    """
    if is_good_enough:
        change(by, image, Image.LEFT, faults_seen_by=by)
        audit.record(by, "scanning.picture_good_enough", image)
        return
    change(
        by,
        image,
        Image.DECIDABLE,
        state=Image.State.REJECTED,
        decided_by=by,
        faults_seen_by=by,
        was_scanned_again=True,
    )
    audit.record(by, "scanning.sheet_scanned_again", image)
    close_when_done(image.batch)


@transaction.atomic
def doubt_picture(*, by: User, image: Image) -> None:
    """Take back that a page with faults is good enough."""
    change(by, image, Image.LEFT, faults_seen_by=None)
    audit.record(by, "scanning.picture_doubted", image)


@transaction.atomic
def judge_leap(*, by: User, image: Image, is_seen: bool) -> None:
    """Say that nothing is missing before this page, or take that back."""
    change(by, image, Image.LEFT, leap_seen_by=by if is_seen else None)
    audit.record(by, "scanning.leap_seen" if is_seen else "scanning.leap_doubted", image)


@transaction.atomic
def restore(*, by: User, image: Image) -> None:
    """Bring a page that was set aside back to the desk."""
    has_words = Reading._base_manager.filter(page=image.page_id, is_current=True).exists()
    state = Image.State.READ if has_words else Image.State.FAILED
    change(
        by,
        image,
        Image.SET_ASIDE,
        state=state,
        decided_by=None,
        faults_seen_by=None,
        was_scanned_again=False,
        duplicate_of=None,
    )
    Batch._base_manager.filter(pk=image.batch_id).update(closed_at=None)
    audit.record(by, "scanning.page_restored", image)


@transaction.atomic
def retry(*, by: User, image: Image) -> None:
    """Have a page that could not be read tried again, with all its attempts."""
    change(
        by,
        image,
        [Image.State.FAILED],
        state=Image.State.WAITING,
        attempts=0,
        problem="",
        turn=line.next_turn(Image, image.batch),
    )
    audit.record(by, "scanning.page_retried", image)


@transaction.atomic
def retry_upload(*, by: User, upload: Upload) -> None:
    """Have a file that could not be opened tried again."""
    access.require(by, "desk", upload)
    changed = Upload._base_manager.filter(
        pk=upload.pk, state=Upload.State.REFUSED, file__isnull=False
    ).update(
        state=Upload.State.WAITING,
        attempts=0,
        problem="",
        dealt_with_by=None,
        goes_first=upload.batch.is_urgent,
        turn=line.next_turn(Upload, upload.batch),
    )
    if not changed:
        raise Problem("This file is being opened already, or was never kept. Load the page again.")
    Batch._base_manager.filter(pk=upload.batch_id).update(closed_at=None)
    audit.record(by, "scanning.file_retried", upload)


@transaction.atomic
def deal_with(*, by: User, upload: Upload) -> None:
    """Say that a file that could not be opened has been seen to, so that its batch may close. It stays as evidence."""
    access.require(by, "desk", upload)
    if Upload._base_manager.filter(
        pk=upload.pk, state=Upload.State.REFUSED, dealt_with_by=None
    ).update(dealt_with_by=by):
        audit.record(by, "scanning.file_dealt_with", upload)
        close_when_done(upload.batch)


@transaction.atomic
def turn(*, by: User, image: Image, degrees: int = 90) -> int:
    """Turn a page clockwise, on the desk and later in its document; returns how far it is turned now."""
    turned = (image.turned_degrees + degrees) % 360
    change(by, image, Image.DECIDABLE, turned_degrees=turned)
    audit.record(by, "scanning.page_turned", image, degrees=turned)
    return turned


@transaction.atomic
def begin_document(*, by: User, image: Image, begins: bool | None) -> None:
    """Say whether a document begins at this page, whatever the page looks like; None leaves it to that again."""
    change(by, image, Image.LEFT, begins_document=begins)
    audit.record(by, "scanning.boundary_set", image, begins=begins)


@transaction.atomic
def mark_urgent(
    *, by: User, image: Image, child: Person | None = None, since: datetime | None = None
) -> None:
    """Show a page that cannot wait, before it is filed, to whoever holds `child`'s file; to duty while unknown.

    With `since`, when it was first marked, `calm` is taken back: whoever answered meanwhile stays the one who did.
    """
    if child is not None and not people_to_file_for(by).filter(pk=child.pk).exists():
        raise access.Refused("documents.document.file", "cases.person", child.pk)
    answer = {} if since else {"urgent_seen_by": None, "urgent_seen_at": None}
    at = since or timezone.now()
    change(by, image, Image.LEFT, urgent_at=at, urgent_by=by, urgent_for=child, **answer)
    audit.record(
        by,
        "scanning.page_marked_urgent",
        image,
        about=[child.pk] if child else [],
        page=image.page_id,
    )


@transaction.atomic
def calm(*, by: User, image: Image) -> None:
    """Take back that a page is urgent."""
    change(by, image, Image.LEFT, urgent_at=None, urgent_by=None, urgent_for=None)
    audit.record(by, "scanning.page_not_urgent", image)


@transaction.atomic
def acknowledge(*, by: User, image: Image) -> None:
    """Say that `by` has seen an urgent page and acts on it; whoever said so first stays the one who does.

    Raises `Problem`, naming them, when it was answered a moment ago.
    """
    access.require(by, "answer", image)
    if not Image._base_manager.filter(pk=image.pk, urgent_seen_by=None).update(
        urgent_seen_by=by, urgent_seen_at=timezone.now()
    ):
        image.refresh_from_db()
        if image.urgent_seen_by == by:
            return
        raise Problem(
            f"{image.urgent_seen_by} has seen this page and acts on it. Speak with them if you want to take it over."
        )
    image.refresh_from_db()
    audit.record(
        by,
        "scanning.urgent_page_seen",
        image,
        about=image.page.concerns() or ([image.urgent_for_id] if image.urgent_for_id else []),
        page=image.page_id,
    )


def change(by: User, image: Image, standing: Iterable[str], **changes: object) -> None:
    """Write `changes` if the page still stands as one of `standing`; otherwise say that somebody was quicker."""
    access.require(by, "desk", image)
    if not Image._base_manager.filter(pk=image.pk, state__in=list(standing)).update(**changes):
        raise FiledAlready(
            "This page was decided about a moment ago, or is being read, so nothing was changed. "
            "The list shows where it stands."
        )
    for name, value in changes.items():
        setattr(image, name, value)
    outbox.changed(image)
