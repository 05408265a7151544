"""Wrong passwords are counted by name and address together, and say nothing about who has an account."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone

from cases.models import AuditEvent
from tests.accounts.soft_passkey import SoftPasskey
from tests.signing_in import device_of, sign_in_halfway

HERE, THERE = "198.51.100.7", "198.51.100.8"


def try_in(username, password, *, address=HERE, client=None):
    client = client or Client()
    return client.post(
        "/sign-in/", {"username": username, "password": password}, REMOTE_ADDR=address
    )


def wrong(username, times, *, address=HERE):
    answers = [try_in(username, f"wrong {number}", address=address) for number in range(times)]
    return answers[-1]


def test_five_wrong_passwords_make_this_name_wait_at_this_address(worker, password):
    assert wrong("worker", 4).status_code == 200
    assert wrong("worker", 1).status_code == 429
    refused = try_in("worker", password)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "900"
    assert "Wait 15 minutes" in refused.content.decode()


def test_the_owner_still_gets_in_from_their_own_address(worker, password):
    wrong("worker", 9)
    device_of(worker)
    assert try_in("worker", password, address=THERE)["Location"] == "/second-factor/"


def test_another_person_at_the_same_address_still_gets_in(worker, manager, password):
    wrong("worker", 9)
    device_of(manager)
    assert try_in("manager", password)["Location"] == "/second-factor/"


def test_the_owner_still_gets_in_with_a_passkey_at_the_same_address(worker, password):
    passkey, client = SoftPasskey(), Client()
    sign_in_halfway(client, worker)
    passkey.register(client)
    wrong("worker", 9)
    other = Client(REMOTE_ADDR=HERE)
    assert passkey.sign_in(other).status_code == 200


def test_the_wait_ends_and_trying_meanwhile_does_not_lengthen_it(worker, password, monkeypatch):
    from axes.handlers import proxy

    device_of(worker)
    start = timezone.now()
    wrong("worker", 5)
    later = start + timedelta(minutes=14)
    monkeypatch.setattr(proxy, "now", lambda: later)
    assert try_in("worker", "wrong again").status_code == 429
    monkeypatch.setattr(proxy, "now", lambda: start + timedelta(minutes=15, seconds=5))
    assert try_in("worker", password)["Location"] == "/second-factor/"


def test_getting_in_forgets_the_wrong_ones(worker, password):
    device_of(worker)
    for _ in range(3):
        wrong("worker", 4)
        assert try_in("worker", password).status_code == 302


def test_capitals_and_another_browser_do_not_start_the_count_anew(worker, password):
    for number, username in enumerate(("Worker", "WORKER", " worker", "ｗorker", "worker ")):
        client = Client(headers={"User-Agent": f"browser {number}"})
        try_in(username, "wrong", client=client)
    assert try_in("worker", password).status_code == 429


@pytest.mark.parametrize("forged", ["203.0.113.9", "203.0.113.9, 203.0.113.10", "::1", "nonsense"])
def test_a_forged_address_does_not_start_the_count_anew(worker, password, settings, forged):
    for number in range(5):
        Client().post(
            "/sign-in/",
            {"username": "worker", "password": f"wrong {number}"},
            REMOTE_ADDR=HERE,
            headers={"X-Forwarded-For": forged.replace("9", str(number))},
        )
    assert try_in("worker", password).status_code == 429


def test_behind_the_councils_proxy_its_entry_counts_and_not_what_stood_before(
    worker, password, settings
):
    settings.KINFILE_PROXIES = 1
    for number in range(5):
        Client().post(
            "/sign-in/",
            {"username": "worker", "password": f"wrong {number}"},
            REMOTE_ADDR="10.0.0.1",
            headers={"X-Forwarded-For": f"203.0.113.{number}, {HERE}"},
        )
    device_of(worker)
    through = {"REMOTE_ADDR": "10.0.0.1"}
    fields = {"username": "worker", "password": password}
    forwarded = {"X-Forwarded-For": HERE}
    assert Client().post("/sign-in/", fields, headers=forwarded, **through).status_code == 429
    forwarded = {"X-Forwarded-For": f"{HERE}, {THERE}"}
    assert Client().post("/sign-in/", fields, headers=forwarded, **through).status_code == 302


def test_a_whole_network_of_version_six_counts_as_one_address(worker, password):
    for number in range(5):
        wrong("worker", 1, address=f"2001:db8:1:2::{number + 1:x}")
    assert try_in("worker", password, address="2001:db8:1:2:ffff::9").status_code == 429
    device_of(worker)
    assert try_in("worker", password, address="2001:db8:1:3::1").status_code == 302


def plain(answer) -> tuple[int, str]:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, re.sub(r'"csrfToken": "\w+"', "", text)


def test_unknown_known_and_former_users_are_answered_alike(worker, manager, password):
    manager.is_active = False
    manager.save()
    seen = {name: plain(try_in(name, "wrong")) for name in ("worker", "nobody", "manager")}
    for name in seen:
        seen[name] = (seen[name][0], seen[name][1].replace(f'value="{name}"', ""))
    assert seen["worker"] == seen["nobody"] == seen["manager"]


def test_the_wait_is_the_same_page_for_unknown_names(worker, password):
    assert plain(wrong("worker", 5)) == plain(wrong("nobody", 5))
    assert AuditEvent.objects.filter(code="accounts.sign_in", is_allowed=False).count() >= 10


def test_unknown_names_cost_as_much_work_as_known_ones(worker, password, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    worker.set_password(password)
    worker.save()
    worked: list[str] = []
    for name in ("encode", "verify"):
        plain_one = getattr(Argon2PasswordHasher, name)

        def counting(self, *args, _plain=plain_one, **kwargs):
            worked.append("hash")
            return _plain(self, *args, **kwargs)

        monkeypatch.setattr(Argon2PasswordHasher, name, counting)
    work = {}
    for username in ("worker", "nobody"):
        worked.clear()
        try_in(username, "wrong")
        work[username] = len(worked)
    assert work == {"worker": 1, "nobody": 1}


def test_what_was_typed_as_a_password_is_kept_nowhere(worker, password):
    from django.db import connection

    from tests.accounts.test_codes import _everything

    try_in("worker", "a-very-secret-slip")
    assert connection.introspection.table_names()
    assert b"a-very-secret-slip" not in b"\n".join(_everything())
