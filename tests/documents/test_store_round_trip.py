"""What is kept comes back, whole or in part, and only encrypted bytes are on the disk."""

import hashlib
import io
import os
import random

import pytest

from documents import store

pytestmark = pytest.mark.usefixtures("vault")


def test_it_gives_back_twenty_megabytes_unchanged():
    data = os.urandom(20_000_000)
    stored = store.receive(io.BytesIO(data), limit=20_000_000)
    assert stored.size == 20_000_000
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert stored.stored_size == store.path_of(stored.id).stat().st_size
    assert store.read_all(stored.id, stored.wrapped_key) == data
    store.check(stored.id, stored.sha256, stored.wrapped_key)


# 1 048 520 bytes of plaintext fill the first segment, 1 048 560 every later one and every block.
@pytest.mark.parametrize(
    "size", [0, 1, 1_048_519, 1_048_520, 1_048_521, 1_048_560, 2_097_080, 2_097_081, 2_097_120]
)
def test_it_knows_the_size_at_every_edge_of_a_segment(size):
    data = os.urandom(size)
    stored = store.keep(data)
    with store.open(stored.id, stored.wrapped_key) as plaintext:
        assert plaintext.seek(0, os.SEEK_END) == size
        assert plaintext.read() == b""
        plaintext.seek(0)
        assert plaintext.read() == data
    store.check(stored.id, stored.sha256, stored.wrapped_key)


@pytest.mark.parametrize("remembered", [1, 64])
def test_it_reads_any_part_in_any_order(monkeypatch, remembered):
    monkeypatch.setattr(store, "_REMEMBERED_BLOCKS", remembered)
    data = os.urandom(3_500_000)
    stored = store.keep(data)
    choose = random.Random(7)
    with store.open(stored.id, stored.wrapped_key) as plaintext:
        for _ in range(60):
            start = choose.randrange(len(data) + 10)
            length = choose.choice([1, 100, 70_000, 1_500_000])
            assert plaintext.seek(start) == start
            assert plaintext.read(length) == data[start : start + length]
            assert plaintext.tell() == max(start, min(start + length, len(data)))
        plaintext.seek(-5, os.SEEK_END)
        assert plaintext.read() == data[-5:]
        with pytest.raises(ValueError):
            plaintext.seek(-1)


def test_it_writes_no_word_of_the_plaintext_to_the_disk(vault):
    stored = store.keep(b"the bruise was on the left arm " * 1000)
    on_disk = b"".join(path.read_bytes() for path in vault.rglob("*") if path.is_file())
    assert len(on_disk) == stored.stored_size
    assert b"bruise" not in on_disk
    assert b"bruise" not in stored.wrapped_key


def test_it_gives_every_file_a_key_of_its_own():
    first, second = store.keep(b"same"), store.keep(b"same")
    assert first.sha256 == second.sha256
    assert first.wrapped_key != second.wrapped_key
    first_bytes = store.path_of(first.id).read_bytes()
    assert first_bytes != store.path_of(second.id).read_bytes()


def test_it_lets_nobody_else_on_the_machine_read_the_file(vault):
    stored = store.keep(b"private")
    path = store.path_of(stored.id)
    assert path.stat().st_mode & 0o777 == 0o600
    for folder in path.relative_to(vault).parents:
        assert (vault / folder).stat().st_mode & 0o077 == 0


def test_it_lists_what_lies_in_place_and_nothing_else(vault):
    kept = {store.keep(b"one").id, store.keep(b"two").id}
    (vault / "files" / "incoming" / "unfinished.part").write_bytes(b"")
    (store.path_of(next(iter(kept))).parent / "notes.txt").write_bytes(b"")
    assert set(store.all_ids()) == kept


def test_it_forgets_a_removed_file_and_does_not_mind_being_told_twice():
    stored = store.keep(b"gone")
    store.remove(stored.id)
    store.remove(stored.id)
    assert list(store.all_ids()) == []
    with pytest.raises(store.Damaged, match="missing"):
        store.check(stored.id, stored.sha256, stored.wrapped_key)


def test_it_refuses_a_file_above_the_limit_and_leaves_nothing(vault):
    with pytest.raises(store.TooLarge, match=r"larger than the 5 MB .* Split it"):
        store.receive(io.BytesIO(bytes(5_000_001)), limit=5_000_000)
    assert [path for path in vault.rglob("*") if path.is_file()] == []
    assert store.receive(io.BytesIO(bytes(5_000_000)), limit=5_000_000).size == 5_000_000


def test_it_reads_no_more_of_a_stream_than_it_must_to_refuse_it():
    endless = _Endless()
    with pytest.raises(store.TooLarge):
        store.receive(endless, limit=3_000_000)
    assert endless.given < 5_000_000


class _Endless(io.RawIOBase):
    given = 0

    def readable(self):
        return True

    def read(self, size=-1):
        assert size > 0, "reads piece by piece, never everything at once"
        self.given += size
        return bytes(size)
