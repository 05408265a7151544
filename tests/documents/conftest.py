import os

import pytest


@pytest.fixture
def vault(settings, tmp_path):
    """An empty `KINFILE_DATA` with a key of its own."""
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_KEY = os.urandom(32)
    return settings.KINFILE_DATA
