"""Which cover sheets came through the scanner, which did not, and the sheets themselves as a PDF."""

import io
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import qrcode
import qrcode.image.svg
from django.utils import timezone

from documents import printing
from documents.models import Document
from scanning.covers import Cover
from scanning.models import Batch, CoverSet, Image

_TEMPLATE = Path(__file__).parent / "print" / "covers.typ"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a set and the places where it came through, if it did."""

    cover: Cover
    came: tuple[Image, ...]


def sheets_of(covers: CoverSet) -> list[Sheet]:
    """Every sheet of the set in order. One query."""
    came: dict[int, list[Image]] = defaultdict(list)
    for image in covers.images.select_related("batch").order_by("batch__number", "position"):
        came[image.cover_number or 0].append(image)
    return [
        Sheet(Cover(covers.code, number, covers.count), tuple(came[number]))
        for number in range(1, covers.count + 1)
    ]


def warnings_for(batch: Batch) -> list[str]:
    """What the numbers of the cover sheets in `batch` betray: one that was not recognised, or came twice.

    A sheet that did not come stands between two that did: before the first and after the last nothing can be said.
    """
    here: dict[CoverSet, list[Image]] = defaultdict(list)
    for image in (
        batch.images.exclude(cover_set=None).select_related("cover_set").order_by("position")
    ):
        if image.cover_set is not None:
            here[image.cover_set].append(image)
    found: list[str] = []
    for covers, images in here.items():
        elsewhere = set(covers.images.exclude(batch=batch).values_list("cover_number", flat=True))
        places: dict[int, list[int]] = defaultdict(list)
        for image in images:
            places[image.cover_number or 0].append(image.position)
        for number in range(min(places), max(places) + 1):
            if number not in places and number not in elsewhere:
                before = max(max(places[n]) for n in places if n < number)
                behind = min((p for n in places if n > number for p in places[n]), default=0)
                found.append(
                    f"Cover sheet {number} of {covers.count} was not recognised. It should lie between pages "
                    f"{before} and {behind}: look whether two documents stand there as one."
                )
            elif len(places[number]) > 1:
                pages = " and ".join(map(str, places[number]))
                found.append(
                    f"Cover sheet {number} of {covers.count} came more than once, on pages {pages}: "
                    "look whether papers were scanned twice."
                )
    return found


def printed(covers: CoverSet) -> bytes:
    """The sheets as a PDF, one a page. Holds the child's name, because people sort paper by reading."""
    child = covers.child
    period = " to ".join(
        f"{day.day} {day:%B %Y}" for day in (covers.from_on, covers.until_on) if day
    )
    lines = [
        line
        for line in (
            f"{child.name}, {child.reference}" if child else "",
            str(Document.Kind(covers.kind).label) if covers.kind else "",
            period,
        )
        if line
    ]
    document = {
        "lines": lines,
        "sheets": [
            {"code": str(sheet.cover), "number": sheet.cover.number, "square": _square(sheet.cover)}
            for sheet in sheets_of(covers)
        ],
        "count": covers.count,
        "desk": covers.team.name,
    }
    return printing.typeset(_TEMPLATE, {"document": json.dumps(document)}, timezone.now())


def _square(cover: Cover) -> str:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    code.add_data(str(cover))
    out = io.BytesIO()
    code.make_image(image_factory=qrcode.image.svg.SvgPathImage).save(out)
    return out.getvalue().decode()
