"""People who may be the same: the list, two side by side, put together, and taken apart again."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cases import access, actions, lookalikes
from cases.models import LookAlike, Merge, NotSame, Person
from cases.requests import SignedIn
from portal import comparing
from portal.merging_forms import FindPairForm, MergeForm, NotSameForm, UndoMergeForm

_A_PAGE = 20
_LATELY = 20


def look_alikes(request: SignedIn) -> HttpResponse:
    """Pairs, the likeliest first; what waits for a second person; what was done lately. And two chosen by number."""
    user = request.user
    people = access.scope(user, "merge", Person)
    if not people.exists():
        raise access.Refused("cases.person.merge", "cases.person", None)
    form = FindPairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = [
            people.filter(reference=form.cleaned_data[name]).first() for name in ("one", "other")
        ]
        if found[0] and found[1] and found[0] != found[1]:
            return redirect("portal:compare_people", found[0].pk, found[1].pk)
        form.add_error(None, "Type the numbers of two different files about which you decide.")
    rows = lookalikes.offered(LookAlike.objects.visible_to(user)).select_related("one", "other")
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    merges = Merge.objects.visible_to(user).select_related("kept", "gone", "asked_by", "agreed_by")
    return render(
        request,
        "portal/look_alikes.html",
        {
            "page": page,
            "pairs": _pairs(page.object_list),
            "waiting": merges.filter(done_at=None, declined_at=None),
            "done": merges.exclude(done_at=None).order_by("-done_at")[:_LATELY],
            "said": NotSame.objects.visible_to(user)
            .filter(taken_back_at=None)
            .select_related("one", "other", "said_by")[:_LATELY],
            "form": form,
        },
    )


def _pairs(rows: Any) -> list[dict[str, Any]]:
    shown = list(rows)
    told = lookalikes.told_of([person for row in shown for person in (row.one, row.other)])
    return [
        {"row": row, "evidence": lookalikes.evidence(told[row.one_id], told[row.other_id])}
        for row in shown
    ]


def compare(request: SignedIn, pk: str, person: str) -> HttpResponse:
    """The two side by side; what is said of them is posted here too."""
    one = access.get(request.user, Person, pk, "merge")
    other = access.get(request.user, Person, person, "merge")
    if one == other:
        messages.error(request, "This is one person already. Choose two.")
        return redirect("portal:look_alikes")
    against = {kept.pk: actions.why_not(kept, gone) for kept, gone in ((one, other), (other, one))}
    can_stay = [kept for kept in (one, other) if not against[kept.pk]]
    is_merge = request.POST.get("act") == "merge"
    form = MergeForm(
        request.POST if is_merge else None,
        people=can_stay,
        initial={"keep": str(_first(can_stay).pk)} if can_stay else {},
    )
    if request.method == "POST" and is_merge and form.is_valid():
        kept, gone = (one, other) if form.cleaned_data["keep"] == str(one.pk) else (other, one)
        try:
            merge = actions.merge_people(
                by=request.user, kept=kept, gone=gone, reason=form.cleaned_data["reason"]
            )
        except actions.Problem as problem:
            form.add_error(None, str(problem))
        else:
            if merge.is_waiting:
                messages.success(request, "Asked. Nothing has moved yet: a second person decides.")
            else:
                messages.success(request, f"{gone.name} and {kept.name} are one person now.")
            return redirect("portal:merge", merge.pk)
    two = NotSameForm(request.POST if request.POST.get("act") == "two" else None)
    if request.method == "POST" and two.is_bound and two.is_valid():
        try:
            actions.say_not_same(
                by=request.user, one=one, other=other, reason=two.cleaned_data["why"]
            )
        except actions.Problem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "Noted: two people. The pair is not offered again.")
        return redirect("portal:look_alikes")
    return render(
        request,
        "portal/compare_people.html",
        {
            "one": one,
            "other": other,
            "lines": comparing.side_by_side(request.user, one, other),
            "evidence": comparing.evidence_of(one, other),
            "against": _common(list(against.values())) if not can_stay else [],
            "must_stay": against[(other if can_stay == [one] else one).pk]
            if len(can_stay) == 1
            else [],
            "second": [
                actions.WHY_SECOND[code] for code in actions.why_second(request.user, one, other)
            ],
            "said": comparing.said_of(request.user, one, other),
            "form": form,
            "two": two,
        },
    )


def _first(people: list[Person]) -> Person:
    """Who is suggested to stay: with the older file, then whoever is written down more fully."""
    return min(people, key=lambda one: (one.reference is None, one.reference or "", one.name))


def _common(sentences: list[list[str]]) -> list[str]:
    return list(dict.fromkeys(line for lines in sentences for line in lines))


def merge(request: SignedIn, pk: str) -> HttpResponse:
    """One merge: what waits for a second person, what was done, and how to undo it."""
    row = access.get(request.user, Merge, pk)
    return render(request, "portal/merge.html", _merge(request, row, UndoMergeForm()))


def _merge(request: SignedIn, row: Merge, form: UndoMergeForm) -> dict[str, Any]:
    # Until it is done, or once it is undone, the two stand side by side.
    is_two = row.is_waiting or row.undone_at is not None
    return {
        "merge": row,
        "kept": row.kept,
        "gone": row.gone,
        "why_second": [actions.WHY_SECOND[code] for code in row.why_second],
        "lines": comparing.side_by_side(request.user, row.kept, row.gone) if is_two else [],
        "evidence": comparing.evidence_of(row.kept, row.gone) if is_two else None,
        "may_agree": access.decide(request.user, "agree", row),
        "may_decline": access.decide(request.user, "decline", row),
        "may_undo": access.decide(request.user, "undo", row),
        "may_read": access.decide(request.user, "read", row.kept),
        "since": comparing.came_since(request.user, row) if row.undone_at else [],
        "form": form,
    }


@require_POST
def agree(request: SignedIn, pk: str) -> HttpResponse:
    row = access.get(request.user, Merge, pk, "agree")
    try:
        actions.agree_to_merge(by=request.user, merge=row)
    except actions.Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{row.gone.name} and {row.kept.name} are one person now.")
    return redirect("portal:merge", row.pk)


@require_POST
def decline(request: SignedIn, pk: str) -> HttpResponse:
    row = access.get(request.user, Merge, pk, "decline")
    try:
        actions.decline_merge(by=request.user, merge=row)
    except actions.Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "They stay two people. Nothing has moved.")
    return redirect("portal:look_alikes")


@require_POST
def undo(request: SignedIn, pk: str) -> HttpResponse:
    row = access.get(request.user, Merge, pk, "undo")
    form = UndoMergeForm(request.POST)
    if form.is_valid():
        try:
            actions.undo_merge(by=request.user, merge=row, reason=form.cleaned_data["reason"])
        except actions.Problem as problem:
            form.add_error("reason", str(problem))
        else:
            messages.success(request, "Undone. They are two people again.")
            if not access.decide(request.user, "read", row):
                return redirect("portal:look_alikes")
            return redirect("portal:merge", row.pk)
    return render(request, "portal/merge.html", _merge(request, row, form))


@require_POST
def take_back(request: SignedIn, pk: str) -> HttpResponse:
    said = access.get(request.user, NotSame, pk, "take_back")
    actions.take_back_not_same(by=request.user, said=said)
    messages.success(request, "Taken back. The pair is offered again.")
    return redirect("portal:compare_people", said.one_id, said.other_id)
