"""Fronts scanned first and backs after them are laid together again: an order of positions, and nothing else."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import User
from scanning.cues import Cues
from scanning.models import Batch, Image, Reordering, Upload


def laid_together(
    images: Sequence[Image], *, first_back: int, is_reversed: bool
) -> list[tuple[Image, Image]]:
    """Front and back of each sheet. `images` in their order; those from position `first_back` on are backs.

    `is_reversed`: the stack was turned over whole, so that the last back came first.
    Raises `Problem` that says which side lacks how many when the counts differ.
    """
    fronts = [image for image in images if image.position < first_back]
    backs = [image for image in images if image.position >= first_back]
    if not fronts or not backs:
        raise Problem("Choose a page behind the first one: the first page that is a back.")
    missing = abs(len(fronts) - len(backs))
    if missing:
        side, all_of = ("back", fronts) if len(backs) < len(fronts) else ("front", backs)
        gap = _gap(fronts if side == "front" else backs)
        raise Problem(
            f"{_count(len(fronts), 'front')} and {_count(len(backs), 'back')} do not make sheets: "
            f"{_count(missing, side)} {'is' if missing == 1 else 'are'} missing of {len(all_of)}"
            f"{gap}. Scan what is missing into this batch, or choose another first back."
        )
    return list(zip(fronts, reversed(backs) if is_reversed else backs, strict=True))


@transaction.atomic
def collate(*, by: User, batch: Batch, first_back: int, is_reversed: bool) -> Reordering:
    """Let each back stand behind its front. Nothing is read again; `undo_collation` takes it back."""
    access.require(by, "desk", batch)
    Batch._base_manager.select_for_update().get(pk=batch.pk)
    images = _all_there(batch)
    if any(image.is_back for image in images):
        raise Problem("The fronts and backs of this batch are laid together already.")
    pairs = laid_together(images, first_back=first_back, is_reversed=is_reversed)
    order = [image for pair in pairs for image in pair]
    done = Reordering(
        batch=batch,
        by=by,
        before=[str(image.pk) for image in images],
        after=[str(image.pk) for image in order],
        was_two_sided=batch.is_two_sided,
    )
    done.save(force_insert=True)
    _lay(order, backs={back.pk for _, back in pairs})
    Batch._base_manager.filter(pk=batch.pk).update(is_two_sided=True)
    audit.record(by, "scanning.batch_collated", batch, sheets=len(pairs), reversed=is_reversed)
    return done


@transaction.atomic
def undo_collation(*, by: User, batch: Batch) -> None:
    """Let the pages stand as they came. Raises `Problem` once one of them is filed or pages came since."""
    access.require(by, "desk", batch)
    Batch._base_manager.select_for_update().get(pk=batch.pk)
    done = Reordering._base_manager.filter(batch=batch, undone_at=None).first()
    if done is None:
        raise Problem("The pages of this batch stand as they came.")
    images = {str(image.pk): image for image in _all_there(batch)}
    if set(images) != set(done.before):
        raise Problem("More pages came since, so the order cannot be taken back by itself.")
    _lay([images[pk] for pk in done.before], backs=set())
    Batch._base_manager.filter(pk=batch.pk).update(is_two_sided=done.was_two_sided)
    done.undone_at, done.undone_by = timezone.now(), by
    done.save(update_fields=["undone_at", "undone_by"])
    audit.record(by, "scanning.collation_undone", batch)


def _all_there(batch: Batch) -> list[Image]:
    if batch.uploads.filter(state=Upload.State.WAITING).exists():
        raise Problem(
            "Some files of this batch are still being opened. Wait until all pages are there."
        )
    images = list(Image._base_manager.filter(batch=batch).order_by("position"))
    if any(image.state == Image.State.FILED for image in images):
        raise Problem("Some pages of this batch are filed already. Undo those filings first.")
    return images


def _lay(order: Sequence[Image], *, backs: set) -> None:
    for position, image in enumerate(order, start=1):
        image.position, image.is_back = position, image.pk in backs
    Image._base_manager.bulk_update(order, ["position", "is_back"], batch_size=500)


def _gap(side: Sequence[Image]) -> str:
    """Where the printed page numbers of one side leave more than one sheet out, in words; "" where they do not say."""
    for before, behind in zip(side, side[1:], strict=False):
        first, second = (Cues.from_json(one.cues).number for one in (before, behind))
        if first and second and second - first > 2:
            return f"; after page {before.position} the printed numbers go from {first} to {second}"
    return ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
