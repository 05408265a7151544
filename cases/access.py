"""The one policy: a table of rules, and the only ways to get a protected row.

Each app registers its literal rules as it starts; then the table freezes. Nothing is allowed that no rule allows, and
a deny wins over every allow. Lists come from `scope` (or `Model.objects.visible_to(user)`), one row from `get`;
`which` says of a few known rows, and `decide` of one, whether they are in that list. A list and a look can never
disagree: they ask the same rules, and `conditions.of_few` says only how the database goes about them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cases import audit
from cases.conditions import NOBODY, Rows, is_of_few, leads, of_few, whole

if TYPE_CHECKING:
    pass

M = TypeVar("M", bound=Model)


class Effect(StrEnum):
    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True)
class Rule:
    """One row of the policy table.

    `rows(user, at)` answers with the condition on `model` under which the rule speaks, at the moment `at`. It must be
    a subquery on ids (`Q(pk__in=...)`) or on own columns, so that rules combine without multiplying rows.
    """

    code: str
    effect: Effect
    model: type[Model]
    actions: frozenset[str]
    rows: Rows
    because: str


class Refused(Http404):
    """The policy said no. Answers 404 like a missing address, so that nothing shows; the refusal is audited."""

    def __init__(self, code: str, label: str, object_id: Any) -> None:
        super().__init__("There is nothing at this address for you.")
        self.code, self.label, self.object_id = code, label, object_id


# More rows than this no question about a few that are known has listed.
_MOST_LISTED = 1_000

_rules: list[Rule] = []
_frozen = False


def allow(code: str, model: type[Model], actions: str, rows: Rows, because: str) -> Rule:
    return Rule(code, Effect.ALLOW, model, frozenset(actions.split()), rows, because)


def deny(code: str, model: type[Model], actions: str, rows: Rows, because: str) -> Rule:
    return Rule(code, Effect.DENY, model, frozenset(actions.split()), rows, because)


def register(rules: Iterable[Rule]) -> None:
    """Add an app's rules as it starts. Raises once the table is frozen, or when a code stands already."""
    if _frozen:
        raise ImproperlyConfigured("The policy is frozen: register rules in AppConfig.ready().")
    known = {rule.code for rule in _rules}
    for rule in rules:
        if rule.code in known:
            raise ImproperlyConfigured(f"The policy has two rules called {rule.code}.")
        known.add(rule.code)
        _rules.append(rule)


def freeze() -> None:
    global _frozen
    _frozen = True


def table() -> tuple[Rule, ...]:
    return tuple(_rules)


@dataclass
class _Moment:
    """What rules asked for at one moment: they ask for the same rows again and again."""

    at: datetime
    known: dict[Any, Any] = field(default_factory=dict)


_moment: ContextVar[_Moment | None] = ContextVar("moment", default=None)


@contextmanager
def one_moment(at: datetime | None = None) -> Iterator[_Moment]:
    """Within it all questions are of one moment, and put together once, as each is by itself without it.

    For what only reads: a right that begins or ends within is seen after it. Rows are asked for each time, but for the
    sets of `people`.
    """
    if (moment := _moment.get()) is not None:
        yield moment
        return
    moment = _Moment(at or timezone.now())
    token = _moment.set(moment)
    try:
        yield moment
    finally:
        _moment.reset(token)


def scope(user: Any, action: str, model: type[M], *, at: datetime | None = None) -> QuerySet[M]:
    """Rows of `model` on which `user` may do `action` at the moment `at` (default now). No rows for nobody."""
    if not user or not user.is_authenticated or not user.is_active:
        return model._base_manager.none()
    with one_moment(at) as moment:
        key = ("scope", is_of_few(), user, action, model, at := at or moment.at)
        if key not in moment.known:
            moment.known[key] = _scope(user, action, model, at)
        return moment.known[key].all()


def _scope(user: Any, action: str, model: type[M], at: datetime) -> QuerySet[M]:
    allowed = _any_of(user, action, model, at, Effect.ALLOW)
    if allowed is NOBODY:
        return model._base_manager.none()
    rows = model._base_manager.filter(allowed)
    shut = _any_of(user, action, model, at, Effect.DENY)
    return rows if shut is NOBODY else rows.exclude(shut)


def denied(user: Any, action: str, model: type[M], *, at: datetime | None = None) -> QuerySet[M]:
    """Rows of `model` that a deny keeps from `user` for `action`, whatever else would allow them."""
    if not user or not user.is_authenticated or not user.is_active:
        return model._base_manager.all()
    with one_moment(at) as moment:
        key = ("denied", is_of_few(), user, action, model, at := at or moment.at)
        if key not in moment.known:
            shut = _any_of(user, action, model, at, Effect.DENY)
            rows = model._base_manager
            moment.known[key] = rows.none() if shut is NOBODY else rows.filter(shut)
        return moment.known[key].all()


def _any_of(user: Any, action: str, model: type[Model], at: datetime, effect: Effect) -> Q:
    with one_moment(at) as moment:
        key = ("any", is_of_few(), user, action, model, at, effect)
        if key not in moment.known:
            found: Q = NOBODY
            for rule in _of(action, model, effect):
                found |= rule.rows(user, at)
            moment.known[key] = found
        return moment.known[key]


def _of(action: str, model: type[Model], effect: Effect) -> Iterator[Rule]:
    for rule in _rules:
        if rule.model is model and action in rule.actions and rule.effect is effect:
            yield rule


def leads_to(path: str, user: Any, action: str, model: type[Model], at: datetime) -> Q:
    """The condition that `path` leads to a row of `model` on which `user` may do `action`, for rules about rules."""
    return _leads_to(scope, path, user, action, model, at)


def leads_to_denied(path: str, user: Any, action: str, model: type[Model], at: datetime) -> Q:
    """The condition that `path` leads to a row of `model` that a deny keeps from `user` for `action`."""
    return _leads_to(denied, path, user, action, model, at)


def _leads_to(
    asked: Callable[..., QuerySet[Any]],
    path: str,
    user: Any,
    action: str,
    model: type[Model],
    at: datetime,
) -> Q:
    is_listed = _lists(asked, user, action, model, at)
    with one_moment(at) as moment, of_few(is_of_few() and not is_listed):
        # The same rows whatever leads to them: written down once.
        key = ("ids", is_of_few(), asked, user, action, model, at)
        if key not in moment.known:
            rows = asked(user, action, model, at=at)
            moment.known[key] = None if rows.query.is_empty() else whole(rows)
        ids = moment.known[key]
    return NOBODY if ids is None else leads(path, ids)


def _lists(
    asked: Callable[..., QuerySet[Any]], user: Any, action: str, model: type[Model], at: datetime
) -> bool:
    """Whether these rows are known to be so few that a database may list them.

    How it does is put together already, and following each row to them would be put together anew. Either way they
    are asked for again.
    """
    moment = _moment.get()
    known = moment.known.get(("people", user, action, model, at)) if moment else None
    if known is None:
        return False
    return len(known.allowed if asked is scope else known.denied) <= _MOST_LISTED


def decide(user: Any, action: str, obj: Model) -> bool:
    """Whether `user` may do `action` to `obj` now."""
    return bool(which(user, action, type(obj), [obj.pk]))


def which(user: Any, action: str, model: type[Model], pks: Collection[Any]) -> set[Any]:
    """Those of `pks` that are rows of `model` on which `user` may do `action` now, as `scope` would have it."""
    left: set[Any] = set(pks)
    allowed: set[Any] = set()
    if not left:
        # What nobody is asked about would be put together all the same.
        return allowed
    with one_moment() as moment, of_few():
        for _, rows in _by_rule(user, action, model, moment.at):
            found = rows.filter(pk__in=left).order_by().values_list("pk", flat=True)
            allowed.update(found)
            left -= allowed
            if not left:
                break
    return allowed


def _by_rule(
    user: Any, action: str, model: type[M], at: datetime
) -> Iterator[tuple[Rule, QuerySet[M]]]:
    """Each allow that speaks, with the rows of `scope` that it opens.

    For rows that are known, most of which the first rule opens: what need not be asked is not even put together.
    """
    if not user or not user.is_authenticated or not user.is_active:
        return
    shut = _any_of(user, action, model, at, Effect.DENY)
    for rule in _of(action, model, Effect.ALLOW):
        if (opened := rule.rows(user, at)) is not NOBODY:
            rows = model._base_manager.filter(opened)
            yield rule, rows if shut is NOBODY else rows.exclude(shut)


def rule_for(user: Any, action: str, obj: M) -> str:
    """Code of the first rule by which `user` may do `action` to `obj` now; "" when there is none."""
    rule, _ = _opened(user, action, type(obj), obj.pk)
    return rule.code if rule else ""


def _opened(user: Any, action: str, model: type[M], pk: Any) -> tuple[Rule, M] | tuple[None, None]:
    with one_moment() as moment, of_few():
        for rule, rows in _by_rule(user, action, model, moment.at):
            if (obj := rows.filter(pk=pk).first()) is not None:
                return rule, obj
    return None, None


def get(user: Any, model: type[M], pk: Any, action: str = "read", *, logged_as: str = "") -> M:
    """The row `pk` of `model` for `action`; writes who looked into the audit log, and by which rule.

    `logged_as`: the code of a look that shows less than `action` allows, such as a thumbnail.

    Raises `Refused` (a 404) alike for a row that does not exist and one that `user` may not see.
    """
    code = f"{model._meta.label_lower}.{action}"
    try:
        rule, obj = _opened(user, action, model, pk)
    except (ValueError, ValidationError):
        rule, obj = None, None
    if rule is None or obj is None:
        raise Refused(code, model._meta.label_lower, pk)
    audit.record(user, logged_as or code, obj, rule=rule.code)
    return obj


def require(user: Any, action: str, obj: Model) -> None:
    """Raise `Refused` unless `user` may do `action` to `obj`. What is then done writes its own audit row."""
    if not decide(user, action, obj):
        label = obj._meta.label_lower
        raise Refused(f"{label}.{action}", label, obj.pk)


@dataclass(frozen=True)
class People:
    """Whose files somebody may read (`allowed`), and whose are kept from them whatever else allows (`denied`)."""

    allowed: frozenset[UUID]
    denied: frozenset[UUID]


def people(user: Any) -> People:
    """The id sets that search filters by, as they are this moment. Two queries a moment."""
    from cases.models import Person

    with one_moment() as moment:
        key = ("people", user, "read", Person, moment.at)
        if key not in moment.known:
            moment.known[key] = People(
                allowed=_ids(scope(user, "read", Person)), denied=_ids(denied(user, "read", Person))
            )
        known: People = moment.known[key]
        return known


def _ids(rows: QuerySet[Any]) -> frozenset[UUID]:
    return frozenset(rows.order_by().values_list("pk", flat=True))
