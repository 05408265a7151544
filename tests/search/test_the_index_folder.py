"""The index survives what happens to folders, has one writer, and says clearly when it cannot answer."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from search.answers import DEEPEST, Tier
from search.engines.contract import IndexMissing, WriterBusy
from search.engines.embedded import answering
from search.engines.embedded import engine as engine_module
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.shelf import entry, fill, find, id_of, keys


@pytest.fixture
def engine(tmp_path) -> EmbeddedEngine:
    return EmbeddedEngine(tmp_path / "index")


ROOT = Path(__file__).resolve().parents[2]


def segment_files(engine: EmbeddedEngine) -> list[Path]:
    generation = json.loads((engine._folder / "current.json").read_text())["generation"]
    return sorted(path for path in (engine._folder / generation).iterdir() if len(path.stem) == 32)


# Missing or damaged


def test_an_index_never_built_says_so(engine):
    with pytest.raises(IndexMissing, match="not been built yet"):
        find(engine, "bruise")
    with pytest.raises(IndexMissing, match="not been built yet"), engine.writing():
        pass


def test_an_index_lost_while_it_is_read_says_so_and_comes_back(engine):
    fill(engine, [entry("1", "bruise")])
    assert keys(engine, "bruise") == ["1"]
    shutil.rmtree(engine._folder)
    with pytest.raises(IndexMissing):
        find(engine, "bruise")
    fill(engine, [entry("2", "bruise")])
    assert keys(engine, "bruise") == ["2"]


def test_an_index_that_lost_its_files_is_not_mistaken_for_an_empty_one(engine):
    fill(engine, [entry("1", "bruise")])
    for path in segment_files(engine)[0].parent.iterdir():
        path.unlink()
    with pytest.raises(IndexMissing):
        find(engine, "bruise")
    with pytest.raises(IndexMissing), engine.writing():
        pass


def test_an_index_of_another_version_must_be_rebuilt(engine):
    fill(engine, [entry("1", "bruise")])
    current = engine._folder / "current.json"
    current.write_text(json.dumps({**json.loads(current.read_text()), "version": "0"}))
    with pytest.raises(IndexMissing, match="another version"):
        find(engine, "bruise")
    with pytest.raises(IndexMissing, match="another version"), engine.writing():
        pass


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"generation": "../../etc"}'])
def test_a_broken_note_of_the_current_index_says_so(engine, content):
    fill(engine, [entry("1", "bruise")])
    (engine._folder / "current.json").write_text(content)
    with pytest.raises(IndexMissing):
        find(engine, "bruise")


@pytest.mark.parametrize("ending", [".idx", ".term", ".pos", ".fast", ".store", ".fieldnorm"])
@pytest.mark.parametrize("harm", ["gone", "cut", "empty", "junk"])
def test_a_damaged_file_never_ends_in_another_error(tmp_path, ending, harm):
    fill(
        EmbeddedEngine(tmp_path),
        [entry(f"{n}", f"bruise word{n}", names="Rowan") for n in range(300)],
    )
    path = next(p for p in segment_files(EmbeddedEngine(tmp_path)) if p.suffix == ending)
    data = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes({"cut": data[: len(data) // 2], "empty": b"", "junk": b"junk" * 99}[harm])
    with pytest.raises(IndexMissing):
        find(EmbeddedEngine(tmp_path), '"bruise word7"')


def test_a_panic_of_the_engine_is_a_missing_index(tmp_path, capfd):
    fill(EmbeddedEngine(tmp_path), [entry(f"{n}", f"bruise word{n}") for n in range(2_000)])
    path = next(p for p in segment_files(EmbeddedEngine(tmp_path)) if p.suffix == ".fast")
    data = bytearray(path.read_bytes())
    for at in range(0, len(data) - 200):
        data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(IndexMissing) as raised:
        find(EmbeddedEngine(tmp_path), "bruise")
    assert raised.value.__cause__ is not None


def test_one_changed_byte_is_told_with_the_name_of_its_file(engine):
    fill(engine, [entry(f"{n}", f"bruise word{n}") for n in range(50)])
    assert engine.damage() == []
    for path in segment_files(engine):
        data = bytearray(path.read_bytes())
        data[len(data) // 3] ^= 0xFF
        path.write_bytes(data)
        assert engine.damage() == [path.name]
        data[len(data) // 3] ^= 0xFF
        path.write_bytes(data)


# Two ways to one order


def test_fetching_at_once_and_tier_by_tier_give_one_order(engine, monkeypatch):
    letter = uuid4()
    shelf = [
        entry(
            f"{number:03}",
            ("his lower arm", "arm lower", "lowwer arm")[number % 3],
            title=("Letter", "Lower arm")[number % 11 == 0],
            on=date(2000 + number % 5, 1, 1),
            # Sections of one record share day and document, and some of them their whole number.
            document_id=letter,
            page_number=number % 4,
        )
        for number in range(150)
    ]
    fill(engine, shelf)
    at_once = find(engine, "lower arm", limit=DEEPEST)
    assert {hit.tier for hit in at_once.hits} == set(Tier)
    monkeypatch.setattr(answering, "_AT_ONCE", 5)
    monkeypatch.setattr(answering, "_TIES", 150)
    assert find(engine, "lower arm", limit=DEEPEST) == at_once


# One writer


def test_only_one_may_write_at_a_time(engine):
    fill(engine, [entry("1", "bruise")])
    other = EmbeddedEngine(engine._folder)
    fresh = other.begin()
    with engine.writing():
        with pytest.raises(WriterBusy), other.writing():
            pass
        with pytest.raises(WriterBusy):
            other.switch_to(fresh)
        assert keys(other, "bruise") == ["1"]
    with engine.filling(fresh):
        with pytest.raises(WriterBusy), other.filling(fresh):
            pass
    with other.writing() as writer:
        writer.apply([entry("2", "bruise")])
    assert len(keys(engine, "bruise")) == 2


HOLD = """
import sys, time
from pathlib import Path
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.shelf import entry
with EmbeddedEngine(Path(sys.argv[1])).writing() as writer:
    writer.apply([entry("2", "bruise")])
    def endless():
        yield entry("3", "bruise")
        print("writing", flush=True)
        time.sleep(60)
    writer.apply(endless(), ["1"])
"""


def test_a_writer_killed_in_the_middle_loses_only_what_it_had_not_applied(engine):
    fill(engine, [entry("1", "bruise")])
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(engine._folder)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout
    with process.stdout:
        assert process.stdout.readline() == b"writing\n"
        with pytest.raises(WriterBusy), engine.writing():
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert sorted(keys(engine, "bruise")) == ["1", "2"]
    with engine.writing() as writer:
        writer.apply([entry("3", "bruise")], ["1"])
    assert sorted(keys(engine, "bruise")) == ["2", "3"]
    assert engine.damage() == []


# Building anew


def test_what_a_killed_rebuild_left_is_cleared_by_the_next(engine):
    fill(engine, [entry("1", "bruise")])
    left = engine._folder / ("0" * 32)
    left.mkdir()
    (left / "half").write_text("")
    fill(engine, [entry("2", "bruise")])
    assert not left.exists()


def test_a_rebuild_mends_any_damage(engine):
    fill(engine, [entry("1", "bruise")])
    for path in segment_files(engine):
        path.write_bytes(b"junk")
    with pytest.raises(IndexMissing):
        find(EmbeddedEngine(engine._folder), "bruise")
    fill(engine, [entry("2", "bruise")])
    assert keys(engine, "bruise") == ["2"]


def test_what_is_in_the_index_can_be_listed(engine, monkeypatch):
    monkeypatch.setattr(engine_module, "_KEYS_AT_ONCE", 8)
    shelf = [
        entry(f"{n}", "bruise", document_id=id_of(f"{n % 30}"), page_number=1) for n in range(90)
    ]
    fill(engine, shelf)
    assert sorted(engine.keys()) == sorted(f"{n}" for n in range(90))
    assert engine.count() == 90


def test_the_index_is_for_the_eyes_of_its_owner_only(tmp_path):
    engine = EmbeddedEngine(tmp_path / "index")
    fill(engine, [entry("1", "bruise")])
    assert (tmp_path / "index").stat().st_mode & 0o077 == 0


def test_no_text_can_be_read_in_its_files_beyond_single_terms(engine):
    fill(engine, [entry("1", "Rowan was hungry and bruised today", names="Rowan Moss")])
    for path in segment_files(engine):
        assert b"hungry and" not in path.read_bytes()
        assert b"Rowan" not in path.read_bytes()
