"""Dates, ages, form fields and explained words as both surfaces show them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

# Up to here people count days; a statutory clock of 45 working days is still read in days.
DAYS_COUNTED = 99
MONTHS_COUNTED = 24
UNDO, OPEN = "undo:", "open:"


@register.filter
def kin_date(value: date | datetime | None) -> str:
    """'Tue 3 Nov 2026', in the installation's own time; nothing for no date."""
    day = _day(value)
    return "" if day is None else format_date(day, "D j M Y")


@register.filter
def kin_time(value: datetime | None) -> str:
    """'14:02:31', in the installation's own time."""
    if value is None:
        return ""
    return format_date(_local(value), "H:i:s")


@register.filter
def kin_moment(value: datetime | None) -> str:
    """'Tue 3 Nov 2026, 14:02', in the installation's own time."""
    if value is None:
        return ""
    return format_date(_local(value), "D j M Y, H:i")


@register.filter
def kin_ago(value: date | datetime | None, today: date | None = None) -> str:
    """'in 4 days', 'yesterday', '7 months ago': days to 99, months to two years, years."""
    day = _day(value)
    if day is None:
        return ""
    today = today or timezone.localdate()
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    span = _span(min(day, today), max(day, today))
    return (_("in %(span)s") if days > 0 else _("%(span)s ago")) % {"span": span}


@register.filter
def kin_when(value: date | datetime | None, today: date | None = None) -> str:
    """'Tue 3 Nov 2026 (in 4 days)'."""
    if value is None:
        return ""
    shown = kin_moment(value) if isinstance(value, datetime) else kin_date(value)
    return f"{shown} ({kin_ago(value, today)})"


@register.filter
def kin_age(born: date | datetime | None, on: date | datetime | None = None) -> str:
    """Age as people say it: '9', under two years '5 months', under two months '3 weeks'.

    A birth date still to come reads 'due Tue 3 Nov 2026'. `on` is the day of death, if any.
    """
    first = _day(born)
    if first is None:
        return ""
    last = _day(on) or timezone.localdate()
    if first > last:
        return _("due %(day)s") % {"day": kin_date(first)}
    months = _months(first, last)
    if months >= MONTHS_COUNTED:
        return str(months // 12)
    if months >= 2:
        return _count_months(months)
    days = (last - first).days
    return _count_weeks(days // 7) if days >= 14 else _count_days(days)


@register.filter
def undo_address(message: Any) -> str:
    """The address that undoes what a message reports, or nothing.

    A view says `messages.success(request, "…", extra_tags="undo:" + address)`. Only an address of
    this site is let through, since the message has been out in the browser's cookie.
    """
    return _tagged(message, UNDO)


@register.filter
def open_address(message: Any) -> str:
    """The address of what came of an act, or nothing: `extra_tags="undo:… open:" + address`."""
    return _tagged(message, OPEN)


def _tagged(message: Any, mark: str) -> str:
    tags = (getattr(message, "extra_tags", "") or "").split()
    address = next((tag.removeprefix(mark) for tag in tags if tag.startswith(mark)), "")
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if is_ours else ""


@register.filter
def kin_marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """`(text, is a hit)` pairs as one line of text with the hits in `<mark>`."""
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", text) if is_hit else text,) for text, is_hit in pieces),
    )


@register.inclusion_tag("components/explained.html")
def explained(text: str, words: Iterable[Mapping[str, str]] = (), key: str = "") -> dict[str, Any]:
    """A paragraph of plain text whose hard words link to their meaning just below it.

    Each word is a mapping of `term` and `meaning`; only the first place of a term is linked.
    `key` must differ between the paragraphs of one page.
    """
    meanings = {word["term"].casefold(): word for word in words if word["term"]}
    if not meanings:
        return {"pieces": [{"text": text}], "words": []}
    longest_first = sorted(meanings, key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE
    )
    pieces: list[dict[str, str]] = []
    found: list[dict[str, str]] = []
    reached = 0
    for match in pattern.finditer(text):
        word = meanings.pop(match[0].casefold(), None)
        if word is None:
            continue
        target = f"word-{key}-{len(found) + 1}"
        pieces += [
            {"text": text[reached : match.start()]},
            {"text": match[0], "target": target},
        ]
        found.append({"term": match[0], "meaning": word["meaning"], "target": target})
        reached = match.end()
    pieces.append({"text": text[reached:]})
    return {"pieces": pieces, "words": found}


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    *,
    inline: bool = False,
    width: str | int = "",
    heading: bool = False,
    hint: str = "",
    rows: int | None = None,
    mark_optional: bool = True,
    small: bool = False,
    label: str = "",
) -> dict[str, Any]:
    """One form field with label, hint, error and control, whatever its kind.

    `inline` sets choices side by side; `width` is a number of characters (2, 3, 4, 5, 10, 20, 30);
    `heading` prints the label large; `small` asks for compact choices; `label` and `hint` replace
    the form's own words.
    """
    widget = bound.field.widget
    kind = _kind(widget)
    identity = bound.id_for_label or bound.auto_id or bound.html_name
    if kind in {"radios", "checkboxes", "parts"}:
        identity = bound.auto_id or bound.html_name
    hint_text = hint or bound.help_text
    described = [
        f"{identity}-{part}"
        for part, there in (("hint", hint_text), ("error", bound.errors))
        if there
    ]
    attributes: dict[str, Any] = {"class": _classes(kind, widget, width, bool(bound.errors))}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if rows and kind == "textarea":
        attributes["rows"] = rows
    control: Any = ""
    choices: list[dict[str, Any]] = []
    if kind in {"radios", "checkboxes"}:
        choices = _choices(bound)
    else:
        control = _control(bound, kind, attributes)
    return {
        "bound": bound,
        "errors": _errors(bound),
        "kind": kind,
        "identity": identity,
        "label": label or bound.label,
        "hint": hint_text,
        "described": " ".join(described),
        "control": control,
        "choices": choices,
        "optional": mark_optional and _is_optional(bound, kind, choices),
        "waits_for": getattr(bound.field, "waits_for", None),
        "inline": inline,
        "small": small,
        "heading": heading,
    }


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm, mark_optional: bool = True) -> dict[str, Any]:
    """Every field of a form in its own order, hidden ones included, without the error summary."""
    return {"form": form, "mark_optional": mark_optional}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_shown: BaseForm | None) -> dict[str, Any]:
    """What is wrong with the forms of this page, each line leading to its field."""
    lines: list[dict[str, str]] = []
    for form in forms_shown:
        if form is None or not form.is_bound:
            continue
        lines += [{"text": str(text), "target": ""} for text in form.non_field_errors()]
        for bound in form:
            lines += [{"text": text, "target": _target(bound)} for text in _errors(bound)]
    return {"lines": lines}


@register.inclusion_tag("components/answers.html")
def answers(bound: BoundField) -> dict[str, Any]:
    """The choices of a field as cards of equal size, none before the others."""
    identity = bound.auto_id or bound.html_name
    return {
        "bound": bound,
        "errors": _errors(bound),
        "identity": identity,
        "choices": _choices(bound),
        "described": f"{identity}-error" if bound.errors else "",
    }


def _is_optional(bound: BoundField, kind: str, choices: list[dict[str, Any]]) -> bool:
    """Whether "(optional)" tells anything: not of a box, of radios with an answer, of what another answer asks for."""
    if bound.field.required or kind == "checkbox" or getattr(bound.field, "waits_for", None):
        return False
    return kind != "radios" or not any(choice["checked"] for choice in choices)


def _day(value: date | datetime | None) -> date | None:
    if not value:
        return None
    return _local(value).date() if isinstance(value, datetime) else value


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _months(first: date, last: date) -> int:
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - 1 if last.day < first.day else months


def _span(first: date, last: date) -> str:
    days = (last - first).days
    if days <= DAYS_COUNTED:
        return _count_days(days)
    months = _months(first, last)
    if months <= MONTHS_COUNTED:
        return _count_months(months)
    years = months // 12
    return ngettext("%(years)d year", "%(years)d years", years) % {"years": years}


def _count_months(months: int) -> str:
    return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}


def _count_weeks(weeks: int) -> str:
    return ngettext("%(weeks)d week", "%(weeks)d weeks", weeks) % {"weeks": weeks}


def _count_days(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _kind(widget: forms.Widget) -> str:
    """How a widget is drawn."""
    # Order matters: to Django, CheckboxSelectMultiple is a RadioSelect too.
    kinds: list[tuple[type[forms.Widget], str]] = [
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "checkbox"),
        (forms.SelectDateWidget, "parts"),
        (forms.MultiWidget, "parts"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
        (forms.DateInput, "date"),
    ]
    return next((name for known, name in kinds if isinstance(widget, known)), "text")


def _classes(kind: str, widget: forms.Widget, width: str | int, is_wrong: bool) -> str:
    base = {
        "select": "govuk-select",
        "parts": "govuk-select" if isinstance(widget, forms.SelectDateWidget) else "govuk-input",
        "textarea": "govuk-textarea",
        "file": "govuk-file-upload",
        "checkbox": "govuk-checkboxes__input",
    }.get(kind, "govuk-input")
    names = [*str(widget.attrs.get("class", "")).split(), base]
    if is_wrong and kind != "checkbox":
        names.append(f"{base}--error")
    if kind == "date":
        names.append("govuk-input--width-10")
    elif width:
        names.append(f"govuk-input--width-{width}")
    return " ".join(names)


def _control(bound: BoundField, kind: str, attributes: dict[str, Any]) -> SafeString:
    if kind == "date":
        # A browser's own date box reads and writes ISO only, whatever the language of the page.
        widget = forms.DateInput(format="%Y-%m-%d", attrs=dict(bound.field.widget.attrs))
        widget.input_type = "date"
        return bound.as_widget(widget=widget, attrs=attributes)
    if isinstance(bound.field.widget, forms.DateTimeInput):
        moment = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=dict(bound.field.widget.attrs))
        moment.input_type = "datetime-local"
        return bound.as_widget(widget=moment, attrs=attributes)
    if isinstance(bound.field.widget, forms.TimeInput):
        clock = forms.TimeInput(format="%H:%M", attrs=dict(bound.field.widget.attrs))
        clock.input_type = "time"
        return bound.as_widget(widget=clock, attrs=attributes)
    return bound.as_widget(attrs=attributes)


def _choices(bound: BoundField) -> list[dict[str, Any]]:
    identity = bound.auto_id or bound.html_name
    # Django numbers the ids of grouped choices twice; one number each is enough and stays unique.
    return [
        {
            "id": f"{identity}_{number}",
            "name": choice.data["name"],
            "value": "" if choice.data["value"] is None else str(choice.data["value"]),
            "label": choice.data["label"],
            "checked": choice.data["selected"],
            "disabled": bool(choice.data["attrs"].get("disabled")),
            "extra": _extra(choice.data["attrs"]),
        }
        for number, choice in enumerate(bound.subwidgets)
    ]


def _errors(bound: BoundField) -> list[str]:
    """What is wrong with a field. The framework's bare sentence names neither field nor act."""
    bare = str(forms.Field.default_error_messages["required"])
    if _kind(bound.field.widget) in {"radios", "checkboxes", "select", "checkbox"}:
        wanted = _("Choose an answer to “%(label)s”.")
    else:
        wanted = _("Fill in “%(label)s”.")
    return [wanted % {"label": bound.label} if text == bare else str(text) for text in bound.errors]


def _extra(attributes: Mapping[str, Any]) -> SafeString:
    """The data- attributes a form has set on its choices; the rest is settled by the component."""
    return format_html_join(
        "",
        ' {}="{}"',
        ((name, value) for name, value in attributes.items() if name.startswith("data-")),
    )


def _target(bound: BoundField) -> str:
    identity = bound.auto_id or bound.html_name
    if _kind(bound.field.widget) in {"radios", "checkboxes"}:
        return f"{identity}_0"
    return bound.id_for_label or identity
