"""Conflicts of interest: somebody says that a file must not be theirs to see, or a manager says it of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases import access, actions
from cases.models import Person, User
from cases.requests import SignedIn
from portal.access_forms import ConflictForm
from portal.views.case_file import frame


def declare(request: SignedIn, pk: str) -> HttpResponse:
    """A manager of the file says it of anybody; whoever else reads the file, of themselves."""
    child = access.get(request.user, Person, pk)
    for_others = access.decide(request.user, "assign", child)
    form = ConflictForm(
        request.POST or None,
        by=request.user,
        siblings=_siblings(request.user, child, "assign" if for_others else "read"),
        for_others=for_others,
    )
    if request.method == "POST" and form.is_valid():
        user = form.whose()
        people = [child, *form.cleaned_data.get("also", [])]
        try:
            made = [
                actions.declare_conflict(
                    by=request.user, user=user, person=person, reason=form.cleaned_data["reason"]
                )
                for person in people
                if person == child or not person.conflicts.active().filter(user=user).exists()
            ]
        except actions.Problem as problem:
            form.add_error(None, str(problem))
        else:
            if user == request.user:
                messages.success(
                    request,
                    "Noted. The file is kept from you from now on, and its manager sees that you said so.",
                )
                return redirect("portal:my_work")
            undo = reverse("portal:end_conflict", args=[child.pk, made[0].pk])
            messages.success(
                request, f"{user} is kept from this file now.", extra_tags=f"undo:{undo}"
            )
            return redirect("portal:who_can_see", child.pk)
    return render(
        request,
        "portal/conflict.html",
        {**frame(request.user, child), "form": form, "for_others": for_others},
    )


def _siblings(user: User, child: Person, action: str):
    others = access.scope(user, action, Person).filter(
        families__members=child, reference__isnull=False
    )
    return others.exclude(pk=child.pk).distinct()


@require_POST
def declare_unseen(request: SignedIn, pk: UUID) -> HttpResponse:
    """Somebody who was told that a child is known, and whom to ring, says that this file must never be theirs."""
    form = ConflictForm(request.POST, by=request.user, siblings=None, for_others=False)
    if not form.is_valid():
        messages.error(request, "Say in a few words why the file must be kept from you.")
        return redirect("portal:known")
    try:
        actions.declare_own_conflict(
            by=request.user, child_id=pk, reason=form.cleaned_data["reason"]
        )
    except actions.Problem as problem:
        messages.error(request, str(problem))
        return redirect("portal:known")
    messages.success(request, "Noted. The file is kept from you, whatever your work is later on.")
    return redirect("portal:my_work")


@require_POST
def end_conflict(request: SignedIn, pk: str, conflict: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "assign")
    row = child.conflicts.filter(pk=conflict).select_related("user").first()
    if row is None:
        raise access.Refused("cases.conflict.end", "cases.conflict", conflict)
    try:
        actions.end_conflict(by=request.user, conflict=row)
    except actions.Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            f"The conflict of interest of {row.user} ended. Give them the file again if they should hold it.",
        )
    return redirect("portal:who_can_see", child.pk)
