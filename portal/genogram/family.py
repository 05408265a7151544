"""Who is drawn, how they belong together, in which generation, and all of it in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

Id = Hashable
Sex = Literal["F", "M", "U"]


@dataclass(frozen=True)
class Member:
    """Somebody in the drawing. `label` is the part they play, in a few words: "mother"."""

    id: Id
    name: str
    sex: Sex = "U"
    born: date | None = None
    died: date | None = None
    expected: date | None = None
    is_focus: bool = False
    label: str = ""


@dataclass(frozen=True)
class Couple:
    one: Id
    other: Id
    has_ended: bool = False


@dataclass(frozen=True)
class Parentage:
    parent: Id
    child: Id


@dataclass(frozen=True)
class Siblings:
    """For brothers and sisters whose parents are not in the drawing."""

    one: Id
    other: Id
    is_half: bool = False


@dataclass(frozen=True)
class Tie:
    """`one` is the `words` of `other`, other than by birth or partnership: foster carer, aunt.

    `rows_above` is how many generations `one` stands above `other`. Only who `looks_after` gets a line.
    """

    one: Id
    other: Id
    words: str
    rows_above: int = 1
    looks_after: bool = True
    has_ended: bool = False


@dataclass(frozen=True)
class Household:
    members: frozenset[Id]
    label: str = ""


Relation = Couple | Parentage | Siblings | Tie

# The kinds of a stored relationship that are ties here: words, and generations above.
TIES: dict[str, tuple[str, int]] = {
    "step_parent": ("step-parent", 1),
    "grandparent": ("grandparent", 2),
    "aunt_uncle": ("aunt or uncle", 1),
    "foster_carer": ("foster carer", 1),
    "other": ("other tie", 0),
}
# To be somebody's uncle, or a partner of their mother, is no sign of looking after them.
CARING = frozenset({"foster_carer"})


def relations_from(rows: Iterable[tuple[Id, str, Id, bool]]) -> list[Relation]:
    """Stored relationships as this drawing needs them, each once.

    A row is (person, kind, other, has ended) and reads "person is the kind of other"; the kinds are
    mother, father, partner, sibling, half_sibling and those of `TIES`. An unknown kind is "other".
    """
    found: dict[tuple[object, ...], Relation] = {}
    for person, kind, other, has_ended in rows:
        pair = frozenset((person, other))
        if kind in {"mother", "father"}:
            found.setdefault(("parent", person, other), Parentage(person, other))
        elif kind == "partner":
            known = found.get(("couple", pair))
            if known is None or not has_ended:
                found["couple", pair] = Couple(person, other, has_ended)
        elif kind in {"sibling", "half_sibling"}:
            half = kind == "half_sibling"
            found.setdefault(("siblings", pair), Siblings(person, other, half))
        else:
            words, above = TIES.get(kind, TIES["other"])
            cares = kind in CARING and not has_ended
            if not has_ended or ("tie", kind, pair) not in found:
                found["tie", kind, pair] = Tie(person, other, words, above, cares, has_ended)
    return list(found.values())


@dataclass
class Union:
    """Those who have children together or are partners; nobody, for siblings without parents."""

    parents: tuple[Id, ...]
    children: list[Id] = field(default_factory=list)
    has_ended: bool = False
    is_couple: bool = False


class Family:
    """The members with what follows from their relations: unions, generations, words."""

    def __init__(
        self,
        members: Sequence[Member],
        relations: Sequence[Relation],
        households: Sequence[Household],
        today: date,
    ) -> None:
        self.today = today
        self.members = {member.id: member for member in members}
        known = [relation for relation in relations if self._is_known(relation)]
        self.couples = [r for r in known if isinstance(r, Couple)]
        self.parentages = list(dict.fromkeys(r for r in known if isinstance(r, Parentage)))
        self.siblings = [r for r in known if isinstance(r, Siblings)]
        self.all_ties = [r for r in known if isinstance(r, Tie)]
        self.households = [
            Household(home.members & self.members.keys(), home.label)
            for home in households
            if home.members & self.members.keys()
        ]
        self.parents: dict[Id, list[Id]] = defaultdict(list)
        for parentage in self.parentages:
            self.parents[parentage.child].append(parentage.parent)
        self.rows = self._generations()
        self.unions = self._unions()
        self.ties = [
            tie for tie in self.all_ties if tie.looks_after and not self._shows_already(tie)
        ]

    def _is_known(self, relation: Relation) -> bool:
        ends = (
            (relation.parent, relation.child)
            if isinstance(relation, Parentage)
            else (relation.one, relation.other)
        )
        return ends[0] != ends[1] and all(end in self.members for end in ends)

    def _shows_already(self, tie: Tie) -> bool:
        """A grandparent whose line of parents is drawn needs no dashes as well."""
        generation: set[Id] = {tie.other}
        for _ in range(tie.rows_above):
            generation = {parent for child in generation for parent in self.parents.get(child, ())}
        return tie.rows_above > 0 and tie.one in generation

    def _generations(self) -> dict[Id, int]:
        """The row of everybody, 0 at the top. What contradicts earlier data is passed over."""
        group = {identity: identity for identity in self.members}

        def top(identity: Id) -> Id:
            while group[identity] != identity:
                identity = group[identity]
            return identity

        steps: list[tuple[Id, Id, int]] = []

        def levels() -> dict[Id, int] | None:
            """Longest way down to each group, or None where somebody would be above themselves."""
            level = dict.fromkeys({top(identity) for identity in self.members}, 0)
            for _ in range(len(level) + 1):
                changed = False
                for above, below, by in steps:
                    least = level[top(above)] + by
                    if level[top(below)] < least:
                        level[top(below)] = least
                        changed = True
                if not changed:
                    return level
            return None

        def add_step(above: Id, below: Id, by: int) -> None:
            steps.append((above, below, by))
            if levels() is None:
                steps.pop()

        def join(one: Id, other: Id) -> None:
            first, second = top(one), top(other)
            if first == second:
                return
            group[second] = first
            if levels() is None:
                group[second] = second

        for parentage in self.parentages:
            add_step(parentage.parent, parentage.child, 1)
        for parents in self.parents.values():
            for one, other in pairwise(parents):
                join(one, other)
        for couple in self.couples:
            join(couple.one, couple.other)
        for pair in self.siblings:
            join(pair.one, pair.other)
        for tie in self.all_ties:
            if tie.rows_above:
                add_step(tie.one, tie.other, tie.rows_above)
            else:
                join(tie.one, tie.other)
        level = levels() or dict.fromkeys({top(identity) for identity in self.members}, 0)
        self._lower(level, steps, top)
        self._settle_strangers(level, steps, top)
        # A generation of which nobody is known takes no room.
        used = {height: row for row, height in enumerate(sorted(set(level.values())))}
        return {identity: used[level[top(identity)]] for identity in self.members}

    @staticmethod
    def _lower(
        level: dict[Id, int], steps: list[tuple[Id, Id, int]], top: Callable[[Id], Id]
    ) -> None:
        """Bring ancestors down to just above their descendants."""
        for _ in level:
            for name in level:
                below = [level[top(b)] - by for a, b, by in steps if top(a) == name]
                has_above = any(top(b) == name for _, b, _ in steps)
                if below and not has_above and min(below) > level[name]:
                    level[name] = min(below)

    def _settle_strangers(
        self, level: dict[Id, int], steps: list[tuple[Id, Id, int]], top: Callable[[Id], Id]
    ) -> None:
        """Whoever has no tie that places them stands in the row of the focus."""
        focus = next((m.id for m in self.members.values() if m.is_focus), None)
        if focus is None:
            return
        placed = {top(end) for above, below, _ in steps for end in (above, below)}
        for name in level:
            if name not in placed:
                level[name] = level[top(focus)]

    def _unions(self) -> list[Union]:
        unions: dict[tuple[Id, ...], Union] = {}
        order = {identity: number for number, identity in enumerate(self.members)}

        def union_of(people: Iterable[Id]) -> Union:
            parents = tuple(sorted(set(people), key=order.__getitem__))
            return unions.setdefault(parents, Union(parents))

        for child in self.members:
            above = [p for p in self.parents.get(child, ()) if self.rows[p] < self.rows[child]]
            by_row: dict[int, list[Id]] = defaultdict(list)
            for parent in above:
                by_row[self.rows[parent]].append(parent)
            for parents in by_row.values():
                union_of(parents).children.append(child)
        for couple in self.couples:
            union = union_of((couple.one, couple.other))
            union.is_couple, union.has_ended = True, couple.has_ended
        for union in unions.values():
            union.children.sort(key=self._by_age)
        return [*unions.values(), *self._orphans()]

    def _orphans(self) -> Iterator[Union]:
        """Siblings who share no parent in the drawing, each connected set as one union."""
        sets: list[set[Id]] = []
        for pair in self.siblings:
            if set(self.parents.get(pair.one, ())) & set(self.parents.get(pair.other, ())):
                continue
            if self.rows[pair.one] != self.rows[pair.other]:
                continue
            ends = {pair.one, pair.other}
            touching = [known for known in sets if known & ends]
            sets = [known for known in sets if not known & ends]
            sets.append(ends.union(*touching))
        for group in sets:
            yield Union((), sorted(group, key=self._by_age))

    def _by_age(self, identity: Id) -> tuple[date, str, str]:
        member = self.members[identity]
        return member.born or member.expected or date.max, member.name, str(identity)

    def age(self, member: Member) -> str:
        """'9', '5 months', '3 weeks', or nothing. At death for who has died."""
        if member.born is None or member.born > self.today:
            return ""
        until = member.died or self.today
        months = (until.year - member.born.year) * 12 + until.month - member.born.month
        months -= until.day < member.born.day
        if months >= 24:
            return str(months // 12)
        if months >= 2:
            return f"{months} months"
        weeks = (until - member.born).days // 7
        return f"{weeks} week{'' if weeks == 1 else 's'}"

    def life(self, member: Member) -> str:
        """'died 2019, aged 54', 'due March 2027', or nothing."""
        if member.died:
            age = self.age(member)
            return f"died {member.died.year}" + (f", aged {age}" if age else "")
        due = member.expected if member.born is None else None
        return f"due {due:%B %Y}" if due else ""

    def is_unborn(self, member: Member) -> bool:
        return member.born is None and member.expected is not None and member.died is None

    def in_words(self) -> str:
        return "\n".join(
            [
                *(self._about(member) for member in self.members.values()),
                *self._about_parents(),
                *self._about_pairs(),
                *self._about_homes(),
            ]
        )

    def _name(self, identity: Id) -> str:
        return self.members[identity].name

    def _about(self, member: Member) -> str:
        facts = [
            member.name,
            "" if member.died else self.age(member),
            member.label,
            self.life(member),
        ]
        told = ", ".join(fact for fact in facts if fact)
        return f"{told}. This drawing is about {member.name}." if member.is_focus else f"{told}."

    def _about_parents(self) -> Iterator[str]:
        children: dict[tuple[Id, ...], list[Id]] = defaultdict(list)
        for child, above in self.parents.items():
            children[tuple(above)].append(child)
        for parents, born in children.items():
            names = _listed([self._name(parent) for parent in parents])
            word = "is a parent" if len(parents) == 1 else "are the parents"
            yield f"{names} {word} of {_listed([self._name(child) for child in born])}."

    def _about_pairs(self) -> Iterator[str]:
        for couple in self.couples:
            names = f"{self._name(couple.one)} and {self._name(couple.other)}"
            word = "were partners and have parted" if couple.has_ended else "are partners"
            yield f"{names} {word}."
        for pair in self.siblings:
            word = "half-brothers or half-sisters" if pair.is_half else "brothers or sisters"
            yield f"{self._name(pair.one)} and {self._name(pair.other)} are {word}."
        for tie in self.all_ties:
            verb = "was" if tie.has_ended else "is"
            yield f"{self._name(tie.one)} {verb} the {tie.words} of {self._name(tie.other)}."

    def _about_homes(self) -> Iterator[str]:
        for home in self.households:
            names = _listed([m.name for m in self.members.values() if m.id in home.members])
            yield f"{home.label or 'Living together'}: {names}."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
