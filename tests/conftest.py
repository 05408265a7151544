from collections.abc import Iterator

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from scanning.child import Reader
from tests.cast import Council, make_council
from tests.own_database import migrated_database, own_council, own_database

__all__ = ["migrated_database", "own_council", "own_database"]


# How busy a machine is says nothing of what is tested on it.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what may ask a server: the rest gives the same with every one and needs to run once only."""
    for item in items:
        asks = _SERVERS & set(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db"):
            item.add_marker("servers")


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
