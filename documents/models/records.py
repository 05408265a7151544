from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Fact, Person, Plan, User
from cases.rows import Row
from documents.models.exemplars import ExemplarVersion


class Record(Row):
    """An exemplar filled in, for one or more children."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        READY = "ready", "Waiting for the manager"
        RETURNED = "returned", "Returned with a note"
        AUTHORISED = "authorised", "Authorised"
        WITH_GAPS = "with_gaps", "Authorised with gaps"
        CANCELLED = "cancelled", "Cancelled"
        SUPERSEDED = "superseded", "Superseded"

    version = models.ForeignKey(ExemplarVersion, on_delete=models.PROTECT, related_name="records")
    children = models.ManyToManyField(Person, related_name="records")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=200)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_by_name = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    dated_on = models.DateField(default=timezone.localdate)
    ready_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    plan = models.ForeignKey(
        Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )

    class Meta:
        ordering = ["-dated_on", "id"]
        indexes = [models.Index(fields=["-dated_on", "id"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.DRAFT, self.State.RETURNED}

    @property
    def is_authorised(self) -> bool:
        return self.state in {self.State.AUTHORISED, self.State.WITH_GAPS}


class Answer(Row):
    """The answer to one question of a record, shared or of one child. Its words are its versions."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=80)
    child = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    current = models.ForeignKey(
        "AnswerVersion", null=True, on_delete=models.PROTECT, related_name="current_of"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "question", "child"],
                condition=Q(child__isnull=False),
                name="answer_once_a_child",
            ),
            models.UniqueConstraint(
                fields=["record", "question"], condition=Q(child=None), name="shared_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def concerns(self):
        return {self.child_id} if self.child_id else self.record.concerns()


class AnswerVersion(Row):
    """What somebody wrote at a moment. Append-only, so that two people who save at once both keep their words."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    value = models.JSONField()
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    is_conflict = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.answer.question} at {self.at:%Y-%m-%d %H:%M}"


class Evidence(Row):
    """Which record a fact was written by."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="evidence")
    fact = models.ForeignKey(Fact, on_delete=models.CASCADE, related_name="evidence")
    question = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.record_id} for {self.fact_id}"
