"""Signing in, signing out, and one's own account. The same pages for family and staff."""

from collections.abc import Sequence
from typing import Any

import qrcode
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as verify
from django_otp.models import Device

from cases import accounts, audit, sessions
from cases.actions import Problem
from cases.models import AuthenticatorDevice, RecoveryDevice, User
from portal import doors, kept
from portal.accounts_forms import (
    CodeForm,
    NewPasswordForm,
    ProofForm,
    RecoveryCodeForm,
    SignInForm,
)
from portal.context import DEMO_PEOPLE
from portal.templatetags.kinfile import kin_time
from portal.views import passkeys

_OWN_WRONG_CODES = "wrong_codes"
_PROOF_TO = f"{kept.PROOF}-to"
NOT_RIGHT = "The username or the password is not right. Check both and try again."
WRONG_CODE = "This code is not right, or it was used already. Wait for the next one and type that."
WRONG_RECOVERY_CODE = (
    "This code is not right, or it was used already. Type another code of your card."
)

read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    wanted = _wanted(request)
    if request.method != "POST" and sessions.is_verified(request):
        return redirect(doors.after_sign_in(_user(request), wanted))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            sessions.start(request, user)
            step = "set_up" if accounts.must_set_up(user) else "second_factor"
            return redirect(_with_next(f"accounts:{step}", wanted))
        known = User.objects.filter(username=form.cleaned_data["username"]).first()
        audit.refused(
            None, "accounts.sign_in", label="cases.user", object_id=known.pk if known else None
        )
        form.add_error(None, NOT_RIGHT)
    context = {"form": form, "next": wanted, "passkey_config": _passkey_config(request)}
    return render(request, "accounts/sign_in.html", context)


def too_many_tries(
    request: HttpRequest, answer: HttpResponse | None, credentials: dict | None
) -> HttpResponse:
    """The same page whether or not the username exists: it was this name from this address that tried too often.

    Somebody whose words wait behind the question keeps the page that holds them; it says the same.
    """
    if answer is not None and getattr(request, "has_words_kept", False):
        response = answer
        response.status_code = 429
    else:
        context = {"minutes": _minutes_to_wait()}
        response = render(request, "accounts/too_many_tries.html", context, status=429)
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response


def _minutes_to_wait() -> int:
    return int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)


@read_or_post
@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponseBase:
    wanted = _wanted(request)
    user = _user(request)
    if sessions.is_verified(request):
        return redirect(doors.after_sign_in(user, wanted))
    devices = accounts.second_factors(user)
    app = _app_of(user)
    card = accounts.recovery_card(user)
    if not devices and card:
        return redirect(_with_next("accounts:recovery_code", wanted))
    form = CodeForm(request.POST or None)
    if app and request.method == "POST" and form.is_valid():
        if _is_right(request, app, form.cleaned_data["code"]):
            return _signed_in(request, app, wanted, how="app")
        form.add_error("code", _try_later(app) or WRONG_CODE)
    context = {
        "form": form,
        "has_app": app is not None,
        "has_passkey": len(devices) > (app is not None),
        "has_card": card is not None,
        "next": wanted,
        "passkey_config": _passkey_config(request),
    }
    return render(request, "accounts/second_factor.html", context)


@read_or_post
@sensitive_post_parameters("code")
def recovery_code(request: HttpRequest) -> HttpResponseBase:
    wanted = _wanted(request)
    if sessions.is_verified(request):
        return redirect(doors.after_sign_in(_user(request), wanted))
    card = accounts.recovery_card(_user(request))
    if card is None:
        return redirect(_with_next("accounts:second_factor", wanted))
    form = RecoveryCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _is_right(request, card, form.cleaned_data["code"]):
            messages.warning(
                request,
                f"You signed in with a recovery code; {card.left} are left. If your phone is lost, open "
                "“Your account” and remove it.",
            )
            return _signed_in(request, card, wanted, how="recovery_code")
        form.add_error("code", _try_later(card) or WRONG_RECOVERY_CODE)
    return render(request, "accounts/recovery_code.html", {"form": form, "next": wanted})


@read_or_post
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Choose between a code app and a passkey: the first second factor, or a further one."""
    _ask_for_proof(request)
    if request.method == "POST":
        accounts.begin_authenticator(by=_user(request))
        return redirect(_with_next("accounts:set_up_app", _wanted(request)))
    context = {
        "next": _wanted(request),
        "frame": _frame(request),
        "is_first": not sessions.is_verified(request),
        "passkey_config": _passkey_config(request),
    }
    return render(request, "accounts/set_up.html", context)


@read_or_post
@sensitive_post_parameters("code")
def set_up_app(request: HttpRequest) -> HttpResponseBase:
    _ask_for_proof(request)
    user = _user(request)
    device = accounts.waiting_authenticator(user)
    if device is None:
        return redirect(_with_next("accounts:set_up", _wanted(request)))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_first = not sessions.is_verified(request)
        confirmed = accounts.confirm_authenticator(by=user, code=form.cleaned_data["code"])
        if confirmed and is_first:
            sessions.sign_in(request, user, confirmed, how="app")
            return redirect(_with_next("accounts:recovery_codes", _wanted(request)))
        if confirmed:
            # The app before is gone, and with it the second factor that this session may have stood on.
            verify(request, confirmed)
            messages.success(
                request, "The new app is ready. Codes of the one before no longer work."
            )
            return redirect("accounts:account")
        form.add_error("code", _try_later(device) or WRONG_CODE)
    context = {
        "form": form,
        "next": _wanted(request),
        "frame": _frame(request),
        "secret": device.secret_text,
        "username": user.username,
        "picture": _qr(device.config_url),
    }
    return render(request, "accounts/set_up_app.html", context)


@read_or_post
@sessions.needs_proof
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Ten new codes, made by the button and shown in its answer only."""
    user = _user(request)
    context: dict[str, Any] = {
        "frame": _frame(request),
        "next": doors.after_sign_in(user, _wanted(request)),
    }
    if request.method == "POST":
        card, context["codes"] = accounts.new_recovery_codes(by=user)
        if isinstance(getattr(request.user, "otp_device", None), RecoveryDevice):
            verify(request, card)
    else:
        context["has_card"] = accounts.recovery_card(user) is not None
    return render(request, "accounts/recovery_codes.html", context)


@csrf_exempt  # Somebody whose form is old must still get out; all a forged request can do is sign out.
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    sessions.sign_out(request)
    messages.info(request, "You are signed out.")
    response = redirect("accounts:sign_in")
    # Not "storage": a draft that waits for a signal must survive its writer's signing out.
    response["Clear-Site-Data"] = '"cache"'
    return response


@csrf_exempt  # As for signing out, and more so: this button must work whatever happens.
@read_or_post
def leave(request: HttpRequest) -> HttpResponseBase:
    """Sign out and show a neutral site instead of this page.

    No redirect: Chromium holds a form's redirect against `form-action`, and a page can replace itself in the
    history where a redirect cannot.
    """
    context = {"address": settings.KINFILE_LEAVE_TO}
    if request.method != "POST":
        return render(request, "accounts/leave.html", context)
    sessions.sign_out(request, code="accounts.left")
    response = render(request, "accounts/left.html", context)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@csrf_exempt  # Checked below: where there is no demo there is no address either, and a token must not matter.
def demo_sign_in(request: HttpRequest, username: str = "") -> HttpResponseBase:
    if not settings.KINFILE_DEMO or request.method != "POST":
        raise Http404("There is nothing at this address for you.")
    return _demo_sign_in(request, username or request.POST.get("username", ""))


@csrf_protect
def _demo_sign_in(request: HttpRequest, username: str) -> HttpResponseBase:
    user = User.objects.filter(username=username, username__in=DEMO_PEOPLE, is_active=True).first()
    if user is None:
        raise Http404("There is nothing at this address for you.")
    device = AuthenticatorDevice.objects.filter(user=user, confirmed=True).first()
    device = device or AuthenticatorDevice.make(user, confirmed=True)
    sessions.sign_in(request, user, device, how="demo")
    return redirect(doors.home_of(user))


def account(request: HttpRequest) -> HttpResponseBase:
    user = _user(request)
    devices = accounts.second_factors(user)
    context = {
        "devices": devices,
        "has_app": any(isinstance(device, AuthenticatorDevice) for device in devices),
        "is_only_one": len(devices) == 1,
        "card": accounts.recovery_card(user),
        "sessions": sessions.open_sessions(user),
        "this_session": request.session.session_key,
    }
    return render(request, "accounts/account.html", context)


def ask_for_proof(request: HttpRequest) -> HttpResponseBase:
    """The answer to a form whose act asks for a fresh proof: what it held waits on the page that asks."""
    form = ProofForm(prefix=kept.PROOF)
    return _ask(request, form, address=request.get_full_path(), status=403)


@read_or_post
@sensitive_post_parameters("password", "code", "proof-password", "proof-code")
def prove(request: HttpRequest) -> HttpResponseBase:
    """Ask who is there once more, before an act that a passer-by at an open screen must not do.

    A form that had to wait for this comes along, with `proof-to` for where it was going, and goes there unchanged.
    """
    user = _user(request)
    to = request.POST.get(_PROOF_TO, "")
    form = ProofForm(request.POST or None, prefix=kept.PROOF if to else None)
    how = ""
    if to and sessions.is_proved(request):
        return _send_on(user, to)
    if request.method == "POST" and _one_click(user) and f"{kept.PROOF}-demo" in request.POST:
        how = "demo"
    elif request.method == "POST" and form.is_valid():
        how = _proof(request, form)
        if not how:
            audit.refused(user, "accounts.prove")
    if not how:
        return _ask(request, form, address=to)
    sessions.prove(request, how=how)
    audit.record(user, "accounts.proved", user, about=(), how=how)
    return _send_on(user, to) if to else redirect(doors.after_sign_in(user, _wanted(request)))


def _proof(request: HttpRequest, form: ProofForm) -> str:
    """How the person showed who they are; empty, with a sentence in `form`, if what was typed is not right."""
    user, typed = _user(request), form.cleaned_data
    if typed["password"]:
        # Through the backends, so that wrong passwords count here as they do at the door.
        if authenticate(request, username=user.username, password=typed["password"]):
            return "password"
        form.add_error(
            "password",
            f"Too many wrong passwords. Wait {_minutes_to_wait()} minutes, then type it again."
            if getattr(request, "axes_locked_out", False)
            else "This is not your password. Type it again.",
        )
        return ""
    app = _app_of(user)
    if app and _is_right(request, app, typed["code"]):
        return "app"
    form.add_error("code", (_try_later(app) if app else "") or WRONG_CODE)
    return ""


def _ask(
    request: HttpRequest, form: ProofForm, *, address: str, status: int = 200
) -> HttpResponseBase:
    """The page that asks who is there, holding what was on its way to `address`, if anything was."""
    user = _user(request)
    app = _app_of(user)
    context = {
        "frame": _frame(request),
        "form": form,
        "has_password": user.has_usable_password(),
        "has_app": app is not None,
        "has_passkey": len(accounts.second_factors(user)) > (app is not None),
        "has_one_click": _one_click(user),
        "next": _wanted(request),
        "address": address,
        "fields": kept.fields(request) if address else [],
        "passkey_config": _passkey_config(request, stays=bool(address)),
    }
    request.has_words_kept = bool(address)  # type: ignore[attr-defined]
    return render(request, "accounts/prove.html", context, status=status)


def _send_on(user: User, to: str) -> HttpResponseBase:
    """Let the browser send the same form to where it was going: 307 keeps method and words, without a script."""
    if doors.after_sign_in(user, to) != to:
        return redirect(doors.home_of(user))
    return HttpResponseRedirect(to, preserve_request=True)


def _one_click(user: User) -> bool:
    """Whether `user` is of the demo and knows no password."""
    return settings.KINFILE_DEMO and user.username in DEMO_PEOPLE


def _app_of(user: User) -> AuthenticatorDevice | None:
    return next(
        (one for one in accounts.second_factors(user) if isinstance(one, AuthenticatorDevice)), None
    )


@require_POST
@sessions.needs_proof
def remove_device(request: HttpRequest) -> HttpResponseBase:
    user = _user(request)
    owned: Sequence[Device | None] = [*accounts.second_factors(user), accounts.recovery_card(user)]
    for device in owned:
        if device is not None and device.persistent_id == request.POST.get("device"):
            try:
                accounts.remove_device(by=user, device=device)
                messages.success(request, "Removed. It can no longer be used to sign in.")
            except Problem as problem:
                messages.error(request, str(problem))
    return redirect("accounts:account")


@read_or_post
@sensitive_post_parameters()
@sessions.needs_proof
def password(request: HttpRequest) -> HttpResponseBase:
    user = _user(request)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.set_password(by=user, password=form.cleaned_data["password"])
        except Problem as problem:
            form.add_error("password", str(problem))
        else:
            update_session_auth_hash(request, user)
            messages.success(
                request, "Your password is changed. Everywhere else you are signed out."
            )
            return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponseBase:
    user = _user(request)
    ended = sessions.end_sessions(user, keep=request.session.session_key)
    audit.record(user, "accounts.sessions_ended", user, about=(), ended=ended)
    messages.success(request, "Everywhere else you are signed out.")
    return redirect("accounts:account")


@require_POST
def letter_keys(request: HttpRequest) -> HttpResponseBase:
    """Keys of one letter switched off, or on again, on every screen: from the account, or by a script of a desk."""
    user = _user(request)
    accounts.use_letter_keys(by=user, uses=request.POST.get("keys") != "off")
    if "from" not in request.POST:
        return HttpResponse(status=204)
    told = "work again" if user.uses_letter_keys else "do nothing any more, on any screen"
    messages.success(request, f"Keys of one letter {told}.")
    return redirect("accounts:account")


def _user(request: HttpRequest) -> User:
    """The signed-in user; `second_factor_first` lets nobody else reach a view that calls this."""
    user: Any = request.user
    return user


def _frame(request: HttpRequest) -> str:
    """Pages that come before the second factor say nothing of whose they are; later, family keeps its way out."""
    is_family = sessions.is_verified(request) and _user(request).is_family
    return "base_family.html" if is_family else "base_plain.html"


def _wanted(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


def _with_next(name: str, wanted: str) -> str:
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


def _ask_for_proof(request: HttpRequest) -> None:
    if sessions.is_verified(request):
        sessions.ask_for_proof(request)


def _is_right(
    request: HttpRequest, device: AuthenticatorDevice | RecoveryDevice, code: str
) -> bool:
    """Whether `device` accepts `code`. Remembers in the session which wrong codes were this person's own."""
    before = device.throttling_failure_count
    if device.verify_token(code):
        elsewhere = before - request.session.pop(_OWN_WRONG_CODES, 0)
        if elsewhere > 0:
            messages.warning(
                request,
                "Since you were last here somebody knew your password and typed a wrong code "
                f"{elsewhere} time{'s' if elsewhere > 1 else ''}. If that was not you, change your password.",
            )
        return True
    device.refresh_from_db()
    if device.throttling_failure_count > before:
        request.session[_OWN_WRONG_CODES] = request.session.get(_OWN_WRONG_CODES, 0) + 1
    audit.refused(_user(request), "accounts.second_factor")
    return False


def _try_later(device: AuthenticatorDevice | RecoveryDevice) -> str:
    """The sentence for codes that come too fast; empty while only one was wrong, since that wait is a second."""
    device.refresh_from_db()
    until = device.locked_until
    if until is None or device.throttling_failure_count < 3:
        return ""
    return f"Too many wrong codes. Wait until {kin_time(until)}, then type a new one."


def _signed_in(
    request: HttpRequest, device: AuthenticatorDevice | RecoveryDevice, wanted: str, *, how: str
) -> HttpResponseBase:
    user = _user(request)
    sessions.sign_in(request, user, device, how=how)
    return redirect(doors.after_sign_in(user, wanted))


def _passkey_config(request: HttpRequest, *, stays: bool = False) -> dict[str, Any]:
    """What the passkey scripts of django-otp-webauthn read from the page. `stays`: they do not leave it afterwards."""
    complete = reverse("accounts:passkey_complete")
    return {
        "autocompleteLoginFieldSelector": None,
        "nextFieldSelector": "input[name='next']",
        "csrfToken": get_token(request),
        "beginAuthenticationUrl": reverse("accounts:passkey_begin"),
        "completeAuthenticationUrl": f"{complete}?{passkeys.STAY}=1" if stays else complete,
        "beginRegistrationUrl": reverse("accounts:new_passkey_begin"),
        "completeRegistrationUrl": reverse("accounts:new_passkey_complete"),
    }


def _qr(text: str) -> dict[str, Any]:
    """A QR code as one SVG path, a unit square for each dark module, with four modules of quiet around it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    matrix = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    return {"size": len(matrix), "path": path}
