"""Known facts -> the draft of a form, with age and origin; and back, from answers to facts. Pure:
rows in, rows out.

Nothing is copied silently: a draft is shown beside its age and where it came from, and becomes an
answer only when somebody says that it is still true, or changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from documents import definitions
from documents.definitions import Answers, Asked, Child, Definition, Question

# The longest that law lets a plan go unreviewed is six months; a fact older than that has been
# through no review.
STALE_AFTER_DAYS: Final = 182
_WEEKS_FROM, _MONTHS_FROM, _YEARS_FROM = 14, 61, 730


@dataclass(frozen=True, slots=True)
class FactRow:
    """One known fact. `about` is the reference of the child it is about, None for the whole family."""

    key: str
    value: str
    as_of: date | None
    source: str
    standing: str = "known"
    recorded_by: str = ""
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Prefilled:
    """What is known at one place of a form, before anybody has answered there."""

    fact: str
    value: str
    standing: str
    draft: Any
    as_of: date | None
    age: str
    origin: str
    needs_confirming: bool
    danger: bool
    also: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """“8 months ago, from the assessment, by Jo Adeyemi”."""
        return ", ".join(part for part in (self.age, self.origin) if part)

    @property
    def standing_in_words(self) -> str:
        return "" if self.standing == "known" else definitions.STANDINGS.get(self.standing, "")

    @property
    def bases(self) -> tuple[tuple[str, str], ...]:
        """The ways of knowing to choose from when danger is confirmed; none otherwise."""
        return tuple(definitions.BASES.items()) if self.danger else ()


def age_in_words(as_of: date | None, on: date) -> str:
    """“8 months ago”; days up to two weeks, weeks up to two months, months up to two years."""
    if as_of is None:
        return "date not known"
    days = (on - as_of).days
    if days < 0:
        return f"dated in the future ({as_of.day}/{as_of.month}/{as_of.year})"
    if days == 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < _WEEKS_FROM:
        return f"{days} days ago"
    if days < _MONTHS_FROM:
        return f"{days // 7} weeks ago"
    months = (on.year - as_of.year) * 12 + on.month - as_of.month - (on.day < as_of.day)
    if days < _YEARS_FROM:
        return f"{months} months ago"
    return f"{months // 12} years ago"


def prefill(
    definition: Definition,
    facts: Iterable[FactRow],
    *,
    children: Sequence[Child],
    on: date,
) -> dict[tuple[str, str | None], Prefilled]:
    """For each place bound to a known fact: the newest value with age and origin.

    A per-child place takes the child's own fact, else the family's; a shared place takes the
    family's, else that of the only child. Where two sources of the same newest day differ, both are
    told (`also`) and it needs confirming.
    """
    by_key: dict[tuple[str, str | None], list[FactRow]] = {}
    for fact in facts:
        by_key.setdefault((fact.key, fact.about), []).append(fact)
    found = {}
    for asked in definitions.places(definition, children=children):
        if asked.question.fact is None:
            continue
        rows = _rows_for(asked, by_key, children)
        if rows:
            found[asked.place] = _prefilled(asked.question, rows, on)
    return found


def _rows_for(
    asked: Asked,
    by_key: Mapping[tuple[str, str | None], list[FactRow]],
    children: Sequence[Child],
) -> list[FactRow]:
    key = str(asked.question.fact)
    if asked.child is not None:
        wanted: list[str | None] = [asked.child.ref, None]
    else:
        wanted = [None, *([children[0].ref] if len(children) == 1 else [])]
    return next((rows for about in wanted if (rows := by_key.get((key, about)))), [])


def _prefilled(question: Question, rows: Sequence[FactRow], on: date) -> Prefilled:
    # Rows of one day come in the order they were recorded, so the last of them is the newest.
    newest = sorted(enumerate(rows), key=lambda pair: (pair[1].as_of or date.min, pair[0]))[-1][1]
    also = tuple(
        dict.fromkeys(
            row.value
            for row in rows
            if row.as_of == newest.as_of and row.source != newest.source and _differs(row, newest)
        )
    )
    days = (on - newest.as_of).days if newest.as_of else None
    is_fresh = days is not None and 0 <= days <= (0 if question.danger else STALE_AFTER_DAYS)
    # A source such as “written by Jo Adeyemi” says by whom already.
    is_named = newest.recorded_by.casefold() in newest.source.casefold()
    by_whom = "" if is_named else newest.recorded_by
    origin = ", by ".join(part for part in (newest.source, by_whom) if part)
    return Prefilled(
        fact=newest.key,
        value=newest.value,
        standing=newest.standing,
        draft=draft(question, newest.value, newest.standing),
        as_of=newest.as_of,
        age=age_in_words(newest.as_of, on),
        origin=origin,
        needs_confirming=not is_fresh
        or newest.standing in {"disputed", "not_known_yet"}
        or bool(also),
        danger=question.danger,
        also=also,
    )


def _differs(row: FactRow, other: FactRow) -> bool:
    return row.value.strip().casefold() != other.value.strip().casefold()


def draft(question: Question, value: str, standing: str) -> Any:
    """The JSON value that an answer would have if the fact were still true; None where the kind
    cannot say it."""
    match question.kind:
        case "fact":
            return {"value": value, "standing": standing, "basis": "", "told_by": ""}
        case "yes_no":
            if standing == "in_the_past":
                return "past"
            if standing == "not_known_yet":
                return "not_known"
            if not value or standing == "declined":
                return None
            return "no" if value.strip().casefold() in {"no", "none"} else "yes"
        case "choice":
            wanted = value.strip().casefold()
            return next(
                (
                    c.key
                    for c in question.choices
                    if wanted in {c.key.casefold(), c.label.casefold()}
                ),
                None,
            )
        case "choices":
            wanted_all = {part.strip().casefold() for part in value.split(",")}
            return [
                c.key
                for c in question.choices
                if wanted_all & {c.key.casefold(), c.label.casefold()}
            ] or None
        case "text" | "long_text" | "date":
            return value or None
        case _:
            return None


def with_known(
    answers: Answers, prefilled: Mapping[tuple[str, str | None], Prefilled]
) -> dict[tuple[str, str | None], Any]:
    """`answers`, with what is known standing where nobody answered a `fact`; it carries its date
    and that nobody confirmed it."""
    filled = dict(answers)
    for place, known in prefilled.items():
        if isinstance(known.draft, dict) and definitions.is_blank(filled.get(place)):
            filled[place] = {
                **known.draft,
                "as_of": known.as_of.isoformat() if known.as_of else "",
                "source": known.origin,
                "confirmed": False,
            }
    return filled


@dataclass(frozen=True, slots=True)
class FactToWrite:
    """A fact that an answer states. `about`: the child's reference, None for the family or the only
    child."""

    key: str
    value: str
    standing: str
    how_known: str
    about: str | None
    question: str = field(compare=False, default="")


def facts_from(
    definition: Definition, answers: Answers, *, children: Sequence[Child]
) -> list[FactToWrite]:
    """What the answers of a record say about facts, in the order of the form; blanks, gaps and
    unread input say nothing."""
    found = []
    for asked in definitions.places(definition, children=children):
        value = answers.get(asked.place)
        if asked.question.fact is None or definitions.is_blank(value):
            continue
        if definitions.gap(value) is not None or definitions.unread(value) is not None:
            continue
        said = _said(asked.question, value)
        if said is not None:
            text, standing, how = said
            about = asked.child.ref if asked.child else None
            found.append(
                FactToWrite(asked.question.fact, text, standing, how, about, asked.question.key)
            )
    return found


def _said(question: Question, value: Any) -> tuple[str, str, str] | None:
    if question.kind == "fact" and isinstance(value, dict):
        if value.get("confirmed") is False:
            return None
        basis = definitions.BASES.get(value.get("basis", ""), "")
        how = f"{basis}: {value['told_by']}" if value.get("told_by") and basis else basis
        return str(value.get("value", "")), str(value.get("standing", "known")), how
    if question.kind == "yes_no":
        standing = {"past": "in_the_past", "not_known": "not_known_yet"}.get(str(value), "known")
        return {"no": "No", "not_known": ""}.get(str(value), "Yes"), standing, ""
    if question.kind in definitions.KINDS_WITH_CHOICES:
        keys = value if isinstance(value, list) else [value]
        labels = [choice.label for choice in question.choices if choice.key in keys]
        return ", ".join(labels), "known", ""
    if question.kind == "people" and isinstance(value, list):
        named = [", ".join(filter(None, (row.get("name"), row.get("role")))) for row in value]
        return "; ".join(named), "known", ""
    return (value, "known", "") if isinstance(value, str) else None
