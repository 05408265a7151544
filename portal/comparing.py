"""Two people side by side, as whoever compares them may see them; and what came while they were taken for one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.urls import reverse

from cases import access, lookalikes
from cases.known import status_of
from cases.lookalikes import Evidence
from cases.models import Event, LookAlike, Merge, NotSame, Person, Role, User
from documents.models import Document, Record
from portal.templatetags.kinfile import kin_age, kin_date

_THINGS = (
    (Document, "about", "paper", "portal:document"),
    (Record, "children", "record", "documents:record"),
    (Event, "about", "event", "portal:event"),
)


# What says who somebody is; of these a difference speaks against their being one.
_WHO = {"Name", "Date of birth", "Expected", "Died", "Sex", "Addresses"}


@dataclass
class Line:
    """One thing that is written of both: what stands with the one, and what with the other."""

    label: str
    one: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return bool(
            self.label in _WHO and self.one and self.other and not set(self.one) & set(self.other)
        )


def evidence_of(one: Person, other: Person) -> Evidence:
    told = lookalikes.told_of([one, other])
    return lookalikes.evidence(told[one.pk], told[other.pk])


def side_by_side(user: User, one: Person, other: Person) -> list[Line]:
    """What is written of the two, and how much stands in each file. Nothing of what `user` may not see."""
    sides = [dict(_told(user, person)) for person in (one, other)]
    labels = list(dict.fromkeys(label for side in sides for label in side))
    found = [Line(label, *(side.get(label, []) for side in sides)) for label in labels]
    return [line for line in found if line.one or line.other]


def _told(user: User, person: Person) -> Iterable[tuple[str, list[str]]]:
    yield "Name", [person.name]
    yield "Other names", sorted({row.name for row in person.names.all()})
    born = f"{kin_date(person.born_on)} ({kin_age(person.born_on, person.died_on)})"
    yield "Date of birth", [born] if person.born_on else []
    yield "Expected", [kin_date(person.expected_on)] if person.expected_on else []
    yield "Died", [kin_date(person.died_on)] if person.died_on else []
    yield "Sex", [] if person.sex == "U" else [person.get_sex_display()]
    yield (
        "Numbers",
        sorted(f"{row.get_kind_display()}: {row.value}" for row in person.identifiers.all()),
    )
    yield "Addresses", sorted({_address(row) for row in person.addresses.all()})
    yield "Case file", [person.reference] if person.reference else []
    account = person.accounts.filter(role=Role.FAMILY).exists()
    yield "Signs in on the family’s side", ["Yes"] if account else []
    if person.reference:
        yield "File is", [person.get_closure_display()]
        running = person.assignments.active().select_related("worker", "team")
        yield "Held by", sorted({" · ".join(_names(row.worker, row.team)) for row in running})
    if person.reference and not access.decide(user, "read", person):
        yield "In the file", ["You may not open it"]
        return
    yield "First language", _names(person.first_language)
    yield "How to talk with them", _names(person.communication_needs)
    yield (
        "Telephone, e-mail",
        sorted({row.value for row in person.contact_details.all()}),
    )
    yield "People", sorted(_kin(user, person))
    if person.reference:
        yield "Status", [status_of(person)]
    for model, path, noun, _ in _THINGS:
        count = model.objects.visible_to(user).filter(**{path: person}).count()
        yield f"{noun.capitalize()}s", [str(count)] if count else []


def _names(*given: Any) -> list[str]:
    return [str(one) for one in given if one]


def _address(row: Any) -> str:
    words = ", ".join(_names(row.text, row.postcode))
    return f"{words} (before)" if row.until_on else words


def _kin(user: User, person: Person) -> Iterable[str]:
    """Who somebody is to whom: of those `user` reads, and of people without a file."""
    reads = set(access.scope(user, "read", Person).values_list("pk", flat=True))
    for row in person.relationships.select_related("other"):
        if row.other.reference is None or row.other_id in reads:
            yield f"{row.get_kind_display()} of {row.other.name}"
    for row in person.related_from.select_related("person"):
        if row.person.reference is None or row.person_id in reads:
            yield f"{row.person.name}, {row.get_kind_display()}"


def beside(user: User, person: Person) -> list[dict[str, Any]]:
    """Who may be the same as `person`, for the hint on their page; `url` where `user` decides about it."""
    rows = access.scope(user, "read", LookAlike) | access.scope(user, "tell", LookAlike)
    rows = lookalikes.offered(rows.filter(one=person) | rows.filter(other=person)).distinct()
    may = set(
        access.scope(user, "read", LookAlike).filter(pk__in=rows).values_list("pk", flat=True)
    )
    found = []
    for row in rows.select_related("one", "other")[:3]:
        who = row.other if row.one_id == person.pk else row.one
        seen = evidence_of(person, who)
        if seen.is_enough:
            url = reverse("portal:compare_people", args=[person.pk, who.pk])
            found.append({"person": who, "evidence": seen, "url": url if row.pk in may else ""})
    return found


def said_of(user: User, one: Person, other: Person) -> NotSame | None:
    """That somebody said these are two people, where it stands."""
    first, second = lookalikes.in_order(one.pk, other.pk)
    rows = NotSame.objects.visible_to(user).filter(one=first, other=second, taken_back_at=None)
    return rows.select_related("said_by").first()


def came_since(user: User, merge: Merge) -> list[dict[str, str]]:
    """What came to the survivor while the two were taken for one, and `user` may see: for a person to sort."""
    found = []
    known = set()
    for model, path, noun, view in _THINGS:
        through = getattr(model, path).through
        known.add(through._meta.label)
        ids = merge.since.get(through._meta.label, [])
        links = through.objects.filter(pk__in=ids).values(model._meta.model_name)
        for row in model.objects.visible_to(user).filter(pk__in=links):
            found.append({"noun": noun, "line": str(row), "url": reverse(view, args=[row.pk])})
    for label, ids in sorted(merge.since.items()):
        model = apps.get_model(label)
        if label not in known and label.startswith("cases.") and not model._meta.auto_created:
            noun = str(model._meta.verbose_name)
            plural = str(model._meta.verbose_name_plural)
            line = f"{len(ids)} {noun if len(ids) == 1 else plural}"
            found.append({"noun": "in the file", "line": line, "url": ""})
    return found
