from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models.people import Family, Person
from cases.models.workers import User
from cases.rows import Row


class Fact(Row):
    """What is known about a person or a family under a key, as of a day, from a source. Rows are only added.

    Keys in use: `pen_picture`, `case_summary`, and whatever exemplars bind to (`household`, `address`, `school`, …).
    """

    class Standing(models.TextChoices):
        KNOWN = "known", "Known"
        NOT_KNOWN_YET = "not_known_yet", "Not known yet"
        DECLINED = "declined", "Declined to say"
        IN_THE_PAST = "in_the_past", "In the past, not now"
        DISPUTED = "disputed", "Disputed"

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="facts"
    )
    family = models.ForeignKey(
        Family, null=True, blank=True, on_delete=models.PROTECT, related_name="facts"
    )
    key = models.CharField(max_length=60)
    value = models.TextField(blank=True)
    as_of = models.DateField(default=timezone.localdate)
    source = models.CharField(max_length=300)
    how_known = models.CharField(max_length=200, blank=True)
    standing = models.CharField(max_length=16, choices=Standing.choices, default=Standing.KNOWN)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["key", "-as_of", "-recorded_at"]
        get_latest_by = ["as_of", "recorded_at"]
        indexes = [models.Index(fields=["person", "key", "-as_of"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, family=None)
                | Q(person=None, family__isnull=False),
                name="fact_is_about_a_person_or_a_family",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} as of {self.as_of}"


class Plan(Row):
    """What was agreed for a child, as a dated fact. Its words are a record that points here."""

    class Kind(models.TextChoices):
        CHILD_IN_NEED = "child_in_need", "Child in need plan"
        PROTECTION = "protection", "Child protection plan"
        CARE = "care", "Care plan"

    children = models.ManyToManyField(Person, related_name="plans")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-started_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.started_on}"


class PlanAction(Row):
    """Somebody promised to do something by a day."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(max_length=400)
    who = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.what


class Due(Row):
    """Something that must happen for a child by a day. Keeps the original day, the revised one and why."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="dues")
    what = models.CharField(max_length=200)
    basis = models.CharField(max_length=200, blank=True)
    original_on = models.DateField()
    revised_on = models.DateField(null=True, blank=True)
    revised_reason = models.CharField(max_length=300, blank=True)
    revised_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["original_on", "id"]

    def __str__(self) -> str:
        return self.what

    @property
    def due_on(self):
        return self.revised_on or self.original_on
