"""Case histories asked by facts: a condition at a time, each change a search of its own, so that Back goes back."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases import access, audit
from cases.actions import Problem
from cases.models import Person, Role, User
from cases.requests import SignedIn
from search import actions, saved
from search.histories import asking as history_asking
from search.histories.conditions import CONDITIONS
from search.histories.finding import find
from search.models import Search

A_PAGE = 50
_SHARES_TOLD = {
    "Age": "How many of these children are of which age today.",
    "Team": "How many of these children each team holds. A child whom two teams hold counts in both.",
}


def begin(request: SignedIn) -> HttpResponse:
    _for_staff(request.user)
    return render(request, "search/histories.html", {"kinds": _choices(None)})


def _for_staff(user: User) -> None:
    if user.is_family:
        raise access.Refused("search.search.ask", "search.search", None)


def _choices(asked: Search | None) -> list[dict[str, str]]:
    return [
        {
            "title": made.title,
            "hint": made.hint,
            "url": reverse("search:another_condition", args=[asked.pk, kind])
            if asked
            else reverse("search:first_condition", args=[kind]),
        }
        for kind, made in CONDITIONS.items()
    ]


def first_condition(request: SignedIn, kind: str) -> HttpResponse:
    _for_staff(request.user)
    return _condition(request, kind, None)


def another_condition(request: SignedIn, pk: str, kind: str) -> HttpResponse:
    return _condition(request, kind, saved.typed(request.user, pk))


def _condition(request: SignedIn, kind: str, before: Search | None) -> HttpResponse:
    made = CONDITIONS.get(kind)
    if made is None:
        raise Http404
    form = made(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(
                request,
                before,
                facts=[*(before.facts if before else ()), history_asking.keep(form)],
            )
        except Problem as problem:
            form.add_error(None, str(problem))
    return render(
        request,
        "search/condition.html",
        {
            "form": form,
            # Not the class itself: a template would call it.
            "title": made.title,
            "hint": made.hint,
            "before": history_asking.sentences(request.user, before.facts) if before else (),
            "back_url": reverse("search:answer", args=[before.pk])
            if before
            else reverse("search:histories"),
        },
    )


def _changed(request: SignedIn, before: Search | None, **other: Any) -> HttpResponse:
    """The same question but for `other`, kept anew, and its answer."""
    same: dict[str, Any] = {"words": "", "facts": []}
    if before is not None:
        same = {"words": before.words, "facts": before.facts}
    made = actions.ask(by=request.user, **{**same, **other})
    return redirect("search:answer", made.pk)


@require_POST
def without(request: SignedIn, pk: str) -> HttpResponse:
    before = saved.typed(request.user, pk)
    number = request.POST.get("number", "")
    facts = [fact for at, fact in enumerate(before.facts) if str(at) != number]
    if not facts and not before.words:
        return redirect("search:histories")
    return _changed(request, before, facts=facts)


@require_POST
def with_words(request: SignedIn, pk: str) -> HttpResponse:
    before = saved.typed(request.user, pk)
    return _changed(request, before, words=request.POST.get("words", ""))


@require_POST
def in_file(request: SignedIn, pk: str, person: str) -> HttpResponse:
    """What has the words of a history search in the file of one child."""
    before = saved.typed(request.user, pk)
    child = access.get(request.user, Person, person)
    return redirect(
        "search:answer", actions.ask(by=request.user, words=before.words, within=child).pk
    )


def answer(request: SignedIn, asked: Search) -> HttpResponse:
    found = find(request.user, asked)
    children = found.histories.children
    number = int(page) if (page := request.GET.get("page", "")).isdigit() else 1
    pages = max(1, -(-len(children) // A_PAGE))
    number = min(max(1, number), pages)
    shown = children[(number - 1) * A_PAGE : number * A_PAGE]
    audit.record(request.user, "search.asked", about=shown, found=len(children))
    actions.note_seen(asked, None if found.is_unanswered else map(str, children))
    known = Person.objects.visible_to(request.user).in_bulk(list(shown))
    here = reverse("search:answer", args=[asked.pk])
    total = len(children)
    return render(
        request,
        "search/history_answer.html",
        {
            "search": asked,
            "found": found,
            "total": total,
            "rows": [
                {
                    "child": known[pk],
                    "why": found.histories.why[pk],
                    "in_file": found.with_words.get(pk),
                }
                for pk in shown
                if pk in known
            ],
            "shares": [
                {
                    "label": label,
                    "told": _SHARES_TOLD[label],
                    "parts": [{"label": name, "number": part, "of": total} for name, part in parts],
                }
                for label, parts in history_asking.shares(request.user, set(children)).items()
                if len(parts) > 1
            ],
            "kinds": _choices(asked),
            "previous_url": f"{here}?page={number - 1}" if number > 1 else "",
            "next_url": f"{here}?page={number + 1}" if number < pages else "",
            "number": number,
            "pages": pages,
        },
    )


def is_shown_to(user: User) -> bool:
    """Whether somebody's work has case histories in it; the rights decide what they find."""
    return not user.is_family and user.role not in {Role.SUPPORT, Role.DESIGNER}
