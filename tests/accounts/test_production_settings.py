"""A council's settings: start only when safe, and then pass Django's own list for deployments."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SANE = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "k7Jx-2mQz_Vb9TnWf4RyCs8LdHp3GaEu6XoZiN1qMtBvSw5Yjr",
    "KINFILE_KEY": "00112233445566778899aabbccddeeff102132435465768798a9bacbdcedfe0f",
    "KINFILE_HOSTS": "files.northmoor.example",
    "DEFAULT_FROM_EMAIL": "Messages <no-reply@northmoor.example>",
    "KINFILE_DATA": tempfile.mkdtemp(prefix="kinfile-tests-"),
}


def run(*command: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **SANE, **changes}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={key: value for key, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
    )


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    return run("-c", "from django.conf import settings; settings.DEBUG", **changes)


def test_it_starts_with_a_sane_environment():
    done = start()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"KINFILE_DEMO": "1"}, "The demo lets anybody in with one click"),
        ({"DEBUG": "true"}, "DEBUG shows case data in error pages"),
        ({"SECRET_KEY": None}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be 50 or more random characters"),
        ({"SECRET_KEY": "django-insecure-" + SANE["SECRET_KEY"]}, "SECRET_KEY must be 50"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY must be 50"),
        ({"KINFILE_KEY": None}, "Set KINFILE_KEY"),
        ({"KINFILE_KEY": "0" * 64}, "KINFILE_KEY must be 64 random"),
        ({"KINFILE_KEY": "not hexadecimal"}, "KINFILE_KEY must be 64 hexadecimal"),
        ({"KINFILE_HOSTS": None}, "KINFILE_HOSTS must name the hosts"),
        ({"KINFILE_HOSTS": "*"}, "KINFILE_HOSTS must name the hosts"),
        ({"KINFILE_HOSTS": "files.northmoor.example,*.example"}, "KINFILE_HOSTS must name"),
        ({"KINFILE_PROXIES": "many"}, "KINFILE_PROXIES must be a whole number"),
        ({"KINFILE_DEMO": "ture"}, "KINFILE_DEMO must be true or false"),
    ],
)
def test_it_refuses_to_start_with(changes, sentence):
    done = start(**changes)
    assert done.returncode != 0
    assert sentence in done.stderr


def test_it_passes_the_list_for_deployments_once_set_up():
    for step in (("migrate", "--verbosity", "0"), ("reindex",)):
        made = run("manage.py", *step)
        assert made.returncode == 0, made.stderr
    done = run("manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_cookies_are_bound_to_this_host_and_to_tls():
    shown = run(
        "-c",
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, "
        "s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SESSION_COOKIE_DOMAIN, "
        "s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.DEBUG, "
        "s.PASSWORD_HASHERS[0].rpartition('.')[2])",
    )
    assert shown.stdout.split() == [
        "__Host-session",
        "True",
        "True",
        "Lax",
        "None",
        "/",
        "__Host-csrf",
        "True",
        "False",
        "Argon2PasswordHasher",
    ]


def test_argon2_is_argon2id():
    from django.contrib.auth.hashers import Argon2PasswordHasher

    assert Argon2PasswordHasher().encode("a password", "salt-salt").startswith("argon2$argon2id$")
