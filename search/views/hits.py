"""A hit as a screen shows it, in any list of what was found."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from documents import placing
from search import finding
from search.models import Search


def shown(asked: Search, hit: finding.Found) -> dict[str, Any]:
    kind = {"page": "paper", "reply": "family", "person": "person"}.get(hit.kind, hit.kind)
    return {
        "kind": kind,
        "title": hit.title,
        "date": hit.on,
        "date_words": hit.date_words,
        "url": _address(asked, hit),
        "where": f"page {hit.page}" if hit.page else "",
        "pieces": hit.pieces,
        "like_url": _like(hit),
        "strip": _strip(asked, hit, hit.strip) if hit.strip else None,
    }


def _address(asked: Search, hit: finding.Found) -> str:
    if hit.url:
        return hit.url
    try:
        if hit.kind == "page":
            return reverse("portal:page", args=[hit.document, hit.page]) + f"?search={asked.pk}"
        if hit.kind == "record":
            return reverse("documents:record", args=[hit.pk])
        if hit.kind == "reply":
            return reverse("documents:release", args=[hit.release])
        if hit.kind == "event" and hit.pk != hit.case_id:
            return reverse("portal:event", args=[hit.pk])
        return reverse("portal:case_file", args=[hit.case_id])
    except NoReverseMatch:
        return ""


def _strip(asked: Search, hit: finding.Found, band: finding.Strip) -> dict[str, Any]:
    return {
        "image_url": reverse("search:strip", args=[asked.pk, hit.page_id]),
        "width": band.width,
        "height": band.height,
        "alt": band.text,
        "marks": [placing.frame(mark) for mark in band.marks],
    }


def _like(hit: finding.Found) -> str:
    """Where more like it is asked for; nothing for what holds no text of its own, or waits to be filed."""
    if hit.kind == "page" and hit.document:
        return reverse("search:like_page", args=[hit.page_id])
    if hit.kind == "record":
        return reverse("search:like_record", args=[hit.pk])
    if hit.kind == "reply":
        return reverse("search:like_reply", args=[hit.pk])
    if hit.kind == "event" and hit.pk != hit.case_id:
        return reverse("search:like_event", args=[hit.pk])
    return ""
