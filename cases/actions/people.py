"""The people around a child: who they are, what they are to each other, and which family they belong to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions.problem import Problem
from cases.models import (
    Family,
    FamilyMembership,
    ParentalResponsibility,
    Person,
    PersonName,
    Relationship,
    User,
)


def within_reach(by: User) -> QuerySet[Person]:
    """Whose details `by` may write: children whose file is theirs to write, and people around them without a file."""
    mine = access.scope(by, "write", Person).values("pk")
    related = Relationship._base_manager.filter(Q(person__in=mine) | Q(other__in=mine))
    members = FamilyMembership._base_manager.filter(family__members__in=mine)
    around = (
        Q(pk__in=related.values("person"))
        | Q(pk__in=related.values("other"))
        | Q(pk__in=members.values("person"))
    )
    return Person._base_manager.filter(Q(pk__in=mine) | (Q(reference=None) & around)).exclude(
        pk__in=access.denied(by, "write", Person).values("pk")
    )


@transaction.atomic
def add_person(*, by: User, other_names: Iterable[str] = (), **details: Any) -> Person:
    """A new person, without a case file yet. Any staff account may; family accounts may not."""
    if by.is_family:
        raise access.Refused("cases.person.add", "cases.person", None)
    person = Person.objects.create(**details)
    for name in other_names:
        PersonName.objects.create(person=person, name=name, kind=PersonName.Kind.ALIAS)
    audit.record(by, "cases.person_added", person)
    return person


def fill_in(by: User, person: Person, details: dict[str, Any]) -> Person:
    """Add to `person` what was not known yet of `details`; another name is one more name. Nothing known is changed.

    Whoever has a case file that is not `by`'s to write stays as they are.
    """
    if person.reference and not access.decide(by, "write", person):
        return person
    known = {person.name, *person.names.values_list("name", flat=True)}
    for name in dict.fromkeys([details["name"], *details["other_names"]]):
        if name not in known:
            PersonName.objects.create(person=person, name=name, kind=PersonName.Kind.ALIAS)
    for field, value in details.items():
        if field not in {"name", "other_names"} and getattr(person, field) in (None, "", "U"):
            setattr(person, field, value)
    person.save()
    audit.record(by, "cases.person_changed", person)
    _tell_index(person)
    return person


@transaction.atomic
def change_person(
    *, by: User, person: Person, other_names: Iterable[str], **details: Any
) -> Person:
    """Write who `person` is. A name that changes is kept as a former one; `other_names` are all the others they use."""
    if not within_reach(by).filter(pk=person.pk).exists():
        raise access.Refused("cases.person.change", "cases.person", person.pk)
    before = Person._base_manager.values_list("name", flat=True).get(pk=person.pk)
    for field, value in details.items():
        setattr(person, field, value)
    person.save(update_fields=list(details))
    if person.name != before:
        person.names.get_or_create(name=before, kind=PersonName.Kind.FORMER)
    wanted = set(other_names)
    aliases = person.names.filter(kind=PersonName.Kind.ALIAS)
    aliases.exclude(name__in=wanted).delete()
    for name in sorted(wanted - set(aliases.values_list("name", flat=True))):
        PersonName.objects.create(person=person, name=name, kind=PersonName.Kind.ALIAS)
    audit.record(by, "cases.person_changed", person)
    _tell_index(person)
    return person


@transaction.atomic
def relate(
    *,
    by: User,
    person: Person,
    other: Person,
    kind: str,
    from_on: date | None = None,
    source: str = "",
) -> Relationship:
    """Write that `person` is the `kind` of `other`; the file or the surroundings of one must be `by`'s to write."""
    if not within_reach(by).filter(pk__in=[person.pk, other.pk]).exists():
        raise access.Refused("cases.relationship.add", "cases.person", other.pk)
    if person == other:
        raise Problem("Nobody is related to themselves. Choose another person.")
    if person.relationships.filter(other=other, kind=kind, until_on=None).exists():
        raise Problem(f"{person.name} is written down so already. Nothing more is needed.")
    made = Relationship.objects.create(
        person=person, other=other, kind=kind, from_on=from_on, source=source
    )
    audit.record(by, "cases.relationship_recorded", made, other=other.pk)
    for either in (person, other):
        outbox.changed(either)
    return made


@transaction.atomic
def change_relationship(
    *,
    by: User,
    relationship: Relationship,
    kind: str,
    from_on: date | None,
    until_on: date | None,
    source: str,
) -> Relationship:
    """Put right what somebody is to somebody, or end it on a day. An ended one stays written down."""
    ends = [relationship.person_id, relationship.other_id]
    if not within_reach(by).filter(pk__in=ends).exists():
        raise access.Refused("cases.relationship.change", "cases.relationship", relationship.pk)
    _check(from_on, until_on)
    relationship.kind, relationship.source = kind, source
    relationship.from_on, relationship.until_on = from_on, until_on
    relationship.save(update_fields=["kind", "source", "from_on", "until_on"])
    audit.record(by, "cases.relationship_changed", relationship, other=relationship.other_id)
    for either in (relationship.person, relationship.other):
        outbox.changed(either)
    return relationship


@transaction.atomic
def add_around(
    *,
    by: User,
    child: Person,
    person: Person | None,
    details: dict[str, Any],
    kind: str,
    other: Person,
    from_on: date | None = None,
    source: str = "",
    joins: bool = False,
) -> Person:
    """Write down who `person` (without one: a new person of `details`) is to `other`, somebody around `child`.

    `joins`: also a member of the child's family.
    """
    access.require(by, "write", child)
    person = fill_in(by, person, details) if person else add_person(by=by, **details)
    relate(by=by, person=person, other=other, kind=kind, from_on=from_on, source=source)
    families = child.family_memberships.filter(until_on=None).values("family")
    if joins and not person.family_memberships.filter(family__in=families, until_on=None).exists():
        join_family_of(by=by, child=child, person=person)
    return person


@transaction.atomic
def record_responsibility(*, by: User, child: Person, **details: Any) -> ParentalResponsibility:
    """Write who holds parental responsibility: `holder` (a person) or `holder_name`, with `source` and days."""
    return _save_responsibility(by, ParentalResponsibility(child=child), details)


@transaction.atomic
def change_responsibility(
    *, by: User, row: ParentalResponsibility, **details: Any
) -> ParentalResponsibility:
    """Put right who holds parental responsibility and how that is known, or end it on a day."""
    return _save_responsibility(by, row, details)


def _save_responsibility(
    by: User, row: ParentalResponsibility, details: dict[str, Any]
) -> ParentalResponsibility:
    access.require(by, "write", row.child)
    for field, value in details.items():
        setattr(row, field, value)
    if not (row.holder or row.holder_name):
        raise Problem("Say who holds it: choose a person, or type a name.")
    _check(row.from_on, row.until_on)
    row.save()
    audit.record(by, "cases.responsibility_recorded", row)
    return row


@transaction.atomic
def join_family(*, by: User, family: Family, person: Person, from_on: date | None = None) -> None:
    """Put `person` into `family`; `by` must hold a child of it, or the family is still empty."""
    mine = access.scope(by, "write", Person)
    members = family.memberships.all()
    if members.exists() and not members.filter(person__in=mine).exists():
        raise access.Refused("cases.family.join", "cases.family", family.pk)
    if members.filter(person=person, until_on=None).exists():
        raise Problem(f"{person.name} belongs to this family already.")
    today = timezone.localdate()
    # Whoever left by mistake and comes back the same day never left.
    if not members.filter(person=person, until_on=today).update(until_on=None):
        FamilyMembership.objects.create(family=family, person=person, from_on=from_on)
    audit.record(by, "cases.family_joined", person, family=family.pk)
    _tell_index(person)


@transaction.atomic
def join_family_of(*, by: User, child: Person, person: Person) -> None:
    """Put `person` into the family of `child`; a child without one gets one of their own last name first."""
    access.require(by, "write", child)
    membership = child.family_memberships.filter(until_on=None).select_related("family").first()
    if membership is None:
        family = Family.objects.create(name=child.name.split()[-1])
        join_family(by=by, family=family, person=child)
    else:
        family = membership.family
    join_family(by=by, family=family, person=person)


@transaction.atomic
def leave_family(*, by: User, membership: FamilyMembership, on: date | None = None) -> None:
    """End that somebody belongs to a family, from `on` (default today); `by` must hold a child of it."""
    mine = access.scope(by, "write", Person)
    family = membership.family
    if not family.memberships.filter(person__in=mine).exists():
        raise access.Refused("cases.family.leave", "cases.family", family.pk)
    membership.until_on = on or timezone.localdate()
    membership.save(update_fields=["until_on"])
    audit.record(by, "cases.family_left", membership.person, family=family.pk)
    _tell_index(membership.person)


def _check(from_on: date | None, until_on: date | None) -> None:
    if from_on and until_on and until_on < from_on:
        raise Problem("The end lies before the beginning. Check both days.")


def _tell_index(person: Person) -> None:
    """A child's entry holds the names of its people, so all of them are read anew."""
    outbox.changed(person)
    near = Relationship._base_manager.filter(person=person).values("other")
    for child in Person._base_manager.filter(pk__in=near, reference__isnull=False):
        outbox.changed(child)
