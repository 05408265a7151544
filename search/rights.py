"""What an asker may find, as sets of ids worked out when the question is asked.

Nothing of a user, team or role is ever stored in an index, so a right that ended a second ago is
gone from the next answer.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True)
class Grant:
    """One reason to find things: about any of `people`, or held by any of `holders`.

    With `everyone`, everything that is open as well. `kinds` limits it to these kinds of entry.
    """

    people: frozenset[UUID] = frozenset()
    holders: frozenset[UUID] = frozenset()
    everyone: bool = False
    kinds: frozenset[str] | None = None


@dataclass(frozen=True)
class Rights:
    """Any of `grants` opens an entry, unless it is about one of `denied`. No grants: nothing at all."""

    grants: tuple[Grant, ...] = ()
    denied: frozenset[UUID] = frozenset()

    @classmethod
    def only(
        cls,
        people: Collection[UUID],
        *,
        denied: Collection[UUID] = (),
        holders: Collection[UUID] = (),
    ) -> "Rights":
        """The files of `people`, whatever their closure, and what is held by `holders`."""
        grant = Grant(frozenset(people), frozenset(holders))
        return cls((grant,), frozenset(denied))

    @classmethod
    def everyone_but(
        cls,
        denied: Collection[UUID],
        *,
        named: Collection[UUID] = (),
        holders: Collection[UUID] = (),
    ) -> "Rights":
        """Every open file but those of `denied`; restricted and sealed ones only of those `named`.

        For askers with rights so broad that naming who is left out is shorter. Name in `denied` also
        whoever is restricted to others now: an index may still hold them as open for a moment.
        """
        grant = Grant(frozenset(named), frozenset(holders), everyone=True)
        return cls((grant,), frozenset(denied))

    def within(self, kinds: Collection[str]) -> "Rights":
        """The same for these kinds of entry only."""
        grants = tuple(
            replace(g, kinds=frozenset(kinds) if g.kinds is None else g.kinds & frozenset(kinds))
            for g in self.grants
        )
        return replace(self, grants=grants)

    def opens_file_of(self, person: UUID) -> bool:
        """Whether anything about this person may be found, as far as these rights can tell."""
        return person not in self.denied and any(
            grant.everyone or person in grant.people for grant in self.grants
        )

    def __or__(self, other: "Rights") -> "Rights":
        """What either opens; what either denies stays denied."""
        return Rights(self.grants + other.grants, self.denied | other.denied)
