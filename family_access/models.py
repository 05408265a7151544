from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Person, User
from cases.rows import Row, Work


class Invitation(Row):
    """A one-time code handed over face to face, bound to a second proof agreed then. Only hashes are kept."""

    MOST_TRIES = 5

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=60)
    card = models.CharField(max_length=12, unique=True)
    code_hash = models.CharField(max_length=256)
    proof_hash = models.CharField(max_length=256)
    proof_question = models.CharField(max_length=200)
    identity_seen = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")),
                name="invitation_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"card {self.card}"


class Message(Row, Work):
    """A neutral e-mail that something waits, to a safe address. Holds no case word."""

    to_user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="messages_out")
    # What it tells of, so that a crash between a release and its message is noticed and made good.
    release = models.ForeignKey(
        "documents.Release", null=True, on_delete=models.PROTECT, related_name="messages"
    )
    address = models.EmailField()
    subject = models.CharField(max_length=120)
    body = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Bookmark(Row):
    """How far somebody has read a release, so that they can go on later."""

    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    release = models.ForeignKey("documents.Release", on_delete=models.CASCADE, related_name="+")
    part = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reader", "release"], name="one_bookmark_a_reader")
        ]

    def __str__(self) -> str:
        return f"part {self.part}"
