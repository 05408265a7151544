"""How rows of one person become those of another, each written down, and how they go back.

Everything that points to a person moves, but for what an app says `stays`: what somebody read, said, signed or signs in
with is bound to who they were then. An app can also refuse two people, or do something more of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model, Q

from cases import access, name_words
from cases.models import (
    Family,
    FamilyMembership,
    Identifier,
    IndexChange,
    LookAlike,
    Merge,
    MovedRow,
    NameWord,
    NotSame,
    Person,
    Relationship,
    User,
)

_AT_ONCE = 500
Kind = MovedRow.Kind
Obstacle = Callable[[Person, Person], str]

_stays: set[tuple[str, str]] = set()
_obstacles: list[Obstacle] = []
_also: list[Callable[["Mover"], None]] = []


def stays(model: type[Model], *fields: str) -> None:
    """Rows of `model` go on pointing to whom they pointed, in these fields."""
    _stays.update((model._meta.label, name) for name in fields)


def refuse_when(obstacle: Obstacle) -> None:
    """`obstacle(kept, gone)` answers with the sentence that says why these two cannot be put together, or ""."""
    _obstacles.append(obstacle)


def also(do: Callable[["Mover"], None]) -> None:
    """`do(mover)` is called within every merge, once the rows have moved."""
    _also.append(do)


# Derived rows follow by themselves, and what was said of two people is of these two.
stays(NameWord, "person")
stays(Person, "merged_into")
stays(User, "person")
stays(Merge, "kept", "gone")
stays(LookAlike, "one", "other")
stays(NotSame, "one", "other")


def obstacles(kept: Person, gone: Person) -> list[str]:
    return [sentence for one in _obstacles if (sentence := one(kept, gone))]


def movable() -> list[tuple[type[Model], ForeignKey]]:
    """Every field by which a row points to a person and that a merge turns to another one."""
    relations = Person._meta.get_fields(include_hidden=True)
    # What Django made by itself and is no column is a relation back, and only those have a field.
    fields = [one.field for one in relations if one.auto_created and not one.concrete]  # type: ignore[union-attr]
    return sorted(
        (
            (field.model, field)
            for field in fields
            if isinstance(field, ForeignKey) and (field.model._meta.label, field.name) not in _stays
        ),
        key=lambda one: (one[0]._meta.label, one[1].name),
    )


def rows_of(person: Person) -> dict[str, list[str]]:
    """Ids of everything that would move with `person`, by model. A query for each field that points to people."""
    found: dict[str, set[str]] = defaultdict(set)
    for model, field in movable():
        ids = model._base_manager.filter(**{field.attname: person.pk}).values_list("pk", flat=True)
        found[model._meta.label].update(map(str, ids))
    return {label: sorted(ids) for label, ids in found.items() if ids}


def survivor_of(pk: UUID) -> UUID:
    """Whom the person `pk` is now: themselves, or whoever they were put together with."""
    seen = {pk}
    while True:
        into = Person._base_manager.filter(pk=pk).values_list("merged_into", flat=True).first()
        if into is None or into in seen:
            return pk
        seen.add(into)
        pk = into


def all_of(person: Person) -> set[UUID]:
    """The ids under which the log knows `person`: their own, and of everybody who was put together with them."""
    found = fresh = {person.pk}
    while fresh:
        rows = Person._base_manager.filter(merged_into__in=fresh)
        fresh = set(rows.values_list("pk", flat=True)) - found
        found = found | fresh
    return found


def leads_on(user: Any, gone: Any) -> UUID | None:
    """Where the address of the person `gone` leads `user` now; None where nowhere, or to what they may not read."""
    try:
        pk = UUID(str(gone))
    except ValueError:
        return None
    now = survivor_of(pk)
    if now != pk and access.scope(user, "read", Person).filter(pk=now).exists():
        return now
    return None


def with_reference(references: Iterable[str]) -> Q:
    """Condition on people whose file bears one of these references, or took up a file that did. One query."""
    wanted = list(references)
    # Asked now: beside a question within the question PostgreSQL would read through everybody.
    earlier = Identifier._base_manager.filter(kind=Identifier.Kind.FILE, value__in=wanted)
    return Q(reference__in=wanted) | Q(pk__in=set(earlier.values_list("person", flat=True)))


class Mover:
    """Turns everything of `merge.gone` to `merge.kept`, and writes down what was before. Call it in a transaction."""

    def __init__(self, merge: Merge, at: datetime) -> None:
        self.merge, self.at = merge, at
        self.kept, self.gone = merge.kept, merge.gone
        self._rows: list[MovedRow] = []
        self._changed: set[tuple[str, str]] = set()

    def change(self, row: Model, **values: Any) -> None:
        """Set fields of `row`, and write down what stood there."""
        for name, value in values.items():
            before = text_of(row, name)
            setattr(row, name, value)
            after = text_of(row, name)
            if before != after:
                self._note(Kind.CHANGED, row._meta.label, row.pk, name, before, after)
        row.save(update_fields=list(values))

    def make(self, row: Model) -> None:
        row.save(force_insert=True)
        self._note(Kind.MADE, row._meta.label, row.pk)

    def remove(self, row: Model) -> None:
        plain = serializers.serialize("json", [row])
        self._note(Kind.REMOVED, row._meta.label, row.pk, content={"row": plain})
        for field in row._meta.fields:
            if isinstance(field, ForeignKey) and getattr(row, field.attname) is not None:
                self._changed.add(
                    (field.related_model._meta.label, str(getattr(row, field.attname)))
                )
        type(row)._base_manager.filter(pk=row.pk).delete()

    def move_everything(self) -> None:
        self._part()
        for model, field in movable():
            self._move(model, field)

    def _part(self) -> None:
        """Take away what would say of one person that they are related to themselves, or the same thing twice."""
        kept, gone = self.kept.pk, self.gone.pk
        ends = {kept, gone}
        between = Relationship._base_manager.filter(person__in=ends, other__in=ends)
        for row in between:
            self.remove(row)
        for row in Relationship._base_manager.filter(Q(person=gone) | Q(other=gone)):
            same = {"person": kept} if row.person_id == gone else {"other": kept}
            beside = {"other": row.other_id} if row.person_id == gone else {"person": row.person_id}
            if Relationship._base_manager.filter(
                kind=row.kind, from_on=row.from_on, until_on=row.until_on, **same, **beside
            ).exists():
                self.remove(row)
        for member in FamilyMembership._base_manager.filter(person=gone):
            mine = FamilyMembership._base_manager.filter(person=kept, family=member.family_id)
            if mine.filter(until_on=member.until_on).exists():
                self.remove(member)
        for number in Identifier._base_manager.filter(person=gone):
            if Identifier._base_manager.filter(
                person=kept, kind=number.kind, value=number.value
            ).exists():
                self.remove(number)

    def _move(self, model: type[Model], field: ForeignKey) -> None:
        manager = model._base_manager
        if model._meta.auto_created:
            # A thing about both stays about one of them once.
            [other] = [one for one in model._meta.fields if one.is_relation and one != field]
            held = manager.filter(**{field.attname: self.kept.pk}).values(other.attname)
            twice = manager.filter(**{field.attname: self.gone.pk, f"{other.attname}__in": held})
            for row in twice:
                self.remove(row)
        ids = list(manager.filter(**{field.attname: self.gone.pk}).values_list("pk", flat=True))
        for some in _in_parts(ids):
            manager.filter(pk__in=some).update(**{field.attname: self.kept.pk})
        before, after = str(self.gone.pk), str(self.kept.pk)
        for pk in ids:
            self._note(Kind.CHANGED, model._meta.label, pk, field.attname, before, after)

    def end(self) -> None:
        """What the apps do besides, then the rows of the log and of the outbox."""
        for do in _also:
            do(self)
        MovedRow.objects.bulk_create(self._rows, batch_size=_AT_ONCE)
        _tell(self.merge, self._changed)

    @property
    def count(self) -> int:
        return len(self._rows)

    def _note(
        self,
        kind: str,
        model: str,
        pk: Any,
        field: str = "",
        before: str | None = None,
        after: str | None = None,
        content: dict[str, Any] | None = None,
    ) -> None:
        self._rows.append(
            MovedRow(
                merge=self.merge,
                kind=kind,
                model=model,
                row=str(pk),
                field=field,
                before=before,
                after=after,
                content=content or {},
            )
        )
        if kind != Kind.REMOVED:
            self._changed.add((model, str(pk)))


def text_of(row: Model, name: str) -> str | None:
    """The value of a field as text from which the field reads the very same value again; None where it is empty."""
    field = row._meta.get_field(name)
    # Only columns are asked for by name here, never a relation back, which has neither of the two.
    if getattr(row, field.attname) is None:  # type: ignore[union-attr]
        return None
    return field.value_to_string(row)  # type: ignore[union-attr]


def put_back(merge: Merge) -> int:
    """Undo every row of `merge` that stands as the merge left it, the last first; returns how many stand otherwise."""
    otherwise = 0
    changed: set[tuple[str, str]] = set()
    steps = merge.rows.order_by("-pk")
    for (kind, label, pk), together in groupby(
        steps, lambda step: (step.kind, step.model, step.row)
    ):
        changed.add((label, pk))
        otherwise += _back(kind, apps.get_model(label), pk, list(together))
    _tell(merge, changed)
    return otherwise


def _back(kind: str, model: type[Model], pk: str, steps: list[MovedRow]) -> int:
    """Put one row back, in what was done to it in one go; returns how much of that stands otherwise by now."""
    rows = model._base_manager.filter(pk=pk)
    if kind == Kind.MADE:
        return 0 if rows.delete()[0] else 1
    if kind == Kind.REMOVED:
        [again] = serializers.deserialize("json", steps[0].content["row"])
        try:
            with transaction.atomic():
                again.object.save_base(raw=True, force_insert=True)
        except IntegrityError:
            return 1
        return 0
    row = rows.first()
    if row is None:
        return len(steps)
    values: dict[str, Any] = {}
    for step in steps:
        field: Any = model._meta.get_field(step.field)
        if text_of(row, step.field) == step.after:
            values[field.attname] = None if step.before is None else field.to_python(step.before)
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        # Together with what was changed since, it would say something that cannot be.
        return len(steps)
    return len(steps) - len(values)


def _tell(merge: Merge, changed: set[tuple[str, str]]) -> None:
    """Let names and index follow what `changed`: the thing itself, or where a row says whom it is about, that thing."""
    both = [merge.kept_id, merge.gone_id]
    name_words.note(both)
    near = Relationship._base_manager.filter(person__in=both).values_list("other", flat=True)
    told: set[tuple[str, UUID]] = {("person", pk) for pk in (*both, *near)}
    links: dict[type[Model], set[str]] = defaultdict(set)
    for label, pk in changed:
        model = apps.get_model(label)
        if model._meta.auto_created or model in (FamilyMembership, Relationship):
            links[model].add(pk)
        elif not isinstance(model._meta.pk, ForeignKey):
            _add(told, model, pk)
    for model, ids in links.items():
        for field in model._meta.fields:
            if field.is_relation and field.related_model is not Family:
                for some in _in_parts(sorted(ids)):
                    rows = model._base_manager.filter(pk__in=some)
                    for pk in rows.values_list(field.attname, flat=True):
                        _add(told, field.related_model, pk)
    IndexChange.objects.bulk_create(
        [IndexChange(kind=kind, object_id=pk) for kind, pk in sorted(told, key=str)],
        batch_size=_AT_ONCE,
    )


def _add(told: set[tuple[str, UUID]], model: Any, pk: Any) -> None:
    try:
        told.add((str(model._meta.model_name), UUID(str(pk))))
    except ValueError:
        # Only rows with random ids can be searched for.
        return


def since(merge: Merge) -> dict[str, list[str]]:
    """What came to `merge.kept` after the merge and did not move with it: ids by model."""
    moved = defaultdict(set)
    for label, row in merge.rows.values_list("model", "row"):
        moved[label].add(row)
    found: dict[str, list[str]] = {}
    for label, ids in rows_of(merge.kept).items():
        known = moved[label] | set(merge.had.get(label, ()))
        if fresh := [pk for pk in ids if pk not in known]:
            found[label] = fresh
    return found


def _in_parts(ids: list[Any]) -> Iterator[list[Any]]:
    for at in range(0, len(ids), _AT_ONCE):
        yield ids[at : at + _AT_ONCE]
