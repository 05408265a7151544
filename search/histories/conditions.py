"""What can be asked of a child's history: each a small form, a sentence, and the children of whom it is true.

All read what `user` may read and nothing else, so that a figure can never count what its rows may not show.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateformat import format as format_date

from cases import access
from cases.models import (
    Alert,
    Assignment,
    Due,
    Episode,
    Event,
    Fact,
    Involvement,
    Person,
    PlanAction,
    Role,
    Team,
    User,
)
from search.histories.spans import Span, counted

# What is written beside one child; who wants all of it opens the file.
MOST_TOLD = 3
MOST_MONTHS, MOST_TIMES, MOST_DAYS, OLDEST = 600, 99, 3650, 120
LEAVE_OUT = "leave_out"

_GONE = "That one is no longer to choose from. Choose another."

Told = dict[UUID, str]


class Condition(forms.Form):
    """One thing asked of every child. Bound to what was typed, which is what is kept of it."""

    kind: ClassVar[str]
    title: ClassVar[str]
    hint: ClassVar[str]

    leave_out = forms.BooleanField(
        label="Leave out the children of whom this is true", required=False
    )

    def __init__(self, typed: Any = None, *, user: User) -> None:
        super().__init__(typed)
        self.user = user
        self.order_fields([name for name in self.fields if name != LEAVE_OUT] + [LEAVE_OUT])

    def typed(self) -> dict[str, str]:
        """What was typed, as text, without what was left empty: enough to ask the same again."""
        values = {name: str(self.data.get(name, "")).strip() for name in self.fields}
        return {name: value for name, value in values.items() if value}

    def sentence(self) -> str:
        """What is asked, to be read after "Children": "with a child protection plan on 31 Mar 2026"."""
        asked = self.asked()
        return f"not {asked}" if self.cleaned_data[LEAVE_OUT] else asked

    def asked(self) -> str:
        raise NotImplementedError

    def true_of(self, children: QuerySet[Person], today: date) -> Told:
        """Of which of `children` it is true on `today`, each with the words that show it."""
        raise NotImplementedError


def _needs(form: forms.Form, name: str, sentence: str) -> None:
    if not form.cleaned_data.get(name) and name not in form.errors:
        form.add_error(name, sentence)


class DayWhen(forms.DateField):
    """A day that is asked for only while "When" has the answer `when`; always where `when` is empty."""

    def __init__(self, *, when: str, **more: Any) -> None:
        super().__init__(**more)
        self.waits_for = ("when", when) if when else None


def _day(label: str, when: str = "") -> forms.DateField:
    return DayWhen(
        when=when,
        label=label,
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": "Type the date as day, month and year, such as 31 3 2026."},
    )


_SHORT = forms.NumberInput(attrs={"class": "govuk-input--width-4"})


def _number(label: str, most: int, least: int = 0, hint: str = "") -> forms.IntegerField:
    wrong = f"Type a whole number from {least} to {most}."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        help_text=hint,
        widget=_SHORT,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class When(forms.Form):
    """Now, ever, on a day, or between days."""

    NOW, EVER, ON, BETWEEN = "now", "ever", "on", "between"
    CHOICES: ClassVar = [
        (NOW, "Now"),
        (EVER, "At any time"),
        (ON, "On one day"),
        (BETWEEN, "At any time between two days"),
    ]

    when = forms.ChoiceField(
        label="When",
        choices=CHOICES,
        widget=forms.RadioSelect,
        initial=NOW,
        error_messages={"required": "Choose when."},
    )
    on = _day("The day", ON)
    since = _day("From", BETWEEN)
    until = _day("To", BETWEEN)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        when = cleaned.get("when")
        if when == self.ON:
            _needs(self, "on", "Type the day, or choose another answer to “When”.")
        if when == self.BETWEEN:
            if not (cleaned.get("since") or cleaned.get("until")):
                _needs(self, "since", "Type the first day, the last day, or both.")
            elif (
                cleaned.get("since")
                and cleaned.get("until")
                and cleaned["since"] > cleaned["until"]
            ):
                self.add_error("until", "The last day comes before the first. Change one of them.")
        return cleaned

    def fits(self, span: Span, today: date) -> bool:
        when = self.cleaned_data["when"]
        if when == self.BETWEEN:
            return span.meets(self.cleaned_data["since"], self.cleaned_data["until"])
        if when == self.EVER:
            return True
        return span.is_on(self.cleaned_data["on"] if when == self.ON else today)

    def when_told(self) -> str:
        when = self.cleaned_data["when"]
        if when == self.ON:
            return f"on {_told_day(self.cleaned_data['on'])}"
        if when == self.BETWEEN:
            since, until = self.cleaned_data["since"], self.cleaned_data["until"]
            if since and until:
                return f"between {_told_day(since)} and {_told_day(until)}"
            return f"since {_told_day(since)}" if since else f"until {_told_day(until)}"
        return "now" if when == self.NOW else "at any time"


def _told_day(day: date) -> str:
    return format_date(day, "j M Y")


class Lasting(forms.Form):
    """How long each lasted, and how often."""

    at_least = _number(
        "Lasted at least (months)", MOST_MONTHS, hint="Whole months of the calendar."
    )
    at_most = _number("Lasted at most (months)", MOST_MONTHS)
    times = _number("How many times, at least", MOST_TIMES, least=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("at_least"), cleaned.get("at_most")
        if least is not None and most is not None and least > most:
            self.add_error("at_most", "“At most” is less than “at least”. Change one of them.")
        return cleaned

    def lasted(self, span: Span, today: date) -> bool:
        least, most = self.cleaned_data["at_least"], self.cleaned_data["at_most"]
        months = span.months(today)
        return (least is None or months >= least) and (most is None or months <= most)

    def lasting_told(self) -> str:
        parts = []
        if (least := self.cleaned_data["at_least"]) is not None:
            parts.append(f"for at least {counted(least, 'month')}")
        if (most := self.cleaned_data["at_most"]) is not None:
            parts.append(f"for at most {counted(most, 'month')}")
        if (times := self.cleaned_data["times"] or 1) > 1:
            parts.append(f"{times} times or more")
        return "".join(f", {part}" for part in parts)


class _Spans(Lasting, When, Condition):
    """A condition on things that begin and end."""

    def spans(self, children: QuerySet[Person]) -> Iterable[tuple[UUID, Span]]:
        raise NotImplementedError

    def true_of(self, children: QuerySet[Person], today: date) -> Told:
        found: dict[UUID, list[Span]] = defaultdict(list)
        for child, span in self.spans(children):
            if self.fits(span, today) and self.lasted(span, today):
                found[child].append(span)
        times = self.cleaned_data["times"] or 1
        return {
            child: _told_all([span.told(today) for span in spans])
            for child, spans in found.items()
            if len(spans) >= times
        }


def _told_all(lines: list[str]) -> str:
    told = "; ".join(lines[:MOST_TOLD])
    return f"{told}; and {len(lines) - MOST_TOLD} more" if len(lines) > MOST_TOLD else told


class Status(_Spans):
    """A status of the law or the process: a plan, being looked after, a placement, a referral and who made it."""

    kind = "status"
    title = "A status, a plan, a placement or a referral"
    hint = "Such as: child protection plan on 31 March; three placements or more; referred by a school."

    status = forms.ChoiceField(
        label="Which",
        choices=Episode.Kind.choices,
        error_messages={"required": "Choose which.", "invalid_choice": _GONE},
    )
    says = forms.CharField(
        label="With these words",
        required=False,
        max_length=120,
        help_text="In its category, outcome or notes: neglect, interim care order, or who referred the child.",
    )
    field_order = ("status", "says")

    def asked(self) -> str:
        name = Episode.Kind(self.cleaned_data["status"]).label
        says = f", “{self.cleaned_data['says']}”" if self.cleaned_data["says"] else ""
        return f"with: {name.lower()}{says}, {self.when_told()}{self.lasting_told()}"

    def spans(self, children: QuerySet[Person]) -> Iterator[tuple[UUID, Span]]:
        rows = Episode.objects.of(child__in=children).filter(kind=self.cleaned_data["status"])
        for word in self.cleaned_data["says"].split():
            rows = rows.filter(
                Q(category__icontains=word) | Q(outcome__icontains=word) | Q(detail__icontains=word)
            )
        name = Episode.Kind(self.cleaned_data["status"]).label
        for child, category, since, until in rows.values_list(
            "child", "category", "started_on", "ended_on"
        ):
            yield child, Span(f"{name}, {category}" if category else name, since, until)


class Worked(_Spans):
    """The council's work with the child as a whole."""

    kind = "worked"
    title = "The council’s work with the child"
    hint = "Such as: open on one day; came back three times; worked with for two years or more."

    def asked(self) -> str:
        return f"worked with {self.when_told()}{self.lasting_told()}"

    def spans(self, children: QuerySet[Person]) -> Iterator[tuple[UUID, Span]]:
        rows = Involvement.objects.of(child__in=children)
        for child, reason, since, until in rows.values_list(
            "child", "reason", "started_on", "ended_on"
        ):
            yield child, Span(f"Worked with, {reason}" if reason else "Worked with", since, until)


class _Chosen(forms.ModelChoiceField):
    """One row or any; what is no row, or no id at all, gets the same sentence."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(_GONE, code="invalid_choice") from None


class Held(When, Condition):
    """Which team and which worker hold, or held, the file."""

    kind = "held"
    title = "A team or a worker"
    hint = "Such as: held by Team North now; held by nobody; held by one worker last spring."

    team = _Chosen(
        Team.objects.all(),
        label="Team",
        required=False,
        empty_label="Any team",
    )
    worker = _Chosen(
        User.objects.exclude(role=Role.FAMILY).order_by("last_name", "first_name"),
        label="Worker",
        required=False,
        empty_label="Any worker",
    )
    field_order = ("team", "worker")

    def asked(self) -> str:
        who = [str(one) for one in (self.cleaned_data["worker"], self.cleaned_data["team"]) if one]
        return f"held by {' of '.join(who) or 'anybody'} {self.when_told()}"

    def true_of(self, children: QuerySet[Person], today: date) -> Told:
        rows = Assignment.objects.of(child__in=children).select_related("team", "worker")
        for name in ("team", "worker"):
            if self.cleaned_data[name]:
                rows = rows.filter(**{name: self.cleaned_data[name]})
        found: dict[UUID, list[str]] = defaultdict(list)
        for row in rows:
            # An assignment that ended today at noon no longer counts now.
            is_over = row.ended_at is not None and row.ended_at <= timezone.now()
            if self.cleaned_data["when"] == self.NOW and is_over:
                continue
            until = timezone.localdate(row.ended_at) if row.ended_at else None
            who = ", ".join(str(one) for one in (row.worker, row.team) if one)
            span = Span(f"Held by {who}", timezone.localdate(row.started_at), until)
            if self.fits(span, today):
                found[row.child_id].append(span.told(today))
        return {child: _told_all(lines) for child, lines in found.items()}


class Described(Condition):
    """Who the child is: age, sex, disability, first language."""

    kind = "child"
    title = "Age, sex, disability or language"
    hint = "Such as: under two; disabled; 16 and 17 on 31 March."

    from_age = _number("Age from", OLDEST)
    to_age = _number("Age to", OLDEST)
    on = _day("Age on this day")
    sex = forms.ChoiceField(
        label="Sex", required=False, choices=[("", "Any"), ("F", "Female"), ("M", "Male")]
    )
    is_disabled = forms.BooleanField(label="Disabled", required=False)
    language = forms.CharField(label="First language", required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked = [cleaned.get(name) for name in ("from_age", "to_age")]
        if asked == [None, None] and not any(
            cleaned.get(name) for name in ("sex", "is_disabled", "language")
        ):
            self.add_error(None, "Say at least one thing about the child.")
        if None not in asked and cleaned["from_age"] > cleaned["to_age"]:
            self.add_error("to_age", "“To” is less than “from”. Change one of them.")
        return cleaned

    def asked(self) -> str:
        of = self.cleaned_data
        parts = []
        if of["from_age"] is not None or of["to_age"] is not None:
            low, high = of["from_age"], of["to_age"]
            age = (
                f"aged {low} to {high}"
                if None not in (low, high)
                else f"aged {low} or more"
                if high is None
                else f"aged {high} or less"
            )
            parts.append(f"{age} on {_told_day(of['on'])}" if of["on"] else age)
        if of["sex"]:
            parts.append(dict(Person._meta.get_field("sex").flatchoices)[of["sex"]].lower())
        if of["is_disabled"]:
            parts.append("disabled")
        if of["language"]:
            parts.append(f"whose first language is {of['language']}")
        return ", ".join(parts)

    def true_of(self, children: QuerySet[Person], today: date) -> Told:
        of = self.cleaned_data
        if of["sex"]:
            children = children.filter(sex=of["sex"])
        if of["is_disabled"]:
            children = children.filter(is_disabled=True)
        if of["language"]:
            children = children.filter(first_language__icontains=of["language"])
        found: Told = {}
        for child in children.only("born_on", "died_on", "first_language", "is_disabled"):
            age = child.age_on(of["on"] or today)
            low, high = of["from_age"], of["to_age"]
            if low is not None or high is not None:
                if age is None or not (low or 0) <= age <= (OLDEST if high is None else high):
                    continue
            told = [f"Aged {age}"] if age is not None else []
            told += ["disabled"] if child.is_disabled else []
            told += [f"speaks {child.first_language}"] if child.first_language else []
            found[child.pk] = ", ".join(told) or "Born on a day not known"
        return found


class Known(Condition):
    """What is known about the child under a heading: school, household, health."""

    kind = "known"
    title = "Something known about the child"
    hint = "Such as: a school, a surgery, who lives in the household."

    says = forms.CharField(
        label="With these words",
        max_length=120,
        error_messages={"required": "Type a word to look for, such as the name of a school."},
    )
    ever = forms.BooleanField(label="Also what was known earlier", required=False)
    field_order = ("heading", "says", "ever")

    def __init__(self, typed: Any = None, *, user: User) -> None:
        super().__init__(typed, user=user)
        known = set(
            Fact.objects.of(person__in=access.scope(user, "read", Person))
            .order_by()
            .values_list("key", flat=True)
            .distinct()
        )
        kept = (typed or {}).get("heading", "")
        # A report kept from a time when somebody had this heading must go on answering, with nobody.
        if re.fullmatch(r"[a-z_]{1,60}", kept):
            known.add(kept)
        self.fields["heading"] = forms.ChoiceField(
            label="About",
            choices=[(key, _heading(key)) for key in sorted(known)],
            error_messages={"required": "Choose what about.", "invalid_choice": _GONE},
        )
        self.order_fields(["heading", "says", "ever", LEAVE_OUT])

    def asked(self) -> str:
        name = _heading(self.cleaned_data["heading"]).lower()
        tense = "ever known" if self.cleaned_data["ever"] else "known"
        return f"of whom is {tense} under {name}: “{self.cleaned_data['says']}”"

    def true_of(self, children: QuerySet[Person], today: date) -> Told:
        found: Told = {}
        seen: set[UUID] = set()
        wanted = self.cleaned_data["says"].casefold().split()
        rows = (
            Fact.objects.of(person__in=children)
            .filter(key=self.cleaned_data["heading"], as_of__lte=today)
            .order_by("person", "-as_of", "-recorded_at", "-pk")
        )
        for child, value, day in rows.values_list("person", "value", "as_of"):
            if child in found or (child in seen and not self.cleaned_data["ever"]):
                continue
            seen.add(child)
            if all(word in value.casefold() for word in wanted):
                found[child] = (
                    f"{_heading(self.cleaned_data['heading'])}, {_told_day(day)}: {value}"
                )
        return found


def _heading(key: str) -> str:
    words = key.replace("_", " ")
    return {"gp": "GP"}.get(key, words[:1].upper() + words[1:])


class Overdue(Condition):
    """A date that should have been kept, or a promise of a plan, and was not."""

    kind = "overdue"
    title = "Something overdue"
    hint = "Such as: a review, a visit, what a plan promised."

    says = forms.CharField(label="With these words", required=False, max_length=120)
    days = _number("Late by at least (days)", MOST_DAYS, least=1)
    field_order = ("says", "days")

    def asked(self) -> str:
        says = f": “{self.cleaned_data['says']}”" if self.cleaned_data["says"] else ""
        days = self.cleaned_data["days"]
        late = f" by at least {counted(days, 'day')}" if days else ""
        return f"with something overdue{late}{says}"

    def true_of(self, children: QuerySet[Person], today: date) -> Told:
        latest = today - timedelta(days=self.cleaned_data["days"] or 1)
        dues = (
            Due.objects.of(child__in=children)
            .filter(done_on=None)
            .annotate(day=Coalesce("revised_on", "original_on"))
            .filter(day__lte=latest)
        )
        promises = PlanAction.objects.of(plan__children__in=children).filter(
            done_on=None, plan__ended_on=None, due_on__lte=latest
        )
        for word in self.cleaned_data["says"].split():
            dues = dues.filter(what__icontains=word)
            promises = promises.filter(what__icontains=word)
        lines = [
            *dues.values_list("child", "what", "day"),
            *promises.values_list("plan__children", "what", "due_on"),
        ]
        found: dict[UUID, list[str]] = defaultdict(list)
        for child, what, day in sorted(lines, key=lambda line: (line[2], line[1])):
            found[child].append(f"{what}: {counted((today - day).days, 'day')} late")
        return {child: _told_all(told) for child, told in found.items()}


class NotSeen(Condition):
    """A child whom the council works with and nobody saw lately."""

    kind = "not_seen"
    title = "Not seen lately"
    hint = "Children whom the council works with now and nobody saw for so many days."

    days = forms.IntegerField(
        label="Not seen for at least (days)",
        min_value=1,
        max_value=MOST_DAYS,
        initial=28,
        widget=_SHORT,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Type a whole number of days from 1 to {MOST_DAYS}.",
        ),
    )
    alone = forms.BooleanField(label="Not seen alone", required=False)
    field_order = ("days", "alone")

    def asked(self) -> str:
        alone = " alone" if self.cleaned_data["alone"] else ""
        return f"not seen{alone} for {counted(self.cleaned_data['days'], 'day')}"

    def true_of(self, children: QuerySet[Person], today: date) -> Told:
        seen = {"is_seen_alone": True} if self.cleaned_data["alone"] else {"is_seen": True}
        last = dict(
            access.scope(self.user, "read", Event)
            .filter(about__in=children, happened_on__lte=today, **seen)
            .order_by()
            .values_list("about")
            .annotate(Max("happened_on"))
        )
        open_now = Involvement.objects.of(child__in=children).filter(
            Q(ended_on=None) | Q(ended_on__gt=today), started_on__lte=today
        )
        latest = today - timedelta(days=self.cleaned_data["days"])
        alone = " alone" if self.cleaned_data["alone"] else ""
        found: Told = {}
        for child, since in open_now.values_list("child", "started_on"):
            day = last.get(child)
            if day is None and since <= latest:
                found[child] = f"Never seen{alone} as far as written down"
            elif day is not None and day <= latest:
                found[child] = (
                    f"Last seen{alone} {_told_day(day)}, {counted((today - day).days, 'day')} ago"
                )
        return found


class InDanger(Condition):
    """A danger that whoever opens the file must see first."""

    kind = "alert"
    title = "A danger alert"
    hint = "Alerts that stand on the file now."

    says = forms.CharField(label="With these words", required=False, max_length=120)

    def asked(self) -> str:
        says = f": “{self.cleaned_data['says']}”" if self.cleaned_data["says"] else ""
        return f"with a danger alert{says}"

    def true_of(self, children: QuerySet[Person], today: date) -> Told:
        rows = Alert.objects.of(child__in=children).filter(
            Q(ended_on=None) | Q(ended_on__gt=today), started_on__lte=today
        )
        for word in self.cleaned_data["says"].split():
            rows = rows.filter(text__icontains=word)
        found: dict[UUID, list[str]] = defaultdict(list)
        for child, text in rows.values_list("child", "text"):
            found[child].append(f"Alert: {text}")
        return {child: _told_all(told) for child, told in found.items()}


CONDITIONS: dict[str, type[Condition]] = {
    one.kind: one for one in (Status, Worked, Overdue, NotSeen, Known, Held, Described, InDanger)
}
