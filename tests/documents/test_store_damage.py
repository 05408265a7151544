"""Any change to a kept file, its key or its place is found and named."""

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from cases import keys
from documents import store

pytestmark = pytest.mark.usefixtures("vault")


def change(stored, edit):
    path = store.path_of(stored.id)
    path.write_bytes(edit(path.read_bytes()))


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


# The length byte, the salt, the nonce, the first and last byte of text, the tag, a later segment.
@pytest.mark.parametrize("at", [0, 1, 33, 40, 1_048_559, 1_048_575, 1_048_600, 2_000_095, -1])
def test_it_finds_one_flipped_byte_anywhere_and_names_the_file(at):
    stored = store.keep(os.urandom(2_500_000))
    size = store.path_of(stored.id).stat().st_size
    change(stored, lambda data: flip(data, at % size))
    with pytest.raises(store.Damaged, match=str(stored.id)) as damaged:
        store.check(stored.id, stored.sha256, stored.wrapped_key)
    assert damaged.value.id == stored.id
    with pytest.raises(store.Damaged, match=str(stored.id)):
        store.read_all(stored.id, stored.wrapped_key)


@pytest.mark.parametrize(
    "edit",
    [
        lambda data: b"",
        lambda data: data[:39],
        lambda data: data[:1_048_576],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data + data,
    ],
    ids=["emptied", "header cut", "cut at a segment", "last byte gone", "longer", "doubled"],
)
def test_it_finds_a_file_that_was_cut_or_lengthened(edit):
    stored = store.keep(os.urandom(2_500_000))
    change(stored, edit)
    with pytest.raises(store.Damaged, match=str(stored.id)):
        store.check(stored.id, stored.sha256, stored.wrapped_key)


def test_it_finds_two_files_that_changed_places():
    first, second = store.keep(b"Rowan's file"), store.keep(b"Robin's file")
    here, there = store.path_of(first.id), store.path_of(second.id)
    aside = here.read_bytes()
    here.write_bytes(there.read_bytes())
    there.write_bytes(aside)
    for stored in (first, second):
        with pytest.raises(store.Damaged, match=str(stored.id)):
            store.check(stored.id, stored.sha256, stored.wrapped_key)


def test_it_finds_a_file_that_took_its_key_along_to_another_name():
    first, second = store.keep(b"Rowan's file"), store.keep(b"Robin's file")
    store.path_of(first.id).write_bytes(store.path_of(second.id).read_bytes())
    with pytest.raises(store.Damaged, match="belongs to another file"):
        store.read_all(first.id, second.wrapped_key)


def test_it_binds_the_words_to_the_name_even_under_the_right_key():
    first, second = store.keep(b"Rowan's file"), store.keep(b"Robin's file")
    store.path_of(first.id).write_bytes(store.path_of(second.id).read_bytes())
    clear = keys.unwrap(second.wrapped_key, purpose="file keys", context=second.id.bytes)
    rewrapped = keys.wrap(clear, purpose="file keys", context=first.id.bytes)
    with pytest.raises(store.Damaged, match="was changed"):
        store.read_all(first.id, rewrapped)


def test_it_finds_a_wrapped_key_that_was_changed():
    stored = store.keep(b"words")
    for at in range(len(stored.wrapped_key)):
        with pytest.raises(store.Damaged, match=str(stored.id)):
            store.read_all(stored.id, flip(stored.wrapped_key, at))
    with pytest.raises(store.Damaged):
        store.read_all(stored.id, b"")


def test_it_finds_a_row_that_claims_another_content():
    stored = store.keep(b"words")
    with pytest.raises(store.Damaged, match="not the file that was received"):
        store.check(stored.id, "0" * 64, stored.wrapped_key)


def test_it_says_when_the_installation_runs_with_another_key(settings):
    stored = store.keep(b"words")
    settings.KINFILE_KEY = os.urandom(32)
    with pytest.raises(store.Damaged, match="another installation key"):
        store.read_all(stored.id, stored.wrapped_key)


@pytest.mark.parametrize("key", [b"", b"short", "a" * 32, None])
def test_it_keeps_nothing_without_a_proper_key(settings, vault, key):
    settings.KINFILE_KEY = key
    with pytest.raises(ImproperlyConfigured, match="exactly 32 bytes"):
        store.keep(b"words")
    assert list(vault.rglob("*")) == []


def test_it_gives_no_changed_byte_to_a_reader_who_looks_at_one_part_only():
    stored = store.keep(os.urandom(3_000_000))
    change(stored, lambda data: flip(data, 2_500_000))
    with store.open(stored.id, stored.wrapped_key) as plaintext:
        assert len(plaintext.read(1000)) == 1000
        plaintext.seek(2_400_000)
        with pytest.raises(store.Damaged):
            plaintext.read(10)
