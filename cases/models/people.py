from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.rows import Row


class Closure(models.TextChoices):
    OPEN = "open", "Team file"
    RESTRICTED = "restricted", "Restricted to named people"
    SEALED = "sealed", "Sealed"


class Person(Row):
    """One row per human, whatever role. A child with a `reference` has a case file."""

    name = models.CharField(max_length=200)
    born_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    sex = models.CharField(
        max_length=1,
        choices=[("F", "Female"), ("M", "Male"), ("U", "Not known")],
        default="U",
    )
    pronouns = models.CharField(max_length=20, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    communication_needs = models.CharField(max_length=300, blank=True)
    ethnicity = models.CharField(max_length=4, blank=True)
    is_disabled = models.BooleanField(default=False)
    reference = models.CharField(max_length=20, unique=True, null=True, blank=True)
    closure = models.CharField(max_length=12, choices=Closure.choices, default=Closure.OPEN)
    closure_reason = models.CharField(max_length=300, blank=True)
    closure_owner = models.ForeignKey(
        "cases.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closure_review_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["born_on"]), models.Index(fields=["closure"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closure="open") | Q(closure_owner__isnull=False),
                name="a_closed_file_has_an_owner",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def age_on(self, day: date | None = None) -> int | None:
        """Whole years on `day` (default today), or None when the birth date is not known or still to come."""
        day = min(day or timezone.localdate(), self.died_on or date.max)
        if self.born_on is None or self.born_on > day:
            return None
        return (
            day.year
            - self.born_on.year
            - ((day.month, day.day) < (self.born_on.month, self.born_on.day))
        )

    def concerns(self):
        return {self.pk}

    @property
    def age(self) -> int | None:
        return self.age_on()

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name else ""


class CaseNumber(models.Model):
    """Hands out the numbers of case files: the row's own key, never given twice."""

    def __str__(self) -> str:
        return str(self.pk)


class PersonName(Row):
    """Another name of a person: former, alias, how they are called."""

    class Kind(models.TextChoices):
        BIRTH = "birth", "Name at birth"
        FORMER = "former", "Former name"
        ALIAS = "alias", "Also known as"
        KNOWN_AS = "known_as", "Known as"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class NameWord(models.Model):
    """A word of a name that somebody bears, so that people are found by it without reading through everybody.

    Follows `Person.name` and `PersonName` (`cases.name_words`). `word` is folded, `sound` its key. Beside the last word
    of a name of several stands how the name is met on paper, its first word and this one: as it is spelt, as it sounds.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_words")
    word = models.CharField(max_length=200)
    sound = models.CharField(max_length=8, blank=True)
    as_spelt = models.CharField(max_length=210, blank=True)
    as_said = models.CharField(max_length=210, blank=True)

    class Meta:
        indexes = [
            # What begins with some letters is looked for too, whatever order of letters the database keeps.
            models.Index(
                fields=["word", "as_spelt"],
                name="people_by_word",
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
            ),
            models.Index(fields=["sound"], name="people_by_sound"),
            models.Index(fields=["as_spelt"], name="people_as_spelt"),
            models.Index(fields=["as_said"], name="people_as_said"),
        ]

    def __str__(self) -> str:
        return f"word of {self.person_id}"


class Identifier(Row):
    """A number somebody else gave this person."""

    class Kind(models.TextChoices):
        NHS = "nhs", "NHS number"
        UPN = "upn", "Unique pupil number"
        LEGACY = "legacy", "Number in an earlier system"
        FILE = "file", "Case file put together with this one"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "value"], name="identifier_once_a_person"
            )
        ]
        indexes = [models.Index(fields=["value", "kind"], name="people_by_number")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


class Address(Row):
    """Where a person lives or lived. `is_confidential` keeps it from everybody outside the council."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    text = models.CharField(max_length=300)
    postcode = models.CharField(max_length=10, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    is_confidential = models.BooleanField(default=False)

    class Meta:
        ordering = ["-from_on", "id"]

    def __str__(self) -> str:
        return self.text


class ContactDetail(Row):
    """How a person can safely be reached."""

    class Kind(models.TextChoices):
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Telephone"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contact_details")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=200)
    is_safe = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.value


class Relationship(Row):
    """`person` is the `kind` of `other`, from a day to a day: Kerry is the mother of Rowan."""

    class Kind(models.TextChoices):
        MOTHER = "mother", "mother"
        FATHER = "father", "father"
        STEP_PARENT = "step_parent", "step-parent"
        PARTNER = "partner", "partner"
        SIBLING = "sibling", "brother or sister"
        HALF_SIBLING = "half_sibling", "half-brother or half-sister"
        GRANDPARENT = "grandparent", "grandparent"
        AUNT_UNCLE = "aunt_uncle", "aunt or uncle"
        FOSTER_CARER = "foster_carer", "foster carer"
        OTHER = "other", "other"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="related_from")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=models.F("other")), name="nobody_is_related_to_themselves"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} is the {self.get_kind_display()} of {self.other}"


class ParentalResponsibility(Row):
    """Who holds parental responsibility for a child, since when, and how that is known."""

    child = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="responsibility_held_by"
    )
    holder = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="responsibility_for"
    )
    holder_name = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    document_seen = models.BooleanField(default=False)
    limits = models.CharField(max_length=300, blank=True)
    delegated = models.CharField(max_length=300, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.holder or self.holder_name} for {self.child}"


class Family(Row):
    """People grouped over time. Has a volume of its own for papers about several of them."""

    name = models.CharField(max_length=200)
    members = models.ManyToManyField(Person, through="FamilyMembership", related_name="families")

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.name


class FamilyMembership(Row):
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="family_memberships")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person", "from_on"], name="family_membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.family}"
