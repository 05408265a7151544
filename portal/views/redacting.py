"""Making a redacted copy: mark words or areas page by page, look for them again, say why, and have it made."""

from math import nan
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from documents import redacting
from documents.models import Document, DocumentPage, Redaction

EDGES = {
    "left": "From the left",
    "top": "From the top",
    "right": "To the right",
    "bottom": "Down to",
}


@require_POST
def redact(request: SignedIn, pk: str) -> HttpResponse:
    """Begin a redacted copy of a document, or go on with one's own."""
    document = access.get(request.user, Document, pk, "redact")
    return redirect("portal:redaction", redacting.begin(by=request.user, document=document).pk)


def redaction(request: SignedIn, pk: str) -> HttpResponse:
    draft = access.get(request.user, Redaction, pk, "write")
    pointers = redacting.pages_of(draft)
    asked = request.POST.get("page") or request.GET.get("page") or ""
    here = next((one for one in pointers if str(one.number) == asked), pointers[0])
    # Never in the address: it would stay in the browser's history.
    looked_for = request.POST.get("find", "").strip()[:100]
    act = request.POST.get("act", "")
    if act == "enter":
        has_edges = any(request.POST.get(f"edge_{name}", "").strip() for name in EDGES)
        act = "edges" if has_edges else "words"
        if looked_for and not request.POST.getlist("word"):
            act = "find"
    if request.method == "POST" and act != "find":
        try:
            done = _act(request, act, draft, here)
        except Problem as problem:
            messages.error(request, str(problem))
        else:
            if done is not None:
                return done
            return redirect(f"{reverse('portal:redaction', args=[draft.pk])}?page={here.number}")
    draft.refresh_from_db()
    return render(
        request,
        "portal/redaction.html",
        {
            "draft": draft,
            "document": draft.document,
            "page": _page(here),
            "words": _words(draft, here),
            "boxes": _boxes(draft, pointers),
            "here": [box for box in draft.boxes if box["page"] == str(here.page_id)],
            "pages": [
                {
                    "number": one.number,
                    "current": one is here,
                    "count": sum(box["page"] == str(one.page_id) for box in draft.boxes),
                }
                for one in pointers
            ],
            "reasons": redacting.REASONS.items(),
            "reason": request.POST.get("reason", "person"),
            "note": request.POST.get("note", ""),
            "title": request.POST.get("title", draft.title),
            "looked_for": looked_for,
            "found": redacting.find(draft, looked_for) if looked_for else [],
            "standing": redacting.left_standing(draft),
            "edges": [
                {"name": name, "label": label, "value": request.POST.get(f"edge_{name}", "")}
                for name, label in EDGES.items()
            ],
            "edges_open": act == "edges",
            "is_draft": draft.state == Redaction.State.DRAFT,
            "is_waiting": draft.state == Redaction.State.WAITING,
        },
    )


def _act(request: SignedIn, act: str, draft: Redaction, here: DocumentPage) -> HttpResponse | None:
    """Do what was asked; None leads back to the page, an answer goes out as it is. Raises `Problem`."""
    told: dict[str, Any] = {
        "by": request.user,
        "redaction": draft,
        "reason": request.POST.get("reason", ""),
        "note": request.POST.get("note", ""),
    }
    match act:
        case "words":
            ticked = [int(one) for one in request.POST.getlist("word") if one.isdigit()]
            redacting.hide_words(page=here.page_id, places=ticked, **told)
        case "area":
            redacting.hide_area(page=here.page_id, area=_area(request), **told)
        case "edges":
            redacting.hide_area(page=here.page_id, area=_area_by_edges(request, here), **told)
        case "found":
            count = redacting.hide_occurrences(keys=request.POST.getlist("found"), **told)
            messages.success(request, f"Hidden in {count} place{'' if count == 1 else 's'}.")
        case "undo":
            redacting.undo(by=request.user, redaction=draft)
        case "discard":
            redacting.discard(by=request.user, redaction=draft)
            messages.info(request, "The copy is given up. The paper is as it was.")
            return redirect("portal:document", draft.document_id)
        case "send":
            redacting.send(
                by=request.user,
                redaction=draft,
                title=request.POST.get("title", ""),
                may_stay=request.POST.getlist("may_stay"),
            )
        case other if other.startswith("uncover:"):
            redacting.uncover(by=request.user, redaction=draft, ids=[other.partition(":")[2]])
    return None


def _area(request: SignedIn) -> tuple[int, int, int, int]:
    try:
        left, top, width, height = (
            int(float(request.POST.get(name, ""))) for name in ("left", "top", "width", "height")
        )
    except (ValueError, OverflowError) as why:
        raise Problem("Draw the box again.") from why
    return left, top, width, height


def _area_by_edges(request: SignedIn, here: DocumentPage) -> tuple[int, int, int, int]:
    """The same without a pointer: four edges in percent of the page."""
    reading = here.page.reading
    try:
        left, top, right, bottom = (
            float(request.POST.get(f"edge_{name}", "").replace(",", ".")) for name in EDGES
        )
    except ValueError:
        left = top = right = bottom = nan
    if reading is None or not (0 <= left < right <= 100 and 0 <= top < bottom <= 100):
        raise Problem(
            "Type the four edges of the area as numbers from 0 to 100: “to” larger than “from”."
        )
    across, down = reading.width / 100, reading.height / 100
    return (
        round(left * across),
        round(top * down),
        max(1, round((right - left) * across)),
        max(1, round((bottom - top) * down)),
    )


def _page(pointer: DocumentPage) -> dict[str, Any]:
    reading = pointer.page.reading
    return {
        "number": pointer.number,
        "image_url": reverse("portal:page_image", args=[pointer.page_id]) + "?as=read",
        "width": reading.width if reading else 1,
        "height": reading.height if reading else 1,
    }


def _words(draft: Redaction, pointer: DocumentPage) -> list[list[dict[str, Any]]]:
    """The words of the page line by line, each with its place and whether it is hidden."""
    lines: list[list[dict[str, Any]]] = []
    before = None
    for place, word in enumerate(redacting.words_of(pointer)):
        line = {
            "place": place,
            "word": word,
            "is_hidden": redacting.is_covered(draft, pointer.page_id, word),
        }
        if before and word.left > before.left and abs(word.top - before.top) < before.height:
            lines[-1].append(line)
        else:
            lines.append([line])
        before = word
    return lines


def _boxes(draft: Redaction, pointers: list[DocumentPage]) -> list[dict[str, Any]]:
    numbers = {str(one.page_id): one.number for one in pointers}
    rows = [
        {**box, "number": numbers[box["page"]], "why": redacting.reason_words(box)}
        for box in draft.boxes
        if box["page"] in numbers
    ]
    return sorted(rows, key=lambda box: (box["number"], box["top"], box["left"]))
