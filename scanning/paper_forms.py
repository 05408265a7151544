"""What people may type about the paper itself: what is kept, given back or destroyed."""

from typing import Any

from django import forms
from django.utils import timezone

from scanning.actions.destroying import METHODS
from scanning.forms import DayField
from scanning.models import Original, SampledPage


class _OnADay(forms.Form):
    on = DayField(label="On", error_messages={"required": "Write the day on which it happened."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class OriginalForm(forms.Form):
    kind = forms.ChoiceField(label="It is a", choices=Original.Kind.choices)
    wanted = forms.ChoiceField(
        label="What becomes of it", choices=Original.Wanted.choices, widget=forms.RadioSelect
    )
    description = forms.CharField(
        label="Described as",
        max_length=200,
        required=False,
        help_text="So that it can be told from another, such as: two photographs of a garden, 1998.",
    )


class ReturnForm(_OnADay):
    to = forms.CharField(label="Given back to", max_length=120)
    how = forms.ChoiceField(label="How", choices=Original.How.choices, widget=forms.RadioSelect)
    receipt = forms.CharField(
        label="What shows it",
        max_length=200,
        help_text="Where the signed receipt lies, the number that the post gave it, or the name of the colleague.",
    )
    field_order = ("to", "on", "how", "receipt")


class PutAwayForm(_OnADay):
    kept_in = forms.CharField(
        label="Kept in", max_length=120, help_text="Such as: safe 2, envelope 14."
    )
    field_order = ("kept_in", "on")


class KeepPaperForm(forms.Form):
    box = forms.CharField(label="Box", max_length=60)
    shelf = forms.CharField(label="Shelf", max_length=60, required=False)


class DestroyedForm(_OnADay):
    method = forms.ChoiceField(
        label="How it was destroyed", choices=list(METHODS.items()), widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label="Number of the consignment",
        max_length=40,
        required=False,
        help_text="As on the contractor’s slip, such as 24/1177.",
    )
    field_order = ("method", "on", "reference")


class FaultForm(forms.Form):
    fault = forms.ChoiceField(
        label="What is wrong", choices=SampledPage.Fault.choices, widget=forms.RadioSelect
    )
