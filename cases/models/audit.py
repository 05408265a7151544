from django.db import models
from django.utils import timezone


class AuditEvent(models.Model):
    """Somebody did, read or was refused something. Append-only: triggers refuse UPDATE and DELETE. No case words."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey("cases.User", null=True, on_delete=models.PROTECT, related_name="+")
    actor_role = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=80, db_index=True)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.UUIDField(null=True)
    is_allowed = models.BooleanField(default=True)
    rule = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_id", "-id"])]

    def __str__(self) -> str:
        return f"{self.code} at {self.at:%Y-%m-%d %H:%M:%S}"


class AuditSubject(models.Model):
    """A person whom an audit event is about. Append-only like the event."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="subjects")
    person_id = models.UUIDField(db_index=True)

    def __str__(self) -> str:
        return str(self.person_id)


class AuditSeal(models.Model):
    """A link of the chain: the hash over a batch of audit events and the link before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    made_at = models.DateTimeField(default=timezone.now)
    first_row = models.PositiveBigIntegerField()
    last_row = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealedEvent(models.Model):
    """The gapless row number an event got when it was sealed; database sequences may leave gaps."""

    row = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="sealed")
    seal = models.ForeignKey(AuditSeal, on_delete=models.PROTECT, related_name="rows")

    def __str__(self) -> str:
        return f"row {self.row}"


class IndexChange(models.Model):
    """Something the index must learn, written in the same transaction as the change itself."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Lease(models.Model):
    """The one process that may do a thing now, such as write the index."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=80, blank=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
