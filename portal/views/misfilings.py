"""Pages that lay in a wrong file: who saw them there, and what was done about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases import access
from cases.actions import Problem
from cases.models import Person
from cases.requests import SignedIn
from documents import misfilings
from documents.models import Document, Misfiling
from portal.templatetags.audit_words import say
from scanning.models import Image


def misfiling(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, Misfiling, pk)
    may_settle = access.decide(request.user, "settle", found)
    if request.method == "POST":
        try:
            misfilings.settle(by=request.user, misfiling=found, words=request.POST.get("words", ""))
        except Problem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "Written down.")
        return redirect("portal:misfiling", pk)
    sightings = list(found.sightings.select_related("user").order_by("user", "at"))
    return render(
        request,
        "portal/misfiling.html",
        {
            "misfiling": found,
            "count": len(found.pages),
            "about": Person.objects.of(pk__in=list(found.about.values_list("pk", flat=True))),
            "lines": [
                {"who": one.user, "at": one.at, "what": say(one.how), "number": one.number}
                for one in sightings
            ],
            "people": len({one.user_id for one in sightings}),
            "document": Document.objects.visible_to(request.user)
            .filter(pk=found.document_id)
            .first(),
            # Pages that went back lie there until somebody files them.
            "images": access.scope(request.user, "desk", Image)
            .filter(page__in=found.pages, state__in=Image.DECIDABLE)
            .select_related("batch")
            .order_by("position"),
            "may_settle": may_settle and found.settled_at is None,
        },
    )
