"""Who looked at a file, and what was done, is told in words: a code of the log on a screen says nothing to anybody."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from cases import access
from portal.templatetags import audit_words

# What concerns no person's file, so that it never stands on the page of one.
OF_NO_FILE = {"documents.exemplar_loaded"}


def written_codes() -> Iterator[str]:
    """Every code that the apps below the screens write into the log."""
    for app in ("cases", "documents", "family_access", "search"):
        for file in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "record"
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "audit"
                    and isinstance(node.args[1], ast.Constant)
                ):
                    yield node.args[1].value


@pytest.mark.parametrize(
    "code",
    sorted({code for code in written_codes() if not code.startswith("accounts.")} - OF_NO_FILE),
)
def test_what_was_done_has_words(code):
    assert code in audit_words._TOLD


@pytest.mark.parametrize(
    "code",
    sorted(
        {
            f"{rule.model._meta.label_lower}.{action}"
            for rule in access.table()
            for action in rule.actions
            if hasattr(rule.model, "concerns")
        }
    ),
)
def test_every_look_has_words(code):
    assert code in audit_words._TOLD


@pytest.mark.parametrize(
    "code", sorted(rule.code for rule in access.table() if rule.effect == access.Effect.ALLOW)
)
def test_every_reason_has_words(code):
    assert code in audit_words._WHY
