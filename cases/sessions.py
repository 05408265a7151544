"""Browser sessions: when somebody is fully signed in, how long that lasts, and where else they are signed in."""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as verify
from django_otp.models import Device

from cases import audit
from cases.models import User

STARTED, SEEN, PROVED, BROWSER = "started_at", "seen_at", "proved_at", "browser"
SIGNED_IN_WITH, PROVED_WITH = "signed_in_with", "proved_with"
# What the evidence of a signature says about how somebody showed who they are.
_WAYS_IN = {
    "app": "a password and a code from an app",
    "passkey": "a passkey",
    "recovery_code": "a password and a recovery code",
    "demo": "one click, as in every demo",
}
_PROOFS = {
    "password": "the password",
    "app": "a code from an app",
    "passkey": "a passkey",
    "demo": "one click, as in every demo",
}
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Writing the moment of each request would make every look at a page a write.
SEEN_STEP = timedelta(seconds=60)


class ProofNeeded(PermissionDenied):
    """This act asks for the password or a code again, because the last proof is older than ten minutes."""


def start(request: HttpRequest, user: User) -> None:
    """Let `user` in as far as the second factor: the password was right. The session gets a new key."""
    auth.login(request, user, backend=BACKEND)
    stamp(request.session, request)


def sign_in(request: HttpRequest, user: User, device: Device, *, how: str) -> None:
    """Sign `user` in fully, `device` being the second factor that was shown. The session gets a new key."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        request.session.cycle_key()
    else:
        auth.login(request, user, backend=BACKEND)
    verify(request, device)
    stamp(request.session, request)
    prove(request)
    request.session[SIGNED_IN_WITH] = how
    audit.record(user, "accounts.signed_in", user, about=(), how=how)


def is_verified(request: HttpRequest) -> bool:
    """Whether somebody is signed in and the second factor was shown in this session."""
    return request.user.is_authenticated and getattr(request.user, "otp_device", None) is not None


def sign_out(request: HttpRequest, *, code: str = "accounts.signed_out") -> None:
    """End this session; harmless when nobody is signed in."""
    if request.user.is_authenticated:
        audit.record(request.user, code, request.user, about=())
    auth.logout(request)


def stamp(session: Any, request: HttpRequest | None = None) -> None:
    """Write the start of a session into it."""
    session[STARTED] = session[SEEN] = _now()
    if request is not None:
        session[BROWSER] = browser(request.headers.get("User-Agent", ""))


def has_ended(request: HttpRequest) -> bool:
    """Whether the session of a signed-in user has been idle for too long, or has simply lasted too long.

    A session without stamps starts now, so that none is ever unbounded.
    """
    if STARTED not in request.session:
        stamp(request.session, request)
    user: Any = request.user
    idle = settings.KINFILE_IDLE_FAMILY if user.is_family else settings.KINFILE_IDLE_STAFF
    now = _now()
    return (
        now - request.session.get(SEEN, 0) >= idle.total_seconds()
        or now - request.session[STARTED] >= settings.KINFILE_SESSION_LONGEST.total_seconds()
    )


def touch(request: HttpRequest) -> None:
    """Note that the person is there. What a page asks for by itself (progress, thumbnails) does not count."""
    asked_by_page = request.method in {"GET", "HEAD"} and (
        request.headers.get("Sec-Fetch-Dest", "document") != "document"
    )
    if not asked_by_page and _now() - request.session.get(SEEN, 0) >= SEEN_STEP.total_seconds():
        request.session[SEEN] = _now()


def prove(request: HttpRequest, *, how: str = "") -> None:
    """Note that the person at the screen has just shown a password or a second factor."""
    request.session[PROVED] = _now()
    request.session[PROVED_WITH] = how


def is_proved(request: HttpRequest) -> bool:
    return (
        0 <= _now() - request.session.get(PROVED, 0) < settings.KINFILE_PROOF_LASTS.total_seconds()
    )


def ask_for_proof(request: HttpRequest) -> None:
    """Go on if the person has shown within the last ten minutes who they are; else raise `ProofNeeded`.

    A view calls this where the act begins, once everything typed is in order: whatever was sent is kept, asked with
    the proof, and sent again by itself.
    """
    if not is_proved(request):
        raise ProofNeeded()


def needs_proof(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view asks who is there, unless they have shown it within the last ten minutes."""

    @functools.wraps(view)
    def asking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ask_for_proof(request)
        return view(request, *args, **kwargs)

    return asking


def identity_shown(request: HttpRequest) -> str:
    """How the person at the screen showed who they are: a sentence without its full stop."""
    way = _WAYS_IN.get(request.session.get(SIGNED_IN_WITH, ""), "a password and a second factor")
    again = _PROOFS.get(request.session.get(PROVED_WITH, ""))
    return f"signed in with {way}" + (f"; then showed {again} again for this" if again else "")


@dataclass(frozen=True)
class OpenSession:
    """A place where somebody is signed in."""

    key: str
    browser: str
    started_at: datetime
    seen_at: datetime
    is_verified: bool


def open_sessions(user: User) -> list[OpenSession]:
    """Where `user` is signed in, last seen first. Reads every unexpired session: the table has no user column."""
    found = [
        OpenSession(
            key=row.session_key,
            browser=data.get(BROWSER, ""),
            started_at=_moment(data.get(STARTED, 0)),
            seen_at=_moment(data.get(SEEN, 0)),
            is_verified=DEVICE_ID_SESSION_KEY in data,
        )
        for row, data in _sessions_of(user)
    ]
    return sorted(found, key=lambda session: session.seen_at, reverse=True)


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """Sign `user` out everywhere but in the session `keep`; returns from how many places."""
    keys = [row.session_key for row, _ in _sessions_of(user) if row.session_key != keep]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def browser(user_agent: str) -> str:
    """'Firefox on Windows': enough for somebody to know their own machine again."""
    names = [
        (r"Edg/", "Edge"),
        (r"OPR/", "Opera"),
        (r"SamsungBrowser/", "Samsung Internet"),
        (r"Firefox/|FxiOS/", "Firefox"),
        (r"Chrome/|CriOS/", "Chrome"),
        (r"Safari/", "Safari"),
    ]
    systems = [
        (r"iPhone", "iPhone"),
        (r"iPad", "iPad"),
        (r"Android", "Android"),
        (r"Windows", "Windows"),
        (r"Macintosh", "Mac"),
        (r"CrOS", "Chromebook"),
        (r"Linux", "Linux"),
    ]
    name = next((name for pattern, name in names if re.search(pattern, user_agent)), "A browser")
    system = next((name for pattern, name in systems if re.search(pattern, user_agent)), "")
    return f"{name} on {system}" if system else name


def _sessions_of(user: User) -> Iterator[tuple[Session, dict[str, Any]]]:
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500):
        data = row.get_decoded()
        if data.get(auth.SESSION_KEY) == str(user.pk):
            yield row, data


def _now() -> int:
    return int(timezone.now().timestamp())


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, tz=UTC)
