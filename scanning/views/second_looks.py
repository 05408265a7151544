"""The second look: a page, whose it is said to be, and why somebody else must look before, or after, it counts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases import access
from cases.actions import Problem
from cases.models import Address, User
from cases.requests import SignedIn
from documents import arranging
from scanning.actions import second_looks
from scanning.models import SecondLook


def second_look(request: SignedIn, pk: UUID) -> HttpResponse:
    """One filing to agree with, or to send back to the desk; then the next one that waits."""
    look = access.get(request.user, SecondLook, pk, "check")
    if request.method == "POST":
        return _decide(request, look)
    if look.agreed is not None or look.filing.undone_at is not None:
        messages.info(request, "Nothing waits here any more: this was looked at, or taken back.")
        return to_next(request)
    return _show(request, look)


def waiting_for(user: User) -> Any:
    """The second looks that `user` may take now, oldest first; what is held back comes before the sample."""
    waiting = access.scope(user, "check", SecondLook).filter(agreed=None, filing__undone_at=None)
    return waiting.select_related("filing__batch", "filing__by").order_by("is_sample", "asked_at")


def to_next(request: SignedIn) -> HttpResponse:
    found = waiting_for(request.user).first()
    if found is not None:
        return redirect("scanning:second_look", found.pk)
    return redirect("scanning:desk")


def _decide(request: SignedIn, look: SecondLook) -> HttpResponse:
    document = look.filing.document
    try:
        if request.POST.get("act") == "agree":
            second_looks.agree(by=request.user, look=look)
            messages.success(request, f"Agreed: {document.title}.")
        elif request.POST.get("act") == "wrong":
            second_looks.disagree(by=request.user, look=look)
            messages.success(
                request,
                f"Sent back: the pages lie on the desk again, in batch {look.filing.batch.number}.",
            )
            if misfiling := arranging.last_misfiling(document, request.user):
                return redirect("portal:misfiling", misfiling.pk)
        else:
            return redirect("scanning:second_look", look.pk)
    except Problem as problem:
        messages.error(request, str(problem))
    return to_next(request)


def _show(request: SignedIn, look: SecondLook) -> HttpResponse:
    document = look.filing.document
    pointers = list(
        document.document_pages.select_related("page").prefetch_related("page__readings")
    )
    people = list(document.about.order_by("name"))
    addresses = Address.objects.of(person__in=people).filter(until_on=None)
    return render(
        request,
        "scanning/second_look.html",
        {
            "look": look,
            "filing": look.filing,
            "document": document,
            "people": [
                {
                    "person": person,
                    "addresses": [one.text for one in addresses if one.person_id == person.pk],
                }
                for person in people
            ],
            "pages": [
                {
                    "number": pointer.number,
                    "image": reverse("scanning:page_image", args=[pointer.page_id]),
                    "text": pointer.page.reading.text if pointer.page.reading else "",
                }
                for pointer in pointers
            ],
            "left": waiting_for(request.user).count(),
            "acts": [
                {
                    "key": "Enter",
                    "label": "It is right",
                    "name": "act",
                    "value": "agree",
                    "primary": True,
                },
                {"key": "W", "label": "Wrong: back to the desk", "name": "act", "value": "wrong"},
            ],
        },
    )
