from collections.abc import Callable

import pytest

from search.engines.contract import Engine
from tests.search import engines


@pytest.fixture(params=engines.NAMES)
def new_engine(request, tmp_path) -> Callable[[], Engine]:
    """Makes engines with an index of their own each, all of one kind."""
    return lambda: engines.new(request.param, tmp_path)


@pytest.fixture
def engine(new_engine) -> Engine:
    return new_engine()


@pytest.fixture(params=engines.NAMES)
def own_index(request, settings, tmp_path) -> None:
    """The whole installation uses an index of this test's own."""
    engines.use(request.param, settings, tmp_path)
