"""Keeping what was asked, so that the address of its answer carries no words, and can be asked again."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import Person, User
from search.asking import MOST_CHARACTERS
from search.histories.asking import MOST_CONDITIONS
from search.models import Search

KEPT = 500
MOST_SAVED = 100


@transaction.atomic
def ask(
    *,
    by: User,
    words: str,
    within: Person | None = None,
    facts: Sequence[dict[str, Any]] = (),
) -> Search:
    """Keep what `by` asked, cut to what a search can use. Family accounts have no search: raises `Refused`.

    Everybody's last 500 searches are kept, beside those that were saved; older ones go, as they hold case words.
    Raises `Problem` for more conditions than one answer can explain.
    """
    if by.is_family:
        raise access.Refused("search.search.ask", "search.search", None)
    if len(facts) > MOST_CONDITIONS:
        raise Problem(
            f"A search takes {MOST_CONDITIONS} conditions. Take one out before you add another."
        )
    made = Search.objects.create(
        asked_by=by, words=words[: MOST_CHARACTERS * 2], within=within, facts=list(facts)
    )
    old = (
        Search._base_manager.filter(asked_by=by, name="")
        .order_by("-asked_at")
        .values_list("pk", flat=True)[KEPT:]
    )
    Search._base_manager.filter(pk__in=list(old)).delete()
    return made


@transaction.atomic
def save(*, by: User, search: Search, name: str, is_watched: bool) -> None:
    """Keep `search` under `name` until it is removed; a watched one tells on My work what is new in it.

    Raises `Problem` without a name, or when a hundred are saved already.
    """
    access.require(by, "read", search)
    name = " ".join(name.split())[:120]
    if not name:
        raise Problem("Give it a name under which you will find it again.")
    saved = Search._base_manager.filter(asked_by=by).exclude(name="").exclude(pk=search.pk)
    if saved.count() >= MOST_SAVED:
        raise Problem(
            f"You keep {MOST_SAVED} searches already. Remove one of them under Find, then save this one."
        )
    search.name, search.is_watched = name, is_watched
    search.save(update_fields=["name", "is_watched"])
    audit.record(by, "search.saved", search)


@transaction.atomic
def forget(*, by: User, search: Search) -> None:
    """Remove a saved search from its owner's list. What it found is not touched."""
    access.require(by, "read", search)
    search.name, search.is_watched, search.seen = "", False, []
    search.save(update_fields=["name", "is_watched", "seen"])
    audit.record(by, "search.removed", search)


def note_seen(search: Search, things: Iterable[str] | None) -> None:
    """Remember what the owner of a watched search was shown of it, so that only what comes later is news.

    None, where the index could not be asked, changes nothing.
    """
    if search.is_watched and things is not None:
        search.seen, search.looked_at = sorted(set(things)), timezone.now()
        search.save(update_fields=["seen", "looked_at"])
