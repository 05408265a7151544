"""The four requests of the passkey scripts: begin and complete a sign-in, begin and complete a new passkey.

The package's own views know the protocol; these add who may ask, the new session key, and the audit log.
"""

from typing import Any

from django.db import transaction
from django.http import JsonResponse
from django_otp_webauthn import exceptions
from django_otp_webauthn.utils import rewrite_exceptions
from django_otp_webauthn.views import (
    BeginCredentialAuthenticationView,
    BeginCredentialRegistrationView,
    CompleteCredentialAuthenticationView,
    CompleteCredentialRegistrationView,
)

from cases import accounts, audit, sessions
from portal import doors

STAY = "stay"


class Begin(BeginCredentialAuthenticationView):
    pass


class Complete(CompleteCredentialAuthenticationView):
    def complete_auth(self, device: Any) -> None:
        if sessions.is_verified(self.request):
            user = self.request.user
            sessions.prove(self.request, how="passkey")
            audit.record(user, "accounts.proved", user, about=(), how="passkey")
        else:
            sessions.sign_in(self.request, device.user, device, how="passkey")

    def get_success_url(self) -> str:
        # A page that holds somebody's words sends them itself, so the script must not leave it.
        if STAY in self.request.GET:
            return ""
        return doors.after_sign_in(self.request.user, self.request.GET.get("next", ""))

    def handle_exception(self, exc: Exception) -> JsonResponse:
        exc = _as_answer(exc)
        audit.refused(self.get_user(), "accounts.passkey")
        return super().handle_exception(exc)


class _NeedsProof:
    def check_can_register(self) -> None:
        request = self.request  # type: ignore[attr-defined]
        if sessions.is_verified(request) and not sessions.is_proved(request):
            raise exceptions.NotVerified(
                "Too much time has passed. Load this page again and show that it is you."
            )


class BeginNew(_NeedsProof, BeginCredentialRegistrationView):
    pass


class CompleteNew(_NeedsProof, CompleteCredentialRegistrationView):
    def post(self, *args: Any, **kwargs: Any) -> JsonResponse:
        user = self.request.user
        state = self.get_state()
        with rewrite_exceptions(), transaction.atomic():
            passkey = self.get_helper().register_complete(user, state, self.request.data)
            accounts.note_passkey(by=user, passkey=passkey)
        if not sessions.is_verified(self.request):
            sessions.sign_in(self.request, user, passkey, how="passkey")
        return JsonResponse({"id": passkey.pk})

    def handle_exception(self, exc: Exception) -> JsonResponse:
        return super().handle_exception(_as_answer(exc))


def _as_answer(exc: Exception) -> Exception:
    """Nonsense where the protocol has bytes or objects is the sender's mistake, not ours."""
    if isinstance(exc, ValueError | TypeError | KeyError | AttributeError):
        return exceptions.MalformedRequest()
    return exc
