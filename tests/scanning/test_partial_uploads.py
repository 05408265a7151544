"""A large file goes on where it broke off, for whoever began it and nobody else, and fills no disk."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import AuditEvent
from documents import store
from scanning.actions import intake, partial_uploads
from scanning.models import PartialUpload, Upload

FILE = b"%PDF-1.7 " + bytes(range(256)) * 40
SIZE = len(FILE)


@pytest.fixture
def begin(as_user, clerk, batch):
    def begun(by=clerk, size=SIZE, mark="a"):
        return as_user(by).post(
            reverse("scanning:partial_begin", args=[batch.pk]),
            {"name": "../box 12.pdf", "size": size, "mark": mark},
        )

    return begun


@pytest.fixture
def send(as_user, clerk):
    def sent(url, start, data, by=clerk):
        return as_user(by).post(
            f"{url}?from={start}", data, content_type="application/octet-stream"
        )

    return sent


def left_over(data_folder):
    home = data_folder / "unfinished"
    return list(home.iterdir()) if home.is_dir() else []


def test_a_file_that_came_in_pieces_is_kept_exactly_and_nothing_of_the_pieces(
    begin, send, data_folder, django_capture_on_commit_callbacks
):
    told = begin().json()
    assert send(told["url"], 0, FILE[:4000]).json() == {"received": 4000}
    assert send(told["url"], 4000, FILE[4000:9000]).json() == {"received": 9000}
    with django_capture_on_commit_callbacks(execute=True):
        last = send(told["url"], 9000, FILE[9000:]).json()
    assert last == {"kept": True, "received": len(FILE), "text": "Received."}
    upload = Upload._base_manager.get()
    assert (upload.name, upload.state) == ("box 12.pdf", Upload.State.WAITING)
    assert store.read_all(upload.file_id, upload.file.wrapped_key) == FILE
    assert not PartialUpload._base_manager.exists()
    assert left_over(data_folder) == []


def test_after_a_reload_the_same_file_goes_on_where_it_was(begin, send, as_user, clerk, batch):
    url = begin().json()["url"]
    send(url, 0, FILE[:4000])
    page = as_user(clerk).get(reverse("scanning:batch", args=[batch.pk])).content.decode()
    assert "1 file that came only in part" in page
    again = begin().json()
    assert (again["url"], again["received"]) == (url, 4000)
    assert begin(mark="another").json()["received"] == 0


def test_a_piece_from_the_wrong_place_is_told_the_right_one_and_changes_nothing(begin, send):
    url = begin().json()["url"]
    send(url, 0, FILE[:4000])
    for start in (0, 8000, -1, "x"):
        answer = send(url, start, FILE[:100])
        assert (answer.status_code, answer.json()) == (409, {"received": 4000})
    assert PartialUpload._base_manager.get().received == 4000


def test_a_piece_that_breaks_off_is_not_counted(clerk, batch):
    import io

    begun = partial_uploads.begin_upload(
        by=clerk, batch=batch, name="a.pdf", size=len(FILE), mark="a"
    )
    with pytest.raises(intake.BrokenOff):
        partial_uploads.add_piece(
            by=clerk, partial=begun, offset=0, stream=io.BytesIO(FILE[:10]), length=4000
        )
    assert PartialUpload._base_manager.get().received == 0


def test_only_whoever_began_it_goes_on(begin, send, records, stranger, as_user):
    url = begin().json()["url"]
    for other in (records, stranger):
        assert send(url, 0, FILE[:10], by=other).status_code == 404
        assert as_user(other).get(url).status_code == 404
    assert begin(by=stranger).status_code == 404
    assert begin(by=records).json()["url"] != url


def test_pieces_lie_encrypted_on_the_disk(begin, send, data_folder):
    send(begin().json()["url"], 0, FILE[:4000])
    (folder,) = left_over(data_folder)
    (piece,) = folder.iterdir()
    assert b"%PDF" not in piece.read_bytes()


def test_a_file_above_the_limit_is_refused_before_a_byte_of_it_comes(begin, settings):
    settings.KINFILE_UPLOAD_LIMIT = 1024 * 1024
    answer = begin(size=2 * 1024 * 1024)
    assert "at most 1 MB" in answer.json()["text"]
    for nonsense in ("", "-1", "0", "x", "9" * 30):
        assert begin(size=nonsense).status_code == 422


def test_nobody_fills_the_disk_with_what_is_never_finished(begin, settings):
    settings.KINFILE_UNFINISHED_LIMIT = len(FILE) * 2
    assert begin(mark="a").status_code == begin(mark="b").status_code == 200
    assert "not finished" in begin(mark="c").json()["text"]


def test_a_disk_that_is_nearly_full_takes_nothing_more_and_says_so(
    begin, send, settings, monkeypatch, add
):
    url = begin().json()["url"]
    settings.KINFILE_DISK_RESERVE = 1000
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=999))
    assert "nearly full" in send(url, 0, FILE[:100]).json()["text"]
    assert "nearly full" in begin(mark="b").json()["text"]
    assert "nearly full" in add(FILE).problem
    monkeypatch.undo()
    assert send(url, 0, FILE[:100]).json() == {"received": 100}


def test_a_longer_piece_than_the_file_is_refused(begin, send):
    url = begin(size=100).json()["url"]
    assert "longer than the file" in send(url, 0, FILE[:200]).json()["text"]


def test_a_piece_that_was_changed_on_the_disk_never_becomes_a_file(begin, send, data_folder):
    url = begin().json()["url"]
    send(url, 0, FILE[:4000])
    (piece,) = left_over(data_folder)[0].iterdir()
    piece.write_bytes(piece.read_bytes()[:-1] + b"x")
    answer = send(url, 4000, FILE[4000:])
    assert "cannot be read any more" in answer.json()["text"]
    assert not Upload._base_manager.exists()


def test_what_came_of_a_file_that_nobody_goes_on_with_is_deleted_and_the_file_stays_named(
    begin, send, data_folder, as_user, clerk, batch
):
    url = begin().json()["url"]
    send(url, 0, FILE[:4000])
    assert partial_uploads.clear_expired() == 0
    PartialUpload._base_manager.update(touched_at=timezone.now() - timedelta(hours=73))
    assert partial_uploads.clear_expired() == 1
    assert left_over(data_folder) == []
    assert send(url, 4000, FILE[4000:]).json() == {"received": 0}
    page = as_user(clerk).get(reverse("scanning:batch", args=[batch.pk])).content.decode()
    assert "box 12.pdf" in page and "Add the same file again" in page
    assert send(url, 0, FILE).json()["kept"]


def test_it_can_be_given_up(
    begin, send, as_user, clerk, stranger, data_folder, django_capture_on_commit_callbacks
):
    url = begin().json()["url"]
    send(url, 0, FILE[:4000])
    address = reverse("scanning:partial_give_up", args=[PartialUpload._base_manager.get().pk])
    assert as_user(stranger).post(address).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        as_user(clerk).post(address)
    assert not PartialUpload._base_manager.exists()
    assert left_over(data_folder) == []


def test_the_page_of_a_batch_shows_the_fingerprint_of_each_file(add, as_user, clerk, batch):
    upload = add(FILE)
    page = as_user(clerk).get(reverse("scanning:batch", args=[batch.pk])).content.decode()
    assert upload.file.sha256 in page


class TestABatchWithAFileHalfSent:
    @pytest.fixture
    def half(self, begin, send, clerk, batch):
        """A batch that is handed in, with nothing left in it but a file of which 4 000 bytes came."""
        url = begin().json()["url"]
        send(url, 0, FILE[:4000])
        intake.finish_intake(by=clerk, batch=batch)
        batch.refresh_from_db()
        assert batch.closed_at is None
        return url

    def test_it_says_for_what_and_for_whom_it_waits(self, half, as_user, records, clerk, batch):
        page = as_user(records).get(reverse("scanning:batch", args=[batch.pk])).content.decode()
        assert "1 file that came only in part" in page
        assert f"{clerk} is sending box 12.pdf" in page
        assert "Give it up" in page
        assert "missing. Look for sheets" not in page

    def test_it_closes_by_the_word_of_a_colleague_who_gives_the_file_up(
        self, half, as_user, records, batch
    ):
        address = reverse("scanning:partial_give_up", args=[PartialUpload._base_manager.get().pk])
        told = as_user(records).post(address, follow=True).content.decode()
        assert "What was sent of box 12.pdf is forgotten." in told
        batch.refresh_from_db()
        assert batch.closed_at is not None
        given_up = AuditEvent.objects.get(code="scanning.upload_given_up")
        assert given_up.actor_id == records.pk

    def test_a_worker_that_cleans_up_does_not_close_it(self, half, batch):
        PartialUpload._base_manager.update(touched_at=timezone.now() - timedelta(hours=73))
        partial_uploads.clear_expired()
        batch.refresh_from_db()
        assert batch.closed_at is None

    def test_it_takes_the_rest_of_the_file_although_it_is_handed_in(self, half, send, batch):
        assert send(half, 4000, FILE[4000:]).json()["kept"]
        assert batch.uploads.count() == 1
