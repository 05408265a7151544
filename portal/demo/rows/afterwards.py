"""What became of paper after it was scanned, and what else a desk has to do with: so that no such screen is empty.

An envelope with originals and a picture that nobody may see, a form that came home filled in by hand, a scanner that
writes into a folder, and boxes on their way to the shredder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import typst
from django.conf import settings
from django.utils import timezone
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from documents.actions import paper as paper_actions
from documents.models import PaperForm, Record
from documents.paper_places import Spot, spots_from
from portal.demo.rows.cast import Cast
from portal.demo.sheet import FONTS
from scanning.actions import desk, destroying, intake, originals, ways
from scanning.actions.locking import lock_image, unlock_page
from scanning.models import Batch, Destruction, Image, Original, WayIn

_DESK_SCANNER = "Desk scanner, records room, by hand"
_FORM_SCANNER = "Desk scanner, records room, forms"
_DPI = 200
_PEN = (25, 40, 130)
_ENVELOPE = """
#set page(paper: "a5", margin: 1.6cm)
#set text(font: "Noto Sans", size: 11pt)
= An envelope from home
For Alfie Brannigan, born 18 January 2020. #v(4pt)
Dear Jo, here is what you asked for. The certificate is the real one, please let me have it back, and the photo is
for his book. #v(6pt) Dawn Brannigan, 9 November 2026
#pagebreak()
#rect(width: 100%, height: 100%, inset: 14pt, stroke: 2pt)[
= Certified copy of an entry of birth
#v(6pt) Name: Alfie Brannigan #linebreak() Born: 18 January 2020, Northmoor #linebreak() Mother: Dawn Brannigan
#linebreak() Father: Lee Brannigan #v(1cm) Registration district Northmoor. An extract made up for the demo.]
#pagebreak()
#align(center)[#v(1cm) #rect(width: 9cm, height: 6.5cm, fill: rgb("#8fb3c9"))[
#place(bottom, rect(width: 100%, height: 2cm, fill: rgb("#6f9460")))
#place(center + horizon, circle(radius: 1cm, fill: rgb("#e8c9a0")))]
#v(4pt) Alfie on the beach, August 2023]
#pagebreak()
#align(center + horizon)[#rect(width: 7cm, height: 7cm, fill: rgb("#b9bcbf"))]
"""


def take_in(cast: Cast) -> None:
    """Hand in the envelope and the form that came home; set the scanner's folder up. Passes over what stands."""
    if "alfie" in cast.people:
        _hand_in(
            cast,
            _DESK_SCANNER,
            "envelope.pdf",
            lambda: _pages_of(typst.compile(_ENVELOPE.encode())),
        )
    record = Record._base_manager.filter(state=Record.State.DRAFT).order_by("started_at").first()
    if record is not None:
        _hand_in(cast, _FORM_SCANNER, "form.pdf", lambda: _filled_in(record))
    if not WayIn._base_manager.exists():
        ways.set_up_way(
            by=cast.staff["alasdair"],
            team=cast.teams["paper"],
            kind=WayIn.Kind.FOLDER,
            name="Scanner in the records room",
            folder="records-room",
        )
    if settings.KINFILE_SCAN_FOLDER:
        (Path(settings.KINFILE_SCAN_FOLDER) / "records-room").mkdir(parents=True, exist_ok=True)


def tell(cast: Cast) -> None:
    """After everything is read and filed: originals, a lock, and boxes on their way. Passes over what stands."""
    _open_the_envelope(cast)
    _file_the_form(cast)
    boxes = Batch._base_manager.exclude(closed_at=None).exclude(
        device__in=[_DESK_SCANNER, _FORM_SCANNER]
    )
    smallest = list(boxes.order_by("sheets_counted")[:3])
    if Destruction._base_manager.exists() or len(smallest) < 3:
        return
    gone, _, waiting = smallest
    for batch in smallest:
        made = destroying.begin(by=cast.staff["bev"], batch=batch)
        if batch is waiting:
            continue
        for one in made.sample.all():
            destroying.compare(by=cast.staff["alasdair"], sampled=one, is_good=True)
        if batch is gone:
            destroying.sign(by=cast.staff["helen"], destruction=made)
            destroying.finish(
                by=cast.staff["bev"],
                destruction=made,
                method="crosscut",
                on=timezone.localdate(),
                reference="26/0411",
            )


def _open_the_envelope(cast: Cast) -> None:
    batch = Batch._base_manager.filter(device=_DESK_SCANNER).first()
    if batch is None or Original._base_manager.exists():
        return
    clerk, lead = cast.staff["bev"], cast.staff["helen"]
    images = _left(batch)
    if len(images) != 4:
        return
    letter, birth, photo, hidden = images
    originals.mark(
        by=clerk, images=[birth], kind="birth", wanted="return", description="In a plastic sleeve"
    )
    picture = originals.mark(
        by=clerk, images=[photo], kind="photograph", wanted="return", description="Beach, 2023"
    )
    # Locked in a hurry, and opened again by the lead once she had asked.
    by_mistake = lock_image(by=clerk, image=photo)
    unlock_page(
        by=lead,
        lock=by_mistake,
        reason="Asked the clerk: it was the beach picture, and the key was pressed twice. Nothing unlawful.",
    )
    photo.refresh_from_db()
    lock_image(by=clerk, image=hidden)
    desk.file_images(
        by=clerk,
        batch=batch,
        images=[letter, birth, photo],
        about=[cast.people["alfie"]],
        title="Letter from Alfie's mother, with his birth certificate and a photograph",
        kind="letter",
        dated_on=date(2026, 11, 9),
        sender="Dawn Brannigan",
    )
    originals.give_back(
        by=clerk,
        original=picture,
        to="Dawn Brannigan",
        how="post",
        receipt="RM 4471 2026 GB",
        on=timezone.localdate(),
    )


def _file_the_form(cast: Cast) -> None:
    batch = Batch._base_manager.filter(device=_FORM_SCANNER).first()
    form = PaperForm._base_manager.select_related("child", "record").first()
    if batch is None or form is None or form.child is None or not (images := _left(batch)):
        return
    desk.file_images(
        by=cast.staff["bev"],
        batch=batch,
        images=images,
        about=[form.child],
        title="Form filled in at home",
        kind="form",
        dated_on=timezone.localdate(),
    )


def _left(batch: Batch) -> list[Image]:
    rows = Image._base_manager.filter(batch=batch, state__in=Image.DECIDABLE)
    return list(rows.order_by("position"))


def _hand_in(
    cast: Cast, device: str, name: str, make: Callable[[], Sequence[Picture.Image]]
) -> None:
    if Batch._base_manager.filter(device=device).exists():
        return
    pages = make()
    clerk = cast.staff["bev"]
    batch = intake.receive_batch(
        by=clerk, device=device, box="15", shelf="A", sheets_counted=len(pages)
    )
    data = _bound(pages)
    intake.add_upload(by=clerk, batch=batch, stream=BytesIO(data), name=name, size=len(data))
    intake.finish_intake(by=clerk, batch=batch)


def _filled_in(record: Record) -> list[Picture.Image]:
    """The first two sheets of the form of `record`, ticked and written on by hand."""
    child = record.children.order_by("born_on").first()
    assert child is not None  # noqa: S101  (a record is about somebody)
    form = paper_actions.print_form(by=record.written_by, record=record, child=child)
    pages = _pages_of(paper_actions.pdf_of(form))[:2]
    for page, rows in zip(pages, form.layout, strict=False):
        ticked: set[str] = set()
        for spot in spots_from(rows):
            if spot.kind != "strip":
                if spot.question not in ticked:
                    ticked.add(spot.question)
                    _tick(page, spot)
            else:
                _write(page, spot)
    return pages


def _tick(page: Picture.Image, spot: Spot) -> None:
    dots = _DPI / 25.4
    at = [
        ((spot.x + spot.width * x) * dots, (spot.y + spot.width * y) * dots)
        for x, y in ((0.15, 0.5), (0.42, 0.85), (1.05, -0.15))
    ]
    ImageDraw.Draw(page).line(at, _PEN, max(1, round(0.5 * dots)), "curve")


def _write(page: Picture.Image, spot: Spot) -> None:
    dots = _DPI / 25.4
    hand = ImageFont.truetype(str(FONTS / "PatrickHand-Regular.ttf"), round(7 * dots))
    ImageDraw.Draw(page).text(
        ((spot.x + 4) * dots, (spot.y + 1) * dots), "as we said on Tuesday", _PEN, font=hand
    )


def _pages_of(pdf: bytes) -> list[Picture.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=_DPI / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def _bound(pages: Sequence[Picture.Image]) -> bytes:
    out = BytesIO()
    first, *rest = pages
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=_DPI)
    return out.getvalue()
