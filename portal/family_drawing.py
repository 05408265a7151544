"""The people around a child, as the genogram draws them and as lines of text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from cases import access
from cases.models import Address, Person, Relationship, User
from portal import genogram
from portal.genogram.family import Sex

_SEX: dict[str, Sex] = {"F": "F", "M": "M"}


@dataclass(frozen=True)
class Around:
    """`people` are dicts of person, role and ended; `svg` and `description` are the same as a drawing and in words."""

    people: list[dict[str, Any]]
    svg: str
    description: str


def around(user: User, child: Person, *, key: str = "genogram") -> Around:
    """Who belongs to `child`. Somebody whose own file is kept from `user` is left out, name and all."""
    kept = access.denied(user, "read", Person).values("pk")
    near = [*child.relationships.all(), *child.related_from.all()]
    ids = {child.pk}
    for row in near:
        ids |= {row.person_id, row.other_id}
    ids |= set(child.family_memberships.values_list("family__memberships__person", flat=True))
    people = {
        person.pk: person
        for person in Person.objects.of(pk__in=ids).exclude(pk__in=kept, reference__isnull=False)
    }
    people[child.pk] = child
    rows = list(
        Relationship.objects.of(person__in=list(people), other__in=list(people)).order_by(
            "from_on", "pk"
        )
    )
    roles: dict[Any, tuple[str, bool]] = {}
    for row in rows:
        if row.other_id == child.pk:
            roles[row.person_id] = (row.get_kind_display(), row.until_on is not None)
        elif row.person_id == child.pk and row.kind in {"sibling", "half_sibling"}:
            roles.setdefault(row.other_id, (row.get_kind_display(), row.until_on is not None))
    members = [
        genogram.Member(
            id=person.pk,
            name=person.name,
            sex=_SEX.get(person.sex, "U"),
            born=person.born_on,
            died=person.died_on,
            expected=person.expected_on,
            is_focus=person.pk == child.pk,
            label=roles.get(person.pk, ("", False))[0],
        )
        for person in sorted(
            people.values(), key=lambda one: (one.born_on is None, one.born_on, one.name)
        )
    ]
    relations = genogram.relations_from(
        (row.person_id, row.kind, row.other_id, row.until_on is not None) for row in rows
    )
    homes = _households(people)
    lines: list[dict[str, Any]] = [
        {"person": people[pk], "role": role, "ended": ended}
        for pk, (role, ended) in roles.items()
        if pk in people
    ]
    lines.sort(
        key=lambda line: (line["ended"], line["person"].born_on is None, line["person"].born_on)
    )
    return Around(
        people=lines,
        svg=genogram.draw(members, relations, homes, key=key),
        description=genogram.describe(members, relations, homes),
    )


def _households(people: Mapping[UUID, Person]) -> list[genogram.Household]:
    """Who of `people` lives together today: those at one and the same address.

    Without a postcode ("not known", "with friends") an address is too vague to say that two people share it.
    """
    today = timezone.localdate()
    at: dict[tuple[str, str], set[UUID]] = {}
    current = Address.objects.of(person__in=list(people)).filter(
        Q(from_on=None) | Q(from_on__lte=today), Q(until_on=None) | Q(until_on__gt=today)
    )
    for row in current.exclude(postcode=""):
        place = (" ".join(row.text.casefold().split()), row.postcode.replace(" ", "").casefold())
        at.setdefault(place, set()).add(row.person_id)
    return [genogram.Household(frozenset(those)) for those in at.values() if len(those) > 1]
