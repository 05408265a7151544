"""Fronts, then backs: a look at how they would lie together, and one act that lays them so."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from scanning.actions import collating
from scanning.models import Batch, Image
from scanning.views.batches import page_line


def collate(request: SignedIn, pk: UUID) -> HttpResponse:
    """Which page is the first back, and which way they lie: shown before anything is changed."""
    batch = access.get(request.user, Batch, pk, "desk")
    images = list(batch.images.order_by("position"))
    sent: Any = request.POST if request.method == "POST" else request.GET
    first_back = _number(sent.get("first_back", "")) or _likely_first_back(images)
    is_reversed = sent.get("backs") != "same"
    if request.method == "POST":
        try:
            collating.collate(
                by=request.user, batch=batch, first_back=first_back, is_reversed=is_reversed
            )
        except Problem as problem:
            messages.error(request, str(problem))
            return redirect("scanning:collate", pk)
        messages.success(
            request,
            "Each back stands behind its front now.",
            extra_tags="undo:" + reverse("scanning:collate_undo", args=[pk]),
        )
        return redirect("scanning:batch", pk)
    problem_words, pairs = "", []
    try:
        pairs = collating.laid_together(images, first_back=first_back, is_reversed=is_reversed)
    except Problem as problem:
        problem_words = str(problem)
    return render(
        request,
        "scanning/collate.html",
        {
            "batch": batch,
            "images": images,
            "first_back": first_back,
            "is_reversed": is_reversed,
            "problem": problem_words,
            "is_collated": any(image.is_back for image in images),
            "sheets": [
                (page_line(front, is_open=True), page_line(back, is_open=True))
                for front, back in pairs
            ],
        },
    )


@require_POST
def collate_undo(request: SignedIn, pk: UUID) -> HttpResponse:
    batch = access.get(request.user, Batch, pk, "desk")
    try:
        collating.undo_collation(by=request.user, batch=batch)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.info(request, "Undone. The pages stand as they came.")
    return redirect("scanning:batch", pk)


def _likely_first_back(images: list[Image]) -> int:
    """Where the second file begins; in one file, half-way."""
    uploads = list(dict.fromkeys(image.upload_id for image in images))
    if len(uploads) == 2:
        return next(image.position for image in images if image.upload_id == uploads[1])
    return len(images) // 2 + 1


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) < 8 else None
