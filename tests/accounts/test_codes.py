"""Codes of an app and of a recovery card: once, in their time, slower with every wrong one, never kept in clear."""

import base64
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases import keys
from cases.models import AuthenticatorDevice, RecoveryCode, RecoveryDevice
from tests.signing_in import code_of, device_of


@pytest.fixture
def app(worker) -> AuthenticatorDevice:
    return device_of(worker)


@pytest.fixture
def card(worker) -> tuple[RecoveryDevice, list[str]]:
    return RecoveryDevice.make(worker)


def test_a_code_of_the_app_works_once(app):
    code = code_of(app)
    assert app.verify_token(code)
    assert not app.verify_token(code)


@pytest.mark.parametrize(
    ("steps", "expected"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_wrong_by_one_step(app, steps, expected):
    assert app.verify_token(code_of(app, steps_ahead=steps)) is expected


def test_a_later_code_ends_the_earlier_ones(app):
    assert app.verify_token(code_of(app, steps_ahead=1))
    for earlier in (-1, 0):
        AuthenticatorDevice.objects.update(throttling_failure_timestamp=None)
        assert not app.verify_token(code_of(app, steps_ahead=earlier))


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34\x00", "9" * 5000]
)
def test_nonsense_is_a_wrong_code_and_no_failure(app, card, typed):
    assert not app.verify_token(typed)
    assert not card[0].verify_token(typed)


def test_spaces_in_a_code_do_not_matter(app):
    code = code_of(app)
    assert app.verify_token(f" {code[:3]} {code[3:]} ")


def test_each_recovery_code_works_once_and_the_others_stay(card):
    device, codes = card
    assert device.verify_token(codes[3])
    RecoveryDevice.objects.update(throttling_failure_timestamp=None)
    assert not device.verify_token(codes[3])
    RecoveryDevice.objects.update(throttling_failure_timestamp=None)
    assert device.verify_token(codes[4].upper())
    assert device.left == 8


def test_a_new_card_ends_the_old_one(worker, card):
    device, codes = card
    newer, _ = RecoveryDevice.make(worker)
    assert not newer.verify_token(codes[0])
    assert not RecoveryDevice.objects.filter(pk=device.pk).exists()


@pytest.mark.parametrize("kind", ["app", "card"])
def test_a_wrong_code_makes_even_the_right_one_wait(request, kind):
    made = request.getfixturevalue(kind)
    device, right = (made, code_of(made)) if kind == "app" else (made[0], made[1][0])
    assert not device.verify_token("000000")
    assert not device.verify_token(right), "within the second after a wrong code"
    earlier = timezone.now() - timedelta(seconds=2)
    type(device).objects.update(throttling_failure_timestamp=earlier)
    assert device.verify_token(right)


def test_an_hour_of_guessing_tries_at_most_twenty_codes(app, monkeypatch):
    start = timezone.now()
    tried = 0
    for second in range(0, 3600, 5):
        monkeypatch.setattr(timezone, "now", lambda at=start + timedelta(seconds=second): at)
        fresh = AuthenticatorDevice.objects.get(pk=app.pk)
        tried += fresh.locked_until is None
        fresh.verify_token("000000")
    assert 5 < tried <= 20
    assert AuthenticatorDevice.objects.get(pk=app.pk).throttling_failure_count == 10


def test_nobody_is_kept_out_for_longer_than_nine_minutes(app):
    for _ in range(40):
        AuthenticatorDevice.objects.update(throttling_failure_timestamp=None)
        app.verify_token("000000")
    locked_until = AuthenticatorDevice.objects.get(pk=app.pk).locked_until
    assert locked_until <= timezone.now() + timedelta(minutes=9)


@pytest.mark.parametrize("kind", ["app", "card"])
def test_of_many_at_once_one_gets_in(own_council, kind):
    user = own_council.user("worker")
    if kind == "app":
        device = device_of(user)
        right = code_of(device)
    else:
        device, codes = RecoveryDevice.make(user)
        right = codes[0]
    said: list[object] = []
    ready = threading.Barrier(8)

    def enter() -> None:
        try:
            mine = type(device).objects.get(pk=device.pk)
            ready.wait()
            said.append(mine.verify_token(right))
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must show it)
            said.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, said)) == ["False"] * 7 + ["True"]


def test_no_table_holds_a_seed_or_a_code_in_clear(worker, app, card, client):
    from tests.signing_in import sign_in

    sign_in(client, worker)
    client.post("/second-factor/set-up/")
    begun = AuthenticatorDevice.objects.get(user=worker, confirmed=False)
    client.get("/second-factor/set-up/app/")
    secrets: list[bytes] = []
    for device in (app, begun):
        plain = base64.b32encode(device.seed)
        secrets += [device.seed, device.seed.hex().encode(), plain, base64.b64encode(device.seed)]
        secrets.append(device.secret_text.encode())
    for code in card[1]:
        secrets += [code.encode(), code.replace("-", "").encode()]
    dump = b"\n".join(_everything())
    assert b"Authenticator app" in dump, "the search must be able to find something"
    assert [secret for secret in secrets if secret.lower() in dump.lower()] == []


def test_a_seed_moved_to_another_account_opens_nothing(app, stranger):
    app.user = stranger
    with pytest.raises(keys.CannotUnwrap):
        _ = app.seed


def test_recovery_codes_are_hard_to_guess_and_easy_to_read():
    codes = {RecoveryDevice.draw() for _ in range(200)}
    assert len(codes) == 200
    assert not set("ilo01") & set("".join(codes))


def test_a_stolen_hash_is_not_the_plain_digest_of_a_code(card):
    import hashlib

    kept = RecoveryCode.objects.values_list("code_hash", "fingerprint")
    for code_hash, fingerprint in kept:
        assert len(fingerprint) == 2
        for code in card[1]:
            assert hashlib.sha256(code.encode()).hexdigest() not in code_hash


def _everything():
    """Each row of each table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (a name the database gave)
            for row in cursor.fetchall():
                for value in row:
                    is_raw = isinstance(value, bytes | memoryview)
                    yield bytes(value) if is_raw else str(value).encode()
