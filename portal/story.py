"""The story of a child: paper and electronic together, newest first, of exactly what the asker may see."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.urls import reverse

from cases import access
from cases.models import Event, Person, User
from documents import doubtful
from documents.models import Document, DocumentPage, Reading, Record, Reply, Signature

A_PAGE_OF_STORY = 60
FILTERS = {
    "all": "All",
    "paper": "Paper",
    "records": "Records",
    "visits": "Visits",
    "meetings": "Meetings",
    "words": "Family's words",
}


@dataclass
class Entry:
    """One line of the story, as `components/timeline_entry.html` draws it."""

    kind: str
    date: date
    title: str
    key: str
    url: str = ""
    by: str = ""
    kind_label: str = ""
    new: bool = False
    sentence: str = ""
    words: str = ""
    said_by: str = ""
    beside_url: str = ""
    pages: int | None = None
    to_check: int = 0
    thumbnail_url: str = ""
    thumbnail_width: int = 96
    thumbnail_height: int = 136
    sensitive: bool = False
    date_words: str = ""


@dataclass
class Year:
    year: int
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Story:
    """`older` is the day from which the next page goes on, or None at the beginning of the story."""

    years: list[Year]
    counts: dict[str, int]
    rail: list[dict[str, Any]]
    older: date | None


@dataclass(frozen=True)
class _Source:
    """Where entries come from: rows newest first, the field that dates them, how one is told, under which filters."""

    rows: QuerySet
    dated: str
    tell: Callable[[Any], Entry]
    filters: frozenset[str]


def tell(
    user: User,
    child: Person,
    *,
    only: str = "all",
    until: date | None = None,
    since_looked: datetime | None = None,
) -> Story:
    """The story of `child` as `user` may read it, from the day `until` back, one page of it.

    A page ends with a whole day, so that nothing falls between two pages. Entries that came after `since_looked` are
    marked as new.
    """
    sources = _sources(user, child, since_looked)
    wanted = [source for source in sources if only in source.filters]
    entries: list[Entry] = []
    for source in wanted:
        rows = source.rows
        if until is not None:
            rows = rows.filter(**{f"{source.dated}__lte": until})
        entries += [source.tell(row) for row in rows[: A_PAGE_OF_STORY + 1]]
    entries.sort(key=lambda entry: (entry.date, entry.key), reverse=True)
    older = None
    if len(entries) > A_PAGE_OF_STORY:
        last_day = entries[A_PAGE_OF_STORY].date
        shown = [entry for entry in entries if entry.date > last_day]
        if shown:
            entries, older = shown, last_day
        else:
            # More than a page on one single day: show that day whole.
            entries = [entry for entry in entries if entry.date == last_day]
            older = date.fromordinal(last_day.toordinal() - 1)
    return Story(
        years=_by_year(entries),
        counts=_counts(sources),
        rail=_rail(wanted),
        older=older,
    )


def _by_year(entries: Iterable[Entry]) -> list[Year]:
    years: list[Year] = []
    for entry in entries:
        if not years or years[-1].year != entry.date.year:
            years.append(Year(entry.date.year))
        years[-1].entries.append(entry)
    return years


def _counts(sources: Iterable[_Source]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for source in sources:
        number = source.rows.count()
        for name in source.filters:
            counts[name] += number
    return counts


def _rail(sources: Iterable[_Source]) -> list[dict[str, Any]]:
    counts: Counter[int] = Counter()
    for source in sources:
        by_year = (
            source.rows.order_by()
            .annotate(story_year=ExtractYear(source.dated))
            .values("story_year")
            # Distinct: a source that joins the pages of a paper has a row for each.
            .annotate(number=Count("pk", distinct=True))
            .values_list("story_year", "number")
        )
        for year, number in by_year:
            counts[year] += number
    return [{"year": year, "count": counts[year]} for year in sorted(counts, reverse=True)]


def _earlier_pages() -> QuerySet[DocumentPage]:
    """Pages before this one in its document; the first page need not be number 1."""
    return DocumentPage.objects.filter(document=OuterRef("document"), number__lt=OuterRef("number"))


def _sources(user: User, child: Person, since: datetime | None) -> list[_Source]:
    def newer(moment: datetime | None) -> bool:
        return bool(since and moment and moment > since)

    readings = Prefetch(
        "document_pages",
        DocumentPage.objects.filter(~Exists(_earlier_pages())).prefetch_related(
            Prefetch(
                "page__readings",
                Reading.objects.filter(is_current=True).defer("words", "text"),
            )
        ),
        to_attr="first_pages",
    )
    papers = (
        Document.objects.visible_to(user)
        .filter(about=child)
        .annotate(
            page_count=Count("document_pages", distinct=True),
            to_check=Count(
                "document_pages",
                filter=Q(document_pages__page__in=doubtful.pages_to_check().values("page")),
                distinct=True,
            ),
        )
        .prefetch_related(readings)
        .order_by("-dated_on", "pk")
    )
    others = Event.about.through.objects.filter(event=OuterRef("pk")).exclude(person=child.pk)
    events = (
        Event.objects.visible_to(user).filter(about=child).annotate(is_about_others=Exists(others))
    )
    about_child = access.scope(user, "read", Reply).filter(release__about=child)
    signed = access.scope(user, "read", Signature).filter(release__about=child)
    visits, meetings = Q(kind=Event.Kind.VISIT), Q(kind=Event.Kind.MEETING)

    def paper(row: Any) -> Entry:
        first = row.first_pages[0] if row.first_pages else None
        reading = first.page.reading if first else None
        return Entry(
            kind="paper",
            kind_label=row.get_kind_display(),
            date=row.dated_on,
            date_words=row.date_words,
            title=row.title,
            key=f"d{row.pk}",
            url=reverse("portal:document", args=[row.pk]),
            by=row.sender,
            sentence=_cut_out(row.telling),
            pages=row.page_count,
            to_check=row.to_check,
            new=newer(row.filed_at),
            sensitive=row.is_sensitive_picture,
            thumbnail_url=reverse("portal:page_thumbnail", args=[first.page_id])
            if first and reading and reading.thumbnail_id
            else "",
        )

    def record(row: Any) -> Entry:
        return Entry(
            kind="record",
            kind_label="Record",
            date=row.dated_on,
            title=row.title,
            key=f"r{row.pk}",
            url=reverse("documents:record", args=[row.pk]),
            by=f"{row.written_by_name or row.written_by}, {row.get_state_display().lower()}",
            new=newer(row.decided_at),
        )

    def event(row: Any) -> Entry:
        seen = (
            {True: ", seen alone", None: ""}.get(row.is_seen_alone, ", seen") if row.is_seen else ""
        )
        return Entry(
            kind={"visit": "visit", "meeting": "meeting"}.get(row.kind, "event"),
            kind_label=row.get_kind_display(),
            date=row.happened_on,
            title=f"{row.headline}{seen}",
            key=f"e{row.pk}",
            url=reverse("portal:event", args=[row.pk]),
            sentence=_beginning(row.text),
            words=row.childs_words,
            # Words kept with several children say themselves whose they are.
            said_by=child.first_name if row.childs_words and not row.is_about_others else "",
            by=row.written_by_name,
            new=newer(row.written_at),
        )

    def reply(row: Any) -> Entry:
        said = row.get_stance_display() or (
            "A question" if row.is_question else "Something is wrong"
        )
        return Entry(
            kind="family",
            kind_label="Family's words",
            date=row.said_at.date(),
            title=f"{row.author.name} answered {row.release.content.get('title', 'a text')}: {said.lower()}",
            key=f"w{row.pk}",
            words=row.words,
            said_by=row.author.name if row.words else "",
            beside_url=reverse("documents:release", args=[row.release_id]) + f"#block-{row.block}",
            new=newer(row.said_at),
        )

    def signature(row: Any) -> Entry:
        return Entry(
            kind="family",
            kind_label="Signature",
            date=row.signed_at.date(),
            title=f"{row.signer.name} signed {row.release.content.get('title', 'a text')}: "
            f"{row.get_decision_display().lower()}",
            key=f"s{row.pk}",
            words=row.words,
            said_by=row.signer.name if row.words else "",
            beside_url=reverse("documents:release", args=[row.release_id]),
            new=newer(row.signed_at),
        )

    def begun(row: Any) -> Entry:
        until = f" to {row.ended_on:%d %b %Y}" if row.ended_on else ", still running"
        return Entry(
            kind="event",
            kind_label="Status",
            date=row.started_on,
            title=f"{row.get_kind_display()}{': ' + row.category if row.category else ''}{until}",
            key=f"p{row.pk}",
            sentence=row.outcome,
        )

    return [
        _Source(papers, "dated_on", paper, frozenset({"all", "paper"})),
        _Source(
            Record.objects.visible_to(user)
            .filter(children=child)
            .select_related("written_by")
            .order_by("-dated_on", "pk"),
            "dated_on",
            record,
            frozenset({"all", "records"}),
        ),
        _Source(events.filter(visits), "happened_on", event, frozenset({"all", "visits"})),
        _Source(events.filter(meetings), "happened_on", event, frozenset({"all", "meetings"})),
        _Source(events.exclude(visits | meetings), "happened_on", event, frozenset({"all"})),
        _Source(
            child.episodes.all().order_by("-started_on", "pk"),
            "started_on",
            begun,
            frozenset({"all"}),
        ),
        _Source(
            about_child.select_related("author", "release").order_by("-said_at", "pk"),
            "said_at__date",
            reply,
            frozenset({"all", "words"}),
        ),
        _Source(
            signed.select_related("signer", "release").order_by("-signed_at", "pk"),
            "signed_at__date",
            signature,
            frozenset({"all", "words"}),
        ),
    ]


def _cut_out(text: str) -> str:
    """Words out of the middle of a paper, with an ellipsis where they begin or end within a sentence."""
    text = text.strip()
    before = "…" if text[:1].islower() else ""
    return before + text + ("" if not text or text[-1] in '.!?”"' else "…")


def _beginning(text: str, most: int = 180) -> str:
    """As many whole sentences of the first paragraph as fit; of a very long one, as many words."""
    start = text.strip().split("\n", 1)[0]
    if len(start) <= most:
        return start
    end = max(start.rfind(mark, 0, most) for mark in (". ", "? ", "! "))
    return f"{start[: end + 1]} …" if end > 0 else start[:most].rsplit(" ", 1)[0] + " …"
