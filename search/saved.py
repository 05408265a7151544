"""What somebody asked lately, what they saved, and what is new in the searches that they watch."""

from typing import Any

from cases import access
from cases.models import Person, User
from search import finding
from search.engines.contract import IndexUnavailable
from search.histories.finding import find
from search.models import Search

RECENT = 10


def typed(user: User, pk: str) -> Search:
    """A search of words or facts, by its id; not one for what is like a thing, whose words were never typed.

    Raises `Refused`.
    """
    search = access.get(user, Search, pk)
    if search.like:
        raise access.Refused("search.search.read", "search.search", pk)
    return search


def recent_of(user: User) -> list[Search]:
    """The last different things that somebody asked, newest first."""
    found: dict[tuple[str, str, Any], Search] = {}
    rows = access.scope(user, "read", Search).filter(name="", like="").select_related("within")
    for row in rows.order_by("-asked_at")[: RECENT * 5]:
        found.setdefault((row.words, str(row.facts), row.within_id), row)
    return list(found.values())[:RECENT]


def saved_of(user: User) -> list[Search]:
    return list(access.scope(user, "read", Search).exclude(name="").order_by("name"))


def news_of(user: User) -> list[tuple[Search, int]]:
    """The watched searches of `user` in which something is new since they last looked, with how much.

    Rights are those of this moment; what was seen once and is gone is no news.
    """
    found = []
    for search in access.scope(user, "read", Search).filter(is_watched=True).exclude(name=""):
        things = things_of(user, search)
        new = set(things or ()) - set(search.seen)
        if new:
            found.append((search, len(new)))
    return found


def things_of(user: User, search: Search) -> list[str] | None:
    """What a search finds now, as opaque keys: ids of children, or keys of its first thousand hits.

    None while the index cannot be asked.
    """
    if search.facts:
        found = find(user, search)
        return None if found.is_unanswered else [str(pk) for pk in found.histories.children]
    try:
        return finding.keys_of(user, search.words, within(user, search))
    except IndexUnavailable:
        return None


def within(user: User, search: Search) -> Person | None:
    """The child in whose file alone was searched, while `user` may read it."""
    child = search.within
    return child if child and access.decide(user, "read", child) else None
