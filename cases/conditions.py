"""What the rules of the policy are made of: conditions on rows, and who they speak for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, Expression, F, Model, OuterRef, Q, QuerySet

if TYPE_CHECKING:
    from cases.models import User


class _Nobody(Q):
    """A condition under which no row stands, known as such before a database is asked.

    Whatever must be true beside it changes nothing, and beside an alternative it says nothing. So a rule about
    somebody with another role costs neither the building of its subqueries nor their place in a question.
    """

    def __init__(self) -> None:
        super().__init__(pk__in=[])

    def __and__(self, other: Q) -> Q:
        return self

    __rand__ = __and__

    def __or__(self, other: Q) -> Q:
        return other

    __ror__ = __or__

    def __invert__(self) -> Q:
        return ~Q(pk__in=[])

    def __deepcopy__(self, memo: object) -> "_Nobody":
        return self


NOBODY = _Nobody()
EVERYBODY = ~Q(pk__in=[])

Rows = Callable[["User", datetime], Q]


def for_roles(*roles: str) -> Callable[[Rows], Rows]:
    """A condition that speaks for users in one of `roles`, and for nobody else."""

    def limit(rows: Rows) -> Rows:
        def limited(user: "User", at: datetime) -> Q:
            return rows(user, at) if user.role in roles else NOBODY

        return limited

    return limit


def for_staff(rows: Rows) -> Rows:
    """A condition that speaks for whoever works for the council, and for no parent or young person."""

    def limited(user: "User", at: datetime) -> Q:
        return NOBODY if user.is_family else rows(user, at)

    return limited


class Whole(Expression):
    """`rows`, one column of them, as a question of its own inside another one.

    Django takes a queryset inside another apart and together again at every level it is put into, which makes the
    building of a rule about a rule about a rule cost more than its answer. A question that says nothing of the one
    around it can be written down once. So `rows` must not hold an `OuterRef` that is still open.
    """

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        super().__init__(output_field=rows.model._meta.pk)
        self._query = rows.query.chain()
        self._query.clear_ordering(clear_default=True)
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    @property
    def identity(self) -> tuple[Any, ...]:
        return (type(self), id(self._query))

    def resolve_expression(self, *given: Any, **named: Any) -> "Whole":
        return self

    def relabeled_clone(self, change_map: Any) -> "Whole":
        return self

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor not in self._written:
            sql, params = self._query.get_compiler(connection=connection).as_sql()
            self._written[connection.vendor] = f"({sql})", tuple(params)
        return self._written[connection.vendor]


_of_few: ContextVar[bool] = ContextVar("of_few", default=False)


@contextmanager
def of_few(is_so: bool = True) -> Iterator[None]:
    """Within it conditions are put together for a few rows that are known by their ids.

    Databases list what stands in `IN (...)` before they look at a single row, and for somebody with broad rights that
    is most of the archive. Here each row is followed to what it leads to instead. The answer is the same.
    """
    token = _of_few.set(is_so)
    try:
        yield
    finally:
        _of_few.reset(token)


def is_of_few() -> bool:
    return _of_few.get()


class _Link(Expression):
    """The end of a `Leads` within the rows that it leads to: their column, and a gap for where it comes from."""

    GAP = "{led_from}"

    def __init__(self, column: Any) -> None:
        super().__init__(output_field=BooleanField())
        self._column = column

    def get_source_expressions(self) -> list[Any]:
        return [self._column]

    def set_source_expressions(self, exprs: Any) -> None:
        (self._column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = compiler.compile(self._column)
        return f"{column} = {self.GAP}", tuple(params)


class Led:
    """`rows` that something leads to, asked whether `of` one of them is where it comes from; no `OuterRef` is open.

    As a `Whole` it is written down once, whatever leads to it.
    """

    _numbers = count(1)

    def __init__(self, rows: QuerySet[Any, Any], of: str = "pk") -> None:
        led = rows.values(of).query.chain()
        led.clear_ordering(clear_default=True)
        led.where.add(_Link(led.select[0]), led.where.connector)
        self._query = led.exists()
        # Names that no other question has, so that none can be taken for one of the question around it.
        number = next(self._numbers)
        names = {name: f"led{number}_{at}" for at, name in enumerate(self._query.alias_map)}
        self._query.change_aliases(names)
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def written(self, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor not in self._written:
            sql, params = self._query.get_compiler(connection=connection).as_sql()
            self._written[connection.vendor] = f"EXISTS({sql})", tuple(params)
        return self._written[connection.vendor]


class Leads(Expression):
    """Whether `path` leads to one of `led`, asked of the row at hand."""

    conditional = True

    def __init__(self, path: str, led: Led) -> None:
        super().__init__(output_field=BooleanField())
        self._path: Any = F(path)
        self._led = led

    @property
    def identity(self) -> tuple[Any, ...]:
        return (type(self), id(self._led), self._path)

    def get_source_expressions(self) -> list[Any]:
        return [self._path]

    def set_source_expressions(self, exprs: Any) -> None:
        (self._path,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        path, path_params = compiler.compile(self._path)
        sql, params = self._led.written(connection)
        # The link stands last, so what the path brings along comes last too.
        return sql.replace(_Link.GAP, path), (*params, *path_params)


def whole(rows: QuerySet[Any], of: str = "pk") -> Whole | Led:
    """`of` each of `rows`, as what is being put together asks for it."""
    return Led(rows, of) if is_of_few() else Whole(rows.values(of))


def leads(path: str, rows: Whole | Led) -> Q:
    """The condition that `path` leads to one of `rows`."""
    return Q(Leads(path, rows)) if isinstance(rows, Led) else Q(**{f"{path}__in": rows})


def among(path: str, rows: QuerySet[Any], of: str = "pk") -> Q:
    """The condition that `path` leads to `of` one of `rows`; nobody where these are known to be none."""
    return NOBODY if rows.query.is_empty() else leads(path, whole(rows, of))


def there_is(rows: QuerySet[Any], **linked: str) -> Q:
    """The condition that one of `rows` is `linked` to the row that is asked about: a path of theirs to one of its own.

    For rows that are many, of which each row asked about has few: they are looked up one by one and never listed.
    """
    if rows.query.is_empty():
        return NOBODY
    return Q(Exists(rows.filter(**{theirs: OuterRef(own) for theirs, own in linked.items()})))


def through(model: type[Model], condition: Q, of: str = "pk") -> Q:
    """The condition that one's id is `of` a row of `model` for which `condition` is true."""
    return NOBODY if condition is NOBODY else among("pk", model._base_manager.filter(condition), of)
