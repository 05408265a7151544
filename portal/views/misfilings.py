"""Pages that lay in a wrong file: who saw them there, and what was done about it."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases import access
from cases.actions import Problem
from cases.models import Person
from cases.requests import SignedIn
from documents import misfilings
from documents.models import Document, DocumentPage, Misfiling
from portal.templatetags.audit_words import say
from scanning.models import Image
from scanning.views.steps import pages_in_words


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
    lie = _where_they_lie(request, found)
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
            "lie": lie,
            "may_settle": may_settle and found.settled_at is None,
        },
    )


def _where_they_lie(request: SignedIn, found: Misfiling) -> list[dict[str, Any]]:
    """The papers in which the pages stand now, of those that the asker may read, with the numbers they have there."""
    papers = list(
        Document.objects.visible_to(request.user)
        .filter(document_pages__page__in=found.pages)
        .distinct()
    )
    people = Person.objects.visible_to(request.user)
    numbers: dict[UUID, list[int]] = defaultdict(list)
    for pointer in (
        DocumentPage.objects.of(document__in=papers).filter(page__in=found.pages).order_by("number")
    ):
        numbers[pointer.document_id].append(pointer.number)
    return [
        {
            "document": paper,
            "pages": pages_in_words(numbers[paper.pk]),
            "first": numbers[paper.pk][0],
            "about": people.filter(documents=paper).order_by("name"),
        }
        for paper in papers
    ]
