"""Cover sheets: making a set, printing it, and seeing which of them came back through the scanner."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import access
from cases.actions import Problem
from cases.models import Team
from cases.requests import SignedIn
from scanning import cover_sheets
from scanning.actions import covers as actions
from scanning.forms import CoverForm
from scanning.models import CoverSet

_SHOWN = 50


def covers(request: SignedIn) -> HttpResponse:
    teams = access.scope(request.user, "scan", Team)
    if not teams:
        raise access.Refused("cases.team.scan", "cases.team", None)
    form = CoverForm(request.POST or None, teams=teams, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_covers(by=request.user, **form.chosen())
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("scanning:cover_set", made.pk)
    sets = access.scope(request.user, "desk", CoverSet).select_related("child", "made_by")
    return render(request, "scanning/covers.html", {"form": form, "sets": sets[:_SHOWN]})


@require_safe
def cover_set(request: SignedIn, pk: UUID) -> HttpResponse:
    found = access.get(request.user, CoverSet, pk, "desk")
    sheets = cover_sheets.sheets_of(found)
    return render(
        request,
        "scanning/cover_set.html",
        {"set": found, "sheets": sheets, "came": sum(bool(sheet.came) for sheet in sheets)},
    )


@require_safe
def cover_set_print(request: SignedIn, pk: UUID) -> HttpResponseBase:
    found = access.get(request.user, CoverSet, pk, "desk")
    answer = HttpResponse(cover_sheets.printed(found), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="cover-sheets.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
