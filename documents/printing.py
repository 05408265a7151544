"""A release on paper: one PDF that is tagged (PDF/UA-1) and archival (PDF/A-3a), in the print a person can read.

Typst sets it with the bundled fonts alone, so that the same data gives the same bytes on every machine.
No ORM here: content and answers come in as plain data.
"""

import json
import os
import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from documents import glyphs
from documents.canonical import digest

EVIDENCE_NAME = "evidence.json"

_FOLDER = Path(__file__).parent / "print"
_RELEASE = _FOLDER / "release.typ"
_STANDARDS: list[Any] = ["a-3a", "ua-1"]
FALLBACKS = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Armenian",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Hebrew",
    "Noto Sans Tamil",
    "Noto Sans Thai",
    "Noto Emoji",
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
)


@dataclass(frozen=True, slots=True)
class Format:
    """How a page is set: `size` in points, spaces in em or as a factor, lengths in characters.

    A word longer than `longest` may be broken; rows with a word longer than `longest_in_column`
    are printed as a list instead of a table, so that no word runs into the next column.
    """

    font: str
    size: int
    leading: float = 0.68
    tracking: float = 0.0
    word_spacing: float = 1.0
    title_scale: float = 1.8
    heading_scale: float = 1.3
    longest: int = 30
    longest_in_column: int = 17


# Clear print is 14 pt, large print 18, giant 24; left aligned, no italics (UK Association for
# Accessible Formats). Wider letters, words and lines: British Dyslexia Association style guide.
FORMATS: Mapping[str, Format] = {
    "standard": Format("Atkinson Hyperlegible Next", 14),
    "large": Format(
        "Atkinson Hyperlegible Next",
        18,
        title_scale=1.6,
        heading_scale=1.25,
        longest_in_column=13,
    ),
    "giant": Format(
        "Atkinson Hyperlegible Next",
        24,
        title_scale=1.35,
        heading_scale=1.15,
        longest=18,
        longest_in_column=0,
    ),
    "dyslexia": Format(
        "Lexend",
        14,
        leading=1.0,
        tracking=0.04,
        word_spacing=1.4,
        longest=24,
        longest_in_column=13,
    ),
}


class CannotPrint(Exception):
    """The content does not follow the schema of a release, or no PDF of any kind could be made."""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One decision on the release. Sentences are in the document's language, `words` as written.

    `language` and `format` are what was read: "en", "cy" and the keys of `FORMATS` print by name,
    anything else as it stands. `words_language` is told to screen readers where it is known.
    """

    name: str
    decision: str
    signed_at: datetime
    language: str
    format: str
    identity_shown: str
    words: str = ""
    capacity: str = ""
    statement: str = ""
    helped_by: str = ""
    receipt: str = ""
    words_language: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """What somebody said beside one block. `answer` is a sentence, `words` are kept as written."""

    block_id: str
    name: str
    said_at: datetime
    answer: str = ""
    words: str = ""
    words_language: str | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """`missing_glyphs` are the characters printed as a note in brackets. `strict` is false when
    only a PDF that claims neither PDF/A nor PDF/UA could be made; somebody should look at it."""

    pdf: bytes
    missing_glyphs: tuple[str, ...]
    strict: bool


def print_release(
    content: Mapping[str, Any],
    *,
    format: str = "standard",
    signatures: Sequence[SignatureLine] = (),
    replies: Sequence[ReplyLine] = (),
    attachment: bytes | None = None,
    made_at: datetime,
) -> Printed:
    """The PDF of a release, the same bytes for the same arguments.

    `attachment` is the evidence, JSON in UTF-8, and travels inside the file as `EVIDENCE_NAME`.
    A reply to a block that the release does not have is printed at the end, never dropped.
    Raises `CannotPrint` for content outside the schema and `KeyError` for an unknown `format`.
    """
    if timezone.is_naive(made_at):
        raise CannotPrint("The moment of printing needs a time zone.")
    sheet = _Sheet(content, FORMATS[format])
    try:
        document = sheet.compose(signatures, replies, made_at)
    except KeyError as error:
        raise CannotPrint(f"The release has no {error}.") from error
    inputs = {"document": json.dumps(document)}
    if attachment is not None:
        inputs["evidence"] = attachment.decode()
    try:
        pdf, strict = _compile(_RELEASE, inputs, made_at, _STANDARDS), True
    except typst.TypstError:
        try:
            pdf, strict = _compile(_RELEASE, inputs, made_at, []), False
        except typst.TypstError as error:
            raise CannotPrint(f"This release could not be printed: {error.message}") from error
    return Printed(pdf, tuple(sheet.missing), strict)


def typeset(template: Path, inputs: dict[str, str], made_at: datetime) -> bytes:
    """The accessible PDF (PDF/UA-1) that the Typst file `template` makes of `inputs`, with the bundled fonts alone."""
    try:
        return _compile(template, inputs, made_at, ["ua-1"])
    except typst.TypstError as error:
        raise CannotPrint(f"This could not be printed: {error.message}") from error


def typeset_and_find(
    template: Path, inputs: dict[str, str], made_at: datetime
) -> tuple[bytes, list[dict[str, Any]]]:
    """As `typeset`, and where whatever the template labels `<spot>` came to lie: its metadata, in order."""
    with _lock:
        pdf = typeset(template, inputs, made_at)
        found = json.loads(_compiler(template).query("<spot>", field="value"))
    return pdf, found


def labels(language: str) -> Mapping[str, Any]:
    """The fixed words on a sheet; English where there are none in that language."""
    return _labels().get(language) or _labels()["en"]


_lock = threading.RLock()
_used_by: int | None = None


def _compile(
    template: Path, inputs: dict[str, str], made_at: datetime, standards: list[Any]
) -> bytes:
    global _used_by
    if _used_by not in (None, os.getpid()):
        # Typst keeps threads of its own, which a fork does not copy: the build would wait forever.
        raise RuntimeError(
            "A process forked from one that had printed cannot print. Start it with spawn instead."
        )
    _used_by = os.getpid()
    # The compiler cannot be shared by two threads at once; a build takes milliseconds.
    with _lock:
        pdf = _compiler(template).compile(
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=standards,
            timestamp=made_at.astimezone(UTC).replace(microsecond=0),
        )
    if not isinstance(pdf, bytes):
        raise CannotPrint("The typesetter gave no PDF.")
    return pdf


@cache
def _compiler(template: Path) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(glyphs.FONTS)],
    )
    return typst.Compiler(
        str(template),
        root=str(template.parent),
        font_paths=fonts,
        ignore_system_fonts=True,
    )


@cache
def _labels() -> Mapping[str, Mapping[str, Any]]:
    loaded: Mapping[str, Mapping[str, Any]] = json.loads(
        (_FOLDER / "labels.json").read_text(encoding="utf-8")
    )
    return loaded


class _Sheet:
    """Turns a release into what the template places; collects the characters without a glyph."""

    def __init__(self, content: Mapping[str, Any], format: Format) -> None:
        if content.get("kinfile") != 1:
            raise CannotPrint("This is not the content of a release that this version knows.")
        self._content = content
        self._format = format
        language = str(content.get("language") or "en")
        self._language = language if re.fullmatch("[a-z]{2,3}", language) else "en"
        self._labels = labels(self._language)
        self.missing: dict[str, None] = {}

    def compose(
        self,
        signatures: Sequence[SignatureLine],
        replies: Sequence[ReplyLine],
        made_at: datetime,
    ) -> dict[str, Any]:
        content, names = self._content, self._labels
        contacts = [
            [self._text(row.get(key)) for key in ("who", "phone", "when")]
            for row in content.get("contacts") or ()
        ]
        code = digest(content)[:8].upper()
        code = f"{code[:4]}-{code[4:]}"
        council = content.get("council") or {}
        sections = [self._section(section, replies) for section in content["sections"]]
        placed = {block["id"] for section in content["sections"] for block in section["blocks"]}
        return {
            "title": self._line(content["title"]),
            "author": self._line(
                ", ".join(filter(None, [content.get("written_by"), council.get("name")]))
            ),
            "language": self._language,
            "labels": {key: text for key, text in names.items() if isinstance(text, str)},
            "style": self._style(),
            "mark": f"{names['code']} {code}",
            "facts": self._opening(made_at),
            "sections": sections,
            "next": self._text(content.get("next")),
            "contacts": contacts,
            "contacts_stacked": self._is_too_wide(contacts),
            "words": self._facts(
                (row["term"], row["meaning"]) for row in content.get("words") or ()
            ),
            "other_replies": [
                self._reply(reply) for reply in replies if reply.block_id not in placed
            ],
            "signatures": [self._signature(signature) for signature in signatures],
            "signatures_meaning": names["signatures_meaning"].format(code=code),
            "evidence": names["evidence"].format(name=EVIDENCE_NAME),
            "evidence_name": EVIDENCE_NAME,
        }

    def _style(self) -> dict[str, Any]:
        style = self._format
        return {
            "fonts": [style.font, *FALLBACKS],
            "size": style.size,
            "leading": style.leading,
            "tracking": style.tracking,
            "word_spacing": style.word_spacing,
            "title_scale": style.title_scale,
            "heading_scale": style.heading_scale,
        }

    def _opening(self, made_at: datetime) -> list[dict[str, Any]]:
        content, names = self._content, self._labels
        council = content.get("council") or {}
        return self._facts(
            [
                (names["for"], content.get("for")),
                (names["about"], "\n".join(content.get("about") or ())),
                (names["written_by"], content.get("written_by")),
                (names["written_on"], self._date(content.get("written_on"))),
                (names["council"], "\n".join(filter(None, map(council.get, ("name", "phone"))))),
                (names["printed_on"], self._moment(made_at)),
            ]
        )

    def _section(self, section: Mapping[str, Any], replies: Sequence[ReplyLine]) -> dict[str, Any]:
        number = section.get("number")
        heading = section["heading"] if number is None else f"{number}. {section['heading']}"
        return {
            "heading": self._line(heading),
            "blocks": [self._block(block, replies) for block in section["blocks"]],
        }

    def _block(self, block: Mapping[str, Any], replies: Sequence[ReplyLine]) -> dict[str, Any]:
        kind, question, language = block["kind"], block.get("question"), block.get("lang")
        undecided = self._labels["undecided"]
        printed: dict[str, Any] = {
            "kind": kind,
            "question": self._line(question) if question else None,
            "replies": [self._reply(reply) for reply in replies if reply.block_id == block["id"]],
        }
        if kind == "text":
            filled = printed["text"] = self._text(block["text"], language)
            printed["is_quoted"] = "verbatim" in block
        elif kind == "list":
            filled = printed["items"] = [self._text(item, language) for item in block["items"]]
        elif kind == "facts":
            filled = printed["rows"] = self._facts(
                ((row["label"], row["value"]) for row in block["rows"]), language
            )
        elif kind == "actions":
            rows = filled = printed["rows"] = [
                [
                    self._text(row["what"], language),
                    self._text(row.get("who") or undecided),
                    self._text(self._date(row.get("by")) or undecided),
                ]
                for row in block["rows"]
            ]
            printed["stacked"] = self._is_too_wide(rows)
        else:
            raise CannotPrint(f"The release has a block of the unknown kind {kind!r}.")
        return printed | {"is_empty": not filled, "kind": kind if filled else "empty"}

    def _reply(self, reply: ReplyLine) -> dict[str, Any]:
        by = self._labels["answer_by"].format(name=reply.name, at=self._moment(reply.said_at))
        return {
            "by": self._line(by),
            "answer": self._text(reply.answer),
            "words": self._text(reply.words, reply.words_language),
        }

    def _signature(self, signature: SignatureLine) -> dict[str, Any]:
        names = self._labels
        read = ", ".join(
            names.get(word, word) for word in (signature.language, signature.format) if word
        )
        return {
            "name": self._line(", ".join(filter(None, [signature.name, signature.capacity]))),
            "facts": self._facts(
                [
                    (names["statement"], signature.statement),
                    (names["decision"], signature.decision),
                    (names["signed_at"], self._moment(signature.signed_at)),
                    (names["read_in"], read),
                    (names["identity_shown"], signature.identity_shown),
                    (names["helped_by"], signature.helped_by),
                    (names["receipt"], signature.receipt),
                ]
            ),
            "words": self._text(signature.words, signature.words_language),
        }

    def _facts(
        self, rows: Iterable[tuple[Any, Any]], language: str | None = None
    ) -> list[dict[str, Any]]:
        """Label and value of each row that has a value."""
        return [
            {"label": self._line(label), "value": value}
            for label, value in ((label, self._text(value, language)) for label, value in rows)
            if value
        ]

    def _text(self, text: Any, language: str | None = None) -> list[dict[str, Any]]:
        """Paragraphs, parted by empty lines, of lines; none where nothing is written."""
        paragraphs = re.split(r"\n[ \t]*\n", self._guard(text))
        return [
            {
                "lines": [line.strip() for line in paragraph.strip().split("\n")],
                "rtl": _is_right_to_left(paragraph),
                "language": language if re.fullmatch("[a-z]{2,3}", language or "") else None,
            }
            for paragraph in paragraphs
            if paragraph.strip()
        ]

    def _is_too_wide(self, rows: list[list[list[dict[str, Any]]]]) -> bool:
        lines = (line for row in rows for cell in row for part in cell for line in part["lines"])
        words = (word for line in lines for word in line.replace("\u200b", "").split())
        return any(len(word) > self._format.longest_in_column for word in words)

    def _line(self, text: Any) -> str:
        return " ".join(self._guard(text).split())

    def _guard(self, text: Any) -> str:
        printable, missing = glyphs.printable("" if text is None else str(text))
        self.missing.update(dict.fromkeys(missing))
        return self._breakable(printable)

    def _breakable(self, text: str) -> str:
        """`text` with invisible places to break in words that would run off the page."""
        longest = self._format.longest

        def broken(match: re.Match[str]) -> str:
            word = match[0]
            return "\u200b".join(word[at : at + longest] for at in range(0, len(word), longest))

        return re.sub(rf"\S{{{longest + 1},}}", broken, text)

    def _date(self, value: Any) -> str:
        """2026-11-03 as 3 November 2026; anything that is no date stays as it was written."""
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            return "" if value is None else str(value)
        return f"{day.day} {self._labels['months'][day.month - 1]} {day.year}"

    def _moment(self, moment: datetime) -> str:
        local = timezone.localtime(moment, timezone.get_default_timezone())
        return self._labels["at"].format(
            date=self._date(local.date().isoformat()), time=local.strftime("%H:%M")
        )


def _is_right_to_left(text: str) -> bool:
    """As Unicode decides it: by the first letter that has a direction."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
