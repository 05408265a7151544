"""Whatever a page does to the process that reads it, the parent gets a sentence and the next page is read."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scanning.child import Reader
from scanning.engines.contract import ReadingContext
from scanning.limits import MEGABYTE, Limits
from scanning.problems import ReadingFailed
from tests import paper
from tests.scanning.reading.conftest import TESTS

PAGE = paper.png_of(paper.typed_page(paper.lines_of_text(3), dpi=100), dpi=100)
WHOLE_PROJECT = TESTS.parent


def of_group(leader: int) -> list[int]:
    """Every living process that the child started, and itself."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            state, _, group = (place / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if group == str(leader) and state != "Z":
            found.append(int(place.name))
    return found


def eventually(holds: Callable[[], object], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def scratch_of(child: int) -> Path:
    variables = Path(f"/proc/{child}/environ").read_bytes().decode().split("\0")
    return Path(next(value[7:] for value in variables if value.startswith("TMPDIR=")))


def failure(reader: Reader) -> ReadingFailed:
    with pytest.raises(ReadingFailed) as caught:
        reader.read(PAGE, 0)
    return caught.value


def test_a_page_that_hangs_is_stopped_with_all_that_it_started(misbehaving):
    reader = misbehaving("Sleeper", limits=Limits(wall_seconds=3))
    assert reader.examine(PAGE).kind == "png"
    child = reader.pid
    problem = failure(reader)
    assert problem.try_again
    assert problem.sentence.startswith("This took too long and was stopped.")
    assert eventually(lambda: of_group(child) == [])
    assert reader.examine(PAGE).kind == "png"
    assert reader.pid != child


def test_a_page_that_breaks_the_program_is_not_tried_for_ever(misbehaving):
    reader = misbehaving("Crasher")
    problem = failure(reader)
    assert (problem.try_again, "broke on this page" in problem.sentence) == (False, True)
    assert reader.examine(PAGE).kind == "png"


def test_a_page_whose_process_is_killed_from_outside_is_tried_again(misbehaving):
    reader = misbehaving("Killed")
    assert failure(reader).try_again
    assert reader.examine(PAGE).kind == "png"


def test_a_page_that_eats_memory_is_told_so_and_its_neighbours_go_on(misbehaving):
    reader = misbehaving("Hungry", limits=Limits(memory=700 * MEGABYTE))
    problem = failure(reader)
    assert (problem.try_again, "more memory than one page may take" in problem.sentence) == (
        False,
        True,
    )
    assert reader.examine(PAGE).kind == "png"


def test_a_page_that_computes_for_ever_is_stopped(misbehaving):
    reader = misbehaving("Busy", limits=Limits(cpu_seconds=1))
    problem = failure(reader)
    assert (problem.try_again, "more computing than one page may" in problem.sentence) == (
        False,
        True,
    )
    assert reader.examine(PAGE).kind == "png"


def test_a_child_that_was_killed_between_two_pages_is_replaced(misbehaving):
    reader = misbehaving("Crasher")
    reader.examine(PAGE)
    first = reader.pid
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: reader.pid is None)
    assert reader.examine(PAGE).kind == "png"
    assert reader.pid not in (first, None)


def test_nothing_outlives_a_parent_that_is_killed(tmp_path):
    """`kill -9` of a worker leaves no program reading on, and no page in plain."""
    page = tmp_path / "page.png"
    page.write_bytes(PAGE)
    script = (
        "import sys, threading; from pathlib import Path; from scanning.child import Reader;"
        f"reader = Reader('tests.scanning.reading.misbehaving.Sleeper', readable=[Path({str(TESTS)!r})]);"
        f"reader.examine(Path({str(page)!r})); print(reader.pid, flush=True);"
        f"reader.read(Path({str(page)!r}), 0)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=WHOLE_PROJECT, stdout=subprocess.PIPE
    ) as parent:
        child = int(parent.stdout.readline())
        scratch = scratch_of(child)
        assert eventually(lambda: len(of_group(child)) >= 3)
        parent.kill()
    assert eventually(lambda: of_group(child) == [])
    assert eventually(lambda: not scratch.exists() or not any(scratch.iterdir()))


def test_closing_from_another_thread_ends_the_page_in_hand(misbehaving):
    reader = misbehaving("Sleeper")
    problems: list[ReadingFailed] = []
    thread = threading.Thread(target=lambda: problems.append(failure(reader)))
    thread.start()
    assert eventually(lambda: reader.pid is not None and len(of_group(reader.pid)) >= 3)
    child = reader.pid
    reader.close()
    thread.join(30)
    assert [problem.try_again for problem in problems] == [True]
    assert eventually(lambda: of_group(child) == [])


def test_several_readers_work_at_once():
    seen: dict[int, str] = {}

    def work(number: int) -> None:
        with Reader() as reader:
            page = paper.typed_page([f"This is page number {number} of them."], dpi=150)
            seen[number] = reader.read(paper.png_of(page, dpi=150), 0).text

    threads = [threading.Thread(target=work, args=(number,)) for number in (3, 5, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {number: f"This is page number {number} of them." for number in (3, 5, 8)}


def test_the_child_reaches_neither_network_nor_case_files_nor_secrets(
    misbehaving, tmp_path, monkeypatch
):
    monkeypatch.setenv("SECRET_KEY", "of the council")
    secret = tmp_path / "case.sqlite3"
    secret.write_text("everything")
    reader = misbehaving("Prisoner")
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = ReadingContext(languages=(str(server.getsockname()[1]), str(secret)))
        climbed = reader.read(PAGE, 0, told).text.split()
    assert climbed[0] == "tried"
    assert "secrets" not in climbed
    assert ("network" in climbed) == (not reader.network_is_cut)
    assert {"file", "passwd", "planted"}.isdisjoint(climbed) == reader.walls.files_are_closed


def test_a_read_page_leaves_nothing_in_the_working_folder():
    with Reader() as reader:
        reader.read(PAGE, 0)
        scratch = scratch_of(reader.pid)
        assert list(scratch.iterdir()) == []
    assert not scratch.exists()


def test_an_engine_that_is_not_there_is_told_when_a_page_is_read():
    with Reader("scanning.engines.nowhere.Engine") as reader:
        assert reader.examine(PAGE).kind == "png"
        problem = failure(reader)
    assert problem.try_again
    assert problem.sentence.endswith("Check KINFILE_ENGINE and KINFILE_SECOND_ENGINE.")


@pytest.mark.parametrize("source", [PAGE, "path"], ids=["bytes", "path"])
def test_bytes_and_files_are_read_alike(reader, tmp_path, source):
    if source == "path":
        source = tmp_path / "anything"
        source.write_bytes(PAGE)
    assert reader.read(source, 0).text.split("\n")[0] == paper.lines_of_text(3)[0]
