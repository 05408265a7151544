from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import access
from cases.actions import Problem
from cases.models import Family
from cases.requests import SignedIn
from documents.dates import PaperDate
from documents.filing import people_to_file_for
from documents.models import Document
from scanning import forms_home, keeping, proposals, suggest
from scanning.actions import desk, originals
from scanning.actions.locking import lock_image
from scanning.actions.photos import show_photograph
from scanning.continuing import Continuation
from scanning.cues import Cues
from scanning.directory import Directory, Known, directory_for, look_up
from scanning.forms import FilingForm
from scanning.models import Batch, Filing, Image, Likeness
from scanning.paper_forms import OriginalForm
from scanning.results import Fault
from scanning.suggest import Suggestion
from scanning.sums import sum_of
from scanning.twins import Twin, run_around, twin_of
from scanning.views import same_again, steps
from scanning.views.batches import page_line
from scanning.views.pages import image_url, page_shown
from scanning.views.steps import to_next

# Choices beside the page: more would be a list to search in, and there is a box for that.
_MOST_CHOICES = 6


@dataclass
class Desk:
    """What lies on the desk around one page."""

    batch: Batch
    image: Image
    places: list[proposals.Place]
    document: list[Image]
    directory: Directory
    suggestion: Suggestion
    label: suggest.Label | None
    spoken: list[tuple[int, str, Cues]]
    twin: Twin | None = None
    # The pages that repeat others together with this one, where `twin` is found for it.
    run: Sequence[Likeness] = ()
    continuation: Continuation | None = None

    @property
    def left(self) -> list[Image]:
        return [p.image for p in self.places if p.image.state in Image.DECIDABLE]


@require_safe
def file_next(request: SignedIn, pk: UUID) -> HttpResponse:
    """To the first page of the batch that waits for a decision."""
    batch = access.get(request.user, Batch, pk, "desk")
    return to_next(batch)


def filing(request: SignedIn, pk: UUID) -> HttpResponse:
    """The filing desk at one page: its picture, what it looks like, and what can be done with it."""
    image = access.get(request.user, Image, pk, "desk")
    if image.batch.closed_at is not None:
        messages.info(request, f"Batch {image.batch.number} is closed: nothing of it is left.")
        return redirect("scanning:batch", image.batch_id)
    if request.method != "POST":
        return _show(request, _lay_out(request, image))
    act = request.POST.get("act", "")
    asked = request.POST.get("look_for", "")
    # Enter in the box that looks for a child looks; it never files.
    if act == "find" or (act == "file" and asked.strip() != request.POST.get("looked_for", "")):
        return _show(request, _lay_out(request, image), asked=asked.strip())
    if act == "file":
        return _file(request, image)
    do = _ACTS.get(act)
    if do is None:
        return redirect("scanning:filing", image.pk)
    try:
        return do(request, image)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:filing", image.pk)


@require_POST
def undo(request: SignedIn, pk: UUID) -> HttpResponse:
    """Take a filing back: its pages lie on the desk again."""
    found = access.get(request.user, Filing, pk, "desk")
    try:
        return steps.undo_filing(request, pk)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:batch", found.batch_id)


@require_POST
def batch_undo(request: SignedIn, pk: UUID) -> HttpResponse:
    """What U does on the page of a batch, to which the last page of it leads."""
    found = access.get(request.user, Batch, pk, "desk")
    try:
        return steps.undo_last(request)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:batch", found.pk)


@require_POST
def joining_undo(request: SignedIn, pk: UUID) -> HttpResponse:
    """Take pages out of the document to which they were added: they lie on the desk again."""
    try:
        return steps.undo_joining(request, pk)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:desk")


@require_POST
def restore(request: SignedIn, pk: UUID) -> HttpResponse:
    """Bring a page back that was set aside."""
    image = access.get(request.user, Image, pk, "desk")
    try:
        return steps.restore(request, image)
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("scanning:filing", image.pk)


@require_POST
def run_undo(request: SignedIn, pk: UUID) -> HttpResponse:
    """Bring pages back that were set aside together as duplicates; `pk`: the first of them."""
    image = access.get(request.user, Image, pk, "desk")
    try:
        return steps.bring_run_back(request, image)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("scanning:filing", image.pk)


def _file(request: SignedIn, image: Image) -> HttpResponse:
    if image.state not in Image.DECIDABLE:
        who = f" by {image.decided_by}" if image.decided_by else ""
        messages.error(
            request,
            f"Page {image.position} was decided about{who} a moment ago, so nothing was filed twice.",
        )
        return to_next(image.batch, after=image)
    laid_out = _lay_out(request, image)
    form = FilingForm(request.POST, by=request.user, left=laid_out.left)
    if not form.is_valid():
        return _show(request, laid_out, form=form)
    typed = form.cleaned_data
    pages = _spoken(typed["images"])
    label = proposals.label_before(laid_out.places, typed["images"])
    directory = _directory(
        request, laid_out.batch, pages, label, (person.pk for person in typed["about"])
    )
    chosen = [directory.people[person.pk] for person in typed["about"]]
    doubts = suggest.doubts(
        chosen,
        pages,
        directory,
        dated=typed["dated_on"],
        today=timezone.localdate(),
        label=label,
    )
    # Only this very choice was looked at twice: another child, or another date, asks again.
    looked_at = _looked_at(chosen, typed["dated_on"])
    if doubts and typed["looked_again"] != looked_at:
        return _show(request, laid_out, form=form, doubts=doubts, looked_at=looked_at)
    whole = suggest.suggest(pages, directory, label=label, hint=laid_out.batch.begun_for_id)
    try:
        filed = desk.file_images(
            by=request.user,
            batch=laid_out.batch,
            images=typed["images"],
            about=typed["about"],
            title=typed["title"],
            kind=typed["kind"],
            dated_on=typed["dated_on"].day,
            dated_to=typed["dated_on"].to,
            sender=typed["sender"],
            family=typed["family"],
            telling=whole.telling,
            reason=_reason(whole, chosen, doubts),
            doubts=suggest.second_person(chosen, pages, directory, label=label),
            caption=typed["caption"],
            is_in_confidence=typed["is_in_confidence"],
            is_sensitive_picture=typed["is_sensitive_picture"],
        )
    except Problem as problem:
        messages.error(request, str(problem))
        return to_next(laid_out.batch, after=image)
    steps.remember(request, "filing", filing=str(filed.pk))
    count = len(typed["images"])
    names = " and ".join(person.name for person in chosen)
    waits = filed.document.held_at is not None
    messages.success(
        request,
        f"{'1 page' if count == 1 else f'{count} pages'} filed to {names}: {typed['title']}."
        + (" A second person looks before it comes into the file." if waits else ""),
        extra_tags="undo:" + reverse("scanning:undo", args=[filed.pk]),
    )
    return to_next(laid_out.batch, after=typed["images"][-1])


def _set_aside(state: str, words: str) -> Callable[[SignedIn, Image], HttpResponse]:
    def act(request: SignedIn, image: Image) -> HttpResponse:
        desk.set_aside(by=request.user, image=image, state=state)
        steps.remember(request, "aside", image)
        messages.success(
            request,
            f"Page {image.position} {words}. It is kept.",
            extra_tags="undo:" + reverse("scanning:restore", args=[image.pk]),
        )
        return to_next(image.batch, after=image)

    return act


def _duplicate(request: SignedIn, image: Image) -> HttpResponse:
    gone = same_again.set_aside_duplicates(request, image)
    if len(gone) == 1:
        steps.remember(request, "aside", image)
    else:
        steps.remember(request, "duplicates", images=[str(one.pk) for one in gone])
    return to_next(image.batch, after=gone[-1])


def _continue(request: SignedIn, image: Image) -> HttpResponse:
    laid_out = _lay_out(request, image)
    edit = same_again.add_to_document(
        request,
        image,
        document=laid_out.document,
        spoken=laid_out.spoken,
        label=laid_out.label,
        found=laid_out.continuation,
    )
    steps.remember(request, "joining", edit=str(edit.pk))
    return to_next(image.batch, after=laid_out.document[-1])


def _whole(request: SignedIn, image: Image) -> HttpResponse:
    """The photograph as it was taken, or the sheet that was found in it."""
    was = image.page.is_shown_whole
    show_photograph(by=request.user, image=image, whole=not was)
    steps.remember(request, "whole", image, was=was)
    return redirect("scanning:filing", image.pk)


def _begin(request: SignedIn, image: Image) -> HttpResponse:
    """A new document begins at this page; or, where one does, it goes on from the page before."""
    here = next(p for p in proposals.places(image.batch) if p.image == image)
    _set_boundary(request, image, not here.begins, seen_at=image)
    return redirect("scanning:filing", image.pk)


def _split(request: SignedIn, image: Image) -> HttpResponse:
    """This document ends with this page: the next one left begins another."""
    behind = [
        p.image
        for p in proposals.places(image.batch)
        if p.image.position > image.position and p.image.state in Image.LEFT
    ]
    if not behind:
        raise Problem("No page is left behind this one, so there is nothing to split off.")
    _set_boundary(request, behind[0], True, seen_at=image)
    return redirect("scanning:filing", image.pk)


def _set_boundary(request: SignedIn, image: Image, begins: bool, *, seen_at: Image) -> None:
    was = image.begins_document
    desk.begin_document(by=request.user, image=image, begins=begins)
    steps.remember(request, "boundary", image, was=was, seen_at=str(seen_at.pk))


def _turn(request: SignedIn, image: Image) -> HttpResponse:
    desk.turn(by=request.user, image=image)
    steps.remember(request, "turn", image)
    return redirect("scanning:filing", image.pk)


def _urgent(request: SignedIn, image: Image) -> HttpResponse:
    """Urgent for the one child that is ticked; for duty while none, or more than one, is."""
    if image.urgent_at is not None:
        since, whose = image.urgent_at.isoformat(), image.urgent_for_id
        desk.calm(by=request.user, image=image)
        steps.remember(request, "urgent", image, since=since, child=str(whose) if whose else None)
        messages.info(request, f"Page {image.position} is no longer marked as urgent.")
        return redirect("scanning:filing", image.pk)
    ids = [id for value in request.POST.getlist("about") if (id := _id(value))]
    known = list(people_to_file_for(request.user).filter(pk__in=ids)[:2])
    child = known[0] if len(known) == 1 else None
    desk.mark_urgent(by=request.user, image=image, child=child)
    steps.remember(request, "urgent", image, since=None)
    whom = f"whoever holds {child.name}'s file" if child else "the duty worker"
    messages.success(
        request,
        f"Page {image.position} is marked as urgent, and {whom} sees it now. File it all the same.",
    )
    return redirect("scanning:filing", image.pk)


def _lock(request: SignedIn, image: Image) -> HttpResponse:
    """Hidden at once; what comes next is said before the desk goes on, and the same key again does nothing."""
    made = lock_image(by=request.user, image=image)
    steps.remember(request, "lock", lock=str(made.pk))
    return redirect("scanning:locked", made.pk)


def _original(request: SignedIn, image: Image) -> HttpResponse:
    """This page is an original to keep or to give back, or is none after all; what it looks like is filled in."""
    if image.original is not None:
        was = steps.as_it_was(image.original)
        originals.unmark(by=request.user, original=image.original)
        steps.remember(request, "original", image, was=was)
        messages.info(request, f"Page {image.position} is not on the list of originals any more.")
        return redirect("scanning:filing", image.pk)
    reading = image.page.reading
    kind, wanted = keeping.looks_like_original(
        reading.text if reading else "", request.POST.get("kind", "")
    )
    made = originals.mark(by=request.user, images=[image], kind=kind, wanted=wanted)
    steps.remember(request, "original", image, was=None)
    messages.success(
        request,
        f"Page {image.position} is an original: {made.get_kind_display().lower()}, "
        f"{'to be given back' if wanted == 'return' else 'to be kept'}. File it all the same.",
        extra_tags="undo:" + reverse("scanning:original_unmark", args=[made.pk]),
    )
    return redirect("scanning:filing", image.pk)


def _retry(request: SignedIn, image: Image) -> HttpResponse:
    desk.retry(by=request.user, image=image)
    messages.success(request, f"Page {image.position} will be read again.")
    return to_next(image.batch, after=image)


def _undo_last(request: SignedIn, image: Image) -> HttpResponse:
    return steps.undo_last(request)


_ACTS: dict[str, Callable[[SignedIn, Image], HttpResponse]] = {
    "begin": _begin,
    "split": _split,
    "turn": _turn,
    "blank": _set_aside(Image.State.BLANK, "is set aside as blank"),
    "separator": _set_aside(Image.State.SEPARATOR, "is set aside as a separator sheet"),
    "reject": _set_aside(Image.State.REJECTED, "is set aside and goes into no file"),
    "urgent": _urgent,
    "lock": _lock,
    "original": _original,
    "retry": _retry,
    "duplicate": _duplicate,
    "continue": _continue,
    "whole": _whole,
    "undo": _undo_last,
}


def _lay_out(request: SignedIn, image: Image) -> Desk:
    batch = image.batch
    all_places = proposals.places(batch)
    document = proposals.document_around(all_places, image) or [image]
    spoken = _spoken(document)
    label = proposals.label_before(all_places, document)
    ticked = map(_id, request.POST.getlist("about"))
    directory = _directory(request, batch, spoken, label, ticked)
    guess = suggest.suggest(spoken, directory, label=label, hint=batch.begun_for_id)
    can_decide = image.state in Image.DECIDABLE
    twin = twin_of(request.user, image) if can_decide else None
    return Desk(
        batch=batch,
        image=image,
        places=all_places,
        document=document,
        directory=directory,
        suggestion=guess,
        label=label,
        spoken=spoken,
        twin=twin,
        run=run_around(request.user, twin, [p.image for p in all_places]) if twin else (),
        continuation=same_again.continuation_of(request, all_places, document, spoken, guess)
        if can_decide
        else None,
    )


def _directory(
    request: SignedIn,
    batch: Batch,
    pages: Sequence[tuple[int, str, Cues]],
    label: suggest.Label | None,
    ticked: Iterable[UUID | None],
) -> Directory:
    """Whom `pages`, their cover sheet, what was known of the batch and whoever filled in the form may mean."""
    besides = {label.child if label else None, batch.begun_for_id, *ticked}
    return directory_for(request.user, pages, besides=[pk for pk in besides if pk is not None])


def _spoken(images: Sequence[Image]) -> list[tuple[int, str, Cues]]:
    """Page number, text and cues of each of `images`, as suggestions are made from."""
    read = proposals.readings_of(images)
    return [
        (
            image.position,
            read[image.page_id].text if image.page_id in read else "",
            Cues.from_json(image.cues),
        )
        for image in images
    ]


def _show(
    request: SignedIn,
    laid_out: Desk,
    *,
    form: FilingForm | None = None,
    doubts: Sequence[str] = (),
    looked_at: str = "",
    asked: str = "",
) -> HttpResponse:
    image, batch = laid_out.image, laid_out.batch
    reading = image.page.reading
    total = sum_of(batch)
    found = look_up(request.user, asked) if asked.strip() else []
    if form is None:
        form = _proposed(request, laid_out, found)
    here = next(index for index, p in enumerate(laid_out.places) if p.image == image)
    people = _choices(laid_out, form, found)
    page = page_shown(image, reading) if reading else None
    if page is not None:
        page |= _neighbours(laid_out.places, here)
    _say_why(form, laid_out.suggestion)
    return render(
        request,
        "scanning/filing.html",
        {
            "batch": batch,
            "image": image,
            "place": laid_out.places[here],
            "sum": total,
            "page": page,
            "show_text": request.GET.get("text") == "1",
            "after_url": _after(laid_out, page),
            "pages": [
                page_line(p.image, is_open=True, current=image) | {"starts": p.begins}
                for p in laid_out.places
            ],
            "form": form,
            "can_file": image.state in Image.DECIDABLE,
            "undo_filing": Filing.objects.of(document=image.document).filter(undone_at=None).first()
            if image.document
            else None,
            "suggestion": _lines(laid_out),
            "faults": [] if image.faults_seen_by_id else [Fault(f).sentence for f in image.faults],
            "look_twice": laid_out.suggestion.look_twice,
            "people": people,
            "is_photograph": form["kind"].value() == Document.Kind.PHOTOGRAPH
            or bool(form["caption"].value()),
            "is_recognised": bool(laid_out.suggestion.whose),
            "families": _families([line["known"] for line in people]),
            "family_chosen": _text(form["family"].value()),
            "asked": asked,
            "found": found,
            "doubts": doubts,
            "twin": same_again.twin_line(laid_out.twin),
            "run": same_again.run_line(laid_out.twin, laid_out.run),
            "duplicate": same_again.duplicate_line(request, image),
            "continuation": laid_out.continuation,
            "was_straightened": image.upload.is_photo
            and reading is not None
            and (reading.whole_id is not None or image.is_whole_picture),
            "form_note": forms_home.note_for(request.user, image),
            "looked_at": looked_at,
            "original_form": OriginalForm(
                initial={
                    "kind": image.original.kind,
                    "wanted": image.original.wanted,
                    "description": image.original.description,
                }
            )
            if image.original and image.original.settled_on is None
            else None,
            "document_pages": len(laid_out.document),
            "acts": _acts(laid_out, bool(doubts)),
        },
    )


def _proposed(request: SignedIn, laid_out: Desk, found: Sequence[Known]) -> FilingForm:
    """The form as it was being filled in, or as the suggestion fills it in.

    Somebody looked up on purpose is ticked: instead of those suggested, beside those whom a person ticked.
    """
    guess, known, typed = laid_out.suggestion, laid_out.directory.people, request.POST
    before = [known[pk] for pk in map(_id, typed.getlist("about")) if pk in known]
    suggested = {person.id for person in guess.chosen}
    ticked = before if "title" in typed else list(guess.chosen)
    if len(found) == 1:
        kept = [] if {person.id for person in ticked} == suggested else ticked
        ticked = [*(person for person in kept if person != found[0]), *found]
    if "title" in typed:
        form = FilingForm(by=request.user, left=laid_out.left)
        form.initial = {
            name: typed.get(name)
            for name in form.fields
            if name not in {"about", "looked_again"} and typed.get(name)
        } | {"about": [person.id for person in ticked]}
        return form
    return FilingForm(
        by=request.user,
        left=laid_out.left,
        initial={
            "first": laid_out.document[0].position,
            "last": laid_out.document[-1].position,
            "about": [person.id for person in ticked],
            "title": guess.title,
            "kind": guess.kind,
            "dated_on": guess.dated_on,
            "sender": guess.sender,
            "family": _shared_family(ticked) if len(ticked) > 1 else None,
        },
    )


def _choices(laid_out: Desk, form: FilingForm, found: Sequence[Known]) -> list[dict[str, Any]]:
    """Whom the paper can be filed for: those looked up, those ticked, those the pages name; each with who they are."""
    ticked = {str(value) for value in (form["about"].value() or [])}
    why = {match.person.id: match.why for match in laid_out.suggestion.whose}
    known = laid_out.directory.people
    people = [
        *found,
        *(known[pk] for pk in map(_id, sorted(ticked)) if pk in known),
        *(match.person for match in laid_out.suggestion.whose[:_MOST_CHOICES]),
    ]
    return [
        {
            "known": person,
            "why": why.get(person.id, "not named on these pages"),
            "is_ticked": str(person.id) in ticked,
        }
        for person in {person.id: person for person in people}.values()
    ]


def _say_why(form: FilingForm, guess: Suggestion) -> None:
    """Let each field that the suggestion fills in say what on the pages it comes from."""
    if guess.kind != Document.Kind.OTHER:
        form.fields["kind"].help_text = guess.kind_why
    if guess.dated_on:
        form.fields["dated_on"].help_text = guess.dated_why
    if guess.sender:
        form.fields["sender"].help_text = "at the top of the page"


def _lines(laid_out: Desk) -> list[dict[str, str]]:
    """Which pages look like one paper, and why it begins there."""
    lines = []
    first, last = laid_out.document[0], laid_out.document[-1]
    start = next(p for p in laid_out.places if p.image == first)
    numbers, begins = f"Page {first.position}", "begins here"
    if first != last:
        numbers, begins = f"Pages {first.position} to {last.position}", "begin here"
    lines.append({"value": numbers, "why": f"{begins}: {start.why}"})
    if first != last and laid_out.image != first:
        here = next(p for p in laid_out.places if p.image == laid_out.image)
        lines.append({"value": "This page goes on", "why": here.why})
    return lines


def _acts(laid_out: Desk, is_doubted: bool) -> list[dict[str, Any]]:
    image = laid_out.image
    is_first = laid_out.document[0] == image
    can = image.state in Image.DECIDABLE
    reading = image.page.reading
    rows = [
        ("Enter", "File all the same" if is_doubted or laid_out.twin else "File", "file", can),
    ]
    if laid_out.twin:
        count = len(laid_out.run)
        what = "Duplicate: set aside" if count == 1 else f"Duplicates: set {count} pages aside"
        rows.append(("D", what, "duplicate", can))
    if laid_out.continuation:
        rows.append(("C", "Add to that paper", "continue", can))
    rows += [
        ("N", "Goes on from before" if is_first else "New document", "begin", can),
        ("S", "Split after this", "split", can),
        ("R", "Rotate", "turn", can),
    ]
    if reading is not None and reading.whole_id is not None:
        shown = "Straightened" if image.page.is_shown_whole else "Whole picture"
        rows.append(("W", shown, "whole", True))
    rows += [
        ("B", "Blank", "blank", can),
        ("!", "Not urgent" if image.urgent_at else "Urgent", "urgent", image.state in Image.LEFT),
        ("O", "Not an original" if image.original_id else "Original", "original", True),
        ("X", "Must not be seen", "lock", True),
        ("U", "Undo", "undo", True),
    ]
    return [
        {
            "key": key,
            "label": label,
            "name": "act",
            "value": value,
            "primary": value == "file",
            "disabled": not possible,
            "hides": "#desk-picture, #desk-pages [aria-current] img" if value == "lock" else "",
        }
        for key, label, value, possible in rows
    ]


def _neighbours(all_places: Sequence[proposals.Place], here: int) -> dict[str, Any]:
    before = all_places[here - 1].image if here else None
    behind = all_places[here + 1].image if here + 1 < len(all_places) else None
    found: dict[str, Any] = {"count": len(all_places)}
    if before:
        found["previous_url"] = reverse("scanning:filing", args=[before.pk])
    if behind:
        found["next_url"] = reverse("scanning:filing", args=[behind.pk])
        if behind.state != Image.State.WAITING and behind.state != Image.State.FAILED:
            found["next_image_url"] = image_url(behind)
    return found


def _after(laid_out: Desk, page: dict[str, Any] | None) -> str:
    """The picture that Enter leads to, fetched ahead unless the neighbour's is the same."""
    last = laid_out.document[-1].position
    behind = (i for i in laid_out.left if i.position > last and i.state == Image.State.READ)
    address = image_url(following) if (following := next(behind, None)) else ""
    return "" if page is None or address == page.get("next_image_url") else address


def _reason(whole: Suggestion, chosen: Sequence[Known], doubts: Sequence[str]) -> str:
    """Why it was filed so, for whoever asks later."""
    matches = {match.person.id: match.why for match in whole.whose}
    why = "; ".join(matches.get(person.id, "chosen by hand") for person in chosen)
    return f"{why}; looked at twice" if doubts else why


def _looked_at(chosen: Sequence[Known], dated: PaperDate) -> str:
    return " ".join([*sorted(str(person.id) for person in chosen), f"{dated.day}/{dated.to}"])


def _shared_family(people: Sequence[Known]) -> Family | None:
    shared = frozenset.intersection(*(person.families for person in people)) if people else None
    return Family.objects.of(pk__in=list(shared)).first() if shared else None


def _families(people: Sequence[Known]) -> list[Family]:
    ids = {id for person in people for id in person.families}
    return list(Family.objects.of(pk__in=ids).order_by("name"))


def _text(value: object) -> str:
    """The id in a field's value, which is a row before the form is sent and text afterwards."""
    return str(value.pk if isinstance(value, Family) else value or "")


def _id(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
