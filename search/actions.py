"""Keeping what was asked, so that it can be asked again without words in an address, and the words of the field."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import Person, Role, User
from search import field_words
from search.asking import MOST_CHARACTERS
from search.histories.asking import MOST_CONDITIONS
from search.models import FieldWords, Search

KEPT = 500
MOST_SAVED = 100


@transaction.atomic
def ask(
    *,
    by: User,
    words: str,
    within: Person | None = None,
    facts: Sequence[dict[str, Any]] = (),
    like: str = "",
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
        asked_by=by, words=words[: MOST_CHARACTERS * 2], within=within, facts=list(facts), like=like
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


@transaction.atomic
def write_field_words(
    *, by: User, written: str, group: str = "", seen: int = 0, in_place_of: str = ""
) -> FieldWords:
    """Make a group of words that stand for one another, one way on each line, or write `group` anew.

    `in_place_of`: a group that comes with Kinfile, switched off by the same change. `seen`: the version that whoever
    writes was looking at. Raises `Problem` for what does not make a group, and where somebody else changed `group`.
    """
    now = _newest_for(by)
    own = field_words.own_groups(now)
    if group:
        _require_unchanged(now, group, seen)
    elif len(own) >= field_words.MOST_GROUPS:
        raise Problem(f"There are {field_words.MOST_GROUPS} groups already. Remove one first.")
    ways = field_words.read(written)
    replaced = (group, in_place_of)
    others = [one for one in field_words.groups_in_use(now) if one.pk not in replaced]
    field_words.check_beside(ways, others)
    made = field_words.Group(group or uuid4().hex, ways)
    groups = [made if one.pk == group else one for one in own] if group else [*own, made]
    off = {*now.off, in_place_of} & {one.pk for one in field_words.SHIPPED}
    return _changed(by, now, groups, off)


@transaction.atomic
def remove_field_words(*, by: User, group: str, seen: int) -> FieldWords:
    """Take away a group of the council's own. Raises `Problem` where somebody else changed it since `seen`."""
    now = _newest_for(by)
    _require_unchanged(now, group, seen)
    return _changed(
        by, now, [one for one in field_words.own_groups(now) if one.pk != group], now.off
    )


@transaction.atomic
def switch_field_words(*, by: User, group: str, is_on: bool) -> FieldWords:
    """Use a group that comes with Kinfile, or leave it alone. Raises `Problem` where there is none of that name."""
    now = _newest_for(by)
    if group not in {one.pk for one in field_words.SHIPPED}:
        raise Problem("Kinfile no longer comes with this group.")
    off = set(now.off) - {group} if is_on else {*now.off, group}
    if off == set(now.off):
        return now
    return _changed(by, now, field_words.own_groups(now), off)


@transaction.atomic
def take_field_words_again(*, by: User, number: int) -> FieldWords:
    """Make what stood in an earlier version stand again, as a new one; 0 is how Kinfile comes."""
    now = _newest_for(by)
    earlier = FieldWords.objects.filter(number=number).first() or FieldWords(number=0)
    if number and not earlier.number:
        raise Problem("There is no such version.")
    return _changed(by, now, field_words.own_groups(earlier), earlier.off)


def _newest_for(by: User) -> FieldWords:
    if by.role != Role.DESIGNER or not by.is_active:
        raise PermissionDenied("Only a designer changes the words of the field.")
    latest = FieldWords.objects.select_for_update(of=("self",)).first()
    return latest or field_words.newest()


def _require_unchanged(now: FieldWords, group: str, seen: int) -> None:
    held = {one.pk: one for one in field_words.own_groups(now)}.get(group)
    if held is None:
        raise Problem("Somebody removed this group in the meantime.")
    then = FieldWords.objects.filter(number=seen).first()
    if then is None or held not in field_words.own_groups(then):
        raise Problem(
            f"Somebody changed this group since you opened it. It is now: {', '.join(held.ways)}."
        )


def _changed(
    by: User, now: FieldWords, groups: Iterable[field_words.Group], off: Iterable[str]
) -> FieldWords:
    try:
        with transaction.atomic():
            made = FieldWords.objects.create(
                number=now.number + 1,
                groups=[{"id": one.pk, "ways": list(one.ways)} for one in groups],
                off=sorted(off),
                changed_by=by,
            )
    except IntegrityError:
        raise Problem(
            "Somebody else changed the words at this moment. Look, and try again."
        ) from None
    audit.record(
        by,
        "search.field_words_changed",
        about=(),
        number=made.number,
        groups=len(made.groups),
        off=len(made.off),
    )
    return made
