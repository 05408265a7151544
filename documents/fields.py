"""A definition as a form: question kind -> form field, what was typed -> the JSON value of an
answer.

Nothing typed is ever lost: `RecordForm.values()` has a value for every place that was posted, also
where the input could not be read; such a value is {"unread": "as typed"}, and the form says in a
sentence what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from documents import definitions
from documents.dates import date_from, date_in_words
from documents.definitions import Answers, Asked, Child, Condition, Definition, Question, Section
from documents.prefill import Prefilled

SPARE_ROWS: Final = 2
Place = tuple[str, str | None]


def storable(text: object) -> str:
    """What was typed, less the characters that no database or printer can hold; line ends are made
    one kind."""
    plain = str(text if text is not None else "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character
        for character in plain
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
    )


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of an input: the JSON value to keep, and a sentence when the person has
    something to put right."""

    value: Any
    problem: str = ""


def read(question: Question, raw: Any, *, speakers: Mapping[str, str] | None = None) -> Read:
    """The JSON value of an answer from what its widget posted. Blank is None; never raises, never
    drops what was typed.

    `speakers`: references and names of people whose own words may stand in the record.
    """
    match question.kind:
        case "date":
            return _read_date(storable(raw).strip())
        case "choice":
            return _read_choice(storable(raw), {choice.key for choice in question.choices})
        case "yes_no":
            return _read_choice(storable(raw), set(definitions.YES_NO))
        case "choices":
            return _read_choices(raw, [choice.key for choice in question.choices])
        case "actions":
            return _read_actions(raw)
        case "people":
            return _read_people(raw)
        case "words":
            return _read_words(raw, speakers or {})
        case "fact":
            return _read_fact(raw, danger=question.danger)
        case _:
            return Read(storable(raw).strip() or None)


def _read_date(typed: str) -> Read:
    if not typed:
        return Read(None)
    day = date_from(typed)
    if day is None:
        return Read(
            {"unread": typed},
            f"“{typed}” is not a day that can be read. Write it like 3 November 2026 or 3/11/2026.",
        )
    return Read(day.isoformat())


def _read_choice(chosen: str, allowed: set[str]) -> Read:
    if not chosen:
        return Read(None)
    if chosen not in allowed:
        return Read({"unread": chosen}, "That is not one of the answers. Choose one from the list.")
    return Read(chosen)


def _read_choices(raw: Any, allowed: Sequence[str]) -> Read:
    posted = [storable(item) for item in (raw if isinstance(raw, list | tuple) else [raw]) if item]
    strange = [item for item in posted if item not in allowed]
    if strange:
        return Read(
            {"unread": ", ".join(posted)},
            "One of these is not in the list. Choose from the list again.",
        )
    return Read([key for key in allowed if key in posted] or None)


def _rows(raw: Any, columns: Sequence[str]) -> list[dict[str, str]]:
    rows = raw if isinstance(raw, list | tuple) else []
    return [
        {name: storable(row.get(name)) for name in columns}
        for row in rows
        if isinstance(row, Mapping)
    ]


def _read_actions(raw: Any) -> Read:
    kept, problem = [], ""
    for row in _rows(raw, ("what", "who", "by")):
        row = {name: text.strip() for name, text in row.items()}
        if not any(row.values()):
            continue
        # A day is kept as a day, so that it can be shown in the reader's language; words stay words.
        if day := date_from(row["by"]):
            row["by"] = day.isoformat()
        if not row["what"]:
            problem = "Write what is to be done beside each name and date, or empty that line."
        kept.append(row)
    return Read(kept or None, problem)


def _read_people(raw: Any) -> Read:
    kept = [
        {name: text.strip() for name, text in row.items()} for row in _rows(raw, ("name", "role"))
    ]
    kept = [row for row in kept if any(row.values())]
    nameless = any(not row["name"] for row in kept)
    return Read(
        kept or None, "Write a name beside each role, or empty that line." if nameless else ""
    )


def _read_words(raw: Any, speakers: Mapping[str, str]) -> Read:
    kept, problem = [], ""
    for row in _rows(raw, ("who", "person", "on", "said", "for")):
        said = row["said"]
        row = {name: text.strip() for name, text in row.items()} | {"said": said}
        if row["person"] not in speakers:
            row["person"] = ""
        if row["for"] not in definitions.READERS:
            row["for"] = ""
        if not said.strip() and not row["who"] and not row["person"] and not row["on"]:
            continue
        row["who"] = row["who"] or speakers.get(row["person"], "")
        if day := date_from(row["on"]):
            row["on"] = day.isoformat()
        if not said.strip():
            problem = "Write what they said, in their own words, or empty that line."
        elif not row["who"]:
            problem = "Say whose words these are."
        kept.append(row)
    return Read(kept or None, problem)


def _read_fact(raw: Any, *, danger: bool) -> Read:
    source = raw if isinstance(raw, Mapping) else {}
    value = storable(source.get("value")).strip()
    standing = storable(source.get("standing"))
    if standing not in definitions.STANDINGS:
        standing = "known"
    basis = storable(source.get("basis"))
    told_by = storable(source.get("told_by")).strip()
    if not value and standing == "known":
        return Read(None)
    answer = {
        "value": value,
        "standing": standing,
        "basis": basis if basis in definitions.BASES else "",
        "told_by": told_by,
    }
    if danger and standing in {"known", "in_the_past", "disputed"} and not answer["basis"]:
        return Read(
            answer,
            "Say how you know this: did you see it, did somebody tell you, or do you assume it?",
        )
    if answer["basis"] == "told" and not told_by:
        return Read(answer, "Say who told you.")
    return Read(answer)


def shown(question: Question, value: Any) -> Any:
    """What the widget of `question` starts with for a stored JSON value."""
    if (typed := definitions.unread(value)) is not None:
        return typed
    if definitions.gap(value) is not None:
        return None
    if question.kind == "date" and isinstance(value, str) and (day := date_from(value)):
        return date_in_words(day)
    if question.kind in {"actions", "words"} and isinstance(value, list):
        name = "by" if question.kind == "actions" else "on"
        return [
            {
                **row,
                name: date_in_words(day)
                if (day := date_from(row.get(name, "")))
                else row.get(name, ""),
            }
            for row in value
        ]
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of every line of a `Rows` widget."""

    name: str
    label: str
    kind: str = "line"
    choices: tuple[tuple[str, str], ...] = ()


class Rows(forms.MultiWidget):
    """Lines of several cells that work without JavaScript: two spare lines at the end, more after
    each save.

    Posts `name-0-cell`, `name-1-cell`, …; its value is a list of dicts in the order of the lines. A
    `MultiWidget` by name only, so that what draws forms gives it a fieldset.
    """

    template = "documents/_rows.html"

    def __init__(self, columns: Sequence[Column], attrs: dict[str, Any] | None = None) -> None:
        super().__init__([], attrs)
        self.columns = tuple(columns)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        rows = []
        for number in sorted(self._numbers(data, name)):
            rows.append(
                {
                    column.name: data.get(f"{name}-{number}-{column.name}", "")
                    for column in self.columns
                }
            )
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self._numbers(data, name)

    def _numbers(self, data: Any, name: str) -> set[int]:
        pattern = re.compile(
            rf"{re.escape(name)}-(\d{{1,4}})-(?:{'|'.join(c.name for c in self.columns)})"
        )
        return {int(match[1]) for key in data if (match := pattern.fullmatch(key))}

    def decompress(self, value: Any) -> Any:
        return value

    def id_for_label(self, id_: str) -> str:
        return ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        rows = [row for row in value or [] if isinstance(row, Mapping)]
        lines = [
            {
                "number": number + 1,
                "cells": [
                    {
                        "column": column,
                        "name": f"{name}-{number}-{column.name}",
                        "id": f"{(attrs or {}).get('id', name)}-{number}-{column.name}",
                        "value": row.get(column.name, ""),
                    }
                    for column in self.columns
                ],
                "is_spare": not row,
            }
            for number, row in enumerate([*rows, *({} for _ in range(SPARE_ROWS))])
        ]
        return SafeString(render_to_string(self.template, {"lines": lines, "name": name}))


class FactInput(forms.MultiWidget):
    """A known fact: its value, how it stands, and for danger how one knows it."""

    template = "documents/_fact_input.html"
    parts: ClassVar = ("value", "standing", "basis", "told_by")

    def __init__(self, *, danger: bool, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([], attrs)
        self.danger = danger

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return {part: data.get(f"{name}-{part}", "") for part in self.parts}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in self.parts)

    def decompress(self, value: Any) -> Any:
        return value

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-value" if id_ else ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        value = value if isinstance(value, Mapping) else {"value": value or ""}
        return SafeString(
            render_to_string(
                self.template,
                {
                    "name": name,
                    "id": (attrs or {}).get("id", name),
                    "described": (attrs or {}).get("aria-describedby", ""),
                    "value": value,
                    "danger": self.danger,
                    "standings": definitions.STANDINGS.items(),
                    "bases": definitions.BASES.items(),
                },
            )
        )


class AnswerField(forms.Field):
    """One question on one form. Cleans to the JSON value; what cannot be read raises the sentence
    that says what to do."""

    def __init__(self, question: Question, *, speakers: Mapping[str, str], **kwargs: Any) -> None:
        self.question = question
        self.speakers = dict(speakers)
        super().__init__(widget=_widget(question, self.speakers), required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        found = read(self.question, value, speakers=self.speakers)
        if found.problem:
            raise ValidationError(found.problem, code="unread")
        return found.value

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = read(self.question, initial, speakers=self.speakers).value
        return before != read(self.question, data, speakers=self.speakers).value


def _widget(question: Question, speakers: Mapping[str, str]) -> forms.Widget:
    match question.kind:
        case "long_text":
            return forms.Textarea(attrs={"rows": 6, "spellcheck": "true"})
        case "date":
            # Not the browser's own date box: it drops what it cannot read, and refuses to show it
            # again.
            return forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
        case "choice" if len(question.choices) > 8:
            return forms.Select(choices=[("", ""), *_labels(question)])
        case "choice":
            return forms.RadioSelect(choices=_labels(question))
        case "choices":
            return forms.CheckboxSelectMultiple(choices=_labels(question))
        case "yes_no":
            return forms.RadioSelect(choices=list(definitions.YES_NO.items()))
        case "actions":
            return Rows(
                [
                    Column("what", "What will be done", "text"),
                    Column("who", "Who will do it"),
                    Column("by", "By when"),
                ]
            )
        case "people":
            return Rows([Column("name", "Name"), Column("role", "Who they are")])
        case "words":
            return Rows(
                [
                    Column("person", "Who", "list", (("", "Somebody else"), *speakers.items())),
                    Column("who", "Their name, if somebody else"),
                    Column("on", "When"),
                    Column("said", "In their own words", "text"),
                    Column("for", "Who may read this", "list", tuple(definitions.READERS.items())),
                ]
            )
        case "fact":
            return FactInput(danger=question.danger)
        case _:
            return forms.TextInput(attrs={"spellcheck": "true"})


def _labels(question: Question) -> list[tuple[str, str]]:
    return [(choice.key, choice.label) for choice in question.choices]


def field_name(place: Place) -> str:
    """The name of a place in a posted form: the question's key, and the child after an @."""
    key, child = place
    return key if child is None else f"{key}@{child}"


@dataclass(frozen=True, slots=True)
class Item:
    """One question as the page shows it. `waits_for`: the name of the field whose answer makes it
    appear, or ""."""

    asked: Asked
    bound: forms.BoundField
    still: forms.BoundField | None
    gap: forms.BoundField | None
    prefilled: Prefilled | None
    waits_for: str
    is_asked: bool
    is_answered: bool
    version: str
    rivals: tuple[Any, ...] = ()
    paper: tuple[Any, ...] = ()

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def child(self) -> Child | None:
        return self.asked.child

    @property
    def name(self) -> str:
        return self.bound.html_name

    @property
    def prompts(self) -> list[str]:
        """What stands in the margin, line by line."""
        return [line for line in self.question.help.split("\n") if line.strip()]

    @property
    def known(self) -> str:
        """What is known here already, with age and origin; the value only where the field does not show it."""
        found = self.prefilled
        if found is None:
            return ""
        standing = found.standing_in_words
        if self.still is not None and self.question.kind == "fact":
            said = f"Known {found.sentence}" + (f" ({standing.lower()})" if standing else "")
        else:
            value = f"{found.value} ({standing})" if found.value and standing else ""
            said = f"Last known: {value or found.value or standing}, {found.sentence}"
        others = "".join(f" Somebody else says: {other}." for other in found.also)
        return f"{said}.{others}"

    @property
    def is_kept(self) -> bool:
        """Something stands here although nobody asks it any more. It stays in the record and is not
        published."""
        return self.is_answered and not self.is_asked

    @property
    def waits_for_one_of(self) -> str:
        """The answers to the field `waits_for` that make this appear, parted by spaces."""
        condition = _asks_first(self.asked)
        return " ".join(condition.is_one_of) if condition else ""


@dataclass(frozen=True, slots=True)
class Tab:
    """The questions of a part, for one child, or (None) for all together."""

    child: Child | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section as the page shows it. `has_tabs`: each tab says whose it is, because the answers of
    several children differ here."""

    section: Section
    tabs: tuple[Tab, ...]
    has_tabs: bool


class RecordForm(forms.Form):
    """All places of a record on one page.

    `answers`: stored JSON values by place. `prefilled`: what `prefill.prefill` says, by place;
    shown until somebody says “still true” or changes it, and never stored before that. `on`: the
    day to which ages are counted. `rivals`: by place, what others wrote there at the same time, for
    the page to show beside what stands. `paper`: by place, what came home on paper, likewise.
    """

    def __init__(
        self,
        definition: Definition,
        *,
        children: Sequence[Child],
        answers: Answers,
        on: date,
        prefilled: Mapping[Place, Prefilled] | None = None,
        speakers: Iterable[tuple[str, str]] | None = None,
        versions: Mapping[Place, Any] | None = None,
        rivals: Mapping[Place, tuple[Any, ...]] | None = None,
        paper: Mapping[Place, Sequence[Any]] | None = None,
        short: bool = False,
        data: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.definition = definition
        self.children = list(children)
        self.answers = dict(answers)
        self.on = on
        self.prefilled = dict(prefilled or {})
        self.versions = {place: str(version) for place, version in (versions or {}).items()}
        self.rivals = dict(rivals or {})
        self.paper = dict(paper or {})
        # Only a real record has versions to go by; a preview is never saved.
        self.is_versioned = versions is not None
        self.speakers = dict(
            speakers if speakers is not None else ((c.ref, c.name) for c in children)
        )
        self.asked = list(definitions.places(definition, children=self.children, short=short))
        for asked in self.asked:
            self._add(asked)
        # A browser says nothing of a list of ticks that are all taken away; this says that it was there.
        self.fields["ticks"] = forms.CharField(
            required=False,
            widget=forms.HiddenInput,
            initial=" ".join(
                field_name(asked.place) for asked in self.asked if asked.question.kind == "choices"
            ),
        )

    def _add(self, asked: Asked) -> None:
        question, name = asked.question, field_name(asked.place)
        stored = self.answers.get(asked.place)
        known = self.prefilled.get(asked.place)
        start = stored if not definitions.is_blank(stored) else known.draft if known else None
        label = question.wording
        if asked.child is not None:
            label = label.replace("{child}", asked.child.called)
        self.fields[name] = AnswerField(
            question, speakers=self.speakers, label=label, initial=shown(question, start)
        )
        if known is not None and definitions.is_blank(stored):
            self.fields[f"{name}-still"] = forms.BooleanField(required=False, label="Still true")
        if question.required_because:
            self.fields[f"{name}-gap"] = forms.ChoiceField(
                required=False,
                label="If left blank, why?",
                choices=[("", ""), *definitions.GAPS.items()],
                initial=definitions.gap(stored) or "",
            )

    def values(self) -> dict[Place, Any]:
        """The JSON value of every place that was posted, readable or not; places that were not on
        the page are left out."""
        ticks = set(str(self.data.get("ticks", "")).split()) | set(self._posted("changed"))
        found: dict[Place, Any] = {}
        for asked in self.asked:
            name = field_name(asked.place)
            if asked.question.kind == "choices":
                is_posted = name in self.data or name in ticks
            else:
                widget = self.fields[name].widget
                is_posted = not widget.value_omitted_from_data(self.data, {}, name)
            if is_posted:
                found[asked.place] = self._value(asked, name)
        return found

    def _posted(self, name: str) -> list[str]:
        data: Any = self.data
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, ()))

    def _value(self, asked: Asked, name: str) -> Any:
        widget = self.fields[name].widget
        raw = widget.value_from_datadict(self.data, {}, name)
        value = read(asked.question, raw, speakers=self.speakers).value
        known = self.prefilled.get(asked.place)
        if known is not None and definitions.is_blank(self.answers.get(asked.place)):
            start = read(
                asked.question, shown(asked.question, known.draft), speakers=self.speakers
            ).value
            if not self.data.get(f"{name}-still") and _says(value) == _says(start):
                return None
        if definitions.is_blank(value):
            stored = definitions.gap(self.answers.get(asked.place)) or ""
            reason = self.data.get(f"{name}-gap", stored)
            return {"gap": reason} if reason in definitions.GAPS else None
        return value

    def clean(self) -> dict[str, Any]:
        """A prefilled fact that nobody touched needs no “how do you know”."""
        for asked in self.asked:
            name = field_name(asked.place)
            is_untouched = asked.question.kind == "fact" and name in self.errors
            if is_untouched and self._value(asked, name) is None:
                del self.errors[name]
                self.cleaned_data[name] = None
        return self.cleaned_data

    def parts(self) -> Iterator[Part]:
        """The page, part by part. A question that another answer could bring up is there already,
        with `is_asked` False."""
        now = {**self.answers, **(self.values() if self.is_bound else {})}
        for section in self.definition.sections:
            tabs = []
            for child in self.children if section.is_per_child else [None]:
                items = tuple(
                    self._item(asked, now)
                    for asked in self.asked
                    if asked.section.key == section.key
                    and asked.child == child
                    and self._has_a_place(asked, now)
                )
                if items:
                    tabs.append(Tab(child, items))
            if tabs:
                yield Part(section, tuple(tabs), section.is_per_child and len(self.children) > 1)

    def _waits_for(self, asked: Asked) -> str:
        condition = _asks_first(asked)
        if condition is None or condition.question is None:
            return ""
        try:
            home = self.definition.section_of(condition.question)
        except KeyError:
            return ""  # only in the preview of a form that is still being written
        child = asked.child.ref if asked.child and home.is_per_child else None
        return field_name((condition.question, child))

    def _has_a_place(self, asked: Asked, now: Answers) -> bool:
        could = definitions.may_appear(asked, children=self.children, on=self.on)
        return could or not definitions.is_blank(now.get(asked.place))

    def _item(self, asked: Asked, now: Answers) -> Item:
        name = field_name(asked.place)
        return Item(
            asked=asked,
            bound=self[name],
            still=self[f"{name}-still"] if f"{name}-still" in self.fields else None,
            gap=self[f"{name}-gap"] if f"{name}-gap" in self.fields else None,
            prefilled=self.prefilled.get(asked.place),
            waits_for=self._waits_for(asked),
            is_asked=definitions.is_asked(asked, answers=now, children=self.children, on=self.on),
            is_answered=not definitions.is_blank(now.get(asked.place)),
            version=self.versions.get(asked.place, ""),
            rivals=self.rivals.get(asked.place, ()),
            paper=tuple(self.paper.get(asked.place, ())),
        )


def _asks_first(asked: Asked) -> Condition | None:
    for condition in (asked.question.show_if, asked.section.show_if):
        if condition is not None and condition.question is not None:
            return condition
    return None


def _says(value: Any) -> Any:
    """What an answer says, without how it is known: enough to tell whether somebody changed a
    prefilled one."""
    if isinstance(value, dict) and "standing" in value:
        return value.get("value"), value["standing"]
    return value
