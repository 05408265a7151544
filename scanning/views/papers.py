"""Paper after it is scanned: what becomes of each batch, its originals one by one, and the way to the shredder."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import access
from cases.actions import Problem
from cases.models import User
from cases.requests import SignedIn
from scanning import certificates, keeping
from scanning.actions import destroying
from scanning.actions import originals as actions
from scanning.models import (
    Batch,
    Certificate,
    Destruction,
    Image,
    Original,
    PaperPlace,
    SampledPage,
)
from scanning.paper_forms import (
    DestroyedForm,
    FaultForm,
    KeepPaperForm,
    OriginalForm,
    PutAwayForm,
    ReturnForm,
)
from scanning.sums import sum_of
from scanning.views.pages import page_shown

_SHOWN = 100
SHOWS = {"open": "To decide", "kept": "Kept", "destroyed": "Destroyed"}


@require_safe
def papers(request: SignedIn) -> HttpResponse:
    """Every closed batch, and what becomes of its paper."""
    batches = access.scope(request.user, "paper", Batch).exclude(came_by=Batch.CameBy.MAIL)
    if not batches.exists():
        raise access.Refused("scanning.batch.paper", "scanning.batch", None)
    show = request.GET.get("show", "open")
    show = show if show in SHOWS else "open"
    done = Destruction.objects.of(batch__in=batches).filter(end=Destruction.End.DONE)
    kept = PaperPlace.objects.of(batch__in=batches)
    under_way = Destruction.objects.of(batch__in=batches).filter(ended_at=None)
    closed = batches.exclude(closed_at=None)
    if show == "destroyed":
        chosen = closed.filter(pk__in=done.values("batch"))
    else:
        standing = closed.exclude(pk__in=done.values("batch"))
        stays = standing.filter(pk__in=kept.values("batch")).exclude(
            pk__in=under_way.values("batch")
        )
        chosen = stays if show == "kept" else standing.exclude(pk__in=stays.values("pk"))
    rows = list(chosen.select_related("operator").order_by("-closed_at")[:_SHOWN])
    return render(
        request,
        "scanning/papers.html",
        {
            "show": show,
            "filters": [
                {
                    "label": label,
                    "url": reverse("scanning:papers") + ("" if key == "open" else f"?show={key}"),
                    "current": key == show,
                }
                for key, label in SHOWS.items()
            ],
            "rows": _lines(rows),
            "to_compare": _waiting_for(request.user).count(),
            "first_to_compare": _waiting_for(request.user).first(),
            "to_sign": [one.batch for one in destroying.to_sign(request.user)],
            "rule": keeping.rule(),
            "may_hold": request.user.role == "records",
        },
    )


def _lines(batches: list[Batch]) -> list[dict[str, Any]]:
    destructions: dict[UUID, Destruction] = {}
    found = Destruction.objects.of(batch__in=batches).exclude(end=Destruction.End.OFF)
    for one in found.prefetch_related("sample").select_related("signed_by", "certificate"):
        destructions.setdefault(one.batch_id, one)
    places: dict[UUID, PaperPlace] = {}
    for place in PaperPlace.objects.of(batch__in=batches):
        places.setdefault(place.batch_id, place)
    inside: dict[UUID, int] = {}
    for original in Original.objects.of(batch__in=batches).filter(settled_on=None):
        inside[original.batch_id] = inside.get(original.batch_id, 0) + 1
    return [
        {
            "batch": batch,
            "inside": inside.get(batch.pk, 0),
            "certificate": getattr(destructions.get(batch.pk), "certificate", None),
            "words": _state(destructions.get(batch.pk), places.get(batch.pk)),
        }
        for batch in batches
    ]


def _state(destruction: Destruction | None, place: PaperPlace | None) -> str:
    """What becomes of the paper of a batch, in one line."""
    if destruction is not None and destruction.end == Destruction.End.DONE:
        day = destruction.destroyed_on
        return f"Destroyed on {day.day} {day:%b %Y}" if day else "Destroyed"
    if destruction is not None and destruction.ended_at is None:
        if destruction.signed_at:
            return f"Signed by {destruction.signed_by}: may be destroyed"
        sample = destruction.sample.all()
        done = sum(one.is_good is not None for one in sample)
        if destroying.unfinished(destruction):
            return f"Being compared: {done} of {len(sample)} pages"
        return "Compared: waits for a signature"
    if place is not None:
        return "Stays in " + _where(place.box, place.shelf)
    if destruction is not None:
        return "Stays: a page of the sample was bad"
    return "Nothing decided yet"


def _where(box: str, shelf: str) -> str:
    return f"box {box}" + (f", shelf {shelf}" if shelf else "")


def paper(request: SignedIn, pk: UUID) -> HttpResponse:
    """The paper of one batch: its originals, where it stays, and whether it may be destroyed."""
    batch = access.get(request.user, Batch, pk, "paper")
    if request.method != "POST":
        return _show(request, batch)
    do = _ACTS.get(request.POST.get("act", ""))
    if do is None:
        return redirect("scanning:paper", batch.pk)
    try:
        form = do(request, batch)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:paper", batch.pk)
    if form is not None:
        return _show(request, batch, form=form)
    return redirect("scanning:paper", batch.pk)


def _begin(request: SignedIn, batch: Batch) -> None:
    made = destroying.begin(by=request.user, batch=batch)
    count = made.sample.count()
    messages.success(
        request,
        f"{'1 page is' if count == 1 else f'{count} pages are'} to be compared with the paper, "
        f"by somebody else than {batch.operator}.",
    )


def _keep(request: SignedIn, batch: Batch) -> Form | None:
    form = KeepPaperForm(request.POST)
    if not form.is_valid():
        return form
    place = actions.keep_paper(by=request.user, batch=batch, **form.cleaned_data)
    messages.success(request, f"The paper stays in {_where(place.box, place.shelf)}.")
    return None


def _object(request: SignedIn, batch: Batch) -> Form | None:
    form = OriginalForm(request.POST)
    if not form.is_valid():
        return form
    try:
        made = actions.mark_object(by=request.user, batch=batch, **form.cleaned_data)
    except Problem as problem:
        form.add_error("description", str(problem))
        return form
    messages.success(
        request,
        f"On the list: {made.get_kind_display().lower()}.",
        extra_tags="undo:" + reverse("scanning:original_unmark", args=[made.pk]),
    )
    return None


def _sign(request: SignedIn, batch: Batch) -> None:
    destroying.sign(by=request.user, destruction=_running(batch))
    messages.success(request, "Signed. The paper may be destroyed now; write down when it is.")


def _call_off(request: SignedIn, batch: Batch) -> None:
    destroying.call_off(by=request.user, destruction=_running(batch))
    messages.success(request, "Called off. The paper stays.")


def _finish(request: SignedIn, batch: Batch) -> Form | None:
    form = DestroyedForm(request.POST)
    if not form.is_valid():
        return form
    made = destroying.finish(by=request.user, destruction=_running(batch), **form.cleaned_data)
    messages.success(request, f"Written down. Certificate {made.number} is kept below.")
    return None


def _again(request: SignedIn, batch: Batch) -> None:
    typed, _, pk = request.POST.get("number", ""), "", request.POST.get("page", "")
    bad = _running(batch).sample.filter(is_good=False)
    sampled = next((one for one in bad if str(one.pk) == pk), None)
    if sampled is None:
        raise Problem("That page is not among the bad ones any more. Look again.")
    number = int(typed) if typed.isdecimal() and len(typed) < 9 else None
    destroying.scanned_again(by=request.user, sampled=sampled, number=number)
    messages.success(request, f"Page {sampled.image.position} counts as scanned again.")


_ACTS: dict[str, Callable[[SignedIn, Batch], Form | None]] = {
    "begin": _begin,
    "keep": _keep,
    "object": _object,
    "sign": _sign,
    "call_off": _call_off,
    "finish": _finish,
    "again": _again,
}


def _running(batch: Batch) -> Destruction:
    found = keeping.running(batch)
    if found is None:
        raise Problem("No destruction of this paper is under way. Somebody ended it a moment ago.")
    return found


def _show(request: SignedIn, batch: Batch, *, form: Form | None = None) -> HttpResponse:
    running = keeping.running(batch)
    ended = list(
        Destruction.objects.of(batch=batch)
        .exclude(ended_at=None)
        .select_related("certificate", "signed_by", "destroyed_by")
    )
    sample = (
        list(running.sample.select_related("image", "compared_by", "again_in")) if running else []
    )
    originals = list(
        access.scope(request.user, "paper", Original)
        .filter(batch=batch)
        .select_related("marked_by", "settled_by")
        .order_by("marked_at")
    )
    seen = access.scope(request.user, "compare", SampledPage)
    mine = seen.filter(destruction=running, is_good=None) if running else seen.none()
    place = keeping.place_of(batch)
    may_sign = access.decide(request.user, "sign_off", batch)
    unfinished = destroying.unfinished(running) if running else []
    return render(
        request,
        "scanning/paper.html",
        {
            "batch": batch,
            "has_paper": batch.came_by != Batch.CameBy.MAIL,
            "may_desk": access.decide(request.user, "desk", batch),
            "destroyed": next((one for one in ended if one.end == Destruction.End.DONE), None),
            "failed": [one for one in ended if one.end == Destruction.End.BAD],
            "bad_pages": SampledPage.objects.of(
                destruction__in=[one for one in ended if one.end == Destruction.End.BAD]
            )
            .filter(is_good=False)
            .select_related("image", "compared_by"),
            "running": running,
            "sample": sample,
            "compared": sum(one.is_good is not None for one in sample),
            "compared_by": sorted({str(one.compared_by) for one in sample if one.compared_by}),
            "sum": sum_of(batch),
            "bad": [one for one in sample if one.is_good is False],
            "mine": mine.count(),
            "next_to_compare": mine.order_by("image__position").first(),
            "unfinished": unfinished,
            "may_sign": may_sign,
            "blocks": keeping.paper_blocks(batch, running),
            "rule": keeping.rule(),
            "is_full": keeping.needs_full_check(batch),
            "originals": [{"row": one, "told": keeping.told(one)} for one in originals],
            "hidden_originals": batch.originals.count() - len(originals),
            "place": place,
            "keep_form": form
            if isinstance(form, KeepPaperForm)
            else KeepPaperForm(
                initial={
                    "box": place.box if place else batch.box,
                    "shelf": place.shelf if place else batch.shelf,
                }
            ),
            "object_form": form
            if isinstance(form, OriginalForm)
            else OriginalForm(initial={"kind": "keepsake", "wanted": "return"}),
            "finish_form": form if isinstance(form, DestroyedForm) else DestroyedForm(),
            "form": form,
            "raw": keeping.raw_keeping(batch),
            "raw_due": keeping.raw_due_at(batch),
            "raw_count": len(keeping.raw_files(batch)),
            "now": timezone.now(),
            "certificates": access.scope(request.user, "read", Certificate)
            .filter(batch=batch)
            .defer("pdf"),
        },
    )


def original(request: SignedIn, pk: UUID) -> HttpResponse:
    """One original: what it is, and to whom it was given back or where it is kept."""
    found = access.get(request.user, Original, pk, "paper")
    act = request.POST.get("act", "") if request.method == "POST" else ""
    forms: dict[str, Any] = {
        "change": OriginalForm(
            request.POST if act == "change" else None,
            initial={
                "kind": found.kind,
                "wanted": found.wanted,
                "description": found.description,
            },
        ),
        "return": ReturnForm(request.POST if act == "return" else None),
        "put_away": PutAwayForm(request.POST if act == "put_away" else None),
    }
    if act in forms and forms[act].is_valid():
        try:
            return _settle(request, found, act, forms[act].cleaned_data)
        except Problem as problem:
            forms[act].add_error(None, str(problem))
    return render(
        request,
        "scanning/original.html",
        {
            "original": found,
            "told": keeping.told(found),
            "batch": found.batch,
            "forms": forms,
            "form": forms.get(act),
            "pages": found.images.order_by("position"),
        },
    )


def _settle(request: SignedIn, found: Original, act: str, typed: dict[str, Any]) -> HttpResponse:
    kind = found.get_kind_display()
    if act == "change":
        actions.change(by=request.user, original=found, **typed)
        image = _page_of(found, request.POST.get("image", ""))
        if image is not None and request.POST.get("whole"):
            actions.spread(by=request.user, original=found, image=image)
        messages.success(request, f"Saved: {found.get_kind_display().lower()}.")
        if image is not None and image.batch.closed_at is None:
            return redirect("scanning:filing", image.pk)
        return redirect("scanning:paper", found.batch_id)
    if act == "return":
        actions.give_back(by=request.user, original=found, **typed)
        said = f"{kind}: given back to {found.returned_to}."
    else:
        actions.put_away(by=request.user, original=found, **typed)
        said = f"{kind}: kept in {found.kept_in}."
    messages.success(
        request, said, extra_tags="undo:" + reverse("scanning:original_undo", args=[found.pk])
    )
    return redirect("scanning:paper", found.batch_id)


def _page_of(found: Original, pk: str) -> Image | None:
    return next((one for one in found.images.all() if str(one.pk) == pk), None)


@require_POST
def original_undo(request: SignedIn, pk: UUID) -> HttpResponse:
    """It lies in the box after all."""
    found = access.get(request.user, Original, pk, "paper")
    try:
        actions.unsettle(by=request.user, original=found)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.info(request, "Taken back: it lies in the box.")
    return redirect("scanning:paper", found.batch_id)


@require_POST
def original_unmark(request: SignedIn, pk: UUID) -> HttpResponse:
    """It is no original after all."""
    found = access.get(request.user, Original, pk, "paper")
    batch, image = found.batch, found.images.order_by("position").first()
    try:
        actions.unmark(by=request.user, original=found)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.info(request, "Taken off the list of originals.")
    if image is not None and batch.closed_at is None:
        return redirect("scanning:filing", image.pk)
    return redirect("scanning:paper", batch.pk)


@require_safe
def original_receipt(request: SignedIn, pk: UUID) -> HttpResponse:
    """A page to sign for whoever is given it back."""
    found = access.get(request.user, Original, pk, "paper")
    return _pdf(certificates.receipt(found, by=request.user), "receipt.pdf")


@require_safe
def certificate(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, Certificate, pk)
    return _pdf(bytes(found.pdf), f"certificate-{found.number}.pdf")


def _pdf(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def compare_next(request: SignedIn) -> HttpResponse:
    """To the next page that this person may compare with its paper."""
    found = _waiting_for(request.user).first()
    if found is None:
        return redirect("scanning:papers")
    return redirect("scanning:compare", found.pk)


def compare(request: SignedIn, pk: UUID) -> HttpResponse:
    """One page beside its paper: the same, or not."""
    sampled = access.get(request.user, SampledPage, pk, "compare")
    batch = sampled.destruction.batch
    form = FaultForm(request.POST if request.POST.get("act") == "bad" else None)
    if request.method == "POST":
        is_good = request.POST.get("act") == "good"
        if is_good or form.is_valid():
            try:
                destroying.compare(
                    by=request.user,
                    sampled=sampled,
                    is_good=is_good,
                    fault="" if is_good else form.cleaned_data["fault"],
                )
            except Problem as problem:
                messages.error(request, str(problem))
            else:
                _told_of(request, sampled, is_good)
            return _next_of(request, sampled)
    if sampled.is_good is not None:
        messages.info(request, "This page was compared already.")
        return _next_of(request, sampled)
    page = sampled.image.page
    reading = page.reading
    sample = sampled.destruction.sample.all()
    return render(
        request,
        "scanning/compare.html",
        {
            "sampled": sampled,
            "image": sampled.image,
            "batch": batch,
            "place": keeping.place_of(batch),
            "page": page_shown(sampled.image, reading) if reading else None,
            "form": form,
            "is_full": sampled.destruction.is_full,
            "done": sum(one.is_good is not None for one in sample),
            "all": len(sample),
            "sample": sample,
            "acts": [
                {
                    "key": "Enter",
                    "label": "Same as the paper",
                    "name": "act",
                    "value": "good",
                    "primary": True,
                }
            ],
        },
    )


@require_POST
def compare_undo(request: SignedIn, pk: UUID) -> HttpResponse:
    """Take back what one said of a page."""
    batches = access.scope(request.user, "paper", Batch)
    sampled = (
        SampledPage.objects.of(destruction__batch__in=batches)
        .filter(pk=pk, compared_by=request.user)
        .first()
    )
    if sampled is None:
        raise access.Refused("scanning.sampledpage.undo", "scanning.sampledpage", pk)
    try:
        destroying.take_back(by=request.user, sampled=sampled)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:paper", sampled.destruction.batch_id)
    return redirect("scanning:compare", sampled.pk)


def _told_of(request: SignedIn, sampled: SampledPage, is_good: bool) -> None:
    number = sampled.image.position
    if not is_good and not sampled.destruction.is_full:
        messages.warning(
            request,
            f"Page {number} is bad, so the whole box stays. Scan the sheet again in a new batch; "
            "before this paper is destroyed, every page of it is compared.",
        )
        return
    messages.success(
        request,
        f"Page {number}: {'good' if is_good else 'bad'}.",
        extra_tags="undo:" + reverse("scanning:compare_undo", args=[sampled.pk]),
    )


def _next_of(request: SignedIn, sampled: SampledPage) -> HttpResponse:
    same = _waiting_for(request.user).filter(destruction=sampled.destruction).first()
    if same is not None:
        return redirect("scanning:compare", same.pk)
    if access.decide(request.user, "paper", sampled.destruction.batch):
        return redirect("scanning:paper", sampled.destruction.batch_id)
    return redirect("scanning:papers")


def _waiting_for(user: User) -> Any:
    waiting = access.scope(user, "compare", SampledPage).filter(is_good=None)
    return waiting.select_related("destruction__batch").order_by(
        "destruction__begun_at", "image__position"
    )
