"""What people type about the people around a child, and about a child whose file is to be opened."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from cases.known import Alike
from cases.models import Person, PersonName, Relationship, Role, Team, User
from portal.access_forms import DAY_WRONG, StaffField
from portal.templatetags.kinfile import kin_age, kin_date

NEW = "new"


def _day(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput,
        help_text=help_text,
        error_messages={"invalid": DAY_WRONG},
    )


class LookForm(forms.Form):
    """Who it is, before anything else is typed: somebody who is known already is not typed twice."""

    name = forms.CharField(
        label="Full name",
        max_length=200,
        help_text="First and last name, as this person writes it.",
        error_messages={
            "required": "Type the name. “Baby Moss” will do for a child not named yet."
        },
    )
    born_on = _day("Date of birth", "Leave it empty if it is not known.")

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_born_on(self) -> date | None:
        day = self.cleaned_data["born_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("This day is still to come. It can be an expected date.")
        return day


class PersonForm(LookForm):
    other_names = forms.CharField(
        label="Other names",
        required=False,
        max_length=1000,
        widget=forms.Textarea,
        help_text="One a line: also known as, called at home, another spelling.",
    )
    expected_on = _day("Expected date of birth", "For a child not born yet.")
    sex = forms.ChoiceField(
        label="Sex",
        choices=Person._meta.get_field("sex").flatchoices,
        initial="U",
        widget=forms.RadioSelect,
    )
    pronouns = forms.CharField(
        label="He, she, they", required=False, max_length=20, help_text="As they say it."
    )
    first_language = forms.CharField(label="First language", required=False, max_length=60)
    communication_needs = forms.CharField(
        label="How to talk with this person",
        required=False,
        max_length=300,
        help_text="An interpreter, large print, signs, time to answer.",
    )

    def details(self) -> dict[str, Any]:
        """The arguments of `cases.actions.add_person`, but for `by`."""
        data = self.cleaned_data
        lines = (" ".join(line.split()) for line in data["other_names"].splitlines())
        names = [name[:200] for name in lines if name and name != data["name"]]
        plain = "name born_on expected_on sex pronouns first_language communication_needs".split()
        return {
            **{field: data[field] for field in plain},
            "other_names": list(dict.fromkeys(names)),
        }


class EditPersonForm(PersonForm):
    died_on = _day("Died on")

    @staticmethod
    def of(person: Person) -> dict[str, Any]:
        fields = "name born_on expected_on died_on sex pronouns first_language communication_needs"
        aliases = person.names.filter(kind=PersonName.Kind.ALIAS)
        return {
            **{field: getattr(person, field) for field in fields.split()},
            "other_names": "\n".join(row.name for row in aliases),
        }

    def details(self) -> dict[str, Any]:
        return {**super().details(), "died_on": self.cleaned_data["died_on"]}


class WhoField(forms.ChoiceField):
    """Which of the people found it is, or nobody of them. Only they can be chosen."""

    def __init__(self, found: Sequence[Alike]) -> None:
        super().__init__(
            label="Is it one of these?",
            choices=[
                *((str(one.person.pk), _line(one)) for one in found),
                (NEW, "No: somebody else, who is not written down yet"),
            ],
            widget=forms.RadioSelect,
            error_messages={
                "required": "Say whether it is one of these people, so that nobody is written down twice."
            },
        )


def _line(one: Alike) -> str:
    person = one.person
    born = f", {kin_age(person.born_on, person.died_on)}, born {kin_date(person.born_on)}"
    return f"{person.name}{born if person.born_on else ''}" + (
        f": {one.known_as}" if one.known_as else ""
    )


class AddForm(PersonForm):
    """Somebody around a child: who of those found it is, or somebody new, and who they are to whom."""

    kind = forms.ChoiceField(
        label="This person is the",
        choices=[("", "Choose"), *Relationship.Kind.choices],
        error_messages={"required": "Say who this person is: mother, foster carer, and so on."},
    )
    other = forms.ModelChoiceField(label="of", queryset=Person.objects.none(), empty_label=None)
    from_on = _day("Since when?", "For a partner, carer or step-parent. Leave it empty by birth.")
    source = forms.CharField(
        label="How is that known?",
        required=False,
        max_length=200,
        help_text="Such as “said by Kerry”, “birth certificate seen”.",
    )
    joins = forms.BooleanField(label="Counts as one of the family", required=False)
    field_order = ("who", "kind", "other", "from_on", "source", "joins")

    def __init__(
        self,
        *args: Any,
        child: Person,
        others: Iterable[Person],
        found: Sequence[Alike],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(one.person.pk): one.person for one in found}
        if found:
            self.fields["who"] = WhoField(found)
        self.order_fields(self.field_order)
        other: Any = self.fields["other"]
        other.queryset = Person.objects.of(pk__in=[child.pk, *(person.pk for person in others)])
        other.initial = child.pk

    def addition(self) -> dict[str, Any]:
        """The arguments of `cases.actions.add_around`, but for `by` and `child`."""
        data = self.cleaned_data
        return {
            "person": self.found.get(data.get("who", NEW)),
            "details": self.details(),
            **{field: data[field] for field in ("kind", "other", "from_on", "source", "joins")},
        }


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label="Who is it?", choices=Relationship.Kind.choices)
    from_on = _day("Since")
    until_on = _day("Until", "Leave it empty as long as it is so.")
    source = forms.CharField(label="How is that known?", required=False, max_length=200)


class ResponsibilityForm(forms.Form):
    holder = forms.ModelChoiceField(
        label="Who holds it?",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Somebody who is not written down here",
    )
    holder_name = forms.CharField(
        label="Name, if not one of them",
        required=False,
        max_length=200,
        help_text="Such as “the council, under the care order”.",
    )
    source = forms.CharField(
        label="What does it come from?",
        max_length=200,
        help_text="Such as “mother”, “named on the birth certificate”, “order of 3 March 2026”.",
        error_messages={
            "required": "Say what it comes from: birth, certificate, agreement or order."
        },
    )
    document_seen = forms.BooleanField(label="I have seen the paper", required=False)
    from_on = _day("Since")
    until_on = _day("Until", "Leave it empty as long as it holds.")
    limits = forms.CharField(
        label="Limits",
        required=False,
        max_length=300,
        help_text="What an order forbids or leaves to somebody else.",
    )
    delegated = forms.CharField(
        label="Decisions handed to others",
        required=False,
        max_length=300,
        help_text="Such as “haircuts and school trips: foster carer”.",
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["holder"]
        field.queryset = Person.objects.of(pk__in=[person.pk for person in people])

    def clean(self) -> None:
        data = self.cleaned_data
        if not data.get("holder") and not data.get("holder_name"):
            self.add_error("holder_name", "Choose a person above, or type who holds it.")


class OpenFileForm(PersonForm):
    """A child whose case file is opened now."""

    reason = forms.CharField(
        label="Why does the council work with this child?",
        max_length=200,
        help_text="In a few words, such as “referral by the school: hungry, often absent”.",
        error_messages={"required": "Say in a few words why the file is opened."},
    )
    on = _day("Since which day?", required=True)
    team = forms.ModelChoiceField(
        label="Which team holds it?", queryset=Team.objects.none(), empty_label=None
    )
    worker = StaffField(
        label="Who holds it?", required=False, empty_label="Nobody yet: the team holds it"
    )
    is_another = forms.BooleanField(
        label="I rang, and this is another child",
        error_messages={
            "required": "A child of this name and birth date has a file. Ring first; tick this if it is another child."
        },
    )
    field_order = ("is_another", "who", "reason", "on", "team", "worker")

    def __init__(
        self, *args: Any, by: User, found: Sequence[Alike], has_file: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not has_file:
            del self.fields["is_another"]
        self.found = {str(one.person.pk): one.person for one in found}
        if found:
            self.fields["who"] = WhoField(found)
        self.order_fields(self.field_order)
        team: Any = self.fields["team"]
        team.queryset = by.teams
        worker: Any = self.fields["worker"]
        worker.queryset = worker.queryset.filter(
            memberships__team__in=by.teams, role__in=[Role.PRACTITIONER, Role.MANAGER, Role.DUTY]
        ).distinct()
        self.fields["on"].initial = timezone.localdate

    def clean(self) -> None:
        data = self.cleaned_data
        if data.get("on") and data["on"] > timezone.localdate():
            self.add_error("on", "This day is still to come. Open the file when the work begins.")
        if not self.errors and not data["born_on"] and not data["expected_on"]:
            self.add_error("expected_on", "Type the date of birth, or the expected one.")

    def opening(self) -> dict[str, Any]:
        """The arguments of `cases.actions.open_file_for`, but for `by`."""
        data = self.cleaned_data
        return {
            "child": self.found.get(data.get("who", NEW)),
            "details": self.details(),
            **{field: data[field] for field in ("reason", "on", "team", "worker")},
        }
