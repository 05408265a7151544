"""The rules about people and what is dated about them.

Actions on a `Person` who has a case file: `read` its content, `write` into it, `share` from it with the family,
`authorise` and `assign` as its manager, `glance` at who it is and what is dangerous, `identify` to file paper, `hold`
to say that nothing about them is destroyed.
"""

from datetime import datetime

from django.db.models import Q

from cases.access import Rule, allow, deny, leads_to, leads_to_denied
from cases.conditions import among, for_roles, for_staff, through
from cases.models import (
    Assignment,
    Conflict,
    Event,
    FamilyMembership,
    NamedAccess,
    Person,
    Role,
    User,
)
from cases.models.involvement import EmergencyLook

_ALL = "read write share authorise assign glance identify hold"


def _assigned(at: datetime):
    return Assignment._base_manager.filter(
        Q(ended_at=None) | Q(ended_at__gt=at), started_at__lte=at
    )


def _in_teams(user: User, at: datetime) -> Q:
    return among("team", user.memberships.active(at), "team")


def _running(model, at: datetime):
    return model._base_manager.filter(Q(ended_at=None) | Q(ended_at__gt=at), started_at__lte=at)


@for_roles(Role.PRACTITIONER, Role.MANAGER, Role.DUTY)
def _holds(user: User, at: datetime) -> Q:
    holding = [Assignment.Capacity.ALLOCATED, Assignment.Capacity.CO_WORKER]
    return among("pk", _assigned(at).filter(worker=user, capacity__in=holding), "child")


@for_roles(Role.PRACTITIONER, Role.MANAGER)
def _in_team(user: User, at: datetime) -> Q:
    return among("pk", _assigned(at).filter(_in_teams(user, at)), "child")


_manages = for_roles(Role.MANAGER)(_in_team)


@for_roles(Role.CHAIR)
def _chairs(user: User, at: datetime) -> Q:
    chaired = _assigned(at).filter(worker=user, capacity=Assignment.Capacity.CHAIR)
    return among("pk", chaired, "child")


@for_staff
def _named(user: User, at: datetime) -> Q:
    return among("pk", _running(NamedAccess, at).filter(user=user), "child")


@for_roles(Role.PRACTITIONER, Role.MANAGER, Role.DUTY, Role.CHAIR)
def _looks(user: User, at: datetime) -> Q:
    return among("pk", _running(EmergencyLook, at).filter(user=user), "child")


def _has_file(user: User, at: datetime) -> Q:
    return Q(reference__isnull=False)


_on_duty = for_roles(Role.DUTY)(_has_file)
_scans = for_roles(Role.SUPPORT, Role.RECORDS)(_has_file)
_keeps_records = for_roles(Role.RECORDS)(_has_file)


def _closed(closure: str):
    def rows(user: User, at: datetime) -> Q:
        named = _running(NamedAccess, at).filter(user=user)
        return Q(closure=closure) & ~among("pk", named, "child")

    return rows


def _conflicts(user: User, at: datetime) -> Q:
    return among("pk", _running(Conflict, at).filter(user=user), "person")


def _own_family(user: User, at: datetime) -> Q:
    mine = FamilyMembership._base_manager.filter(person=user.person_id)
    kin = FamilyMembership._base_manager.filter(among("family", mine, "family"))
    return Q(pk=user.person_id) | among("pk", kin, "person")


def _allowed_events(user: User, at: datetime) -> Q:
    return through(Event, leads_to("about", user, "read", Person, at))


def kept_from(model, path: str):
    """A deny for things about several people: one person who is kept from the asker closes the whole thing."""

    def rows(user: User, at: datetime) -> Q:
        return through(model, leads_to_denied(path, user, "read", Person, at))

    return rows


RULES: tuple[Rule, ...] = (
    allow("cases.person.holds", Person, "read write share", _holds, "You hold this file."),
    allow("cases.person.team", Person, "read write share", _in_team, "Your team holds this file."),
    allow(
        "cases.person.manages", Person, "authorise assign hold", _manages, "You manage its team."
    ),
    allow("cases.person.records", Person, "hold", _keeps_records, "You look after records."),
    allow("cases.person.chairs", Person, "read", _chairs, "You are its reviewing officer."),
    allow("cases.person.named", Person, "read write", _named, "You are on the list of this file."),
    allow("cases.person.emergency", Person, "read", _looks, "You took a reasoned emergency look."),
    allow("cases.person.duty", Person, "glance", _on_duty, "You are on duty."),
    allow("cases.person.scans", Person, "identify", _scans, "You file paper."),
    deny(
        "cases.person.restricted",
        Person,
        "read write share authorise assign identify hold",
        _closed("restricted"),
        "The file is restricted to named people.",
    ),
    deny("cases.person.sealed", Person, _ALL, _closed("sealed"), "The file is sealed."),
    deny("cases.person.conflict", Person, _ALL, _conflicts, "A conflict of interest is declared."),
    deny("cases.person.own_family", Person, _ALL, _own_family, "This is your own family."),
    allow(
        "cases.event.about", Event, "read", _allowed_events, "You may read the file of one of them."
    ),
    deny(
        "cases.event.kept",
        Event,
        "read",
        kept_from(Event, "about"),
        "One of the people it is about is kept from you.",
    ),
)
