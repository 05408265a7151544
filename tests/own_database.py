"""A database of one test's own, where commits are real: for what threads and started processes do.

A flush after the test, as `transaction=True` does, would stumble over the audit log, which refuses to be deleted, and
take the rows away that migrations made.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases

from tests import migrated
from tests.cast import Council, make_council

# What the machine really uses, read before any test database takes its place.
_CONFIGURED = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def migrated_database(
    request, django_db_setup, django_db_keepdb, django_db_blocker
) -> Iterator[None]:
    """The migrated database from which copies are made.

    pytest-django makes one only when a collected test asks for it in its own way, which these tests do not; without it
    the copies would be of whatever database the machine really uses.
    """
    keeps = django_db_keepdb and not request.config.getvalue("create_db")
    with django_db_blocker.unblock():
        if connection.settings_dict["NAME"] != _CONFIGURED:
            yield
            return
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, keepdb=keeps)
        connection.close()
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture
def own_database(migrated_database, django_db_blocker, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A copy of the migrated database; gives the environment in which a started process uses it too."""
    with django_db_blocker.unblock():
        template = connection.settings_dict["NAME"]
        connection.close()
        if connection.vendor == "sqlite":
            name = str(tmp_path / "own.sqlite3")
            migrated.copy(template, name)
            address = f"sqlite://{name}"
        else:
            name = f"own_{uuid4().hex}"
            _on_the_side(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            address = _postgresql_address(name)
        connection.settings_dict["NAME"] = name
        try:
            yield {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "portal.settings.test",
                "DATABASE_URL": address,
            }
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = template
            if connection.vendor != "sqlite":
                _on_the_side(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def own_council(own_database) -> Council:
    """The cast in a database of this test's own."""
    return make_council()


def _on_the_side(statement: str) -> None:
    settings = {**connection.get_connection_params(), "dbname": "postgres"}
    known = {
        key: settings[key]
        for key in ("dbname", "user", "password", "host", "port")
        if key in settings
    }
    with psycopg.connect(**known, autocommit=True) as other:
        other.execute(statement)


def _postgresql_address(name: str) -> str:
    at = connection.settings_dict
    who = at["USER"] + (f":{at['PASSWORD']}" if at["PASSWORD"] else "")
    # A socket folder is no host name of an address: it goes behind the question mark.
    host = at["HOST"] or ""
    where, query = ("", f"?host={host}") if host.startswith("/") else (host, "")
    port = f":{at['PORT']}" if at["PORT"] else ""
    return f"postgresql://{who}@{where}{port}/{name}{query}"
