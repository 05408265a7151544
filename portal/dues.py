"""What must happen by when: dates that must be kept and promises of a plan, each once, with the children it is for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from cases.models import Due, FamilyMembership, Person, PlanAction, User


@dataclass(frozen=True)
class DueLine:
    """`original_on` and `moved` (why) are set where the day was moved; `who` where somebody promised it."""

    on: date | None
    what: str
    who: str
    original_on: date | None
    moved: str
    children: tuple[Person, ...]


def of_children(children: Iterable[Person]) -> list[DueLine]:
    """Everything open for `children`, soonest first, what has no day last. `children` must be ones the reader may see.

    The same act on the same day for children of one family is one line; for children of different families it is not.
    """
    shown = {child.pk: child for child in children}
    families = _family_of(shown)
    found: dict[tuple, DueLine] = {}
    for due in Due.objects.of(child__in=list(shown)).filter(done_on=None):
        was = due.original_on if due.revised_on else None
        line = DueLine(due.due_on, due.what, "", was, due.revised_reason, (shown[due.child_id],))
        key = (line.on, line.what, was, line.moved, families[due.child_id])
        before = found.get(key)
        found[key] = replace(line, children=before.children + line.children) if before else line
    promised = PlanAction.objects.of(plan__children__in=list(shown)).filter(
        plan__ended_on=None, done_on=None
    )
    for action in promised.distinct().prefetch_related("plan__children"):
        those = tuple(shown[one.pk] for one in action.plan.children.all() if one.pk in shown)
        found[(action.pk,)] = DueLine(action.due_on, action.what, action.who, None, "", those)
    lines = [
        replace(line, children=tuple(sorted(line.children, key=lambda child: child.name)))
        for line in found.values()
    ]
    return sorted(
        lines, key=lambda line: (line.on or date.max, line.children[0].name, line.what.lower())
    )


def of_child(user: User, child: Person) -> list[DueLine]:
    """What is open for `child`; each line names the brothers and sisters whom `user` may see and it is for as well."""
    family = Person.objects.visible_to(user).filter(
        family_memberships__family__memberships__person=child, reference__isnull=False
    )
    return [line for line in of_children({child, *family.distinct()}) if child in line.children]


def _family_of(children: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each child the family whose dates it shares; a child without one shares with nobody."""
    found = {pk: pk for pk in children}
    rows = FamilyMembership.objects.of(person__in=list(found)).order_by("-family_id")
    found.update(rows.values_list("person_id", "family_id"))
    return found
