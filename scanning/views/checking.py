"""Checking what the machine read: the queue, one word at a time, and whole pages that a person types."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from documents import checking, placing, readings, serving, store
from documents.models import Document, DoubtfulWord, Page, Reading, WordCheck
from scanning import checking as desk
from scanning.models import Image
from scanning.strips import Strip, picture_of, strip_around

Verdict = WordCheck.Verdict
# What somebody did last may be looked through for a slip; it is no record of their work.
_LAST_SHOWN = 8
_ARTICLE = {"name": "a name", "date": "a date", "number": "a number", "word": "a word"}


@dataclass(frozen=True)
class Place:
    """Where a page stands now, in words, and its own address for whoever may open it."""

    words: str
    number: int
    url: str
    image_url: str
    turned_degrees: int


@require_safe
def queue(request: SignedIn) -> HttpResponse:
    """What waits for this person to check, and how often the machine was wrong where it doubted itself."""
    user = request.user
    figures = desk.figures(user)
    return render(
        request,
        "scanning/checking.html",
        {
            "figures": figures,
            "disputed": checking.disputed(user).count(),
            "skipped": checking.left_to_others(user).count(),
            "to_type": [
                {
                    "image": image,
                    "why": "could not be read by machine"
                    if image.state == Image.State.FAILED
                    else "handwriting, read by machine, not verified",
                }
                for image in desk.pages_to_type(user)
            ],
            "last": checking.last_of(user, most=_LAST_SHOWN),
        },
    )


@require_safe
def check_next(request: SignedIn) -> HttpResponse:
    """To the riskiest word that waits for this person, first on the page that the address names."""
    try:
        page = UUID(request.GET.get("page", ""))
    except ValueError:
        page = None
    return _to_next(request, page)


def check_word(request: SignedIn, pk: UUID) -> HttpResponse:
    """One word: the strip of the scan above, what was read below."""
    word = checking.open_word(request.user, pk)
    if request.method == "POST":
        return _answered(request, word)
    if word.state != DoubtfulWord.State.OPEN:
        return redirect("scanning:check_page", word.page_id)
    return _show(request, word)


@require_safe
def check_strip(request: SignedIn, pk: UUID) -> HttpResponseBase:
    """The picture of the line in which the word stands."""
    word = checking.open_word(request.user, pk)
    reading = word.page.reading
    if reading is None or reading.view_id is None:
        raise access.Refused("documents.doubtfulword.check", "documents.doubtfulword", pk)
    try:
        data = picture_of(_strip(word, reading), reading)
    except store.Damaged as damage:
        return HttpResponse(str(damage), status=500, content_type="text/plain")
    return serving.send_made(data, "image/webp")


@require_POST
def check_undo(request: SignedIn) -> HttpResponse:
    """Take back what this person said last, or one of the last things."""
    return _undo(request, request.POST.get("check", ""))


@require_POST
def check_skipped(request: SignedIn) -> HttpResponse:
    """Bring back the words that this person left to others."""
    checking.take_up_skipped(by=request.user)
    return _to_next(request, None)


@require_safe
def check_page(request: SignedIn, pk: UUID) -> HttpResponse:
    """The whole page: its picture, its text, its doubtful words, and every earlier text."""
    page = checking.open_page(request.user, pk)
    versions = checking.history(page)
    current = page.reading
    asked = request.GET.get("version", "")
    shown = next((one for one in versions if str(one.pk) == asked), current)
    place = _place(request, page)
    words = list(page.doubtful_words.order_by("at"))
    open_words = [word for word in words if word.state == DoubtfulWord.State.OPEN]
    answered = set(checking.waiting(request.user).filter(page=page).values_list("pk", flat=True))
    return render(
        request,
        "scanning/check_page.html",
        {
            "page_checked": page,
            "place": place,
            "page": _viewer(place, current, shown, open_words if shown == current else ()),
            "doubtful": [{**placing.frame(word.box), "text": word.read} for word in open_words]
            if not place.turned_degrees
            else [],
            "words": [
                {"word": word, "is_mine": word.pk in answered}
                for word in words
                if word.state != DoubtfulWord.State.DROPPED
            ],
            "versions": versions,
            "shown": shown,
            "is_current": shown == current,
            "original_url": _original(page),
            "can_take_back": bool(
                current
                and current.read_as == readings.TYPED
                and current.author_id == request.user.pk
            ),
        },
    )


def type_page(request: SignedIn, pk: UUID) -> HttpResponse:
    """Type what stands on a page, beside its picture."""
    page = checking.open_page(request.user, pk)
    current = page.reading
    typed = request.POST.get("text", current.text if current else "")
    newer = ""
    if request.method == "POST":
        try:
            desk.type_page(
                by=request.user, page=page, text=typed, seen=_id(request.POST.get("seen"))
            )
        except Problem as problem:
            messages.error(request, str(problem))
            if isinstance(problem, checking.Overtaken) and current:
                newer = current.text
        else:
            messages.success(
                request,
                "Saved as the text of this page, with your name. Search finds it in a moment.",
                extra_tags="undo:" + reverse("scanning:check_typing_undo", args=[page.pk]),
            )
            return redirect("scanning:check_page", page.pk)
    place = _place(request, page)
    return render(
        request,
        "scanning/check_type.html",
        {
            "page_checked": page,
            "place": place,
            "page": _viewer(place, current, current),
            "typed": typed,
            "newer": newer,
            "seen": current.pk if current else "",
            "longest": checking.LONGEST_PAGE,
            "original_url": _original(page),
        },
    )


@require_POST
def type_undo(request: SignedIn, pk: UUID) -> HttpResponse:
    page = checking.open_page(request.user, pk)
    try:
        desk.take_back_typing(by=request.user, page=page)
        messages.info(request, "Taken back. What you typed stays among the earlier texts.")
    except Problem as problem:
        messages.error(request, str(problem))
    return redirect("scanning:check_page", page.pk)


def _answered(request: SignedIn, word: DoubtfulWord) -> HttpResponse:
    act, typed = request.POST.get("act", "answer"), request.POST.get("text", "").strip()
    if act == "undo":
        return _undo(request, "")
    if "choose" in request.POST:
        act, typed = "choose", request.POST["choose"]
    verdict, text = {
        "skip": (Verdict.SKIPPED, ""),
        "unreadable": (Verdict.UNREADABLE, ""),
        "nothing": (Verdict.CORRECTED, ""),
    }.get(act, (Verdict.CORRECTED, typed))
    if act == "answer":
        if not typed:
            return _show(
                request,
                word,
                doubt="Nothing is typed. If nothing stands there but a speck, press “Nothing there”.",
            )
        if checking.is_unlike(word, typed) and request.POST.get("looked_again") != typed:
            return _show(
                request,
                word,
                typed=typed,
                doubt=f"“{typed}” is quite unlike what was read here. "
                "If it stands in the marked place all the same, press Enter once more.",
            )
    try:
        check = desk.answer(
            by=request.user, word=word, verdict=verdict, text=text, read=request.POST.get("read")
        )
    except Problem as problem:
        kept = f" You typed: “{typed}”." if typed and typed != word.read else ""
        messages.error(request, f"{problem}{kept}")
        return _to_next(request, word.page)
    _say_if_they_differ(request, check.word)
    return _to_next(request, word.page)


def _say_if_they_differ(request: SignedIn, word: DoubtfulWord) -> None:
    """Only now may the second reader learn what the first one said."""
    said = checking.answers_of(word)
    if word.state == DoubtfulWord.State.OPEN and len(said) == 2:
        first, second = (f"“{one.text}”" if one.text else "nothing readable" for one in said)
        messages.info(
            request, f"The other reader has {first}, you have {second}. A third person decides."
        )


def _undo(request: SignedIn, pk: str) -> HttpResponse:
    mine = checking.last_of(request.user, most=_LAST_SHOWN)
    check = next((one for one in mine if str(one.pk) == pk), None) if pk else next(iter(mine), None)
    if check is None:
        messages.error(request, "There is nothing of yours to take back here.")
        return _to_next(request, None)
    try:
        word = desk.take_back(by=request.user, check=check)
    except Problem as problem:
        messages.error(request, str(problem))
        return _to_next(request, check.word.page)
    return redirect("scanning:check_word", word.pk)


def _show(
    request: SignedIn, word: DoubtfulWord, *, typed: str | None = None, doubt: str = ""
) -> HttpResponse:
    user, page = request.user, word.page
    reading = page.reading
    place = _place(request, page)
    said = checking.answers_of(word)
    has_answered = any(one.by_id == user.pk for one in said)
    rest = checking.waiting(user)
    on_page = list(rest.filter(page=page))
    following = next((one for one in on_page if one.pk != word.pk), None)
    choices = _choices(word, said)
    return render(
        request,
        "scanning/check_word.html",
        {
            "word": word,
            "what": _ARTICLE[word.kind],
            "place": place,
            "strip": _strip_shown(word, reading) if reading and reading.view_id else None,
            "line": _line(word, reading) if reading else None,
            "typed": word.read if typed is None else typed,
            "doubt": doubt,
            "looked_again": typed or "",
            "choices": choices,
            "needs_two": checking.needs_two(word),
            "is_second": len(said) == 1 and not has_answered,
            "is_disputed": len(said) >= 2,
            "has_answered": has_answered,
            "others": checking.held_by_others(user, page),
            "left": rest.count(),
            "left_here": len(on_page),
            "next_strip": reverse("scanning:check_strip", args=[following.pk]) if following else "",
            "acts": _acts(page, choices),
        },
    )


def _choices(word: DoubtfulWord, said: list[WordCheck]) -> list[dict[str, str]]:
    """What one key takes: what the engines read; where two people differ, what they have."""
    # Which engine is which says nothing to whoever looks at the picture.
    rows = [(word.read, "read by one engine"), (word.other, "by the other")]
    if len(said) >= 2:
        rows = [(one.text, who) for one, who in zip(said, ("one reader", "another"), strict=False)]
    shown: dict[str, str] = {}
    for text, who in rows:
        if text:
            shown.setdefault(text, who)
    return [
        {"key": str(number), "text": text, "who": who}
        for number, (text, who) in enumerate(shown.items(), start=1)
    ]


def _acts(page: Page, choices: list[dict[str, str]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": "Enter", "label": "It stands so", "value": "answer", "primary": True},
        {"key": "X", "label": "Cannot be read", "value": "unreadable"},
        {"key": "0", "label": "Nothing there", "value": "nothing"},
        {"key": "S", "label": "Skip", "value": "skip"},
        {"key": "U", "label": "Undo", "value": "undo"},
    ]
    link = {
        "key": "P",
        "label": "Whole page",
        "url": reverse("scanning:check_page", args=[page.pk]),
    }
    return [{"name": "act", **row} for row in rows] + [link]


def _to_next(request: SignedIn, page: Page | UUID | None) -> HttpResponse:
    word = checking.next_word(request.user, page=page)
    if word is None:
        messages.success(request, "No word waits for you now.")
        return redirect("scanning:checking")
    return redirect("scanning:check_word", word.pk)


def _strip(word: DoubtfulWord, reading: Reading) -> Strip:
    return strip_around(word, reading, turned_degrees=_turned(word.page))


def _strip_shown(word: DoubtfulWord, reading: Reading) -> dict[str, Any]:
    """For `components/strip.html`."""
    strip = _strip(word, reading)
    return {
        "image_url": reverse("scanning:check_strip", args=[word.pk]),
        "width": strip.size[0],
        "height": strip.size[1],
        "alt": "The line of the scan in which the word stands. Its text as read stands below.",
        "marks": [placing.frame(strip.mark)],
    }


def _line(word: DoubtfulWord, reading: Reading) -> dict[str, str] | None:
    """The line as it was read, parted at the word."""
    lines = placing.laid(reading)
    found = placing.at(lines, word.box) if lines else []
    if not lines or not found:
        return None
    row, first = found[0]
    last = max(place for line, place in found if line == row)
    told = [one.text for one in lines[row]]
    return {
        "before": " ".join(told[:first]),
        "word": " ".join(told[first : last + 1]),
        "after": " ".join(told[last + 1 :]),
    }


def _turned(page: Page) -> int:
    pointer = page.document_pages.first()
    if pointer is not None:
        return int(pointer.turned_degrees)
    image = Image.objects.of(page=page).first()
    return image.turned_degrees if image else 0


def _place(request: SignedIn, page: Page) -> Place:
    turned = _turned(page)
    pointer = page.document_pages.select_related("document").first()
    if pointer is not None and Document.objects.visible_to(request.user).filter(
        pk=pointer.document_id
    ):
        return Place(
            f"Page {pointer.number} of {pointer.document.title}",
            pointer.number,
            reverse("portal:page", args=[pointer.document_id, pointer.number]),
            reverse("portal:page_image", args=[page.pk]),
            turned,
        )
    image = Image.objects.of(page=page).select_related("batch").first()
    if image is None:
        return Place("A filed page", 1, "", reverse("portal:page_image", args=[page.pk]), turned)
    is_mine = access.decide(request.user, "desk", image) and image.batch.closed_at is None
    address = reverse("scanning:page_image", args=[page.pk])
    return Place(
        f"Page {image.position} of batch {image.batch.number}",
        image.position,
        reverse("scanning:filing", args=[image.pk]) if is_mine else "",
        f"{address}?{urlencode({'turned': turned})}" if turned else address,
        turned,
    )


def _viewer(
    place: Place,
    current: Reading | None,
    shown: Reading | None,
    doubted: Sequence[DoubtfulWord] = (),
) -> dict[str, Any] | None:
    """A page for `components/page_viewer.html`, with `doubted` marked in its text; None where there is no picture."""
    if current is None or current.view_id is None:
        return None
    width, height = current.width, current.height
    if place.turned_degrees % 180:
        width, height = height, width
    return {
        "image_url": place.image_url,
        "width": width,
        "height": height,
        "alt": "The page as it was scanned.",
        "number": place.number,
        "text": shown.text if shown else "",
        "text_pieces": _pieces(shown, doubted) if shown and doubted else None,
    }


def _pieces(shown: Reading, doubted: Sequence[DoubtfulWord]) -> list[tuple[str, bool]] | None:
    lines = placing.laid(shown) or []
    begins = [0, *accumulate(map(len, lines))]
    places = {begins[i] + j for word in doubted for i, j in placing.at(lines, word.box)}
    return placing.pieces(shown, places)


def _original(page: Page) -> str:
    """Where a page without a picture can be looked at as it came."""
    image = Image.objects.of(page=page).first()
    if page.document_pages.exists():
        return reverse("portal:page_original", args=[page.pk])
    return reverse("scanning:page_original", args=[image.pk]) if image else ""


def _id(value: str | None) -> UUID | None:
    try:
        return UUID(value or "")
    except ValueError:
        return None
