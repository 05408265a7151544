"""Files as they were handed in: destroyed after their time, only when every page is sound and nothing holds them."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import actions
from cases.models import AuditEvent
from documents import readings, store
from documents.models import FileCheck, StoredFile
from documents.scrubbing import check_some
from portal import invariants
from scanning import keeping, raw_batches
from scanning.actions import desk, intake
from scanning.models import Batch, Certificate, Image, RawKeeping, Upload
from tests.scanning.pages import add_read_pages

KILLED = """
import os, signal
import django
django.setup()
from documents import store
from scanning import raw_batches
where = {where!r}
die = lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL)
if where == "pages":
    raw_batches._destroy = die
elif where == "keys":
    raw_batches.audit.record = die
elif where == "files":
    raw_batches.store.remove = die
raw_batches.attend()
"""


def closed_batch(clerk, rowan, *, days: int = 400) -> Batch:
    """A scan of two pages, each cut out into a file of its own, and filed; closed so many days ago."""
    import io

    batch = intake.receive_batch(by=clerk, box="12", sheets_counted=2)
    upload = intake.add_upload(
        by=clerk, batch=batch, stream=io.BytesIO(b"%PDF-1.7 a scan of two pages"), name="scan.pdf"
    )
    images = add_read_pages(upload, ["Rowan Moss", "Rowan Moss, the second page"])
    for image in images:
        kept = store.keep(f"page {image.position} of {batch.pk}".encode())
        image.page.file = readings.file_row(kept, media_type="image/png")
        image.page.save()
    desk.file_images(
        by=clerk,
        batch=batch,
        images=images,
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 12),
    )
    Batch._base_manager.filter(pk=batch.pk).update(
        handed_in_at=timezone.now(), closed_at=timezone.now() - timedelta(days=days)
    )
    batch.refresh_from_db()
    return batch


def raw_of(batch: Batch) -> StoredFile:
    return Upload._base_manager.get(batch=batch).file


def files_broken() -> list[str]:
    return [one.what for one in invariants.check() if one.invariant in {"I1", "I2", "I3"}]


@pytest.mark.django_db
def test_the_page_of_the_paper_says_that_the_system_removes_the_files_not_that_a_worker_does(
    as_user, clerk, rowan
):
    batch = closed_batch(clerk, rowan)
    paper = reverse("scanning:paper", args=[batch.pk])
    before = as_user(clerk).get(paper).text.partition('id="files"')[2]
    assert "removed by the system" in before
    raw_batches.attend()
    after = as_user(clerk).get(paper).text.partition('id="files"')[2]
    assert "Removed by the system" in after
    assert "worker" not in before.partition("</section>")[0] + after.partition("</section>")[0]


@pytest.mark.django_db
class TestWhenTheTimeHasCome:
    def test_the_key_and_the_file_go_the_pages_stay_and_a_certificate_says_so(self, clerk, rowan):
        batch = closed_batch(clerk, rowan)
        raw = raw_of(batch)
        sha256 = raw.sha256
        assert raw_batches.attend() == 1
        raw.refresh_from_db()
        assert bytes(raw.wrapped_key) == b""
        assert raw.destroyed_at is not None
        assert not store.path_of(raw.pk).exists()
        with pytest.raises(store.Damaged):
            store.read_all(raw.pk, raw.wrapped_key)
        for image in Image._base_manager.filter(batch=batch):
            file = image.page.file
            store.check(file.pk, file.sha256, file.wrapped_key)
        certificate = Certificate._base_manager.get()
        assert (certificate.kind, certificate.facts["files"][0][1]) == ("raw", sha256)
        assert "scan.pdf" not in str(certificate.facts)
        assert AuditEvent.objects.filter(code="scanning.raw_files_destroyed").count() == 1
        assert files_broken() == []
        assert raw_batches.attend() == 0

    def test_the_weekly_check_does_not_take_it_for_damaged(self, clerk, rowan):
        raw_batches.look_at(closed_batch(clerk, rowan))
        FileCheck.objects.create()
        while check_some():
            pass
        assert files_broken() == []
        from documents.models import FileDamage

        assert not FileDamage.objects.exists()

    def test_not_a_day_before(self, clerk, rowan, settings):
        batch = closed_batch(clerk, rowan, days=179)
        assert raw_batches.attend() == 0
        settings.KINFILE_RAW_BATCH_KEPT = timedelta(days=178)
        assert raw_batches.attend() == 1
        assert raw_of(batch).destroyed_at is not None

    def test_a_file_that_is_the_file_of_its_own_pages_stays(self, clerk, rowan, batch, add):
        add_read_pages(add(b"%PDF-1.7 born digital"), ["One"])
        Batch._base_manager.filter(pk=batch.pk).update(
            closed_at=timezone.now() - timedelta(days=400)
        )
        assert raw_batches.attend() == 0
        assert keeping.raw_files(batch) == []

    @pytest.mark.parametrize("what", ["hold", "locked", "held", "open", "damaged"])
    def test_it_stays_and_says_why(self, clerk, rowan, manager, worker, what):
        batch = closed_batch(clerk, rowan)
        image = batch.images.first()
        if what == "hold":
            actions.set_legal_hold(by=manager, child=rowan, reason="Asked for by the inquiry")
        elif what == "locked":
            from documents.locking import lock

            lock(by=worker, page=image.page)
        elif what == "held":
            image.document.held_at = timezone.now()
            image.document.save()
        elif what == "open":
            Batch._base_manager.filter(pk=batch.pk).update(closed_at=None)
            batch.refresh_from_db()
        elif what == "damaged":
            path = store.path_of(image.page.file_id)
            path.write_bytes(path.read_bytes()[:-1] + b"x")
        found = raw_batches.look_at(batch)
        words = {
            "hold": "legal hold covers 2 pages",
            "locked": "1 page of it is locked",
            "held": "wait for a second person",
            "open": "still open",
            "damaged": "stored file of page 1 is not sound",
        }[what]
        assert words in " ".join(found.troubles)
        assert raw_of(batch).destroyed_at is None
        assert not Certificate._base_manager.exists()

    def test_a_hold_that_ended_lets_it_go_a_day_later(self, clerk, rowan, manager):
        batch = closed_batch(clerk, rowan)
        hold = actions.set_legal_hold(by=manager, child=rowan, reason="Asked for by the inquiry")
        assert raw_batches.attend() == 1
        assert raw_batches.attend() == 0, "it is not looked at again the same day"
        actions.lift_legal_hold(by=manager, hold=hold, reason="The inquiry has ended")
        RawKeeping._base_manager.update(looked_at=timezone.now() - timedelta(days=1))
        assert raw_batches.attend() == 1
        assert raw_of(batch).destroyed_at is not None

    def test_verify_cries_if_a_destroyed_file_still_has_its_key(self, clerk, rowan):
        batch = closed_batch(clerk, rowan)
        key = raw_of(batch).wrapped_key
        raw_batches.look_at(batch)
        StoredFile._base_manager.filter(pk=raw_of(batch).pk).update(wrapped_key=key)
        assert any("its key is still there" in what for what in files_broken())


@pytest.mark.parametrize("where", ["pages", "keys", "files"])
def test_a_worker_killed_at_any_point_repeats_nothing_and_loses_nothing(
    own_database, own_council, data_folder, where
):
    batch = closed_batch(own_council.user("clerk"), own_council.people["rowan"])
    raw = raw_of(batch)
    environment = {**own_database, "KINFILE_TEST_DATA": str(data_folder)}
    done = subprocess.run(
        [sys.executable, "-c", KILLED.format(where=where)],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == -9, done.stderr
    raw.refresh_from_db()
    was_destroyed = raw.destroyed_at is not None
    assert was_destroyed == (where == "files")
    assert Certificate._base_manager.count() == was_destroyed
    if not was_destroyed:
        store.check(raw.pk, raw.sha256, raw.wrapped_key)
    assert files_broken() == []
    raw_batches.attend()
    raw.refresh_from_db()
    assert raw.destroyed_at is not None
    assert not store.path_of(raw.pk).exists()
    assert Certificate._base_manager.count() == 1
    assert AuditEvent.objects.filter(code="scanning.raw_files_destroyed").count() == 1
    assert files_broken() == []
