"""What the tables alone can find while there is no index: names, titles and headlines that hold all the words.

No spelling variant, no misread word, nothing of what stands inside; better than nothing, and said to be less.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cases import access
from cases.models import Event, Person, PersonName, User
from documents.models import Document, DocumentPage, Page, Record

MOST = 20
# A question of so many words is about what stands inside of things, which needs the index.
_MOST_WORDS = 8
_WORD = re.compile(r"[\w'\u2019-]{2,}")

SAID = (
    "Until it works again you see only names and titles that hold all of your words as you wrote them: the newest "
    f"{MOST} of each kind, without filters."
)


def keys_of(user: User, typed: str, people: frozenset[UUID] | None) -> list[str]:
    """Keys as an index would give them: people first, then papers, records and events, each the newest first.

    `people`: about at least one of these, or everybody where it is None. Empty where nothing can be looked for.
    """
    words = _WORD.findall(typed.replace('"', " "))[: _MOST_WORDS + 1]
    if not words or len(words) > _MOST_WORDS:
        return []
    return [
        *_people(user, words, people),
        *_papers(user, words, people),
        *_titled("record", user, Record, _holds("title", words), "children", "dated_on", people),
        *_titled("event", user, Event, _holds("headline", words), "about", "happened_on", people),
    ]


def _holds(column: str, words: list[str]) -> Q:
    held = Q()
    for word in words:
        held &= Q(**{f"{column}__icontains": word})
    return held


def _people(user: User, words: list[str], people: frozenset[UUID] | None) -> Iterator[str]:
    rows = access.scope(user, "read", Person)
    if people is not None:
        rows = rows.filter(pk__in=people)
    other_names = PersonName.objects.of(person__in=rows).filter(_holds("name", words))
    named = rows.filter(_holds("name", words) | Q(pk__in=other_names.values("person")))
    return (
        f"person:{pk}" for pk in named.order_by("name", "pk").values_list("pk", flat=True)[:MOST]
    )


def _papers(user: User, words: list[str], people: frozenset[UUID] | None) -> Iterator[str]:
    """The first page of each that may be read."""
    rows = access.scope(user, "read", Document).filter(_holds("title", words))
    if people is not None:
        rows = rows.filter(about__in=people).distinct()
    newest = rows.order_by("-dated_on", "pk")[:MOST]
    pointers = DocumentPage.objects.of(document__in=list(newest)).filter(number=1)
    readable = access.scope(user, "read", Page).filter(
        pk__in=list(pointers.values_list("page", flat=True))
    )
    shown = pointers.filter(page__in=list(readable.values_list("pk", flat=True)))
    return (
        f"page:{pk}"
        for pk in shown.order_by("-document__dated_on", "page").values_list("page", flat=True)
    )


def _titled(
    kind: str,
    user: User,
    model: Any,
    held: Q,
    about: str,
    day: str,
    people: frozenset[UUID] | None,
) -> Iterator[str]:
    rows: QuerySet[Any] = access.scope(user, "read", model).filter(held)
    if people is not None:
        rows = rows.filter(**{f"{about}__in": people}).distinct()
    return (
        f"{kind}:{pk}" for pk in rows.order_by(f"-{day}", "pk").values_list("pk", flat=True)[:MOST]
    )
