"""`manage.py verify` looks at the bytes of the index too, and says what to do about a damaged or missing one."""

import json
import shutil

import pytest
from django.core.management import call_command

from search import engines, writing
from tests.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(settings, tmp_path, council):
    settings.KINFILE_DATA = tmp_path
    make_world(council)
    writing.rebuild()
    return engines.chosen()._folder


def broken(capsys) -> list[str]:
    """What `verify` says about the index, whatever else it says about this world."""
    with pytest.raises(SystemExit) as ended:
        call_command("verify", "--json")
    assert ended.value.code == 1
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    return [line["broken"] for line in lines if line.get("invariant") == "I5"]


def test_a_changed_byte_of_the_index_is_named_with_what_to_do(index, capsys):
    stored = sorted(path for path in index.rglob("*.store"))[0]
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 0xFF
    stored.write_bytes(data)
    assert f"The index file {stored.name} is damaged. Run manage.py reindex." in broken(capsys)
    call_command("reindex")
    assert engines.chosen().damage() == []


def test_a_missing_index_is_named_with_what_to_do(index, capsys):
    shutil.rmtree(index)
    assert broken(capsys) == ["The search index has not been built yet. Run manage.py reindex."]


def test_an_index_that_lost_its_files_is_named_with_what_to_do(index, capsys):
    for path in index.rglob("*.term"):
        path.unlink()
    [said] = broken(capsys)
    assert said.endswith("Run manage.py reindex.")
