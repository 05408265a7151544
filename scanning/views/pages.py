from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from documents import doubtful, photographs, serving
from documents.models import Document, Page, Reading, StoredFile
from scanning import urgent_pages
from scanning.actions import desk
from scanning.models import Image


@require_safe
def page_image(request: SignedIn, pk: UUID) -> HttpResponseBase:
    return _picture(request, pk, "view")


@require_safe
def page_thumbnail(request: SignedIn, pk: UUID) -> HttpResponseBase:
    return _picture(request, pk, "thumbnail")


@require_safe
def page_original(request: SignedIn, pk: UUID) -> HttpResponseBase:
    """A page of which no picture could be made, as it came from the scanner: the only way to see what is on it."""
    image = access.get(request.user, Image, pk, "desk")
    page = access.get(request.user, Page, image.page_id)
    is_shared = page.file.pages.exclude(locked_at=None).exists()
    reading = page.reading
    has_picture = reading is not None and reading.view_id is not None
    if is_shared or has_picture or image.state == Image.State.WAITING:
        raise access.Refused("scanning.image.original", "scanning.image", pk)
    return serving.send_file(page.file, name=f"page {image.position}", as_download=True)


@require_safe
def urgent(request: SignedIn, pk: UUID) -> HttpResponse:
    """An urgent page as the worker, or duty, sees it until somebody answers: before it is filed and afterwards."""
    image = access.get(request.user, Image, pk, "answer")
    reading = image.page.reading
    pointer = image.page.document_pages.filter(
        document__in=access.scope(request.user, "read", Document)
    ).first()
    return render(
        request,
        "scanning/urgent.html",
        {
            "image": image,
            "page": page_shown(image, reading) if reading else None,
            "child": image.urgent_for,
            "pointer": pointer,
            "filed_for": urgent_pages.filed_for(image),
        },
    )


@require_POST
def urgent_seen(request: SignedIn, pk: UUID) -> HttpResponse:
    image = access.get(request.user, Image, pk, "answer")
    try:
        desk.acknowledge(by=request.user, image=image)
    except Problem as problem:
        messages.info(request, str(problem))
    else:
        messages.success(
            request, "Your name stands on it now: you have seen this page and act on it."
        )
    return redirect("scanning:urgent", image.pk)


def page_shown(image: Image, reading: Reading) -> dict[str, object]:
    """A page for `components/page_viewer.html`."""
    width, height = reading.width, reading.height
    if image.turned_degrees % 180:
        width, height = height, width
    return {
        "image_url": image_url(image) if reading.view_id else "",
        "width": width,
        "height": height,
        "alt": f"Page {image.position} as it was scanned. Its text can be shown with T.",
        "number": image.position,
        "text": reading.text,
        "read_note": " ".join([doubtful.told_of(reading), *reading.notes]),
        "turned": bool(image.turned_degrees),
        "is_whole": photographs.is_shown_whole(image.page),
    }


def image_url(image: Image) -> str:
    address = reverse("scanning:page_image", args=[image.page_id])
    # Another address, so that the browser does not show the picture as it was before it was turned or straightened.
    shown = f"{image.turned_degrees or ''}{'w' if image.page.is_shown_whole else ''}"
    return f"{address}?turned={shown}" if shown else address


def _picture(request: SignedIn, pk: UUID, which: str) -> HttpResponseBase:
    page = access.get(request.user, Page, pk)
    reading = page.reading
    file: StoredFile | None = getattr(reading, which) if reading else None
    if which == "view":
        file = photographs.picture_of(page)
    if file is None:
        raise Http404
    # How it stands in its document counts more than how it lay on the desk.
    turned = page.document_pages.first() or Image.objects.of(page=page).first()
    return serving.send_picture(file, turned_degrees=turned.turned_degrees if turned else 0)
