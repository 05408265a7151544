"""A family as a drawing: who belongs to whom, over up to a few generations, as SVG and as words.

Pure: knows no database and no settings. The signs are the usual ones: square male, circle female,
diamond not known or neither, triangle not yet born, doubled outline for the child whose file it is,
crossed for who has died, a struck line for partners who parted, dashes for ties that are not of
birth, a dashed outline around those who live together. No colour carries meaning, and there are no
inline styles: every line follows the text colour of the page, on paper and in forced colours too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString

from portal.genogram.drawing import Drawing
from portal.genogram.family import (
    Couple,
    Family,
    Household,
    Member,
    Parentage,
    Relation,
    Siblings,
    Tie,
    relations_from,
)

__all__ = [
    "Couple",
    "Household",
    "Member",
    "Parentage",
    "Relation",
    "Siblings",
    "Tie",
    "describe",
    "draw",
    "relations_from",
]


def draw(
    members: Sequence[Member],
    relations: Sequence[Relation] = (),
    households: Sequence[Household] = (),
    *,
    today: date | None = None,
    key: str = "genogram",
) -> SafeString:
    """The family as one `<svg role="img">`; the same arguments always give the same drawing.

    `key` must differ between two drawings of one page. Relations to people who are not among the
    members are left out.
    """
    family = Family(members, relations, households, today or timezone.localdate())
    return Drawing(family).svg(key)


def describe(
    members: Sequence[Member],
    relations: Sequence[Relation] = (),
    households: Sequence[Household] = (),
    *,
    today: date | None = None,
) -> str:
    """The same family in plain sentences, one a line: everybody, every tie, every home."""
    return Family(members, relations, households, today or timezone.localdate()).in_words()
