"""An answer as lines of text, for whoever compares two versions of it. Pure."""

from typing import Any

from documents import definitions
from documents.dates import date_from, date_in_words
from documents.definitions import Question


def lines(question: Question, value: Any) -> list[str]:
    """What `value` says, in the words of staff; a single line in brackets when nothing stands there."""
    if (typed := definitions.unread(value)) is not None:
        return [typed]
    if (gap := definitions.gap(value)) is not None:
        return [f"[{definitions.GAPS[gap]}]"]
    if definitions.is_blank(value):
        return ["[nothing]"]
    match question.kind:
        case "date":
            return [_day(value)]
        case "yes_no":
            return [definitions.YES_NO.get(value, str(value))]
        case "choice" | "choices":
            keys = value if isinstance(value, list) else [value]
            return [choice.label if (choice := question.choice(key)) else key for key in keys]
        case "actions":
            return [_joined(row.get("what"), row.get("who"), _day(row.get("by"))) for row in value]
        case "people":
            return [_joined(row.get("name"), row.get("role")) for row in value]
        case "words":
            return [_said(row) for row in value]
        case "fact":
            return _fact(value)
        case _:
            return [line for line in str(value).split("\n") if line.strip()]


def _day(typed: Any) -> str:
    day = date_from(typed) if isinstance(typed, str) else None
    return date_in_words(day) if day else str(typed or "")


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _said(row: dict[str, str]) -> str:
    who = _joined(row.get("who"), _day(row.get("on")))
    return f"{who}: “{row.get('said', '')}”" if who else f"“{row.get('said', '')}”"


def _fact(value: dict[str, Any]) -> list[str]:
    standing = value.get("standing", "known")
    told = value.get("told_by", "")
    basis = definitions.BASES.get(value.get("basis", ""), "")
    remarks = [
        definitions.STANDINGS[standing] if standing != "known" else "",
        f"{basis}: {told}" if basis and told else basis,
    ]
    remark = "; ".join(part for part in remarks if part)
    said = [line for line in str(value.get("value", "")).split("\n") if line.strip()]
    return [*said, f"[{remark}]"] if remark else said
