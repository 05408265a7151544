import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.browser import Site, chrome


@contextmanager
def site_with_tables(folder: Path, changes: Mapping[str, str] | None = None) -> Iterator[Site]:
    """A served site without a worker; its tables are copied: making them anew costs half a minute."""
    own = Site(folder, **(changes or {}))
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
def site(migrated_database, tmp_path_factory) -> Iterator[Site]:
    """A site of this file's own, with the cast in it, served but without a worker yet."""
    with site_with_tables(tmp_path_factory.mktemp("site")) as own:
        yield own


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, dict[str, str]]:
    """Everybody of the cast by key: id, name and reference."""
    return site.script("tests.walks.families")["people"]


@pytest.fixture(scope="module")
def browser(site: Site):
    with chrome() as opened:
        yield opened
