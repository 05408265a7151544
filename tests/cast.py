"""The named cast of every test: one small council, the same people everywhere.

Team North holds Rowan Moss (allocated worker Jo Adeyemi) and Kai Ahmed; Team South, the stranger's, holds Tia Okoro.
Rowan's father is kept from everything about Rowan by an order.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from cases.actions import next_reference
from cases.models import (
    Address,
    Assignment,
    Family,
    FamilyMembership,
    Involvement,
    Membership,
    Person,
    Relationship,
    Restriction,
    Role,
    Team,
    User,
)


@dataclass
class Council:
    north: Team
    south: Team
    intake: Team
    staff: dict[str, User] = field(default_factory=dict)
    family: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)

    def user(self, name: str) -> User:
        return self.staff.get(name) or self.family[name]


STAFF = {
    "clerk": ("Sam Whitlock", Role.SUPPORT, "intake"),
    "worker": ("Jo Adeyemi", Role.PRACTITIONER, "north"),
    "colleague": ("Bo Larsen", Role.PRACTITIONER, "north"),
    "manager": ("Priya Nair", Role.MANAGER, "north"),
    "chair": ("Carys Pugh", Role.CHAIR, None),
    "duty": ("Nadia Frost", Role.DUTY, None),
    "records": ("Ivor Lamb", Role.RECORDS, "intake"),
    "stranger": ("Dev Marsh", Role.PRACTITIONER, "south"),
    "designer": ("Ella Quist", Role.DESIGNER, None),
}
FAMILY = {"mother": "kerry", "father": "dale", "young": "kai"}
PEOPLE = {
    "rowan": ("Rowan Moss", date(2017, 2, 4), "M"),
    "kerry": ("Kerry Moss", date(1991, 5, 17), "F"),
    "dale": ("Dale Moss", date(1988, 9, 2), "M"),
    "kai": ("Kai Ahmed", date(2011, 11, 8), "M"),
    "tia": ("Tia Okoro", date(2024, 3, 21), "F"),
    "robin": ("Robin Vale", date(2014, 6, 30), "F"),
    "wren": ("Wren Sallow", date(2015, 1, 12), "F"),
}


def make_council() -> Council:
    """The whole cast, in the database. Robin's file is restricted and Wren's sealed, both in Team North."""
    council = Council(
        north=Team.objects.create(name="Team North", phone="01632 960 010"),
        south=Team.objects.create(name="Team South", phone="01632 960 020"),
        intake=Team.objects.create(name="Records room", phone="01632 960 030"),
    )
    for key, (name, born_on, sex) in PEOPLE.items():
        council.people[key] = Person.objects.create(name=name, born_on=born_on, sex=sex)
    for username, (name, role, team) in STAFF.items():
        first, last = name.split()
        user = User.objects.create(
            username=username,
            first_name=first,
            last_name=last,
            role=role,
            phone="01632 960 011",
            email=f"{username}@example.org",
            person=Person.objects.create(name=name),
        )
        council.staff[username] = user
        if team:
            Membership.objects.create(
                user=user, team=getattr(council, team), started_at=_long_ago()
            )
    for username, key in FAMILY.items():
        person = council.people[key]
        first, last = person.name.split()
        council.family[username] = User.objects.create(
            username=username,
            first_name=first,
            last_name=last,
            role=Role.FAMILY,
            email=f"{username}@example.org",
            person=person,
        )
    hold(council, "rowan", council.north, "worker")
    hold(council, "kai", council.north, "worker")
    hold(council, "tia", council.south, "stranger")
    hold(council, "robin", council.north, "worker")
    hold(council, "wren", council.north, "worker")
    Assignment.objects.create(
        child=council.people["kai"],
        worker=council.staff["chair"],
        capacity=Assignment.Capacity.CHAIR,
        started_at=_long_ago(),
    )
    for key, closure in (("robin", "restricted"), ("wren", "sealed")):
        child = council.people[key]
        child.closure, child.closure_owner = closure, council.staff["manager"]
        child.save()
    moss = council.families["moss"] = Family.objects.create(name="Moss")
    for key in ("rowan", "kerry", "dale"):
        FamilyMembership.objects.create(family=moss, person=council.people[key])
    rowan, kerry, dale = (council.people[key] for key in ("rowan", "kerry", "dale"))
    Relationship.objects.create(person=kerry, other=rowan, kind="mother")
    Relationship.objects.create(person=dale, other=rowan, kind="father")
    Address.objects.create(
        person=rowan, text="3 Elm Row, Northmoor", postcode="NM1 3ER", is_confidential=True
    )
    Restriction.objects.create(
        child=rowan,
        kept_from=dale,
        basis="Non-molestation order",
        made_on=date(2026, 6, 1),
        order_ends_on=date(2027, 6, 1),
        ask=council.staff["manager"],
        made_by=council.staff["manager"],
    )
    return council


def hold(council: Council, key: str, team: Team, worker: str) -> None:
    child = council.people[key]
    child.reference = next_reference()
    child.save()
    Involvement.objects.create(child=child, started_on=date(2025, 3, 3), reason="Referral")
    Assignment.objects.create(
        child=child, team=team, worker=council.staff[worker], started_at=_long_ago()
    )


def _long_ago():
    return timezone.now() - timedelta(days=200)
