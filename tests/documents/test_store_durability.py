"""A file counts as received only when a power cut could not take it back."""

import errno
import io
import multiprocessing
import os
import resource
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from documents import store


def files_in(vault):
    return [path for path in vault.rglob("*") if path.is_file()]


@pytest.fixture
def steps(monkeypatch):
    """Every fsync and rename as ("fsync", path) or ("rename", old, new), in order."""
    seen = []
    fsync, rename = os.fsync, Path.rename

    def recording_fsync(descriptor):
        seen.append(("fsync", Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def recording_rename(path, target):
        seen.append(("rename", path, Path(target)))
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", recording_fsync)
    monkeypatch.setattr(Path, "rename", recording_rename)
    return seen


def test_it_syncs_the_file_then_renames_it_then_syncs_the_folder(vault, steps):
    store.keep(b"warm up, so that the folders exist")
    steps.clear()
    stored = store.keep(b"words")
    place = store.path_of(stored.id)
    partial = vault / "files" / "incoming" / f"{stored.id}.part"
    wanted = [("fsync", partial), ("rename", partial, place), ("fsync", place.parent)]
    assert [step for step in steps if step in wanted] == wanted
    assert steps[0] == wanted[0]
    assert steps[-1] == wanted[-1]


def test_it_syncs_the_parent_of_every_folder_it_makes(vault, steps):
    stored = store.keep(b"words")
    place = store.path_of(stored.id)
    synced = [step[1] for step in steps if step[0] == "fsync"]
    for folder in (vault, vault / "files", place.parent.parent, place.parent):
        assert folder in synced


def test_it_syncs_everything_it_wrote(vault, monkeypatch):
    sizes = []
    fsync = os.fsync

    def measuring_fsync(descriptor):
        sizes.append(os.fstat(descriptor).st_size)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", measuring_fsync)
    stored = store.keep(os.urandom(3_000_000))
    assert stored.stored_size in sizes


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("after", [0, 1, 2])
def test_it_says_that_the_disk_is_full_and_leaves_nothing(vault, monkeypatch, code, after):
    write = os.write
    calls = []

    def failing_write(descriptor, data):
        calls.append(descriptor)
        if len(calls) > after:
            raise OSError(code, os.strerror(code))
        return write(descriptor, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", failing_write)
        with pytest.raises(store.DiskFull, match=r"disk of the server is full\. Keep the original"):
            store.keep(os.urandom(4_000_000))
    assert files_in(vault) == []
    stored = store.keep(b"there is room again")
    assert store.read_all(stored.id, stored.wrapped_key) == b"there is room again"


def test_it_survives_a_disk_that_really_takes_no_more(vault):
    """A child may write no file above 1 MB: the kernel itself refuses in the middle of a file."""

    def limited(answer):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
        try:
            store.keep(os.urandom(4_000_000))
        except store.DiskFull:
            stored = store.keep(b"small enough")
            answer.send(stored)

    stored = run_in_child(limited)
    assert [path.name for path in files_in(vault)] == [str(stored.id)]
    assert store.read_all(stored.id, stored.wrapped_key) == b"small enough"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_it_believes_no_file_whose_sync_failed(vault, monkeypatch, code):
    fsync = os.fsync
    store.keep(b"warm up")
    before = set(store.all_ids())

    for failing in (1, 2, 3, 4):
        calls = []

        def failing_fsync(descriptor, calls=calls, failing=failing):
            calls.append(descriptor)
            if len(calls) == failing:
                raise OSError(code, os.strerror(code))
            fsync(descriptor)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", failing_fsync)
            with pytest.raises(store.DiskFull if code == errno.ENOSPC else store.NotKept):
                store.keep(b"words")
        assert set(store.all_ids()) == before
        assert list((vault / "files" / "incoming").iterdir()) == []


def test_it_leaves_nothing_when_the_sender_goes_away(vault):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell() >= 2_000_000:
                raise ConnectionResetError("the browser was closed")
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        store.receive(Broken(bytes(9_000_000)), limit=10_000_000)
    assert files_in(vault) == []


@pytest.mark.parametrize("step", ["first write", "file synced", "before rename"])
def test_a_crash_before_the_rename_leaves_no_visible_file(vault, step):
    def crashing(answer):
        real_write, real_fsync = os.write, os.fsync

        def write(descriptor, data):
            real_write(descriptor, data)
            if step == "first write":
                os.kill(os.getpid(), signal.SIGKILL)
            return len(data)

        def fsync(descriptor):
            real_fsync(descriptor)
            if step == "file synced" and not Path(f"/proc/self/fd/{descriptor}").is_dir():
                os.kill(os.getpid(), signal.SIGKILL)

        def rename(path, target):
            os.kill(os.getpid(), signal.SIGKILL)

        os.write, os.fsync, Path.rename = write, fsync, rename
        answer.send(store.keep(os.urandom(3_000_000)))

    assert run_in_child(crashing) is None
    assert list(store.all_ids()) == []
    assert len(list((vault / "files" / "incoming").glob("*.part"))) == 1
    assert store.clear_incoming(timedelta(0)) == 1
    assert files_in(vault) == []


def test_a_crash_after_the_rename_leaves_a_whole_file(vault):
    def crashing(answer):
        real_rename = Path.rename

        def rename(path, target):
            real_rename(path, target)
            os.kill(os.getpid(), signal.SIGKILL)

        Path.rename = rename
        answer.send(store.keep(b"words"))

    assert run_in_child(crashing) is None
    assert len(list(store.all_ids())) == 1
    assert list((vault / "files" / "incoming").iterdir()) == []


def test_the_sweep_leaves_an_upload_that_is_still_running(vault):
    incoming = vault / "files" / "incoming"
    store.keep(b"makes the folder")
    fresh, old = incoming / "fresh.part", incoming / "old.part"
    fresh.write_bytes(b"")
    old.write_bytes(b"")
    two_days_ago = time.time() - 2 * 86_400
    os.utime(old, (two_days_ago, two_days_ago))
    assert store.clear_incoming(timedelta(days=1)) == 1
    assert fresh.exists()
    assert not old.exists()


def run_in_child(work):
    """What `work` sent back before its process ended, or None if it was killed first."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=work, args=(there,))
    child.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        return None
    finally:
        child.join(30)
        assert not child.is_alive()
