"""What people type to say who holds a file, who may see it, and who is kept from it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from cases.models import Assignment, Closure, Person, Role, Team, User

DAY_WRONG = "Type the day as day, month and year, such as 3 11 2026."
# What Nottingham's published procedure asks for; a council may look sooner.
REVIEW_AFTER = timedelta(days=90)


class _ByTeam(ModelChoiceIterator):
    """Members of staff under the name of their team, those without one last."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        teams: dict[str, list[Any]] = {}
        for user in self.queryset.prefetch_related("memberships__team"):
            now = timezone.now()
            names = [
                one.team.name
                for one in user.memberships.all()
                if one.ended_at is None or one.ended_at > now
            ]
            teams.setdefault(min(names, default=""), []).append(self.choice(user))
        for name in sorted(teams, key=lambda name: (name == "", name)):
            yield (name or "In no team", teams[name])


class StaffField(forms.ModelChoiceField):
    """One member of staff in one of `roles` (default: any), offered under their team."""

    iterator = _ByTeam

    def __init__(self, *, roles: Iterable[str] = (), **kwargs: Any) -> None:
        staff = User.objects.filter(is_active=True).exclude(role=Role.FAMILY)
        if roles:
            staff = staff.filter(role__in=list(roles))
        super().__init__(queryset=staff.order_by("first_name", "last_name"), **kwargs)

    def label_from_instance(self, user: Any) -> str:
        return f"{user}, {user.title}"


class AssignForm(forms.Form):
    capacity = forms.ChoiceField(
        label="As what?",
        choices=[
            (
                Assignment.Capacity.ALLOCATED,
                "Allocated worker: holds the file, and the one before ends",
            ),
            (
                Assignment.Capacity.CO_WORKER,
                "Co-worker: reads and writes beside the allocated worker",
            ),
            (
                Assignment.Capacity.CHAIR,
                "Independent reviewing officer: reads, and reviews the plans",
            ),
        ],
        initial=Assignment.Capacity.ALLOCATED,
        widget=forms.RadioSelect,
    )
    worker = StaffField(
        label="Who?",
        roles=[Role.PRACTITIONER, Role.MANAGER, Role.DUTY, Role.CHAIR],
        required=False,
        empty_label="Nobody yet: the team holds it",
    )
    team = forms.ModelChoiceField(
        label="Which team holds the file?",
        queryset=Team.objects.all(),
        empty_label=None,
        help_text="Matters for the allocated worker only. Everybody in this team can then read the file.",
    )
    until = forms.DateField(
        label="Until which day?",
        required=False,
        widget=forms.DateInput,
        help_text="For a co-worker who only helps out for a while. Empty means open.",
        error_messages={"invalid": DAY_WRONG},
    )
    sure = forms.BooleanField(
        label="If another team takes the file: I know that my team will no longer see it",
        required=False,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> None:
        data = self.cleaned_data
        is_allocated = data.get("capacity") == Assignment.Capacity.ALLOCATED
        if not is_allocated and "worker" in data and data["worker"] is None:
            self.add_error("worker", "Choose who it is.")
        if until := data.get("until"):
            if is_allocated:
                self.add_error(
                    "until",
                    "An allocated worker holds the file until somebody else does. Leave the day empty.",
                )
            elif until < timezone.localdate():
                self.add_error("until", "This day is over. Choose one to come, or leave it empty.")
        team = data.get("team")
        if is_allocated and team and not data["sure"] and team not in self.by.teams:
            self.add_error(
                "sure", f"{team} would hold this file. Tick the box if you mean to give it away."
            )

    def assignment(self) -> dict[str, Any]:
        """The arguments of `cases.actions.assign_worker`, but for `by` and `child`."""
        data = self.cleaned_data
        until = data["until"] and timezone.make_aware(datetime.combine(data["until"], time.max))
        is_allocated = data["capacity"] == Assignment.Capacity.ALLOCATED
        return {
            "worker": data["worker"],
            "capacity": data["capacity"],
            "team": data["team"] if is_allocated else None,
            "until": until,
        }


class CloseForm(forms.Form):
    closure = forms.ChoiceField(
        label="How closed?",
        choices=[
            (
                Closure.RESTRICTED,
                "Restricted: only the people you name; whoever asks for this child is told to ring you",
            ),
            (
                Closure.SEALED,
                "Sealed, as after an adoption or for a colleague's own family: nobody else learns that it exists",
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose restricted or sealed."},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="Only those who can see the file read this.",
        error_messages={
            "required": "Say why the file is closed: whoever reviews it needs to know."
        },
    )
    named = forms.ModelMultipleChoiceField(
        label="Who may still see it?",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="You are always on the list. Whoever is not ticked loses sight of the file at once.",
    )
    somebody_else = StaffField(
        label="Somebody who does not see it now",
        required=False,
        empty_label="Nobody else",
        help_text="More can be added one by one afterwards.",
    )
    review_on = forms.DateField(
        label="When will you look at this again?",
        widget=forms.DateInput,
        help_text="The file stays closed after that day. You are reminded, and nothing opens by itself.",
        error_messages={
            "required": "Choose a day: nothing may stay closed without anybody asking why.",
            "invalid": DAY_WRONG,
        },
    )

    def __init__(self, *args: Any, by: User, readers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [user.pk for user in readers if user != by]
        field: Any = self.fields["named"]
        field.queryset = User.objects.filter(pk__in=others).order_by("first_name", "last_name")
        if not others:
            del self.fields["named"]

    def clean_review_on(self) -> date:
        day = self.cleaned_data["review_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("Choose a day to come.")
        return day

    def closing(self) -> dict[str, Any]:
        """The arguments of `cases.actions.close_file`, but for `by` and `child`."""
        data = self.cleaned_data
        more = [data["somebody_else"]] if data["somebody_else"] else []
        return {
            "closure": data["closure"],
            "reason": data["reason"],
            "named": [*data.get("named", []), *more],
            "review_on": data["review_on"],
        }


class ReasonForm(forms.Form):
    """Why something that protects a child ends. The words go into the child's story."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea,
        max_length=1000,
        help_text="Stands in the child's story from now on.",
        error_messages={"required": "Say why: the reason stands in the child's story."},
    )


class KeepFromForm(forms.Form):
    kept_from = forms.ModelChoiceField(
        label="Who must learn nothing about this child?",
        queryset=Person.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the person who must learn nothing."},
    )
    basis = forms.CharField(
        label="Because of what?",
        max_length=300,
        help_text="Such as “Non-molestation order, Northmoor family court, seen by me”.",
        error_messages={"required": "Say which order or decision this follows."},
    )
    made_on = forms.DateField(
        label="Since which day?",
        initial=timezone.localdate,
        widget=forms.DateInput,
        error_messages={"invalid": DAY_WRONG},
    )
    order_ends_on = forms.DateField(
        label="On which day does the order end?",
        required=False,
        widget=forms.DateInput,
        help_text="On that day you are asked to look again. The restriction stays until a manager lifts it.",
        error_messages={"invalid": DAY_WRONG},
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kept_from"]
        field.queryset = Person.objects.of(pk__in=[person.pk for person in people])

    def clean(self) -> None:
        made, ends = self.cleaned_data.get("made_on"), self.cleaned_data.get("order_ends_on")
        if made and ends and ends < made:
            self.add_error("order_ends_on", "The order ends before it began. Check both days.")


class ConflictForm(forms.Form):
    user = StaffField(
        label="Who must not see this file?",
        empty_label="Choose somebody",
        error_messages={"required": "Choose who it is."},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=200,
        help_text="A few words, such as “neighbours” or “cousin of the mother”. Only managers of the file read them.",
        error_messages={"required": "Say in a few words why."},
    )
    also = forms.ModelMultipleChoiceField(
        label="Also for",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Brothers and sisters whose files would tell the same.",
    )

    def __init__(
        self, *args: Any, by: User, siblings: Any, for_others: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not for_others:
            del self.fields["user"]
        if siblings:
            also: Any = self.fields["also"]
            also.queryset = siblings
        else:
            del self.fields["also"]

    def whose(self) -> User:
        return self.cleaned_data.get("user") or self.by
