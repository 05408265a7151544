"""Destroying the paper of a batch: a sample drawn by lot, compared by one person, signed by another, and done."""

import re
import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import User
from scanning import certificates, keeping
from scanning.models import Batch, Certificate, Destruction, Image, SampledPage

METHODS = {
    "crosscut": "Shredded crosscut in the building (DIN 66399, P-4 or finer)",
    "contractor": "Shredded by a contractor (BS EN 15713)",
    "burnt": "Burnt under supervision",
    "pulped": "Pulped by a contractor",
}
# A number of a consignment, and nothing that could be a name.
_REFERENCE = re.compile(r"[A-Za-z]{0,4}[0-9][A-Za-z0-9/ .-]{0,38}")


@transaction.atomic
def begin(*, by: User, batch: Batch) -> Destruction:
    """Draw the pages that somebody compares with the paper before it may be destroyed.

    By lot, as many as the council's rule says; all of them where a page of an earlier sample was bad.
    """
    access.require(by, "paper", batch)
    # As it is now, and as it stays to the end of this: it may have been opened again meanwhile.
    batch = Batch._base_manager.select_for_update().get(pk=batch.pk)
    if keeping.is_paper_gone(batch):
        raise Problem("The paper of this batch was destroyed already.")
    if keeping.running(batch):
        raise Problem("A sample of this batch was drawn already. Compare its pages.")
    _refuse(keeping.paper_blocks(batch))
    images = list(keeping.counted(batch).order_by("position"))
    if not images:
        raise Problem("No page came of this batch, so there is nothing to compare its paper with.")
    rule, is_full = keeping.rule(), keeping.needs_full_check(batch)
    drawn = images if is_full else _draw(images, rule.size(len(images)))
    made = Destruction(
        batch=batch,
        begun_by=by,
        percent=100 if is_full else rule.percent,
        least=rule.least,
        images=len(images),
        is_full=is_full,
    )
    made.save(force_insert=True)
    SampledPage._base_manager.bulk_create(
        SampledPage(destruction=made, image=image) for image in drawn
    )
    audit.record(by, "scanning.sample_drawn", batch, images=len(images), drawn=len(drawn))
    return made


def _draw(images: list[Image], size: int) -> list[Image]:
    # Nobody can know beforehand which pages will be looked at.
    return secrets.SystemRandom().sample(images, size)


@transaction.atomic
def compare(*, by: User, sampled: SampledPage, is_good: bool, fault: str = "") -> None:
    """Say whether the picture shows what the paper does. A bad page of a sample ends it: the whole box stays."""
    access.require(by, "compare", sampled)
    if not is_good and fault not in SampledPage.Fault.values:
        raise Problem("Say what is wrong with the picture.")
    if not SampledPage._base_manager.filter(
        pk=sampled.pk, is_good=None, destruction__ended_at=None
    ).update(
        is_good=is_good,
        fault="" if is_good else fault,
        compared_by=by,
        compared_at=timezone.now(),
    ):
        raise Problem("This page was compared a moment ago, or the destruction was called off.")
    destruction = sampled.destruction
    audit.record(
        by,
        "scanning.page_compared",
        sampled.image,
        about=sampled.image.page.concerns(),
        is_good=is_good,
    )
    if not is_good and not destruction.is_full:
        Destruction._base_manager.filter(pk=destruction.pk, ended_at=None).update(
            ended_at=timezone.now(), end=Destruction.End.BAD
        )
        audit.record(by, "scanning.sample_failed", destruction.batch)


@transaction.atomic
def take_back(*, by: User, sampled: SampledPage) -> None:
    """Take back what `by` said of a page that somebody else's word does not hang on yet."""
    is_running = sampled.destruction.ended_at is None and sampled.destruction.signed_at is None
    if sampled.compared_by_id != by.pk or not is_running:
        raise Problem("This can no longer be taken back. Call the destruction off instead.")
    access.require(by, "paper", sampled.destruction.batch)
    SampledPage._base_manager.filter(pk=sampled.pk).update(
        is_good=None, fault="", compared_by=None, compared_at=None, again_in=None
    )
    audit.record(
        by, "scanning.comparison_undone", sampled.image, about=sampled.image.page.concerns()
    )


@transaction.atomic
def scanned_again(*, by: User, sampled: SampledPage, number: int | None) -> None:
    """Say in which batch the sheet of a bad page came through the scanner once more."""
    access.require(by, "paper", sampled.destruction.batch)
    if sampled.is_good is not False or sampled.destruction.ended_at is not None:
        raise Problem("This page was not found bad in a check that still runs.")
    batches = access.scope(by, "paper", Batch).filter(
        number=number if number is not None else 0, closed_at__isnull=False
    )
    again = batches.exclude(pk=sampled.destruction.batch_id).first()
    if again is None:
        raise Problem(
            "Give the number of the batch in which the sheet was scanned again. "
            "It must be closed, and another one than this."
        )
    SampledPage._base_manager.filter(pk=sampled.pk).update(again_in=again)
    audit.record(
        by, "scanning.bad_page_scanned_again", sampled.destruction.batch, batch=again.number
    )


def unfinished(destruction: Destruction) -> list[str]:
    """What of the sample is still to do before somebody may sign."""
    found = []
    sample = destruction.sample.all()
    if left := sum(one.is_good is None for one in sample):
        found.append(
            f"{left} of {len(sample)} pages {'is' if left == 1 else 'are'} not compared yet."
        )
    bad = [one for one in sample if one.is_good is False and one.again_in_id is None]
    if bad:
        numbers = ", ".join(str(one.image.position) for one in bad)
        found.append(
            f"Page{'' if len(bad) == 1 else 's'} {numbers} must be scanned again in another batch first."
        )
    return found


@transaction.atomic
def sign(*, by: User, destruction: Destruction) -> None:
    """Agree, as somebody who neither took the paper in nor compared it, that it may be destroyed."""
    batch = destruction.batch
    access.require(by, "sign_off", batch)
    # As it is now, and as it stays to the end of this: it may have been opened again meanwhile.
    batch = Batch._base_manager.select_for_update().get(pk=batch.pk)
    _refuse([*unfinished(destruction), *keeping.paper_blocks(batch, destruction)])
    if not Destruction._base_manager.filter(
        pk=destruction.pk, ended_at=None, signed_at=None
    ).update(signed_by=by, signed_at=timezone.now()):
        raise Problem("This was signed, or called off, a moment ago.")
    audit.record(by, "scanning.destruction_signed", batch)


@transaction.atomic
def call_off(*, by: User, destruction: Destruction) -> None:
    """The paper stays for now. What was compared stays written down."""
    access.require(by, "paper", destruction.batch)
    if not Destruction._base_manager.filter(pk=destruction.pk, ended_at=None).update(
        ended_at=timezone.now(), end=Destruction.End.OFF
    ):
        raise Problem("This ended a moment ago.")
    audit.record(by, "scanning.destruction_called_off", destruction.batch)


@transaction.atomic
def finish(
    *, by: User, destruction: Destruction, method: str, on: date, reference: str = ""
) -> Certificate:
    """Say that the paper was destroyed, how and on which day; returns the certificate of it."""
    batch = destruction.batch
    access.require(by, "paper", batch)
    # As it is now, and as it stays to the end of this: it may have been opened again meanwhile.
    batch = Batch._base_manager.select_for_update().get(pk=batch.pk)
    destruction.refresh_from_db()
    if destruction.ended_at is not None:
        raise Problem("This ended a moment ago.")
    if destruction.signed_at is None:
        raise Problem("Nobody has signed yet that the paper may be destroyed.")
    if method not in METHODS:
        raise Problem("Choose how the paper was destroyed.")
    if reference.strip() and not _REFERENCE.fullmatch(reference.strip()):
        raise Problem(
            "Write the number of the consignment only, such as 24/1177. "
            "The certificate names nobody whom paper is about."
        )
    if on > timezone.localdate():
        raise Problem("This day has not come yet. Write the day on which it happened.")
    if on < timezone.localdate(destruction.signed_at):
        raise Problem("That day lies before the signature. Write the day on which it happened.")
    # What came between signature and shredder counts as well.
    _refuse(keeping.paper_blocks(batch, destruction))
    now = timezone.now()
    destruction.method = METHODS[method]
    destruction.destroyed_on, destruction.destroyed_by = on, by
    certificate = certificates.of_paper(destruction, reference=reference.strip(), now=now)
    destruction.certificate = certificate
    destruction.ended_at, destruction.end = now, Destruction.End.DONE
    destruction.save(
        update_fields=[
            "method", "destroyed_on", "destroyed_by", "certificate", "ended_at", "end"
        ]
    )  # fmt: skip
    audit.record(
        by,
        "scanning.paper_destroyed",
        batch,
        certificate=certificate.number,
        sha256=certificate.sha256,
    )
    return certificate


def _refuse(blocks: list[str]) -> None:
    if blocks:
        raise Problem(" ".join(blocks))


def to_sign(user: User) -> list[Destruction]:
    """Those whose sample is compared, and that this person may sign: the longest waiting first."""
    batches = access.scope(user, "sign_off", Batch)
    under_way = Destruction.objects.of(batch__in=batches).filter(ended_at=None, signed_at=None)
    rows = under_way.select_related("batch").prefetch_related("sample__image")
    return [one for one in rows.order_by("begun_at") if not unfinished(one)]
