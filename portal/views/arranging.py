"""The pages of a filed document as pointers: split, put together, ordered, turned, moved; and each act undone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import access
from cases.actions import Problem
from cases.models import Person
from cases.requests import SignedIn
from documents import arranging
from documents.dates import PaperDate, Precision
from documents.filing import people_to_file_for
from documents.models import Document, Misfiling, PageEdit
from scanning import suggest
from scanning.actions import continuing as joining
from scanning.actions import desk, moving
from scanning.cues import Cues, cues_in
from scanning.directory import directory_for, look_up
from scanning.models import Filing, Image

# Other papers offered to move to: those nearest in date, on either side.
_NEAREST = 20
_EDITS_SHOWN = 5


def arrange(request: SignedIn, pk: UUID) -> HttpResponse:
    """All pages of a document, with what can be done about where they stand."""
    paper = access.get(request.user, Document, pk, "arrange")
    if request.method != "POST":
        return _show(request, paper)
    act, _, number = request.POST.get("act", "").partition(":")
    do = _ACTS.get(act)
    if do is None:
        return redirect("portal:arrange", pk)
    try:
        return do(request, paper, _number(number))
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("portal:arrange", pk)


@require_POST
def arrange_undo(request: SignedIn, pk: UUID) -> HttpResponse:
    """Let the pages stand as they stood before one act."""
    edit = access.get(request.user, PageEdit, pk, "undo")
    try:
        joining.undo_edit(by=request.user, edit=edit)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.info(request, "Undone. The pages stand as they stood before.")
        newest = (
            Misfiling.objects.of(document__in=edit.documents.all())
            .filter(found_by=request.user, since=edit.at)
            .first()
        )
        if newest is not None:
            return redirect("portal:misfiling", newest.pk)
    return _to_one_of(request, edit)


def _to_one_of(request: SignedIn, edit: PageEdit) -> HttpResponse:
    """To a document of `edit` that stands in the file now."""
    standing = access.scope(request.user, "arrange", Document).filter(page_edits=edit)
    paper = standing.order_by("filed_at").first()
    return redirect("portal:arrange", paper.pk) if paper else redirect("portal:my_work")


def _turn(request: SignedIn, paper: Document, number: int | None) -> HttpResponse:
    numbers = [number] if number else _ticked(request)
    edit = arranging.turn(by=request.user, document=paper, numbers=numbers)
    _tell(request, edit, f"{_pages(numbers)} turned.")
    return redirect("portal:arrange", paper.pk)


def _step(by: int) -> Callable[[SignedIn, Document, int | None], HttpResponse]:
    def act(request: SignedIn, paper: Document, number: int | None) -> HttpResponse:
        numbers = list(paper.document_pages.order_by("number").values_list("number", flat=True))
        if number not in numbers:
            raise Problem("That page stands in the document no more. Look again.")
        at = numbers.index(number)
        if not 0 <= at + by < len(numbers):
            raise Problem("The page stands at that end of the document already.")
        numbers[at], numbers[at + by] = numbers[at + by], numbers[at]
        edit = arranging.reorder(by=request.user, document=paper, numbers=numbers)
        _tell(request, edit, f"Page {number} stands one place {'later' if by > 0 else 'earlier'}.")
        return redirect("portal:arrange", paper.pk)

    return act


def _split(request: SignedIn, paper: Document, number: int | None) -> HttpResponse:
    first = number or min(_ticked(request), default=0)
    edit, fresh = arranging.split(by=request.user, document=paper, first=first)
    count = fresh.document_pages.count()
    _tell(
        request,
        edit,
        f"{'1 page is' if count == 1 else f'{count} pages are'} a document of its own now.",
        fresh,
    )
    return redirect("portal:arrange", paper.pk)


def _merge(request: SignedIn, paper: Document, number: int | None) -> HttpResponse:
    other = _chosen(request, _same_people(request, paper), "other")
    edit = arranging.merge(by=request.user, document=paper, other=other)
    _tell(request, edit, f"The pages of “{other.title}” stand behind these now.")
    return redirect("portal:arrange", paper.pk)


def _move(request: SignedIn, paper: Document, number: int | None) -> HttpResponse:
    to = _chosen(request, _others(request, paper), "to")
    numbers = _ticked(request)
    if to.concerns() - paper.concerns():
        moving.require_no_doubt(list(to.about.all()), _second_person(request, paper, numbers, to))
    edit = arranging.move(by=request.user, document=paper, numbers=numbers, to=to)
    _tell(request, edit, f"{_pages(numbers)} moved to “{to.title}”.", to)
    return _after_move(request, edit, paper, to)


def _find(request: SignedIn, paper: Document, number: int | None) -> HttpResponse:
    """Whose the ticked pages may be: a list to choose from, or a second look where only one answers."""
    asked = request.POST.get("look_for", "").strip()
    numbers = _ticked(request)
    if chosen := _id(request.POST.get("whose")):
        found = list(directory_for(request.user, besides=[chosen]).people.values())
        found = [one for one in found if one.id == chosen]
    else:
        found = look_up(request.user, asked) if asked else []
    here = [one for one in found if {one.id} == paper.concerns()]
    if here and len(found) == 1:
        raise Problem(f"The pages stand in the file of {here[0].name} already. Find another child.")
    found = [one for one in found if one not in here]
    if not numbers or not (asked or chosen):
        messages.error(
            request,
            "Tick the pages that belong to another child."
            if not numbers
            else "Type the name, the number or the birth date of the child whose pages they are.",
        )
    elif len(found) == 1:
        return _look_twice(request, paper, numbers, found[0].id)
    return _show(request, paper, asked=asked, found=found, ticked=numbers)


def _move_to_child(request: SignedIn, paper: Document, number: int | None) -> HttpResponse:
    whose = _id(request.POST.get("whose"))
    child = people_to_file_for(request.user).filter(pk=whose).first() if whose else None
    if child is None:
        raise Problem("Choose again whose pages they are.")
    numbers = _ticked(request)
    if request.POST.get("looked_at") != str(child.pk):
        return _look_twice(request, paper, numbers, child.pk)
    spoken = _spoken(paper, numbers)
    directory = directory_for(request.user, spoken, besides=[child.pk])
    known = [directory.people[child.pk]] if child.pk in directory.people else []
    edit, fresh = moving.move_to_child(
        by=request.user,
        document=paper,
        numbers=numbers,
        child=child,
        title=request.POST.get("title", ""),
        doubts=suggest.second_person(known, spoken, directory),
    )
    waits = fresh.held_at is not None
    _tell(
        request,
        edit,
        f"{_pages(numbers)} moved to the file of {child.name}."
        + (" A second person looks before it comes into the file." if waits else ""),
        None if waits else fresh,
    )
    return _after_move(request, edit, paper, fresh)


def _second_person(
    request: SignedIn, paper: Document, numbers: list[int], to: Document
) -> list[str]:
    about, spoken = to.concerns(), _spoken(paper, numbers)
    directory = directory_for(request.user, spoken, besides=about)
    known = [directory.people[pk] for pk in about if pk in directory.people]
    return suggest.second_person(known, spoken, directory)


def _give_back(request: SignedIn, paper: Document, number: int | None) -> HttpResponse:
    """The whole paper is nothing for this file: the desk that took it in files it anew."""
    filing = Filing.objects.of(document=paper).filter(undone_at=None).first()
    if filing is None:
        raise Problem(
            "This paper did not come from the scanning desk as it stands, so the desk cannot take it back. "
            "Move its pages instead."
        )
    child = Person.objects.visible_to(request.user).filter(documents=paper).first()
    desk.give_back(by=request.user, filing=filing)
    messages.success(
        request, f"Taken out of the file. The desk files it anew from batch {filing.batch.number}."
    )
    if misfiling := arranging.last_misfiling(paper, request.user):
        return redirect("portal:misfiling", misfiling.pk)
    return redirect("portal:case_file", child.pk) if child else redirect("portal:my_work")


_ACTS: dict[str, Callable[[SignedIn, Document, int | None], HttpResponse]] = {
    "turn": _turn,
    "earlier": _step(-1),
    "later": _step(1),
    "split": _split,
    "merge": _merge,
    "move": _move,
    "find": _find,
    "move_to_child": _move_to_child,
    "give_back": _give_back,
}


def _show(
    request: SignedIn,
    paper: Document,
    *,
    asked: str = "",
    found: Any = (),
    ticked: list[int] | None = None,
) -> HttpResponse:
    pages = _lines(paper, ticked or [])
    edits = PageEdit.objects.of(documents=paper).filter(undone_at=None).select_related("by")
    shown = [
        {
            "edit": edit,
            "papers": access.scope(request.user, "arrange", Document)
            .filter(page_edits=edit)
            .exclude(pk=paper.pk)
            .annotate(count=Count("document_pages")),
        }
        for edit in edits[:_EDITS_SHOWN]
    ]
    return render(
        request,
        "portal/arrange.html",
        {
            "document": paper,
            "about": Person.objects.visible_to(request.user).filter(documents=paper),
            "pages": pages,
            "others": _others(request, paper),
            "same_people": _same_people(request, paper),
            "edits": shown,
            "asked": asked,
            "found": found,
            "can_be_given_back": Filing.objects.of(document=paper).filter(undone_at=None).exists(),
        },
    )


def _look_twice(
    request: SignedIn, paper: Document, numbers: list[int], whose: UUID
) -> HttpResponse:
    """The pages beside name, birth date, address and reference, before they come into another child's file."""
    spoken = _spoken(paper, numbers)
    directory = directory_for(request.user, spoken, besides=[whose])
    person = directory.people.get(whose)
    if person is None:
        raise Problem("Choose again whose pages they are.")
    pages = [line for line in _lines(paper, numbers) if line["is_ticked"]]
    if not pages:
        raise Problem("Tick the pages that belong to another child.")
    second = suggest.second_person([person], spoken, directory)
    guess = suggest.suggest(spoken, directory)
    why = next((match.why for match in guess.whose if match.person.id == whose), "")
    return render(
        request,
        "portal/arrange_child.html",
        {
            "document": paper,
            "person": person,
            # That of the paper may name the family it lies with now.
            "title": guess.title,
            "pages": pages,
            "why": why,
            "needs_second": bool(second) or person.is_restricted,
            "doubts": suggest.doubts(
                [person],
                spoken,
                directory,
                dated=PaperDate(paper.dated_on, Precision(paper.dated_to)),
                today=timezone.localdate(),
            ),
        },
    )


def _lines(paper: Document, ticked: list[int]) -> list[dict[str, Any]]:
    pointers = list(paper.document_pages.select_related("page").order_by("number"))
    return [
        {
            "number": one.number,
            # Another address, so that the picture is not shown as it was before it was turned.
            "image": f"{reverse('portal:page_image', args=[one.page_id])}?{one.turned_degrees}",
            "thumbnail": f"{reverse('portal:page_thumbnail', args=[one.page_id])}?{one.turned_degrees}",
            "url": reverse("portal:page", args=[paper.pk, one.number]),
            "is_first": at == 0,
            "is_last": at == len(pointers) - 1,
            "is_ticked": one.number in ticked,
        }
        for at, one in enumerate(pointers)
    ]


def _spoken(paper: Document, numbers: list[int]) -> list[tuple[int, str, Cues]]:
    pointers = list(
        paper.document_pages.filter(number__in=numbers)
        .select_related("page")
        .prefetch_related("page__readings")
        .order_by("number")
    )
    kept = {
        image.page_id: image.cues
        for image in Image.objects.of(page__in=[one.page for one in pointers])
    }
    found = []
    for one in pointers:
        text = one.page.reading.text if one.page.reading else ""
        cues = (
            Cues.from_json(kept[one.page_id])
            if one.page_id in kept
            else cues_in(text, today=timezone.localdate())
        )
        found.append((one.number, text, cues))
    return found


def _same_people(request: SignedIn, paper: Document) -> list[Document]:
    """Other papers about exactly the same people."""
    about = paper.concerns()
    return [one for one in _others(request, paper) if one.concerns() == about]


def _others(request: SignedIn, paper: Document) -> list[Document]:
    """Other papers of these people, nearest in date first. What hides something is mixed with nothing."""
    if paper.redacted_from_id is not None:
        return []
    others: QuerySet[Document] = (
        access.scope(request.user, "arrange", Document)
        .filter(about__in=paper.about.all(), redacted_from=None)
        .exclude(pk=paper.pk)
        .distinct()
    )
    before = others.filter(dated_on__lte=paper.dated_on).order_by("-dated_on", "pk")[:_NEAREST]
    after = others.filter(dated_on__gt=paper.dated_on).order_by("dated_on", "pk")[:_NEAREST]
    return sorted(
        [*before, *after], key=lambda one: (abs((one.dated_on - paper.dated_on).days), one.title)
    )


def _chosen(request: SignedIn, offered: list[Document], name: str) -> Document:
    wanted = _id(request.POST.get(name))
    found = next((one for one in offered if one.pk == wanted), None)
    if found is None:
        raise Problem("Choose a document from the list first.")
    return found


def _after_move(request: SignedIn, edit: PageEdit, paper: Document, to: Document) -> HttpResponse:
    misfiling = arranging.last_misfiling(paper, request.user)
    if misfiling is not None and misfiling.found_at >= edit.at:
        return redirect("portal:misfiling", misfiling.pk)
    paper.refresh_from_db()
    if paper.withdrawn_at is None:
        return redirect("portal:arrange", paper.pk)
    if to.held_at is None:
        return redirect("portal:arrange", to.pk)
    # Nothing is left here, and what moved is in nobody's file yet.
    child = Person.objects.visible_to(request.user).filter(documents=paper).first()
    return redirect("portal:case_file", child.pk) if child else redirect("portal:my_work")


def _tell(request: SignedIn, edit: PageEdit, words: str, made: Document | None = None) -> None:
    """Say what was done, with the way back and, where a paper was made or filled, the way to it."""
    tags = "undo:" + reverse("portal:arrange_undo", args=[edit.pk])
    if made is not None and access.decide(request.user, "arrange", made):
        tags += " open:" + reverse("portal:arrange", args=[made.pk])
    messages.success(request, words, extra_tags=tags)


def _ticked(request: SignedIn) -> list[int]:
    return sorted({n for value in request.POST.getlist("pages") if (n := _number(value))})


def _pages(numbers: list[int]) -> str:
    return f"Page {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} pages"


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) < 8 else None


def _id(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
