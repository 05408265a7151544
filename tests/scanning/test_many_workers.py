"""Workers on several machines share one batch: each is killed at another step, one sees no files, clocks differ."""

import io
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from cases import work
from cases.models import IndexChange
from documents import presence
from documents.models import Reading
from scanning import reading, workers
from scanning.actions import intake
from scanning.child import Reader
from scanning.models import Image, Upload
from tests import paper
from tests.scanning.killed_at import STEPS
from tests.scanning.test_worker import MANAGE, is_whole, wait_until
from tests.signing_in import sign_in

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(own_database, data_folder):
    return {
        **own_database,
        "KINFILE_TEST_DATA": str(data_folder),
        "KINFILE_LEASE_SECONDS": "5",
        "KINFILE_SECOND_ENGINE": "",
    }


@pytest.fixture
def batch(own_council, environment):
    clerk = own_council.user("clerk")
    made = intake.receive_batch(by=clerk)
    data = paper.born_digital_pdf([[f"Page {number} of ten."] for number in range(1, 11)])
    intake.add_upload(by=clerk, batch=made, stream=io.BytesIO(data), name="ten pages.pdf")
    return intake.finish_intake(by=clerk, batch=made)


def worker(environment, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(MANAGE), "work", "--readers", "1", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_workers_killed_at_every_step_of_a_page_lose_nothing_and_repeat_nothing(batch, environment):
    with Reader() as reader:
        reading.open_next(reader)
    for number, step in enumerate(STEPS):
        command = [sys.executable, "-m", "tests.scanning.killed_at", step, f"machine-{number}"]
        # Long enough for all five to be killed before the first of them counts as gone.
        long = {**environment, "KINFILE_LEASE_SECONDS": "600"}
        done = subprocess.run(command, env=long, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == -signal.SIGKILL, (step, done.stderr)
    images = Image._base_manager.filter(batch=batch)
    print(
        list(images.values_list("position", "state", "attempts", "lease_holder", "lease_until")),
        Reading._base_manager.count(),
    )
    # Killed before its claim it holds nothing, killed after its commit nothing any more.
    assert images.exclude(lease_until=None).count() == 3
    assert images.filter(state="read").count() == Reading._base_manager.count() == 1
    images.exclude(lease_until=None).update(lease_until=work.now() + timedelta(seconds=5))
    pair = [worker(environment, "--once") for _ in range(2)]
    for one in pair:
        _, said = one.communicate(timeout=300)
        assert one.returncode == 0, said
    is_whole(batch)
    assert images.filter(state="read").count() == Reading._base_manager.count() == 10
    tries = sorted(images.values_list("attempts", flat=True))
    assert tries == [1] * 7 + [2] * 3
    assert not IndexChange.objects.exists()


@pytest.mark.slow
def test_a_worker_that_does_not_see_the_shared_folder_takes_nothing_and_says_so(
    batch, environment, tmp_path, own_council, client
):
    elsewhere = tmp_path / "not mounted"
    elsewhere.mkdir()
    blind = worker({**environment, "KINFILE_TEST_DATA": str(elsewhere)})
    try:
        wait_until(lambda: workers.without_folder() != [])
        assert not workers.are_running()
        sign_in(client, own_council.user("clerk"))
        page = client.get(reverse("scanning:batch", args=[batch.pk])).text
        assert "does not see the folder of Kinfile" in page
    finally:
        blind.send_signal(signal.SIGTERM)
        _, said = blind.communicate(timeout=60)
    assert "does not see the files of Kinfile" in said
    upload = batch.uploads.get()
    assert (upload.state, upload.attempts) == (Upload.State.WAITING, 0)
    assert workers.without_folder() == []
    ended = worker({**environment, "KINFILE_TEST_DATA": str(elsewhere)}, "--once")
    _, said = ended.communicate(timeout=120)
    assert ended.returncode == 1 and "does not see" in said
    seeing = worker(environment, "--once")
    _, said = seeing.communicate(timeout=300)
    assert seeing.returncode == 0, said
    is_whole(batch)


def test_a_folder_that_vanishes_is_noticed_and_one_that_comes_back_too(batch, data_folder):
    presence._seen.clear()
    assert presence.sees_files()
    files, aside = data_folder / "files", data_folder / "gone"
    files.rename(aside)
    assert not presence.sees_files()
    aside.rename(files)
    assert presence.sees_files()


def test_a_page_that_failed_three_times_waits_for_a_person_who_has_it_tried_again(
    batch, own_council, client
):
    with Reader() as reader:
        reading.open_next(reader)
        first = batch.images.get(position=1)
        Image._base_manager.exclude(pk=first.pk).update(state="read")
        Image._base_manager.filter(pk=first.pk).update(attempts=3)
        reading.read_next(reader)
        sign_in(client, own_council.user("clerk"))
        page = client.get(reverse("scanning:batch", args=[batch.pk])).text
        assert "could not be read by machine" in page and "tried 3 times" in page
        assert "1 page that no machine could read" in page
        client.post(reverse("scanning:retry_failed", args=[batch.pk]))
        assert reading.read_next(reader) == first
    first.refresh_from_db()
    assert (first.state, first.problem) == ("read", "")
