import io
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, cast
from urllib.parse import unquote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import access
from cases.actions import Problem
from cases.models import Person, Role, Team
from cases.requests import SignedIn
from documents import checking, locking, serving
from documents.filing import people_to_file_for
from documents.store import StoreError
from scanning import photo_notes as photos
from scanning import urgent_pages
from scanning.actions import desk as decisions
from scanning.actions import duplicates, intake
from scanning.cover_sheets import warnings_for
from scanning.forms import FILES_ACCEPTED, BatchForm, CountForm
from scanning.leaps import leaps_in
from scanning.models import Batch, Filing, Image, PartialUpload, Upload, WayIn
from scanning.progress import progress
from scanning.results import Fault
from scanning.sums import Sum, sample_of, sums
from scanning.twins import same_files
from scanning.views import steps
from scanning.views.second_looks import waiting_for
from scanning.waits import waits_of

# A list of closed batches is for finding one again, not for reading them all.
_CLOSED_SHOWN = 50
_PAGE_STATES = {Image.State.READ: "left", Image.State.FAILED: "left"}


@require_safe
def desk(request: SignedIn) -> HttpResponse:
    """The batches of this person's desk: what waits, and where everything else went."""
    show_closed = request.GET.get("show") == "closed"
    batches = access.scope(request.user, "desk", Batch).select_related("operator", "team")
    if show_closed:
        shown = list(batches.exclude(closed_at=None).order_by("-closed_at")[:_CLOSED_SHOWN])
    else:
        shown = list(batches.filter(closed_at=None).order_by("-is_urgent", "number"))
    totals = sums(shown)
    ways = access.scope(request.user, "desk", WayIn)
    return render(
        request,
        "scanning/desk.html",
        {
            "rows": [{"batch": batch, "sum": totals[batch.pk]} for batch in shown],
            "show_closed": show_closed,
            "urgent": [
                {"image": image, "line": urgent_pages.line_of(image)}
                for image in urgent_pages.unanswered(request.user)
            ],
            "ways_in_trouble": ways.filter(stopped_at=None).exclude(troubles=[]),
            "may_see_ways": ways.exists() or access.scope(request.user, "keep_ways", Team).exists(),
            "second_looks": waiting_for(request.user).count(),
            "sample": sample_of(access.scope(request.user, "desk", Batch)),
            "may_scan": access.scope(request.user, "scan", Team).exists(),
            "may_see_paper": access.scope(request.user, "paper", Batch).exists(),
            "to_check": checking.waiting(request.user).count(),
            "no_lead": locking.unnamed_words()
            if request.user.role in {Role.RECORDS, Role.MANAGER}
            else "",
        },
    )


def new_batch(request: SignedIn) -> HttpResponse:
    teams = access.scope(request.user, "scan", Team)
    if not teams:
        raise access.Refused("cases.team.scan", "cases.team", None)
    form = BatchForm(request.POST or None, teams=teams)
    begun_for = _begun_for(request)
    is_by_script = "application/json" in request.headers.get("Accept", "")
    if request.method == "POST" and form.is_valid() and form.cleaned_data["is_all"]:
        if not is_by_script and not request.FILES.getlist("files"):
            form.add_error(
                "is_all",
                "Choose at least one file, or take this tick away and add files afterwards.",
            )
    if request.method != "POST" or not form.is_valid():
        return render(
            request,
            "scanning/new_batch.html",
            {"form": form, "accepted": FILES_ACCEPTED, "begun_for": begun_for},
        )
    typed = form.cleaned_data
    batch = intake.receive_batch(
        by=request.user,
        team=typed.get("team"),
        box=typed["box"],
        shelf=typed["shelf"],
        sheets_counted=typed["sheets_counted"],
        is_two_sided=typed["sides"] == "2",
        is_urgent=typed["is_urgent"],
        languages=typed["languages"],
        begun_for=begun_for,
    )
    if is_by_script:
        return JsonResponse(
            {
                "upload": reverse("scanning:upload", args=[batch.pk]),
                "partials": reverse("scanning:partial_begin", args=[batch.pk]),
                "finish": reverse("scanning:batch_finish", args=[batch.pk]),
                "batch": reverse("scanning:batch", args=[batch.pk]),
            }
        )
    keep_files(request, batch)
    if typed["is_all"]:
        intake.finish_intake(by=request.user, batch=batch)
    return redirect("scanning:batch", batch.pk)


def _begun_for(request: SignedIn) -> Person | None:
    """The child from whose file the batch is begun; nobody where that is not theirs to file for."""
    try:
        pk = UUID(request.POST.get("begun_for") or request.GET.get("for") or "")
    except ValueError:
        return None
    return people_to_file_for(request.user).filter(pk=pk).first()


@require_safe
def batch(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, Batch, pk, "desk")
    total = sums([found])[found.pk]
    images = list(found.images.select_related("page"))
    uploads = list(
        access.scope(request.user, "desk", Upload)
        .filter(batch=found)
        .select_related("file")
        .order_by("position")
    )
    elsewhere = same_files(request.user, uploads)
    leaps = [] if found.closed_at else _leaps(found, images, total)
    pages_of: dict[UUID, int] = {}
    for image in images:
        pages_of[image.upload_id] = pages_of.get(image.upload_id, 0) + 1
    return render(
        request,
        "scanning/batch.html",
        {
            "batch": found,
            "sum": total,
            "may_paper": found.came_by != Batch.CameBy.MAIL
            and access.decide(request.user, "paper", found),
            "cover_warnings": warnings_for(found),
            "sample": sample_of([found]),
            "waits": waits_of(found, total, by=request.user),
            "count_form": CountForm(initial={"sheets_counted": found.sheets_counted}),
            "progress": progress(found, total),
            "progress_url": reverse("scanning:batch_progress", args=[found.pk]),
            "has_fingerprints": any(upload.file for upload in uploads),
            "uploads": [
                {
                    "upload": upload,
                    "pages": pages_of.get(upload.pk, 0),
                    "elsewhere": elsewhere.get(upload.pk),
                }
                for upload in uploads
            ],
            "handed_in_before": _handed_in_before(images, uploads, elsewhere),
            "unfinished": access.scope(request.user, "give_up", PartialUpload)
            .filter(batch=found)
            .select_related("begun_by"),
            "photos": _photos(images, uploads) if found.closed_at is None else [],
            "failed": [image for image in images if image.state == Image.State.FAILED],
            "faulty": [] if found.closed_at else _faulty(images),
            "leaps": leaps,
            "next": next((image for image in images if image.state in Image.DECIDABLE), None),
            "pages": [page_line(image, is_open=found.closed_at is None) for image in images],
            "filings": _filings(request, found, images) if found.closed_at else [],
            "may_undo": steps.are_left(request),
            "accepted": FILES_ACCEPTED,
        },
    )


@require_safe
def batch_progress(request: SignedIn, pk: UUID) -> JsonResponse:
    # Not `access.get`: a page that asks every three seconds would fill the audit log with one look.
    found = access.scope(request.user, "desk", Batch).filter(pk=pk).first()
    if found is None:
        raise access.Refused("scanning.batch.desk", "scanning.batch", pk)
    now = progress(found)
    return JsonResponse(
        {
            "done": now.done,
            "total": now.total,
            "text": now.text,
            "finished": now.is_finished,
            "states": {
                str(pk): state
                for pk, state in found.images.order_by().values_list("pk", "state")
                if state != Image.State.WAITING
            },
        }
    )


@require_POST
def upload(request: SignedIn, pk: UUID) -> HttpResponse:
    """Files for a batch: one as the plain body of the request (a script sends them so), or many from a form."""
    found = access.get(request.user, Batch, pk, "desk")
    if "X-File-Name" not in request.headers:
        keep_files(request, found)
        if request.POST.get("is_all"):
            _hand_in(request, found)
        return redirect("scanning:batch", found.pk)
    try:
        kept = intake.add_upload(
            by=request.user,
            batch=found,
            stream=cast(BinaryIO, request),
            name=unquote(request.headers["X-File-Name"]),
            size=int(request.headers.get("Content-Length") or 0),
        )
    except (Problem, StoreError) as problem:
        return JsonResponse({"kept": False, "text": str(problem)}, status=507)
    is_kept = kept.state != Upload.State.REFUSED
    return JsonResponse(
        {"kept": is_kept, "text": kept.problem or "Received."}, status=200 if is_kept else 422
    )


@require_POST
def batch_finish(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, Batch, pk, "desk")
    _hand_in(request, found)
    return redirect("scanning:batch", found.pk)


def _hand_in(request: SignedIn, found: Batch) -> None:
    try:
        intake.finish_intake(by=request.user, batch=found)
    except Problem as problem:
        messages.error(request, str(problem))


@require_POST
def batch_count(request: SignedIn, pk: UUID) -> HttpResponse:
    """The sheets counted once more."""
    found = access.get(request.user, Batch, pk, "desk")
    form = CountForm(request.POST)
    if form.is_valid():
        intake.count_sheets(
            by=request.user, batch=found, sheets=form.cleaned_data["sheets_counted"]
        )
    else:
        messages.error(
            request, f"Sheets counted: {' '.join(map(str, form.errors['sheets_counted']))}"
        )
    return redirect("scanning:batch", found.pk)


@require_POST
def upload_act(request: SignedIn, pk: UUID) -> HttpResponse:
    """Try a file again that could not be opened, or say that somebody saw to it."""
    found = access.get(request.user, Upload, pk, "desk")
    try:
        if request.POST.get("act") == "retry":
            decisions.retry_upload(by=request.user, upload=found)
        else:
            decisions.deal_with(by=request.user, upload=found)
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("scanning:batch", found.batch_id)


@require_POST
def upload_aside(request: SignedIn, pk: UUID) -> HttpResponse:
    """Set a whole file aside that came before."""
    found = access.get(request.user, Upload, pk, "desk")
    first = same_files(request.user, [found]).get(found.pk)
    try:
        if first is None:
            raise Problem(
                "The file that this one repeats is no longer on your desk. Look at its pages one by one."
            )
        count = duplicates.set_file_aside(by=request.user, upload=found, of=first)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        pages = "1 page is" if count == 1 else f"{count} pages are"
        messages.success(
            request,
            f"{pages} set aside: the same file lies in {first.batch}. Nothing is lost, they are kept.",
            extra_tags="undo:" + reverse("scanning:upload_back", args=[found.pk]),
        )
    return redirect("scanning:batch", found.batch_id)


@require_POST
def upload_back(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, Upload, pk, "desk")
    try:
        count = duplicates.bring_file_back(by=request.user, upload=found)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        pages = "1 page lies" if count == 1 else f"{count} pages lie"
        messages.info(request, f"Undone: {pages} on the desk again.")
    return redirect("scanning:batch", found.batch_id)


@require_POST
def retry_failed(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, Batch, pk, "desk")
    for image in found.images.filter(state=Image.State.FAILED):
        decisions.retry(by=request.user, image=image)
    return redirect("scanning:batch", found.pk)


@require_safe
def upload_original(request: SignedIn, pk: UUID) -> HttpResponseBase:
    """A file that could not be opened, as it was handed in. What could be opened is looked at page by page."""
    found = access.get(request.user, Upload, pk, "desk")
    if found.file is None or found.state != Upload.State.REFUSED:
        raise access.Refused("scanning.upload.original", "scanning.upload", pk)
    return serving.send_file(found.file, name=found.name, as_download=True)


@require_POST
def judge_leap(request: SignedIn, pk: UUID) -> HttpResponse:
    """A person's word that no page is missing here, or, with `undo`, that they are not so sure."""
    image = access.get(request.user, Image, pk, "desk")
    is_seen = "undo" not in request.GET
    try:
        decisions.judge_leap(by=request.user, image=image, is_seen=is_seen)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:batch", image.batch_id)
    if is_seen:
        messages.success(
            request,
            f"Page {image.position}: nothing is missing there.",
            extra_tags=f"undo:{reverse('scanning:leap_judge', args=[image.pk])}?undo=1",
        )
    return redirect("scanning:batch", image.batch_id)


def _photos(images: list[Image], uploads: list[Upload]) -> list[dict[str, Any]]:
    """The photographs among `images` that a person may still have shown whole, or straightened."""
    taken = {upload.pk for upload in uploads if upload.is_photo}
    may = {*Image.DECIDABLE, Image.State.BLANK}
    found = [image for image in images if image.upload_id in taken and image.state in may]
    return [
        {
            "image": image,
            "thumbnail_url": reverse("scanning:page_thumbnail", args=[image.page_id])
            + ("?whole=1" if image.is_whole_picture else ""),
            "was_straightened": bool(
                image.page.reading and photos.STRAIGHTENED in image.page.reading.notes
            ),
        }
        for image in found
    ]


@require_POST
def judge_picture(request: SignedIn, pk: UUID) -> HttpResponse:
    """What a person says of a page that should be scanned again."""
    image = access.get(request.user, Image, pk, "desk")
    is_good_enough = request.POST.get("act") == "keep"
    try:
        decisions.judge_picture(by=request.user, image=image, is_good_enough=is_good_enough)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:batch", image.batch_id)
    if is_good_enough:
        text, back = "stays as it is.", "scanning:picture_doubt"
    else:
        text, back = "gives way to its better picture. It is kept.", "scanning:restore"
    messages.success(
        request,
        f"Page {image.position} {text}",
        extra_tags=f"undo:{reverse(back, args=[image.pk])}",
    )
    return redirect("scanning:batch", image.batch_id)


@require_POST
def doubt_picture(request: SignedIn, pk: UUID) -> HttpResponse:
    image = access.get(request.user, Image, pk, "desk")
    try:
        decisions.doubt_picture(by=request.user, image=image)
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("scanning:batch", image.batch_id)


def _handed_in_before(
    images: list[Image], uploads: list[Upload], elsewhere: Mapping[UUID, Upload]
) -> list[dict[str, Any]]:
    """Files that came before, with how many of their pages still wait for a decision."""
    left: dict[UUID, int] = {}
    for image in images:
        if image.state in Image.DECIDABLE:
            left[image.upload_id] = left.get(image.upload_id, 0) + 1
    return [
        {"upload": upload, "first": elsewhere[upload.pk], "left": left[upload.pk]}
        for upload in uploads
        if upload.pk in elsewhere and upload.pk in left
    ]


def _faulty(images: list[Image]) -> list[dict[str, Any]]:
    """Pages to scan again while the sheets are at hand, each with why."""
    return [
        page_line(image, is_open=True)
        | {"image": image, "sentences": [Fault(fault).sentence for fault in image.faults]}
        for image in images
        if image.faults and image.faults_seen_by_id is None and image.state in Image.LEFT
    ]


def _leaps(found: Batch, images: list[Image], total: Sum) -> list[dict[str, Any]]:
    """Where pages seem to be missing and nobody has said yet that none is."""
    is_all = found.handed_in_at is not None and not (total.waiting or total.files_waiting)
    return [
        page_line(leap.image, is_open=True) | {"sentences": [leap.sentence]}
        for leap in leaps_in(images, is_all=is_all)
        if leap.image.leap_seen_by_id is None and leap.image.state in Image.LEFT
    ]


def _filings(request: SignedIn, found: Batch, images: Sequence[Image]) -> list[dict[str, object]]:
    """What was filed from a closed batch and can be taken back, by its page numbers alone.

    What the paper is and whose is no longer the desk's to see.
    """
    numbers: dict[UUID | None, list[int]] = {}
    for image in images:
        numbers.setdefault(image.document_id, []).append(image.position)
    filings = (
        access.scope(request.user, "desk", Filing)
        .filter(batch=found, undone_at=None)
        .select_related("by")
    )
    lines = [
        (at, {"filing": filing, "pages": steps.pages_in_words(at)})
        for filing in filings
        if (at := numbers.get(filing.document_id))
    ]
    return [line for _, line in sorted(lines, key=lambda one: one[0])]


def page_line(image: Image, *, is_open: bool, current: Image | None = None) -> dict[str, Any]:
    """One page for `components/page_list.html`."""
    is_read = image.state != Image.State.WAITING
    is_locked = image.page.locked_at is not None
    words = "Duplicate" if image.duplicate_of_id else image.get_state_display()
    return {
        "id": image.pk,
        "number": image.position,
        "url": reverse("scanning:filing", args=[image.pk]) if is_open and not is_locked else "",
        "thumbnail_url": (
            reverse("scanning:page_thumbnail", args=[image.page_id]) + _turned(image)
            # A page that could not be read, and was typed since, keeps its problem and has no picture.
            if is_read and is_open and not is_locked and not image.problem
            else ""
        ),
        "state": _PAGE_STATES.get(Image.State(image.state), image.state),
        "state_words": "Locked" if is_locked else words,
        "current": image == current,
        "urgent": image.urgent_at is not None
        and (image.state in Image.LEFT or image.urgent_seen_by_id is None),
    }


def _turned(image: Image) -> str:
    # Another address, so that the browser does not show the picture as it was before it was turned.
    return f"?turned={image.turned_degrees}" if image.turned_degrees else ""


def keep_files(request: SignedIn, found: Batch, *, is_photo: bool = False) -> None:
    """Every file of the form, each by itself: one that is refused stops no other, and is said."""
    for sent in request.FILES.getlist("files"):
        try:
            kept = intake.add_upload(
                by=request.user,
                batch=found,
                stream=cast(BinaryIO, sent.file or io.BytesIO()),
                name=sent.name or "",
                size=sent.size,
                is_photo=is_photo,
            )
        except (Problem, StoreError) as problem:
            messages.error(request, f"{intake.clean_name(sent.name or '')}: {problem}")
            continue
        if kept.problem:
            messages.warning(request, f"{kept.name}: {kept.problem}")
