"""Many ids in one question and its answer, without what Django does to each of them."""

import json
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import CharField, Expression, ExpressionWrapper, F, UUIDField


class Listed(Expression):
    """`pks` as what stands in `IN (...)`: handed to the database as one value, however many they are."""

    def __init__(self, pks: Collection[UUID]) -> None:
        super().__init__(output_field=UUIDField())
        self._pks = pks

    @property
    def identity(self) -> tuple[Any, ...]:
        return (type(self), id(self._pks))

    def resolve_expression(self, *given: Any, **named: Any) -> "Listed":
        return self

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "(SELECT unnest(%s::uuid[]))", (list(self._pks),)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "(SELECT value FROM json_each(%s))", (self._in_json,)

    @cached_property
    def _in_json(self) -> str:
        return json.dumps([pk.hex for pk in self._pks])


def as_kept(path: str) -> ExpressionWrapper:
    """The id at `path` as the database keeps it, for `ids` to read."""
    return ExpressionWrapper(F(path), CharField())


def ids() -> Callable[[Any], UUID]:
    """Reads what `as_kept` answers with, each id that comes again only once."""
    read: dict[Any, UUID] = {}

    def one(kept: Any) -> UUID:
        if (found := read.get(kept)) is None:
            found = read[kept] = kept if isinstance(kept, UUID) else UUID(kept)
        return found

    return one
