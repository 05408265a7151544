"""Whose is this page, what is it, when was it written, does it go on from the page before? Each answer with its reason.

A pure core over text and names; `directory_for` is its one query. Only people whom the asker may file paper for are
ever weighed, so no suggestion can betray a file that is closed to them. Nothing here decides: a person confirms.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from cases import names, references
from cases.models import Address, Closure, FamilyMembership, PersonName, User
from documents import words
from documents.dates import PaperDate, Precision
from documents.filing import people_to_file_for
from documents.models import Document

_TOP_LINES = 12
_OLDEST_PAPER = date(1948, 1, 1)
STRONG = 40

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


@dataclass(frozen=True)
class Known:
    """Somebody whose file the asker may file paper into."""

    id: UUID
    name: str
    reference: str
    born_on: date | None = None
    other_names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    families: frozenset[UUID] = frozenset()
    is_restricted: bool = False


@dataclass(frozen=True)
class Label:
    """What the cover sheet before some pages says of them; `words` name the sheet."""

    words: str
    child: UUID | None = None
    kind: str = ""
    from_on: date | None = None
    until_on: date | None = None

    @property
    def period(self) -> str:
        """ "2019 to 2020" in full days, or "" where the sheet gives none."""
        first = f"from {_day(self.from_on)}" if self.from_on else ""
        last = f"until {_day(self.until_on)}" if self.until_on else ""
        return " ".join(part for part in (first, last) if part)

    def covers(self, day: date) -> bool:
        return (self.from_on or date.min) <= day <= (self.until_on or date.max)


@dataclass(frozen=True)
class Match:
    """Evidence that pages are about somebody. `reasons` in words; at `STRONG` or more a name or number is certain."""

    person: Known
    score: int
    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        return ", ".join(self.reasons)


@dataclass(frozen=True)
class Suggestion:
    """What some pages look like. `whose` is best first; `chosen` are those to tick; `look_twice` sentences say why."""

    whose: tuple[Match, ...] = ()
    chosen: tuple[Known, ...] = ()
    kind: str = Document.Kind.OTHER
    kind_why: str = ""
    sender: str = ""
    dated_on: date | None = None
    dated_why: str = ""
    title: str = ""
    telling: str = ""
    look_twice: tuple[str, ...] = ()


@dataclass
class Directory:
    """People by what a page may say of them."""

    people: dict[UUID, Known] = field(default_factory=dict)
    by_reference: dict[str, Known] = field(default_factory=dict)
    by_surname: dict[str, list[tuple[tuple[str, ...], Known]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_sound: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, people: Iterable[Known]) -> "Directory":
        found = cls()
        for person in people:
            found.people[person.id] = person
            found.by_reference[person.reference] = person
            for name in (person.name, *person.other_names):
                parts = _name_words(name)
                if len(parts) > 1:
                    found.by_surname[parts[-1]].append((parts, person))
        for surname in found.by_surname:
            if len(key := names.sound(surname)) > 1:
                found.by_sound[key].add(surname)
        return found

    def like(self, person: Known) -> list[Known]:
        """Others whose name could be taken for this one's."""
        surnames = {person.name, *person.other_names}
        near = {
            other.id: other
            for name in surnames
            for surname in self._surnames_like(_name_words(name)[-1:])
            for _, other in self.by_surname[surname]
            if other.id != person.id
        }
        return [other for other in near.values() if names.is_alike(person.name, other.name)]

    def _surnames_like(self, surname: Sequence[str]) -> set[str]:
        if not surname:
            return set()
        return {surname[0], *self.by_sound.get(names.sound(surname[0]), ())} & set(self.by_surname)


def cues(text: str, *, today: date, read_as: str = "") -> Cues:
    """What `text` says of itself. `read_as` is how the page was read ("photo" makes a photograph)."""
    number, of = _page_number(text)
    top = _lines(text)[:_TOP_LINES]
    kind, kind_why = _kind(text, top, read_as)
    sender = _sender(text, top)
    dates = _dates(text)
    begins = ""
    if number == 1:
        begins = f"page 1 of {of}" if of else "page 1"
    elif greeting := _GREETING.search(text):
        begins = f"begins “{greeting[1].capitalize()}”"
    elif sender and kind:
        begins = "letterhead"
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
    )


def goes_on(before: Cues | None, this: Cues, *, is_same_file: bool) -> tuple[bool, str]:
    """Whether `this` page belongs to the document of the page `before` it, and why."""
    if before is None:
        return False, "the first page"
    if this.number and this.number > 1:
        is_next = before.number == this.number - 1 and before.of == this.of
        if is_next:
            return True, f"“{_page_words(this)}” after “{_page_words(before)}”"
        if before.number is None and is_same_file:
            return True, f"“{_page_words(this)}”"
        if before.of == this.of and (before.number or 0) < this.number:
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
    if this.sender and this.sender == before.sender:
        return True, "the same sender"
    return True, "no letterhead or greeting of its own"


def suggest(
    pages: Sequence[tuple[int, str, Cues]], directory: Directory, *, label: Label | None = None
) -> Suggestion:
    """What `pages` (page number, text, cues) look like together, as one document, behind a cover sheet with `label`.

    The first page counts most: kind, date and sender come from the first page that shows them.
    """
    if not pages:
        return Suggestion()
    matches = _whose(pages, directory, label)
    chosen = _chosen(matches)
    kind, kind_why = next(
        ((cue.kind, cue.kind_why) for _, _, cue in pages if cue.kind), (Document.Kind.OTHER, "")
    )
    if label and label.kind:
        kind, kind_why = label.kind, label.words
    sender = next((cue.sender for _, _, cue in pages if cue.sender), "")
    writer = next((cue.writer for _, _, cue in pages if cue.writer), "")
    dated_on, dated_why = next(
        ((cue.dated_on, f"on page {number}") for number, _, cue in pages if cue.dated_on),
        (None, ""),
    )
    return Suggestion(
        whose=tuple(matches),
        chosen=tuple(match.person for match in chosen),
        kind=kind,
        kind_why=kind_why,
        sender=sender,
        dated_on=dated_on,
        dated_why=dated_why,
        title=_title(pages[0][1], kind, writer, sender),
        telling=telling_sentence([text for _, text, _ in pages]),
        look_twice=tuple(
            [
                sentence
                for match in chosen
                for sentence in _identity_doubts(match.person, pages, directory)
            ]
            + [
                f"The pages also name {match.person.name} ({match.person.reference})."
                for match in matches
                if chosen and match.score >= STRONG and match not in chosen
            ]
            + _label_doubts(label, [match.person for match in chosen], dated_on, directory)
        ),
    )


def doubts(
    people: Sequence[Known],
    pages: Sequence[tuple[int, str, Cues]],
    directory: Directory,
    *,
    dated: PaperDate,
    today: date,
    label: Label | None = None,
) -> list[str]:
    """Why somebody should look again before `pages` are filed for `people`, as sentences; empty when nothing is odd."""
    found: list[str] = []
    ranked = _whose(pages, directory, label)
    matches = {match.person.id: match for match in ranked}
    expected = [match.person for match in _chosen(ranked)]
    if expected and {person.id for person in people} != {person.id for person in expected}:
        found.append(f"These pages look like {_listed(expected)}, and you chose {_listed(people)}.")
    for person in people:
        match = matches.get(person.id)
        if match is None:
            found.append(f"Nothing on these pages names {person.name}.")
        elif match.score < STRONG:
            found.append(f"These pages only show {match.why} for {person.name}.")
        found += _identity_doubts(person, pages, directory)
        if person.born_on and dated.last < person.born_on:
            found.append(
                f"The paper is dated {dated.words or _day(dated.day)}, before {person.name} was born "
                f"({_day(person.born_on)})."
            )
        if person.is_restricted:
            found.append(f"The file of {person.name} is restricted to named people.")
    is_a_day = dated.to == Precision.DAY
    found += _label_doubts(label, people, dated.day if is_a_day else None, directory)
    if dated.day > today:
        found.append(f"The date {dated.words or _day(dated.day)} is still to come.")
    return list(dict.fromkeys(found))


def look_up(directory: Directory, asked: str, *, most: int = 8) -> list[Known]:
    """People whom somebody means who typed `asked`: a reference, a birth date, or a name as far as they got.

    The closest spelling first, then by name; a name that only sounds alike comes when nothing else does.
    """
    if reference := references.normal(asked):
        person = directory.by_reference.get(reference)
        return [person] if person else []
    days = {day for day, _ in _dates(asked)}
    if days:
        return [p for p in directory.people.values() if p.born_on in days][:most]
    typed = names.name_words(asked)
    if not typed:
        return []

    def begins(person: Known) -> bool:
        spoken = [w for name in (person.name, *person.other_names) for w in _name_words(name)]
        return all(any(word.startswith(part) for word in spoken) for part in typed)

    found = [person for person in directory.people.values() if begins(person)]
    if not found:
        keys = {names.sound(part) for part in typed if len(names.sound(part)) > 1}
        found = [
            person
            for person in directory.people.values()
            if keys and keys <= {names.sound(word) for word in _name_words(person.name)}
        ]
    return sorted(found, key=lambda person: (person.name.casefold(), person.reference))[:most]


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


def directory_for(user: User) -> Directory:
    """Everybody whose file `user` may file paper into. Four queries, whatever their number."""
    people = people_to_file_for(user)
    ids = people.order_by().values("pk")
    others: dict[UUID, list[str]] = defaultdict(list)
    for person, name in PersonName._base_manager.filter(person__in=ids).values_list(
        "person", "name"
    ):
        others[person].append(name)
    addresses: dict[UUID, list[str]] = defaultdict(list)
    for person, text in Address._base_manager.filter(person__in=ids, until_on=None).values_list(
        "person", "text"
    ):
        addresses[person].append(text)
    families: dict[UUID, set[UUID]] = defaultdict(set)
    for person, family in FamilyMembership._base_manager.filter(
        person__in=ids, until_on=None
    ).values_list("person", "family"):
        families[person].add(family)
    return Directory.of(
        Known(
            id=pk,
            name=name,
            reference=reference or "",
            born_on=born_on,
            other_names=tuple(others[pk]),
            addresses=tuple(addresses[pk]),
            families=frozenset(families[pk]),
            is_restricted=closure != Closure.OPEN,
        )
        for pk, name, reference, born_on, closure in people.values_list(
            "pk", "name", "reference", "born_on", "closure"
        )
    )


@lru_cache(maxsize=65_536)
def _name_words(name: str) -> tuple[str, ...]:
    return names.name_words(name)


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


def _dates(text: str) -> list[tuple[date, bool]]:
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


def _title(text: str, kind: str, writer: str, sender: str) -> str:
    label = Document.Kind(kind).label
    if kind == Document.Kind.OTHER:
        return first_line(text) or label
    from_whom = writer or sender
    return f"{label}, {from_whom}" if from_whom else label


def first_line(text: str) -> str:
    """The first line that reads like a heading: at least two words with letters, at most 100 signs."""
    for line in _lines(text)[:_TOP_LINES]:
        if len(re.findall(r"[^\W\d_]{2,}", line)) >= 2 and len(line) <= 100:
            return line
    return ""


def _whose(
    pages: Sequence[tuple[int, str, Cues]], directory: Directory, label: Label | None
) -> list[Match]:
    scores: dict[UUID, int] = defaultdict(int)
    reasons: dict[UUID, list[str]] = defaultdict(list)

    def count(person: Known, points: int, reason: str) -> None:
        if reason not in reasons[person.id]:
            scores[person.id] += points
            reasons[person.id].append(reason)

    for number, text, cue in pages:
        for reference in cue.references:
            if person := directory.by_reference.get(reference):
                count(person, 100, f"{reference} on page {number}")
        spoken = names.name_words(text)
        exact = _named(spoken, directory)
        for person in exact:
            count(person, STRONG, f"name on page {number}")
        if not exact and not scores:
            for person in _nearly_named(spoken, directory):
                count(person, 15, f"a name like it on page {number}")
        days = {day for day, _ in _dates(text)} if scores else set()
        for id in list(scores):
            person = directory.people[id]
            if person.born_on in days:
                count(person, 35, f"birth date on page {number}")
            for address in person.addresses:
                if (line := address.split(",")[0].casefold()) and line in text.casefold():
                    count(person, 15, f"address on page {number}")
    if label and label.child and (labelled := directory.people.get(label.child)):
        # More than a name that happens to stand on a page, less than a reference on it.
        count(labelled, 60, label.words)
    # Whoever is named first comes first among equals: dictionaries keep that order, and sorting does too.
    return sorted(
        (Match(directory.people[id], score, _short(reasons[id])) for id, score in scores.items()),
        key=lambda match: -match.score,
    )


def _short(reasons: Sequence[str]) -> tuple[str, ...]:
    """ "name on page 1", "birth date on page 1" as one reason; and no more than three pages of the same."""
    by_page: dict[str, list[str]] = defaultdict(list)
    lines = []
    for reason in reasons:
        what, is_on, page = reason.rpartition(" on page ")
        if is_on:
            by_page[page].append(what)
        else:
            lines.append(reason)
    lines += [
        f"{', '.join(whats[:-1])}{' and ' if whats[1:] else ''}{whats[-1]} on page {page}"
        for page, whats in by_page.items()
    ]
    return tuple(lines[:3])


def _named(spoken: Sequence[str], directory: Directory) -> list[Known]:
    """People whose first and last name stand together in `spoken`: in either order, middle names apart."""
    found: dict[UUID, Known] = {}
    for at, word in enumerate(spoken):
        for name, person in directory.by_surname.get(word, ()):
            before = spoken[max(0, at - len(name)) : at]
            after = spoken[at + 1 : at + 2]
            if name[0] in before[-3:] or name[0] in after:
                found[person.id] = person
    return list(found.values())


def _nearly_named(spoken: Sequence[str], directory: Directory) -> list[Known]:
    """People named in another spelling, in a short form, or with one letter misread."""
    found: dict[UUID, Known] = {}
    for at, word in enumerate(spoken):
        near = [*spoken[max(0, at - 2) : at], *spoken[at + 1 : at + 2]]
        for surname in directory._surnames_like([word]):
            for name, person in directory.by_surname[surname]:
                if any(_first_alike(name[0], other, surname == word) for other in near):
                    found[person.id] = person
    return list(found.values())


def _first_alike(first: str, other: str, is_surname_exact: bool) -> bool:
    if first == other or other in names.short_forms(first) or other in names.spellings(first):
        return True
    # A misread surname and a misread first name together would be anybody.
    return is_surname_exact and len(first) > 3 and names.within_one(first, other)


def _chosen(matches: Sequence[Match]) -> list[Match]:
    """Whom to tick: the best, and those of the same family whom the pages name as certainly."""
    strong = [match for match in matches if match.score >= STRONG]
    if not strong:
        return []
    best = strong[0]
    return [
        match for match in strong if match is best or (match.person.families & best.person.families)
    ]


def _identity_doubts(
    person: Known, pages: Sequence[tuple[int, str, Cues]], directory: Directory
) -> list[str]:
    found: list[str] = []
    for other in directory.like(person):
        born = f", born {_day(other.born_on)}" if other.born_on else ""
        found.append(
            f"There is another file with a name like {person.name}: {other.name}, "
            f"{other.reference}{born}. Compare birth date and address."
        )
    for number, _, cue in pages:
        for reference in cue.references:
            owner = directory.by_reference.get(reference)
            if reference != person.reference and (
                owner is None or not owner.families & person.families
            ):
                whose = f"is {owner.name}'s" if owner else f"is not {person.name}'s"
                found.append(f"The reference {reference} on page {number} {whose}.")
        if (
            person.born_on
            and len(cue.born_on) == 1
            and person.born_on != cue.born_on[0]
            # A parent's birth date is no doubt about the child.
            and abs(person.born_on.year - cue.born_on[0].year) < 15
        ):
            found.append(
                f"Page {number} gives the birth date {_day(cue.born_on[0])}, "
                f"but {person.name} was born {_day(person.born_on)}."
            )
    return found


def _label_doubts(
    label: Label | None, people: Sequence[Known], dated_on: date | None, directory: Directory
) -> list[str]:
    """Where the papers and their cover sheet disagree."""
    if label is None:
        return []
    found = []
    labelled = directory.people.get(label.child) if label.child else None
    if labelled and people and labelled not in people:
        found.append(
            f"The {label.words} says {_listed([labelled])}, and not {_listed(people)}. "
            "Look whether a sheet was laid in the wrong place."
        )
    if dated_on and not label.covers(dated_on):
        found.append(f"The paper is dated {_day(dated_on)}; the {label.words} says {label.period}.")
    return found


def _listed(people: Sequence[Known]) -> str:
    return " and ".join(f"{person.name} ({person.reference})" for person in people)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
