"""The rules about people and what is dated about them.

Actions on a `Person` who has a case file: `read` its content, `write` into it, `share` from it with the family,
`authorise` and `assign` as its manager, `glance` at who it is and what is dangerous, `identify` to file paper, `hold`
to say that nothing about them is destroyed, `merge` to say of two rows whether they are one human.
"""

from datetime import datetime

from django.db.models import Q

from cases.access import Rule, allow, deny, leads_to, leads_to_denied, scope
from cases.conditions import NOBODY, among, for_roles, for_staff, there_is, through
from cases.models import (
    Assignment,
    Closure,
    Conflict,
    Event,
    FamilyMembership,
    LookAlike,
    Merge,
    NamedAccess,
    NotSame,
    Person,
    Relationship,
    Role,
    User,
)
from cases.models.involvement import EmergencyLook

_ALL = "read write share authorise assign glance identify hold merge"


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


def _mergeable() -> Q:
    return Q(merged_into=None) & ~Q(closure=Closure.SEALED)


@for_roles(Role.MANAGER)
def _merges(user: User, at: datetime) -> Q:
    """Files one manages, and people without a file around them; nobody who works here."""
    files = leads_to("pk", user, "assign", Person, at)
    if files is NOBODY:
        return NOBODY
    near = Relationship._base_manager.filter(leads_to("other", user, "assign", Person, at))
    far = Relationship._base_manager.filter(leads_to("person", user, "assign", Person, at))
    of_file = FamilyMembership._base_manager.filter(leads_to("person", user, "assign", Person, at))
    kin = FamilyMembership._base_manager.filter(among("family", of_file, "family"))
    around = among("pk", near, "person") | among("pk", far, "other") | among("pk", kin, "person")
    staff = among("pk", User.objects.exclude(role=Role.FAMILY), "person")
    return _mergeable() & (files | (Q(reference=None) & around & ~staff))


@for_roles(Role.RECORDS)
def _merges_files(user: User, at: datetime) -> Q:
    return _mergeable() & _has_file(user, at)


def _both(one: str, other: str, action: str = "merge"):
    """Pairs of two people of whom one may say whether they are one human."""

    def rows(user: User, at: datetime) -> Q:
        # Asked of each of the few pairs: every two of all the people one decides about would be very many.
        people = scope(user, action, Person, at=at)
        return there_is(people, pk=one) & there_is(people, pk=other)

    return rows


def _waiting_merge(user: User, at: datetime) -> Q:
    return Q(done_at=None, declined_at=None) & _both("kept", "gone")(user, at)


def _second_merge(user: User, at: datetime) -> Q:
    return _waiting_merge(user, at) & ~Q(asked_by=user)


def _standing_merge(user: User, at: datetime) -> Q:
    """What was put together is one file: whoever decides about that."""
    theirs = there_is(scope(user, "merge", Person, at=at), pk="kept")
    return Q(done_at__isnull=False, undone_at=None) & theirs


def _undone_merge(user: User, at: datetime) -> Q:
    return Q(undone_at__isnull=False) & _both("kept", "gone")(user, at)


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
    allow("cases.person.merges", Person, "merge", _merges, "You manage the files around."),
    allow("cases.person.merges_files", Person, "merge", _merges_files, "You look after records."),
    deny(
        "cases.person.restricted",
        Person,
        "read write share authorise assign identify hold merge",
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
    allow(
        "cases.lookalike.both",
        LookAlike,
        "read",
        _both("one", "other"),
        "You decide about both.",
    ),
    allow(
        "cases.lookalike.writer",
        LookAlike,
        "tell",
        _both("one", "other", "write"),
        "You may write into both files.",
    ),
    allow(
        "cases.notsame.both",
        NotSame,
        "read take_back",
        _both("one", "other"),
        "You decide about both.",
    ),
    allow("cases.merge.waiting", Merge, "read decline", _waiting_merge, "You decide about both."),
    allow("cases.merge.second", Merge, "agree", _second_merge, "Somebody else asked for it."),
    allow("cases.merge.standing", Merge, "read undo", _standing_merge, "You decide about it."),
    allow("cases.merge.undone", Merge, "read", _undone_merge, "You decide about both."),
)
