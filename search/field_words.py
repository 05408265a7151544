"""Words of the field that stand for one another when somebody searches: those that Kinfile knows, and a council's own.

Only the question is widened by them, never the index: a change counts from the next question on, in every process.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format

from cases.actions import Problem
from documents.wants import FIELD_WORDS, SHIPPED_GROUPS, STOP_WORDS, Synonyms, Want, stems_of
from documents.words import analyse
from search import asking
from search.asking import Asked
from search.models import FieldWords

MOST_GROUPS = 500
MOST_WAYS = 12
MOST_WORDS = 6
LONGEST = 60
# A search asks the index for every one of them.
MOST_FOR_ONE = 24


@dataclass(frozen=True)
class Group:
    """`pk`: the id of a council's own group, or the first words of one that comes with Kinfile."""

    pk: str
    ways: tuple[str, ...]


NO_GROUP = Group("", ())
SHIPPED = tuple(Group(ways[0], ways) for ways in SHIPPED_GROUPS)
_UNCHANGED = FieldWords(number=0, groups=[], off=[])
_known: tuple[tuple[int, datetime] | None, Synonyms] = (None, FIELD_WORDS)


def understood(typed: str) -> Asked:
    """What `typed` asks for, with the words that stand for one another now. One small query."""
    return asking.parse(typed, in_use())


def in_use() -> Synonyms:
    """Made anew in each process when there is a version that it does not know yet."""
    global _known
    latest = FieldWords.objects.values_list("number", "changed_at").first()
    if _known[0] != latest:
        _known = (latest, synonyms(newest()))
    return _known[1]


def newest() -> FieldWords:
    """The version in use; one with the number 0, which is not kept, where nobody ever changed anything."""
    return FieldWords.objects.select_related("changed_by").first() or _UNCHANGED


def own_groups(version: FieldWords) -> list[Group]:
    return [Group(one["id"], tuple(one["ways"])) for one in version.groups]


def groups_in_use(version: FieldWords) -> list[Group]:
    return [*(one for one in SHIPPED if one.pk not in version.off), *own_groups(version)]


def synonyms(version: FieldWords) -> Synonyms:
    return Synonyms(one.ways for one in groups_in_use(version))


def read(written: str) -> tuple[str, ...]:
    """The ways of a group, written one on each line. Raises `Problem` with what is to be put right."""
    ways = tuple(dict.fromkeys(way for line in written.splitlines() if (way := _tidy(line))))
    for way in ways:
        _check(way)
    if len(ways) < 2:
        raise Problem("Write at least two ways of saying the same, each on a line of its own.")
    if len(ways) > MOST_WAYS:
        raise Problem(
            f"A group takes {MOST_WAYS} ways at most, and these are {len(ways)}: a search asks for each of them. "
            "Leave some out, or make two groups."
        )
    same: dict[tuple[str, ...], str] = {}
    for way in ways:
        other = same.setdefault(stems_of(way), way)
        if other != way:
            raise Problem(
                f"“{other}” and “{way}” are the same to a search already. Leave one of them out."
            )
    return ways


def _tidy(line: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in line).split())


def _check(way: str) -> None:
    said = f"“{way[:LONGEST]}{'…' if len(way) > LONGEST else ''}”"
    if len(way) > LONGEST:
        raise Problem(f"{said} is too long: a way has {LONGEST} letters at most.")
    if '"' in way or "*" in way or way.startswith(("-", "−", "–")):
        raise Problem(
            f"Write {said} without signs: plain words, no quotation marks, stars or minus."
        )
    surfaces = [word.surface for word in analyse(way).words]
    if len("".join(surfaces)) < 2:
        raise Problem(
            f"{said} is too short to be looked for: write at least two letters or figures."
        )
    if len(surfaces) > MOST_WORDS:
        raise Problem(f"{said} is too long: a way has {MOST_WORDS} words at most.")
    if STOP_WORDS.issuperset(surfaces):
        raise Problem(
            f"{said} is made of small words alone, which stand on every page. Write more of it, or leave it out."
        )


def check_beside(ways: Sequence[str], others: Iterable[Group]) -> None:
    """Raise `Problem` where a group says nothing beside `others`, or makes one way stand for too many."""
    others = list(others)
    mine = set(map(stems_of, ways))
    for other in others:
        if mine <= set(map(stems_of, other.ways)):
            raise Problem(f"These stand for one another already: {', '.join(other.ways)}.")
    together = Synonyms([*(other.ways for other in others), ways])
    for way in ways:
        number = len(together.ways_of(stems_of(way)))
        if number > MOST_FOR_ONE:
            raise Problem(
                f"“{way}” would stand for {number} ways in all its groups, and a search takes {MOST_FOR_ONE}. "
                "Leave it out here, or shorten another of its groups."
            )


@dataclass(frozen=True)
class Part:
    """One thing that a search looks for: `said` as it was typed, `others` what answers as well, `how` in a sentence."""

    said: str
    others: tuple[str, ...] = ()
    how: str = ""


def told(typed: str, known: Synonyms) -> tuple[list[Part], tuple[str, ...]]:
    """What a search for `typed` looks for, part by part, and what it could not use."""
    asked = asking.parse(typed, known)
    parts = [_part(want, known) for want in asked.wants]
    left_out = [Part(said_of(want), how="left out wherever it stands") for want in asked.without]
    return [*parts, *left_out], asked.notes


def said_of(want: Want) -> str:
    """What `want` looks for, folded, in words; a date as people write it."""
    if not want.begins and not want.named:
        return _day(want.ways[0][0])
    return want.begins or " ".join(want.named[0])


def _part(want: Want, known: Synonyms) -> Part:
    said = said_of(want)
    if want.begins:
        return Part(said, how="and every word that goes on from it")
    if not want.named:
        return Part(said, how="however the date is written")
    spelt = {stems_of(" ".join(words)): " ".join(words) for words in want.named}
    typed = stems_of(said)
    others = (spelt.get(way) or known.written(way) for way in want.ways if way != typed)
    return Part(said, tuple(dict.fromkeys(others)), "" if want.loose else "word for word")


def _day(term: str) -> str:
    """A date term, year-month or year-month-day, as people write it."""
    year, month, *day = term.split("-")
    return date_format(date(int(year), int(month), int(*day or "1")), "j F Y" if day else "F Y")


def changes(version: FieldWords, before: FieldWords | None) -> list[str]:
    """What a version changed, in sentences."""
    was = before or _UNCHANGED
    old = {one.pk: one.ways for one in own_groups(was)}
    new = {one.pk: one.ways for one in own_groups(version)}
    said = [f"Added: {', '.join(ways)}." for pk, ways in new.items() if pk not in old]
    said += [f"Removed: {', '.join(ways)}." for pk, ways in old.items() if pk not in new]
    said += [
        f"Changed: {', '.join(old[pk])}, to: {', '.join(ways)}."
        for pk, ways in new.items()
        if pk in old and old[pk] != ways
    ]
    for group in SHIPPED:
        if (group.pk in version.off) != (group.pk in was.off):
            how = "off" if group.pk in version.off else "on"
            said.append(f"Switched {how}: {', '.join(group.ways)}.")
    return said
