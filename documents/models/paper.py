from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import Person, User
from cases.rows import Row
from documents.models.exemplars import ExemplarVersion
from documents.models.files import Page
from documents.models.records import AnswerVersion, Record
from documents.models.sharing import Release, Signature


class PaperForm(Row):
    """A form printed for one record, or a release printed for signing, and where everything lies on it.

    `layout`: page by page what `documents.paper_forms.Spot` says of its boxes and strips. `child`: whose part of the
    record it asks for, beside what is shared.
    """

    class Kind(models.TextChoices):
        FORM = "form", "Form to fill in"
        SIGNING = "signing", "Copy to sign"

    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FORM)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="paper_forms")
    version = models.ForeignKey(ExemplarVersion, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    release = models.ForeignKey(
        Release, null=True, blank=True, on_delete=models.PROTECT, related_name="paper_forms"
    )
    language = models.CharField(max_length=8, default="en")
    is_large = models.BooleanField(default=False)
    is_for_family = models.BooleanField(default=True)
    layout = models.JSONField(default=list)
    layout_sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="form", release=None) | Q(kind="signing", release__isnull=False),
                name="a_copy_to_sign_has_its_release",
            )
        ]

    def __str__(self) -> str:
        return f"paper form {self.pk}"

    @property
    def count(self) -> int:
        return len(self.layout)

    def concerns(self):
        if self.release is not None:
            return self.release.concerns()
        return {self.child_id} if self.child_id else self.record.concerns()


class FormSheet(Row):
    """A page that came through the scanner with the code of a paper form, and what its boxes say.

    `form`: None for a code that was not printed here. `fit`: nine numbers, row by row, that take millimetres on the
    printed page to parts of the width and height of the upright page; empty where the corner marks were not found.
    `marks`: by the number of a spot of the page, what `scanning.form_marks` found there and how much of it is ink.
    """

    page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="form_sheet")
    form = models.ForeignKey(
        PaperForm, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    number = models.PositiveSmallIntegerField()
    fit = models.JSONField(default=list, blank=True)
    marks = models.JSONField(default=dict, blank=True)
    came_at = models.DateTimeField(default=timezone.now)
    signature = models.OneToOneField(
        Signature, null=True, blank=True, on_delete=models.PROTECT, related_name="form_sheet"
    )

    class Meta:
        ordering = ["number", "came_at"]

    def __str__(self) -> str:
        return f"form sheet {self.pk}"

    def concerns(self):
        return self.form.concerns() if self.form else self.page.concerns()


class PaperAnswer(Row):
    """What somebody decided about one question of a sheet: taken into the record, taken with changes, or left."""

    class Decision(models.TextChoices):
        TAKEN = "taken", "Taken as it was read"
        CHANGED = "changed", "Taken with changes"
        LEFT = "left", "Left on the paper"

    sheet = models.ForeignKey(FormSheet, on_delete=models.PROTECT, related_name="answers")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="paper_answers")
    question = models.CharField(max_length=80)
    decision = models.CharField(max_length=8, choices=Decision.choices)
    version = models.ForeignKey(
        AnswerVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="paper"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "record", "question"], name="decided_once_a_question_on_paper"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.sheet_id}"

    def concerns(self):
        return self.sheet.concerns()
