"""Is this child known? Answers an exact name with its birth date: whom to ring, and nothing of the file."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from cases import access, audit, merging
from cases.lookalikes import LEAST, Told, evidence
from cases.models import Alert, Closure, Episode, FamilyMembership, Person, Relationship, User
from cases.names import fold_letters


@dataclass(frozen=True)
class Known:
    """A child who is known. Everybody is told `ask` and `phone`; the rest, whoever may glance at the file."""

    person: Person
    ask: str
    phone: str
    is_restricted: bool
    may_open: bool
    status: str = ""
    alerts: tuple[Alert, ...] = ()
    may_look: bool = False


def find(*, by: User, name: str, born_on: date) -> list[Known]:
    """Children with a case file whose name (or an earlier or other one) is exactly `name` and who were born that day.

    A restricted file says only whom to ring. A sealed one says nothing, here or in any difference of the answer, but
    its owner finds the attempt in the audit log. Every question is audited, what it found and what not.
    """
    wanted = _folded(name)
    born = Person._base_manager.filter(
        Q(reference__isnull=False) | Q(merged_into__isnull=False), born_on=born_on
    ).prefetch_related("names")
    found = {
        merging.survivor_of(person.pk) for person in born if wanted in map(_folded, _names(person))
    }
    same = list(Person._base_manager.filter(pk__in=found, reference__isnull=False))
    audit.record(by, "cases.known_asked", about={person.pk for person in same}, found=len(same))
    return [_answer(by, person) for person in same if not _is_sealed_to(by, person)]


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the person just named. `known_as`: who they are, where the asker may know it."""

    person: Person
    known_as: str = ""


def alike(*, by: User, name: str, born_on: date | None) -> list[Alike]:
    """People whom a person of this name and birth date could be, as far as `by` may learn of them.

    Around the files that `by` may read: whoever has a like name, or the same birth date. Of everybody else only the
    exact name with its birth date, as in `find`, and nobody who is known through files alone that are kept from `by`.
    The likeliest come first.
    """
    kept = set(access.denied(by, "read", Person).values_list("pk", flat=True))
    readable = access.scope(by, "read", Person)
    near = Relationship._base_manager.filter(Q(person__in=readable) | Q(other__in=readable))
    members = FamilyMembership._base_manager.filter(family__members__in=readable)
    everybody = (
        Person._base_manager.filter(merged_into=None).exclude(pk__in=kept).prefetch_related("names")
    )
    around = everybody.filter(
        Q(pk__in=readable)
        | Q(pk__in=near.values("person"))
        | Q(pk__in=near.values("other"))
        | Q(pk__in=members.values("person"))
    )
    asked = Told((name,), born_on)
    found, weights = {}, {}
    for person in around:
        seen = evidence(asked, Told(tuple(_names(person)), person.born_on))
        if seen.names_alike or (born_on and person.born_on == born_on):
            found[person.pk], weights[person.pk] = person, seen.weight
    if born_on:
        wanted = _folded(name)
        for person in everybody.filter(born_on=born_on).exclude(pk__in=around.values("pk")):
            if wanted in map(_folded, _names(person)) and not _is_only_near(person, kept):
                found[person.pk], weights[person.pk] = person, LEAST
    audit.record(by, "cases.person_looked_for", about=found, found=len(found))
    roles: dict[UUID, list[str]] = {}
    for row in near.filter(person__in=found, other__in=readable).select_related("other"):
        roles.setdefault(row.person_id, []).append(f"{row.get_kind_display()} of {row.other.name}")
    return [
        Alike(person, ", ".join(roles.get(person.pk, [])[:3]))
        for person in sorted(
            found.values(), key=lambda one: (-weights[one.pk], one.name, str(one.pk))
        )
    ]


def _names(person: Person) -> list[str]:
    return [person.name, *(other.name for other in person.names.all())]


def _is_only_near(person: Person, kept: set[UUID]) -> bool:
    """Whether everybody with a file around `person` is kept from the asker, so that only those files tell of them."""
    beside = Relationship._base_manager.filter(person=person).values("other")
    together = FamilyMembership._base_manager.filter(family__members=person).values("person")
    files = set(
        Person._base_manager.filter(
            Q(pk__in=beside) | Q(pk__in=together), reference__isnull=False
        ).values_list("pk", flat=True)
    )
    return bool(files) and files <= kept


def _is_sealed_to(by: User, person: Person) -> bool:
    return person.closure == Closure.SEALED and not access.decide(by, "read", person)


def _answer(by: User, person: Person) -> Known:
    running = person.assignments.active().select_related("worker", "team")
    holder = next((row for row in running if row.capacity == "allocated"), None)
    may_open = access.decide(by, "read", person)
    may_glance = may_open or access.decide(by, "glance", person)
    if person.closure == Closure.RESTRICTED and person.closure_owner:
        ask, phone = str(person.closure_owner), person.closure_owner.phone
    elif holder and holder.worker:
        ask, phone = (
            str(holder.worker),
            holder.worker.phone or (holder.team.phone if holder.team else ""),
        )
    elif holder and holder.team:
        ask, phone = holder.team.name, holder.team.phone
    else:
        ask, phone = "", ""
    return Known(
        person=person,
        ask=ask,
        phone=phone,
        is_restricted=person.closure != Closure.OPEN,
        may_open=may_open,
        status=status_of(person) if may_glance else "",
        alerts=tuple(person.alerts.filter(ended_on=None)) if may_glance else (),
        may_look=not may_open
        and person.closure == Closure.OPEN
        and not access.denied(by, "read", Person).filter(pk=person.pk).exists(),
    )


# The gravest first: the badge of a child says the one that matters most.
_GRAVITY = (
    Episode.Kind.LOOKED_AFTER,
    Episode.Kind.PROTECTION_PLAN,
    Episode.Kind.PRE_PROCEEDINGS,
    Episode.Kind.SECTION_47,
    Episode.Kind.CHILD_IN_NEED_PLAN,
    Episode.Kind.ASSESSMENT,
    Episode.Kind.SHORT_BREAK,
    Episode.Kind.PATHWAY,
    Episode.Kind.REFERRAL,
)


def status_of(person: Person) -> str:
    """What the council's work with `person` is now, in a few words: "Child protection plan · neglect"."""
    running = {
        episode.kind: episode for episode in person.episodes.all() if episode.ended_on is None
    }
    for kind in _GRAVITY:
        if episode := running.get(kind):
            words = episode.get_kind_display()
            return f"{words} · {episode.category}" if episode.category else words
    return "No open plan" if person.involvements.filter(ended_on=None).exists() else "Closed"


def _folded(name: str) -> str:
    return " ".join(fold_letters(name).replace("-", " ").replace("'", "").split())
