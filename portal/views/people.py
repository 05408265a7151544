"""The people of a child's file: the drawing, who is what to whom, who holds parental responsibility, and the family."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import access, actions, known
from cases.models import FamilyMembership, ParentalResponsibility, Person, Relationship, User
from cases.requests import SignedIn
from portal import family_drawing
from portal.people_forms import AddForm, EditPersonForm, LookForm, RelationForm, ResponsibilityForm
from portal.views.case_file import frame

_BOTH_WAYS = {
    Relationship.Kind.PARTNER,
    Relationship.Kind.SIBLING,
    Relationship.Kind.HALF_SIBLING,
    Relationship.Kind.OTHER,
}


def people(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk)
    rows = _relations(request.user, child)
    reach = set(
        actions.within_reach(request.user)
        .filter(pk__in=[person.pk for person in _around(child, rows)])
        .values_list("pk", flat=True)
    )
    family = _members(request.user, child)
    return render(
        request,
        "portal/people.html",
        {
            **frame(request.user, child),
            "around": family_drawing.around(request.user, child, key="large"),
            "lines": [_told(child, row) for row in rows],
            "reach": reach,
            "family": family,
            "not_in_family": [
                person
                for person in _around(child, rows)
                if person.pk not in {row.person_id for row in family}
            ],
            "responsibility": child.responsibility_held_by.select_related("holder").order_by(
                "until_on", "from_on"
            ),
        },
    )


def _relations(user: User, child: Person) -> list[Relationship]:
    """Who is what to `child`, and `child` to whom: what holds first. Nobody whose file is kept from `user`."""
    kept = set(access.denied(user, "read", Person).values_list("pk", flat=True))
    rows = [
        *child.related_from.select_related("person", "other"),
        *child.relationships.select_related("person", "other"),
    ]
    seen = [row for row in rows if not ({row.person_id, row.other_id} - {child.pk}) & kept]
    order = list(Relationship.Kind.values)
    return sorted(seen, key=lambda row: (row.until_on is not None, order.index(row.kind)))


def _told(child: Person, row: Relationship) -> dict[str, Any]:
    """Who is what of whom; told from the other's side where it is the same both ways."""
    turned = row.person == child and row.kind in _BOTH_WAYS
    who, whom = (row.other, row.person) if turned else (row.person, row.other)
    return {"row": row, "who": who, "whom": whom}


def _around(child: Person, rows: list[Relationship]) -> list[Person]:
    found = {person.pk: person for row in rows for person in (row.person, row.other)}
    found.pop(child.pk, None)
    return sorted(found.values(), key=lambda person: person.name)


def _members(user: User, child: Person) -> list[FamilyMembership]:
    kept = access.denied(user, "read", Person).values("pk")
    families = child.family_memberships.filter(until_on=None).values("family")
    rows = FamilyMembership.objects.of(family__in=families).filter(until_on=None)
    return list(rows.exclude(person__in=kept).select_related("person", "family"))


def add_person(request: SignedIn, pk: str) -> HttpResponse:
    """First who it is and whether they are known, then the rest: nobody is typed twice."""
    child = access.get(request.user, Person, pk, "write")
    context: dict[str, Any] = frame(request.user, child)
    look = LookForm(request.POST or None)
    if not look.is_valid():
        return render(request, "portal/add_person.html", {**context, "form": look, "is_look": True})
    found = [
        one for one in known.alike(by=request.user, **look.cleaned_data) if one.person != child
    ]
    form = AddForm(
        request.POST if "kind" in request.POST else None,
        child=child,
        others=_around(child, _relations(request.user, child)),
        found=found,
        initial=look.cleaned_data,
    )
    if form.is_bound and form.is_valid():
        try:
            person = actions.add_around(by=request.user, child=child, **form.addition())
        except actions.Problem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{person.name} is written down.")
            if person.reference and not access.decide(request.user, "write", person):
                messages.info(
                    request,
                    f"{person.name} has a file that you do not write in, so nothing else about them was changed.",
                )
            return redirect("portal:people", child.pk)
    return render(request, "portal/add_person.html", {**context, "form": form, "found": found})


def edit_person(request: SignedIn, pk: str, person: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    beside = [child, *_around(child, _relations(request.user, child))]
    row = next((one for one in beside if str(one.pk) == str(person)), None)
    if row is None or not actions.within_reach(request.user).filter(pk=row.pk).exists():
        raise access.Refused("cases.person.change", "cases.person", person)
    form = EditPersonForm(request.POST or None, initial=EditPersonForm.of(row))
    if request.method == "POST" and form.is_valid():
        actions.change_person(by=request.user, person=row, **form.details())
        messages.success(request, "Saved. A name that changed is kept as a former one.")
        return redirect("portal:people", child.pk)
    return render(
        request,
        "portal/edit_person.html",
        {
            **frame(request.user, child),
            "form": form,
            "row": row,
            "former": row.names.exclude(kind="alias"),
        },
    )


def edit_relation(request: SignedIn, pk: str, relation: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    rows = _relations(request.user, child)
    row = next((one for one in rows if str(one.pk) == str(relation)), None)
    if row is None:
        raise access.Refused("cases.relationship.change", "cases.relationship", relation)
    form = RelationForm(
        request.POST or None,
        initial={name: getattr(row, name) for name in RelationForm.base_fields},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_relationship(by=request.user, relationship=row, **form.cleaned_data)
        except actions.Problem as problem:
            form.add_error("until_on", str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect("portal:people", child.pk)
    return render(
        request,
        "portal/edit_relation.html",
        {**frame(request.user, child), "form": form, "row": row},
    )


def responsibility(request: SignedIn, pk: str, row: str | None = None) -> HttpResponse:
    """Write who holds parental responsibility, or put right what stands about it."""
    child = access.get(request.user, Person, pk, "write")
    held = child.responsibility_held_by.filter(pk=row).first() if row else None
    if row and held is None:
        raise access.Refused("cases.responsibility.change", "cases.parentalresponsibility", row)
    form = ResponsibilityForm(
        request.POST or None,
        people=_around(child, _relations(request.user, child)),
        initial=_responsibility(held),
    )
    if request.method == "POST" and form.is_valid():
        try:
            if held is None:
                actions.record_responsibility(by=request.user, child=child, **form.cleaned_data)
            else:
                actions.change_responsibility(by=request.user, row=held, **form.cleaned_data)
        except actions.Problem as problem:
            form.add_error("until_on", str(problem))
        else:
            messages.success(request, "Saved.")
            return redirect("portal:people", child.pk)
    return render(
        request,
        "portal/responsibility.html",
        {**frame(request.user, child), "form": form, "row": held},
    )


def _responsibility(held: ParentalResponsibility | None) -> dict[str, Any]:
    if held is None:
        return {"from_on": None}
    return {name: getattr(held, name) for name in ResponsibilityForm.base_fields}


@require_POST
def join_family(request: SignedIn, pk: str, person: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    beside = [child, *_around(child, _relations(request.user, child))]
    row = next((one for one in beside if str(one.pk) == str(person)), None)
    if row is None:
        raise access.Refused("cases.family.join", "cases.person", person)
    try:
        actions.join_family_of(by=request.user, child=child, person=row)
    except actions.Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            f"{row.name} belongs to the family now.",
            extra_tags=f"undo:{reverse('portal:leave_family', args=[child.pk, row.pk])}",
        )
    return redirect("portal:people", child.pk)


@require_POST
def leave_family(request: SignedIn, pk: str, person: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    row = next(
        (one for one in _members(request.user, child) if str(one.person_id) == str(person)), None
    )
    if row is None:
        raise access.Refused("cases.family.leave", "cases.person", person)
    actions.leave_family(by=request.user, membership=row)
    messages.success(
        request,
        f"{row.person.name} no longer belongs to the family, from {timezone.localdate():%-d %B} on.",
        extra_tags=f"undo:{reverse('portal:join_family', args=[child.pk, row.person_id])}",
    )
    return redirect("portal:people", child.pk)
