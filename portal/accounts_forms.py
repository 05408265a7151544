"""What people type to sign in and to look after their account."""

from django import forms
from django.core.exceptions import ValidationError

from cases.accounts import plain_username

_PASSWORD = {"autocapitalize": "none", "spellcheck": "false"}


class SignInForm(forms.Form):
    username = forms.CharField(
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Type your username."},
    )
    password = forms.CharField(
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **_PASSWORD}),
        error_messages={"required": "Type your password."},
    )

    def clean_username(self) -> str:
        return plain_username(self.cleaned_data["username"])


class CodeForm(forms.Form):
    code = forms.CharField(
        label="6-digit code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
        error_messages={"required": "Type the 6 digits that your app shows now."},
    )


class RecoveryCodeForm(forms.Form):
    code = forms.CharField(
        label="Recovery code",
        help_text="16 letters and digits. Capitals, dashes and spaces do not matter.",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Type one of the codes on your card."},
    )


class ProofForm(forms.Form):
    """Either is enough."""

    password = forms.CharField(
        required=False,
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **_PASSWORD}),
    )
    code = forms.CharField(
        label="6-digit code from your app",
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if not cleaned.get("password") and not cleaned.get("code"):
            raise ValidationError("Type your password, or the code that your app shows now.")
        return cleaned


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label="New password",
        help_text="At least 12 characters. Three words that do not belong together are easy to remember.",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", **_PASSWORD}),
        error_messages={"required": "Type a new password."},
    )
    again = forms.CharField(
        label="New password again",
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", **_PASSWORD}),
        error_messages={"required": "Type the new password a second time."},
    )

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError("The two passwords differ. Type the same one twice.")
        return again
