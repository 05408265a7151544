"""What people may type at the scanning desk."""

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone

from cases.actions import Problem
from cases.models import Family, FamilyMembership, Person, Team, User
from documents.dates import PaperDate, Precision, date_from, paper_date_from
from documents.filing import people_to_file_for
from documents.models import Document
from scanning import covers, folders, mail
from scanning.actions.intake import MOST_SHEETS
from scanning.directory import look_up
from scanning.languages import checked_languages
from scanning.models import Image, WayIn

_GONE = "That page was filed or set aside a moment ago. Choose from what is left."
_NO_FAMILY = "Choose the volume of a family to which one of these children belongs, or each child’s own file."
_FOLDER_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
FILES_ACCEPTED = ".pdf,.jpg,.jpeg,.png,.tif,.tiff"


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class DayField(forms.CharField):
    """A day as people type it, month in words or not: quicker on a keyboard than a box with a calendar."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day} {value:%b %Y}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        day = date_from(typed)
        if day is None:
            raise forms.ValidationError(
                "Write the date as day, month and year, such as 12 Nov 2026."
            )
        return day

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"])

    def run_validators(self, value: Any) -> None:
        """What a text must be like says nothing about a day."""


class PaperDateField(DayField):
    """A day, a month or a year, as the paper gives it: a `PaperDate`. Left empty, none is on it and it came today."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, PaperDate):
            return value.words or super().prepare_value(value.day)
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        typed = forms.CharField.to_python(self, value)
        if not typed:
            return PaperDate(timezone.localdate(), Precision.NONE)
        found = paper_date_from(typed)
        if found is None:
            raise forms.ValidationError(
                "Write the date as day, month and year, such as 12 Nov 2026, as month and year, or as the year. "
                "Leave it empty if the paper has none."
            )
        return found


class _DeskForm(forms.Form):
    """Asks for whose desk only whoever works at several."""

    team = forms.ModelChoiceField(Team.objects.none(), label="For the desk of", required=False)

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(teams) > 1:
            team = cast(forms.ModelChoiceField, self.fields["team"])
            team.queryset, team.required = teams, True
        else:
            del self.fields["team"]


class CountForm(forms.Form):
    """How many sheets a stack has, as a person counted them; empty where nobody did."""

    sheets_counted = forms.IntegerField(
        label="Sheets, counted by hand",
        min_value=1,
        max_value=MOST_SHEETS,
        required=False,
        help_text="Then a sheet that the scanner swallowed is noticed.",
    )


class BatchForm(CountForm, _DeskForm):
    """The stack as it lies on the table."""

    box = forms.CharField(label="Box", max_length=60, required=False)
    shelf = forms.CharField(label="Shelf", max_length=60, required=False)
    sides = forms.ChoiceField(
        label="Scanned",
        choices=[("1", "One side"), ("2", "Both sides")],
        initial="1",
        widget=forms.RadioSelect,
    )
    languages = forms.ChoiceField(
        label="Written in",
        choices=[("eng", "English"), ("cym", "Welsh"), ("eng cym", "Both, mostly English")],
        initial="eng",
        required=False,
        widget=forms.RadioSelect,
    )
    is_urgent = forms.BooleanField(
        label="Urgent: read these pages before all others", required=False
    )
    is_all = forms.BooleanField(
        label="These are all the files of this batch", required=False, initial=True
    )

    def clean_languages(self) -> list[str]:
        try:
            return checked_languages(self.cleaned_data["languages"].split())
        except Problem as problem:
            raise forms.ValidationError(str(problem)) from problem


class PhotoForm(_DeskForm):
    """Of paper that lies before a camera little is known yet."""

    is_urgent = forms.BooleanField(
        label="Urgent: read these pages before all others", required=False
    )


class WayForm(_DeskForm):
    """Where paper comes from by itself."""

    kind = forms.ChoiceField(
        label="It is",
        choices=WayIn.Kind.choices,
        initial=WayIn.Kind.FOLDER,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label="What it is called",
        max_length=80,
        help_text="As people call it, such as Scanner, second floor. It stands on every batch that comes from it.",
    )
    folder = forms.CharField(
        label="Folder",
        max_length=80,
        help_text="Of a scanner: small letters, digits, hyphens, such as second-floor. Of a mailbox: INBOX, say.",
    )
    sides = forms.ChoiceField(
        label="It scans",
        choices=[("1", "One side"), ("2", "Both sides")],
        initial="1",
        required=False,
        widget=forms.RadioSelect,
    )
    after = forms.ChoiceField(
        label="Once a file is safe here",
        choices=[("keep", "Move it to the folder “taken”"), ("remove", "Delete it there")],
        initial="keep",
        required=False,
        widget=forms.RadioSelect,
        help_text="Only after it is kept here and would survive a power cut.",
    )

    def clean_folder(self) -> str:
        folder = str(self.cleaned_data["folder"]).strip()
        if self.cleaned_data.get("kind") == WayIn.Kind.MAIL:
            if folder == mail.TAKEN or not folder.isprintable():
                raise forms.ValidationError(
                    "Write INBOX, or the name of another folder of the mailbox. "
                    "What was taken in goes to “Taken”."
                )
            return folder
        if not _FOLDER_NAME.fullmatch(folder) or folder == folders.TAKEN:
            raise forms.ValidationError(
                "Write a name of small letters, digits and hyphens, such as second-floor; "
                "“taken” is used for what was taken in."
            )
        return folder

    def settings(self) -> dict[str, Any]:
        """What both `actions.ways.set_up_way` and `change_way` take."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "folder": typed["folder"],
            "is_two_sided": typed["sides"] == "2",
            "keeps_taken": typed["after"] != "remove",
        }


class CoverForm(_DeskForm):
    """What cover sheets say of the papers that will lie behind them."""

    count = forms.IntegerField(
        label="How many sheets",
        min_value=1,
        max_value=covers.MOST_SHEETS,
        initial=10,
        help_text="One before each paper. They are numbered, so that one that gets lost is noticed.",
    )
    whose = forms.CharField(
        label="Whose papers",
        max_length=200,
        required=False,
        help_text="Case file number, or name. Leave it empty for papers of several people.",
    )
    kind = forms.ChoiceField(
        label="Kind", choices=[("", "Not one kind"), *Document.Kind.choices], required=False
    )
    from_on = DayField(label="From", required=False, help_text="The earliest date on the papers.")
    until_on = DayField(label="Until", required=False, help_text="The latest.")

    def __init__(self, *args: Any, teams: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, teams=teams, **kwargs)
        self._teams, self._by = teams, by

    def clean_whose(self) -> Person | None:
        asked = self.cleaned_data["whose"].strip()
        if not asked:
            return None
        found = look_up(self._by, asked)
        if not found:
            raise forms.ValidationError(
                "No file that you may file paper into answers to that. Type the number of the case file, such as "
                "K-10009, or the name as it stands in the file."
            )
        if len(found) > 1:
            several = "; ".join(f"{person.name}, {person.reference}" for person in found)
            raise forms.ValidationError(
                f"Several files answer to that: {several}. Type the number."
            )
        return people_to_file_for(self._by).get(pk=found[0].id)

    def chosen(self) -> dict[str, Any]:
        """What `actions.covers.make_covers` takes."""
        typed = self.cleaned_data
        return {
            "team": typed.get("team") or self._teams[0],
            "count": typed["count"],
            "child": typed["whose"],
            "kind": typed["kind"],
            "from_on": typed["from_on"],
            "until_on": typed["until_on"],
        }


class FilingForm(forms.Form):
    """One document out of pages that are left: which, whose, what, when, from whom."""

    first = forms.TypedChoiceField(
        label="From page", coerce=int, error_messages={"invalid_choice": _GONE}
    )
    last = forms.TypedChoiceField(
        label="to page", coerce=int, error_messages={"invalid_choice": _GONE}
    )
    about = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Whose paper is it?",
        error_messages={"required": "Choose at least one child whose paper this is."},
    )
    family = forms.UUIDField(required=False, error_messages={"invalid": _NO_FAMILY})
    title = forms.CharField(
        label="Title",
        max_length=200,
        error_messages={"required": "Give it a title, so that it can be recognised in a list."},
    )
    kind = forms.ChoiceField(label="Kind", choices=Document.Kind.choices)
    dated_on = PaperDateField(
        label="Date on the paper",
        required=False,
        help_text="A month or a year is enough. Empty: none on it.",
    )
    sender = forms.CharField(label="From whom", max_length=200, required=False)
    caption = forms.CharField(
        label="What the photograph shows",
        max_length=300,
        required=False,
        help_text="Who, where and when, if somebody knows. It can be found by searching.",
    )
    is_in_confidence = forms.BooleanField(label="Said in confidence", required=False)
    is_sensitive_picture = forms.BooleanField(
        label="A picture to cover until opened, such as an injury", required=False
    )
    looked_again = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, left: list[Image], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left = left
        numbers = [(image.position, str(image.position)) for image in left]
        for name in ("first", "last"):
            cast(forms.TypedChoiceField, self.fields[name]).choices = numbers
        people = people_to_file_for(by)
        cast(forms.ModelMultipleChoiceField, self.fields["about"]).queryset = people

    def clean_family(self) -> Family | None:
        """One of those that are offered: to which somebody chosen belongs now. Who may be chosen, the policy says."""
        pk, about = self.cleaned_data["family"], self.cleaned_data.get("about")
        if pk is None or about is None:
            return None
        now = FamilyMembership.objects.of(person__in=about).filter(until_on=None)
        found = Family.objects.of(memberships__in=now).filter(pk=pk).first()
        if found is None:
            raise forms.ValidationError(_NO_FAMILY)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is not None and last is not None:
            if last < first:
                self.add_error("last", "The last page must not stand before the first.")
            cleaned["images"] = [i for i in self._left if first <= i.position <= last]
        return cleaned
