"""Saving a search, removing it, and taking its list out of the system."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import audit
from cases.actions import Problem
from cases.models import Person, User
from cases.requests import SignedIn
from search import actions, filters, finding, saved
from search.answers import DEEPEST
from search.histories.finding import find
from search.models import Search

# Signs with which a spreadsheet begins a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_POST
def save(request: SignedIn, pk: str) -> HttpResponse:
    search = saved.typed(request.user, pk)
    try:
        actions.save(
            by=request.user,
            search=search,
            name=request.POST.get("name", ""),
            is_watched=bool(request.POST.get("is_watched")),
        )
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("search:answer", search.pk)
    actions.note_seen(search, saved.things_of(request.user, search))
    messages.success(request, "Saved. You find it again under Find, at the top of every page.")
    return redirect("search:answer", search.pk)


@require_POST
def remove(request: SignedIn, pk: str) -> HttpResponse:
    actions.forget(by=request.user, search=saved.typed(request.user, pk))
    messages.success(request, "Removed from your saved searches.")
    return redirect("search:ask")


@require_POST
def export(request: SignedIn, pk: str) -> HttpResponse:
    """What is shown, as a table for a spreadsheet: no words of the files, and no cell that a spreadsheet would run."""
    search = saved.typed(request.user, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="list-{timezone.localdate()}.csv"'
    answer["Cache-Control"] = "no-store"
    # Spreadsheets take a file without this mark for one of their own old character sets.
    answer.write("\ufeff")
    table = csv.writer(answer)
    rows = list(
        _children(request.user, search)
        if search.facts
        else _hits(request.user, search, request.GET)
    )
    table.writerows([neutral(cell) for cell in row] for row in rows)
    audit.record(request.user, "search.exported", search, rows=len(rows) - 1)
    return answer


def neutral(cell: Any) -> str:
    """A cell as text, with an apostrophe where a spreadsheet would take it for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _children(user: User, search: Search) -> Iterator[list[Any]]:
    found = find(user, search).histories
    yield ["Child", "Reference", "Born", "Because"]
    known = Person.objects.visible_to(user).in_bulk(list(found.children))
    for pk in found.children:
        if child := known.get(pk):
            yield [child.name, child.reference, child.born_on, "; ".join(found.why[pk])]
    audit.record(user, "search.asked", about=list(known), found=len(known))


def _hits(user: User, search: Search, given: Mapping[str, str]) -> Iterator[list[Any]]:
    yield ["Child", "What", "Title", "Date", "Page"]
    chosen = filters.ticked(user, given, saved.within(user, search))
    found = finding.find(
        user, search.words, narrowed=chosen.narrowed(), by_date=chosen.by_date, limit=DEEPEST
    )
    if found.is_down:
        # A list that goes out of the house must not look whole when it is not.
        yield ["", "note", " ".join(found.notes), None, None]
    for hit in found.hits:
        yield [hit.case, hit.kind, hit.title, hit.on, hit.page]
