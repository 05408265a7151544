"""The literal truth table of who may do what to a case file, written from the policy text and not from its code."""

import pytest

from cases import access

MATRIX = {
    # user:     file -> actions
    "worker": {"rowan": "read write share", "kai": "read write share"},
    "colleague": {"rowan": "read write share", "kai": "read write share"},
    "manager": {
        "rowan": "read write share authorise assign",
        "kai": "read write share authorise assign",
    },
    "chair": {"kai": "read"},
    "duty": dict.fromkeys(("rowan", "kai", "tia", "robin"), "glance"),
    "clerk": dict.fromkeys(("rowan", "kai", "tia"), "identify"),
    "records": dict.fromkeys(("rowan", "kai", "tia"), "identify"),
    "stranger": {"tia": "read write share"},
    "designer": {},
    "mother": {},
    "father": {},
    "young": {},
}
FILES = ("rowan", "kai", "tia", "robin", "wren", "kerry", "dale")
ACTIONS = ("read", "write", "share", "authorise", "assign", "glance", "identify")


@pytest.mark.parametrize("name", MATRIX)
def test_each_of_the_cast_may_do_exactly_this(council, name):
    user = council.user(name)
    for file in FILES:
        for action in ACTIONS:
            expected = action in MATRIX[name].get(file, "").split()
            assert access.decide(user, action, council.people[file]) is expected, (file, action)
