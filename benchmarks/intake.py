"""What a page costs from the door to being findable, in short and long batches.

Used by `benchmarks.reading`. Files go the whole way: kept, hashed and written down, opened and read in the limited
child, committed with their doubts, cues and the index's outbox. In a database and a folder of their own.
"""

import io
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
from django.test.utils import setup_databases, teardown_databases

from benchmarks.pages import Writer
from scanning import reading, textlayer
from scanning.actions import intake
from scanning.child import Reader
from scanning.models import Image, Upload
from tests.cast import make_council
from tests.paper import born_digital_pdf

# The first is what the others are held against.
SIZES = (100, 1, 1_000, 10_000)
_PAGES_A_FILE = 100
# Pages read of each batch: the rest waits in the line, which is what might slow them down.
_READ = 40


@contextmanager
def _own_database() -> Iterator[None]:
    made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def costs(seed: int, sizes: Sequence[int] = SIZES) -> Iterator[dict[str, Any]]:
    """For each size of a batch milliseconds a page: to take in, and to read and commit with the rest waiting."""
    with _own_database(), Reader() as reader:
        clerk = make_council().user("clerk")
        files = _Files(seed)
        # Whatever is loaded once is no part of a page.
        _cost(clerk, reader, files, 1)
        for size in sizes:
            yield _cost(clerk, reader, files, size)


class _Files:
    """PDF files of a word processor, no two alike."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made = 0

    def one(self, pages: int) -> bytes:
        self._made += 1
        write = Writer(f"{self._seed} {self._made}")
        return born_digital_pdf([[write.sentence() for _ in range(12)] for _ in range(pages)])


def _cost(clerk: Any, reader: Reader, files: _Files, size: int) -> dict[str, Any]:
    made = [files.one(min(size - at, _PAGES_A_FILE)) for at in range(0, size, _PAGES_A_FILE)]
    start = time.perf_counter()
    batch = intake.receive_batch(by=clerk)
    for at, file in enumerate(made):
        intake.add_upload(by=clerk, batch=batch, stream=io.BytesIO(file), name=f"{at}.pdf")
    while Upload._base_manager.filter(batch=batch, state=Upload.State.WAITING).exists():
        reading.open_next(reader)
    taken_in = time.perf_counter() - start
    kept = reading.LastFile()
    spent = []
    # What earlier batches left waiting stays there: this batch is served as one that somebody waits for.
    Image._base_manager.filter(batch=batch).update(goes_first=True)
    for _ in range(min(size, _READ)):
        start = time.perf_counter()
        reading.read_next(reader, kept, goes_first=True)
        spent.append(time.perf_counter() - start)
    Image._base_manager.filter(batch=batch).update(goes_first=False)
    return {
        "pages": size,
        "take_in_ms": round(1000 * taken_in / size, 1),
        "read_ms": round(1000 * statistics.median(spent), 1),
    }


# A page's own text, beside the library that hands it out.


def text_layers(seed: int, pages: int = 60, rounds: int = 5) -> dict[str, Any]:
    """Pages a second of the bare library, and of Kinfile judging the text layer alone and with a box for each word."""
    file = _Files(seed)
    with pdfium.PdfDocument(_dense(seed, pages)) as document:
        bare = _median(rounds, lambda: [_bare(page) for page in document])
        judged = _median(rounds, lambda: [_judged(page) for page in document])
        placed = _median(rounds, lambda: [textlayer.read_layer(page) for page in document])
    with Reader() as reader:
        whole = file.one(20)
        reader.read(whole, 0)
        start = time.perf_counter()
        for at in range(20):
            reader.read(whole, at)
        read = (time.perf_counter() - start) / 20
    return {
        "library_pages_a_second": round(pages / bare),
        "text_pages_a_second": round(pages / judged),
        "ratio": round(judged / bare, 2),
        "with_boxes_pages_a_second": round(pages / placed),
        "ratio_with_boxes": round(placed / bare, 2),
        "with_picture_pages_a_second": round(1 / read, 1),
    }


def _dense(seed: int, pages: int) -> bytes:
    write = Writer(f"{seed} dense")
    return born_digital_pdf([[write.sentence() for _ in range(40)] for _ in range(pages)])


def _bare(page: pdfium.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_bounded())
    finally:
        text_page.close()


def _judged(page: pdfium.PdfPage) -> str:
    layer = textlayer.read_layer(page, with_boxes=False)
    return textlayer.standing(layer, is_over_picture=False)[0]


def _median(rounds: int, run: Callable[[], object]) -> float:
    """Processor seconds, because both compute alone in this process, whatever else the machine does."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def told(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The costs as lines for a person, each as soon as it is known."""
    yield f"\nCost of a born-digital page; load {os.getloadavg()[0]:.1f}"
    yield f"{'pages in the batch':>20}{'take in, ms':>14}{'read, ms':>12}{'ratio':>8}"
    usual = 0.0
    for row in rows:
        whole = row["take_in_ms"] + row["read_ms"]
        usual = usual or whole
        yield (
            f"{row['pages']:>20}{row['take_in_ms']:>14}{row['read_ms']:>12}{whole / usual:>8.2f}"
        )


def told_of_text(text: Mapping[str, Any]) -> str:
    return (
        f"Text of a born-digital page: the library alone {text['library_pages_a_second']} pages a second, judged "
        f"as at the door {text['text_pages_a_second']} ({text['ratio']}x the time), with the box of each word "
        f"{text['with_boxes_pages_a_second']} ({text['ratio_with_boxes']}x); whole, with its picture for the screen, "
        f"{text['with_picture_pages_a_second']}"
    )
