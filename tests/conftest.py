import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck

from portal.settings import env
from scanning.child import Reader
from tests import migrated
from tests.cast import Council, make_council
from tests.own_database import migrated_database, own_council, own_database

__all__ = ["migrated_database", "own_council", "own_database"]


# How busy a machine is says nothing of what is tested on it.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")

# What gives a test a database or a search engine; without one of them it can ask neither.
_SERVERS = {
    "db",
    "transactional_db",
    "migrated_database",
    "own_database",
    "live_server",
    "new_engine",
    "own_index",
}


# Files that take minutes come first, or one process would be busy with the last of them while the others rest.
_LONG = (
    "tests/test_routes.py",
    "tests/blackbox/",
    "tests/walks/",
    "tests/search/test_three_nodes.py",
    "tests/search/test_the_world_without_it.py",
    "tests/test_every_rule_matters.py",
    "tests/accounts/test_production_settings.py",
)


def _place(item: pytest.Item) -> int:
    return next((at for at, path in enumerate(_LONG) if item.nodeid.startswith(path)), len(_LONG))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what may ask a server: the rest gives the same with every one and needs to run once only."""
    items.sort(key=_place)
    for item in items:
        asks = _SERVERS & set(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db"):
            item.add_marker("servers")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    if connection.vendor == "sqlite":
        migrated.copy_to(connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_keepdb(request) -> bool:
    """What was copied is not to be made anew; it goes with the folder of this process."""
    return connection.vendor == "sqlite" or request.config.getvalue("reuse_db")


def pytest_unconfigure() -> None:
    """Take away the folder that the settings of the tests made for this process, and never any other.

    An environment may name other settings, whose folder is somebody's.
    """
    folder = Path(settings.KINFILE_DATA)
    is_own = folder.parent == Path(tempfile.gettempdir()) and folder.name.startswith(
        "kinfile-tests-"
    )
    if is_own and not env.text("KINFILE_TEST_DATA", ""):
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def council(db) -> Council:
    return make_council()


def _user(name: str):
    @pytest.fixture(name=name)
    def user(council):
        return council.user(name)

    return user


clerk, worker, colleague, manager = (_user(n) for n in ("clerk", "worker", "colleague", "manager"))
chair, duty, records, stranger = (_user(n) for n in ("chair", "duty", "records", "stranger"))
mother, father, young, designer = (_user(n) for n in ("mother", "father", "young", "designer"))


def _person(key: str):
    @pytest.fixture(name=key)
    def person(council):
        return council.people[key]

    return person


rowan, kai, tia, robin, wren, kerry, dale = (
    _person(key) for key in ("rowan", "kai", "tia", "robin", "wren", "kerry", "dale")
)


@pytest.fixture
def as_user():
    """`as_user(user)` is a browser in which that user is signed in with a second factor."""
    from tests.signing_in import sign_in

    def enter(user) -> Client:
        client = Client()
        sign_in(client, user)
        return client

    return enter


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One reading child for all tests of a process, as a worker has one for all its pages."""
    with Reader() as child:
        yield child
