"""What the policy hands out can be asked of within other questions: SQLite gives up on what is nested too deeply."""

import pytest
from django.db import OperationalError

from cases import access
from cases.conditions import of_few
from documents.models import Page

# Pages are asked for within most other questions.
WITHIN = {Page: 2}
SPOKEN_OF = sorted(
    {(rule.model, action) for rule in access.table() for action in rule.actions},
    key=lambda one: (one[0]._meta.label, one[1]),
)


@pytest.mark.parametrize("name", ["worker", "manager", "clerk", "records", "duty", "mother"])
def test_every_scope_can_be_asked_within_another_question(council, name):
    user = council.user(name)
    too_deep = []
    for model, action in SPOKEN_OF:
        rows = access.scope(user, action, model)
        for _ in range(WITHIN.get(model, 1)):
            rows = model._base_manager.filter(pk__in=rows.values("pk"))
        try:
            rows.count()
        except OperationalError:
            too_deep.append((model.__name__, action))
    assert too_deep == []


@pytest.mark.parametrize("name", ["worker", "manager", "clerk", "records", "duty", "mother"])
def test_every_question_about_a_row_that_is_known_can_be_asked(council, name):
    user = council.user(name)
    too_deep = []
    for model, action in SPOKEN_OF:
        try:
            with of_few():
                access.scope(user, action, model).count()
        except OperationalError:
            too_deep.append((model.__name__, action))
    assert too_deep == []
