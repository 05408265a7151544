"""The paper of a walk: one stack with every kind of file in it, about one child, dated a few days ago."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from tests import paper

DPI = 150
POINTS = 12
# Stand on the third page of the letter and nowhere else.
ONLY_ON_THE_THIRD = "purple kettle"
FILES = ("letter.pdf", "report.jpg", "note.png", "fax.tif", "minutes.pdf")
PAGES = 10


@dataclass(frozen=True)
class Child:
    name: str
    born: date
    reference: str

    @property
    def line(self) -> str:
        return f"Re: {self.name}, born {_day(self.born)}, {self.reference}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def third_page(child: Child) -> list[str]:
    first = child.name.split()[0]
    return [
        "Page 3 of 3",
        "",
        f"{first} asked whether the {ONLY_ON_THE_THIRD} could come to the new flat.",
        f"{child.name} has gained weight since the summer.",
        "",
        "Yours sincerely",
        "Anwen Bevan, health visitor",
    ]


def lay_out(folder: Path, child: Child, *, today: date) -> list[Path]:
    """A letter of three pages with a blank behind it, a report as JPEG, a note as PNG, a fax of two pages, and minutes
    as a word processor writes them."""
    written = _day(today - timedelta(days=9))
    letter = [
        [
            "Northmoor Health Visiting Service",
            written,
            "Page 1 of 3",
            "",
            child.line,
            "",
            "Dear colleague",
            f"I saw {child.name} at home with the mother.",
            "The flat was warm and there was food in the cupboards.",
        ],
        [
            "Page 2 of 3",
            "",
            f"The mother of {child.name} talked about the nights.",
            "She would like somebody to ring before a visit.",
        ],
        third_page(child),
    ]
    report = [
        "Fellgate Primary School",
        written,
        "",
        "School report",
        child.line,
        "",
        f"{child.name} reads well and has two good friends.",
        "Attendance was better after the half term.",
    ]
    note = [
        "Telephone note",
        written,
        child.line,
        "",
        "The grandmother rang. She can collect on Tuesdays.",
    ]
    fax = [
        [
            "Northmoor Surgery",
            written,
            "Page 1 of 2",
            child.line,
            "",
            "The inhaler was reviewed and the dose stays as it is.",
        ],
        ["Page 2 of 2", "", f"{child.name} is up to date with every vaccination."],
    ]
    minutes = [
        [
            "Minutes of the core group",
            written,
            "Page 1 of 2",
            child.line,
            "",
            "Present: health visitor, school, social worker.",
        ],
        ["Page 2 of 2", "", "The next meeting is in four weeks at the school."],
    ]
    data = {
        "letter.pdf": paper.pdf_of(
            [*(_typed(lines) for lines in letter), paper.blank_page("noise", dpi=DPI)], dpi=DPI
        ),
        "report.jpg": paper.jpeg_of(_typed(report), dpi=DPI),
        "note.png": paper.png_of(_typed(note), dpi=DPI),
        "fax.tif": paper.tiff_of([_typed(lines) for lines in fax], dpi=DPI),
        "minutes.pdf": paper.born_digital_pdf(minutes),
    }
    assert tuple(data) == FILES
    paths = []
    for name, content in data.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def place_of_line(number: int) -> float:
    """How far down the page the middle of a line of `third_page` lies, as a share of its height."""
    size = round(POINTS * DPI / 72)
    height = round(paper.A4_INCHES[1] * DPI)
    return (round(0.8 * DPI) + number * round(size * 1.55) + size / 2) / height


def _typed(lines: list[str]) -> object:
    return paper.typed_page(lines, dpi=DPI, points=POINTS)
