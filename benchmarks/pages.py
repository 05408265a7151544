"""Pages for measuring: painted from a seed, with their truth. The seed decides everything about a page.

The words come from railways, kitchens, gardens and weather, which the demo council never talks about.
"""

import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from portal.demo.paper import Painted, as_jpeg, as_pdf, paint
from portal.demo.story import Fields, Gap, PaperPage, Table, Text, Ticks, Wear, Written
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


class Writer:
    """Words for one page, each from its own corner of the vocabulary."""

    def __init__(self, seed: str) -> None:
        self.pick = random.Random(seed)

    def one(self, words: Sequence[str]) -> str:
        return self.pick.choice(words)

    def date(self) -> str:
        return f"{self.pick.randint(1, 28)} {self.one(MONTHS)} {self.pick.randint(1931, 2024)}"

    def short_date(self) -> str:
        day, month = self.pick.randint(1, 28), self.pick.randint(1, 12)
        return f"{day:02}/{month:02}/{self.pick.randint(1961, 2024)}"

    def money(self) -> str:
        return f"{self.pick.randint(0, 480)}.{self.pick.randint(0, 99):02}"

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


def dense_table(write: Writer) -> Sample:
    """Figures in small type, ruled, as a bank or a register prints them."""
    title = f"{write.one(NOUNS).title()} register of {write.one(PLACES)}"
    head = ("No.", "Article", "Date", "Place", "Paid", "Left")
    rows = tuple(
        (
            str(100 + number),
            f"{write.one(ADJECTIVES)} {write.one(NOUNS)}",
            write.short_date(),
            write.one(PLACES),
            write.money(),
            write.money(),
        )
        for number in range(write.pick.randint(18, 26))
    )
    total = f"Total carried over {write.money()}"
    blocks = (Text(title, weight="heading"), Table(head, rows, (1, 4, 2, 3, 2, 2)), Text(total))
    page = PaperPage(
        blocks,
        face=write.one(("serif", "sans")),
        points=9.5,
        dpi=write.one((150, 200)),
        wear=Wear(skew=write.pick.uniform(-0.6, 0.6), speckle=0.3, fade=0.1),
        seed=str(write.pick.random()),
    )
    return scan(page, "\n".join([title, *(" ".join(row) for row in (head, *rows)), total]))


def receipt(write: Writer) -> Sample:
    return scan(*till_roll(write))


def till_roll(write: Writer) -> tuple[PaperPage, str]:
    """Narrow, pale, and crumpled more often than not."""
    shop = f"{write.one(PLACES)} {write.one(NOUNS)}s".upper()
    street = f"{write.pick.randint(2, 190)} {write.one(NOUNS).title()} Road"
    when = f"{write.short_date()} {write.pick.randint(8, 20)}:{write.pick.randint(10, 59)}"
    till = f"Till {write.pick.randint(1, 9)} No {write.pick.randint(10_000, 99_999)}"
    items = tuple(
        (f"{write.pick.randint(1, 4)} {write.one(ADJECTIVES)} {write.one(NOUNS)}", write.money())
        for _ in range(write.pick.randint(5, 9))
    )
    sums = (("TOTAL", write.money()), ("CASH", write.money()), ("CHANGE", write.money()))
    thanks = f"Thank you for shopping at {write.one(PLACES)}"
    head = (shop, street, when, till)
    page = PaperPage(
        (
            *(Text(line) for line in head),
            Table(("Item", "GBP"), (*items, *sums), (5, 2)),
            Text(thanks),
        ),
        size="receipt",
        face="typewriter",
        points=8.0,
        dpi=write.one((130, 160, 200)),
        wear=Wear(
            skew=write.pick.uniform(-2.5, 2.5),
            fade=write.pick.uniform(0.25, 0.6),
            speckle=write.pick.uniform(0.2, 1.0),
            shade=write.pick.uniform(0.0, 0.6),
            fold=True,
        ),
        seed=str(write.pick.random()),
    )
    lines = [*head, "Item GBP", *(" ".join(row) for row in (*items, *sums)), thanks]
    return page, "\n".join(lines)


def faxed_form(write: Writer) -> Sample:
    """A form that was faxed, copied, filed, and kept as a small JPEG: letters of a few blurred dots."""
    wear = Wear(
        skew=write.pick.uniform(-1.2, 1.2),
        speckle=write.pick.uniform(0.4, 1.4),
        fade=write.pick.uniform(0.0, 0.2),
    )
    look = {"dpi": 150, "points": write.one((7.5, 8.5, 10.0)), "colour": "black and white"}
    page, truth = form(write, wear=wear, **look)
    dpi = write.one((76, 86, 96))
    return _poor(paint(page).convert("L"), 150, dpi, truth, write)


def poor_receipt(write: Writer) -> Sample:
    """A till roll on a bad copier."""
    page, truth = till_roll(write)
    return _poor(paint(page).convert("L"), page.dpi, write.one((84, 96, 110)), truth, write)


def _poor(sheet: Image.Image, dpi: int, wanted: int, truth: str, write: Writer) -> Sample:
    ink = np.asarray(sheet)
    if write.pick.random() < 0.6:
        # Ink runs, or the drum is worn out.
        worn = write.one((cv2.erode, cv2.dilate))
        ink = worn(ink, np.ones(write.one(((1, 2), (2, 1), (2, 2))), np.uint8))
    size = (round(sheet.width * wanted / dpi), round(sheet.height * wanted / dpi))
    coarse = Image.fromarray(ink).resize(size, Image.Resampling.BILINEAR)
    file = io.BytesIO()
    coarse.save(file, "JPEG", quality=write.one((25, 40, 60)), dpi=(wanted, wanted))
    return Sample(file.getvalue(), truth, Image.open(file).convert("L"))


def handwritten(write: Writer) -> Sample:
    hand = write.one(("rounded", "hurried", "child"))
    paragraphs = [write.sentence() for _ in range(write.pick.randint(4, 6))]
    page = PaperPage(
        tuple(
            Written(words, hand=hand, size=7.5, ruled=write.pick.random() < 0.5, slope=0.3)
            for words in paragraphs
        ),
        dpi=write.one((150, 200)),
        kind="handwriting",
        wear=Wear(skew=write.pick.uniform(-1, 1), speckle=0.2),
        seed=str(write.pick.random()),
    )
    return scan(page, "\n".join(paragraphs))


def filled_form(write: Writer) -> Sample:
    """A printed form whose answers somebody wrote in by hand."""
    title = f"{write.one(NOUNS).title()} and {write.one(NOUNS)} return"
    labels = ("Station", "Keeper", "Date seen", "Weather", "Reference", "Remarks")
    fields = tuple(
        zip(
            labels,
            (
                write.one(PLACES),
                f"{write.one(PLACES)} {write.one(NOUNS)}",
                write.date(),
                f"{write.one(ADJECTIVES)} {write.one(NOUNS)}",
                f"{write.pick.randint(100, 999)}/{write.pick.randint(10, 99)}",
                f"{write.one(ADJECTIVES)} {write.one(NOUNS)} {write.one(VERBS)}",
            ),
            strict=True,
        )
    )
    closing = " ".join(write.sentence() for _ in range(3))
    blocks = (
        Text(title, weight="heading"),
        Fields(fields, boxed=True, written=write.one(("rounded", "hurried", "child"))),
        Text(closing),
    )
    wear = Wear(skew=write.pick.uniform(-1, 1), speckle=0.4, fade=0.1)
    page = PaperPage(blocks, dpi=150, kind="form", wear=wear, seed=str(write.pick.random()))
    truth = [title, *(f"{label} {value}" for label, value in fields), closing]
    return scan(page, "\n".join(truth))


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
    "dense table": dense_table,
    "receipt": receipt,
    "poor receipt": poor_receipt,
    "faxed form": faxed_form,
    "filled form": filled_form,
    "handwriting": handwritten,
}


def _wrapped(paragraph: str, width: int = 84) -> Iterator[str]:
    line = ""
    for word in paragraph.split():
        if len(line) + len(word) >= width:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line
