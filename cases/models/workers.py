import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Team(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    PRACTITIONER = "practitioner", "Social worker"
    MANAGER = "manager", "Team manager"
    SUPPORT = "support", "Business support"
    CHAIR = "chair", "Independent reviewing officer"
    DUTY = "duty", "Duty social worker"
    RECORDS = "records", "Records officer"
    DESIGNER = "designer", "Exemplar designer"
    FAMILY = "family", "Family member"


class User(AbstractUser):  # type: ignore[django-manager-missing]  # django-otp's managers have no types
    """An account. Says how somebody signs in and in which role; who they are is their `Person`.

    A plain manager: signing in must read accounts before anybody is known. Accounts hold no case data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("cases.Person", on_delete=models.PROTECT, related_name="accounts")
    role = models.CharField(max_length=20, choices=Role.choices)
    job_title = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    # Told of pages that must not be seen, and alone may open them again; whatever the role.
    is_safeguarding_lead = models.BooleanField(default=False)
    reading = models.JSONField(default=dict, blank=True)
    # Keys of one letter, which speech and a shaking hand press unasked (WCAG 2.1.4).
    uses_letter_keys = models.BooleanField(default=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(role="family"),
                name="one_family_account_a_person",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(role="family"),
                name="one_staff_account_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def is_family(self) -> bool:
        return self.role == Role.FAMILY

    @property
    def teams(self) -> models.QuerySet[Team]:
        """Teams this account belongs to now."""
        return Team.objects.filter(memberships__in=self.memberships.active()).distinct()

    @property
    def title(self) -> str:
        return self.job_title or self.get_role_display()


class DatedRows:
    """Adds `active` to a queryset of rows that start and end at a moment."""

    def active(self: Any, at: datetime | None = None) -> Any:
        """Rows in force at the moment `at` (default now): started, and not ended."""
        at = at or timezone.now()
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at), started_at__lte=at)


class DatedQuerySet(DatedRows, models.QuerySet):
    pass


class Membership(models.Model):
    """Somebody works in a team, from a moment to a moment."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
                name="membership_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
