"""The database itself refuses to rewrite, delete or empty what must stay as it was written."""

import pytest
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from cases import audit
from documents.models import Reply, StoredFile
from tests.world import make_world

AUDIT = ["cases_auditevent", "cases_auditsubject", "cases_auditseal", "cases_sealedevent"]
WORDS = [
    "documents_exemplarversion",
    "documents_answerversion",
    "documents_publishedversion",
    "documents_signature",
    "documents_release",
    "documents_reply",
    "documents_storedfile",
    "scanning_certificate",
    "search_fieldwords",
]


@pytest.fixture
def world(settings, tmp_path, council):
    settings.KINFILE_DATA = tmp_path
    made = make_world(council)
    audit.record(council.user("clerk"), "test.happened", about=[council.people["rowan"].pk])
    while audit.seal():
        pass
    return made


def run(*statements: str) -> None:
    # PostgreSQL empties no table that a check still waits for.
    connection.check_constraints()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("table", [*AUDIT, *WORDS])
def test_no_row_of_it_is_deleted(world, table):
    with pytest.raises(DatabaseError, match="append-only|frozen"):
        run(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize("table", [*AUDIT, *WORDS])
def test_it_is_never_emptied_whole(world, table):
    """By the statement of each database, which on PostgreSQL asks no trigger of a row."""
    statements = connection.ops.sql_flush(no_style(), [table], allow_cascade=True)
    with pytest.raises(DatabaseError, match="append-only|frozen"):
        run(*statements)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("cases_auditevent", "code", "'x'"),
        ("cases_auditseal", "digest", "'x'"),
        ("documents_answerversion", "value", "'{}'"),
        ("documents_reply", "words", "'x'"),
        ("documents_storedfile", "sha256", "'x'"),
        ("search_fieldwords", "groups", "'[]'"),
    ],
)
def test_no_word_of_it_is_changed(world, table, column, value):
    with pytest.raises(DatabaseError, match="append-only|frozen"):
        run(f"UPDATE {table} SET {column} = {value}")  # noqa: S608


def test_what_only_says_what_became_of_a_row_may_change(world):
    """A wrapped key can be wrapped anew, and a reply be seen, or the rules above would forbid everything."""
    run("UPDATE documents_storedfile SET name = 'other'")
    run("UPDATE documents_reply SET seen_at = NULL")
    assert StoredFile._base_manager.filter(name="other").exists()
    assert Reply._base_manager.exists()
