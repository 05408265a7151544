"""Where paper comes from by itself, and how that goes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import access
from cases.actions import Problem
from cases.models import Team, User
from cases.requests import SignedIn
from scanning.actions import ways as actions
from scanning.forms import WayForm
from scanning.models import Arrival, Batch, WayIn

_ARRIVALS_SHOWN = 30
# Several turns missed: then it is not that the worker is busy.
_LATE = timedelta(minutes=3)


@require_safe
def ways(request: SignedIn) -> HttpResponse:
    found = access.scope(request.user, "desk", WayIn).select_related("team", "answered_for_by")
    may_set_up = access.scope(request.user, "keep_ways", Team).exists()
    if not may_set_up and not found.exists():
        raise access.Refused("scanning.wayin.desk", "scanning.wayin", None)
    running = [{"way": way, **state_of(way)} for way in found.filter(stopped_at=None)]
    return render(
        request,
        "scanning/ways.html",
        {
            "rows": running,
            "stopped": found.exclude(stopped_at=None),
            "may_set_up": may_set_up,
            "batches": _batches_of(request.user),
        },
    )


def new_way(request: SignedIn) -> HttpResponse:
    teams = access.scope(request.user, "keep_ways", Team)
    if not teams:
        raise access.Refused("cases.team.keep_ways", "cases.team", None)
    form = WayForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.set_up_way(
                by=request.user,
                team=typed.get("team") or teams.get(),
                kind=typed["kind"],
                **form.settings(),
            )
        except Problem as problem:
            form.add_error("folder", str(problem))
        else:
            return redirect("scanning:way", made.pk)
    return _form_page(request, form)


@require_safe
def way(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, WayIn, pk, "desk")
    arrivals = Arrival.objects.of(way_in=found).select_related("batch")[:_ARRIVALS_SHOWN]
    return render(
        request,
        "scanning/way.html",
        {
            "way": found,
            **state_of(found),
            "arrivals": arrivals,
            "batches": _batches_of(request.user),
            "may_keep": access.scope(request.user, "keep", WayIn).filter(pk=found.pk).exists(),
            "is_mine": found.answered_for_by == request.user,
            "minutes": int(settings.KINFILE_SCAN_TOGETHER.total_seconds() // 60),
        },
    )


def way_change(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, WayIn, pk, "keep")
    form = WayForm(
        request.POST or None,
        teams=[found.team],
        initial={
            "kind": found.kind,
            "name": found.name,
            "folder": found.folder,
            "sides": "2" if found.is_two_sided else "1",
            "after": "keep" if found.keeps_taken else "remove",
        },
    )
    # What it is stays; another kind is another way in.
    form.fields["kind"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_way(
                by=request.user,
                way=found,
                **form.settings(),
            )
        except Problem as problem:
            form.add_error("folder", str(problem))
        else:
            return redirect("scanning:way", found.pk)
    return _form_page(request, form, found)


def _form_page(request: SignedIn, form: WayForm, way: WayIn | None = None) -> HttpResponse:
    return render(
        request,
        "scanning/way_form.html",
        {
            "form": form,
            "way": way,
            "scan_folder": settings.KINFILE_SCAN_FOLDER,
            "mail_host": settings.KINFILE_MAIL_HOST,
        },
    )


@require_POST
def way_act(request: SignedIn, pk: UUID) -> HttpResponse:
    """Stop it, start it again, or answer for it from now on."""
    found = access.get(request.user, WayIn, pk, "keep")
    acts = {
        "stop": actions.stop_way,
        "start": actions.start_way_again,
        "answer": actions.answer_for_way,
    }
    act = acts.get(request.POST.get("act", ""))
    try:
        if act is not None:
            act(by=request.user, way=found)
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("scanning:way", found.pk)


def _batches_of(user: User) -> set[UUID]:
    """Those that `user` may open: whoever leads a desk need not work on its paper."""
    came = access.scope(user, "desk", Batch).exclude(way_in=None)
    return set(came.order_by("-started_at").values_list("pk", flat=True)[:500])


def state_of(way: WayIn) -> dict[str, Any]:
    """How it goes, as of the last look; `is_late` when nobody looks."""
    now = timezone.now()
    looked = way.looked_at or way.set_up_at
    return {
        "last": Arrival.objects.of(way_in=way).select_related("batch").first(),
        "is_late": way.stopped_at is None and looked < now - _LATE,
        "coming": len(way.coming),
    }
