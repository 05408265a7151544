"""The lexicon beside an index knows every word that stands there, and tells which may be another one misread."""

import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import misreadings
from search.engines.contract import IndexMissing
from search.engines.embedded import lexicon
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.lexicon import Lexicon
from tests.search.shelf import entry, fill, keys

WORDS = "bruise bruises brnise bruized brushed hospital hospitai hosp1tal hopsital spital burning buming 10427".split()


@pytest.fixture
def engine(tmp_path) -> EmbeddedEngine:
    return EmbeddedEngine(tmp_path)


def folder(engine: EmbeddedEngine) -> Path:
    current = json.loads((engine._folder / "current.json").read_text())
    return engine._folder / current["generation"]


def change(engine: EmbeddedEngine, *changed, gone=()) -> None:
    with engine.writing() as writer:
        writer.apply(changed, gone)


@given(st.lists(st.text("abeilmnrs01wé", min_size=1, max_size=11), max_size=40), st.randoms())
def test_near_are_the_words_that_compared_one_by_one_are_near(tmp_path_factory, words, picks):
    beside = tmp_path_factory.mktemp("words")
    lexicon.begin(beside)
    known = {*WORDS, *words, *(misspelt(word, picks) for word in [*WORDS, *words])}
    half = sorted(known)[::2]
    lexicon.add(beside, half)
    found = Lexicon(beside)
    lexicon.add(beside, known.difference(half))
    found.renew()
    for asked in WORDS + words:
        expected = {
            word
            for word in known
            if misreadings.is_near(asked, word)
            and not word.startswith(asked)
            # Said by their shapes alone, for which the index is asked itself.
            and misreadings.nearest(asked)
        }
        # What goes on where the word ends may be near besides.
        assert {word for word in found.near(asked) if not word.startswith(asked)} == expected, asked


def misspelt(word: str, picks: random.Random) -> str:
    at = picks.randrange(len(word))
    return word[:at] + picks.choice(["", "a", "rn", word[at] * 2]) + word[at + 1 :]


def test_what_one_commit_brought_is_known_to_whoever_read_before(engine):
    fill(engine, [entry("1", "a bruise")])
    assert keys(engine, "hospital") == []
    change(engine, entry("2", "the hospitai"))
    assert keys(engine, "hospital") == ["2"]
    change(engine, entry("3", "hosptal, and the hospitai again"))
    assert sorted(keys(engine, "hospital")) == ["2", "3"]
    assert sorted(Lexicon(folder(engine))) == ["again", "bruise", "hospitai", "hosptal", "letter"]


def test_what_a_killed_writer_left_half_written_is_passed_over_and_cut_off(engine):
    fill(engine, [entry("1", "hospitai")])
    file = folder(engine) / lexicon.FILE
    block = file.read_bytes()
    for left, word in ((3, "bruize"), (len(block) // 2, "garten"), (len(block) - 1, "windcw")):
        file.write_bytes(file.read_bytes() + block[:left])
        assert keys(EmbeddedEngine(engine._folder), "hospital") == ["1"]
        change(engine, entry(word, word))
        assert engine.damage() == []
    fresh = EmbeddedEngine(engine._folder)
    assert [keys(fresh, asked) for asked in ("bruise", "garden", "window")] == [
        ["bruize"],
        ["garten"],
        ["windcw"],
    ]


@pytest.mark.parametrize("harm", ["gone", "junk", "another letter"])
def test_an_index_whose_lexicon_is_damaged_must_be_rebuilt(engine, harm):
    fill(engine, [entry("1", "hospitai")])
    file = folder(engine) / lexicon.FILE
    data = file.read_bytes()
    file.unlink()
    if harm != "gone":
        file.write_bytes(data[:-1] + b"x" if harm == "another letter" else b"junk" * 99)
    with pytest.raises(IndexMissing):
        keys(EmbeddedEngine(engine._folder), "hospital")
    assert EmbeddedEngine(engine._folder).damage() == [lexicon.FILE]


def test_a_lexicon_that_lost_words_is_noticed(engine):
    fill(engine, [entry("1", "hospitai")])
    change(engine, entry("2", "bruize"))
    assert engine.damage() == []
    file = folder(engine) / lexicon.FILE
    whole = file.read_bytes()
    starts = [at for at in range(len(whole)) if whole.startswith(b"seen", at)]
    for start, _ in pairwise([*starts, len(whole)]):
        file.write_bytes(whole[:start])
        assert engine.damage() == [lexicon.FILE]


def test_a_word_that_stands_nowhere_any_more_leaves_with_the_next_tidying(engine):
    fill(engine, [entry(f"{n}", "bruise") for n in range(9)])
    change(engine, entry("secret", "whistleblower"))
    assert "whistleblower" in set(Lexicon(folder(engine)))
    change(engine, gone=["secret"])
    reader = EmbeddedEngine(engine._folder)
    assert keys(reader, "bruize")
    # Tantivy drops a segment of which nothing is left, and so the word.
    change(engine, entry("other", "bruize"))
    engine.tidy(set())
    assert set(Lexicon(folder(engine))) == {"bruise", "bruize", "letter"}
    assert "other" in keys(reader, "brvize")
