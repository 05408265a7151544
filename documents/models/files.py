from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Family, Person, User
from cases.rows import Row
from documents.dates import PaperDate, Precision


class StoredFile(Row):
    """An immutable file in the encrypted store, readable only with its `wrapped_key`.

    Destroying that erases every copy of the file, once no older copy of the database holds the key either. The row
    stays: it says what there was, and when it was destroyed.
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    wrapped_key = models.BinaryField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    # From then on `wrapped_key` is empty, and the file is gone or as good as gone.
    destroyed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Page(Row):
    """An immutable place in a stored file."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="pages")
    index = models.PositiveIntegerField(default=0)
    # A page that must not be seen. Who locked it, and who opened it again and why, stands in `PageLock`.
    locked_at = models.DateTimeField(null=True, blank=True)
    # A photograph to be seen as it was taken. Boxes of words count in the straightened picture all the same.
    is_shown_whole = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # Hardly any of very many pages, and kept out of nearly every answer.
            models.Index(
                fields=["locked_at"], condition=Q(locked_at__isnull=False), name="locked_pages"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["file", "index"], name="page_once_a_place")]

    def __str__(self) -> str:
        return str(self.pk)

    def concerns(self):
        return set(self.document_pages.values_list("document__about", flat=True)) - {None}

    @property
    def reading(self):
        """The current reading, or None while the page waits to be read. One query unless prefetched."""
        return next((reading for reading in self.readings.all() if reading.is_current), None)


class Reading(Row):
    """What an engine, or a person, read on a page. Exactly one reading of a page is current.

    `words`: compressed JSON rows [text, left, top, width, height, confidence, engine] in pixels of the upright page,
    which is `width` x `height`; `engine` only where it is not that of the reading. `view` and `thumbnail` are pictures
    of the upright page made for the screen, `whole` the photograph it was cut out of, where it was. `doubts`: words
    for a person to look at, as `documents.readings.Doubt`.
    """

    class Looks(models.TextChoices):
        PRINT = "", "Print"
        HANDWRITING = "handwriting", "Handwriting"
        FORM = "form", "Form"
        TABLE = "table", "Table"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="readings")
    read_as = models.CharField(max_length=12)
    engine = models.CharField(max_length=80)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(blank=True)
    words = models.BinaryField(default=b"")
    confidence = models.FloatField(default=0)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    dpi = models.PositiveIntegerField(default=0)
    angle_degrees = models.SmallIntegerField(default=0)
    # How far the page was straightened after that, anticlockwise; None where nobody wrote it down.
    skew_degrees = models.FloatField(null=True)
    view = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    thumbnail = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    whole = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    notes = models.JSONField(default=list)
    looks_like = models.CharField(max_length=12, choices=Looks.choices, blank=True)
    doubts = models.JSONField(default=list, blank=True)
    # How much is at stake in the doubts, so that the riskiest pages are looked at first; 0 where there are none.
    doubt_risk = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(is_current=True), name="one_current_reading_a_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.engine} of {self.page_id}"


class Document(Row):
    """Pages filed together: a letter, a form, a volume. Pages are pointers: splitting and moving read nothing again."""

    class Kind(models.TextChoices):
        LETTER = "letter", "Letter"
        REPORT = "report", "Report"
        FORM = "form", "Form"
        NOTE = "note", "Note"
        MINUTES = "minutes", "Minutes"
        COURT = "court", "Court paper"
        EMAIL = "email", "E-mail"
        PHOTOGRAPH = "photograph", "Photograph"
        CERTIFICATE = "certificate", "Certificate"
        VOLUME = "volume", "Paper file"
        OTHER = "other", "Other paper"

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.LETTER)
    sender = models.CharField(max_length=200, blank=True)
    # The first day that `dated_to` leaves open: a paper that says "October 2026", or nothing, is filed all the same.
    dated_on = models.DateField()
    dated_to = models.CharField(
        max_length=5, choices=[(one, one) for one in Precision], default=Precision.DAY
    )
    about = models.ManyToManyField(Person, related_name="documents")
    family = models.ForeignKey(
        Family, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    is_sensitive_picture = models.BooleanField(default=False)
    is_in_confidence = models.BooleanField(default=False)
    telling = models.CharField(max_length=300, blank=True)
    # What a photograph shows, in the words of whoever filed it.
    caption = models.CharField(max_length=300, blank=True)
    redacted_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="redacted_copies"
    )
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Filed, but not in the file yet: a second person looks whose it is first.
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-dated_on", "id"]
        indexes = [models.Index(fields=["-dated_on", "id"])]

    def __str__(self) -> str:
        return self.title

    @property
    def date_words(self) -> str:
        """What stands instead of a day where the paper gives none, such as "Oct 2026"; "" where it gives one."""
        return PaperDate(self.dated_on, Precision(self.dated_to)).words


class DocumentPage(Row):
    """A pointer: this page stands at this place of this document, turned so."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="document_pages")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="document_pages")
    number = models.PositiveIntegerField()
    turned_degrees = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="page_number_once_a_document"
            ),
            models.UniqueConstraint(fields=["page"], name="page_in_one_document"),
        ]

    def __str__(self) -> str:
        return f"page {self.number}"


class PageEdit(Row):
    """One change of where filed pages stand, so that it can be undone whole.

    `before` and `after`: by document id the rows [page id, number, turned degrees], and whether it is withdrawn.
    """

    class Kind(models.TextChoices):
        SPLIT = "split", "Split"
        MERGED = "merged", "Put together"
        ORDERED = "ordered", "Order changed"
        TURNED = "turned", "Turned"
        MOVED = "moved", "Moved"
        JOINED = "joined", "Page added from the desk"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    documents = models.ManyToManyField(Document, related_name="page_edits")
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"page edit {self.pk}"


class Misfiling(Row):
    """Pages lay in a file they did not belong to, and somebody saw them there: kept until a manager acted on it.

    `about`: in whose file they lay. `since`: when they came there.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="misfilings")
    about = models.ManyToManyField(Person, related_name="+")
    pages = models.JSONField(default=list)
    since = models.DateTimeField()
    found_at = models.DateTimeField(default=timezone.now)
    found_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_words = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-found_at"]

    def __str__(self) -> str:
        return f"misfiling {self.pk}"


class Sighting(Row):
    """Somebody saw pages where they did not belong. `how` is the code of the audit log; `number` a page, as it was."""

    misfiling = models.ForeignKey(Misfiling, on_delete=models.CASCADE, related_name="sightings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    how = models.CharField(max_length=80)
    number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.how} at {self.at:%Y-%m-%d %H:%M}"
