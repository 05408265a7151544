"""Is a sheet that was scanned again known again, and is no other sheet taken for it?

`python -m benchmarks.duplicates [--seed N] [--sheets 4] [--json]`
Letters of one series (only day, name and number differ), sheets of one form filled in by hand by different people, and
handwritten pages, each printed once and then put through a scanner of 300, 200 or 110 dots an inch, laid askew, sent as
a fax, or copied badly. Every pair is compared as the product compares it: found under its keys, then judged.

again: pairs of the same sheet; found: called the same, of those. other: pairs of different sheets of the same kind;
taken: called the same all the same, which is the mistake that matters.
"""

import argparse
import io
import itertools
import json
import random
import secrets
import time
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from benchmarks.pages import ADJECTIVES, NOUNS, PLACES, VERBS, Writer
from portal.demo.sheet import drawn
from portal.demo.story import Fields, PaperPage, Text, Wear, Written
from portal.demo.wear import black_and_white, worn
from scanning import likeness, pipeline
from scanning.engines.contract import ReadingContext
from scanning.engines.tesseract import Tesseract
from scanning.results import PageReading

DPI = 300
WAYS: dict[str, tuple[int, Wear]] = {
    "300": (300, Wear(skew=0.2)),
    "200": (200, Wear(skew=-0.4, speckle=0.1)),
    "110": (110, Wear(skew=0.3)),
    "askew": (200, Wear(skew=3.0, speckle=0.2)),
    "copy": (200, Wear(skew=0.8, shade=0.5, speckle=0.8, fade=0.15)),
    "fax": (204, Wear(skew=-0.5, speckle=0.5)),
}
HANDS = ("rounded", "hurried", "child")


@dataclass(frozen=True)
class Read:
    """A page as the product keeps it."""

    sheet: str
    way: str
    cells: likeness.Cells
    keys: set[int]
    reading: PageReading

    @property
    def is_all_print(self) -> bool:
        if self.reading.looks_like in ("handwriting", "form"):
            return False
        boxes = [(w.left, w.top, w.width, w.height) for w in self.reading.words]
        size = (self.reading.width, self.reading.height, self.reading.dpi)
        return likeness.unread_share(self.cells, boxes, *size) <= 0.3


def letter(series: str, number: int) -> PaperPage:
    body, own = Writer(f"series {series}"), Writer(f"letter {series} {number}")
    head = (
        Text("Northmoor Health Visiting Service", weight="heading"),
        Text(own.date()),
        Text(f"Re: {own.one(PLACES)} {own.one(PLACES)}, number {own.pick.randint(10000, 99999)}"),
    )
    blocks = (*head, *(Text(words) for words in body.paragraphs()[:4]))
    return PaperPage(blocks, dpi=DPI, points=11.0, seed=f"letter {series} {number}")


def form(series: str, number: int) -> PaperPage:
    printed, own = Writer(f"form {series}"), Writer(f"answers {series} {number}")
    answers = (
        own.one(PLACES),
        f"{own.one(PLACES)} {own.one(NOUNS)}",
        own.date(),
        f"{own.one(ADJECTIVES)} {own.one(NOUNS)}",
        f"{own.pick.randint(100, 999)}/{own.pick.randint(10, 99)}",
        f"{own.one(ADJECTIVES)} {own.one(NOUNS)} {own.one(VERBS)}",
    )
    labels = ("Station", "Keeper", "Date seen", "Weather", "Reference", "Remarks")
    blocks = (
        Text(f"{printed.one(NOUNS).title()} and {printed.one(NOUNS)} return", weight="heading"),
        Fields(tuple(zip(labels, answers, strict=True)), boxed=True, written=own.one(HANDS)),
        Text(" ".join(printed.sentence() for _ in range(3))),
    )
    return PaperPage(blocks, dpi=DPI, kind="form", seed=f"form {series} {number}")


def handwritten(series: str, number: int) -> PaperPage:
    own = Writer(f"hand {series} {number}")
    hand = own.one(HANDS)
    lines = tuple(Written(own.sentence(), hand=hand, size=7.5, slope=0.3) for _ in range(5))
    return PaperPage(lines, dpi=DPI, kind="handwriting", seed=f"hand {series} {number}")


KINDS = {"letter of a series": letter, "form filled by hand": form, "handwriting": handwritten}


def read(page: PaperPage, way: str, engine: Tesseract, seed: str) -> Read:
    """The sheet, printed and written on once and for all, as it comes through `way`."""
    dpi, wear = WAYS[way]
    sheet = drawn(page, np.random.default_rng(zlib.crc32(page.seed.encode())))
    size = (round(sheet.width * dpi / DPI), round(sheet.height * dpi / DPI))
    small = np.asarray(sheet.resize(size, Image.Resampling.LANCZOS))
    dice = np.random.default_rng(zlib.crc32(f"{seed} {way}".encode()))
    came = Image.fromarray(worn(small, replace(page, dpi=dpi, wear=wear), dice)).convert("L")
    if way == "fax":
        came = black_and_white(came).resize((came.width, came.height * 98 // 204)).convert("L")
        came = came.resize((came.width, came.height * 204 // 98))
    found = pipeline.read_paper(
        pipeline.Paper(np.asarray(came), float(dpi)), ReadingContext(dpi=0), engine
    )
    cells = likeness.unpacked(found.mark)
    return Read(page.seed, way, cells, likeness.keys_of(cells, found.text), found)


def is_called_same(one: Read, other: Read) -> bool:
    if not one.keys & other.keys:
        return False
    return likeness.is_same(
        likeness.compare_pictures(one.cells, other.cells),
        likeness.compare_texts(one.reading.words, other.reading.words),
        is_all_print=one.is_all_print and other.is_all_print,
    )


def measured(seed: int, sheets: int) -> dict[str, dict[str, Counter[str]]]:
    engine = Tesseract()
    found: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for kind, make in KINDS.items():
        pages = []
        for number in range(sheets):
            ways = (
                list(WAYS)
                if number == 0
                else random.Random(f"{seed} {number}").sample(list(WAYS), 2)
            )
            pages += [
                read(make(str(seed), number), way, engine, f"{seed} {number}") for way in ways
            ]
        for one, other in itertools.combinations(pages, 2):
            worst = max(one.way, other.way, key=list(WAYS).index)
            count = found[kind][worst]
            began = time.perf_counter()
            same = is_called_same(one, other)
            count["milliseconds"] += round(1000 * (time.perf_counter() - began))
            if one.sheet == other.sheet:
                count["again"] += 1
                count["found"] += same
            else:
                count["other"] += 1
                count["taken"] += same
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seed", type=int, default=None)
    options.add_argument("--sheets", type=int, default=4)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    found = measured(seed, given.sheets)
    out = io.StringIO()
    if given.json:
        json.dump({"seed": seed, **found}, out)
    else:
        out.write(f"seed {seed}, {given.sheets} sheets of each kind; the worse of the two ways\n")
        for kind, ways in found.items():
            for way in WAYS:
                count = ways[way]
                pairs = max(1, count["again"] + count["other"])
                out.write(
                    f"{kind:22}{way:7}again {count['again']:3} found {count['found']:3}   "
                    f"other {count['other']:3} taken {count['taken']:3}   "
                    f"{count['milliseconds'] / pairs:4.0f} ms a pair\n"
                )
        every = sum((count for ways in found.values() for count in ways.values()), Counter())
        called = every["found"] + every["taken"]
        out.write(
            f"precision {100 * every['found'] / max(1, called):.1f} %, "
            f"recall {100 * every['found'] / max(1, every['again']):.1f} %\n"
        )
    print(out.getvalue().rstrip())


if __name__ == "__main__":
    main()
