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
from cases.actions.dangers import raise_alert, revise_due, set_due
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
    MAY_OPEN_FILES,
    assign_worker,
    end_assignment,
    next_reference,
    open_case_file,
)
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
    "MAY_OPEN_FILES",
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
    "end_assignment",
    "end_conflict",
    "end_episode",
    "join_family",
    "join_family_of",
    "leave_family",
    "lift_restriction",
    "next_reference",
    "open_case_file",
    "raise_alert",
    "record_event",
    "record_fact",
    "record_responsibility",
    "relate",
    "reopen_file",
    "restrict",
    "review_emergency_look",
    "revise_due",
    "set_due",
    "start_episode",
    "start_plan",
    "take_emergency_look",
    "within_reach",
    "write_plan",
]
