"""What the text of one page says of itself: its number, kind, sender, dates and references, and where it begins.

A pure core over text. Dates are as people here write them: day before month.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cases import references
from documents import words
from documents.models import Document

_TOP_LINES = 12
_OLDEST_PAPER = date(1948, 1, 1)

_REFERENCE = re.compile(r"\bK[ .–-]{0,2}\d{5,12}\b", re.IGNORECASE)
_PAGE_OF = re.compile(
    r"\b(?:page|pg|p|tudalen)\.?\s*(\d{1,3})\s*(?:of|o|/)\s*(\d{1,3})\b"
    r"|^\W*(\d{1,3})\s*(?:of|/)\s*(\d{1,3})\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_PAGE_ALONE = re.compile(r"^\W*(?:page\s+(\d{1,3})|[-–]\s*(\d{1,3})\s*[-–])\W*$", re.I | re.M)
_GREETING = re.compile(r"^\s*(dear|annwyl)\b", re.IGNORECASE | re.MULTILINE)
_FAREWELL = re.compile(r"\b(yours (?:sincerely|faithfully|truly)|kind regards)\b", re.IGNORECASE)
_EMAIL_HEAD = re.compile(r"^\s*(from|to|sent|subject)\s*:", re.IGNORECASE | re.MULTILINE)
_FROM_LINE = re.compile(r"^\s*from\s*:\s*(.{2,80})$", re.IGNORECASE | re.MULTILINE)
_BORN_BEFORE = re.compile(
    r"(?:\bborn(?: on)?|\bbirth(?:date|day)?|\bd\W?o\W?b\b|\ba aned)\W{0,8}$", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"\b(surgery|school|academy|nursery|college|university|hospital|infirmary|health|nhs|clinic|medical"
    r"|constabulary|police|court|council|solicitors?|trust|homes|housing|probation|services?|centre"
    r"|department|unit|association|ysgol|cyngor|ysbyty)\b",
    re.IGNORECASE,
)
_WRITER = re.compile(
    r"\b(health visitor|school nurse|community nurse|nurse|midwife|head ?teacher|teacher|consultant"
    r"|paediatrician|general practitioner|psychologist|therapist|social worker|solicitor|barrister"
    r"|police constable|constable|sergeant|probation officer|housing officer|family support worker"
    r"|youth worker|reviewing officer|advocate|guardian)\b",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[str, re.Pattern[str], int], ...] = (
    # kind, words that say so, how many lines from the top they count in
    (
        Document.Kind.COURT,
        re.compile(
            r"in the family court|family court at|county court|in the matter of|statement of truth"
            r"|non-molestation order|interim care order|care order|court order|order\s+made",
            re.I,
        ),
        _TOP_LINES,
    ),
    (
        Document.Kind.CERTIFICATE,
        re.compile(
            r"certified copy of an entry|certificate of \w+|(?:birth|death) certificate", re.I
        ),
        _TOP_LINES,
    ),
    (
        Document.Kind.MINUTES,
        re.compile(r"minutes of|note of (?:the )?meeting|apologies for absence|core group", re.I),
        _TOP_LINES,
    ),
    (
        Document.Kind.FORM,
        re.compile(
            r"referral form|application form|notification form|\bform [A-Z0-9]{1,5}\b", re.I
        ),
        _TOP_LINES,
    ),
    (
        Document.Kind.REPORT,
        re.compile(r"\b(?:report|assessment|chronology|summary of)\b", re.I),
        6,
    ),
    (
        Document.Kind.NOTE,
        re.compile(r"case note|file note|telephone (?:note|message)|memorandum|\bmemo\b", re.I),
        _TOP_LINES,
    ),
)
_TELLING = re.compile(
    r"\b(weight|centile|bruis\w+|mark|injur\w+|hungry|school|afraid|frighten\w+|scared|worr\w+|concern\w*"
    r"|safe|drink\w*|hit|hurt|cry|cried|happy|proud|wants?|wish\w*|said|told|disclos\w+|missing)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[A-Z“\"'][^.!?\n]*(?:\n(?!\s*\n)[^.!?\n]*)*[.!?]")


@dataclass(frozen=True)
class Cues:
    """What the text of one page says of itself. Dates are as people wrote them: day before month."""

    number: int | None = None
    of: int | None = None
    kind: str = ""
    kind_why: str = ""
    sender: str = ""
    writer: str = ""
    dated_on: date | None = None
    born_on: tuple[date, ...] = ()
    references: tuple[str, ...] = ()
    begins: str = ""
    # Read by machine from handwriting: may be offered, never decides.
    is_by_hand: bool = False

    def as_json(self) -> dict[str, Any]:
        """For `Image.cues`; `Cues.from_json` reads it back."""
        row = asdict(self)
        row["dated_on"] = self.dated_on.isoformat() if self.dated_on else None
        row["born_on"] = [day.isoformat() for day in self.born_on]
        return row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Cues":
        """Unknown keys, left by another release, are passed over."""
        known = {name: row[name] for name in cls.__dataclass_fields__ if name in row}
        if known.get("dated_on"):
            known["dated_on"] = date.fromisoformat(known["dated_on"])
        known["born_on"] = tuple(date.fromisoformat(day) for day in known.get("born_on") or ())
        known["references"] = tuple(known.get("references") or ())
        return cls(**known)


def cues_in(text: str, *, today: date, read_as: str = "", looks_like: str = "") -> Cues:
    """What `text` says of itself.

    `read_as` is how the page was read ("photo" makes a photograph), `looks_like` what it looks like beside print.
    """
    number, of = _page_number(text)
    top = _lines(text)[:_TOP_LINES]
    kind, kind_why = _kind(text, top, read_as)
    sender = _sender(text, top)
    dates = dates_in(text)
    begins = ""
    if number == 1:
        begins = f"page 1 of {of}" if of else "page 1"
    elif greeting := _GREETING.search(text):
        begins = f"begins “{greeting[1].capitalize()}”"
    elif sender and kind:
        begins = "letterhead"
    elif sender and any(not is_birth for _, is_birth in dates_in("\n".join(top))):
        begins = "letterhead and date"
    return Cues(
        number=number,
        of=of,
        kind=kind,
        kind_why=kind_why,
        sender=sender,
        writer=_writer(text),
        dated_on=next(
            (day for day, is_birth in dates if not is_birth and _OLDEST_PAPER <= day <= today), None
        ),
        born_on=tuple(dict.fromkeys(day for day, is_birth in dates if is_birth)),
        references=tuple(
            dict.fromkeys(
                found for raw in _REFERENCE.findall(text) if (found := references.normal(raw))
            )
        ),
        begins=begins,
        is_by_hand=looks_like == "handwriting",
    )


def goes_on(before: Cues | None, this: Cues, *, is_same_file: bool) -> tuple[bool, str]:
    """Whether `this` page belongs to the document of the page `before` it, and why."""
    if before is None:
        return False, "the first page"
    if this.number and this.number > 1:
        is_next = before.number == this.number - 1 and before.of == this.of
        if is_next:
            return True, f"“{_page_words(this)}” after “{_page_words(before)}”"
        if before.number is None and is_same_file and not _other(before, this):
            return True, f"“{_page_words(this)}”"
        if before.number and before.of == this.of and before.number < this.number:
            return (
                True,
                f"“{_page_words(this)}” after “{_page_words(before)}”: a page may be missing",
            )
    if this.begins:
        return False, this.begins
    if before.of and before.number == before.of:
        return False, f"the page before was the last of {before.of}"
    if not is_same_file:
        return False, "another file of the batch"
    if other := _other(before, this):
        return False, other
    if this.sender and this.sender == before.sender:
        return True, "the same sender"
    return True, "no letterhead or greeting of its own"


def _other(before: Cues, this: Cues) -> str:
    """What `this` page says that cannot be of the paper of the page `before` it; "" where they agree or are silent."""
    for ours, theirs, what in (
        (this.references, before.references, "another reference"),
        (this.born_on, before.born_on, "another birth date"),
    ):
        if ours and theirs and not set(ours) & set(theirs):
            return what
    return ""


def telling_sentence(texts: Sequence[str]) -> str:
    """The sentence that says most about a child, for a line in a list; at most 300 signs, "" when there is none."""
    best, best_score = "", 0.0
    for text in texts:
        greeting = _GREETING.search(text)
        body = text[greeting.end() :] if greeting else text
        for found in _SENTENCE.findall(body):
            sentence = " ".join(found.split())
            if not 30 <= len(sentence) <= 300:
                continue
            score = len(_TELLING.findall(sentence)) + (0.5 if best_score == 0 else 0)
            if score > best_score:
                best, best_score = sentence, score
    return best


def first_line(text: str) -> str:
    """The first line that reads like a heading: at least two words with letters, at most 100 signs."""
    for line in _lines(text)[:_TOP_LINES]:
        if len(re.findall(r"[^\W\d_]{2,}", line)) >= 2 and len(line) <= 100:
            return line
    return ""


def dates_in(text: str) -> list[tuple[date, bool]]:
    """Every whole date as written, and whether it is given as somebody's birth date."""
    found = []
    for token in words.analyse(text).wholes:
        if len(token.stem) == 10 and words.is_date_term(token.stem):
            try:
                day = date.fromisoformat(token.stem)
            except ValueError:
                continue
            found.append(
                (day, bool(_BORN_BEFORE.search(text[max(0, token.start - 24) : token.start])))
            )
    return found


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _page_number(text: str) -> tuple[int | None, int | None]:
    for found in _PAGE_OF.finditer(text):
        number, of = int(found[1] or found[3]), int(found[2] or found[4])
        if 1 <= number <= of:
            return number, of
    if alone := _PAGE_ALONE.search(text):
        return int(alone[1] or alone[2]), None
    return None, None


def _page_words(cue: Cues) -> str:
    return f"{cue.number} of {cue.of}" if cue.of else f"page {cue.number}"


def _kind(text: str, top: Sequence[str], read_as: str) -> tuple[str, str]:
    if read_as.startswith("photo"):
        return Document.Kind.PHOTOGRAPH, "a picture with hardly any words"
    if len({found.lower() for found in _EMAIL_HEAD.findall("\n".join(top))}) >= 3:
        return Document.Kind.EMAIL, "from, to and subject at the top"
    for kind, pattern, lines in _KINDS:
        if found := pattern.search("\n".join(top[:lines])):
            return kind, f"“{' '.join(found[0].split())}” at the top"
    if greeting := _GREETING.search(text):
        return Document.Kind.LETTER, f"begins “{greeting[1].capitalize()}”"
    if farewell := _FAREWELL.search(text):
        return Document.Kind.LETTER, f"ends “{farewell[1].capitalize()}”"
    return "", ""


def _sender(text: str, top: Sequence[str]) -> str:
    if found := _FROM_LINE.search("\n".join(top)):
        return re.sub(r"\s*<[^>]*>", "", found[1]).strip()
    for line in top[:6]:
        if _GREETING.match(line):
            break
        # "Health visit of 12 November 2026" says when, and not from whom.
        if dates_in(line):
            continue
        if _ORGANISATION.search(line) and len(line) <= 70 and not line.endswith((".", ",", ":")):
            return line
    return ""


def _writer(text: str) -> str:
    """The calling of whoever signed, looked for under the farewell."""
    if farewell := _FAREWELL.search(text):
        under = text[farewell.end() : farewell.end() + 200]
        if found := _WRITER.search(under):
            return " ".join(found[1].lower().split())
    return ""
