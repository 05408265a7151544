"""What every request passes, from the outside in: see the order in `settings/base.py`."""

import time
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

import structlog
from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from cases import accounts, audit, merging, sessions
from cases.access import Refused
from cases.access import one_moment as one_moment_of_policy
from portal import doors
from portal.views import errors

Answer = Callable[[HttpRequest], HttpResponseBase]

_CONDITIONS = (
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_IF_RANGE",
)
_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "midi",
    "payment",
    "picture-in-picture",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
# Photographs of paper, dictation and passkeys are our own pages' business only.
_PERMISSIONS = ", ".join(
    [f"{name}=()" for name in _FEATURES]
    + [
        f"{name}=(self)"
        for name in (
            "camera",
            "microphone",
            "publickey-credentials-create",
            "publickey-credentials-get",
        )
    ]
)
# Wagtail's editor writes scripts and styles into its pages, so the strict policy cannot hold there.
_CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'self'; object-src 'none'"
)
_log = structlog.get_logger("portal.requests")


def request_logged(get_response: Answer) -> Answer:
    """One line a request: the name of what answered, never the address as typed; who, by id."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = time.monotonic()
        with structlog.contextvars.bound_contextvars(request=uuid4().hex):
            response = get_response(request)
            user = getattr(request, "user", None)
            _log.info(
                "answered",
                view=request.resolver_match.view_name if request.resolver_match else "",
                method=request.method,
                status=response.status_code,
                ms=round((time.monotonic() - started) * 1000),
                user=str(user.pk) if user and user.is_authenticated else "",
            )
        return response

    return middleware


def private_answers(get_response: Answer) -> Answer:
    """Nothing of this site is kept by a browser or a proxy, and no header tells whether something hidden exists."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        # Answering 304 or 412 says that a guessed content is right before any view has asked who is there.
        for name in _CONDITIONS:
            request.META.pop(name, None)
        response = get_response(request)
        for name in ("ETag", "Last-Modified", "Expires", "Server", "X-Powered-By"):
            if name in response:
                del response[name]
        response["Cache-Control"] = "no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = _PERMISSIONS
        response["X-Robots-Tag"] = "noindex, nofollow"
        if request.path_info.startswith("/cms/"):
            response.setdefault("Content-Security-Policy", _CONTENT_POLICY)
        return response

    return middleware


def bounded_session(get_response: Answer) -> Answer:
    """A session ends after a while without anybody there, and after a day's work in any case."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            if sessions.has_ended(request):
                sessions.sign_out(request, code="accounts.session_ended")
                request.has_just_ended = True  # type: ignore[attr-defined]
            else:
                sessions.touch(request)
        return get_response(request)

    return middleware


def second_factor_first(get_response: Answer) -> Answer:
    """Not one protected byte before the second factor, whatever the address: known, unknown or Wagtail's."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        found = doors.match(request.path_info)
        name = found.view_name if found else ""
        if name in doors.OPEN or sessions.is_verified(request):
            return get_response(request)
        if user.is_authenticated:
            is_new = accounts.must_set_up(user)
            if name in doors.HALFWAY or (is_new and name in doors.SETTING_UP):
                return get_response(request)
            next_step = "accounts:set_up" if is_new else "accounts:second_factor"
        else:
            next_step = "accounts:sign_in"
        if request.method not in {"GET", "HEAD"} or doors.asks_by_script(request):
            return errors.signed_out(request)
        if getattr(request, "has_just_ended", False):
            messages.info(
                request,
                "You were signed out, because nobody used this page for a while. Sign in to go on.",
            )
        wanted = request.get_full_path()
        query = "" if wanted == "/" else "?" + urlencode({"next": wanted})
        return redirect(reverse(next_step) + query)

    return middleware


def untold_kept(get_response: Answer) -> Answer:
    """A notice that a script was answered with, on a page that it will not show, is told on the page it goes to.

    `swap.js` says which parts it takes from an answer; where they are not in it, the browser loads that page anew.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        wanted = request.headers.get("Kinfile-Swap", "").split()
        if wanted and isinstance(response, HttpResponse) and not response.streaming:
            parts = [f'id="{part.removeprefix("#")}"'.encode() for part in wanted]
            told = messages.get_messages(request)
            if isinstance(told, BaseStorage) and not all(p in response.content for p in parts):
                told.used = False
        return response

    return middleware


def own_side_only(get_response: Answer) -> Answer:
    """Family stays on the family's side and staff on theirs; Wagtail is for designers. The other side is not there."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        found = doors.match(request.path_info)
        if (
            user.is_authenticated
            and found
            and not doors.is_own_side(user, found, request.path_info)
        ):
            audit.refused(user, "portal.other_side")
            return errors.nothing_here(request)
        return get_response(request)

    return middleware


def one_moment(get_response: Answer) -> Answer:
    """Ask the policy as of one moment all through a request that only reads, so that nothing is worked out twice."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with one_moment_of_policy():
            return get_response(request)

    return middleware


def audit_refusals(get_response: Answer) -> Answer:
    """Write down what the policy refused. The view's transaction is over by then, so the row stays."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, Refused):
            user = request.user if request.user.is_authenticated else None
            audit.refused(
                user, exception.code, label=exception.label, object_id=exception.object_id
            )

    # A view's exception does not pass through a function as an exception; Django calls this instead.
    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def merged_followed(get_response: Answer) -> Answer:
    """The address of somebody who was put together with another person leads to that one, for who may read them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused) or request.method not in {"GET", "HEAD"}:
            return None
        gone = str(exception.object_id)
        if exception.label != "cases.person" or gone not in request.path:
            return None
        now = merging.leads_on(request.user, gone)
        return None if now is None else redirect(request.path.replace(gone, str(now)))

    # As above: Django calls it, and a plain function has no such attribute of its own.
    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
