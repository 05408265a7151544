"""Making and renewing accounts: by whom, with what, written down."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction

from cases import accounts
from cases.access import Refused
from cases.actions import Problem
from cases.models import AuditEvent, AuthenticatorDevice, Person, RecoveryDevice, Role, User
from tests.signing_in import device_of

GOOD = "seven quiet lanterns"


@pytest.fixture
def newcomer(db) -> Person:
    return Person.objects.create(name="Ada Lin Park")


def make(person, *, by=None, username="ada", role=Role.PRACTITIONER, **more) -> User:
    return accounts.make_account(by=by, person=person, username=username, role=role, **more)


def test_it_makes_an_account_with_teams_and_writes_that_down(newcomer, council, manager):
    user = make(newcomer, by=manager, username=" Ada.Park ", password=GOOD, teams=[council.north])
    assert (user.username, user.first_name, user.last_name) == ("ada.park", "Ada", "Lin Park")
    assert [*user.teams] == [council.north]
    assert user.check_password(GOOD)
    assert not user.is_superuser
    assert not user.is_staff
    event = AuditEvent.objects.get(code="accounts.made")
    assert (event.actor, event.object_id, event.detail) == (
        manager,
        user.pk,
        {"role": "practitioner"},
    )
    assert [subject.person_id for subject in event.subjects.all()] == [newcomer.pk]


def test_a_practitioner_makes_family_accounts_and_no_others(newcomer, worker):
    with pytest.raises(Refused), transaction.atomic():
        make(newcomer, by=worker)
    assert not User.objects.filter(username="ada").exists()
    assert make(newcomer, by=worker, role=Role.FAMILY).is_family


@pytest.mark.parametrize("role", [Role.FAMILY, Role.MANAGER])
def test_family_makes_no_accounts(newcomer, mother, role):
    with pytest.raises(Refused):
        make(newcomer, by=mother, role=role)


def test_without_a_password_nobody_gets_in_by_one(newcomer):
    assert not make(newcomer).has_usable_password()


def test_a_username_is_given_once_and_a_person_has_one_account_a_side(newcomer, worker):
    make(newcomer)
    with pytest.raises(Problem, match="taken"):
        make(Person.objects.create(name="Other"), username="ADA")
    with pytest.raises(Problem, match="an account already"):
        make(newcomer, username="ada2")
    assert make(newcomer, username="ada3", role=Role.FAMILY).person == newcomer


@pytest.mark.parametrize("username", ["", "a", "a b", "ada<b>", "a" * 61, "-ada", "ada\n", "ádá"])
def test_an_odd_username_is_refused_with_a_sentence(newcomer, username):
    if username == "ada\n":
        assert make(newcomer, username=username).username == "ada"
        return
    with pytest.raises(Problem, match="A username has 2 to 60"):
        make(newcomer, username=username)


def test_a_poor_password_is_refused(newcomer):
    with pytest.raises(Problem, match="too short"):
        make(newcomer, password="short")
    assert not User.objects.filter(username="ada").exists()


def test_renewing_ends_devices_codes_and_sessions(as_user, worker, records, password):
    client = as_user(worker)
    RecoveryDevice.make(worker)
    accounts.renew_account(by=records, user=worker, password=GOOD)
    assert AuthenticatorDevice.objects.filter(user=worker).count() == 0
    assert RecoveryDevice.objects.filter(user=worker).count() == 0
    assert client.get("/account/").status_code == 302
    first = client.post("/sign-in/", {"username": "worker", "password": GOOD})
    assert first["Location"] == "/second-factor/set-up/"
    assert AuditEvent.objects.filter(code="accounts.renewed", actor=records).count() == 1


@pytest.mark.parametrize("username", ["manager", "worker", "records", "mother", "designer"])
def test_nobody_else_renews_and_nobody_their_own(council, records, password, username):
    by = council.user(username)
    device_of(records)
    with pytest.raises(Refused):
        accounts.renew_account(by=by, user=records, password=GOOD)
    assert AuthenticatorDevice.objects.filter(user=records).count() == 1


def command(typed: str, monkeypatch, *arguments: str) -> str:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("make_account", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_makes_the_first_account_of_a_council(db, monkeypatch, browser):
    said = command(
        GOOD + "\n",
        monkeypatch,
        "ada",
        "--name",
        "Ada Park",
        "--role",
        "records",
        "--team",
        "Records",
    )
    assert "ada can sign in now" in said
    assert GOOD not in said
    user = User.objects.get(username="ada")
    assert (user.role, [team.name for team in user.teams]) == ("records", ["Records"])
    answer = browser.post("/sign-in/", {"username": "ada", "password": GOOD})
    assert answer["Location"] == "/second-factor/set-up/"
    assert AuditEvent.objects.get(code="accounts.made").actor is None


def test_the_command_renews(worker, password, monkeypatch):
    device_of(worker)
    command(GOOD + "\n", monkeypatch, "worker", "--renew")
    worker.refresh_from_db()
    assert worker.check_password(GOOD)
    assert AuthenticatorDevice.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "arguments", "sentence"),
    [
        (GOOD, ["ada"], "Give --name and --role"),
        (GOOD, ["nobody", "--renew"], "There is no account called nobody."),
        (GOOD, ["worker", "--name", "X Y", "--role", "records"], "This username is taken"),
        ("short", ["ada", "--name", "Ada Park", "--role", "records"], "too short"),
        (GOOD, ["ada", "--name", "Ada Park", "--role", "family"], "invalid choice"),
        ("", ["ada", "--name", "Ada Park", "--role", "records"], "too short"),
    ],
)
def test_the_command_refuses_with_a_sentence(worker, monkeypatch, typed, arguments, sentence):
    people, users = Person._base_manager.count(), get_user_model().objects.count()
    with pytest.raises(CommandError, match=sentence):
        command(typed + "\n", monkeypatch, *arguments)
    assert (Person._base_manager.count(), User.objects.count()) == (people, users)
