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
_PAGE_ALONE = re.compile(
    r"^[^\w(]*(?:page\s+(\d{1,3})|[-–]\s*(\d{1,3})\s*[-–])[^\w)]*$", re.I | re.M
)
_GREETING = re.compile(r"^\s*(dear|annwyl)\b", re.IGNORECASE | re.MULTILINE)
_FAREWELL = re.compile(r"\b(yours (?:sincerely|faithfully|truly)|kind regards)\b", re.IGNORECASE)
# On a line of its own near the foot of a page, with the name of whoever signs below it.
_SIGNED = re.compile(
    r"^\W*((?:yours|with|many|kind|best|warm)?\s*(?:sincerely|faithfully|truly|regards|wishes|thanks)|signed|yn gywir)"
    r"\b.{0,20}$",
    re.IGNORECASE,
)
_MOST_BELOW = 6
_OWN_DATE = re.compile(r"^(?:\W|date[d]?\b|dyddiad\b|on\b)*$", re.IGNORECASE)
# Lines at the head of a page in which a title or a date of its own may stand.
_HEAD_LINES = 4
# Between numbers without "of 12", beyond which they are not those of one paper.
_LONGEST_LEAP = 3
# Words of a page that holds no more than the name below a farewell.
_HARDLY_MORE = 8
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
    # How its paper ends on it: the words of a farewell near its foot.
    ends: str = ""
    # A title or a date that stands alone at its head: a sign of a new paper unless the page before has the same.
    heading: str = ""
    headed_on: date | None = None
    # Whether its first line goes on in the middle of a sentence, or is nearly all there is.
    is_midway: bool = False
    # Read by machine from handwriting: may be offered, never decides.
    is_by_hand: bool = False

    def as_json(self) -> dict[str, Any]:
        """For `Image.cues`; `Cues.from_json` reads it back."""
        row = asdict(self)
        for name in ("dated_on", "headed_on"):
            row[name] = day.isoformat() if (day := row[name]) else None
        row["born_on"] = [day.isoformat() for day in self.born_on]
        return row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Cues":
        """Unknown keys, left by another release, are passed over."""
        known = {name: row[name] for name in cls.__dataclass_fields__ if name in row}
        for name in ("dated_on", "headed_on"):
            if known.get(name):
                known[name] = date.fromisoformat(known[name])
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
        ends=_ends(text),
        heading=_heading(top),
        headed_on=_headed_on(top),
        is_midway=_is_midway(top) or 0 < len(text.split()) <= _HARDLY_MORE,
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
        leap = this.number - before.number if before.number else 0
        if before.of == this.of and 0 < leap and (this.of or leap <= _LONGEST_LEAP):
            return (
                True,
                f"“{_page_words(this)}” after “{_page_words(before)}”: a page may be missing",
            )
    if this.begins and not _is_running_head(before, this):
        return False, this.begins
    if before.of and before.number == before.of:
        return False, f"the page before was the last of {before.of}"
    if not is_same_file:
        return False, "another file of the batch"
    if other := _other(before, this):
        return False, other
    # A date at the head of a page may be that of an entry in a long record; a farewell ends a letter.
    if before.ends and not this.is_midway:
        return False, f"the page before ends “{before.ends}”"
    if this.heading and this.heading not in (before.heading, before.sender):
        return False, f"is headed “{this.heading}”"
    if _is_dated_anew(before, this) and not this.is_midway:
        return False, "a date of its own at the top"
    if this.number and this.of and before.of and this.of != before.of:
        return False, f"“{_page_words(this)}” after “{_page_words(before)}”"
    if this.is_midway:
        return True, "goes on in the middle of a sentence"
    if this.sender and this.sender == before.sender:
        return True, "the same sender"
    return True, "no letterhead or greeting of its own"


def _is_running_head(before: Cues, this: Cues) -> bool:
    """Whether the letterhead of `this` page is that of the paper, repeated on every page of it."""
    if not this.begins.startswith("letterhead") or this.sender != before.sender:
        return False
    return this.is_midway or not (before.ends or _is_dated_anew(before, this))


def _is_dated_anew(before: Cues, this: Cues) -> bool:
    return this.headed_on is not None and this.headed_on not in (before.headed_on, before.dated_on)


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
    lines = [line for line in text.splitlines() if line.strip()]
    # Elsewhere it is the end of "see page 12", broken at the end of a line.
    for line in (*lines[:_HEAD_LINES], *lines[-_HEAD_LINES:]):
        if alone := _PAGE_ALONE.search(line):
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


def _ends(text: str) -> str:
    """A farewell on a line of its own, with no more below it than a name and a calling; "" where there is none."""
    lines = _lines(text)[-_MOST_BELOW:]
    for at, line in enumerate(lines):
        if found := _SIGNED.match(line):
            if all(len(below) <= 60 for below in lines[at + 1 :]):
                return " ".join(found[1].split()).capitalize()
    return ""


def _heading(top: Sequence[str]) -> str:
    """A short line of capitalised words at the head of a page that names an organisation or a kind of paper."""
    for line in top[:_HEAD_LINES]:
        if _ORGANISATION.search(line) or any(kind.search(line) for _, kind, _ in _KINDS):
            if _is_title(line):
                return line
    return ""


def _is_title(line: str) -> bool:
    """Of long words each begins with a capital letter, or the first does in a line that is no sentence."""
    if len(line) > 70 or line.endswith((".", ",", ";", ":", "?")) or not line[:1].isupper():
        return False
    long = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long)
    return capitals == len(long) or (len(long) <= 4 and capitals * 2 >= len(long))


def _headed_on(top: Sequence[str]) -> date | None:
    """A whole date alone on one of the first lines."""
    for line in (line for line in top[:_HEAD_LINES] if not line.endswith(".")):
        wholes = words.analyse(line).wholes
        tokens = [t for t in wholes if len(t.stem) == 10 and words.is_date_term(t.stem)]
        if len(tokens) == 1 and _OWN_DATE.match(line[: tokens[0].start] + line[tokens[0].end :]):
            if found := dates_in(line):
                return found[0][0]
    return None


def _is_midway(top: Sequence[str]) -> bool:
    """Whether the first line with several words begins with a small letter."""
    line = next((line for line in top if len(line.split()) > 3), "")
    return bool(line) and line[0].islower()


def _writer(text: str) -> str:
    """The calling of whoever signed, looked for under the farewell."""
    if farewell := _FAREWELL.search(text):
        under = text[farewell.end() : farewell.end() + 200]
        if found := _WRITER.search(under):
            return " ".join(found[1].lower().split())
    return ""
