"""The page of a batch says what waits for whom, and tells nobody of a file that is closed to them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Assignment
from scanning import reading
from scanning.actions import desk, intake, locking
from scanning.models import Image, WayIn
from tests import paper


@pytest.fixture
def images(add, batch, clerk, reader):
    add(paper.born_digital_pdf([[f"Page {number} of four."] for number in range(1, 5)]))
    intake.finish_intake(by=clerk, batch=batch)
    reading.open_next(reader)
    while reading.read_next(reader):
        pass
    return list(batch.images.all())


@pytest.fixture
def waits(as_user, batch):
    """`waits(user)`: the lines of the table, as that user reads them."""

    def read(user) -> list[str]:
        page = as_user(user).get(reverse("scanning:batch", args=[batch.pk])).text
        table = page.partition('aria-labelledby="waits"')[2].partition("</section>")[0]
        rows = re.findall(r"<tr><td.*?</tr>", table, re.S)
        return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]

    return read


def file(images, by, child, **more):
    return desk.file_images(
        by=by,
        batch=images[0].batch,
        images=images[:1],
        about=[child],
        title="A letter",
        kind="letter",
        dated_on=timezone.localdate(),
        **more,
    )


def test_pages_to_file_wait_for_the_desk_by_name(images, waits, clerk, records):
    (line,) = waits(clerk)
    assert line.startswith("4 pages to file")
    assert str(clerk) in line and str(records) in line and "File : 4 pages to file" in line


def test_a_held_filing_waits_for_somebody_else_of_the_desk_who_has_the_link(
    images, waits, clerk, records, rowan
):
    file(images, clerk, rowan, doubts=["Another birth date stands on the page."])
    (mine,) = [line for line in waits(clerk) if "looked at again" in line]
    (theirs,) = [line for line in waits(records) if "looked at again" in line]
    for line in (mine, theirs):
        assert "1 filing to be looked at again" in line
        assert f"a second person: {records}" in line and str(clerk) not in line
    assert "Take a second look" in theirs and "Take a second look" not in mine


def test_a_file_that_is_restricted_or_sealed_leaves_no_trace_in_what_waits(
    images, waits, clerk, records, worker, manager, rowan
):
    file(images, clerk, rowan, doubts=["Another birth date stands on the page."])
    desk.mark_urgent(by=clerk, image=images[1], child=rowan)
    open_lines = waits(clerk)
    assert any(str(worker) in line for line in open_lines)
    told = {}
    for closure in ("restricted", "sealed"):
        rowan.closure, rowan.closure_owner = closure, manager
        rowan.save()
        told[closure] = waits(clerk)
        assert not any(str(worker) in line or "Rowan" in line for line in told[closure])
        assert len(told[closure]) == len(open_lines)
    assert told["restricted"] == told["sealed"]


def test_a_locked_page_waits_for_the_safeguarding_lead(images, waits, clerk, manager):
    locking.lock_image(by=clerk, image=images[0])
    assert any("1 locked page" in line and "safeguarding lead" in line for line in waits(clerk))


def test_a_page_to_scan_again_waits_for_its_operator(images, waits, clerk, records):
    Image._base_manager.filter(pk=images[0].pk).update(faults=["blurred"])
    (line,) = [line for line in waits(records) if "scan again" in line]
    assert "1 page to scan again" in line and str(clerk) in line


def test_nothing_waits_in_a_batch_that_is_closed(images, waits, clerk):
    for image in images:
        desk.set_aside(by=clerk, image=image, state=Image.State.REJECTED)
    assert waits(clerk) == []


def test_a_batch_is_not_handed_in_while_its_scanner_writes(as_user, clerk, batch):
    way = WayIn.objects.create(
        kind="folder",
        name="Scanner 2",
        team=batch.team,
        folder="two",
        answered_for_by=clerk,
        set_up_by=clerk,
        looked_at=timezone.now(),
        watched={"scan 7.pdf": [100, 1, timezone.now().isoformat(), 1, ""]},
    )
    batch.way_in = way
    batch.save()
    address = reverse("scanning:batch_finish", args=[batch.pk])
    told = as_user(clerk).post(address, follow=True).text
    assert "Scanner 2 is still writing scan 7.pdf" in told
    batch.refresh_from_db()
    assert batch.handed_in_at is None
    # What a worker saw long ago keeps nobody from handing in.
    WayIn._base_manager.update(looked_at=timezone.now() - timedelta(minutes=10))
    as_user(clerk).post(address)
    batch.refresh_from_db()
    assert batch.handed_in_at is not None


class TestDuty:
    """Urgent paper of a child whose worker is there, is gone, or does not answer."""

    def sees(self, as_user, user, image) -> bool:
        page = as_user(user).get(reverse("scanning:urgent", args=[image.pk]))
        return page.status_code == 200

    def test_it_goes_to_the_worker_and_not_at_once_to_duty(
        self, images, as_user, clerk, worker, duty, rowan
    ):
        desk.mark_urgent(by=clerk, image=images[0], child=rowan)
        assert self.sees(as_user, worker, images[0])
        assert not self.sees(as_user, duty, images[0])

    def test_it_goes_to_duty_where_nobody_holds_the_file(
        self, images, as_user, clerk, duty, rowan, waits
    ):
        Assignment._base_manager.filter(child=rowan).update(ended_at=timezone.now())
        desk.mark_urgent(by=clerk, image=images[0], child=rowan)
        assert self.sees(as_user, duty, images[0])
        assert any("urgent" in line and "duty" in line for line in waits(clerk))
        as_user(duty).post(reverse("scanning:urgent_seen", args=[images[0].pk]))
        assert not any("nobody has answered" in line for line in waits(clerk))

    def test_it_goes_to_duty_when_nobody_answers_for_an_hour_and_not_if_somebody_did(
        self, images, as_user, clerk, worker, duty, rowan
    ):
        desk.mark_urgent(by=clerk, image=images[0], child=rowan)
        ago = timezone.now() - timedelta(minutes=61)
        Image._base_manager.filter(pk=images[0].pk).update(urgent_at=ago)
        assert self.sees(as_user, duty, images[0])
        Image._base_manager.filter(pk=images[0].pk).update(urgent_seen_by=worker)
        assert not self.sees(as_user, duty, images[0])

    def test_duty_learns_nothing_of_a_closed_file(
        self, images, as_user, clerk, duty, manager, rowan
    ):
        desk.mark_urgent(by=clerk, image=images[0], child=rowan)
        Assignment._base_manager.filter(child=rowan).update(ended_at=timezone.now())
        rowan.closure, rowan.closure_owner = "restricted", manager
        rowan.save()
        assert not self.sees(as_user, duty, images[0])
