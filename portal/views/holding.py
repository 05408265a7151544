"""Who can see a file: who holds it, who is on its list, and what is kept from whom."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import access, actions
from cases.models import Assignment, Closure, Person, User
from cases.requests import SignedIn
from portal import family_drawing
from portal.access_forms import REVIEW_AFTER, AssignForm, CloseForm, KeepFromForm, ReasonForm
from portal.views.case_file import access_tabs, frame, readers_of


def who_can_see(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk)
    context = frame(request.user, child)
    held = child.assignments.select_related("team", "worker")
    now = timezone.now()
    return render(
        request,
        "portal/who_can_see.html",
        {
            **context,
            "tabs": access_tabs(child, "portal:who_can_see"),
            "holding": held.active(now).order_by("capacity", "started_at"),
            "held": held.filter(ended_at__lte=now).order_by("-ended_at"),
            "readers": readers_of(child),
            "today": timezone.localdate(),
            "may_hold": access.decide(request.user, "hold", child),
            "legal_hold": child.legal_holds.filter(lifted_at=None).first(),
            "lifted": child.restrictions.exclude(lifted_at=None).select_related("kept_from"),
            "conflicts": child.conflicts.active().select_related("user")
            if context["may_assign"]
            else [],
        },
    )


def assign(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "assign")
    running = child.assignments.active().filter(capacity=Assignment.Capacity.ALLOCATED)
    holds = running.select_related("team", "worker").first()
    form = AssignForm(
        request.POST or None,
        by=request.user,
        initial={"team": holds.team_id, "worker": holds.worker_id} if holds else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.assign_worker(by=request.user, child=child, **form.assignment())
        except actions.Problem as problem:
            form.add_error("worker", str(problem))
        else:
            return _given(request, child, made, holds)
    return render(
        request, "portal/assign.html", {**frame(request.user, child), "form": form, "holds": holds}
    )


def _given(
    request: SignedIn, child: Person, made: Assignment, before: Assignment | None
) -> HttpResponse:
    """Say what became of the file, and offer the way back where the policy still allows it."""
    said = (
        f"{made.worker or made.team} holds this file now, as {made.get_capacity_display()}."
        if made.worker
        else f"{made.team} holds this file now, without an allocated worker."
    )
    if not access.decide(request.user, "assign", child):
        messages.success(request, f"{said} It is no longer in your hands.")
        return redirect("portal:my_work")
    back = ""
    if made.capacity == Assignment.Capacity.ALLOCATED and before is not None:
        back = reverse("portal:assign_again", args=[child.pk, before.pk])
    elif made.worker is not None:
        back = reverse("portal:end_assignment", args=[child.pk, made.pk])
    messages.success(request, said, extra_tags=f"undo:{back}" if back else "")
    return redirect("portal:who_can_see", child.pk)


def _assignment(child: Person, pk: str) -> Assignment:
    row = child.assignments.filter(pk=pk).select_related("team", "worker").first()
    if row is None:
        raise access.Refused("cases.assignment.assign", "cases.assignment", pk)
    return row


@require_POST
def end_assignment(request: SignedIn, pk: str, assignment: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "assign")
    row = _assignment(child, assignment)
    try:
        actions.end_assignment(by=request.user, assignment=row)
    except actions.Problem as problem:
        messages.error(request, str(problem))
    else:
        again = reverse("portal:assign_again", args=[child.pk, row.pk])
        messages.success(
            request, f"{row.worker} no longer holds this file.", extra_tags=f"undo:{again}"
        )
    return redirect("portal:who_can_see", child.pk)


@require_POST
def assign_again(request: SignedIn, pk: str, assignment: str) -> HttpResponse:
    """Give the file back to whoever held it, from now on: what was in between stays written down."""
    child = access.get(request.user, Person, pk, "assign")
    row = _assignment(child, assignment)
    try:
        actions.assign_worker(
            by=request.user, child=child, worker=row.worker, capacity=row.capacity, team=row.team
        )
    except actions.Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{row.worker or row.team} holds this file again.")
    return redirect("portal:who_can_see", child.pk)


def close_file(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "assign")
    readers = [reader["user"] for reader in readers_of(child)]
    form = CloseForm(
        request.POST or None, by=request.user, readers=readers, initial=_closing(child, readers)
    )
    if request.method == "POST" and form.is_valid():
        was_open = child.closure == Closure.OPEN
        actions.close_file(by=request.user, child=child, **form.closing())
        undo = f"undo:{reverse('portal:undo_close', args=[child.pk])}" if was_open else ""
        messages.success(
            request, "Saved. Only the people on the list see this file.", extra_tags=undo
        )
        return redirect("portal:who_can_see", child.pk)
    return render(request, "portal/close_file.html", {**frame(request.user, child), "form": form})


def _closing(child: Person, readers: list[User]) -> dict[str, Any]:
    """What the form starts with: as the file is closed now, or its allocated worker and a day to look again."""
    if child.closure != Closure.OPEN:
        return {
            "closure": child.closure,
            "reason": child.closure_reason,
            "review_on": child.closure_review_on,
            "named": [user.pk for user in readers],
        }
    workers = child.assignments.active().exclude(worker=None).values_list("worker", flat=True)
    return {"named": list(workers), "review_on": timezone.localdate() + REVIEW_AFTER}


@require_POST
def undo_close(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "assign")
    try:
        actions.reopen_file(by=request.user, child=child)
    except actions.Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Undone: the file is open to its team as before.")
    return redirect("portal:who_can_see", child.pk)


def reopen_file(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "assign")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_file(by=request.user, child=child, **form.cleaned_data)
        except actions.Problem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "The file is open to its team again.")
        return redirect("portal:who_can_see", child.pk)
    return render(
        request,
        "portal/reopen_file.html",
        {
            **frame(request.user, child),
            "form": form,
            "team": child.assignments.active().exclude(team=None).values_list("team__name").first(),
        },
    )


def keep_from(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    already = {row.kept_from_id for row in child.restrictions.filter(lifted_at=None)}
    people = [
        line["person"]
        for line in family_drawing.around(request.user, child).people
        if line["person"].pk not in already
    ]
    form = KeepFromForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.restrict(by=request.user, child=child, **form.cleaned_data)
        except actions.Problem as problem:
            form.add_error("kept_from", str(problem))
        else:
            messages.success(
                request, f"{made.kept_from.name} is kept from everything about {child.name}."
            )
            return redirect("portal:who_can_see", child.pk)
    return render(
        request,
        "portal/keep_from.html",
        {**frame(request.user, child), "form": form, "has_people": bool(people)},
    )


def lift(request: SignedIn, pk: str, restriction: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "assign")
    row = (
        child.restrictions.filter(pk=restriction, lifted_at=None)
        .select_related("kept_from")
        .first()
    )
    if row is None:
        raise access.Refused("cases.restriction.lift", "cases.restriction", restriction)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.lift_restriction(by=request.user, restriction=row, **form.cleaned_data)
        messages.success(
            request, f"Lifted. {row.kept_from.name} is no longer kept from {child.name}'s matters."
        )
        return redirect("portal:who_can_see", child.pk)
    return render(
        request,
        "portal/lift.html",
        {
            **frame(request.user, child),
            "form": form,
            "row": row,
            "is_over": bool(row.order_ends_on and row.order_ends_on < timezone.localdate()),
        },
    )
