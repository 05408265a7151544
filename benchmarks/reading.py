"""How well and how fast pages are read, beside plain pytesseract on the same pictures.

`python -m benchmarks.reading [--seed N] [--pages 6] [--only CLASS]... [--json]`
Paints fresh pages of each class and reads them through the same child that a worker uses, one at a
time. The seed decides everything about a page; without one it is drawn and printed, so the pages are
such as nobody has looked at. The words come from railways, kitchens, gardens and weather, which the
demo council never talks about.

CER is the edit distance to what was painted, in parts of its length, in reading order: on a form a
reader that takes another way through the boxes pays for it there and not in recall, the share of the
words found anywhere on the page. The last column is our pages a minute in parts of plain
pytesseract's, the median over the pages; below 1 ours is slower. Plain pytesseract gets its pictures
ready-made in memory; ours opens the file, judges, cleans and turns the page, reads it, and makes the
two pictures that a screen shows.
"""

import argparse
import io
import json
import operator
import random
import re
import secrets
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytesseract
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal.demo.paper import Painted, as_jpeg, as_pdf, paint
from portal.demo.story import Fields, Gap, PaperPage, Table, Text, Ticks, Wear
from scanning.child import Reader
from scanning.engines.tesseract import Tesseract
from tests.paper import born_digital_pdf

NOUNS = (
    "engine carriage signal platform tunnel viaduct timetable junction porter locomotive boiler "
    "whistle ticket compartment luggage sleeper gradient goods siding lever kettle saucepan flour "
    "butter onion pepper oven pastry spoon ladle cupboard marmalade vinegar mustard chestnut barley "
    "orchard hedge wheelbarrow trowel compost seedling tulip rhubarb lettuce cabbage gooseberry "
    "blackbird thrush hedgehog squirrel meadow ditch thunder drizzle frost breeze horizon barometer "
    "rainbow snowfall lightning harbour anchor lighthouse compass rudder fisherman herring lobster "
    "quarry granite chimney lantern velvet ribbon button needle thimble walnut violin trumpet orchestra"
).split()
VERBS = (
    "carried mended polished measured painted counted gathered watered planted boiled stirred sliced "
    "repaired delivered collected signalled shunted loaded weighed borrowed described finished "
    "admired exchanged polished followed lifted covered crossed"
).split()
ADJECTIVES = (
    "narrow crooked ancient copper yellow heavy gentle quick slippery enormous wooden curious "
    "distant fragrant golden rusty quiet purple bitter northern southern jolly fuzzy equal vivid"
).split()
PLACES = (
    "Bexcombe Quillford Yarrowby Zeal Jevington Upwick Oxhill Fenwater Kingsmoor Vexley Greystoke "
    "Larkhope Pyewood Thaxbridge Inchmere"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November".split()


@dataclass(frozen=True)
class Sample:
    """One page: the file as it is handed in, what stands on it, and its picture for the baseline."""

    file: bytes
    truth: str
    picture: Image.Image


@dataclass
class Tally:
    """Sums over the pages of a class, for one reader."""

    edits: int = 0
    letters: int = 0
    found: int = 0
    words: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, truth: str, text: str, seconds: float) -> None:
        truth, text = " ".join(truth.split()), " ".join(text.split())
        self.edits += edits(truth, text)
        self.letters += len(truth)
        wanted = Counter(re.findall(r"\w+", truth.lower()))
        self.found += (wanted & Counter(re.findall(r"\w+", text.lower()))).total()
        self.words += wanted.total()
        self.seconds.append(seconds)

    @property
    def cer(self) -> float:
        return self.edits / self.letters

    @property
    def recall(self) -> float:
        return self.found / self.words


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


class Writer:
    """Words for one page, each from its own corner of the vocabulary."""

    def __init__(self, seed: str) -> None:
        self.pick = random.Random(seed)

    def one(self, words: Sequence[str]) -> str:
        return self.pick.choice(words)

    def date(self) -> str:
        return f"{self.pick.randint(1, 28)} {self.one(MONTHS)} {self.pick.randint(1931, 2024)}"

    def sentence(self) -> str:
        a, b, c = (self.one(NOUNS) for _ in range(3))
        forms = (
            f"The {self.one(ADJECTIVES)} {a} was {self.one(VERBS)} near {self.one(PLACES)} on "
            f"{self.date()}.",
            f"Nobody {self.one(VERBS)} the {a}, although the {b} behind the {c} looked "
            f"{self.one(ADJECTIVES)}.",
            f"At {self.pick.randint(1, 12)}.{self.pick.randint(10, 59)} the {a} and the {b} were "
            f"{self.one(VERBS)}; it cost £{self.pick.randint(2, 99)}.{self.pick.randint(10, 99)}.",
            f'"Every {a} needs a {self.one(ADJECTIVES)} {b}," wrote the keeper of {self.one(PLACES)}.',
            f"On {self.one(WEEKDAYS)} {self.pick.randint(3, 40)} {b}s were {self.one(VERBS)} "
            f"(see page {self.pick.randint(2, 300)}).",
        )
        return self.one(forms)

    def paragraphs(self) -> list[str]:
        return [" ".join(self.sentence() for _ in range(self.pick.randint(2, 4))) for _ in range(5)]


def letter(write: Writer, **look: Any) -> tuple[PaperPage, str]:
    heading = f"{write.one(ADJECTIVES).title()} {write.one(NOUNS)}s of {write.one(PLACES)}"
    paragraphs = write.paragraphs()
    blocks = (Text(heading, weight="heading"), *(Text(words) for words in paragraphs))
    chosen = {"face": write.one(("serif", "sans", "typewriter")), "points": 11.0, **look}
    page = PaperPage(blocks, seed=str(write.pick.random()), **chosen)
    return page, "\n".join([heading, *paragraphs])


def form(write: Writer, **look: Any) -> tuple[PaperPage, str]:
    title = f"{write.one(NOUNS).title()} and {write.one(NOUNS)} return"
    labels = ("Station", "Keeper", "Date seen", "Weather", "Reference")
    values = (
        write.one(PLACES),
        f"{write.one(PLACES)} {write.one(NOUNS)}",
        write.date(),
        f"{write.one(ADJECTIVES)} {write.one(NOUNS)}",
        f"{write.pick.randint(100, 999)}/{write.pick.randint(10, 99)}",
    )
    question = f"Was the {write.one(NOUNS)} {write.one(VERBS)}?"
    options = ("Always", "Often", "Rarely", "Never")
    head = ("Article", "Condition", "Count", "Place")
    rows = tuple(
        (
            write.one(NOUNS),
            write.one(ADJECTIVES),
            str(write.pick.randint(2, 400)),
            write.one(PLACES),
        )
        for _ in range(9)
    )
    closing = " ".join(write.sentence() for _ in range(3))
    fields = tuple(zip(labels, values, strict=True))
    blocks = (
        Text(title, weight="heading"),
        Fields(fields, boxed=True),
        Ticks(question, options, ticked=(write.one(options),)),
        Gap(2),
        Table(head, rows, (3, 3, 2, 3)),
        Text(closing),
    )
    chosen = {"face": write.one(("serif", "sans")), "points": 11.0, "dpi": 200, **look}
    truth = [title, *(f"{label} {value}" for label, value in fields), question, " ".join(options)]
    truth += [" ".join(row) for row in (head, *rows)]
    page = PaperPage(blocks, seed=str(write.pick.random()), **chosen)
    return page, "\n".join([*truth, closing])


def scan(page: PaperPage, truth: str) -> Sample:
    """As a scanner hands it in: a PDF that is one picture."""
    painted = Painted(paint(page), page.dpi)
    return Sample(as_pdf([painted]), truth, painted.image)


def clean(write: Writer) -> Sample:
    return scan(*letter(write, dpi=write.one((200, 300)), wear=Wear(skew=0.1)))


def skewed(write: Writer) -> Sample:
    lean = write.pick.uniform(1.5, 6) * write.one((-1, 1))
    return scan(*letter(write, dpi=200, wear=Wear(skew=lean)))


def upside_down(write: Writer) -> Sample:
    return scan(*letter(write, dpi=200, wear=Wear(skew=0.4, turned=180)))


def sideways(write: Writer) -> Sample:
    return scan(*letter(write, dpi=200, wear=Wear(skew=0.4, turned=write.one((90, 270)))))


def dirty_copy(write: Writer) -> Sample:
    wear = Wear(
        skew=write.pick.uniform(-1.5, 1.5),
        shade=write.pick.uniform(0.5, 0.95),
        speckle=write.pick.uniform(0.6, 2.0),
        fade=write.pick.uniform(0.1, 0.35),
        holes=True,
        fold=True,
        staple=write.pick.random() < 0.5,
    )
    return scan(*letter(write, dpi=200, wear=wear))


def coarse(write: Writer) -> Sample:
    return scan(*letter(write, dpi=write.one((96, 110, 130)), wear=Wear(skew=0.3, speckle=0.2)))


def fax(write: Writer) -> Sample:
    """Black and white, 204 dots across and 98 down, as a machine on standard resolution sends it."""
    wear = Wear(skew=write.pick.uniform(-0.8, 0.8), speckle=0.4)
    page, truth = letter(write, dpi=204, points=12.0, colour="black and white", wear=wear)
    sheet = paint(page).convert("L")
    lines = sheet.resize((sheet.width, round(sheet.height * 98 / 204)), Image.Resampling.NEAREST)
    file = io.BytesIO()
    lines.convert("1").save(file, "TIFF", dpi=(204, 98), compression="group4")
    # The baseline gets the sheet as any viewer shows it, not squashed.
    return Sample(file.getvalue(), truth, lines.resize(sheet.size, Image.Resampling.BICUBIC))


def photographed(write: Writer) -> Sample:
    wear = Wear(skew=write.pick.uniform(-3, 3), lens=True)
    page, truth = letter(write, dpi=200, colour="colour", wear=wear)
    painted = Painted(paint(page), page.dpi)
    return Sample(as_jpeg(replace(painted, dpi=72)), truth, painted.image)


def born_digital(write: Writer) -> Sample:
    _, truth = letter(write)
    lines = [line for paragraph in truth.splitlines() for line in _wrapped(paragraph)]
    file = born_digital_pdf([lines])
    with pdfium.PdfDocument(file) as pdf:
        picture = pdf[0].render(scale=300 / 72, grayscale=True).to_pil()
    return Sample(file, truth, picture)


def table(write: Writer) -> Sample:
    return scan(*form(write, wear=Wear(skew=0.3, speckle=0.2)))


def worn_table(write: Writer) -> Sample:
    wear = Wear(skew=write.pick.uniform(-2, 2), shade=0.5, speckle=0.8, fade=0.15, holes=True)
    return scan(*form(write, wear=wear))


CLASSES: dict[str, Callable[[Writer], Sample]] = {
    "clean typed": clean,
    "skewed": skewed,
    "upside down": upside_down,
    "sideways": sideways,
    "dirty copy": dirty_copy,
    "coarse scan": coarse,
    "fax": fax,
    "photograph": photographed,
    "born digital": born_digital,
    "form with table": table,
    "worn form": worn_table,
}


def _wrapped(paragraph: str, width: int = 84) -> Iterator[str]:
    line = ""
    for word in paragraph.split():
        if len(line) + len(word) >= width:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def compare(reader: Reader, kind: str, seed: int, pages: int, show: bool) -> tuple[Tally, Tally]:
    """What ours and plain pytesseract made of the pages of one class."""
    ours, plain = Tally(), Tally()
    for number in range(pages):
        sample = CLASSES[kind](Writer(f"{seed} {kind} {number}"))
        start = time.perf_counter()
        found = reader.read(sample.file, 0)
        middle = time.perf_counter()
        text = pytesseract.image_to_string(sample.picture)
        end = time.perf_counter()
        ours.add(sample.truth, found.text, middle - start)
        plain.add(sample.truth, text, end - middle)
        if show:
            for name, read in (("painted", sample.truth), ("ours", found.text), ("plain", text)):
                print(f"--- {kind} {number}, {name}", read, sep="\n", file=sys.stderr)
    return ours, plain


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seed", type=int, help="the pages; drawn and printed if not given")
    options.add_argument("--pages", type=int, default=6, help="pages of each class")
    options.add_argument(
        "--only", action="append", choices=CLASSES, help="a class; may be repeated"
    )
    options.add_argument("--show", action="store_true", help="print the texts on standard error")
    options.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = options.parse_args()
    seed = secrets.randbelow(10**6) if chosen.seed is None else chosen.seed
    # Points pytesseract at the program that ours uses, with one thread, as ours has.
    engine = Tesseract().name
    if not chosen.json:
        print(f"seed {seed}, {engine}, {chosen.pages} pages a class")
        print(f"{'':18}{'ours':>15}{'plain pytesseract':>22}{'pages a minute':>18}")
        print(f"{'':18}{'CER':>7}{'recall':>8}{'CER':>14}{'recall':>8}{'ours':>10}{'ratio':>8}")
    with Reader() as reader:
        # Starting the child is no part of reading a page.
        compare(reader, "born digital", seed, 1, show=False)
        for kind in chosen.only or CLASSES:
            ours, plain = compare(reader, kind, seed, chosen.pages, chosen.show)
            speed = 60 / statistics.median(ours.seconds)
            ratio = statistics.median(map(operator.truediv, plain.seconds, ours.seconds))
            if chosen.json:
                row = {"seed": seed, "class": kind, "pages": chosen.pages}
                row |= {"cer": round(ours.cer, 4), "recall": round(ours.recall, 4)}
                row |= {"plain_cer": round(plain.cer, 4), "plain_recall": round(plain.recall, 4)}
                row |= {"pages_a_minute": round(speed, 1), "speed_ratio": round(ratio, 2)}
                print(json.dumps(row), flush=True)
            else:
                line = f"{kind:18}{ours.cer:7.1%}{ours.recall:8.1%}{plain.cer:14.1%}"
                line += f"{plain.recall:8.1%}{speed:10.0f}{ratio:8.2f}"
                print(line, flush=True)


if __name__ == "__main__":
    main()
