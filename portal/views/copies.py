"""A document as one file: asked for, waited for, downloaded."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import access
from cases.requests import SignedIn
from documents import archive, serving
from documents.models import Document
from scanning import workers


def archive_copy(request: SignedIn, pk: str) -> HttpResponse:
    """Where the archive copy of a document stands; asking for it is a post."""
    document = access.get(request.user, Document, pk, "copy")
    if request.method == "POST":
        archive.ask(by=request.user, document=document)
        return redirect("portal:archive_copy", document.pk)
    copy = archive.current(document)
    return render(
        request,
        "portal/archive_copy.html",
        {
            "document": document,
            "copy": copy,
            "is_made": copy is not None and copy.file_id is not None,
            "is_waiting": copy is not None and copy.file_id is None and not copy.problem,
            "is_nobody_working": not workers.are_running(),
        },
    )


@require_safe
def archive_file(request: SignedIn, pk: str) -> HttpResponseBase:
    document = access.get(request.user, Document, pk, "copy")
    copy = archive.current(document)
    if copy is None or copy.file is None:
        return redirect("portal:archive_copy", document.pk)
    return serving.send_file(copy.file, name="archive copy", as_download=True)
