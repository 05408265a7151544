"""The words that stand for one another, under /cms/: the groups, one group, and the versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.actions import Problem
from cases.requests import SignedIn
from search import actions, asking, field_words
from search.field_words import Group
from search.models import FieldWords

_VERSIONS_SHOWN = 100


def _page(request: SignedIn, template: str, title: str, **context: Any) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": "Home"},
        {"url": reverse("field_words"), "label": "Words for searching"},
    ]
    if title != "Words for searching":
        crumbs.append({"url": "", "label": title})
    return render(
        request,
        template,
        {
            "breadcrumbs_items": crumbs,
            "header_title": title,
            "header_icon": "search",
            "most_ways": field_words.MOST_WAYS,
            **context,
        },
    )


def groups(request: SignedIn) -> HttpResponse:
    """All groups; what is tried is posted, as it may be a name."""
    version = field_words.newest()
    typed = request.POST.get("typed", "")[: asking.MOST_CHARACTERS]
    parts, notes = field_words.told(typed, field_words.synonyms(version)) if typed else ([], ())
    return _page(
        request,
        "search/field_words/groups.html",
        "Words for searching",
        version=version,
        own=field_words.own_groups(version),
        shipped=[(one, one.pk not in version.off) for one in field_words.SHIPPED],
        typed=typed,
        parts=parts,
        notes=notes,
    )


def add(request: SignedIn) -> HttpResponse:
    """A new group; with `instead` one that takes the place of a group that comes with Kinfile."""
    instead = request.POST.get("instead", "")
    shipped = {one.pk: one for one in field_words.SHIPPED}.get(instead, field_words.NO_GROUP)
    title = "Your own in its place" if shipped.pk else "A new group"
    return _form(request, Group("", shipped.ways), title, instead=shipped.pk)


def change(request: SignedIn, group: str) -> HttpResponse:
    held = {one.pk: one for one in field_words.own_groups(field_words.newest())}
    if group not in held:
        raise Http404
    return _form(request, held[group], "Change a group")


def _form(request: SignedIn, group: Group, title: str, instead: str = "") -> HttpResponse:
    written, problem = "\n".join(group.ways), ""
    if "written" in request.POST:
        written = request.POST["written"]
        try:
            made = actions.write_field_words(
                by=request.user,
                written=written,
                group=group.pk,
                seen=_number(request),
                in_place_of=instead,
            )
        except Problem as stopped:
            problem = str(stopped)
        else:
            messages.success(
                request, f"Kept as version {made.number}. Searches use it from now on."
            )
            return redirect("field_words")
    version = field_words.newest()
    return _page(
        request,
        "search/field_words/group.html",
        title,
        written=written,
        problem=problem,
        instead=instead,
        version=version,
        seen=request.POST.get("seen", version.number),
        group=group,
    )


def _number(request: SignedIn, name: str = "seen") -> int:
    written = request.POST.get(name, "")[:9]
    return int(written) if written.isascii() and written.isdigit() else -1


@require_POST
def act(request: SignedIn) -> HttpResponse:
    """Remove a group, switch one that comes with Kinfile, or take an earlier version again."""
    do, group = request.POST.get("do", ""), request.POST.get("group", "")
    try:
        if do == "remove":
            actions.remove_field_words(by=request.user, group=group, seen=_number(request))
            said = "Removed. To have it back, take an earlier version again."
        elif do in ("on", "off"):
            actions.switch_field_words(by=request.user, group=group, is_on=do == "on")
            said = f"Switched {do}. Searches know it from now on."
        elif do == "again":
            made = actions.take_field_words_again(
                by=request.user, number=_number(request, "number")
            )
            said = f"Taken again, as version {made.number}."
        else:
            raise Http404
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, said)
    return redirect("field_words")


def versions(request: SignedIn) -> HttpResponse:
    rows = list(FieldWords.objects.select_related("changed_by__person")[: _VERSIONS_SHOWN + 1])
    earlier: list[FieldWords | None] = [*rows[1:], None]
    shown = [
        (row, field_words.changes(row, before)) for row, before in zip(rows, earlier, strict=True)
    ]
    return _page(
        request,
        "search/field_words/versions.html",
        "Versions",
        shown=shown[:_VERSIONS_SHOWN],
        is_cut=len(rows) > _VERSIONS_SHOWN,
    )
