"""The original files of one document, or of chosen documents of a case: one file, or one ZIP."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import access, audit
from cases.models import Person
from cases.requests import SignedIn
from documents import bundles, serving
from documents.models import Document, DocumentPage, Page

_SHOWN = 500


@require_safe
def document_originals(request: SignedIn, pk: str) -> HttpResponseBase:
    """The file that a document was received as; a ZIP where its pages came in several."""
    document = access.get(request.user, Document, pk, "originals")
    paper = bundles.paper_of(document, _allowed(request, [document]))
    if not paper.files:
        messages.error(
            request,
            "None of its pages can be downloaded as it came: the file they came in also holds pages that are not "
            "yours to see. Ask for an archive copy instead.",
        )
        return redirect("portal:document", document.pk)
    if len(paper.files) == 1 and not paper.left_out:
        return serving.send_file(paper.files[0][0], name="original", as_download=True)
    return _zip([paper])


def case_originals(request: SignedIn, pk: str) -> HttpResponseBase:
    """Choose papers of a case, and download them as one ZIP of original files."""
    child = access.get(request.user, Person, pk)
    papers = access.scope(request.user, "originals", Document).filter(about=child)
    problem = ""
    if request.method == "POST":
        chosen = list(papers.filter(pk__in=_ids(request.POST.getlist("papers"))))
        allowed = _allowed(request, chosen)
        bundled = [bundles.paper_of(document, allowed) for document in chosen]
        bundled = [paper for paper in bundled if paper.files]
        if bundled:
            for paper in bundled:
                audit.record(request.user, "documents.document.originals", paper.document)
            return _zip(bundled)
        problem = (
            "None of these papers can be downloaded as it came. Ask for their archive copies instead."
            if chosen
            else "Tick at least one paper."
        )
    return render(
        request,
        "portal/case_originals.html",
        {
            "child": child,
            "papers": papers.order_by("-dated_on", "pk")[:_SHOWN],
            "is_shortened": papers.count() > _SHOWN,
            "most": _SHOWN,
            "problem": problem,
        },
    )


def _allowed(request: SignedIn, documents: Sequence[Document]) -> set[UUID]:
    pages = DocumentPage.objects.of(document__in=list(documents)).values("page")
    originals = access.scope(request.user, "original", Page).filter(pk__in=pages)
    return set(originals.values_list("pk", flat=True))


def _ids(values: Sequence[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


def _zip(papers: Sequence[bundles.Paper]) -> HttpResponse | StreamingHttpResponse:
    answer = StreamingHttpResponse(bundles.zipped(papers), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="originals.zip"'
    answer["Cache-Control"] = "no-store, private"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
