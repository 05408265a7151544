from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import User
from cases.rows import Row, Work
from documents.models.files import Document, Page, StoredFile


class ArchiveCopy(Row, Work):
    """A document as one PDF/A with its text, as it stood when `fingerprint` was taken. Made once, by a worker."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="archive_copies")
    fingerprint = models.CharField(max_length=64)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "archive copies"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "fingerprint"], name="archive_copy_once_a_state"
            )
        ]

    def __str__(self) -> str:
        return f"archive copy {self.pk}"

    def concerns(self):
        return self.document.concerns()


class PageLock(Row):
    """A page that nobody may see, from when somebody locked it until the safeguarding lead opens it again."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="locks")
    locked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(default=timezone.now)
    unlocked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    unlocked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    # What whoever locked it tells the lead of it: that it was a slip, say.
    told = models.CharField(max_length=400, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-locked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(unlocked_at=None), name="one_lock_a_page"
            )
        ]

    def __str__(self) -> str:
        return f"lock {self.pk}"

    def concerns(self):
        return self.page.concerns()


class Redaction(Row, Work):
    """What somebody hides in a copy of a document: kept while they work, then handed to a worker.

    `boxes`: rows of id, page (its id), left, top, width, height (in pixels of the page as it was read),
    reason, and words: what stood there, "" for a drawn area. `before`: earlier `boxes`,
    oldest first, for undo. `may_stay`: words that somebody looked at and left standing elsewhere.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Being marked"
        WAITING = "waiting", "Being made"
        MADE = "made", "Made"
        DISCARDED = "discarded", "Thrown away"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="redactions")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=200)
    boxes = models.JSONField(default=list)
    before = models.JSONField(default=list)
    may_stay = models.JSONField(default=list)
    problem = models.TextField(blank=True)
    copy = models.OneToOneField(
        Document, null=True, on_delete=models.PROTECT, related_name="redaction"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "begun_by"],
                condition=Q(state__in=["draft", "waiting"]),
                name="one_open_redaction_each",
            )
        ]

    def __str__(self) -> str:
        return f"redaction {self.pk}"

    def concerns(self):
        return self.document.concerns()


class FileCheck(Row):
    """One pass over all stored files: each is read again and compared with its checksum. `last` is where it stands."""

    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    last = models.UUIDField(null=True)
    checked = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"file check {self.pk}"


class FileDamage(models.Model):
    """A stored file that was not as it was kept when it was last read; mended once it is."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="damage")
    found_at = models.DateTimeField(default=timezone.now)
    is_missing = models.BooleanField(default=False)
    sentence = models.CharField(max_length=400)
    mended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"damage of {self.file_id}"
