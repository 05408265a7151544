from django.db import models
from django.utils import timezone

from cases.models import Person, User
from cases.rows import Row


class Search(Row):
    """What somebody asked for, kept so that the address of its answer carries no words.

    `facts` are conditions on case histories, as `search.histories.asking.keep` makes them; with any, the answer is a
    list of children. `like` is the key of a thing when others like it are wanted; then `words` are its most telling
    ones. A saved search has a `name` and stays until it is removed. `seen` holds what its owner was last
    shown of it, so that news can be told: keys of hits, or ids of children.
    """

    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="searches")
    like = models.CharField(max_length=60, blank=True, default="")
    words = models.TextField()
    within = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    facts = models.JSONField(default=list, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=120, blank=True)
    is_watched = models.BooleanField(default=False)
    seen = models.JSONField(default=list, blank=True)
    looked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return f"search {self.pk}"


class FieldWords(models.Model):
    """Words that stand for one another when somebody searches: one state of them; that of the highest number is in use.

    Each change is a new row, and none is ever changed. `groups` are the council's own: {"id", "ways"} each. `off`
    holds the first words of each group of `documents.wants.SHIPPED_GROUPS` that is switched off.
    """

    number = models.PositiveIntegerField(primary_key=True)
    groups = models.JSONField(default=list)
    off = models.JSONField(default=list)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "field words"

    def __str__(self) -> str:
        return f"field words, version {self.number}"


class Rebuild(models.Model):
    """An index that grows beside the one that is read, so that whoever comes after a killed process can go on with it.

    `kind` and `last` name the row up to which it has read; `version` is that of the engine that began it.
    """

    generation = models.CharField(max_length=60)
    version = models.CharField(max_length=120)
    turn = models.BigIntegerField()
    kind = models.CharField(max_length=20, blank=True)
    last = models.CharField(max_length=40, blank=True)
    rows = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"rebuild of {self.begun_at:%Y-%m-%d}"


class LateChange(models.Model):
    """A row that may have changed since the rebuild read it: read once more before the new index takes over."""

    rebuild = models.ForeignKey(Rebuild, on_delete=models.CASCADE, related_name="late")
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    turn = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rebuild", "kind", "object_id"], name="late_change_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Turn(models.Model):
    """Counts who wrote to the index, in one row: what comes late from an older turn undoes nothing of a newer one."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"turn {self.number}"
