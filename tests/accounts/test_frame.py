"""What every page's frame knows costs nothing until a page shows it."""

import pytest
from django.test import RequestFactory

from documents.models import Page
from portal.context import frame
from scanning.models import Batch, Image, Upload
from tests.world import stored


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.fixture
def waiting(council, clerk):
    """Two pages wait on the clerk's desk; a third is set aside."""
    batch = Batch.objects.create(number=7, operator=clerk, team=council.intake)
    file = stored()
    upload = Upload.objects.create(batch=batch, position=1, file=file, name="a.pdf")
    for number, state in enumerate(("waiting", "read", "blank"), start=1):
        page = Page.objects.create(file=stored())
        Image.objects.create(
            batch=batch,
            upload=upload,
            position=number,
            number_in_file=number,
            page=page,
            state=state,
        )


def test_it_asks_the_database_nothing_until_it_is_used_and_then_once(
    clerk, waiting, settings, django_assert_num_queries, django_assert_max_num_queries
):
    settings.KINFILE_DEMO = True
    with django_assert_num_queries(0):
        known = frame(request_of(clerk))
    with django_assert_num_queries(1):
        assert known["scan_count"]() == known["scan_count"]() == 2
    with django_assert_num_queries(1):
        assert known["team_name"]() == known["team_name"]() == "Records room"
    with django_assert_max_num_queries(1):
        assert [person["username"] for person in known["demo_people"]()][:2] == ["clerk", "worker"]
        assert len(known["demo_people"]()) == 11


@pytest.mark.parametrize("username", ["stranger", "mother", "worker"])
def test_pages_of_another_desk_are_not_counted(council, waiting, username):
    assert frame(request_of(council.user(username)))["scan_count"]() == 0


def test_without_the_demo_there_are_no_people_to_be(worker):
    assert frame(request_of(worker))["demo_people"] == ()
