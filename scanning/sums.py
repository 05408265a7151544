"""The sum of a batch: images = filed + waiting for a second person + blank + separators + rejected + left.

On screen what is rejected has two names: *set aside*, which anybody of the desk brings back, and *locked*, which only
the safeguarding lead opens.

A picture of a sheet that was scanned again is kept, but counts no more: the better one stands for the sheet.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from scanning.models import Batch, Image, PartialUpload, SecondLook, Upload


@dataclass(frozen=True)
class Sum:
    """How many images of a batch are where. `files_waiting` are not opened yet, so that more images may come.

    `files_refused` could not be opened, and nobody has said what became of them. `again`: pictures that a better one
    of the same sheet stands for; they are no part of `images`.
    """

    images: int
    filed: int
    blank: int
    separators: int
    rejected: int
    waiting: int
    read: int
    failed: int
    files_waiting: int
    files_refused: int
    # Filed by one person, and not in the file before another one agreed; not among `filed`.
    held: int
    sheets_counted: int | None
    sides: int
    is_handed_in: bool
    again: int = 0
    # Among `rejected`: pages that nobody may see.
    locked: int = 0
    # Begun to be sent, and neither whole nor given up.
    files_coming: int = 0

    @property
    def left(self) -> int:
        return self.waiting + self.read + self.failed

    @property
    def decided(self) -> int:
        return self.images - self.left

    @property
    def expected(self) -> int | None:
        """Images that the sheets counted by hand should give; None when nobody counted."""
        return None if self.sheets_counted is None else self.sheets_counted * self.sides

    @property
    def difference(self) -> int:
        """Images more (or, negative, fewer) than the sheets account for; 0 while more images may come."""
        if (
            self.expected is None
            or self.files_waiting
            or self.files_coming
            or not self.is_handed_in
        ):
            return 0
        return self.images - self.expected

    @property
    def words(self) -> str:
        """The whole sum as one line: "60 one-sided sheets = 41 filed + 11 blank + 4 separators + 4 left to file"."""
        parts = [
            f"{count} {name}"
            for count, name in (
                (self.filed, "filed"),
                (self.held, "waiting for a second person"),
                (self.blank, "blank"),
                (self.separators, "separator" if self.separators == 1 else "separators"),
                (self.rejected - self.locked, "set aside"),
                (self.locked, "locked"),
            )
            if count
        ]
        whole = f"{self._whole} = {' + '.join([*parts, f'{self.left} left to file'])}"
        if not self.again:
            return whole
        return f"{whole}; {'1 sheet was' if self.again == 1 else f'{self.again} sheets were'} scanned again"

    @property
    def _whole(self) -> str:
        if self.images != self.expected:
            return "1 image" if self.images == 1 else f"{self.images} images"
        noun = "sheet" if self.sheets_counted == 1 else "sheets"
        return f"{self.sheets_counted} {'two-sided' if self.sides == 2 else 'one-sided'} {noun}"

    @property
    def warning(self) -> str:
        """What does not add up, and what to do about it; "" when all is well."""
        if not self.difference:
            return ""
        sheets = "1 sheet was" if self.sheets_counted == 1 else f"{self.sheets_counted} sheets were"
        images = "1 image" if self.expected == 1 else f"{self.expected} images"
        counted = f"{sheets} counted, so {images} should have come"
        if self.difference < 0:
            return (
                f"{counted}, but {_are(-self.difference)} missing. "
                "Look for sheets that were pulled in together, and add the missing ones to this batch."
            )
        return (
            f"{counted}, but {self.difference} more came. "
            "Count the sheets again, and set aside what was scanned twice."
        )

    @property
    def is_done(self) -> bool:
        return not (
            self.left or self.held or self.files_waiting or self.files_refused or self.files_coming
        )


def sums(batches: Iterable[Batch]) -> dict[UUID, Sum]:
    """The sum of each of `batches`, which the caller got from the policy. Five queries."""
    wanted = {batch.pk: batch for batch in batches}
    images: dict[UUID, Counter[str]] = defaultdict(Counter)
    again: Counter[UUID] = Counter()
    rows = Image._base_manager.filter(batch__in=wanted).values_list(
        "batch", "state", "was_scanned_again"
    )
    for batch, state, was_scanned_again, count in rows.annotate(count=Count("pk")).order_by():
        if was_scanned_again:
            again[batch] += count
        else:
            images[batch][state] += count
    locked = Counter(
        Image._base_manager.filter(
            batch__in=wanted,
            state=Image.State.REJECTED,
            was_scanned_again=False,
            page__locked_at__isnull=False,
        ).values_list("batch", flat=True)
    )
    held = dict(
        Image._base_manager.filter(
            batch__in=wanted, state=Image.State.FILED, document__held_at__isnull=False
        )
        .values_list("batch")
        .annotate(count=Count("pk"))
        .order_by()
    )
    files: dict[UUID, Counter[str]] = defaultdict(Counter)
    uploads = Upload._base_manager.filter(batch__in=wanted, dealt_with_by=None)
    for batch, state, count in (
        uploads.values_list("batch", "state").annotate(count=Count("pk")).order_by()
    ):
        files[batch][state] = count
    coming = Counter(
        PartialUpload._base_manager.filter(batch__in=wanted).values_list("batch", flat=True)
    )
    return {
        pk: _sum(
            batch,
            images[pk],
            files[pk],
            held=held.get(pk, 0),
            again=again[pk],
            locked=locked[pk],
            coming=coming[pk],
        )
        for pk, batch in wanted.items()
    }


def sum_of(batch: Batch) -> Sum:
    return sums([batch])[batch.pk]


@dataclass(frozen=True)
class Sample:
    """What second looks at filings drawn by lot found: how many were looked at, and how many of those were wrong."""

    looked_at: int
    wrong: int

    @property
    def words(self) -> str:
        if not self.looked_at:
            return ""
        drawn = "1 filing was" if self.looked_at == 1 else f"{self.looked_at} filings were"
        percent = f" ({100 * self.wrong / self.looked_at:.0f} %)" if self.wrong else ""
        return f"{drawn} drawn by lot and looked at again: {self.wrong or 'none'} wrong{percent}."


def sample_of(batches: Iterable[Batch]) -> Sample:
    """What the lot found out about filings of `batches`, which the caller got from the policy. One query."""
    # All that a desk ever took in is a long list: asked of each filing that the lot drew.
    theirs = (
        Q(Exists(batches.filter(pk=OuterRef("filing__batch"))))
        if isinstance(batches, QuerySet)
        else Q(filing__batch__in=batches)
    )
    looked_at = SecondLook._base_manager.filter(
        theirs, is_sample=True, agreed__isnull=False
    ).aggregate(all=Count("pk"), wrong=Count("pk", filter=Q(agreed=False)))
    return Sample(looked_at["all"], looked_at["wrong"])


def close_when_done(batch: Batch) -> bool:
    """Close `batch` once no more files come and nothing of it is left; returns whether this call did it.

    Call it in the transaction of the change that may have been the last one.
    """
    locked = Batch._base_manager.select_for_update().get(pk=batch.pk)
    if locked.closed_at or not locked.handed_in_at:
        return False
    # Asked first, because the whole sum of a large stack takes longer, and every page of it may call.
    if Image._base_manager.filter(batch=locked, state__in=Image.LEFT).exists():
        return False
    if not sum_of(locked).is_done:
        return False
    Batch._base_manager.filter(pk=batch.pk).update(closed_at=timezone.now())
    return True


def _are(count: int) -> str:
    return "1 is" if count == 1 else f"{count} are"


def _sum(
    batch: Batch,
    images: Counter[str],
    files: Counter[str],
    *,
    held: int,
    again: int,
    locked: int,
    coming: int,
) -> Sum:
    state = Image.State
    return Sum(
        images=images.total(),
        filed=images[state.FILED] - held,
        held=held,
        blank=images[state.BLANK],
        separators=images[state.SEPARATOR],
        rejected=images[state.REJECTED],
        waiting=images[state.WAITING],
        read=images[state.READ],
        failed=images[state.FAILED],
        files_waiting=files[Upload.State.WAITING],
        files_refused=files[Upload.State.REFUSED],
        sheets_counted=batch.sheets_counted,
        sides=2 if batch.is_two_sided else 1,
        is_handed_in=batch.handed_in_at is not None,
        again=again,
        locked=locked,
        files_coming=coming,
    )
