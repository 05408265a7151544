"""What people said about words that a machine was not sure of."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.models import User
from cases.rows import Row
from documents.models.files import Page, Reading


class DoubtfulWord(Row):
    """A word of a page that a person should look at, as `documents.readings.Doubt` says; one row a place on the page.

    `at`: its place among the words of the current reading. `text`: what people found to stand there, "" for nothing;
    meaningful once it is settled.
    """

    class Kind(models.TextChoices):
        NAME = "name", "Name"
        DATE = "date", "Date"
        NUMBER = "number", "Number"
        WORD = "word", "Other word"

    class State(models.TextChoices):
        OPEN = "open", "Waiting for a person"
        SETTLED = "settled", "Settled by people"
        DROPPED = "dropped", "Read clearly by a later reading"
        TYPED = "typed", "Its whole page was typed"

    class Outcome(models.TextChoices):
        RIGHT = "right", "Right as it was read"
        WRONG = "wrong", "Read wrongly"
        UNREADABLE = "unreadable", "Nobody can read it"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="doubtful_words")
    at = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    read = models.CharField(max_length=300, blank=True)
    other = models.CharField(max_length=300, blank=True)
    engine = models.CharField(max_length=80, blank=True)
    other_engine = models.CharField(max_length=80, blank=True)
    left = models.IntegerField()
    top = models.IntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    confidence = models.PositiveSmallIntegerField(default=0)
    risk = models.PositiveSmallIntegerField(default=0)
    found_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    text = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-risk", "at"]
        indexes = [
            models.Index(
                fields=["-risk", "page", "at"], condition=Q(state="open"), name="words_to_check"
            ),
            models.Index(fields=["state", "settled_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at} of {self.page_id}"

    @property
    def box(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.width, self.height

    def concerns(self):
        return self.page.concerns()


class WordCheck(Row):
    """What one person said about one doubtful word. `text`: what stands there, whoever read it so before."""

    class Verdict(models.TextChoices):
        RIGHT = "right", "Right as it was read"
        CORRECTED = "corrected", "Corrected"
        UNREADABLE = "unreadable", "Cannot be read"
        SKIPPED = "skipped", "Left to others"

    word = models.ForeignKey(DoubtfulWord, on_delete=models.CASCADE, related_name="checks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    text = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["by", "-at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["word", "by"],
                condition=Q(undone_at=None),
                name="one_answer_a_person_and_word",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"

    def concerns(self):
        return self.word.concerns()


class CheckingTurn(Row):
    """Somebody has a page in hand to check its words: others are led to other pages until `until`."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="checking_turns")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "by"], name="one_turn_a_person_and_page")
        ]

    def __str__(self) -> str:
        return f"turn {self.pk}"


class Typing(Row):
    """A page that a person typed: the reading that was made, and the one that was shown before it."""

    made = models.OneToOneField(Reading, on_delete=models.CASCADE, related_name="typing")
    before = models.ForeignKey(
        Reading, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"typing {self.pk}"
