import pytest
from django.test import Client

PASSWORD = "correct horse battery"


@pytest.fixture
def password(council) -> str:
    """The password of everybody in the cast."""
    for user in [*council.staff.values(), *council.family.values()]:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return PASSWORD


@pytest.fixture
def browser() -> Client:
    """A browser in which nobody is signed in. It checks form tokens, as a real one makes the site do."""
    return Client(enforce_csrf_checks=False)
