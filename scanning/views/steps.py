"""What a person did at the desk, step by step, so that U takes the last one back and says what it took back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from documents import arranging, locking
from documents.filing import people_to_file_for
from documents.models import PageEdit, PageLock
from scanning.actions import continuing as joining
from scanning.actions import desk, originals
from scanning.actions.photos import show_photograph
from scanning.models import Batch, Filing, Image, Original

_STEPS = "scanning_steps"
_OUT_OF_REACH = (
    "What you did last is about a page that is locked, or no longer on your desk, so it stays. Press U once more for "
    "the step before it."
)
# More than anybody means to take back, and little enough for a session.
_KEPT = 20

Step = dict[str, Any]


def remember(request: SignedIn, what: str, image: Image | None = None, **how: Any) -> None:
    """Keep a step for U. `how`: plain values from which it is taken back."""
    step = {"what": what, **({"image": str(image.pk)} if image else {}), **how}
    request.session[_STEPS] = [*request.session.get(_STEPS, []), step][-_KEPT:]


def forget(request: SignedIn, **how: str) -> None:
    """A step was taken back in another way, such as by the button beside its notice."""
    steps = request.session.get(_STEPS, [])
    request.session[_STEPS] = [step for step in steps if not how.items() <= step.items()]


def are_left(request: SignedIn) -> bool:
    """Whether U has anything to take back."""
    return bool(request.session.get(_STEPS))


def undo_last(request: SignedIn) -> HttpResponse:
    """Take the last step of this person back. Raises `Problem` where there is none, or it can be taken back no more."""
    steps = request.session.get(_STEPS, [])
    if not steps:
        raise Problem("There is nothing of yours to undo here.")
    request.session[_STEPS] = steps[:-1]
    try:
        return _UNDOES[steps[-1]["what"]](request, steps[-1])
    except access.Refused as refused:
        raise Problem(_OUT_OF_REACH) from refused


def to_next(batch: Batch, *, after: Image | None = None) -> HttpResponse:
    """To the next page that waits for a decision: the first behind `after`, else the first of all; else the batch."""
    left = batch.images.filter(state__in=Image.DECIDABLE).order_by("position")
    behind = left.filter(position__gt=after.position) if after else left
    found = behind.first() or left.first()
    if found is None:
        return redirect("scanning:batch", batch.pk)
    return redirect("scanning:filing", found.pk)


def undo_filing(request: SignedIn, pk: UUID | str) -> HttpResponse:
    found = access.get(request.user, Filing, pk, "desk")
    forget(request, filing=str(pk))
    names = " and ".join(person.name for person in found.document.about.order_by("name"))
    back = desk.undo_filing(by=request.user, filing=found)
    _say(request, f"“{found.document.title}” is taken out of the file of {names}. {_lie(back)}")
    if misfiling := arranging.last_misfiling(found.document, request.user):
        return redirect("portal:misfiling", misfiling.pk)
    return redirect("scanning:filing", back[0].pk) if back else to_next(found.batch)


def undo_joining(request: SignedIn, pk: UUID | str) -> HttpResponse:
    edit = access.get(request.user, PageEdit, pk, "undo")
    forget(request, edit=str(pk))
    joined = edit.documents.first()
    back = joining.undo_edit(by=request.user, edit=edit)
    title = f"“{joined.title}”" if joined else "The paper"
    _say(request, f"{title} stands as it stood before pages were added. {_lie(back)}")
    misfiling = arranging.last_misfiling(joined, request.user) if joined else None
    if misfiling is not None and misfiling.since == edit.at:
        return redirect("portal:misfiling", misfiling.pk)
    return redirect("scanning:filing", back[0].pk) if back else redirect("scanning:desk")


def restore(request: SignedIn, image: Image) -> HttpResponse:
    """Bring a page back that was set aside, and say as what it was."""
    was = _set_aside_as(image)
    forget(request, what="aside", image=str(image.pk))
    desk.restore(by=request.user, image=image)
    _say(request, f"page {image.position} is no longer {was}. It lies on the desk again.")
    return redirect("scanning:filing", image.pk)


def bring_run_back(request: SignedIn, first: Image) -> HttpResponse:
    """Take back that pages, from `first` on, were set aside together as duplicates."""
    steps = request.session.get(_STEPS, [])
    for at in reversed(range(len(steps))):
        if steps[at]["what"] == "duplicates" and steps[at]["images"][0] == str(first.pk):
            request.session[_STEPS] = steps[:at] + steps[at + 1 :]
            return _undo_duplicates(request, steps[at])
    raise Problem("These pages were brought back already, or too long ago. Bring each back alone.")


def _say(request: SignedIn, words: str) -> None:
    messages.info(request, f"Undone: {words}")


def _lie(back: list[Image]) -> str:
    if not back:
        return "None of its pages lies on the desk."
    numbers = [image.position for image in back]
    lie = "lies" if len(numbers) == 1 else "lie"
    return f"{pages_in_words(numbers)} {lie} on the desk again."


def pages_in_words(numbers: Sequence[int]) -> str:
    """ "Page 3", "Pages 3 and 5", "Pages 3 to 7"; `numbers` rise."""
    if len(numbers) == 1:
        return f"Page {numbers[0]}"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"Pages {numbers[0]} to {numbers[-1]}"
    return f"Pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _set_aside_as(image: Image) -> str:
    if image.state == Image.State.BLANK:
        return "set aside as blank"
    if image.state == Image.State.SEPARATOR:
        return "set aside as a separator sheet"
    return "set aside as a duplicate" if image.duplicate_of_id else "set aside"


def _of(request: SignedIn, step: Step) -> Image:
    found = access.scope(request.user, "desk", Image).filter(pk=step["image"]).first()
    if found is None:
        raise Problem(_OUT_OF_REACH)
    return found


def _undo_filing(request: SignedIn, step: Step) -> HttpResponse:
    return undo_filing(request, step["filing"])


def _undo_joining(request: SignedIn, step: Step) -> HttpResponse:
    return undo_joining(request, step["edit"])


def _undo_aside(request: SignedIn, step: Step) -> HttpResponse:
    return restore(request, _of(request, step))


def _undo_duplicates(request: SignedIn, step: Step) -> HttpResponse:
    """What somebody brought back, or that was locked, meanwhile stays as it is."""
    back = list(
        access.scope(request.user, "desk", Image)
        .filter(pk__in=step["images"], state__in=Image.SET_ASIDE)
        .order_by("position")
    )
    if not back:
        raise Problem("These pages were brought back already.")
    with transaction.atomic():
        for image in back:
            desk.restore(by=request.user, image=image)
    numbers = pages_in_words([image.position for image in back])
    if len(back) == 1:
        _say(
            request,
            f"p{numbers[1:]} is no longer set aside as a duplicate. It lies on the desk again.",
        )
    else:
        _say(
            request,
            f"p{numbers[1:]} are no longer set aside as duplicates. They lie on the desk again.",
        )
    return redirect("scanning:filing", back[0].pk)


def _undo_turn(request: SignedIn, step: Step) -> HttpResponse:
    image = _of(request, step)
    desk.turn(by=request.user, image=image, degrees=-90)
    _say(request, f"page {image.position} stands as it stood before it was turned.")
    return redirect("scanning:filing", image.pk)


def _undo_boundary(request: SignedIn, step: Step) -> HttpResponse:
    image = _of(request, step)
    desk.begin_document(by=request.user, image=image, begins=step["was"])
    now = {True: "a document begins", False: "a document goes on", None: "the desk decides again"}
    _say(request, f"{now[step['was']]} at page {image.position}, as before.")
    return redirect("scanning:filing", step.get("seen_at") or image.pk)


def _undo_urgent(request: SignedIn, step: Step) -> HttpResponse:
    image = _of(request, step)
    if step["since"] is None:
        desk.calm(by=request.user, image=image)
        _say(request, f"page {image.position} is not marked as urgent any more.")
    else:
        child = (
            people_to_file_for(request.user).filter(pk=step["child"]).first()
            if step["child"]
            else None
        )
        desk.mark_urgent(
            by=request.user, image=image, child=child, since=datetime.fromisoformat(step["since"])
        )
        _say(request, f"page {image.position} is marked as urgent as before.")
    return redirect("scanning:filing", image.pk)


def _undo_original(request: SignedIn, step: Step) -> HttpResponse:
    image = _of(request, step)
    was = step["was"]
    if was is None:
        if image.original is None:
            raise Problem(f"Page {image.position} is on the list of originals no more.")
        originals.unmark(by=request.user, original=image.original)
        _say(request, f"page {image.position} is not on the list of originals any more.")
    else:
        pages = access.scope(request.user, "desk", Image).filter(pk__in=was["pages"])
        made = originals.mark(
            by=request.user,
            images=list(pages.order_by("position")),
            kind=was["kind"],
            wanted=was["wanted"],
            description=was["description"],
        )
        words = made.get_kind_display().lower()
        _say(request, f"page {image.position} is on the list of originals again: {words}.")
    return redirect("scanning:filing", image.pk)


def as_it_was(original: Original) -> Step:
    """From which `original` can be marked again."""
    return {
        "pages": [str(pk) for pk in original.images.values_list("pk", flat=True)],
        "kind": original.kind,
        "wanted": original.wanted,
        "description": original.description,
    }


def _undo_whole(request: SignedIn, step: Step) -> HttpResponse:
    image = _of(request, step)
    show_photograph(by=request.user, image=image, whole=step["was"])
    shown = "as it was taken" if step["was"] else "with the sheet straightened"
    _say(request, f"page {image.position} is shown {shown}, as before.")
    return redirect("scanning:filing", image.pk)


def _undo_lock(request: SignedIn, step: Step) -> HttpResponse:
    lock = access.get(request.user, PageLock, step["lock"], "tell")
    messages.info(request, no_unlocking())
    return redirect("scanning:locked", lock.pk)


def no_unlocking() -> str:
    tell = " If it was a slip, tell them here." if locking.leads() else ""
    return f"A locked page is not brought back by U: only a safeguarding lead opens it again.{tell}"


_UNDOES: dict[str, Callable[[SignedIn, Step], HttpResponse]] = {
    "filing": _undo_filing,
    "joining": _undo_joining,
    "aside": _undo_aside,
    "duplicates": _undo_duplicates,
    "turn": _undo_turn,
    "boundary": _undo_boundary,
    "urgent": _undo_urgent,
    "original": _undo_original,
    "whole": _undo_whole,
    "lock": _undo_lock,
}
