"""Teams, staff, people, families and accounts: who everybody in the story is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import sha256
from uuid import UUID, uuid5

from django.utils import timezone

from cases import accounts, actions
from cases.models import (
    Address,
    AuthenticatorDevice,
    ContactDetail,
    Family,
    FamilyMembership,
    Identifier,
    Membership,
    ParentalResponsibility,
    Person,
    PersonName,
    Relationship,
    Role,
    Team,
    User,
)
from portal.demo import story as told
from portal.demo.story import Key, Story

#: The same for everybody of the demo, and printed whenever it starts: it protects nothing.
PASSWORD = "kinfile demo only"  # noqa: S105

_NAMES = UUID("5d1e3f0a-8d5e-4b57-9a39-0a1f6a6f2c11")


def id_of(kind: str, key: Key) -> UUID:
    """The id of the row that a key of the story becomes: the same in every demo."""
    return uuid5(_NAMES, f"{kind}:{key}")


def moment(on: date, at: time = time(9)) -> datetime:
    """`at` o'clock on a day of the story, never later than now."""
    return min(timezone.make_aware(datetime.combine(on, at)), timezone.now())


def end_of(until: date | None) -> datetime | None:
    """The evening of the last day of a spell, or None while it goes on."""
    return moment(until, time(17, 30)) if until else None


@dataclass
class Cast:
    """The rows that the keys of the story became."""

    stories: tuple[Story, ...]
    teams: dict[Key, Team] = field(default_factory=dict)
    staff: dict[Key, User] = field(default_factory=dict)
    people: dict[Key, Person] = field(default_factory=dict)
    families: dict[Key, Family] = field(default_factory=dict)

    @classmethod
    def known(cls, stories: Iterable[Story]) -> Cast:
        """The cast as it stands in the database, for whoever goes on from there."""
        cast = cls(tuple(stories))
        teams = {team.pk: team for team in Team.objects.all()}
        users = {user.username: user for user in User.objects.all()}
        people = {person.pk: person for person in Person._base_manager.all()}
        families = {family.pk: family for family in Family._base_manager.all()}
        for story in cast.stories:
            cast.teams |= {team.key: teams[id_of("team", team.key)] for team in story.teams}
            cast.staff |= {staff.key: users[username_of(staff)] for staff in story.staff}
            cast.people |= {
                person.key: people[id_of("person", person.key)] for person in story.people
            }
            cast.families |= {
                family.key: families[id_of("family", family.key)] for family in story.families
            }
        return cast

    def account_of(self, key: Key) -> User:
        """The family account of a person."""
        return self.people[key].accounts.get(role=Role.FAMILY)

    def name_of(self, key: Key) -> str:
        return str(self.staff[key]) if key in self.staff else self.people[key].name


def give_second_factor(user: User) -> None:
    """A code app whose seed follows from the username, so that anybody can try to sign in without the demo's door."""
    device = AuthenticatorDevice.make(user, confirmed=True)
    device.seed = sha256(f"kinfile demo {user.username}".encode()).digest()[:20]
    device.save()


def username_of(staff: told.Staff) -> str:
    return staff.username or str(staff.name).lower().replace(" ", ".").replace("'", "")


def make_teams(cast: Cast) -> None:
    for story in cast.stories:
        for team in story.teams:
            cast.teams[team.key] = Team.objects.create(
                id=id_of("team", team.key), name=team.name, phone=team.phone
            )


def make_staff(cast: Cast) -> None:
    """Accounts of those who work here and of those who left. Only those a visitor can be have a way to sign in."""
    for story in cast.stories:
        for staff in story.staff:
            last = staff.posts[-1]
            user = accounts.make_account(
                by=None,
                person=Person.objects.create(
                    id=id_of("staff", staff.key), name=str(staff.name), born_on=staff.born
                ),
                username=username_of(staff),
                role=last.role,
                password=PASSWORD if staff.username else None,
                job_title=staff.title,
                phone=staff.phone,
                email=staff.email,
            )
            Membership.objects.bulk_create(
                Membership(
                    user=user,
                    team=cast.teams[post.team],
                    started_at=moment(post.since),
                    ended_at=end_of(post.until),
                )
                for post in staff.posts
            )
            user.is_active = last.until is None
            user.date_joined = moment(staff.posts[0].since)
            user.is_safeguarding_lead = staff.leads_safeguarding
            user.save(update_fields=["is_active", "date_joined", "is_safeguarding_lead"])
            if staff.username:
                give_second_factor(user)
            cast.staff[staff.key] = user


def make_people(cast: Cast) -> None:
    """Everybody else, with their names, homes, numbers and kin. Children get the reference of their case file."""
    for story in cast.stories:
        for person in story.people:
            cast.people[person.key] = _make_person(person)
    _make_details(cast)
    for story in cast.stories:
        for family in story.families:
            made = Family.objects.create(id=id_of("family", family.key), name=family.name)
            cast.families[family.key] = made
            FamilyMembership._base_manager.bulk_create(
                FamilyMembership(
                    family=made,
                    person=cast.people[member.person],
                    from_on=member.since,
                    until_on=member.until,
                )
                for member in family.members
            )


def _make_person(person: told.Person) -> Person:
    return Person.objects.create(
        id=id_of("person", person.key),
        name=person.name,
        born_on=person.born,
        expected_on=person.expected,
        died_on=person.died,
        sex=person.sex,
        pronouns=person.pronouns,
        first_language=person.first_language,
        communication_needs=person.communication,
        ethnicity=person.ethnicity,
        is_disabled=bool(set(person.disabilities) - {"NONE"}),
        reference=actions.next_reference() if person.is_child else None,
    )


def _make_details(cast: Cast) -> None:
    told_people = [(person, cast.people[person.key]) for s in cast.stories for person in s.people]
    for person, row in told_people:
        for name in person.names[1:]:
            PersonName._base_manager.create(
                person=row,
                name=str(name),
                kind=name.kind,
                from_on=name.since,
                until_on=name.until,
            )
    Identifier._base_manager.bulk_create(
        Identifier(person=row, kind=one.kind, value=one.value)
        for person, row in told_people
        for one in person.identifiers
    )
    Address._base_manager.bulk_create(
        Address(
            person=row,
            text=address.lines,
            postcode=address.postcode,
            from_on=address.since,
            until_on=address.until,
            is_confidential=address.confidential,
        )
        for person, row in told_people
        for address in person.addresses
    )
    for person, row in told_people:
        ContactDetail._base_manager.bulk_create(
            ContactDetail(
                person=row, kind=ContactDetail.Kind.PHONE, value=phone.number, note=phone.safe
            )
            for phone in person.phones
        )
        if person.email:
            ContactDetail.objects.create(
                person=row, kind=ContactDetail.Kind.EMAIL, value=person.email
            )
    stories = cast.stories
    Relationship._base_manager.bulk_create(
        Relationship(
            person=cast.people[one.of],
            other=cast.people[one.to],
            kind=one.kind,
            from_on=one.since,
            until_on=one.until,
            source=one.source,
        )
        for story in stories
        for one in story.relationships
    )
    ParentalResponsibility._base_manager.bulk_create(
        ParentalResponsibility(
            child=cast.people[one.child],
            holder=cast.people[one.holder] if one.holder else None,
            holder_name=one.holder_name,
            source=f"{one.source} ({one.document_seen} seen)" if one.document_seen else one.source,
            document_seen=bool(one.document_seen),
            limits=one.limits,
            delegated="; ".join(one.delegated),
            from_on=one.since,
            until_on=one.until,
        )
        for story in stories
        for one in story.responsibilities
    )
