"""What the desk asks for is found along indexes, so that a page costs the same whatever was filed before it."""

import pytest
from django.db import connection
from django.urls import reverse

from cases.models import NameWord, Person, PersonName
from documents import checking, filing
from documents.models import Document, DocumentPage, DoubtfulWord, Page, Reading, StoredFile
from scanning.models import (
    Filing,
    Image,
    Likeness,
    PageKey,
    PageMark,
    SecondLook,
    SecondReading,
    Upload,
)
from tests.plans import reads_through_none_of
from tests.scanning.doubtful_pages import read_again

pytestmark = pytest.mark.django_db
# What there is more of with each page and each child.
GROWING = (
    Person, PersonName, NameWord, StoredFile, Page, Reading, Upload, Image, Document, DocumentPage, DoubtfulWord,
    Likeness, PageMark, PageKey, SecondReading, Filing, SecondLook,
)  # fmt: skip


@pytest.fixture
def images(batch, clerk, rowan):
    """Three pages that are read and alike, each with a doubtful name; the first is filed to Rowan."""
    upload = Upload.objects.create(batch=batch, position=1, name="a.pdf", state="cut")
    made = []
    for at in range(3):
        file = StoredFile.objects.create(
            sha256=f"{at}" * 64, size=1, wrapped_key=b"", media_type="application/pdf"
        )
        image = Image.objects.create(
            batch=batch,
            upload=upload,
            position=at + 1,
            number_in_file=at + 1,
            page=Page.objects.create(file=file),
            state=Image.State.READ,
        )
        read_again(image, "Rowan Moss came to school", {"Moss": ("name", "Mass")})
        made.append(image)
    for one, other in zip(made[1:], made[:-1], strict=True):
        Likeness.objects.create(image=one, page=other.page, picture=99, text=99)
    document = filing.file_pages(
        by=clerk,
        pages=[made[0].page],
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=rowan.born_on,
    )
    made[0].state, made[0].document = Image.State.FILED, document
    made[0].save()
    return made


def test_the_desk_reads_through_nothing_that_grows(as_user, clerk, batch, images):
    browser = as_user(clerk)
    word = checking.next_word(clerk)
    assert word is not None
    for address in (
        reverse("scanning:filing", args=[images[1].pk]),
        reverse("scanning:filing", args=[images[2].pk]),
        reverse("scanning:batch", args=[batch.pk]),
        reverse("scanning:desk"),
        reverse("scanning:desk") + "?show=closed",
        reverse("scanning:check_word", args=[word.pk]),
    ):
        with reads_through_none_of(*GROWING):
            assert browser.get(address).status_code == 200


@pytest.mark.parametrize("name", ["worker", "manager", "duty", "records"])
def test_my_work_reads_through_nothing_that_grows(as_user, council, images, name):
    browser = as_user(council.user(name))
    # PostgreSQL asks each person anew which of the rules lets them be read: a few milliseconds for tens of thousands.
    growing = GROWING[1:] if connection.vendor == "postgresql" else GROWING
    with reads_through_none_of(*growing):
        assert browser.get(reverse("portal:my_work")).status_code == 200


def test_what_would_be_read_through_is_seen(clerk, images):
    with pytest.raises(AssertionError, match="documents_reading"), reads_through_none_of(Reading):
        assert Reading._base_manager.filter(confidence=80).count() == 3
