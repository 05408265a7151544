"""A form as paper that comes home: what stands on it, and where on which page each box and frame lies.

Pure: definitions and words in, a PDF and places out. No ORM.
"""

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import qrcode
import qrcode.image.svg

from documents import compose, definitions, glyphs, printing
from documents.canonical import digest
from documents.definitions import Asked, Child, Definition, Question
from documents.paper_codes import SheetCode
from documents.paper_places import CORNERS_MM, MARK_MM, PAGE_MM, SQUARE_MM, Spot

_TEMPLATE = Path(__file__).parent / "print" / "paper_form.typ"

_WIDE: Final = 174.0
_BETWEEN: Final = 2.0
# More answers than fit on half a page may be parted; a question otherwise stays together.
_MOST_TOGETHER: Final = 9

SIGN, WORDS, NAME, SIGNATURE, DAY = "sign", "words", "name", "signature", "day"


@dataclass(slots=True)
class Draft:
    """What a form says, before it is set; `spots` in the order in which their ids count."""

    title: str
    whose: str
    language: str
    is_large: bool
    intro: list[str]
    sections: list[dict[str, Any]] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)

    def place(self, spot: Spot, label: str = "", lines: int = 1) -> dict[str, Any]:
        self.spots.append(spot)
        return {
            "id": len(self.spots) - 1,
            "label": _line(label),
            "width": spot.width,
            "height": spot.height,
            "lines": lines,
        }


@dataclass(frozen=True, slots=True)
class Typeset:
    """The paper: a PDF, and by page the spots on it, as `PaperForm.layout` keeps them."""

    pdf: bytes
    layout: list[list[dict[str, Any]]]

    @property
    def sha256(self) -> str:
        return digest({"page_mm": PAGE_MM, "corners_mm": CORNERS_MM, "pages": self.layout})


def drafted(
    definition: Definition,
    *,
    child: Child,
    on: date,
    language: str,
    is_for_family: bool,
    is_large: bool,
    intro: Sequence[str] = (),
) -> Draft:
    """The questions of a form for one child. For a family: in its wording, and without what only staff read.

    Raises `definitions.WordingMissing` where the form was never written in `language`.
    """

    def named(text: str) -> str:
        return text.replace("{child}", child.called)

    title = (
        definition.text(definition, "plain_name", language) if is_for_family else definition.name
    )
    draft = Draft(named(title), child.name, language, is_large, list(intro))
    for section in definition.sections:
        asked = [
            Asked(section, question, child if section.is_per_child else None)
            for question in section.questions
        ]
        asked = [
            one
            for one in asked
            if definitions.may_appear(one, children=[child], on=on)
            and not (is_for_family and "staff" in (section.audience, one.question.audience))
        ]
        if not asked:
            continue
        heading = section.heading
        if is_for_family:
            heading = definition.text(section, "plain_heading", language) or heading
        questions = []
        for one in asked:
            text = one.question.wording
            if is_for_family:
                plain = definition.text(one.question, "plain", language)
                alone = len(asked) == 1
                text = plain or (
                    "" if alone else definition.text(one.question, "wording", language)
                )
            questions.append(_question(draft, definition, one, named(text), is_for_family))
        draft.sections.append({"heading": _line(named(heading)), "questions": questions})
    return draft


def signing_sheet(*, title: str, whose: str, language: str, is_large: bool, code: str) -> Draft:
    """The page on which somebody says what they think of a release, and signs. `code` is that of the release."""
    names = printing.labels(language)
    intro = [names["paper_sign_code"].format(code=code), names["paper_sign_means"]]
    draft = Draft(title, whose, language, is_large, intro)
    # Of one height whatever the letters, so that everything stays on one page.
    height = 14.0

    def frame(
        key: str, width: float, tall: float, lines: int = 1, label: str = ""
    ) -> dict[str, Any]:
        spot = Spot("strip", key, None, "", 0, width=width, height=tall)
        return draft.place(spot, label, lines)

    answers = (
        ("yes", "paper_yes"),
        ("partly", "paper_partly"),
        ("no", "paper_no"),
        ("not_yet", "paper_not_yet"),
    )
    across = {
        "kind": "across",
        "spots": [draft.place(Spot("tick", SIGN, None, key), names[at]) for key, at in answers],
    }
    name = frame(NAME, 102.0, height, label=names["paper_your_name"])
    day = frame(DAY, 70.0, height, label=names["paper_today"])
    rows: list[tuple[str, list[dict[str, Any]]]] = [
        (names["paper_sign"], [across]),
        (names["paper_words"], [_strips(frame(WORDS, _WIDE, 2.6 * height, 3))]),
        (names["paper_signature"], [_strips(frame(SIGNATURE, _WIDE, 1.6 * height))]),
        ("", [_strips(name, day)]),
    ]
    draft.sections.append(
        {
            "heading": "",
            "questions": [
                {"text": _line(text), "rows": found, "breaks": False} for text, found in rows
            ],
        }
    )
    return draft


def typeset(draft: Draft, *, code: str, author: str, made_at: datetime) -> Typeset:
    """`draft` as paper with the form code `code` on every page; the same bytes for the same arguments."""
    document = {
        "title": _line(draft.title),
        "whose": _line(draft.whose),
        "author": _line(author),
        "language": draft.language,
        "size": 18 if draft.is_large else 14,
        # Nothing that comes back is set in Atkinson Hyperlegible: its zero is read as a nine.
        "fonts": list(printing.FALLBACKS),
        "intro": [_line(line) for line in draft.intro],
        "sections": draft.sections,
        "labels": {
            "square": printing.labels(draft.language)["paper_square"],
            "page": printing.labels(draft.language)["page"],
        },
        "corners": CORNERS_MM,
        "mark": MARK_MM,
        "square": dict(zip(("x", "y", "side"), SQUARE_MM, strict=True)),
        "codes": [],
    }
    # How many pages there are stands in every code, so the pages are counted first.
    _, found = printing.typeset_and_find(_TEMPLATE, {"document": json.dumps(document)}, made_at)
    count = next(row["page"] for row in found if row["id"] == -1)
    sheets = [SheetCode(code, number, count) for number in range(1, count + 1)]
    document["codes"] = [{"text": str(sheet), "square": _square(sheet)} for sheet in sheets]
    pdf, found = printing.typeset_and_find(_TEMPLATE, {"document": json.dumps(document)}, made_at)
    layout: list[list[dict[str, Any]]] = [[] for _ in range(count)]
    for row in sorted((row for row in found if row["id"] >= 0), key=lambda row: row["id"]):
        spot = replace(draft.spots[row["id"]], x=round(row["x"], 2), y=round(row["y"], 2))
        layout[row["page"] - 1].append(asdict(spot))
    return Typeset(pdf, layout)


def _question(
    draft: Draft, definition: Definition, asked: Asked, text: str, is_for_family: bool
) -> dict[str, Any]:
    question, language = asked.question, draft.language
    names = printing.labels(language)
    tall = 14.0 if draft.is_large else 11.0

    def ticks(answers: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
        return [
            {"kind": "tick", "spots": [draft.place(Spot("tick", *asked.place, key), label)]}
            for key, label in answers
        ]

    def frames(columns: Sequence[tuple[str, str, float]], *, rows: int, lines: int) -> list[Any]:
        return [
            _strips(
                *(
                    draft.place(
                        Spot("strip", *asked.place, key, row, width=width, height=lines * tall),
                        label if row == 0 else "",
                        lines,
                    )
                    for key, label, width in columns
                )
            )
            for row in range(rows)
        ]

    half = (_WIDE - _BETWEEN) / 2
    match question.kind:
        case "yes_no":
            told = compose.YES_NO.get(language, definitions.YES_NO)
            rows = ticks(told.items())
        case "choice" | "choices":
            rows = ticks(_choices(definition, question, language, is_for_family))
        case "date":
            rows = frames([("", names["paper_day"], 90.0)], rows=1, lines=1)
        case "long_text":
            rows = frames([("", "", _WIDE)], rows=1, lines=5)
        case "fact":
            rows = frames([("", "", _WIDE)], rows=1, lines=3)
        case "words":
            rows = frames([("said", names["paper_said"], _WIDE)], rows=1, lines=4)
            rows += frames([("who", names["paper_whose"], _WIDE)], rows=1, lines=1)
        case "actions":
            columns = [("what", names["what"], 86.0), ("who", names["who"], 43.0)]
            rows = frames([*columns, ("by", names["by_when"], 41.0)], rows=3, lines=2)
        case "people":
            columns = [("name", names["paper_name"], half), ("role", names["paper_role"], half)]
            rows = frames(columns, rows=4, lines=1)
        case _:
            rows = frames([("", "", _WIDE)], rows=1, lines=1)
    return {"text": _line(text), "rows": rows, "breaks": len(rows) > _MOST_TOGETHER}


def _strips(*spots: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "strips", "spots": list(spots)}


def _choices(
    definition: Definition, question: Question, language: str, is_for_family: bool
) -> list[tuple[str, str]]:
    if not is_for_family:
        return [(choice.key, choice.label) for choice in question.choices]
    return [
        (choice.key, definition.text(choice, "plain", language) or choice.label)
        for choice in question.choices
    ]


def _line(text: str) -> str:
    return " ".join(glyphs.printable(text)[0].split())


def _square(sheet: SheetCode) -> str:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=4)
    code.add_data(str(sheet))
    out = io.BytesIO()
    code.make_image(image_factory=qrcode.image.svg.SvgPathImage).save(out)
    return out.getvalue().decode()
