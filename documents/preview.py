"""The form that a worker will see, drawn from an exemplar that is still being edited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from documents import definitions
from documents.blocks import draw_keys
from documents.definitions import Child
from documents.fields import RecordForm
from documents.prefill import FactRow, prefill

if TYPE_CHECKING:
    from documents.models import Exemplar


def preview_context(exemplar: Exemplar, mode: str) -> dict[str, Any]:
    """What `documents/exemplar_preview.html` needs: the real form on example children, or what
    keeps it from being drawn.

    The exemplar is an unsaved copy: keys drawn here go nowhere.
    """
    draw_keys(exemplar.sections, ())
    definition, problems = definitions.read_draft(exemplar.definition_json())
    if definition is None:
        return {"form": None, "problems": problems}
    today = timezone.localdate()
    children = _children(today)[: 2 if mode == "siblings" else 1]
    form = RecordForm(
        definition,
        children=children,
        answers={},
        on=today,
        prefilled=prefill(definition, _facts(today), children=children, on=today),
        short=mode == "short",
    )
    return {
        "form": form,
        "definition": definition,
        "children": children,
        "problems": problems,
        "advice": definitions.advice(definition),
        "is_preview": True,
    }


def _children(today: date) -> list[Child]:
    return [
        Child("first", "Rowan Example", today.replace(year=today.year - 9, day=1), disabled=True),
        Child("second", "Kai Example", today.replace(year=today.year - 14, day=1)),
    ]


def _facts(today: date) -> list[FactRow]:
    half_a_year_ago = date.fromordinal(today.toordinal() - 240)
    return [
        FactRow(
            key, f"{kind.label}, as somebody wrote it down", half_a_year_ago, "an earlier record"
        )
        for key, kind in definitions.FACTS.items()
    ]
