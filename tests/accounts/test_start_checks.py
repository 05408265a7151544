"""Settings that would open a second door are named before the site starts."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from portal.wsgi import checked_application


def ids(*, deploy: bool = False) -> list[str]:
    found = run_checks(tags=["security"], include_deployment_checks=deploy)
    return [message.id for message in found if message.id.startswith("kinfile")]


def test_the_settings_as_they_are_pass():
    assert ids() == []


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("MIDDLEWARE", lambda value: [m for m in value if "second_factor" not in m], "E001"),
        ("MIDDLEWARE", lambda value: value[::-1], "E001"),
        (
            "MIDDLEWARE",
            lambda value: ["django.middleware.cache.UpdateCacheMiddleware", *value],
            "E002",
        ),
        ("SESSION_ENGINE", lambda _: "django.contrib.sessions.backends.signed_cookies", "E005"),
        ("AXES_LOCKOUT_PARAMETERS", lambda _: ["username"], "E006"),
    ],
)
def test_it_names(settings, name, change, expected):
    setattr(settings, name, change(getattr(settings, name)))
    assert f"kinfile.{expected}" in ids()


def test_the_web_server_does_not_start_with_such_settings(settings):
    assert checked_application()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "second_factor" not in name]
    with pytest.raises(ImproperlyConfigured, match="keeps people out"):
        checked_application()


def test_it_names_a_quick_hasher_before_a_deployment():
    assert ids(deploy=True) == ["kinfile.E007"], "the tests use one"


def test_it_names_an_admin(monkeypatch):
    from django.apps import apps

    installed = apps.is_installed
    monkeypatch.setattr(
        apps, "is_installed", lambda name: name == "django.contrib.admin" or installed(name)
    )
    assert ids() == ["kinfile.E003"]
