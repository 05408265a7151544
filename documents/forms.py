"""What staff may type about a record or a release as a whole; the questions of a record are in `fields`."""

from typing import Any, cast

from django import forms
from django.utils import timezone


class StartForm(forms.Form):
    """For which children a record is written, and of which day it is."""

    dated_on = forms.DateField(
        label="Date of this record",
        initial=timezone.localdate,
        widget=forms.DateInput,
        error_messages={
            "required": "Type the date of this record.",
            "invalid": "Type the date as day, month and year, such as 3 11 2026.",
        },
    )

    def __init__(self, *args: Any, siblings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if siblings.exists():
            self.fields["also"] = forms.ModelMultipleChoiceField(
                label="Write it for these children too",
                queryset=siblings,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="What they share is written once. Where they differ, each child has a part of their own.",
            )

    def clean_dated_on(self) -> Any:
        day = self.cleaned_data["dated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                "This day is still to come. Choose today or the day that it tells of."
            )
        return day


class DecisionForm(forms.Form):
    """`ready_at` says which handing in was read, so that nobody decides about words they did not see."""

    note = forms.CharField(
        label="Note to the author",
        widget=forms.Textarea,
        max_length=4000,
        required=False,
        help_text="Needed when you return it: what should change?",
    )
    ready_at = forms.DateTimeField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Why will it not be finished?",
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": "Say why it is cancelled; the reason stays beside it."},
    )


class PaperFormForm(forms.Form):
    """What a paper form of a record is to be."""

    child: Any = forms.ModelChoiceField(
        queryset=None,
        label="For which child",
        empty_label=None,
        error_messages={"required": "Choose the child whose part is printed."},
    )
    wording = forms.ChoiceField(
        label="In whose words",
        choices=[
            ("family", "The family's words, without the parts that only staff read"),
            ("staff", "The worker's words, with every part"),
        ],
        widget=forms.RadioSelect,
        initial="family",
    )
    size = forms.ChoiceField(
        label="Letters",
        choices=[("14", "Large (14 point)"), ("18", "Very large (18 point)")],
        widget=forms.RadioSelect,
        initial="14",
    )
    language = forms.ChoiceField(label="Language", choices=[], initial="en")

    def __init__(self, *args: Any, children: Any, languages: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["child"]).queryset = children
        self.fields["child"].initial = children.first()
        cast(forms.ChoiceField, self.fields["language"]).choices = list(languages.items())


class SignedOnPaperForm(forms.Form):
    """What somebody reads on a signed sheet that came home."""

    decision = forms.ChoiceField(
        label="What is ticked",
        choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("not_yet", "Not yet")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the answer that is ticked on the paper."},
    )
    words = forms.CharField(
        label="Their own words, exactly as written",
        required=False,
        widget=forms.Textarea,
        max_length=10000,
    )
    typed_name = forms.CharField(
        label="Name under the signature",
        max_length=200,
        error_messages={"required": "Write the name as it stands under the signature."},
    )
    signed_on = forms.DateField(
        label="Day of signing",
        error_messages={
            "required": "Type the day on which it was signed.",
            "invalid": "Type the day as day, month and year, such as 3 11 2026.",
        },
    )
    known_by = forms.CharField(
        label="How do you know that it was them?",
        help_text="Such as “I was there”, or “they brought it to the office”.",
        max_length=120,
        error_messages={"required": "Say how you know that it was them who signed."},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why is it taken back?",
        max_length=200,
        error_messages={"required": "Say why it is taken back; the reason stays in the file."},
    )
