from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Person, User
from cases.rows import Row, Work
from documents.models.files import StoredFile
from documents.models.records import Record


class PublishedVersion(Row):
    """The council's version of an authorised record: canonical JSON with stable block ids. Frozen."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="published")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="published_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.record_id} version {self.number}"


class Release(Row):
    """What one named person gets of a published version, composed and redacted for them. Its content is frozen."""

    published = models.ForeignKey(
        PublishedVersion, on_delete=models.PROTECT, related_name="releases"
    )
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="releases")
    about = models.ManyToManyField(Person, related_name="releases_about")
    language = models.CharField(max_length=8, default="en")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    withheld = models.JSONField(default=list)
    asks_for_signature = models.BooleanField(default=True)
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=timezone.now)
    first_opened_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-released_at", "id"]

    def __str__(self) -> str:
        return f"release {self.pk}"

    @property
    def is_current(self) -> bool:
        return self.withdrawn_at is None and self.replaced_by_id is None


class Reply(Row):
    """What the recipient of a release says beside one block, kept exactly as said. Never edited; a later one counts."""

    class Stance(models.TextChoices):
        AGREE = "agree", "I agree"
        PARTLY = "partly", "Partly"
        DISAGREE = "disagree", "I do not agree"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="replies")
    block = models.CharField(max_length=120)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="replies")
    stance = models.CharField(max_length=10, choices=Stance.choices, blank=True)
    is_question = models.BooleanField(default=False)
    is_wrong = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["said_at", "id"]

    def __str__(self) -> str:
        return f"reply {self.pk}"

    def concerns(self):
        return self.release.concerns()


class Signature(Row):
    """The recipient's decision on one release: what was read, in which language and format, and in their words."""

    class Decision(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"
        NOT_YET = "not_yet", "Not yet"

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatures")
    decision = models.CharField(max_length=8, choices=Decision.choices)
    words = models.TextField(blank=True)
    typed_name = models.CharField(max_length=200)
    statement = models.TextField()
    language = models.CharField(max_length=8)
    format = models.CharField(max_length=40)
    release_sha256 = models.CharField(max_length=64)
    identity_shown = models.CharField(max_length=200)
    signed_at = models.DateTimeField(default=timezone.now)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    receipt = models.CharField(max_length=20)

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "signer"],
                condition=~Q(decision="not_yet"),
                name="one_decision_a_release",
            )
        ]

    def __str__(self) -> str:
        return self.receipt

    def concerns(self):
        return self.release.concerns()


class SealedEdition(Row, Work):
    """The council's sealed PDF of a release with its evidence inside. Made by a worker; every edition is kept."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="editions")
    signature = models.OneToOneField(
        Signature, null=True, blank=True, on_delete=models.PROTECT, related_name="edition"
    )
    evidence = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    missing_glyphs = models.JSONField(default=list)

    class Meta:
        ordering = ["-asked_at", "id"]

    def __str__(self) -> str:
        return f"edition of {self.release_id}"

    def concerns(self):
        return self.release.concerns()
