"""Which addresses open to whom: before the second factor, and on which of the two sides of the site."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from cases.models import Role

# Everything else asks for the second factor first. Each of these shows nothing that is protected.
OPEN = (
    "accounts:sign_in",
    "accounts:passkey_begin",
    "accounts:passkey_complete",
    "accounts:demo_sign_in",
    "accounts:sign_out",
    "accounts:leave",
    "family_access:join",
    "portal:health",
    "set_language",
)
# After the password alone.
HALFWAY = ("accounts:second_factor", "accounts:recovery_code")
# After the password alone, as long as the account has no second factor at all.
SETTING_UP = (
    "accounts:set_up",
    "accounts:set_up_app",
    "accounts:new_passkey_begin",
    "accounts:new_passkey_complete",
)
FAMILY_SIDE = ("family_access", "accounts")
# The demo's postbox is for whoever looks round; without the demo it answers 404 to everybody.
BOTH_SIDES = ("family_access:sent_messages",)
# Wagtail's own screens for users and groups: whoever has them could give rights to themselves.
CLOSED_CONTENT = ("wagtailusers_users", "wagtailusers_groups")


def match(path: str) -> ResolverMatch | None:
    """What answers at `path`, or None for no such address."""
    try:
        return resolve(path)
    except Resolver404:
        return None


def is_own_side(user: Any, found: ResolverMatch, path: str) -> bool:
    """Whether `found` is on the side of the site where `user` belongs."""
    if found.view_name in OPEN + BOTH_SIDES:
        return True
    if user.is_family:
        return found.app_name in FAMILY_SIDE
    if path.startswith("/cms/"):
        return user.role == Role.DESIGNER and not set(found.namespaces) & set(CLOSED_CONTENT)
    return not path.startswith("/family/")


def home_of(user: Any) -> str:
    if user.is_family:
        return "/family/"
    return "/cms/" if user.role == Role.DESIGNER else "/"


def after_sign_in(user: Any, wanted: str) -> str:
    """`wanted` if it is a plain address of this site, on the side of `user`, worth returning to; else their home."""
    if not wanted.startswith("/") or not url_has_allowed_host_and_scheme(wanted, None):
        return home_of(user)
    path = urlsplit(wanted).path
    found = match(path)
    if (
        found is None
        or found.view_name in OPEN + HALFWAY + SETTING_UP
        or not is_own_side(user, found, path)
    ):
        return home_of(user)
    return wanted


def asks_by_script(request: HttpRequest) -> bool:
    """Whether a script of a page sent `request`, so that the answer is read by code and not by a person."""
    return (
        request.headers.get("Sec-Fetch-Dest") == "empty"
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or request.headers.get("Accept", "").startswith("application/json")
        or request.content_type == "application/json"
    )
