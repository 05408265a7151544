"""`manage.py demo`: whose data it touches, what it says about ports, and how web server and worker end together."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases import audit
from cases.models import Person, User
from portal.demo import build, folder, serve


@pytest.fixture
def data(settings, tmp_path) -> Path:
    settings.KINFILE_DEMO = True
    settings.KINFILE_DATA = tmp_path / "data"
    for name in ("keys", "uploads", "static"):
        (settings.KINFILE_DATA / name).mkdir(parents=True)
    return settings.KINFILE_DATA


@pytest.fixture
def busy_port():
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        yield taken.getsockname()[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_it_never_runs_on_the_settings_of_a_council(settings, data):
    settings.KINFILE_DEMO = False

    with pytest.raises(CommandError, match="not a demo's"):
        call_command("demo", reset=True)

    assert (data / "keys").exists()


def test_a_taken_port_is_named_with_a_way_out_and_nothing_is_begun(data, busy_port):
    with pytest.raises(CommandError) as refusal:
        call_command("demo", port=busy_port)

    assert f"port {busy_port}" in str(refusal.value)
    assert f"make demo PORT={busy_port + 1}" in str(refusal.value)
    assert not (data / folder.MARKER).exists()


def test_other_peoples_data_is_not_added_to(data, db):
    User.objects.create(username="bo", role="manager", person=Person.objects.create(name="Bo"))

    with pytest.raises(CommandError, match="not the demo's"):
        call_command("demo", no_serve=True)

    assert not build.is_begun()


def test_a_folder_that_is_no_demos_is_not_emptied(data):
    (data / "letters.txt").write_text("mine")

    with pytest.raises(folder.NotADemo, match=r"no demo.json in it"):
        folder.empty()

    assert (data / "letters.txt").exists()


def test_a_database_that_is_no_demos_is_not_emptied(data, db):
    (data / folder.MARKER).write_text("{}")
    User.objects.create(username="bo", role="manager", person=Person.objects.create(name="Bo"))

    with pytest.raises(folder.NotADemo, match="holds data that is not the demo's"):
        folder.empty()

    assert User.objects.filter(username="bo").exists()


def test_a_demos_folder_is_emptied_but_for_the_keys(data, own_database, settings):
    if own_database["DATABASE_URL"].startswith("sqlite"):
        settings.KINFILE_DATA = Path(own_database["DATABASE_URL"].removeprefix("sqlite://")).parent
        (settings.KINFILE_DATA / "keys").mkdir()
    folder.mark()
    audit.record(None, build.TOLD, weeks=0)
    (settings.KINFILE_DATA / "keys" / "files").write_text("key")
    (settings.KINFILE_DATA / "index").mkdir()
    (settings.KINFILE_DATA / "index" / "part").write_text("words")

    folder.empty()

    left = {path.name for path in settings.KINFILE_DATA.iterdir()}
    assert left == {"keys", "uploads", "static"}
    assert (settings.KINFILE_DATA / "keys" / "files").read_text() == "key"


def test_two_cannot_build_in_one_folder(data):
    with folder.lock() as first, folder.lock() as second:
        first.alone()
        with pytest.raises(folder.InUse, match="another process"):
            second.alone()
        first.shared()
        second.shared()


@pytest.fixture
def pair(own_database, monkeypatch, tmp_path):
    for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL"):
        monkeypatch.setenv(name, own_database[name])
    pair = serve.Pair(free_port(), tmp_path / "demo.log")
    yield pair
    pair.stop()


def test_web_server_and_worker_start_together_and_when_one_falls_the_other_is_stopped(pair):
    pair.start()
    pair.wait_until_answering(lambda: False)
    web, worker = pair.pids()
    with pytest.raises(serve.PortTaken):
        serve.addresses(pair.port)

    os.kill(worker, signal.SIGKILL)
    with pytest.raises(serve.Fell, match="The worker stopped by itself"):
        pair.stay(lambda: False)
    pair.stop()

    assert pair.pids() == []
    assert serve.addresses(pair.port)
    with pytest.raises(ProcessLookupError):
        os.kill(web, 0)


def test_ctrl_c_only_asks():
    before = signal.getsignal(signal.SIGINT)
    with serve.asked_to_end() as is_stopping:
        assert not is_stopping()
        os.kill(os.getpid(), signal.SIGINT)
        while not is_stopping():
            time.sleep(0.01)

    assert signal.getsignal(signal.SIGINT) is before
