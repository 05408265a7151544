"""Checking what the machine read, as the desk sees it: the same acts, told to the pages that still lie there.

And figures of the machine: how often it was wrong where it doubted itself.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cases import access, outbox
from cases.models import User
from documents import checking, readings
from documents.models import DoubtfulWord, Page, Reading, WordCheck
from scanning.cues import cues_in
from scanning.models import Batch, Image

State, Outcome = DoubtfulWord.State, DoubtfulWord.Outcome


@dataclass(frozen=True)
class Share:
    """How many words were checked of one kind or engine, and how many of them the machine had wrong."""

    label: str
    checked: int
    wrong: int
    unreadable: int

    @property
    def percent(self) -> int:
        judged = self.checked - self.unreadable
        return round(100 * self.wrong / judged) if judged else 0


@dataclass(frozen=True)
class Figures:
    waiting: int
    pages: int
    today: int
    checked: int
    half: int
    by_kind: tuple[Share, ...]
    by_engine: tuple[Share, ...]

    @property
    def all(self) -> int:
        return self.waiting + self.checked


@transaction.atomic
def answer(
    *, by: User, word: DoubtfulWord, verdict: str, text: str = "", read: str | None = None
) -> WordCheck:
    """As `documents.checking.answer`; the desk's suggestions and the index learn of it."""
    check = checking.answer(by=by, word=word, verdict=verdict, text=text, read=read)
    if word.state == State.SETTLED:
        _tell_desk(word.page)
    return check


@transaction.atomic
def take_back(*, by: User, check: WordCheck) -> DoubtfulWord:
    word = checking.take_back(by=by, check=check)
    _tell_desk(word.page)
    return word


@transaction.atomic
def type_page(*, by: User, page: Page, text: str, seen: UUID | None) -> Reading:
    """As `documents.checking.type_page`; a page that could not be read counts as read from now on."""
    made = checking.type_page(by=by, page=page, text=text, seen=seen)
    Image._base_manager.filter(page=page, state=Image.State.FAILED).update(
        state=Image.State.READ, read_at=timezone.now()
    )
    _tell_desk(page)
    return made


@transaction.atomic
def take_back_typing(*, by: User, page: Page) -> None:
    if checking.take_back_typing(by=by, page=page) is None:
        Image._base_manager.filter(page=page, state=Image.State.READ).update(
            state=Image.State.FAILED
        )
    _tell_desk(page)


def figures(by: User) -> Figures:
    """Of the pages that `by` may check, and those that came over their desk, wherever they are filed by now."""
    waiting = checking.waiting(by)
    words = _words_of(by)
    settled = words.filter(state=State.SETTLED)
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    kinds = DoubtfulWord.Kind
    found = settled.values("kind", "engine").annotate(**_COUNTS)
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (kinds(row["kind"]).label, _short(row["engine"]), dict(row)) for row in found.order_by()
    ]
    return Figures(
        waiting=waiting.count(),
        pages=waiting.order_by().values("page").distinct().count(),
        today=settled.filter(settled_at__gte=midnight).count(),
        checked=settled.count(),
        half=words.filter(state=State.OPEN, checks__in=_counting()).distinct().count(),
        by_kind=_shares([(kind, row) for kind, _, row in rows], [str(k.label) for k in kinds]),
        by_engine=_shares([(engine, row) for _, engine, row in rows], []),
    )


def pages_to_type(by: User, *, most: int = 50) -> list[Image]:
    """Pages that no machine could read, and handwriting that nobody has typed yet; the failed ones first."""
    handwriting = Reading._base_manager.filter(
        is_current=True, looks_like=Reading.Looks.HANDWRITING
    ).exclude(read_as=readings.TYPED)
    may = access.scope(by, "check", Page).values("pk")
    found = Image._base_manager.filter(
        Q(state=Image.State.FAILED)
        | Q(state__in=[Image.State.READ, Image.State.FILED], page__in=handwriting.values("page")),
        page__in=may,
    )
    return list(
        found.select_related("batch", "page").order_by("state", "batch__number", "position")[:most]
    )


_COUNTS = {
    "checked": Count("pk"),
    "wrong": Count("pk", filter=Q(outcome=Outcome.WRONG)),
    "unreadable": Count("pk", filter=Q(outcome=Outcome.UNREADABLE)),
}


def _words_of(by: User) -> QuerySet[DoubtfulWord]:
    of_desk = Image._base_manager.filter(batch__in=access.scope(by, "desk", Batch).values("pk"))
    return DoubtfulWord._base_manager.filter(
        Q(page__in=access.scope(by, "check", Page).values("pk"))
        | Q(page__in=of_desk.values("page"))
    )


def _counting() -> QuerySet[WordCheck]:
    return WordCheck._base_manager.filter(undone_at=None).exclude(verdict=WordCheck.Verdict.SKIPPED)


def _shares(rows: list[tuple[str, dict[str, Any]]], order: list[str]) -> tuple[Share, ...]:
    sums: dict[str, list[int]] = {}
    for label, row in rows:
        own = sums.setdefault(str(label), [0, 0, 0])
        for at, name in enumerate(("checked", "wrong", "unreadable")):
            own[at] += row[name]
    labels = sorted(sums, key=lambda label: (order.index(label) if label in order else 99, label))
    return tuple(Share(label, *sums[label]) for label in labels)


def _short(engine: str) -> str:
    """The engine's name without its model and version: figures of one engine stand together."""
    return engine.split(" ")[0] if engine else "not noted"


def _tell_desk(page: Page) -> None:
    image = Image._base_manager.filter(page=page).first()
    if image is None:
        return
    reading = Reading._base_manager.filter(page=page, is_current=True).first()
    if image.state == Image.State.READ and reading is not None:
        cues = cues_in(
            reading.text,
            today=timezone.localdate(),
            read_as=reading.read_as,
            looks_like=reading.looks_like,
        ).as_json()
        Image._base_manager.filter(pk=image.pk).update(cues=cues)
    outbox.changed(image)
