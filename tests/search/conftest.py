import pytest

from search.engines.embedded.engine import EmbeddedEngine


@pytest.fixture
def engine(tmp_path) -> EmbeddedEngine:
    return EmbeddedEngine(tmp_path / "index")
