"""Rows that only the policy hands out."""

import uuid
from typing import Any, ClassVar, Self

from django.db import models

from cases.listed import Listed


class Unscoped(RuntimeError):
    """A protected table was read without asking the policy. A programming error, never shown to people."""


class ScopedQuerySet(models.QuerySet):
    """Refuses to run unless the policy scoped it, or it walks a relation of a row that somebody already holds.

    `visible_to(user)` is the ordinary way in. `unscoped(reason)` is for the policy itself, workers and checks;
    a test keeps the list of files that may call it.
    """

    _door_open = False

    def visible_to(self, user: Any, action: str = "read") -> Self:
        from cases import access

        return self.unscoped("the policy follows").filter(
            pk__in=access.scope(user, action, self.model).values("pk")
        )

    def of(self, **held: Any) -> Self:
        """Rows that hang on rows somebody already holds: `Due.objects.of(child__in=children)`.

        Values are rows, lists of rows or ids, or querysets that the policy scoped; anything else raises `Unscoped`.
        """
        for name, value in held.items():
            if isinstance(value, ScopedQuerySet):
                value._require_open_door()
            elif not isinstance(
                value, models.Model | models.QuerySet | Listed | list | tuple | set
            ):
                raise Unscoped(
                    f"{name} must be rows that the policy handed out, not {type(value).__name__}."
                )
        return self.unscoped("they hang on rows that are held").filter(**held)

    def unscoped(self, reason: str) -> Self:
        # Django's own name for a copy that keeps going; its type stubs leave it out.
        opened = self._chain()  # type: ignore[attr-defined]
        opened._door_open = True
        return opened

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._door_open = self._door_open
        return clone

    def _require_open_door(self) -> None:
        if not self._door_open and "instance" not in self._hints:  # type: ignore[attr-defined]
            raise Unscoped(
                f"Ask cases.access for {self.model.__name__} rows: use visible_to(user) or access.get()."
            )

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._require_open_door()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._require_open_door()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        if self._result_cache is None:
            self._require_open_door()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._require_open_door()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> Any:
        self._require_open_door()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_open_door()
        return super().update(**kwargs)

    def delete(self) -> Any:
        self._require_open_door()
        return super().delete()


class Row(models.Model):
    """A protected row: a random id that says nothing of order or time, and a manager that asks the policy.

    Django's plain base manager stays what foreign keys, saving and validation use.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects: ClassVar[Any] = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        abstract = True

    def concerns(self) -> set[uuid.UUID]:
        """Ids of the people this row is about, for the audit log. One query where people are many."""
        found: set[uuid.UUID] = set()
        for name in ("about", "children"):
            if hasattr(type(self), name):
                found.update(getattr(self, name).values_list("pk", flat=True))
        for name in ("child_id", "person_id"):
            if value := getattr(self, name, None):
                found.add(value)
        return found


class Work(models.Model):
    """State of a piece of work that a killed worker must not lose: who holds it, until when, how often it was tried."""

    lease_holder = models.CharField(max_length=80, blank=True, default="", editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
