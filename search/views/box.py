"""The find box and its page: posted, kept, answered at an address without words."""

import io
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from PIL import Image as Picture

from cases import access
from cases.models import Person
from cases.requests import SignedIn
from documents import store
from documents.models import Page
from search import actions, field_words, filters, finding, saved
from search import alike as like_this
from search.answers import DEEPEST, MOST_BY_PERSON
from search.histories.asking import sentences
from search.models import Search
from search.views import alike, histories, hits

_MANY = (
    f"More than {MOST_BY_PERSON:,} things answer. Choose a place or a year first: "
    "then they are counted by child, family, team and worker."
)


def ask(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        return home(request)
    within = None
    if request.POST.get("within"):
        within = access.get(request.user, Person, request.POST["within"])
    asked = actions.ask(by=request.user, words=request.POST.get("words", ""), within=within)
    return redirect("search:answer", asked.pk)


def home(request: SignedIn) -> HttpResponse:
    """The box with room, what one asked lately, and what one saved."""
    if request.user.is_family:
        raise access.Refused("search.search.ask", "search.search", None)
    news = {search.pk: number for search, number in saved.news_of(request.user)}
    return render(
        request,
        "search/home.html",
        {
            "recent": [
                (one, sentences(request.user, one.facts)) for one in saved.recent_of(request.user)
            ],
            "saved": [
                (one, sentences(request.user, one.facts), news.get(one.pk, 0))
                for one in saved.saved_of(request.user)
            ],
            "may_ask_histories": histories.is_shown_to(request.user),
        },
    )


def answer(request: SignedIn, pk: str) -> HttpResponse:
    asked = access.get(request.user, Search, pk)
    if asked.like:
        return alike.answer(request, asked)
    if asked.facts:
        return histories.answer(request, asked)
    chosen = filters.ticked(request.user, request.GET, saved.within(request.user, asked))
    number = max(1, int(request.GET["page"][:6])) if _is_number(request.GET.get("page", "")) else 1
    found = finding.find(
        request.user,
        asked.words,
        narrowed=chosen.narrowed(),
        by_date=chosen.by_date,
        offset=(number - 1) * finding.A_PAGE,
    )
    if asked.is_watched:
        actions.note_seen(asked, saved.things_of(request.user, asked))
    pages = 1 if found.is_down else -(-min(found.total, DEEPEST) // finding.A_PAGE)

    def address(**other: str) -> str:
        return _address_of(asked, chosen, **other)

    offered = [] if found.is_down else filters.filters(request.user, found, chosen)
    return render(
        request,
        "search/answer.html",
        {
            "search": asked,
            "words_asked": asked.words,
            "found": found,
            "notes": (*found.notes, *chosen.notes),
            "groups": _grouped(request, asked, found),
            "chosen": chosen,
            "filters": [_offered(one, address) for one in offered],
            "tags": _tags(offered, chosen, address),
            "many": _MANY if found.circles is None and offered else "",
            "clear_url": reverse("search:answer", args=[asked.pk]) if chosen else "",
            "best_url": address(order=""),
            "newest_url": address(order="date"),
            "in_address": chosen.in_address(),
            "address_query": f"?{urlencode(chosen.in_address())}" if chosen else "",
            "previous_url": address(page=str(number - 1)) if number > 1 else "",
            "next_url": address(page=str(number + 1)) if number < pages else "",
            "number": number,
            "pages": pages,
        },
    )


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdigit()


def _address_of(asked: Search, chosen: filters.Ticked, **other: str) -> str:
    here = reverse("search:answer", args=[asked.pk])
    query = urlencode(chosen.in_address(**other))
    return f"{here}?{query}" if query else here


def _offered(one: filters.Filter, address: Callable[..., str]) -> dict[str, Any]:
    def choices(some: Iterable[filters.Choice]) -> list[dict[str, Any]]:
        return [
            {
                "label": choice.label,
                "count": choice.count,
                "current": choice.is_ticked,
                "url": address(**{one.name: "" if choice.is_ticked else choice.value}),
            }
            for choice in some
        ]

    return {
        "name": one.name,
        "title": one.title,
        "choices": choices(one.choices),
        "more": choices(one.more),
        "left": one.left,
    }


def _tags(
    offered: Iterable[filters.Filter], chosen: filters.Ticked, address: Callable[..., str]
) -> list[dict[str, str]]:
    """What is ticked, each with the address without it."""
    tags = [
        {
            "title": one.title,
            "label": choice.label,
            "url": address(**{one.name: ""}),
        }
        for one in offered
        if (choice := one.ticked)
    ]
    for name, title, day in (("since", "From", chosen.since), ("until", "To", chosen.until)):
        if day:
            tags.append(
                {"title": title, "label": date_format(day, "j M Y"), "url": address(**{name: ""})}
            )
    return tags


def _grouped(request: SignedIn, asked: Search, found: finding.Findings) -> list[dict[str, Any]]:
    """Hits under the child they are about, in the order in which each child comes first."""
    groups: dict[Any, dict[str, Any]] = {}
    for hit in found.hits:
        group = groups.setdefault(
            hit.case_id or hit.case, {"case": hit.case, "case_id": hit.case_id, "hits": []}
        )
        group["hits"].append(hits.shown(asked, hit))
    return list(groups.values())


def strip(request: SignedIn, pk: str, page: str) -> HttpResponse:
    """The band of the page's picture on which the words of the search stand."""
    asked = like_this.search_of(request.user, pk)
    shown = access.get(request.user, Page, page, logged_as="documents.page.glimpsed")
    reading = shown.reading
    if reading is None or reading.view is None:
        raise access.Refused("documents.page.read", "documents.page", page)
    band = finding.strip_of(reading, field_words.understood(asked.words))
    if band is None:
        raise access.Refused("documents.page.read", "documents.page", page)
    data = store.read_all(reading.view.pk, reading.view.wrapped_key)
    with Picture.open(io.BytesIO(data), formats=["WEBP", "JPEG", "PNG"]) as view:
        scale = view.width / reading.width
        cut = view.crop(
            (0, round(band.top * scale), view.width, round((band.top + band.height) * scale))
        )
        out = io.BytesIO()
        cut.convert("RGB").save(out, "WEBP", quality=80)
    answer = HttpResponse(out.getvalue(), content_type="image/webp")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
