"""Sending a large file piece by piece. A script asks; without one the form sends whole files."""

from typing import BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from documents.store import StoreError
from scanning.actions import partial_uploads as actions
from scanning.models import Batch, PartialUpload


@require_POST
def partial_begin(request: SignedIn, pk: UUID) -> JsonResponse:
    batch = access.get(request.user, Batch, pk, "desk")
    size = request.POST.get("size", "")
    try:
        begun = actions.begin_upload(
            by=request.user,
            batch=batch,
            name=request.POST.get("name", ""),
            size=int(size) if size.isascii() and size.isdigit() and len(size) < 16 else 0,
            mark=request.POST.get("mark", ""),
        )
    except (Problem, StoreError) as problem:
        return JsonResponse({"kept": False, "text": str(problem)}, status=422)
    return JsonResponse(
        {
            "url": reverse("scanning:partial", args=[begun.pk]),
            "received": begun.received,
            "piece": actions.PIECE,
        }
    )


@require_http_methods(["GET", "POST"])
def partial(request: SignedIn, pk: UUID) -> JsonResponse:
    """How much is there; or the next piece, as the plain body of the request, from the byte that `?from=` names."""
    found = access.get(request.user, PartialUpload, pk, "go_on")
    if request.method == "GET":
        return JsonResponse({"received": found.received, "size": found.size})
    start = request.GET.get("from", "")
    try:
        length = int(request.headers.get("Content-Length") or 0)
        received = found.received
        if length or start != str(found.size):
            received = actions.add_piece(
                by=request.user,
                partial=found,
                offset=int(start) if start.isascii() and start.isdigit() else -1,
                stream=cast(BinaryIO, request),
                length=length,
            )
        if received < found.size:
            return JsonResponse({"received": received})
        kept = actions.finish_upload(by=request.user, partial=found)
    except actions.OtherPlace as other:
        return JsonResponse({"received": other.received}, status=409)
    except (Problem, StoreError) as problem:
        return JsonResponse({"kept": False, "text": str(problem)}, status=507)
    return JsonResponse({"kept": True, "received": found.size, "text": kept.problem or "Received."})


@require_POST
def partial_give_up(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, PartialUpload, pk, "give_up")
    actions.give_up_upload(by=request.user, partial=found)
    messages.success(request, f"What was sent of {found.name} is forgotten.")
    return redirect("scanning:batch", found.batch_id)
