"""Plans for the tests of records and releases, written and authorised as people do."""

from datetime import date
from typing import Any

from documents.actions import records
from documents.models import Exemplar, Record
from documents.shipped import load_shipped_exemplars

DAY = date(2026, 11, 3)
ACTIONS = [{"what": "Take Rowan to breakfast club", "who": "Kerry Moss", "by": "2026-12-01"}]


def plan_form(designer: Any) -> Exemplar:
    if not Exemplar.objects.filter(key="childs-plan").exists():
        load_shipped_exemplars(designer)
    return Exemplar.objects.get(key="childs-plan")


def a_draft(council: Any, *children: Any, by: str = "worker") -> Record:
    version = plan_form(council.user("designer")).current_version()
    assert version is not None
    return records.start_record(
        by=council.user(by),
        version=version,
        children=children or [council.people["rowan"]],
        dated_on=DAY,
    )


def say(record: Record, by: Any, **answers: Any) -> None:
    """`worries__why="…"` answers the shared question `worries.why`."""
    for name, value in answers.items():
        records.save_answer(by=by, record=record, question=name.replace("__", "."), value=value)


def a_plan(council: Any, **answers: Any) -> Record:
    """Authorised by the manager, without gaps."""
    record = a_draft(council)
    worker = council.user("worker")
    whole = {
        "worries__why": "Rowan has come to school hungry.",
        "strengths__what": "Kerry always rings back.",
        "doing__actions": ACTIONS,
        "frame__kind": "need",
        "frame__starts_on": "2026-11-03",
        **answers,
    }
    say(record, worker, **whole)
    records.hand_in(by=worker, record=record)
    return records.authorise(by=council.user("manager"), record=record)
