"""Short forms for telling a family's years."""

from collections.abc import Iterable

from portal.demo.story import Event, EventKind, Key, OwnWords, Quality, day

Said = tuple[tuple[Key, str], ...]


def happened(
    on: str,
    kind: EventKind,
    title: str,
    text: str = "",
    by: Key = "",
    *,
    about: tuple[Key, ...],
    said: Said = (),
    seen: bool | None = None,
    alone: bool | None = None,
    where: str = "",
    present: tuple[str, ...] = (),
    quality: Quality = "middling",
) -> Event:
    """An event; `said` pairs a person's key with that person's own words."""
    return Event(
        day(on),
        kind,
        about,
        title,
        text,
        by,
        where=where,
        present=present,
        seen=seen,
        seen_alone=alone,
        words=tuple(OwnWords(who, words) for who, words in said),
        quality=quality,
    )


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Oldest first; what happened on one day stays in the order in which it was told."""
    return tuple(sorted(events, key=lambda event: event.on))
