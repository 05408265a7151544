"""Paper photographed with a phone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cases import access
from cases.actions import Problem
from cases.models import Team
from cases.requests import SignedIn
from scanning.actions import intake
from scanning.actions import photos as actions
from scanning.forms import PhotoForm
from scanning.models import Batch, Image
from scanning.views.batches import keep_files


def photograph(request: SignedIn) -> HttpResponse:
    """The first pages of a new batch."""
    teams = access.scope(request.user, "scan", Team)
    if not teams:
        raise access.Refused("cases.team.scan", "cases.team", None)
    form = PhotoForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        if request.FILES.getlist("files"):
            batch = intake.receive_batch(
                by=request.user,
                team=form.cleaned_data.get("team"),
                device="Camera",
                is_urgent=form.cleaned_data["is_urgent"],
                came_by=Batch.CameBy.PHOTO,
            )
            keep_files(request, batch, is_photo=True)
            return _next(request, batch)
        messages.error(request, "Take a picture of at least one page.")
    return render(request, "scanning/photograph.html", {"form": form})


def photograph_more(request: SignedIn, pk: UUID) -> HttpResponse:
    """The next pages, until there are no more."""
    batch = access.get(request.user, Batch, pk, "desk")
    if request.method == "POST":
        if request.FILES.getlist("files"):
            keep_files(request, batch, is_photo=True)
        elif request.POST.get("act") != "finish":
            messages.error(request, "Take a picture of the next page, or say that these are all.")
        return _next(request, batch)
    shown: dict[str, Any] = {
        "batch": batch,
        "uploads": batch.uploads.select_related("file").order_by("position"),
    }
    return render(request, "scanning/photograph.html", shown)


def _next(request: SignedIn, batch: Batch) -> HttpResponse:
    if request.POST.get("act") == "finish":
        intake.finish_intake(by=request.user, batch=batch)
        return redirect("scanning:batch", batch.pk)
    return redirect("scanning:photograph_more", batch.pk)


@require_POST
def photo_act(request: SignedIn, pk: UUID) -> HttpResponse:
    """Use the whole picture, or straighten it after all."""
    image = access.get(request.user, Image, pk, "desk")
    try:
        actions.show_whole_picture(
            by=request.user, image=image, whole=request.POST.get("act") == "whole"
        )
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("scanning:batch", image.batch_id)
