from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Family, Person, Team, User
from cases.rows import Row, Work
from documents.models import Document, Page, StoredFile

# What a worker saw in a folder this long ago may be otherwise now.
_STILL_TRUE = timedelta(minutes=2)


class Queued(Work):
    """Work that stands in line: whoever `goes_first` before all others, and each line by `turn` (`scanning.line`)."""

    goes_first = models.BooleanField(default=False, editable=False)
    turn = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class WayIn(Row):
    """Where paper comes from by itself: a folder that a scanner writes into, or a mailbox. Looked at by the worker.

    `answered_for_by` takes the paper in as far as the log is concerned, and must be allowed to at every look: when
    that person has left the team, nothing more is taken until somebody else answers for it.
    """

    class Kind(models.TextChoices):
        FOLDER = "folder", "Folder of a scanner"
        MAIL = "mail", "Mailbox"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = models.CharField(max_length=80)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="ways_in")
    # Below KINFILE_SCAN_FOLDER, or in the mailbox.
    folder = models.CharField(max_length=80)
    is_two_sided = models.BooleanField(default=False)
    # Otherwise what was taken is deleted from the folder, once it is safe here.
    keeps_taken = models.BooleanField(default=True)
    answered_for_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_up_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    # Sentences about what does not work, as of the last look.
    troubles = models.JSONField(default=list, blank=True)
    # Files that wait, as each was at the last look: name -> [size, time, since when it is so, looks, trouble].
    watched = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "way in"
        verbose_name_plural = "ways in"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "folder"],
                condition=Q(stopped_at=None),
                name="a_folder_is_one_way_in",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def coming(self) -> list[str]:
        """Names of files that are being written there, as of a look that was not long ago."""
        if self.looked_at is None or self.looked_at < timezone.now() - _STILL_TRUE:
            return []
        return [name for name, seen in self.watched.items() if not seen[-1]]


class Batch(Row):
    """A stack of paper as it came: box, shelf, operator, sheets counted by hand. Open while any image is left."""

    class CameBy(models.TextChoices):
        UPLOAD = "upload", "Files handed in"
        PHOTO = "photo", "Photographed"
        FOLDER = "folder", "Scanner"
        MAIL = "mail", "E-mail"
        COMMAND = "command", "Command line"

    number = models.PositiveIntegerField(unique=True)
    box = models.CharField(max_length=60, blank=True)
    shelf = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=120, blank=True)
    sheets_counted = models.PositiveIntegerField(null=True, blank=True)
    is_two_sided = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    # ISO 639-3, the likeliest first, separated by blanks.
    languages = models.CharField(max_length=40, default="eng")
    operator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="batches")
    started_at = models.DateTimeField(default=timezone.now)
    # Until then more files may come, and the batch does not close by itself.
    handed_in_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # `scan --case`: the filing a person confirmed when the batch was handed in.
    file_to = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    came_by = models.CharField(max_length=8, choices=CameBy.choices, default=CameBy.UPLOAD)
    way_in = models.ForeignKey(
        WayIn, null=True, blank=True, on_delete=models.PROTECT, related_name="batches"
    )
    # What an e-mail says of itself; anybody can write anything there.
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The file it was begun from: a hint for the desk, and never certain.
    begun_for = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "batches"
        indexes = [
            # What lies open, of all that was ever taken in.
            models.Index(fields=["team"], condition=Q(closed_at__isnull=True), name="open_batches"),
            models.Index(fields=["closed_at"]),
        ]

    def __str__(self) -> str:
        return f"Batch {self.number}"


class CoverSet(Row):
    """Numbered sheets to lay between papers before they are scanned, with what is known of those papers."""

    code = models.CharField(max_length=8, unique=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cover_sets")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    count = models.PositiveSmallIntegerField()
    child = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Document.Kind.choices, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Cover sheets {self.code}"


class Upload(Row, Queued):
    """One file of a batch, kept as it was handed in. Cut into images by a worker."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be opened"
        CUT = "cut", "Opened"
        REFUSED = "refused", "Could not be opened"
        REPEATED = "repeated", "The same file again"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="uploads")
    position = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=400, blank=True)
    # A photograph of a sheet: its corners are looked for, and the picture is straightened for reading and showing.
    is_photo = models.BooleanField(default=False)
    # What became of `Batch.file_to`: set once, so that a filing that a person undid is not done again.
    confirmed_filing = models.ForeignKey(
        "scanning.Filing", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # A file that could not be opened keeps its batch open until somebody says what became of it.
    dealt_with_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="upload_held"),
            models.Index(fields=["state", "-goes_first", "turn"], name="upload_line"),
            models.Index(fields=["batch", "state", "turn"], name="upload_line_of_batch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"], name="upload_position_once_a_batch"
            )
        ]

    def __str__(self) -> str:
        return f"file {self.position}"


class Arrival(Row):
    """What a way in took once, so that it is never taken twice: not after a kill, and not when it comes again.

    `mark`: SHA-256 of a file, or of what makes a message that message.
    """

    way_in = models.ForeignKey(WayIn, on_delete=models.PROTECT, related_name="arrivals")
    mark = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="arrivals")
    at = models.DateTimeField(default=timezone.now)
    # When it was gone from where it lay. Until then it may be found there again after a kill.
    cleared_at = models.DateTimeField(null=True, blank=True)
    came_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["way_in", "mark"], name="an_arrival_is_taken_once")
        ]

    def __str__(self) -> str:
        return f"arrival {self.pk}"


class PartialUpload(Row):
    """A file on its way in, piece by piece; goes on where it broke off. Only for whoever began it.

    The first `received` bytes lie encrypted beside the store, in a folder named by the row's id.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="partial_uploads")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    # What the browser knows of the file, so that the same one is recognised after a reload.
    mark = models.CharField(max_length=80)
    received = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "begun_by", "mark"], name="a_file_is_begun_once_a_batch"
            )
        ]

    def __str__(self) -> str:
        return f"partial upload {self.pk}"


class Image(Row, Queued):
    """One side of a sheet in a batch: read, then filed, or set aside as blank, separator or rejected."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        READ = "read", "To file"
        FAILED = "failed", "Could not be read"
        FILED = "filed", "Filed"
        BLANK = "blank", "Blank"
        SEPARATOR = "separator", "Separator"
        REJECTED = "rejected", "Set aside"

    LEFT = (State.WAITING, State.READ, State.FAILED)
    # A page that still waits to be read may yet turn out blank: nobody decides about it before.
    DECIDABLE = (State.READ, State.FAILED)
    SET_ASIDE = (State.BLANK, State.SEPARATOR, State.REJECTED)

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="images")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="images")
    position = models.PositiveIntegerField()
    number_in_file = models.PositiveIntegerField()
    page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="image")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="images"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    # The back of the sheet whose front stands before it, where fronts and backs came one after the other.
    is_back = models.BooleanField(default=False)
    # How far a person turned it clockwise from how it was read.
    turned_degrees = models.PositiveSmallIntegerField(default=0)
    # A person's word that the corners found in a photograph are not those of the sheet.
    is_whole_picture = models.BooleanField(default=False)
    # A person's word on whether a document begins here; None leaves it to what the page looks like.
    begins_document = models.BooleanField(null=True, blank=True)
    # A cover sheet that Kinfile printed, and which one of its set.
    cover_set = models.ForeignKey(
        CoverSet, null=True, blank=True, on_delete=models.PROTECT, related_name="images"
    )
    cover_number = models.PositiveSmallIntegerField(null=True, blank=True)
    # What is wrong with the picture itself (`scanning.quality.Fault`), and who looked at it.
    faults = models.JSONField(default=list, blank=True)
    faults_seen_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who looked into the stack where the printed page numbers leave a page out (`scanning.leaps`).
    leap_seen_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Rejected because a better picture of the same sheet lies in the batch: the sheet is counted once.
    was_scanned_again = models.BooleanField(default=False)
    # Rejected because this page shows the same sheet.
    duplicate_of = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What the text says of itself (`scanning.cues.Cues`), so that a long list need not read every page again.
    cues = models.JSONField(default=dict, blank=True)
    # What lay on the scanner here is an original to keep or to give back: a certificate, a photograph, a keepsake.
    original = models.ForeignKey(
        "scanning.Original", null=True, blank=True, on_delete=models.SET_NULL, related_name="images"
    )
    urgent_at = models.DateTimeField(null=True, blank=True)
    urgent_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    urgent_for = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # No index of its own: nobody has seen most pages, and whoever began with those would read through them all.
    urgent_seen_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    urgent_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            # Few of very many pages, and asked for with most questions of who may see what.
            models.Index(
                fields=["urgent_at"], condition=Q(urgent_at__isnull=False), name="urgent_images"
            ),
            models.Index(fields=["state", "lease_until"]),
            models.Index(fields=["state", "-goes_first", "turn"], name="image_line"),
            models.Index(fields=["batch", "state", "turn"], name="image_line_of_batch"),
            models.Index(fields=["batch", "position"], name="image_place_in_batch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "number_in_file"], name="image_once_a_place_in_a_file"
            ),
            models.CheckConstraint(
                condition=Q(state="filed", document__isnull=False) | ~Q(state="filed"),
                name="a_filed_image_has_its_document",
            ),
        ]

    def __str__(self) -> str:
        return f"image {self.position}"


class PageMark(Row):
    """How a page is known again: its picture as `scanning.likeness` keeps it, and when it was compared."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="mark")
    picture = models.BinaryField(default=b"")
    compared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["page"], condition=Q(compared_at=None), name="marks_to_compare")
        ]

    def __str__(self) -> str:
        return f"mark of {self.page_id}"


class PageKey(models.Model):
    """One of the keys that pages which may belong together share: parts of picture and text, references, numbers.

    Says nothing by itself, and is looked up by its number alone, however many pages there are.
    """

    key = models.BigIntegerField()
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        indexes = [models.Index(fields=["key", "page"], name="pages_by_key")]

    def __str__(self) -> str:
        return f"key {self.key}"


class Likeness(Row):
    """A page on the desk that looks like `page`, which came another time or another way. Who decides has the last word.

    `picture` and `text`: 0 to 100, how far the two signs agree; `text` is None where too little could be read.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="likenesses")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    picture = models.PositiveSmallIntegerField()
    text = models.PositiveSmallIntegerField(null=True)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-picture"]
        verbose_name_plural = "likenesses"
        constraints = [
            models.UniqueConstraint(fields=["image", "page"], name="a_likeness_is_noted_once")
        ]

    def __str__(self) -> str:
        return f"likeness {self.pk}"


class SecondReading(Row, Work):
    """A page's turn with the second engine, after the first has read it. Outlives the page's filing.

    `risk`: 0 to 100, how likely the first reading is wrong where it matters; 200 where somebody waits for the page.
    `is_pressing`: what the first engine is known to read badly, which is taken before all the rest.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for the second engine"
        # Old paper, for a worker that stays: whoever empties the queues by hand does not wait for it.
        SPARE = "spare", "When nothing else is left"
        DONE = "done", "Read by both engines"
        FAILED = "failed", "Read by the first engine only"

    image = models.OneToOneField(Image, on_delete=models.CASCADE, related_name="second_reading")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    is_pressing = models.BooleanField(default=False)
    goes_first = models.BooleanField(default=False, editable=False)
    risk = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-is_pressing", "-risk", "asked_at"]
        indexes = [
            models.Index(fields=["state", "lease_until"]),
            models.Index(
                fields=["state", "-is_pressing", "-goes_first", "-risk", "asked_at"],
                name="second_reading_line",
            ),
        ]

    def __str__(self) -> str:
        return f"second reading of {self.image_id}"


class Filing(Row):
    """One act of filing, so that it can be undone whole: which images became which document, for whom."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="filings")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="filing")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True)
    family = models.ForeignKey(
        Family, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"filing {self.pk}"


class SecondLook(Row):
    """A filing that waits for, or had, the eyes of somebody else than whoever filed it.

    `reasons`: sentences. `is_sample`: drawn by lot, and in the file meanwhile; otherwise its document is held back.
    `agreed`: None while it waits.
    """

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="second_look")
    reasons = models.JSONField(default=list)
    is_sample = models.BooleanField(default=False)
    is_restricted = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["asked_at"]
        indexes = [
            # What waits and what the lot drew, of many that were looked at long ago.
            models.Index(
                fields=["filing"], condition=Q(agreed__isnull=True), name="second_looks_waiting"
            ),
            models.Index(
                fields=["filing", "agreed"], condition=Q(is_sample=True), name="second_looks_drawn"
            ),
        ]

    def __str__(self) -> str:
        return f"second look {self.pk}"


class Reordering(Row):
    """Fronts and backs of a batch laid together: the order before, so that it can be undone."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="reorderings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField()
    after = models.JSONField()
    was_two_sided = models.BooleanField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"reordering {self.pk}"


class Original(Row):
    """Something in a box that must not go with its paper: a birth certificate, a photograph, a keepsake.

    Marked by the desk, on pages or without any; then kept in a place of its own, or given back to somebody.
    """

    class Kind(models.TextChoices):
        BIRTH = "birth", "Birth certificate"
        PASSPORT = "passport", "Passport or identity card"
        PHOTOGRAPH = "photograph", "Photograph"
        KEEPSAKE = "keepsake", "Keepsake"
        SEAL = "seal", "Court paper with a seal"
        OTHER = "other", "Another original"

    class Wanted(models.TextChoices):
        RETURN = "return", "Give back"
        KEEP = "keep", "Keep"

    class How(models.TextChoices):
        SIGNED = "signed", "Handed over, and the receipt signed"
        POST = "post", "Sent by post that is signed for"
        WITNESS = "witness", "Handed over before a colleague"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="originals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    wanted = models.CharField(max_length=6, choices=Wanted.choices)
    description = models.CharField(max_length=200, blank=True)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)
    # Where it is kept, once it is out of the box.
    kept_in = models.CharField(max_length=120, blank=True)
    returned_to = models.CharField(max_length=120, blank=True)
    returned_how = models.CharField(max_length=8, choices=How.choices, blank=True)
    # The number of the post, the colleague's name, or where the signed receipt lies.
    receipt = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["marked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_on=None) | ~Q(kept_in="") | ~Q(returned_to=""),
                name="a_settled_original_is_somewhere",
            )
        ]

    def __str__(self) -> str:
        return f"original {self.pk}"

    def concerns(self):
        about = "page__document_pages__document__about"
        return set(self.images.values_list(about, flat=True)) - {None}


class PaperPlace(Row):
    """Where the paper of a batch was put to stay, as somebody said last. Nothing is destroyed by saying so."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="places")
    box = models.CharField(max_length=60)
    shelf = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"place {self.pk}"


class Certificate(Row):
    """What was destroyed, when, and on whose word: the facts, and the page that was set of them. Never changed.

    The page holds no case words and is kept here as it is, so that it outlives every key.
    """

    class Kind(models.TextChoices):
        PAPER = "paper", "Paper"
        RAW = "raw", "Files as they were handed in"

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="certificates")
    facts = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Certificate {self.number}"


class Destruction(Row):
    """The way of a batch's paper to the shredder: a sample compared, a signature, and what was done in the end.

    `percent` and `least`: the rule by which the sample was drawn; `images`: how many there were to draw from.
    `ended_at`: when it was done, called off, or stopped because a page of the sample was bad.
    """

    class End(models.TextChoices):
        DONE = "done", "Destroyed"
        BAD = "bad", "Stopped: a page of the sample was bad"
        OFF = "off", "Called off"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="destructions")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    percent = models.PositiveSmallIntegerField()
    least = models.PositiveIntegerField()
    images = models.PositiveIntegerField()
    # After a bad sample every page is compared.
    is_full = models.BooleanField(default=False)
    signed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=120, blank=True)
    destroyed_on = models.DateField(null=True, blank=True)
    destroyed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    certificate = models.OneToOneField(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="destruction"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=4, choices=End.choices, blank=True)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(ended_at=None), name="one_destruction_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"destruction {self.pk}"


class SampledPage(Row):
    """A page to be compared with its paper before that is destroyed. `is_good`: None until somebody did."""

    class Fault(models.TextChoices):
        MISSING = "missing", "The paper shows a side that is not in the picture"
        UNREADABLE = "unreadable", "The picture cannot be read, and the paper can"
        CUT = "cut", "Something at the edge is cut off or covered"
        OTHER = "other", "It is the picture of another sheet"
        ASIDE = "aside", "It was set aside, and there is something on it"

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="sample")
    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="samples")
    is_good = models.BooleanField(null=True)
    fault = models.CharField(max_length=10, choices=Fault.choices, blank=True)
    compared_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    compared_at = models.DateTimeField(null=True, blank=True)
    # Of a bad page, in a full check: the batch in which its sheet came through the scanner again.
    again_in = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["image__position"]
        constraints = [
            models.UniqueConstraint(fields=["destruction", "image"], name="a_page_is_sampled_once")
        ]

    def __str__(self) -> str:
        return f"sampled page {self.pk}"


class RawKeeping(Row):
    """Whether the files of a batch, as they were handed in, may go yet: what was found at the last look."""

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="raw_keeping")
    looked_at = models.DateTimeField(null=True, blank=True)
    # Sentences that say why they stay, though their time has come.
    troubles = models.JSONField(default=list, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    certificate = models.OneToOneField(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="raw_keeping"
    )

    class Meta:
        verbose_name_plural = "raw keepings"

    def __str__(self) -> str:
        return f"raw keeping {self.pk}"
