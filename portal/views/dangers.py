"""Dangers and dates of a file: alerts raised and ended, days set, moved with a reason, and ticked off."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import access, actions
from cases.models import Due, Person, User
from cases.requests import SignedIn
from portal.access_forms import ReasonForm
from portal.dangers_forms import AlertForm, DateForm, MoveForm
from portal.views.case_file import frame


def dates(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk)
    open_dues = child.dues.filter(done_on=None).select_related("revised_by")
    return render(
        request,
        "portal/dates.html",
        {
            **frame(request.user, child),
            "dues": sorted(open_dues, key=lambda due: due.due_on),
            "done": child.dues.exclude(done_on=None).order_by("-done_on"),
            "ended": child.alerts.exclude(ended_on=None).order_by("-ended_on"),
            "today": timezone.localdate(),
        },
    )


def _siblings(user: User, child: Person) -> Any:
    others = access.scope(user, "write", Person).filter(
        families__members=child, reference__isnull=False
    )
    return others.exclude(pk=child.pk).distinct()


def _page(request: SignedIn, child: Person, form: Any, title: str, button: str, **more: Any):
    return render(
        request,
        "portal/dates_form.html",
        {**frame(request.user, child), "form": form, "title": title, "button": button, **more},
    )


def raise_alert(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    form = AlertForm(request.POST or None, siblings=_siblings(request.user, child))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        for one in [child, *data.pop("also", [])]:
            actions.raise_alert(by=request.user, child=one, **data)
        messages.success(request, "The alert stands at the top of every page of the file.")
        return redirect("portal:dates", child.pk)
    return _page(request, child, form, "Raise an alert", "Raise it")


def end_alert(request: SignedIn, pk: str, alert: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    row = child.alerts.filter(pk=alert, ended_on=None).first()
    if row is None:
        raise access.Refused("cases.alert.end", "cases.alert", alert)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_alert(by=request.user, alert=row, **form.cleaned_data)
        messages.success(request, "The alert ended. What it said, and why, stands in the story.")
        return redirect("portal:dates", child.pk)
    return _page(request, child, form, "End the alert", "End it", said=row.text, is_grave=True)


def set_date(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    form = DateForm(request.POST or None, siblings=_siblings(request.user, child))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        for one in [child, *data.pop("also", [])]:
            actions.set_due(by=request.user, child=one, **data)
        messages.success(request, "Set. It stands in the file and in My work.")
        return redirect("portal:dates", child.pk)
    return _page(request, child, form, "Set a date", "Set it")


def _due(child: Person, pk: str) -> Due:
    row = child.dues.filter(pk=pk).first()
    if row is None:
        raise access.Refused("cases.due.write", "cases.due", pk)
    return row


def move_date(request: SignedIn, pk: str, due: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    row = _due(child, due)
    same = {
        other.child_id: other
        for other in Due.objects.of(child__in=_siblings(request.user, child)).filter(
            what=row.what, original_on=row.original_on, revised_on=row.revised_on, done_on=None
        )
    }
    siblings = _siblings(request.user, child).filter(pk__in=list(same))
    form = MoveForm(request.POST or None, siblings=siblings, ticked=True)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        those = [row, *(same[one.pk] for one in data.pop("also", []))]
        try:
            for one in those:
                actions.revise_due(by=request.user, due=one, **data)
        except actions.Problem as problem:
            form.add_error("on", str(problem))
        else:
            messages.success(request, "Moved. The first day and the reason stay beside it.")
            return redirect("portal:dates", child.pk)
    return _page(request, child, form, f"Move: {row.what}", "Move it", due=row)


@require_POST
def date_done(request: SignedIn, pk: str, due: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    row = actions.finish_due(by=request.user, due=_due(child, due))
    undo = reverse("portal:date_not_done", args=[child.pk, row.pk])
    messages.success(request, f"Done: {row.what}.", extra_tags=f"undo:{undo}")
    return redirect("portal:dates", child.pk)


@require_POST
def date_not_done(request: SignedIn, pk: str, due: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    row = actions.reopen_due(by=request.user, due=_due(child, due))
    messages.success(request, f"Still to do: {row.what}.")
    return redirect("portal:dates", child.pk)
