"""A release, with answers and a signature, for the tests of printing and sealing."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

from documents.canonical import digest
from documents.printing import ReplyLine, SignatureLine

MADE_AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)

_PLAN: dict[str, Any] = {
    "kinfile": 1,
    "kind": "childs-plan",
    "title": "Rowan's plan",
    "language": "en",
    "written_by": "Jo Adeyemi, social worker",
    "written_on": "2026-11-03",
    "for": "Kerry Moss",
    "about": ["Rowan Moss"],
    "council": {"name": "Northmoor Council", "phone": "01632 960001"},
    "sections": [
        {
            "id": "worries",
            "number": 1,
            "heading": "What we are worried about",
            "blocks": [
                {
                    "id": "worries.why",
                    "kind": "text",
                    "question": "Why are we writing this plan?",
                    "text": "Rowan is too tired for school.\n\nHe told his teacher why.",
                },
                {
                    "id": "worries.list",
                    "kind": "list",
                    "question": None,
                    "items": ["He missed 14 days of school.", "Nobody collected him."],
                },
            ],
        },
        {
            "id": "plan",
            "number": 2,
            "heading": "What will happen",
            "blocks": [
                {
                    "id": "plan.actions",
                    "kind": "actions",
                    "question": "Who does what?",
                    "rows": [
                        {"what": "Breakfast club", "who": "Kerry Moss", "by": "2026-12-01"},
                        {"what": "Ring the school nurse", "who": "", "by": ""},
                    ],
                },
                {
                    "id": "plan.facts",
                    "kind": "facts",
                    "rows": [{"label": "School", "value": "Northmoor Primary"}],
                },
            ],
        },
    ],
    "next": "We meet again on 1 December 2026.",
    "contacts": [{"who": "Jo Adeyemi", "phone": "01632 960001", "when": "9 to 5"}],
    "words": [{"term": "core group", "meaning": "the people who meet every four weeks"}],
}


def a_plan(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(_PLAN) | changes


def a_plan_saying(text: str) -> dict[str, Any]:
    plan = a_plan()
    plan["sections"][0]["blocks"][0]["text"] = text
    return plan


def a_reply(block_id: str = "worries.why", **changes: Any) -> ReplyLine:
    return ReplyLine(
        **{
            "block_id": block_id,
            "name": "Kerry Moss",
            "said_at": MADE_AT,
            "answer": "I agree with some of it.",
            "words": "He was never scared of me.",
        }
        | changes
    )


def a_signature(**changes: Any) -> SignatureLine:
    return SignatureLine(
        **{
            "name": "Kerry Moss",
            "capacity": "Rowan's mother",
            "decision": "I agree with some of it",
            "words": "I did not shout, *he* was ill. Thats not fair",
            "signed_at": MADE_AT,
            "language": "en",
            "format": "large",
            "identity_shown": "Signed in with a password and a code from a telephone",
            "statement": "I have read this plan or had it read to me.",
            "receipt": "KQ7-3PX",
        }
        | changes
    )


def evidence(plan: dict[str, Any]) -> bytes:
    return json.dumps({"release": digest(plan), "decision": "partly"}).encode()
