"""How passkeys of this site call themselves."""

from typing import Any

from django_otp_webauthn.helpers import WebAuthnHelper


class Helper(WebAuthnHelper):
    """Neutral on purpose: a phone shows these names to whoever looks through its passwords."""

    def get_credential_display_name(self, user: Any) -> str:
        return self.get_credential_name(user)
