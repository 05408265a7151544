"""How well and how fast pages are read: by Tesseract alone, by the second engine alone, and by Kinfile with both.

`python -m benchmarks.reading [--seed N] [--pages 4] [--only CLASS]... [--ocrmypdf] [--show] [--json]`
Paints fresh pages of each class and reads them through the same children that a worker uses, one at a
time. The seed decides everything about a page; without one it is drawn and printed, so the pages are
such as nobody has looked at, and not those on which `benchmarks.calibrating` fits its curves.

For each reader: CER, the edit distance to what was painted in parts of its length, in reading order (on
a form a reader that takes another way through the boxes pays for it there and nowhere else); recall,
the share of the painted words that were found; precision, the share of the words found that were
painted. Tesseract alone is plain pytesseract on the picture as it came. The second engine alone gets
the page upright and clean, which is better than it came. The last columns are the pages a minute of
the first pass, and that in parts of plain pytesseract's, the median over the pages.

`--ocrmypdf` also makes one PDF of all those pages that came as PDF and holds `ocrmypdf --deskew --clean
--rotate-pages --output-type pdfa` with the same Tesseract against the first pass with as many readers.
"""

import argparse
import io
import json
import operator
import os
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytesseract

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
import django

django.setup()

from benchmarks.pages import CLASSES, Sample, Writer
from documents.readings import lines_in
from scanning import merging
from scanning.child import Reader
from scanning.engines import tesseract_program
from scanning.engines.contract import ReadingContext
from scanning.engines.tesseract import Tesseract
from scanning.limits import FOR_SECOND_ENGINE

READERS = ("tesseract alone", "first pass", "second alone", "both")
SECOND = "scanning.engines.rapid.RapidOcr"
OCRMYPDF = ("--deskew", "--clean", "--rotate-pages", "--output-type", "pdfa", "--jobs")


@dataclass
class Tally:
    """Sums over the pages of a class, for one reader."""

    edits: int = 0
    letters: int = 0
    right: int = 0
    wanted: int = 0
    given: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, truth: str, text: str, seconds: float) -> None:
        truth, text = " ".join(truth.split()), " ".join(text.split())
        self.edits += edits(truth, text)
        self.letters += len(truth)
        wanted, given = (Counter(re.findall(r"\w+", written.lower())) for written in (truth, text))
        self.right += (wanted & given).total()
        self.wanted += wanted.total()
        self.given += given.total()
        self.seconds.append(seconds)

    @property
    def cer(self) -> float:
        return self.edits / self.letters

    @property
    def recall(self) -> float:
        return self.right / self.wanted

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0


def edits(truth: str, text: str) -> int:
    """Letters to put in, take out or exchange until `text` is `truth`."""
    wanted = np.frombuffer(truth.encode("utf-32-le"), np.uint32)
    given = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    steps = np.arange(given.size + 1)
    row = steps.copy()
    for letter in wanted:
        following = row + 1
        following[1:] = np.minimum(following[1:], row[:-1] + (given != letter))
        # What a cell may owe to its left neighbour, for the whole row at once.
        row = np.minimum.accumulate(following - steps) + steps
    return int(row[-1])


def texts_of(sample: Sample, first: Reader, second: Reader) -> Iterator[tuple[str, str, float]]:
    """Who read the page, what, and in how many seconds."""
    start = time.perf_counter()
    yield READERS[0], pytesseract.image_to_string(sample.picture), time.perf_counter() - start
    start = time.perf_counter()
    found = first.read(sample.file, 0)
    middle = time.perf_counter()
    yield READERS[1], found.text, middle - start
    if found.read_as != "scan":
        # What needs no engine is not given to the second either.
        yield READERS[2], found.text, 0.0
        yield READERS[3], found.text, 0.0
        return
    context = ReadingContext()
    picture = first.picture(sample.file, 0, context, found.angle_degrees)
    heard = second.recognise(picture, context).found
    alone = time.perf_counter()
    yield READERS[2], heard.text, alone - middle
    merged = merging.merge(lines_in(found.text, found.words), heard.lines)
    yield READERS[3], merged.recognised.text, time.perf_counter() - middle


def compare(
    first: Reader, second: Reader, kind: str, seed: int, pages: int, *, show: bool = False
) -> dict[str, Tally]:
    """What each reader made of the pages of one class."""
    tallies = {name: Tally() for name in READERS}
    for number in range(pages):
        sample = CLASSES[kind](Writer(f"{seed} {kind} {number}"))
        for name, text, seconds in texts_of(sample, first, second):
            tallies[name].add(sample.truth, text, seconds)
            if show:
                print(f"--- {kind} {number}, {name}", text, sep="\n", file=sys.stderr)
        if show:
            print(f"--- {kind} {number}, painted", sample.truth, sep="\n", file=sys.stderr)
    return tallies


def row_of(kind: str, seed: int, pages: int, tallies: dict[str, Tally]) -> dict[str, Any]:
    row: dict[str, Any] = {"seed": seed, "class": kind, "pages": pages}
    for name, tally in tallies.items():
        row[name] = {
            "cer": round(tally.cer, 4),
            "recall": round(tally.recall, 4),
            "precision": round(tally.precision, 4),
        }
    plain, ours = tallies[READERS[0]], tallies[READERS[1]]
    row["pages_a_minute"] = round(60 / statistics.median(ours.seconds), 1)
    row["speed_ratio"] = round(
        statistics.median(map(operator.truediv, plain.seconds, ours.seconds)), 2
    )
    return row


def against_ocrmypdf(samples: Sequence[Sample], readers: int) -> dict[str, Any]:
    """Pages a minute and recall of the whole tool and of the first pass, on one PDF of many pages."""
    scans = [sample for sample in samples if sample.file.startswith(b"%PDF")]
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "given.pdf", Path(folder) / "made.pdf"
        with pikepdf.new() as pdf:
            for sample in scans:
                with pikepdf.open(io.BytesIO(sample.file)) as single:
                    pdf.pages.extend(single.pages)
            pdf.save(given)
        command, environment = tesseract_program.found()
        environment["PATH"] = f"{Path(command).parent}:{environment['PATH']}"
        start = time.perf_counter()
        subprocess.run(  # noqa: S603 - the tool that we compare with, our own arguments
            [
                shutil.which("ocrmypdf") or "ocrmypdf",
                *OCRMYPDF,
                str(readers),
                "--quiet",
                str(given),
                str(made),
            ],
            check=True,
            env=environment,
        )
        theirs_took = time.perf_counter() - start
        with pdfium.PdfDocument(made) as pdf:
            theirs = [page.get_textpage().get_text_bounded() for page in pdf]
    tallies = [Tally(), Tally()]
    children = [Reader() for _ in range(readers)]
    try:
        for child in children:
            child.read(scans[0].file, 0)
        start = time.perf_counter()
        with ThreadPoolExecutor(readers) as pool:
            shares = [range(place, len(scans), readers) for place in range(readers)]
            work = [
                pool.submit(lambda c, s: [(n, c.read(scans[n].file, 0).text) for n in s], *pair)
                for pair in zip(children, shares, strict=True)
            ]
            ours = dict(one for done in work for one in done.result())
        ours_took = time.perf_counter() - start
    finally:
        for child in children:
            child.close()
    for number, sample in enumerate(scans):
        tallies[0].add(sample.truth, ours[number], 0.0)
        tallies[1].add(sample.truth, theirs[number], 0.0)
    return {
        "pages": len(scans),
        "pages_a_minute": round(60 * len(scans) / ours_took, 1),
        "ocrmypdf_pages_a_minute": round(60 * len(scans) / theirs_took, 1),
        "speed_ratio": round(theirs_took / ours_took, 2),
        "recall": round(tallies[0].recall, 4),
        "ocrmypdf_recall": round(tallies[1].recall, 4),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seed", type=int, help="the pages; drawn and printed if not given")
    options.add_argument("--pages", type=int, default=4, help="pages of each class")
    options.add_argument(
        "--only", action="append", choices=CLASSES, help="a class; may be repeated"
    )
    options.add_argument("--ocrmypdf", action="store_true", help="hold it against ocrmypdf too")
    options.add_argument("--show", action="store_true", help="print the texts on standard error")
    options.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = options.parse_args()
    if chosen.ocrmypdf and not (missing := _missing()) == []:
        options.error(
            f"To compare with ocrmypdf, install {' and '.join(missing)} on this machine, outside Kinfile's own "
            "environment. Without --ocrmypdf everything else is measured."
        )
    seed = secrets.randbelow(10**6) if chosen.seed is None else chosen.seed
    kinds = chosen.only or list(CLASSES)
    # Points pytesseract at the program that the first pass uses, with one thread, as it has.
    engine = Tesseract().name
    with Reader() as first, Reader(SECOND, limits=FOR_SECOND_ENGINE) as second:
        # Starting the children is no part of reading a page.
        compare(first, second, "clean typed", seed, 1)
        if not chosen.json:
            print(f"seed {seed}, {engine}, {chosen.pages} pages a class")
            print(f"{'':16}" + "".join(f"{name:>22}" for name in READERS) + "  pages a minute")
            print(
                f"{'':16}"
                + f"{'CER recall prec.':>22}" * len(READERS)
                + f"{'first':>8}{'ratio':>7}"
            )
        for kind in kinds:
            tallies = compare(first, second, kind, seed, chosen.pages, show=chosen.show)
            row = row_of(kind, seed, chosen.pages, tallies)
            print(json.dumps(row) if chosen.json else _line(row), flush=True)
    if chosen.ocrmypdf:
        samples = [
            CLASSES[kind](Writer(f"{seed} {kind} {number}"))
            for kind in kinds
            for number in range(chosen.pages)
        ]
        found = against_ocrmypdf(samples, os.cpu_count() or 2)
        if chosen.json:
            print(json.dumps({"seed": seed, "against": "ocrmypdf", **found}))
        else:
            print(
                f"ocrmypdf {' '.join(OCRMYPDF[:-1])}, {found['pages']} pages as one PDF: "
                f"{found['ocrmypdf_pages_a_minute']} pages a minute, recall {found['ocrmypdf_recall']:.1%}; "
                f"first pass: {found['pages_a_minute']} ({found['speed_ratio']}x), recall {found['recall']:.1%}"
            )


def _missing() -> list[str]:
    tools = {"ocrmypdf": "ocrmypdf", "gs": "Ghostscript", "unpaper": "unpaper"}
    return [name for tool, name in tools.items() if shutil.which(tool) is None]


def _line(row: dict[str, Any]) -> str:
    figures = "".join(
        f"{row[name]['cer']:>10.1%}{row[name]['recall']:>6.1%}{row[name]['precision']:>6.1%}"
        for name in READERS
    )
    return f"{row['class']:16}{figures}{row['pages_a_minute']:>8.0f}{row['speed_ratio']:>7.2f}"


if __name__ == "__main__":
    main()
