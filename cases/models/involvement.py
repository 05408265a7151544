from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models.people import Person
from cases.models.workers import DatedRows, Team, User
from cases.rows import Row, ScopedQuerySet


class ScopedDatedQuerySet(DatedRows, ScopedQuerySet):
    """Scoped rows that start and end at a moment."""


class Involvement(Row):
    """The council works with a child, from a day to a day."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-started_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                name="involvement_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.child} from {self.started_on}"


class Assignment(Row):
    """A team, and a worker in it, hold a child's file from a moment to a moment."""

    class Capacity(models.TextChoices):
        ALLOCATED = "allocated", "allocated worker"
        CO_WORKER = "co_worker", "co-worker"
        CHAIR = "chair", "independent reviewing officer"

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    worker = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    capacity = models.CharField(max_length=12, choices=Capacity.choices, default=Capacity.ALLOCATED)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(ScopedDatedQuerySet)()

    class Meta:
        ordering = ["-started_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False) | Q(worker__isnull=False),
                name="assignment_names_a_team_or_a_worker",
            )
        ]

    def __str__(self) -> str:
        return f"{self.child}: {self.worker or self.team}"


class Episode(Row):
    """A status with a beginning and an end: a dated fact that returns, badges and screens read."""

    class Kind(models.TextChoices):
        CONTACT = "contact", "Contact"
        REFERRAL = "referral", "Referral"
        ASSESSMENT = "assessment", "Assessment"
        STRATEGY = "strategy", "Strategy discussion"
        SECTION_47 = "section_47", "Section 47 enquiry"
        CONFERENCE = "conference", "Child protection conference"
        PROTECTION_PLAN = "protection_plan", "Child protection plan"
        CHILD_IN_NEED_PLAN = "child_in_need_plan", "Child in need plan"
        PRE_PROCEEDINGS = "pre_proceedings", "Pre-proceedings"
        LOOKED_AFTER = "looked_after", "Looked after"
        LEGAL_STATUS = "legal_status", "Legal status"
        PLACEMENT = "placement", "Placement"
        MISSING = "missing", "Missing"
        PATHWAY = "pathway", "Pathway"
        SHORT_BREAK = "short_break", "Short breaks"

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="episodes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    category = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                name="episode_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.child} from {self.started_on}"


class Event(Row):
    """Something that happened on a day, about one or more people: a visit, a meeting, an incident, a call."""

    class Kind(models.TextChoices):
        VISIT = "visit", "Visit"
        MEETING = "meeting", "Meeting"
        CALL = "call", "Telephone call"
        INCIDENT = "incident", "Incident"
        GOOD_NEWS = "good_news", "Good news"
        NOTE = "note", "Case note"

    about = models.ManyToManyField(Person, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    happened_on = models.DateField()
    headline = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    childs_words = models.TextField(blank=True)
    is_seen = models.BooleanField(null=True, blank=True)
    is_seen_alone = models.BooleanField(null=True, blank=True)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    written_by_name = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-happened_on", "id"]
        indexes = [models.Index(fields=["-happened_on", "id"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.happened_on}"


class Alert(Row):
    """A danger that whoever opens the file must see first."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="alerts")
    text = models.CharField(max_length=400)
    ask = models.CharField(max_length=200, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    raised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-started_on", "id"]

    def __str__(self) -> str:
        return f"Alert from {self.started_on}"


class Restriction(Row):
    """Somebody must learn nothing about a child: an order, or a decision. Stays until a person lifts it.

    The order's own end date only asks for a review; a restriction that ended by itself could put a family in danger.
    """

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions")
    kept_from = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restricted_from")
    basis = models.CharField(max_length=300)
    made_on = models.DateField()
    order_ends_on = models.DateField(null=True, blank=True)
    ask = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-made_on", "id"]

    def __str__(self) -> str:
        return f"Restriction of {self.made_on}"


class NamedAccess(Row):
    """Somebody is on the list of a restricted or sealed file."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_access")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="named_access")
    reason = models.CharField(max_length=200)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(ScopedDatedQuerySet)()

    def __str__(self) -> str:
        return f"{self.user} for {self.child}"


class Conflict(Row):
    """A member of staff who must not see a person's file: a neighbour, a friend, an earlier complaint."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=200)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(ScopedDatedQuerySet)()

    def __str__(self) -> str:
        return f"{self.user} and {self.person}"


class EmergencyLook(Row):
    """Break-glass: a reasoned look at a team file for 60 minutes, reading only, reviewed afterwards."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="emergency_looks")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergency_looks")
    reason = models.TextField()
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(ScopedDatedQuerySet)()

    def __str__(self) -> str:
        return f"{self.user} at {self.started_at:%Y-%m-%d %H:%M}"


class LegalHold(Row):
    """Nothing about this child is destroyed, whatever period has passed, until somebody lifts the hold."""

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(lifted_at=None), name="one_legal_hold_a_child"
            )
        ]

    def __str__(self) -> str:
        return f"legal hold {self.pk}"
