"""More like this: asked for by the id of a thing, answered at an address of its own without words."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from cases import access
from cases.requests import SignedIn
from search import actions, alike
from search.models import Search
from search.views import hits

_GLIMPSED = {"page": "documents.page.glimpsed"}


@require_POST
def begin(request: SignedIn, pk: str, kind: str) -> HttpResponse:
    if request.user.is_family:
        raise access.Refused("search.search.ask", "search.search", None)
    model: Any = alike.MODELS[kind]
    access.get(request.user, model, pk, logged_as=_GLIMPSED.get(kind, ""))
    key = f"{kind}:{pk}"
    (text,) = alike.texts(request.user, [alike.thing_of(request.user, key)])
    typed = alike.typed_for(request.user, text)
    return redirect("search:answer", actions.ask(by=request.user, words=typed, like=key).pk)


def answer(request: SignedIn, asked: Search) -> HttpResponse:
    found = alike.find(request.user, asked)
    return render(
        request,
        "search/alike.html",
        {
            "found": found,
            "thing": hits.shown(asked, found.thing),
            "hits": [
                {**hits.shown(asked, hit), "case": hit.case, "because": both}
                for hit, both in found.hits
            ],
            "same": [{**hits.shown(asked, hit), "case": hit.case} for hit in found.same],
        },
    )
