"""Every stored file is read again each week, in portions, and what is wrong is told to those who can act."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import scrubbing, store
from documents.models import FileCheck, FileDamage
from tests.world import stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()


def whole_pass() -> int:
    checked = 0
    while done := scrubbing.check_some():
        checked += done
    return checked


def spoil(file):
    path = store.path_of(file.pk)
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    return data


def test_a_pass_goes_on_where_it_was_and_comes_again_after_a_week(monkeypatch):
    for number in range(7):
        stored(b"paper %d" % number)
    monkeypatch.setattr(scrubbing, "_MOST_FILES", 3)
    assert scrubbing.check_some() == 3
    assert scrubbing.last_finished() is None and scrubbing.current().checked == 3
    assert whole_pass() == 4
    assert scrubbing.last_finished().checked == 7
    assert whole_pass() == 0
    FileCheck._base_manager.update(finished_at=timezone.now() - timedelta(days=7, minutes=1))
    assert whole_pass() == 7


def test_damage_and_loss_are_named_and_leave_the_list_when_mended(as_user, records):
    sound, spoilt, lost = stored(b"one"), stored(b"two"), stored(b"three")
    kept = spoil(spoilt)
    store.path_of(lost.pk).unlink()
    whole_pass()
    assert {one.file_id: one.is_missing for one in scrubbing.damaged()} == {
        spoilt.pk: False,
        lost.pk: True,
    }
    shown = as_user(records).get(reverse("portal:file_check")).content.decode()
    assert str(spoilt.pk) in shown and str(lost.pk) in shown and str(sound.pk) not in shown
    assert "2 stored files are not as kept" in shown
    assert "not as kept" in as_user(records).get(reverse("portal:my_work")).content.decode()
    store.path_of(spoilt.pk).write_bytes(kept)
    FileCheck._base_manager.update(finished_at=timezone.now() - timedelta(days=8))
    whole_pass()
    assert [one.file_id for one in scrubbing.damaged()] == [lost.pk]
    assert FileDamage.objects.get(file=spoilt).mended_at is not None


def test_only_those_who_look_after_records_see_it(as_user, manager, records, worker, clerk, mother):
    address = reverse("portal:file_check")
    for user in (manager, records):
        assert "none yet" in as_user(user).get(address).content.decode()
    for user in (worker, clerk, mother):
        assert as_user(user).get(address).status_code in (302, 403, 404)


def test_two_workers_do_not_check_at_once(monkeypatch):
    from cases.models import Lease

    stored()
    Lease.objects.create(
        name="file check", holder="other/1/1", until=timezone.now() + timedelta(minutes=1)
    )
    assert scrubbing.check_some() == 0
