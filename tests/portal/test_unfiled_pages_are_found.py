"""Pages on the filing desk are found by whoever may see them there, and by nobody else."""

import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.models import Person, Role, User
from documents.models import Page
from scanning import reading
from scanning.actions import desk, intake
from scanning.child import Reader
from scanning.models import Image
from search import engines, finding, writing
from tests.paper import jpeg_of, typed_page
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

CANARY = "zqunfiledqz"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()


@pytest.fixture
def batch(clerk):
    return intake.receive_batch(by=clerk, box="12")


@pytest.fixture
def images(clerk, batch):
    """Two pages on the clerk's desk; the word stands on the second. As a worker leaves them."""
    upload = intake.add_upload(
        by=clerk, batch=batch, stream=io.BytesIO(b"%PDF-1.7 x"), name="letter.pdf"
    )
    made = add_read_pages(upload, ["Dear colleague", f"a blue {CANARY} in the hall"])
    for image in made:
        desk.turn(by=clerk, image=image, degrees=360)
    writing.apply_waiting()
    return made


@pytest.fixture
def seen(as_user):
    """`seen(user)` is what the answer page shows that user for the word, or nothing where there is no such page."""

    def ask(user) -> str:
        browser = as_user(user)
        asked = browser.post("/find/", {"words": CANARY})
        if asked.status_code != 302:
            return ""
        return browser.get(asked["Location"]).content.decode().replace(f"“{CANARY}”", "")

    return ask


def keys(user) -> list[str]:
    return [hit.url or f"filed {hit.page}" for hit in finding.find(user, CANARY).hits]


@pytest.mark.parametrize("name", ["clerk", "records"])
def test_the_desk_that_took_a_page_in_finds_it_and_opens_it_there(images, council, as_user, name):
    browser = as_user(council.user(name))
    asked = browser.post("/find/", {"words": CANARY})
    page = browser.get(asked["Location"]).content.decode()
    where = f"/scan/pages/{images[1].pk}/"
    assert "Not filed yet" in page
    assert f'href="{where}"' in page
    assert f"/scan/pages/{images[0].pk}/" not in page
    assert f"/scan/images/{images[1].page_id}/" in browser.get(where).content.decode()
    assert f"a blue {CANARY}" in browser.get(where, {"text": "1"}).content.decode()


@pytest.mark.parametrize(
    "name",
    ["worker", "colleague", "manager", "chair", "duty", "stranger", "designer"],
)
def test_nobody_else_finds_it_nor_learns_that_it_is_there(images, council, seen, name):
    user = council.user(name)
    assert "a blue" not in seen(user)
    found = finding.find(user, CANARY)
    assert (found.hits, found.total) == ([], 0)
    assert not any(number for counts in found.counts.values() for _, number in counts)


@pytest.mark.parametrize("name", ["mother", "father", "young"])
def test_a_family_finds_nothing(images, council, seen, name):
    assert seen(council.user(name)) == ""
    assert finding.find(council.user(name), CANARY).total == 0


def test_a_clerk_of_another_desk_does_not_find_it(images, council, seen):
    other = User.objects.create(
        username="far",
        role=Role.SUPPORT,
        person=Person.objects.create(name="Far Clerk"),
        first_name="Far",
        last_name="Clerk",
    )
    assert "a blue" not in seen(other)
    assert finding.find(other, CANARY).total == 0


def test_a_clerk_who_left_the_team_finds_it_no_more_at_once(images, records, seen):
    assert "a blue" in seen(records)
    records.memberships.update(ended_at=timezone.now())
    assert "a blue" not in seen(records)


def test_a_worker_finds_the_paper_that_they_took_in_themselves(worker, stranger):
    batch = intake.receive_batch(by=worker)
    upload = intake.add_upload(
        by=worker, batch=batch, stream=io.BytesIO(b"%PDF-1.7 y"), name="note.pdf"
    )
    [image] = add_read_pages(upload, [CANARY])
    desk.turn(by=worker, image=image, degrees=360)
    writing.apply_waiting()
    assert keys(worker) == [f"/scan/pages/{image.pk}/"]
    assert keys(stranger) == []


def test_a_filed_page_moves_to_those_of_the_file_and_back_when_it_is_undone(
    images, clerk, batch, worker, stranger, rowan
):
    given = {"title": "Letter", "kind": "letter", "dated_on": date(2026, 11, 12)}
    filing = desk.file_images(by=clerk, batch=batch, images=images, about=[rowan], **given)
    assert keys(clerk) == keys(worker) == []
    writing.apply_waiting()
    assert (keys(clerk), keys(worker), keys(stranger)) == ([], ["filed 2"], [])
    desk.undo_filing(by=clerk, filing=filing)
    assert keys(worker) == []
    writing.apply_waiting()
    assert (keys(clerk), keys(worker)) == ([f"/scan/pages/{images[1].pk}/"], [])


def test_a_stale_index_shows_nothing_of_what_was_filed_since(images, clerk, batch):
    Image._base_manager.filter(pk=images[1].pk).update(state=Image.State.REJECTED)
    assert keys(clerk) == []


def test_a_page_set_aside_is_found_no_more_until_it_is_brought_back(images, clerk):
    desk.set_aside(by=clerk, image=images[1], state=Image.State.REJECTED)
    assert keys(clerk) == []
    writing.apply_waiting()
    assert keys(clerk) == []
    desk.restore(by=clerk, image=images[1])
    writing.apply_waiting()
    assert keys(clerk) == [f"/scan/pages/{images[1].pk}/"]


def test_an_urgent_page_is_found_by_who_holds_the_childs_file_until_the_desk_takes_it_back(
    images, clerk, rowan, worker, colleague, stranger, duty, father
):
    desk.mark_urgent(by=clerk, image=images[1], child=rowan)
    writing.apply_waiting()
    where = f"/scan/urgent/{images[1].pk}/"
    assert (keys(worker), keys(clerk)) == ([where], [f"/scan/pages/{images[1].pk}/"])
    assert keys(stranger) == keys(duty) == keys(father) == []
    desk.calm(by=clerk, image=images[1])
    writing.apply_waiting()
    assert keys(worker) == []


def test_an_urgent_page_of_nobody_yet_is_found_by_duty(images, clerk, duty, worker):
    desk.mark_urgent(by=clerk, image=images[1])
    writing.apply_waiting()
    assert keys(duty) == [f"/scan/urgent/{images[1].pk}/"]
    assert keys(worker) == []


def test_an_index_built_anew_holds_the_same(images, clerk):
    before = set(engines.chosen().keys())
    assert f"image:{images[1].pk}" in before
    writing.rebuild()
    assert set(engines.chosen().keys()) == before
    assert writing.differences() == (set(), set())
    assert keys(clerk) == [f"/scan/pages/{images[1].pk}/"]


def test_a_page_is_findable_as_soon_as_a_worker_has_read_it_also_from_the_command_line(
    batch, clerk, capsys
):
    sheet = jpeg_of(typed_page(["The lantern of Quillford hangs above the orchard gate."] * 6))
    intake.add_upload(by=clerk, batch=batch, stream=io.BytesIO(sheet), name="sheet.jpg")
    intake.finish_intake(by=clerk, batch=batch)
    with Reader() as reader:
        assert reading.open_next(reader)
        assert reading.read_next(reader)
    writing.apply_waiting()
    call_command("find", "quillford", "lantern", "--as", "clerk", "--json")
    [line] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (line["kind"], line["title"], line["case"]) == (
        "page",
        f"Batch {batch.number}",
        "Not filed yet",
    )
    assert (line["page"], Page._base_manager.count()) == (1, 1)
    assert "Quillford" in line["snippet"]
    for name in ("stranger", "mother", "worker"):
        with pytest.raises(SystemExit) as ended:
            call_command("find", "quillford", "--as", name, "--json")
        assert (ended.value.code, capsys.readouterr().out) == (1, "")
