"""How well and how fast pages are read: by Tesseract alone, by the second engine alone, and by Kinfile with both.

`python -m benchmarks.reading [--seed N] [--pages 4] [--only CLASS]... [--part PART]... [--ocrmypdf PROGRAM]
[--size N]... [--rounds 3] [--show] [--json]`
Prints the figures of reading in four parts; each may be had alone. The seed decides everything about a page;
without one it is drawn and printed, so the pages are such as nobody has looked at, and not those on which
`benchmarks.calibrating` fits its curves.

`classes`: paints fresh pages of each class and reads them through the same children that a worker uses, one at a
time. For each reader: CER, the edit distance to what was painted in parts of its length, in reading order; recall,
the share of the painted words that were found; precision, the share of the words found that were painted. Tesseract
alone is plain pytesseract on the picture as it came. The second engine alone gets the page upright and clean, which
is better than it came. Then pages a minute of the first and of the second pass, and those of the first in parts of
plain pytesseract's, the median over the pages. The columns `worse` say by how many points recall and precision after
both passes lie below the better of the two engines as Kinfile runs them; 0.0 is not below.

`intake`: what a born-digital page costs from the door to being findable, in batches of 1 to 10 000 pages, and its text
beside the bare library's.

`archive`: what each step of the desk costs where 100, 10 000 and 100 000 pages are filed already, and what that is in
parts of the first; `--size` gives other sizes.

`ocrmypdf`: Kinfile's first pass with an archive copy against that PROGRAM on one PDF, by turns; only if it is given.
"""

import argparse
import json
import operator
import os
import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytesseract

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
import django

django.setup()

from benchmarks import against, archive, intake
from benchmarks.pages import CLASSES, Sample, Writer
from benchmarks.tally import Tally
from documents.readings import lines_in
from scanning import merging
from scanning.child import Reader
from scanning.engines.contract import ReadingContext
from scanning.engines.tesseract import Tesseract
from scanning.limits import FOR_SECOND_ENGINE

READERS = ("tesseract alone", "first pass", "second alone", "both")
SECOND = "scanning.engines.rapid.RapidOcr"
PARTS = ("classes", "intake", "archive", "ocrmypdf")


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
    both = tallies[READERS[3]]
    engines = tallies[READERS[1]], tallies[READERS[2]]
    for figure in ("recall", "precision"):
        best = max(getattr(engine, figure) for engine in engines)
        row[f"{figure}_worse"] = round(max(0.0, best - getattr(both, figure)), 4)
    row["pages_a_minute"] = round(60 / statistics.median(ours.seconds), 1)
    second = statistics.median(both.seconds)
    row["second_pages_a_minute"] = round(60 / second, 1) if second else None
    row["speed_ratio"] = round(
        statistics.median(map(operator.truediv, plain.seconds, ours.seconds)), 2
    )
    return row


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seed", type=int, help="the pages; drawn and printed if not given")
    options.add_argument("--pages", type=int, default=4, help="pages of each class")
    options.add_argument(
        "--only", action="append", choices=CLASSES, help="a class; may be repeated"
    )
    options.add_argument("--part", action="append", choices=PARTS, help="a part; may be repeated")
    options.add_argument(
        "--ocrmypdf", metavar="PROGRAM", help="the program ocrmypdf, to hold Kinfile against"
    )
    options.add_argument(
        "--size", action="append", type=int, help="pages of the archive; may be repeated"
    )
    options.add_argument("--rounds", type=int, default=3, help="turns of each against ocrmypdf")
    options.add_argument("--show", action="store_true", help="print the texts on standard error")
    options.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = options.parse_args()
    parts = chosen.part or PARTS
    if "ocrmypdf" in parts and chosen.ocrmypdf and (missing := against.missing(chosen.ocrmypdf)):
        options.error(
            f"To compare with ocrmypdf, install {' and '.join(missing)} on this machine, outside "
            "Kinfile's own environment, or leave --ocrmypdf out: everything else is measured."
        )
    seed = secrets.randbelow(10**6) if chosen.seed is None else chosen.seed
    # Points pytesseract at the program that the first pass uses, with one thread, as it has.
    engine = Tesseract().name
    if not chosen.json:
        print(
            f"seed {seed}, {engine}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        )
    if "classes" in parts:
        _classes(chosen, seed)
    if "ocrmypdf" in parts and chosen.ocrmypdf:
        found = against.compare(chosen.ocrmypdf, seed, 1, chosen.rounds, os.cpu_count() or 2)
        for line in against.told(found) if not chosen.json else [json.dumps(found)]:
            print(line, flush=True)
    if "intake" in parts:
        text = intake.text_layers(seed)
        print(json.dumps(text) if chosen.json else intake.told_of_text(text), flush=True)
        rows = intake.costs(seed)
        for line in map(json.dumps, rows) if chosen.json else intake.told(rows):
            print(line, flush=True)
    if "archive" in parts:
        rows = archive.costs(sorted(chosen.size or archive.SIZES))
        for line in map(json.dumps, rows) if chosen.json else archive.told(rows):
            print(line, flush=True)


def _classes(chosen: argparse.Namespace, seed: int) -> None:
    with Reader() as first, Reader(SECOND, limits=FOR_SECOND_ENGINE) as second:
        # Starting the children is no part of reading a page.
        compare(first, second, "clean typed", seed, 1)
        if not chosen.json:
            print(f"{chosen.pages} pages a class")
            print(
                f"{'':16}"
                + "".join(f"{name:>22}" for name in READERS)
                + f"{'worse':>13}{'pages a minute':>16}"
            )
            print(
                f"{'':16}"
                + f"{'CER recall prec.':>22}" * len(READERS)
                + f"{'rec.':>7}{'prec.':>6}{'first':>6}{'2nd':>5}{'ratio':>6}"
            )
        for kind in chosen.only or CLASSES:
            tallies = compare(first, second, kind, seed, chosen.pages, show=chosen.show)
            row = row_of(kind, seed, chosen.pages, tallies)
            print(json.dumps(row) if chosen.json else _line(row), flush=True)


def _line(row: dict[str, Any]) -> str:
    figures = "".join(
        f"{row[name]['cer']:>10.1%}{row[name]['recall']:>6.1%}{row[name]['precision']:>6.1%}"
        for name in READERS
    )
    worse = f"{100 * row['recall_worse']:>7.1f}{100 * row['precision_worse']:>6.1f}"
    second = row["second_pages_a_minute"]
    speed = f"{row['pages_a_minute']:>6.0f}{'' if second is None else round(second):>5}"
    return f"{row['class']:16}{figures}{worse}{speed}{row['speed_ratio']:>6.2f}"


if __name__ == "__main__":
    main()
