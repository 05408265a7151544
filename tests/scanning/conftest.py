import io

import pytest

from scanning.actions import intake


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """Files of each test in a folder of their own."""
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()
    return settings.KINFILE_DATA


@pytest.fixture
def batch(clerk):
    return intake.receive_batch(by=clerk, box="12", shelf="C", sheets_counted=4)


@pytest.fixture
def add(clerk, batch):
    """`add(b"…", "letter.pdf")` hands a file in, as the clerk does."""

    def hand_in(data: bytes, name: str = "letter.pdf", *, by=None, to=None):
        return intake.add_upload(
            by=by or clerk, batch=to or batch, stream=io.BytesIO(data), name=name
        )

    return hand_in
