"""What people type about dangers, and the days by which something must happen."""

from typing import Any

from django import forms
from django.utils import timezone

from cases.models import Alert
from portal.access_forms import DAY_WRONG


class _AlsoForm(forms.Form):
    """A form that can be written once for brothers and sisters too."""

    def __init__(self, *args: Any, siblings: Any, ticked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if siblings:
            self.fields["also"] = forms.ModelMultipleChoiceField(
                label="Also for",
                queryset=siblings,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=list(siblings) if ticked else [],
                help_text="Brothers and sisters for whom it is the same.",
            )


class AlertForm(_AlsoForm):
    text = forms.CharField(
        label="What must everybody see first?",
        max_length=Alert._meta.get_field("text").max_length,
        widget=forms.Textarea,
        help_text="A danger, and what to do: such as “A dog bites. Ring before you come.”",
        error_messages={"required": "Say what the danger is and what to do."},
    )
    ask = forms.CharField(
        label="Whom to ask about it",
        required=False,
        max_length=200,
        help_text="Empty means you.",
    )
    review_on = forms.DateField(
        label="When will you look at it again?",
        required=False,
        widget=forms.DateInput,
        help_text="It stays after that day, until somebody ends it.",
        error_messages={"invalid": DAY_WRONG},
    )

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError("Choose a day to come, or leave it empty.")
        return day


class DateForm(_AlsoForm):
    what = forms.CharField(
        label="What must happen?",
        max_length=200,
        help_text="Such as “Core group” or “Review health assessment”.",
        error_messages={"required": "Say what must happen."},
    )
    on = forms.DateField(
        label="By which day?",
        widget=forms.DateInput,
        error_messages={"required": "Choose the day.", "invalid": DAY_WRONG},
    )
    basis = forms.CharField(
        label="Who or what asks for it?",
        required=False,
        max_length=200,
        help_text="A law, a plan, a court, a promise.",
    )


class MoveForm(_AlsoForm):
    on = forms.DateField(
        label="To which day?",
        widget=forms.DateInput,
        error_messages={"required": "Choose the new day.", "invalid": DAY_WRONG},
    )
    reason = forms.CharField(
        label="Why, and who agreed?",
        max_length=300,
        help_text="Stands beside the new day from now on, with the first one.",
        error_messages={"required": "Say why the day moves: the reason stays beside it."},
    )
