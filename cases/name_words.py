"""The words of people's names as rows, so that somebody is found by a name without reading through everybody.

Rows follow `Person.name` and `PersonName` by themselves. What is found by them is ids and no more: whoever may learn of
those people is for `cases.access` to say.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_migrate, post_save

from cases.models import NameWord, Person, PersonName
from cases.names import name_words, sound

_AT_ONCE = 500
# The last of all signs: what begins with some letters stands before them with this behind.
_END = "\U0010ffff"

# As the columns of `NameWord`: word, sound, as spelt, as said.
Word = tuple[str, str, str, str]


def follow(app: AppConfig) -> None:
    """Let the rows follow every name that is saved or taken away. Called once, as `app` starts."""
    for model in (Person, PersonName):
        post_save.connect(_note_saved, sender=model, dispatch_uid=f"name words of {model}")
    post_delete.connect(_note_saved, sender=PersonName, dispatch_uid="name words, deleted")
    post_migrate.connect(_begin, sender=app, dispatch_uid="name words, begun")


def as_spelt(first: str, last: str) -> str:
    """What `NameWord.as_spelt` says of a name with these folded words at its ends."""
    return f"{first} {last}"


def as_said(first: str, last: str) -> str:
    """What `NameWord.as_said` says of it; "" where its last word has no sound to speak of."""
    # A key of one sign says too little: Lee and Lou.
    return f"{first} {key}" if len(key := sound(last)) > 1 else ""


def words_of(names: Iterable[str]) -> set[Word]:
    """What `NameWord` keeps of somebody's `names`."""
    found: set[Word] = set()
    for name in names:
        parts = name_words(name)
        for word in parts[:-1] if len(parts) > 1 else parts:
            found.add((word, sound(word), "", ""))
        if len(parts) > 1:
            first, last = parts[0], parts[-1]
            found.add((last, sound(last), as_spelt(first, last), as_said(first, last)))
    return found


def note(people: Collection[UUID]) -> int:
    """Write the words of the names of `people` anew where they are not as they should be; returns for how many."""
    wanted: dict[UUID, list[str]] = {
        pk: [name]
        for pk, name in Person._base_manager.filter(pk__in=people).values_list("pk", "name")
    }
    for pk, name in PersonName._base_manager.filter(person__in=people).values_list(
        "person", "name"
    ):
        wanted[pk].append(name)
    kept: dict[UUID, set[Word]] = {pk: set() for pk in wanted}
    rows = NameWord._base_manager.filter(person__in=people)
    for pk, *word in rows.values_list("person", "word", "sound", "as_spelt", "as_said"):
        kept[pk].add((word[0], word[1], word[2], word[3]))
    fresh = {pk: words_of(names) for pk, names in wanted.items()}
    stale = [pk for pk in wanted if fresh[pk] != kept[pk]]
    if stale:
        with transaction.atomic():
            rows.filter(person__in=stale).delete()
            _write({pk: fresh[pk] for pk in stale})
    return len(stale)


def _write(words: Mapping[UUID, Collection[Word]]) -> None:
    NameWord._base_manager.bulk_create(
        NameWord(person_id=pk, word=word, sound=key, as_spelt=spelt, as_said=said)
        for pk, own in words.items()
        for word, key, spelt, said in sorted(own)
    )


def mend() -> int:
    """Look at everybody's words, and put right what another release, or a hand in the database, left otherwise."""
    return sum(note(ids) for ids in _in_parts(Person._base_manager.order_by("pk")))


def called(parts: Iterable[str]) -> Q:
    """People each of whose names together have, for every one of `parts`, a word that begins so."""
    found = Q()
    for part in parts:
        found &= Q(pk__in=_beginning(part).values("person"))
    return found


def sounding(keys: Iterable[str]) -> Q:
    """People who have, for every one of the sound `keys`, a word that sounds so."""
    found = Q()
    for key in keys:
        found &= Q(pk__in=NameWord._base_manager.filter(sound=key).values("person"))
    return found


def _beginning(part: str) -> QuerySet[NameWord]:
    rows = NameWord._base_manager.filter(word__startswith=part)
    # SQLite compares beginnings without regard to case, for which no index stands in order.
    return rows.filter(word__gte=part, word__lt=part + _END) if _is_sqlite() else rows


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _note_saved(sender: type[Any], instance: Any, created: bool = False, **_: Any) -> None:
    if sender is Person and created:
        _write({instance.pk: words_of([instance.name])})
    else:
        note([instance.pk if sender is Person else instance.person_id])


def _begin(sender: Any, apps: Any, **_: Any) -> None:
    """After the release that brought the rows in: words for everybody who was there before."""
    # Somebody may be migrating back to where there were none.
    if "nameword" in apps.all_models["cases"] and not NameWord._base_manager.exists():
        mend()


def _in_parts(people: QuerySet[Person]) -> Iterator[list[UUID]]:
    ids = list(people.values_list("pk", flat=True))
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]
