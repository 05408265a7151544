"""Two rows for one human: which pairs look like it, what was said of them, and what became one, row by row."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from cases.models.people import Person
from cases.models.workers import User
from cases.rows import Row


class Pair(Row):
    """Two people in one order, so that the same two make the same pair."""

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    def concerns(self):
        return {self.one_id, self.other_id}


class LookAlike(Pair):
    """Two rows that may be one human. Follows what is written of the two (`cases.lookalikes`); nothing of anybody else.

    `weight` puts the likelier pairs first; why it is what it is, is worked out when it is shown.
    """

    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-weight", "id"]
        indexes = [models.Index(fields=["-weight", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="look_alike_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="look_alike_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"


class NotSame(Pair):
    """Somebody looked, and said that these are two people. Stands until it is taken back."""

    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)
    taken_back_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-said_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(taken_back_at=None),
                name="not_the_same_said_once",
            )
        ]

    def __str__(self) -> str:
        return f"not the same {self.pk}"


class Merge(Row):
    """`gone` was put together with `kept`, or waits for a second person to agree that it is.

    `why_second` holds codes of why a second person had to look. `had` is what hung on `kept` at that moment already,
    `since` what came to it until the merge was undone: ids of rows by model.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    why_second = models.JSONField(default=list, blank=True)
    agreed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_why = models.CharField(max_length=300, blank=True)
    had = models.JSONField(default=dict, blank=True)
    since = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(done_at__isnull=False, undone_at=None),
                name="one_merge_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"

    def concerns(self):
        return {self.kept_id, self.gone_id}

    @property
    def is_waiting(self) -> bool:
        return self.done_at is None and self.declined_at is None

    @property
    def stands(self) -> bool:
        return self.done_at is not None and self.undone_at is None


class MovedRow(models.Model):
    """One thing that a merge changed, so that it can be undone to the letter.

    CHANGED: `field` of the row was `before` and became `after`, as text, None where it was empty. MADE: the row is new.
    REMOVED: the row said of `gone` what another one says of `kept`; `content` is what it held.
    """

    class Kind(models.TextChoices):
        CHANGED = "changed", "Changed"
        MADE = "made", "Made"
        REMOVED = "removed", "Removed"

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    model = models.CharField(max_length=80)
    row = models.CharField(max_length=40)
    field = models.CharField(max_length=60, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    content = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.model} {self.row}"
