"""What people may type on the screens that join several apps."""

from typing import Any

from django import forms
from django.utils import timezone

from cases.models import Event


class FactForm(forms.Form):
    value = forms.CharField(
        label="In your words", widget=forms.Textarea, max_length=4000, required=False
    )


class FileFactForm(forms.Form):
    """How somebody knows that a fact is still true; asked only where a mistake is dangerous."""

    WAYS = [("saw", "I saw it"), ("told", "I was told"), ("assumed", "I assume it")]

    how = forms.ChoiceField(choices=WAYS, required=False)
    told_by = forms.CharField(max_length=120, required=False)

    def __init__(self, *args: Any, is_danger: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].required = is_danger

    def how_known(self) -> str:
        how = dict(self.WAYS).get(self.cleaned_data["how"], "")
        told_by = self.cleaned_data["told_by"].strip()
        return f"{how} by {told_by}" if how and told_by else how


class KnownForm(forms.Form):
    name = forms.CharField(
        label="Full name",
        max_length=200,
        help_text="As it is written: first and last name. An earlier name will do.",
        error_messages={"required": "Type the child's full name."},
    )
    born_on = forms.DateField(
        label="Date of birth",
        widget=forms.DateInput,
        error_messages={
            "required": "Type the date of birth: without it the answer could be about another child.",
            "invalid": "Type the date of birth as day, month and year, such as 4 2 2017.",
        },
    )


class EmergencyForm(forms.Form):
    reason = forms.CharField(
        label="Why must you look now?",
        widget=forms.Textarea,
        max_length=1000,
        help_text="One or two sentences. The manager of the file reads them.",
        error_messages={"required": "Say why you must look now."},
    )


class EventForm(forms.Form):
    kind = forms.ChoiceField(
        label="What was it?", choices=Event.Kind.choices, widget=forms.RadioSelect
    )
    happened_on = forms.DateField(
        label="On which day?",
        initial=timezone.localdate,
        widget=forms.DateInput,
        error_messages={"invalid": "Type the day as day, month and year, such as 3 11 2026."},
    )
    headline = forms.CharField(
        label="In a few words",
        max_length=200,
        help_text="As it should stand in the story, such as “Visit at home with Gran”.",
        error_messages={"required": "Say in a few words what happened."},
    )
    seen = forms.ChoiceField(
        label="Was the child seen?",
        choices=[
            ("", "Not a visit"),
            ("alone", "Seen alone"),
            ("seen", "Seen with others"),
            ("no", "Not seen"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    childs_words = forms.CharField(
        label="The child's own words",
        widget=forms.Textarea,
        max_length=4000,
        required=False,
        help_text="Exactly as said. Nobody edits them afterwards.",
    )
    text = forms.CharField(
        label="What happened, and what it means", widget=forms.Textarea, required=False
    )

    def __init__(self, *args: Any, child: Any, siblings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child = child
        others = siblings.exclude(pk=child.pk).distinct()
        if others:
            self.fields["also"] = forms.ModelMultipleChoiceField(
                label="Also about",
                queryset=others,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Written once, it stands in the file of each of them.",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Event.Kind.VISIT and not cleaned.get("seen"):
            self.add_error(
                "seen", "A visit says whether the child was seen: alone, with others, or not."
            )
        return cleaned

    def event(self) -> dict[str, Any]:
        """The arguments of `cases.actions.record_event`, but for `by`."""
        data = self.cleaned_data
        return {
            "about": [self.child, *data.get("also", [])],
            "kind": data["kind"],
            "happened_on": data["happened_on"],
            "headline": data["headline"],
            "text": data["text"],
            "childs_words": data["childs_words"],
            "is_seen": {"": None, "no": False}.get(data["seen"], True),
            "is_seen_alone": {"alone": True, "seen": False}.get(data["seen"]),
        }
