"""Questions with answers fixed beforehand, asked over text of which one character in twenty is misread."""

import pytest

from benchmarks import judged


@pytest.fixture(params=judged.SEEDS, ids=lambda seed: f"seed {seed}", scope="module")
def shelf(request) -> judged.Shelf:
    return judged.Shelf(request.param, 0.05)


def test_there_are_enough_questions_of_every_kind(shelf):
    kinds = {question.kind for question in shelf.questions}
    assert len(shelf.questions) >= 120
    assert len(kinds) >= 18
    assert sum(bool(question.right) for question in shelf.questions) >= 120


def test_one_character_in_twenty_is_misread(shelf):
    wrong = total = 0
    for clean, read in shelf.samples(30):
        wrong += judged.distance(clean, read)
        total += len(clean)
    assert 0.049 <= wrong / total <= 0.056


def test_what_is_asked_for_is_found_and_comes_first(engine, shelf):
    verdicts = judged.ask(engine, shelf)
    precision, recall = judged.means(verdicts)
    assert precision >= 0.9, judged.report(0, {"": verdicts}, misses=True)
    assert recall >= 0.9, judged.report(0, {"": verdicts}, misses=True)
    assert not shelf.hidden & {key for one in verdicts for key in one.listed}
    assert shelf.hidden


def test_what_is_written_as_asked_is_found_without_fail(engine):
    # The same shelf, read without a mistake: then nothing that answers may be missing, by whatever name.
    verdicts = judged.ask(engine, judged.Shelf(judged.SEEDS[0], 0))
    heard = ("name by sound or spelling", "name misspelt")
    exact = [one for one in verdicts if one.question.kind not in heard]
    assert [one.question.typed for one in exact if one.recall not in (None, 1)] == []
