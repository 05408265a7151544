"""How a database answers questions: whether it steps along an index, or reads through a table that grows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def reads_through_none_of(*models: type) -> Iterator[None]:
    """Fails where a question asked meanwhile reads through the whole table of one of `models`.

    PostgreSQL reads through what it knows to be small; asked not to, it still does where there is no other way.
    """
    tables = {model._meta.db_table for model in models}
    asked: dict[str, tuple] = {}

    def note(run, sql, params, many, context):
        if sql.startswith("SELECT"):
            asked[sql] = params
        return run(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield
    assert asked
    found = [
        (table, sql)
        for sql, params in asked.items()
        for table in sorted(_read_through(sql, params) & tables)
    ]
    # Said here: only files of tests get their assertions told in full.
    if found:
        raise AssertionError(f"Read through as a whole: {found}")


def _read_through(sql: str, params: tuple) -> set[str]:
    if connection.vendor == "sqlite":
        return _by_sqlite(sql, params)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        lines = [row[0] for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
    return {one[1] for line in lines if (one := re.search(r"Seq Scan on (\w+)", line))}


def _by_sqlite(sql: str, params: tuple) -> set[str]:
    """By the program that SQLite makes of `sql`: which table, or index of all its rows, is gone through from an end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rootpage, type, tbl_name, sql FROM sqlite_master WHERE rootpage > 0")
        kept = {
            page: table
            for page, type, table, sql_of in cursor.fetchall()
            # An index of a few rows is short, however long its table is.
            if not (type == "index" and " WHERE " in (sql_of or ""))
        }
        cursor.execute(f"EXPLAIN {sql}", params)
        steps = [(row[1], row[2], row[3]) for row in cursor.fetchall()]
    opened = {where: page for step, where, page in steps if step in {"OpenRead", "ReopenIdx"}}
    gone_through = {where for step, where, _ in steps if step in {"Rewind", "Last"}}
    return {kept[opened[where]] for where in gone_through if opened.get(where) in kept}
