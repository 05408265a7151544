"""Whether every stored file is as it was kept: the last pass, the one that runs, and what is wrong."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import access
from cases.requests import SignedIn
from documents import scrubbing
from documents.models import Document, FileCheck, FileDamage, Page


@require_safe
def file_check(request: SignedIn) -> HttpResponse:
    check = access.get(request.user, FileCheck, scrubbing.current().pk)
    return render(
        request,
        "portal/file_check.html",
        {
            "check": check,
            "last": scrubbing.last_finished(),
            "damaged": [_line(request, one) for one in scrubbing.damaged()],
        },
    )


def _line(request: SignedIn, damage: FileDamage) -> dict[str, Any]:
    """A damaged file, and the papers it belongs to as far as whoever asks may see them."""
    pages = Page.objects.visible_to(request.user).filter(file=damage.file)
    papers = Document.objects.visible_to(request.user).filter(document_pages__page__in=pages)
    return {"damage": damage, "papers": papers.distinct()}
