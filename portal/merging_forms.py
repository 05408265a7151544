"""What people say about two rows that may be one human."""

from typing import Any

from django import forms

from cases import references
from cases.models import Person
from portal.templatetags.kinfile import kin_age


def called(person: Person) -> str:
    """Who somebody is, on one line."""
    age = f", {kin_age(person.born_on, person.died_on)}" if person.born_on else ""
    number = f", {person.reference}" if person.reference else ", no case file"
    return f"{person.name}{age}{number}"


class FindPairForm(forms.Form):
    """Two files by their numbers, for a pair that the list does not have."""

    one = forms.CharField(label="Number of one case file", max_length=20)
    other = forms.CharField(label="Number of the other", max_length=20)

    def clean(self) -> None:
        for name in ("one", "other"):
            if typed := self.cleaned_data.get(name):
                if number := references.normal(typed):
                    self.cleaned_data[name] = number
                else:
                    self.add_error(name, "This is no number of a case file, such as K-10427.")


class MergeForm(forms.Form):
    keep = forms.ChoiceField(
        label="Which one stays?",
        widget=forms.RadioSelect,
        help_text="Name and number of the other lead to it from then on.",
        error_messages={"required": "Choose which of the two stays."},
    )
    reason = forms.CharField(
        label="How do you know that this is one person?",
        widget=forms.Textarea,
        max_length=300,
        help_text="Such as “the same birth certificate”, “the mother says so, and the school”.",
        error_messages={"required": "Say in a sentence how you know that this is one person."},
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep: Any = self.fields["keep"]
        keep.choices = [(str(person.pk), called(person)) for person in people]
        if len(people) == 1:
            keep.initial = str(people[0].pk)


class NotSameForm(forms.Form):
    why = forms.CharField(
        label="How do you know that they are two?", required=False, max_length=300
    )


class UndoMergeForm(forms.Form):
    reason = forms.CharField(
        label="How do you know that they are two?",
        widget=forms.Textarea,
        max_length=300,
        error_messages={"required": "Say in a sentence how you know that these are two people."},
    )
