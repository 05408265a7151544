from collections.abc import Callable, Iterator

import pytest

from search.engines.contract import Engine
from tests.search import engines

# They start a cluster of their own, in the run that has an Elasticsearch at all; `tests.run` sees that CI has.
collect_ignore = [] if engines.ADDRESSES else ["test_three_nodes.py"]


@pytest.fixture(params=engines.NAMES)
def new_engine(request, tmp_path) -> Iterator[Callable[[], Engine]]:
    """Makes engines with an index of their own each, all of one kind."""
    with engines.maker(request.param, tmp_path) as make:
        yield make


@pytest.fixture
def engine(new_engine) -> Engine:
    return new_engine()


@pytest.fixture(params=engines.NAMES)
def own_index(request, settings, tmp_path) -> Iterator[None]:
    """The whole installation uses an index of this test's own."""
    with engines.used(request.param, settings, tmp_path):
        yield
