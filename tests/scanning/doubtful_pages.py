"""Pages of which a machine doubted some words, without a reader."""

from collections.abc import Mapping

from documents import readings
from documents.models import Page, Reading
from documents.readings import Doubt, Word
from scanning.models import Image

AT_STAKE = {"date": 90, "name": 80, "number": 70, "word": 20}
ENGINE, OTHER = "tesseract 5", "rapidocr 3"


def read_again(
    image: Image,
    text: str,
    doubts: Mapping[str, tuple[str, str]] | None = None,
    *,
    shift: int = 0,
    engine: str = ENGINE,
    looks_like: str = "",
) -> Reading:
    """The page of `image` read by a machine as `text`; `doubts`: by word its kind and what the other engine read."""
    now = image.page.reading
    words = laid_out(text, shift=shift)
    reading = Reading(
        read_as="scan",
        engine=engine,
        text=text,
        words=readings.packed(words),
        confidence=80,
        width=now.width if now else 800,
        height=now.height if now else 1000,
        view=now.view if now else None,
        thumbnail=now.thumbnail if now else None,
        looks_like=looks_like,
    )
    readings.note_doubts(
        reading,
        [
            Doubt(
                at=at,
                kind=kind,
                read=word.text,
                other=other,
                engine=engine,
                other_engine=OTHER if other else "",
                box=(word.left, word.top, word.width, word.height),
                confidence=40,
                risk=AT_STAKE[kind],
            )
            for at, word in enumerate(words)
            for kind, other in [(doubts or {}).get(word.text, ("", ""))]
            if kind
        ],
    )
    made = readings.replace(image.page, reading)
    forget(image.page)
    return made


def laid_out(text: str, *, shift: int = 0) -> list[Word]:
    """Each word of `text` with a place of its own, line below line."""
    words = []
    for down, line in enumerate(text.split("\n")):
        left = 10 + shift
        for token in line.split():
            wide = 6 * len(token)
            words.append(
                Word(token, left, 10 + 20 * down, wide, 12, 40.0 if len(token) > 3 else 95.0)
            )
            left += wide + 6
    return words


def forget(page: Page) -> None:
    page.__dict__.pop("_prefetched_objects_cache", None)


def text_of(image: Image) -> str:
    reading = Reading._base_manager.get(page=image.page_id, is_current=True)
    assert (
        " ".join(w.text for w in readings.unpacked(reading.words)).split() == reading.text.split()
    )
    return reading.text
