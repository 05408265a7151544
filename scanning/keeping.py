"""What becomes of paper once it is scanned, and what stands in the way of destroying it.

Paper is destroyed only after somebody else compared a sample of the pictures with it and a third person signed; files
as they were handed in, only after every page that was cut out of them was found sound. What blocks the one blocks the
other: a batch that is open, a paper that waits for a second person, a locked page, a legal hold.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.conf import settings
from django.db.models import QuerySet

from cases.models import LegalHold
from documents.models import Document, Page
from scanning.models import (
    Batch,
    Certificate,
    Destruction,
    Image,
    Original,
    PaperPlace,
    RawKeeping,
    Upload,
)
from scanning.sums import sum_of

_BIRTH = re.compile(r"certified copy of an entry|birth certificate|certificate of birth", re.I)
_PASSPORT = re.compile(r"\bpassport\b|identity card", re.I)
_SEALED = re.compile(r"\bsealed?\b[^.]{0,40}\bcourt\b|\bcourt\b[^.]{0,60}\bseal(ed)?\b", re.I)
_GIVEN_BACK = {Original.Kind.BIRTH, Original.Kind.PASSPORT, Original.Kind.PHOTOGRAPH}


@dataclass(frozen=True)
class Rule:
    """How many pages are compared: `percent` of a hundred, and no fewer than `least`."""

    percent: int
    least: int

    def size(self, images: int) -> int:
        return min(images, max(self.least, ceil(images * self.percent / 100)))

    @property
    def words(self) -> str:
        return f"{self.percent} of 100 pages, and no fewer than {self.least}"


def rule() -> Rule:
    return Rule(settings.KINFILE_PAPER_SAMPLE_PERCENT, settings.KINFILE_PAPER_SAMPLE_LEAST)


def looks_like_original(text: str, kind: str) -> tuple[Original.Kind, Original.Wanted]:
    """What a page is most likely an original of, and what is mostly done with it. A person says what it is."""
    if _BIRTH.search(text):
        found = Original.Kind.BIRTH
    elif _PASSPORT.search(text):
        found = Original.Kind.PASSPORT
    elif kind == Document.Kind.PHOTOGRAPH:
        found = Original.Kind.PHOTOGRAPH
    elif kind == Document.Kind.COURT or _SEALED.search(text):
        found = Original.Kind.SEAL
    else:
        found = Original.Kind.OTHER
    return found, usual_end(found)


def usual_end(kind: str) -> Original.Wanted:
    wants_back = kind in _GIVEN_BACK or kind == Original.Kind.KEEPSAKE
    return Original.Wanted.RETURN if wants_back else Original.Wanted.KEEP


def counted(batch: Batch) -> QuerySet[Image]:
    """The images of `batch` that stand for a side of a sheet: a picture that a better one replaced does not."""
    return Image._base_manager.filter(batch=batch, was_scanned_again=False)


def held_pages(batch: Batch) -> int:
    """Pages of `batch` that concern somebody under a legal hold, wherever they stand now."""
    children = LegalHold._base_manager.filter(lifted_at=None).values("child")
    pages = Page._base_manager.filter(
        image__batch=batch, document_pages__document__about__in=children
    )
    return pages.distinct().count()


def common_blocks(batch: Batch) -> list[str]:
    """Why nothing of `batch` may be destroyed now, paper or file: sentences that name nobody."""
    found = []
    if batch.closed_at is None:
        found.append("The batch is still open. Decide about every page of it first.")
    waiting = counted(batch).filter(state=Image.State.FILED, document__held_at__isnull=False)
    if count := waiting.count():
        found.append(f"{_pages(count)} of it wait{_s(count)} for a second person.")
    if count := counted(batch).filter(page__locked_at__isnull=False).count():
        found.append(
            f"{_pages(count)} of it {_is(count)} locked. Ask the safeguarding lead what becomes of the paper."
        )
    if count := held_pages(batch):
        found.append(
            f"A legal hold covers {_pages(count)} of it. Ask the records officer when the hold ends."
        )
    return found


def paper_blocks(batch: Batch, destruction: Destruction | None = None) -> list[str]:
    """Why the paper of `batch` may not be destroyed now; with `destruction`, why not after its sample."""
    found = common_blocks(batch)
    if batch.closed_at is not None:
        total = sum_of(batch)
        if total.sheets_counted is None:
            found.append(
                "Nobody counted the sheets. Count them on the page of the batch, for the certificate."
            )
        elif total.difference:
            found.append(total.warning)
    inside = list(in_the_box(batch))
    if inside:
        named = "; ".join(told(one) for one in inside[:5])
        more = f"; and {len(inside) - 5} more" if len(inside) > 5 else ""
        found.append(
            f"{_originals(len(inside))} in the box: {named}{more}. "
            "Give back, or put away, each of them first."
        )
    if destruction is not None and counted(batch).count() != destruction.images:
        found.append(
            "Pages came to the batch, or went, since the sample was drawn. Call this off and draw another."
        )
    return found


def in_the_box(batch: Batch) -> QuerySet[Original]:
    """Originals of `batch` that nobody has given back or put away."""
    return Original._base_manager.filter(batch=batch, settled_on=None)


def told(original: Original) -> str:
    """What and where, without the words that somebody wrote of it."""
    numbers = list(original.images.order_by("position").values_list("position", flat=True))
    kind = original.get_kind_display().lower()
    if not numbers:
        return f"{kind}, not scanned"
    if len(numbers) == 1:
        return f"{kind}, page {numbers[0]}"
    return f"{kind}, pages {', '.join(map(str, numbers))}"


def running(batch: Batch) -> Destruction | None:
    return Destruction._base_manager.filter(batch=batch, ended_at=None).first()


def destroyed(batch: Batch) -> Destruction | None:
    """How the paper of `batch` ended, where it did."""
    return Destruction._base_manager.filter(batch=batch, end=Destruction.End.DONE).first()


def is_paper_gone(batch: Batch) -> bool:
    return destroyed(batch) is not None


def place_of(batch: Batch) -> PaperPlace | None:
    """Where somebody said last that the paper stays."""
    return PaperPlace._base_manager.filter(batch=batch).first()


def needs_full_check(batch: Batch) -> bool:
    """Whether a page of an earlier sample was bad: then every page is compared, not a sample."""
    return Destruction._base_manager.filter(batch=batch, end=Destruction.End.BAD).exists()


def raw_files(batch: Batch) -> list[Upload]:
    """The uploads of `batch` whose file is nothing but what was handed in: pages were cut out of it.

    A born-digital file, and a picture, is the file of its own pages and stays with them.
    """
    found = Upload._base_manager.filter(
        batch=batch, state=Upload.State.CUT, file__destroyed_at=None, file__isnull=False
    )
    whole = Page._base_manager.filter(file__in=found.values("file")).values("file")
    return list(found.exclude(file__in=whole).select_related("file").order_by("position"))


def raw_due_at(batch: Batch) -> datetime | None:
    """When the files of `batch` as they were handed in are destroyed; None while it is open, or nothing is left."""
    if batch.closed_at is None or not raw_files(batch):
        return None
    return batch.closed_at + settings.KINFILE_RAW_BATCH_KEPT


def raw_keeping(batch: Batch) -> RawKeeping | None:
    return RawKeeping._base_manager.filter(batch=batch).select_related("certificate").first()


def certificates(batch: Batch) -> list[Certificate]:
    return list(Certificate._base_manager.filter(batch=batch).defer("pdf"))


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


def _originals(count: int) -> str:
    return "1 original still lies" if count == 1 else f"{count} originals still lie"


def _s(count: int) -> str:
    return "s" if count == 1 else ""


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
