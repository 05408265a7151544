"""The people around a child: who they are, what they are to each other, and which family they belong to."""

from datetime import date

from django.db import transaction

from cases import access, audit, outbox
from cases.models import Family, FamilyMembership, Person, Relationship, User


@transaction.atomic
def add_person(*, by: User, **details) -> Person:
    """A new person, without a case file yet. Any staff account may; family accounts may not."""
    if by.is_family:
        raise access.Refused("cases.person.add", "cases.person", None)
    person = Person.objects.create(**details)
    audit.record(by, "cases.person_added", person)
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
    """Write that `person` is the `kind` of `other`; `by` must hold the file of one of them."""
    mine = access.scope(by, "write", Person)
    if not mine.filter(pk__in=[person.pk, other.pk]).exists():
        raise access.Refused("cases.relationship.add", "cases.person", other.pk)
    made = Relationship.objects.create(
        person=person, other=other, kind=kind, from_on=from_on, source=source
    )
    audit.record(by, "cases.relationship_recorded", made, other=other.pk)
    for either in (person, other):
        outbox.changed(either)
    return made


@transaction.atomic
def join_family(*, by: User, family: Family, person: Person, from_on: date | None = None) -> None:
    """Put `person` into `family`; `by` must hold a child of it, or the family is still empty."""
    mine = access.scope(by, "write", Person)
    members = family.memberships.all()
    if members.exists() and not members.filter(person__in=mine).exists():
        raise access.Refused("cases.family.join", "cases.family", family.pk)
    FamilyMembership.objects.create(family=family, person=person, from_on=from_on)
    audit.record(by, "cases.family_joined", person, family=family.pk)
    outbox.changed(person)
