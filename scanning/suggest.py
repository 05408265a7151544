"""Whose is this page, what is it, when was it written, does it go on from the page before? Each answer with its reason.

A pure core over cues and names. Nothing here decides: a person confirms.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases import names
from documents.dates import PaperDate, Precision
from documents.models import Document
from scanning.cues import Cues, dates_in, first_line, telling_sentence
from scanning.directory import Directory, Known, named_in, nearly_named_in

STRONG = 40
_HINT = 20
# Words below which silence says nothing: a smudged fax, a photograph, a drawing.
_HARDLY_READ = 12


@dataclass(frozen=True)
class Label:
    """What the cover sheet before some pages, or the code of a form on them, says of them; `words` name it.

    `titled`: what paper is called that Kinfile printed itself.
    """

    words: str
    child: UUID | None = None
    kind: str = ""
    from_on: date | None = None
    until_on: date | None = None
    titled: str = ""

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


def suggest(
    pages: Sequence[tuple[int, str, Cues]],
    directory: Directory,
    *,
    label: Label | None = None,
    hint: UUID | None = None,
) -> Suggestion:
    """What `pages` (page number, text, cues) look like together, as one document, behind a cover sheet with `label`.

    `hint`: the child from whose file the batch was begun, taken where the pages name nobody; never certain.

    The first page counts most: kind, date and sender come from the first page that shows them.
    """
    if not pages:
        return Suggestion()
    matches = _whose(pages, directory, label)
    by_hand = [number for number, _, cue in pages if cue.is_by_hand]
    # Who is known from handwriting alone is offered, not ticked: a machine read it, and nobody has checked.
    printed = [page for page in pages if not page[2].is_by_hand]
    sure = _chosen(_whose(printed, directory, label) if by_hand else matches)
    chosen = [match for match in matches if match.person in [one.person for one in sure]]
    if not _chosen(matches) and hint in directory.people:
        hinted = Match(directory.people[hint], _HINT, ("the batch was begun from this file",))
        matches = [hinted, *(match for match in matches if match.person != hinted.person)]
        chosen = [hinted]
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
        title=(label.titled if label else "") or _title(pages[0][1], kind, writer, sender),
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
            + [
                f"Page {number} looks like handwriting: read by machine, not verified."
                for number in by_hand
            ]
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
            found.append(_unnamed(person, pages))
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


def _unnamed(person: Known, pages: Sequence[tuple[int, str, Cues]]) -> str:
    if sum(len(text.split()) for _, text, _ in pages) < _HARDLY_READ:
        return (
            f"Hardly anything could be read here, and nothing that was read names {person.name}. "
            "Look at the picture itself."
        )
    return f"Nothing on these pages names {person.name}."


def second_person(
    people: Sequence[Known],
    pages: Sequence[tuple[int, str, Cues]],
    directory: Directory,
    *,
    label: Label | None = None,
) -> list[str]:
    """Why somebody else must agree before `pages` come into the files of `people`: whose they are is in doubt."""
    found: list[str] = []
    named = [match.person for match in _whose(pages, directory, label) if match.score >= STRONG]
    if named and not {person.id for person in people} & {person.id for person in named}:
        found.append(
            f"These pages look like {_listed(named)}, and were filed for {_listed(people)}."
        )
    for person in people:
        found += _identity_doubts(person, pages, directory)
    labelled = directory.people.get(label.child) if label and label.child else None
    if labelled and labelled not in people:
        found += _label_doubts(label, people, None, directory)
    return list(dict.fromkeys(found))


def _title(text: str, kind: str, writer: str, sender: str) -> str:
    label = Document.Kind(kind).label
    if kind == Document.Kind.OTHER:
        return first_line(text) or label
    from_whom = writer or sender
    return f"{label}, {from_whom}" if from_whom else label


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
        exact = named_in(spoken, directory)
        for person in exact:
            count(person, STRONG, f"name on page {number}")
        if not exact and not scores:
            for person in nearly_named_in(spoken, directory):
                count(person, 15, f"a name like it on page {number}")
        days = {day for day, _ in dates_in(text)} if scores else set()
        for id in list(scores):
            person = directory.people[id]
            if person.born_on in days:
                count(person, 35, f"birth date on page {number}")
            for address in person.addresses:
                if (line := address.split(",")[0].casefold()) and line in text.casefold():
                    count(person, 15, f"address on page {number}")
    if label and label.child and (labelled := directory.people.get(label.child)):
        # More than a name that happens to stand on a page, less than a reference on it.
        why = f"a form printed for {labelled.name}" if label.titled else label.words
        count(labelled, 60, why)
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
