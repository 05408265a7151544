import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.browser import Site, chrome


@pytest.fixture(scope="module")
def site(migrated_database, tmp_path_factory) -> Iterator[Site]:
    """A site of this file's own, with the cast in it, served but without a worker yet.

    Its tables are copied from the migrated database of the tests: making them anew costs half a minute.
    """
    folder: Path = tmp_path_factory.mktemp("site")
    own = Site(folder)
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(folder / "kinfile.sqlite3")) as to,
    ):
        source.backup(to)
    try:
        own.serve()
        yield own
    finally:
        own.stop()


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, dict[str, str]]:
    """Everybody of the cast by key: id, name and reference."""
    return site.script("tests.walks.families")["people"]


@pytest.fixture(scope="module")
def browser(site: Site):
    with chrome() as opened:
        yield opened
