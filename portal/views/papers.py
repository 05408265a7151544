"""A filed document, page by page, with the words of a search marked on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases import access
from cases.actions import Problem
from cases.models import Person
from cases.requests import SignedIn
from documents import doubtful, marking, photographs, placing, readings, serving
from documents.models import Document, DocumentPage, Page
from scanning.models import Image, Original
from search import alike, field_words
from search.models import Search

# Below this a word is shown as doubtful: on clean print nearly every word is above it.
DOUBTFUL = 60


def document(request: SignedIn, pk: str) -> HttpResponse:
    paper = access.get(request.user, Document, pk)
    # A blank first side that was set aside leaves the document to begin with page 2.
    first = paper.document_pages.values_list("number", flat=True).first()
    return redirect("portal:page", pk, first or 1)


def page(request: SignedIn, pk: str, number: int) -> HttpResponse:
    paper = access.get(request.user, Document, pk)
    pointers = _pointers(request, paper)
    pointer = next((one for one in pointers if one.number == number), None)
    if pointer is None:
        raise access.Refused("documents.page.read", "documents.page", pk)
    asked = _asked(request)
    suffix = f"?search={asked.pk}" if asked else ""
    hits = _hits(pointer, asked)
    with_hits = [
        one.number for one in pointers if asked and (one is pointer and hits or _hits(one, asked))
    ]
    if pointer.page.locked_at is not None:
        return _locked(request, paper, pointer, pointers)
    is_whole = photographs.is_shown_whole(pointer.page)
    return render(
        request,
        "portal/page.html",
        {
            "document": paper,
            "thumbnails": _thumbnails(paper, pointer, pointers, suffix, with_hits),
            "may": {
                action: access.decide(request.user, action, paper)
                for action in ("copy", "originals", "redact")
            },
            "may_fetch": access.decide(request.user, "original", pointer.page),
            "paper_original": Original.objects.visible_to(request.user)
            .filter(images__page=pointer.page_id)
            .first(),
            "redacted_from": _original_of(request, paper),
            "about": Person.objects.visible_to(request.user).filter(documents=paper),
            "page": _shown(paper, pointer, pointers, suffix)
            | {"text_pieces": _pieces(pointer, hits, asked)},
            # Boxes of words count in the picture that was read.
            "marks": [] if is_whole else _marks(pointer, hits),
            "doubtful": [] if is_whole else _doubtful(pointer),
            "photograph": _photograph(paper, pointer),
            "urgent": Image.objects.of(page=pointer.page)
            .filter(urgent_at__isnull=False)
            .select_related("urgent_by", "urgent_seen_by")
            .first(),
            "lock_url": reverse("portal:lock_page", args=[pointer.page_id]),
            "original_url": reverse("portal:page_original", args=[pointer.page_id]),
            "may_arrange": access.decide(request.user, "arrange", paper),
            "may_check": access.decide(request.user, "check", pointer.page),
            "checked_page": pointer.page_id,
            "words_asked": asked.words if asked and not asked.like else "",
            "search": asked,
            "next_hit_url": _hit(paper, with_hits, number, suffix, 1),
            "previous_hit_url": _hit(paper, with_hits, number, suffix, -1),
        },
    )


def _pointers(request: SignedIn, paper: Document) -> list[DocumentPage]:
    """The pages of `paper` in order, each asked of the policy: of a locked one nothing but its number is left."""
    pointers = list(paper.document_pages.select_related("page").prefetch_related("page__readings"))
    readable = set(
        access.scope(request.user, "read", Page)
        .filter(pk__in=[one.page_id for one in pointers])
        .values_list("pk", flat=True)
    )
    return [one for one in pointers if one.page_id in readable or one.page.locked_at is not None]


def _original_of(request: SignedIn, paper: Document) -> Document | None:
    """What `paper` is a redacted copy of, for whoever may see that too."""
    if paper.redacted_from_id is None:
        return None
    return Document.objects.visible_to(request.user).filter(pk=paper.redacted_from_id).first()


def _thumbnails(
    paper: Document,
    pointer: DocumentPage,
    pointers: list[DocumentPage],
    suffix: str,
    with_hits: list[int],
) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "url": reverse("portal:page", args=[paper.pk, one.number]) + suffix,
            "image": reverse("portal:page_thumbnail", args=[one.page_id])
            if one.page.locked_at is None
            else "",
            "current": one is pointer,
            "has_hit": one.number in with_hits,
        }
        for one in pointers
    ]


def _locked(
    request: SignedIn, paper: Document, pointer: DocumentPage, pointers: list[DocumentPage]
) -> HttpResponse:
    return render(
        request,
        "portal/page_locked.html",
        {
            "document": paper,
            "number": pointer.number,
            "about": Person.objects.visible_to(request.user).filter(documents=paper),
            "thumbnails": _thumbnails(paper, pointer, pointers, "", []),
        },
    )


def _asked(request: SignedIn) -> Search | None:
    pk = request.GET.get("search")
    if not pk:
        return None
    try:
        return alike.search_of(request.user, pk)
    except access.Refused:
        return None


def _hits(pointer: DocumentPage, asked: Search | None) -> list[int]:
    """The places of the words of the page that answer the search."""
    reading = pointer.page.reading
    if asked is None or reading is None or pointer.page.locked_at is not None:
        return []
    found = readings.unpacked(reading.words)
    return marking.boxes([word.text for word in found], field_words.understood(asked.words).wants)


def _marks(pointer: DocumentPage, hits: list[int]) -> list[dict[str, Any]]:
    reading = pointer.page.reading
    if reading is None or not hits:
        return []
    found = readings.unpacked(reading.words)
    return [_box(found[at]) for at in hits]


def _pieces(
    pointer: DocumentPage, hits: list[int], asked: Search | None
) -> list[tuple[str, bool]] | None:
    """The text with the words of the search marked, one for one as on the picture; None where none is."""
    reading = pointer.page.reading
    if reading is None or not hits or asked is None:
        return None
    exact = placing.pieces(reading, set(hits))
    if exact is not None:
        return exact
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in marking.mark(reading.text, field_words.understood(asked.words).wants):
        found += [(reading.text[at:start], False), (reading.text[start:end], True)]
        at = end
    return [*found, (reading.text[at:], False)]


def _doubtful(pointer: DocumentPage) -> list[dict[str, Any]]:
    reading = pointer.page.reading
    if reading is None or reading.read_as != "scan":
        return []
    return [_box(word) for word in readings.unpacked(reading.words) if word.confidence < DOUBTFUL]


def _box(word: readings.Word) -> dict[str, Any]:
    return {**placing.frame(placing.box_of(word)), "text": word.text}


def _shown(
    paper: Document, pointer: DocumentPage, pointers: list[DocumentPage], suffix: str
) -> dict[str, Any]:
    reading = pointer.page.reading
    numbers = [one.number for one in pointers]
    at = numbers.index(pointer.number)

    def address(place: int) -> str:
        if not 0 <= place < len(numbers):
            return ""
        return reverse("portal:page", args=[paper.pk, numbers[place]]) + suffix

    return {
        "image_url": reverse("portal:page_image", args=[pointer.page_id])
        # Another address, so that no picture is shown as it was before.
        + ("?whole=1" if pointer.page.is_shown_whole else "")
        if reading and reading.view_id
        else "",
        "width": reading.width if reading else 0,
        "height": reading.height if reading else 0,
        "alt": "The page as it was scanned. Its text stands beside it.",
        "number": pointer.number,
        "count": numbers[-1],
        "previous_url": address(at - 1),
        "next_url": address(at + 1),
        "next_image_url": reverse("portal:page_image", args=[pointers[at + 1].page_id])
        if at + 1 < len(pointers) and pointers[at + 1].page.locked_at is None
        else "",
        "text": reading.text if reading else "",
        "read_note": " ".join([doubtful.told_of(reading), *(reading.notes if reading else [])]),
    }


def _photograph(paper: Document, pointer: DocumentPage) -> dict[str, Any] | None:
    """Where a photograph is switched between the sheet found in it and all of it; None for any other page."""
    if photographs.whole_of(pointer.page) is None:
        return None
    return {
        "is_whole": pointer.page.is_shown_whole,
        "url": reverse("portal:page_picture", args=[paper.pk, pointer.number]),
    }


@require_POST
def page_picture(request: SignedIn, pk: str, number: int) -> HttpResponse:
    """Show a photograph whole, or straightened; without a wish the other way from how it is shown."""
    paper = access.get(request.user, Document, pk, "arrange")
    pointer = paper.document_pages.select_related("page").filter(number=number).first()
    now = pointer is not None and pointer.page.is_shown_whole
    whole = {"1": True, "0": False}.get(request.POST.get("whole", ""), not now)
    try:
        photographs.show_filed(by=request.user, document=paper, number=number, whole=whole)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request,
            "The photograph is shown as it was taken."
            if whole
            else "The sheet found in the photograph is shown.",
            extra_tags="undo:" + reverse("portal:page_picture", args=[pk, number]),
        )
    return redirect("portal:page", pk, number)


def _hit(paper: Document, with_hits: list[int], number: int, suffix: str, step: int) -> str:
    others = [one for one in with_hits if (one - number) * step > 0]
    if not others:
        return ""
    target = min(others) if step > 0 else max(others)
    return reverse("portal:page", args=[paper.pk, target]) + suffix


def page_image(request: SignedIn, pk: str) -> HttpResponseBase:
    return _picture(request, pk, "view")


def page_thumbnail(request: SignedIn, pk: str) -> HttpResponseBase:
    return _picture(request, pk, "thumbnail")


def _picture(request: SignedIn, pk: str, which: str) -> HttpResponseBase:
    shown = access.get(
        request.user,
        Page,
        pk,
        logged_as="documents.page.glimpsed" if which == "thumbnail" else "",
    )
    reading = shown.reading
    file = getattr(reading, which) if reading else None
    if which == "view" and request.GET.get("as") != "read":
        file = photographs.picture_of(shown)
    if file is None:
        raise access.Refused("documents.page.read", "documents.page", pk)
    pointer = shown.document_pages.first()
    # Boxes count in the picture as it was read, whichever way a person turned it since.
    is_turned = pointer is not None and request.GET.get("as") != "read"
    return serving.send_picture(
        file, turned_degrees=pointer.turned_degrees if pointer and is_turned else 0
    )


def original(request: SignedIn, pk: str) -> HttpResponseBase:
    """The stored file of a page, as a download: what was scanned, untouched."""
    shown = access.get(request.user, Page, pk, "original")
    return serving.send_file(shown.file, name="page", as_download=True)
