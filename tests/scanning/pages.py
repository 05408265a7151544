"""Pages that were read, without a reader: for tests of what comes after."""

from collections.abc import Sequence
from datetime import date

from documents import readings, store
from documents.models import Page, Reading
from scanning.cues import cues_in
from scanning.models import Image, Upload
from tests.paper import jpeg_of, typed_page

TODAY = date(2026, 11, 22)


def add_read_pages(upload: Upload, texts: Sequence[str]) -> list[Image]:
    """`upload` opened into one page a text, each read."""
    Upload._base_manager.filter(pk=upload.pk).update(state=Upload.State.CUT)
    first = upload.batch.images.count() + 1
    return [
        _read(upload, number, first + number - 1, text)
        for number, text in enumerate(texts, start=1)
    ]


def _read(upload: Upload, number: int, position: int, text: str) -> Image:
    picture = typed_page(text.splitlines(), dpi=40)
    view = readings.file_row(store.keep(jpeg_of(picture)), media_type="image/jpeg")
    page = Page.objects.create(file=upload.file, index=number - 1)
    readings.replace(
        page,
        Reading(
            read_as="scan",
            engine="none",
            text=text,
            confidence=90,
            width=picture.width,
            height=picture.height,
            view=view,
            thumbnail=view,
        ),
    )
    return Image.objects.create(
        batch=upload.batch,
        upload=upload,
        position=position,
        number_in_file=number,
        page=page,
        state=Image.State.READ,
        cues=cues_in(text, today=TODAY).as_json(),
    )
