"""Conditions put together: which children all of them are true of, and what shows it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils import timezone

from cases import access
from cases.models import Assignment, Person, User
from search.histories.conditions import CONDITIONS, LEAVE_OUT, Condition

MOST_CONDITIONS = 8
BANDS = (
    (0, 0, "Under 1"),
    (1, 4, "1 to 4"),
    (5, 9, "5 to 9"),
    (10, 15, "10 to 15"),
    (16, 120, "16 and over"),
)

Kept = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """A kept condition as a person reads it; `problem` is a full sentence where it cannot be asked any more."""

    kind: str
    sentence: str
    problem: str = ""


@dataclass(frozen=True)
class Histories:
    """`children` are the ids of those found, by name; `why` what shows it, a line for each condition."""

    asked: tuple[Shown, ...] = ()
    children: tuple[UUID, ...] = ()
    why: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)

    def only(self, lines: Mapping[UUID, str]) -> "Histories":
        """Those of the children who are in `lines`, each with its line told last."""
        children = tuple(pk for pk in self.children if pk in lines)
        return replace(
            self, children=children, why={pk: (*self.why[pk], lines[pk]) for pk in children}
        )

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(one.problem for one in self.asked if one.problem)


def condition(kept: Kept, user: User) -> Condition | None:
    """The condition of `kept` (`kind` and `typed`, as `keep` made it), bound; None for a kind that is not known."""
    made = CONDITIONS.get(str(kept.get("kind", "")))
    return made(dict(kept.get("typed", {})), user=user) if made else None


def keep(asked: Condition) -> dict[str, Any]:
    return {"kind": asked.kind, "typed": asked.typed()}


def sentences(user: User, facts: Sequence[Kept]) -> list[str]:
    """What `facts` ask, each to be read after "children", without asking it."""
    bound = [condition(fact, user) for fact in facts[:MOST_CONDITIONS]]
    return [one.sentence() if one is not None and one.is_valid() else _LOST for one in bound]


def ask(user: User, facts: Sequence[Kept]) -> Histories:
    """The children of whom all of `facts` are true today, of those whose files `user` may read.

    A condition that cannot be asked finds nobody, and says so: a figure must never be of a wider question than the one
    that is shown above it.
    """
    today = timezone.localdate()
    readable = access.scope(user, "read", Person).filter(reference__isnull=False, merged_into=None)
    names = {pk: (name.casefold(), str(pk)) for pk, name in readable.values_list("pk", "name")}
    shown: list[Shown] = []
    told: list[Mapping[UUID, str]] = []
    # Ids of relatives without a file end here: only children of the policy's own list are ever kept.
    kept = set(names)
    for fact in facts[:MOST_CONDITIONS]:
        asked = condition(fact, user)
        if asked is None or not asked.is_valid():
            shown.append(Shown("", _LOST, _GONE))
            kept.clear()
            continue
        shown.append(Shown(asked.kind, asked.sentence()))
        true_of = asked.true_of(readable, today)
        if asked.cleaned_data[LEAVE_OUT]:
            kept -= true_of.keys()
        else:
            kept &= true_of.keys()
            told.append(true_of)
    children = tuple(sorted(kept, key=lambda pk: names[pk]))
    return Histories(
        asked=tuple(shown),
        children=children,
        why={pk: tuple(lines[pk] for lines in told) for pk in children},
    )


_LOST = "with a condition that cannot be asked any more"
_GONE = (
    "One of the conditions cannot be asked any more, so nobody is shown. "
    "Take it out, or ask it anew."
)


def shares(user: User, children: Collection[UUID]) -> dict[str, list[tuple[str, int]]]:
    """How `children` are spread over ages and teams. A child whom two teams hold counts in both."""
    readable = access.scope(user, "read", Person)
    born = {
        child.pk: child.age for child in readable.only("born_on", "died_on") if child.pk in children
    }
    ages = [
        (label, sum(age is not None and low <= age <= high for age in born.values()))
        for low, high, label in BANDS
    ]
    ages.append(("Not born, or day not known", sum(age is None for age in born.values())))
    rows = (
        Assignment.objects.of(child__in=readable)
        .active()
        .filter(team__isnull=False)
        .values_list("child", "team__name")
        .distinct()
    )
    held = [(child, team) for child, team in rows if child in born]
    teams = sorted(Counter(team for _, team in held).items(), key=lambda one: (-one[1], one[0]))
    teams.append(("No team", len(born.keys() - {child for child, _ in held})))
    return {
        label: [part for part in parts if part[1]]
        for label, parts in (("Age", ages), ("Team", teams))
    }
