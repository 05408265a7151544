"""Originals in a box: marked at the desk, then put away or given back, one by one; every act can be taken back."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import User
from scanning import keeping, proposals
from scanning.models import Batch, Destruction, Image, Original, PaperPlace

_LATER = "This day has not come yet. Write the day on which it happened."


@transaction.atomic
def mark(
    *, by: User, images: Sequence[Image], kind: str, wanted: str = "", description: str = ""
) -> Original:
    """Say that what lay on the scanner as `images`, pages of one batch, is an original: one thing on all of them."""
    if not images:
        raise Problem("Choose the pages of the original.")
    for image in images:
        access.require(by, "desk", image)
    batch = images[0].batch
    _require_paper(batch)
    made = _make(by, batch, kind, wanted, description)
    changed = Image._base_manager.filter(
        pk__in=[image.pk for image in images], batch=batch, original=None
    ).update(original=made)
    if changed != len(images):
        raise Problem("One of these pages is marked as an original already. Look again.")
    audit.record(by, "scanning.original_marked", made, kind=str(made.kind), pages=changed)
    return made


@transaction.atomic
def mark_object(
    *, by: User, batch: Batch, kind: str, wanted: str = "", description: str = ""
) -> Original:
    """Put something on the list that lies in the box and was not scanned, such as a bracelet."""
    access.require(by, "paper", batch)
    _require_paper(batch)
    if not description.strip():
        raise Problem("Say in a few words what it is, so that it can be found in the box.")
    made = _make(by, batch, kind, wanted, description)
    audit.record(by, "scanning.original_marked", made, about=(), kind=str(made.kind), pages=0)
    return made


@transaction.atomic
def change(*, by: User, original: Original, kind: str, wanted: str, description: str) -> None:
    """Say otherwise what an original is and what shall become of it, as long as nothing has."""
    _open(by, original)
    original.kind, original.wanted, original.description = _checked(kind, wanted, description)
    original.save(update_fields=["kind", "wanted", "description"])
    audit.record(by, "scanning.original_changed", original, kind=str(original.kind))


@transaction.atomic
def spread(*, by: User, original: Original, image: Image) -> int:
    """Let `original` stand on every page of the document around `image`; returns how many pages were added."""
    _open(by, original)
    access.require(by, "desk", image)
    around = proposals.document_around(proposals.places(image.batch), image)
    changed = Image._base_manager.filter(
        pk__in=[one.pk for one in around], batch=original.batch_id, original=None
    ).update(original=original)
    audit.record(by, "scanning.original_changed", original, pages=changed)
    return changed


@transaction.atomic
def unmark(*, by: User, original: Original) -> None:
    """It is no original after all."""
    _open(by, original)
    audit.record(by, "scanning.original_unmarked", original, kind=str(original.kind))
    Image._base_manager.filter(original=original).update(original=None)
    original.delete()


@transaction.atomic
def put_away(*, by: User, original: Original, kept_in: str, on: date) -> None:
    """Say where an original is kept now that it is out of the box."""
    _open(by, original)
    if not kept_in.strip():
        raise Problem("Say where it is kept, such as “Safe 2, envelope 14”.")
    _settle(by, original, on, kept_in=kept_in.strip()[:120])
    audit.record(by, "scanning.original_kept", original, kind=str(original.kind))


@transaction.atomic
def give_back(*, by: User, original: Original, to: str, how: str, receipt: str, on: date) -> None:
    """Say to whom an original was given back, when, and what shows it."""
    _open(by, original)
    if not to.strip():
        raise Problem("Say to whom it was given back.")
    if how not in Original.How.values:
        raise Problem("Say how it was given back, so that the receipt can be found.")
    if not receipt.strip():
        raise Problem(
            {
                Original.How.SIGNED: "Say where the signed receipt lies.",
                Original.How.POST: "Write the number that the post gave it.",
                Original.How.WITNESS: "Write the name of the colleague who saw it.",
            }[Original.How(how)]
        )
    _settle(
        by,
        original,
        on,
        returned_to=to.strip()[:120],
        returned_how=how,
        receipt=receipt.strip()[:200],
    )
    audit.record(by, "scanning.original_returned", original, kind=str(original.kind), how=how)


@transaction.atomic
def unsettle(*, by: User, original: Original) -> None:
    """It was not given back, or not put away, after all: it lies in the box again."""
    access.require(by, "paper", original)
    if keeping.is_paper_gone(original.batch):
        raise Problem("The paper of this batch was destroyed since, so nothing lies in its box.")
    Original._base_manager.filter(pk=original.pk).update(
        kept_in="", returned_to="", returned_how="", receipt="", settled_on=None, settled_by=None
    )
    audit.record(by, "scanning.original_unsettled", original, kind=str(original.kind))


@transaction.atomic
def keep_paper(*, by: User, batch: Batch, box: str, shelf: str) -> PaperPlace:
    """Say in which box the paper of `batch` stays. A destruction that was begun is called off."""
    access.require(by, "paper", batch)
    _require_paper(batch)
    if not box.strip():
        raise Problem("Say in which box the paper stays.")
    ended = Destruction._base_manager.filter(batch=batch, ended_at=None).update(
        ended_at=timezone.now(), end=Destruction.End.OFF
    )
    made = PaperPlace(batch=batch, box=box.strip()[:60], shelf=shelf.strip()[:60], by=by)
    made.save(force_insert=True)
    audit.record(by, "scanning.paper_kept", batch, called_off=ended)
    return made


def _require_paper(batch: Batch) -> None:
    if keeping.is_paper_gone(batch):
        raise Problem("The paper of this batch was destroyed. Nothing of it can be kept any more.")


def _make(by: User, batch: Batch, kind: str, wanted: str, description: str) -> Original:
    kind, wanted, description = _checked(kind, wanted, description)
    made = Original(batch=batch, kind=kind, wanted=wanted, description=description, marked_by=by)
    made.save(force_insert=True)
    return made


def _checked(kind: str, wanted: str, description: str) -> tuple[str, str, str]:
    if kind not in Original.Kind.values:
        raise Problem("Choose what kind of original it is.")
    wanted = wanted if wanted in Original.Wanted.values else keeping.usual_end(kind)
    return kind, wanted, description.strip()[:200]


def _open(by: User, original: Original) -> None:
    access.require(by, "paper", original)
    if original.settled_on is not None:
        raise Problem("Somebody gave it back, or put it away, a moment ago. The list says where.")


def _settle(by: User, original: Original, on: date, **changes: object) -> None:
    if on > timezone.localdate():
        raise Problem(_LATER)
    if not Original._base_manager.filter(pk=original.pk, settled_on=None).update(
        settled_on=on, settled_by=by, **changes
    ):
        raise Problem("Somebody gave it back, or put it away, a moment ago. The list says where.")
    original.refresh_from_db()
