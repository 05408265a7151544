"""Two people file the same page in the same moment."""

import io
import threading
from datetime import date

from django.db import connection

from documents.filing import FiledAlready
from documents.models import Document, Page
from scanning.actions import desk, intake
from tests.scanning.pages import add_read_pages


def test_two_people_at_two_machines_file_the_same_page_at_once(own_council):
    clerk, records = own_council.user("clerk"), own_council.user("records")
    batch = intake.receive_batch(by=clerk)
    upload = intake.add_upload(
        by=clerk, batch=batch, stream=io.BytesIO(b"%PDF-1.7 x"), name="a.pdf"
    )
    images = add_read_pages(upload, ["one", "two"])
    said: list[str] = []
    ready = threading.Barrier(2)

    def file(by, child):
        try:
            ready.wait()
            desk.file_images(
                by=by,
                batch=batch,
                images=images,
                about=[child],
                title="Letter",
                kind="letter",
                dated_on=date(2026, 1, 1),
            )
            said.append("filed")
        except FiledAlready:
            said.append("too late")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=file, args=(clerk, own_council.people["rowan"])),
        threading.Thread(target=file, args=(records, own_council.people["kai"])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["filed", "too late"]
    assert Document._base_manager.count() == 1
    assert Page._base_manager.filter(document_pages__isnull=False).count() == 2
