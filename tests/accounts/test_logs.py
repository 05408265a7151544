"""Log lines are JSON with ids and codes; what somebody wrote or is called is not in them."""

import io
import json
import logging
from uuid import uuid4

import pytest

from portal import logs

WORDS = "Rowan has a bruise"


@pytest.fixture
def lines():
    """`lines()` gives what was logged since, each line parsed; the text itself is in `lines.text`."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter())
    root = logging.getLogger()
    root.addHandler(handler)

    def read() -> list[dict]:
        read.text = stream.getvalue()
        return [json.loads(line) for line in read.text.splitlines()]

    yield read
    root.removeHandler(handler)


def test_an_exception_leaves_its_kind_and_its_place_but_not_its_words(lines):
    for name in ("documents.store", "some.library"):
        try:
            raise ValueError(f"duplicate key: ({WORDS})")
        except ValueError:
            logging.getLogger(name).exception("could not save")
    first, second = lines()
    assert WORDS not in lines.text
    assert first["exception"] == second["exception"] == "ValueError"
    assert first["where"][-1].startswith("test_logs.py:")
    assert first["event"] == "could not save"


def test_what_a_library_fills_in_is_left_out(lines):
    logging.getLogger("some.library").error("cannot read %s", WORDS)
    logging.getLogger("some.library").error(f"cannot read {WORDS}")
    before, after = (line["event"] for line in lines())
    assert before == "cannot read %s"
    assert after.startswith("test_logs:"), "filled in before it was logged: only the place is kept"
    assert WORDS not in lines.text


def test_our_own_lines_keep_their_ids(lines):
    known = uuid4()
    logging.getLogger("scanning.workers").error("page %s failed", known)
    assert lines()[0]["event"] == f"page {known} failed"


def test_a_request_is_one_line_with_the_name_of_the_view_and_who_by_id(lines, as_user, worker):
    logger = logging.getLogger("portal.requests")
    logger.setLevel(logging.INFO)
    try:
        as_user(worker).get(f"/account/?q={WORDS}", headers={"User-Agent": "x\r\n{forged}"})
        as_user(worker).get("/Rowan-Moss-bruise/\r\n{forged}")
    finally:
        logger.setLevel(logging.WARNING)
    seen = [line for line in lines() if line["logger"] == "portal.requests"]
    assert [(line["view"], line["status"]) for line in seen] == [
        ("accounts:account", 200),
        ("", 404),
    ]
    assert {line["user"] for line in seen} == {str(worker.pk)}
    for word in ("bruise", "Rowan", "forged", "Adeyemi"):
        assert word not in lines.text
