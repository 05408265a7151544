"""Refuse to start with settings that would open a second door."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from cases.models import User
from documents import locking
from search.checks import is_looking_closer

_ORDER = (
    "portal.middleware.private_answers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.middleware.bounded_session",
    "portal.middleware.second_factor_first",
    "portal.middleware.own_side_only",
    "portal.middleware.audit_refusals",
    "axes.middleware.AxesMiddleware",
)
_DOORS = {
    "django.contrib.admin": "shows every table to whoever it calls staff",
    "wagtail.api.v2": "answers without a sign-in",
    "wagtail.api.v3": "answers without a sign-in",
    "django.contrib.gis": "brings its own share of security faults and is not used",
}
_OWN_MACHINE = {"localhost", "127.0.0.1", "[::1]", "testserver"}


@register(Tags.security)
def middleware_stands_in_order(app_configs: Any, **kwargs: Any) -> list[Error]:
    present = [name for name in settings.MIDDLEWARE if name in _ORDER]
    wrong = []
    if present != list(_ORDER):
        wrong.append(
            Error(
                "The middleware that keeps people out is incomplete or out of order.",
                hint="In this order, with others between: " + ", ".join(_ORDER),
                id="kinfile.E001",
            )
        )
    if any("django.middleware.cache" in name for name in settings.MIDDLEWARE):
        wrong.append(
            Error(
                "The cache middleware would keep one person's page for the next.",
                hint="Take it out of MIDDLEWARE.",
                id="kinfile.E002",
            )
        )
    return wrong


@register(Tags.security)
def no_second_door(app_configs: Any, **kwargs: Any) -> list[Error]:
    return [
        Error(f"{name} {why}.", hint="Take it out of INSTALLED_APPS.", id="kinfile.E003")
        for name, why in _DOORS.items()
        if apps.is_installed(name)
    ]


@register(Tags.security)
def demo_stays_at_home(app_configs: Any, **kwargs: Any) -> list[Error]:
    if settings.KINFILE_DEMO and not set(settings.ALLOWED_HOSTS) <= _OWN_MACHINE:
        return [
            Error(
                "The demo lets anybody in with one click, and this site has a public name.",
                hint="Unset KINFILE_DEMO, or allow no hosts but localhost.",
                id="kinfile.E004",
            )
        ]
    return []


@register(Tags.security)
def passwords_and_tries_are_kept_well(app_configs: Any, **kwargs: Any) -> list[Error]:
    wrong = []
    if "django.contrib.sessions.backends.db" != settings.SESSION_ENGINE:
        wrong.append(
            Error(
                "Sessions must be rows of the database, so that they can be listed and ended.",
                hint="Leave SESSION_ENGINE as it is.",
                id="kinfile.E005",
            )
        )
    if settings.AXES_LOCKOUT_PARAMETERS != [["username", "ip_address"]]:
        wrong.append(
            Error(
                "Wrong passwords must count by username and address together.",
                hint="By username alone anybody could lock anybody out.",
                id="kinfile.E006",
            )
        )
    return wrong


@register(Tags.security, deploy=True)
def passwords_are_hashed_slowly(app_configs: Any, **kwargs: Any) -> list[Error]:
    if not settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher"):
        return [
            Error(
                "Passwords must be hashed with Argon2id.",
                hint="Put Argon2PasswordHasher first in PASSWORD_HASHERS.",
                id="kinfile.E007",
            )
        ]
    return []


@register()
def a_safeguarding_lead_is_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Asked only where the search index is asked too: a question to the database is not for every command."""
    if not is_looking_closer():
        return []
    try:
        said = locking.unnamed_words() if User.objects.filter(is_active=True).exists() else ""
    except DatabaseError:
        # The tables are still to be made; `migrate` says so.
        return []
    if not said:
        return []
    return [Warning("No safeguarding lead is named.", hint=said, id="kinfile.W050")]
