"""At the desk: the page that looks like one which is there already, and the document that pages go on from."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.urls import reverse

from cases.actions import Problem
from cases.requests import SignedIn
from documents.models import PageEdit
from scanning import proposals, suggest
from scanning.actions import continuing as joining
from scanning.actions import duplicates
from scanning.continuing import Continuation, continues
from scanning.cues import Cues
from scanning.directory import directory_for
from scanning.models import CoverSet, Image, Likeness
from scanning.suggest import STRONG, Label, Suggestion
from scanning.twins import Twin, run_around, twin_of
from scanning.views import steps

Spoken = Sequence[tuple[int, str, Cues]]


def set_aside_duplicates(request: SignedIn, image: Image) -> list[Image]:
    """The pages go, as duplicates of those they look like at this moment. Only what was shown is done: `repeats` names
    the pages that the person saw named; without it, this page goes alone.
    """
    twin = twin_of(request.user, image)
    if twin is None:
        raise Problem(
            "The page that this one looked like is no longer where you saw it. Look at this page again, and file it "
            "or reject it."
        )
    run = [twin.likeness]
    if shown := request.POST.get("repeats", ""):
        run = run_around(request.user, twin, proposals.in_order(image.batch))
        if shown != _run_shown(run):
            raise Problem(
                "The pages that repeat the other ones have changed meanwhile. Look at what is named now."
            )
    duplicates.set_aside(by=request.user, likenesses=run)
    gone = [likeness.image for likeness in run]
    if len(gone) == 1:
        words = (
            f"Page {image.position} is set aside as a duplicate of {twin_words(twin)}. It is kept."
        )
        undo = reverse("scanning:restore", args=[image.pk])
    else:
        numbers = steps.pages_in_words([one.position for one in gone])
        words = (
            f"{len(gone)} pages are set aside as duplicates of {run_words(twin, run)}: "
            f"p{numbers[1:]}. They are kept."
        )
        undo = reverse("scanning:run_undo", args=[gone[0].pk])
    messages.success(request, words, extra_tags=f"undo:{undo}")
    return gone


def twin_words(twin: Twin) -> str:
    if twin.document is None:
        return f"page {twin.number} of batch {twin.batch}"
    return f"page {twin.number} of “{twin.document.title}”"


def run_words(twin: Twin, run: Sequence[Likeness]) -> str:
    """What `run` repeats, in words: "pages 1 to 3 of “Letter, school”". One query."""
    pages = [likeness.page_id for likeness in run]
    if twin.document is not None:
        standing = twin.document.document_pages.filter(page__in=pages)
        numbers = list(standing.order_by("number").values_list("number", flat=True))
    else:
        lying = twin.page.image.batch.images.filter(page__in=pages)
        numbers = list(lying.order_by("position").values_list("position", flat=True))
    whose = f"“{twin.document.title}”" if twin.document else f"batch {twin.batch}"
    return f"p{steps.pages_in_words(numbers)[1:]} of {whose}"


def run_line(twin: Twin | None, run: Sequence[Likeness]) -> dict[str, Any] | None:
    """For the desk: which pages repeat others, where it is more than one."""
    if twin is None or len(run) < 2:
        return None
    numbers = [likeness.image.position for likeness in run]
    return {
        "shown": _run_shown(run),
        "count": len(run),
        "pages": steps.pages_in_words(numbers),
        "words": run_words(twin, run),
    }


def _run_shown(run: Sequence[Likeness]) -> str:
    return " ".join(str(likeness.image_id) for likeness in run)


def twin_line(twin: Twin | None) -> dict[str, Any] | None:
    if twin is None:
        return None
    people = " and ".join(person.name for person in twin.people)
    return {
        "words": twin_words(twin),
        "document": twin.document,
        "people": people,
        "number": twin.number,
        "batch": twin.batch,
        "image": reverse("scanning:page_image", args=[twin.page.pk]),
        "picture": twin.likeness.picture,
        "text": twin.likeness.text,
    }


def duplicate_line(request: SignedIn, image: Image) -> dict[str, Any] | None:
    """What a page that was set aside is a duplicate of, for whoever may still see that."""
    if image.duplicate_of_id is None:
        return None
    row = image.likenesses.filter(page=image.duplicate_of_id).first()
    twin = twin_of(request.user, image) if row is not None else None
    return twin_line(twin) if twin and twin.page.pk == image.duplicate_of_id else None


def continuation_of(
    request: SignedIn,
    places: Sequence[proposals.Place],
    document: Sequence[Image],
    spoken: Spoken,
    suggestion: Suggestion,
) -> Continuation | None:
    certain = [match.person.id for match in suggestion.whose if match.score >= STRONG]
    return continues(
        request.user, document, spoken, about=certain, cover=_cover_before(places, document)
    )


def add_to_document(
    request: SignedIn,
    image: Image,
    *,
    document: Sequence[Image],
    spoken: Spoken,
    label: Label | None,
    found: Continuation | None,
) -> PageEdit:
    """The pages go to where they go on from. Only what was shown is done: `continues` names it."""
    if found is None or str(found.document.pk) != request.POST.get("continues"):
        raise Problem(
            "The document that these pages go on from has changed meanwhile. Look at what is suggested now."
        )
    about = found.document.concerns()
    besides = about | ({label.child} if label and label.child else set())
    directory = directory_for(request.user, spoken, besides=besides)
    people = [directory.people[pk] for pk in about if pk in directory.people]
    edit = joining.add_to_document(
        by=request.user,
        batch=image.batch,
        images=document,
        document=found.document,
        at=found.at,
        doubts=suggest.second_person(people, spoken, directory, label=label),
    )
    count = len(document)
    messages.success(
        request,
        f"{'1 page' if count == 1 else f'{count} pages'} added to “{found.document.title}”, as page {found.at}"
        f"{f' to {found.at + count - 1}' if count > 1 else ''}.",
        extra_tags="undo:" + reverse("scanning:joining_undo", args=[edit.pk]),
    )
    return edit


def _cover_before(
    places: Sequence[proposals.Place], document: Sequence[Image]
) -> tuple[CoverSet, int] | None:
    found: tuple[CoverSet, int] | None = None
    for place in places:
        if document and place.image == document[0]:
            return found if place.label is not None else None
        if place.image.state == Image.State.SEPARATOR:
            sheets, number = place.image.cover_set, place.image.cover_number
            found = (sheets, number) if sheets is not None and number is not None else None
    return None
