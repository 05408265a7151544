"""Batches take turns: one page that comes now does not wait for ten thousand that came before."""

import importlib
import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import work
from documents.models import Page, StoredFile
from scanning import line, reading, second_pass
from scanning.actions import desk, intake
from scanning.child import Reader
from scanning.models import Batch, Image, SecondReading, Upload
from tests import paper


@pytest.fixture
def hand_in(clerk):
    def add(*files: bytes, **about) -> Batch:
        batch = intake.receive_batch(by=clerk, **about)
        for number, data in enumerate(files, start=1):
            intake.add_upload(
                by=clerk, batch=batch, stream=io.BytesIO(data), name=f"letter {number}.pdf"
            )
        return intake.finish_intake(by=clerk, batch=batch)

    return add


def letter(*pages: str) -> bytes:
    return paper.born_digital_pdf([[text] for text in pages or ["One page."]])


def many(count: int, word: str = "Page") -> list[str]:
    return [f"{word} {number} of a long file." for number in range(count)]


def served(reader: Reader, times: int, start: int = 0) -> list[tuple[str, Batch]]:
    """What a reader does next, one piece after the other."""
    kept = reading.LastFile()
    done = [reading.work_next(reader, kept, served=start + n) for n in range(times)]
    return [(type(row).__name__, row.batch) for row in done if row is not None]


@pytest.fixture
def in_line(hand_in):
    """`in_line(batch, 3)`: so many pages of a batch wait, without the labour of making them."""

    def wait(batch: Batch, count: int) -> None:
        file = StoredFile.objects.create(sha256="0" * 64, size=1, wrapped_key=b"", media_type="")
        upload = Upload.objects.create(
            batch=batch, position=99, file=file, name="long.pdf", state=Upload.State.CUT
        )
        first = line.next_turn(Image, batch)
        pages = [Page(file=file, index=number) for number in range(count)]
        Page._base_manager.bulk_create(pages, batch_size=500)
        Image._base_manager.bulk_create(
            [
                Image(
                    batch=batch,
                    upload=upload,
                    position=number + 1,
                    number_in_file=number + 1,
                    page=page,
                    turn=first + number,
                    goes_first=batch.is_urgent,
                )
                for number, page in enumerate(pages)
            ],
            batch_size=500,
        )

    return wait


def take(times: int) -> list[int]:
    """Numbers of the batches whose pages are claimed next, each page done with at once."""
    taken = []
    for _ in range(times):
        row = work.claim(
            Image._base_manager.filter(state="waiting").order_by("-goes_first", "turn"),
            timedelta(minutes=1),
        )
        Image._base_manager.filter(pk=row.pk).update(state="read", lease_until=None)
        taken.append(row.batch.number)
    return taken


def test_one_page_behind_three_hundred_is_read_within_the_next_few_claims(reader, hand_in):
    long = hand_in(letter(*many(300)))
    assert served(reader, 4) == [("Upload", long), *[("Image", long)] * 3]
    short = hand_in(letter())
    after = served(reader, 6, start=4)
    assert ("Image", short) in after[:4]
    assert [batch for _, batch in after].count(long) == 4


def test_one_page_does_not_wait_until_a_hundred_files_are_opened(reader, hand_in):
    long = hand_in(*(letter(f"File {number}.") for number in range(100)))
    served(reader, 10)
    assert long.uploads.filter(state="waiting").exists()
    assert long.images.exclude(state="waiting").exists()
    short = hand_in(letter("Only this."))
    assert ("Image", short) in served(reader, 8, start=10)


def test_three_batches_take_turns_and_each_keeps_its_own_order(hand_in, in_line):
    one, two, three = (hand_in() for _ in range(3))
    in_line(one, 6)
    assert take(2) == [one.number] * 2
    in_line(two, 3)
    in_line(three, 3)
    order = take(10)
    assert sorted(order[:2]) == [one.number, one.number] or one.number in order[:2]
    for batch in (two, three):
        assert batch.number in order[:5]
    for batch in (one, two, three):
        done = Image._base_manager.filter(batch=batch).order_by("turn")
        assert list(done.values_list("position", flat=True)) == list(range(1, done.count() + 1))


def test_whoever_waits_is_not_overtaken_for_ever_by_those_who_keep_coming(hand_in, in_line):
    patient = hand_in()
    in_line(patient, 10)
    taken = []
    for _ in range(60):
        in_line(hand_in(), 1)
        taken += take(1)
    assert taken.count(patient.number) == 10


def test_urgent_paper_comes_first_and_the_rest_does_not_stand_still(reader, hand_in):
    plain = hand_in(letter(*many(5, "Plain")))
    served(reader, 1)
    urgent = hand_in(letter(*many(25, "Urgent")), is_urgent=True)
    done = [batch for _, batch in served(reader, 20, start=1)]
    assert done[:8] == [urgent] * 8
    assert done.count(plain) == 2


def test_a_page_that_is_tried_again_joins_the_line_where_it_is_now(hand_in, in_line, clerk):
    long, other = hand_in(), hand_in()
    in_line(long, 20)
    take(5)
    in_line(other, 1)
    lost = other.images.get()
    Image._base_manager.filter(pk=lost.pk).update(state="failed", turn=900)
    desk.retry(by=clerk, image=Image._base_manager.get(pk=lost.pk))
    assert other.number in take(3)


@pytest.mark.parametrize("count", [20, 3000])
def test_a_claim_costs_the_same_however_much_waits(hand_in, in_line, count):
    batch = hand_in()
    in_line(batch, count)
    rows = Image._base_manager.filter(state="waiting").order_by("-goes_first", "turn")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert work.claim(rows, timedelta(minutes=1)) is not None
    assert len(asked) == 4


def plan(rows) -> str:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return rows.explain()


def test_the_database_finds_the_next_page_along_an_index(hand_in, in_line):
    in_line(hand_in(), 4000)
    free = Image._base_manager.filter(work.free(), state="waiting")
    for rows in (free, free.filter(goes_first=False)):
        told = plan(rows.order_by("-goes_first", "turn").values_list("pk", flat=True)[:8])
        assert "image_line" in told and "image_line_of" not in told, told
        assert "TEMP B-TREE" not in told and "Sort" not in told, told


def test_the_database_finds_the_next_second_reading_along_an_index(hand_in, in_line):
    in_line(hand_in(), 4000)
    SecondReading._base_manager.bulk_create(
        [
            SecondReading(image=image, risk=image.position % 90)
            for image in Image._base_manager.all()
        ],
        batch_size=500,
    )
    free = second_pass.waiting().filter(work.free())
    order = ("-is_pressing", "-goes_first", "-risk", "asked_at")
    told = plan(free.order_by(*order).values_list("pk", flat=True)[:8])
    assert "second_reading_line" in told, told
    assert "TEMP B-TREE" not in told and "Sort" not in told, told


def test_what_waited_before_there_were_lines_keeps_its_order_and_its_urgency(hand_in, in_line):
    plain, urgent = hand_in(), hand_in(is_urgent=True)
    in_line(plain, 3)
    in_line(urgent, 1)
    Image._base_manager.update(turn=0, goes_first=False)
    moved = importlib.import_module("scanning.migrations.0012_places_in_line")
    moved.take_places(apps, connection.schema_editor())
    assert take(4) == [urgent.number, *[plain.number] * 3]
    assert list(plain.images.order_by("turn").values_list("position", flat=True)) == [1, 2, 3]


def test_the_clock_of_a_machine_that_runs_ahead_takes_nothing_from_others(
    hand_in, in_line, monkeypatch
):
    in_line(hand_in(), 1)
    rows = Image._base_manager.filter(state="waiting").order_by("turn")
    held = work.claim(rows, timedelta(minutes=2))
    ahead = work.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: ahead)
    assert work.claim(rows, timedelta(minutes=2)) is None
    assert held.lease_until < ahead - timedelta(hours=23)


def test_the_clock_of_a_machine_that_runs_behind_holds_nothing_too_short(
    hand_in, in_line, monkeypatch
):
    in_line(hand_in(), 1)
    rows = Image._base_manager.filter(state="waiting").order_by("turn")
    behind = work.now() - timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: behind)
    held = work.claim(rows, timedelta(minutes=2))
    monkeypatch.undo()
    assert held.lease_until > work.now()
    assert work.claim(rows, timedelta(minutes=2)) is None
    assert work.hold("one thing", timedelta(minutes=1))
