import pytest

from search.engine import Engine


@pytest.fixture
def engine(tmp_path) -> Engine:
    return Engine(tmp_path / "index")
