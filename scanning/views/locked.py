"""After a page was locked at the desk: it is hidden already, here stands what comes next, and the desk waits."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from documents import locking
from documents.models import PageLock
from scanning.models import Batch, Image
from scanning.sums import sum_of
from scanning.views import steps
from scanning.views.batches import page_line


def locked(request: SignedIn, pk: UUID) -> HttpResponse:
    """For whoever locked the page: on to the next one, or a word to the safeguarding lead."""
    lock = access.get(request.user, PageLock, pk, "tell")
    image = Image.objects.of(page=lock.page).first()
    desks = access.scope(request.user, "desk", Batch)
    batch = desks.filter(pk=image.batch_id).first() if image else None
    if image is None or batch is None:
        raise access.Refused("scanning.batch.desk", "documents.pagelock", pk)
    if request.method != "POST":
        return _show(request, lock, image, batch)
    act, words = request.POST.get("act", ""), request.POST.get("words", "")
    if act == "next":
        return steps.to_next(batch, after=image)
    if act == "undo":
        messages.info(request, steps.no_unlocking())
    elif act == "tell":
        try:
            locking.tell_lead(by=request.user, lock=lock, words=words)
        except Problem as problem:
            if lock.unlocked_at is None:
                return _show(request, lock, image, batch, words=words, problem=str(problem))
            messages.error(request, str(problem))
            return redirect("scanning:locked", lock.pk)
        messages.success(request, "A safeguarding lead can read it beside the locked page.")
    return redirect("scanning:locked", lock.pk)


def _show(
    request: SignedIn,
    lock: PageLock,
    image: Image,
    batch: Batch,
    *,
    words: str = "",
    problem: str = "",
) -> HttpResponse:
    images = list(batch.images.select_related("page").order_by("position"))
    left = [one for one in images if one.state in Image.DECIDABLE]
    following = next((one for one in left if one.position > image.position), None) or next(
        iter(left), None
    )
    is_open = batch.closed_at is None
    goes_on = f"On to page {following.position}" if following else "Back to the batch"
    return render(
        request,
        "scanning/locked.html",
        {
            "lock": lock,
            "image": image,
            "batch": batch,
            "sum": sum_of(batch),
            "pages": [page_line(one, is_open=is_open, current=image) for one in images],
            "is_left": image.state in Image.LEFT,
            "told_what": locking.locked_words(request.user),
            "lead": " or ".join(map(str, locking.leads())),
            "words": words,
            "problem": problem,
            "acts": [
                {"key": "Enter", "label": goes_on, "name": "act", "value": "next", "primary": True},
                {"key": "U", "label": "Undo", "name": "act", "value": "undo"},
            ],
        },
    )
