"""Changes to people, involvement and dated facts. Each: permission, write, audit row, outbox row, in one transaction.

`by` is always the actor. A refusal raises `cases.access.Refused`; what a person can put right raises `Problem`.
"""

from cases.actions.closing import (
    close_file,
    declare_conflict,
    declare_own_conflict,
    end_conflict,
    lift_restriction,
    reopen_file,
    restrict,
)
from cases.actions.dangers import (
    end_alert,
    finish_due,
    raise_alert,
    reopen_due,
    revise_due,
    set_due,
)
from cases.actions.facts import (
    confirm_fact,
    end_episode,
    record_event,
    record_fact,
    start_episode,
    start_plan,
    write_plan,
)
from cases.actions.files import (
    assign_worker,
    end_assignment,
    may_open_files,
    next_reference,
    open_case_file,
    open_file_for,
)
from cases.actions.holds import lift_legal_hold, set_legal_hold
from cases.actions.looks import (
    EMERGENCY_LOOK,
    MAY_TAKE_EMERGENCY_LOOK,
    SHORTEST_EMERGENCY_REASON,
    review_emergency_look,
    take_emergency_look,
)
from cases.actions.people import (
    add_around,
    add_person,
    change_person,
    change_relationship,
    change_responsibility,
    join_family,
    join_family_of,
    leave_family,
    record_responsibility,
    relate,
    within_reach,
)
from cases.actions.problem import Problem

__all__ = [
    "EMERGENCY_LOOK",
    "MAY_TAKE_EMERGENCY_LOOK",
    "SHORTEST_EMERGENCY_REASON",
    "Problem",
    "add_around",
    "add_person",
    "assign_worker",
    "change_person",
    "change_relationship",
    "change_responsibility",
    "close_file",
    "confirm_fact",
    "declare_conflict",
    "declare_own_conflict",
    "end_alert",
    "end_assignment",
    "end_conflict",
    "end_episode",
    "finish_due",
    "join_family",
    "join_family_of",
    "leave_family",
    "lift_legal_hold",
    "lift_restriction",
    "may_open_files",
    "next_reference",
    "open_case_file",
    "open_file_for",
    "raise_alert",
    "record_event",
    "record_fact",
    "record_responsibility",
    "relate",
    "reopen_due",
    "reopen_file",
    "restrict",
    "review_emergency_look",
    "revise_due",
    "set_due",
    "set_legal_hold",
    "start_episode",
    "start_plan",
    "take_emergency_look",
    "within_reach",
    "write_plan",
]
