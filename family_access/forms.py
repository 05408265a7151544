"""What the family may type. Nothing here corrects or shortens anybody's words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.names import is_alike
from documents.models import Reply, Signature

MOST_WORDS = 20_000
TOO_LONG = _(
    "This is longer than we can keep in one answer. Nothing is lost: send it in two parts."
)


class CardForm(forms.Form):
    card = forms.CharField(
        label=_("Number of your card"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the number that stands on your card.")},
    )
    code = forms.CharField(
        label=_("Code on your card"),
        max_length=60,
        help_text=_("20 letters and numbers. Capital or small letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": _("Type the code that stands on your card.")},
    )
    proof = forms.CharField(
        label=_("The answer you agreed on with your worker"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the answer that you and your worker agreed on.")},
    )


class AccountForm(forms.Form):
    username = forms.CharField(
        label=_("Choose a name to sign in with"),
        max_length=60,
        help_text=_("Not your real name, if somebody else sees your phone."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": _("Choose a name to sign in with.")},
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        strip=False,
        help_text=_(
            "12 letters or more. Three or four words that only you would put together are good."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password.")},
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        try:
            validate_password(password)
        except ValidationError as why:
            raise forms.ValidationError(why.messages) from why
        return password


class ReplyForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What do you think?"),
        choices=Reply.Stance.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    asks = forms.BooleanField(label=_("I want to ask something"), required=False)
    wrong = forms.BooleanField(label=_("Something here is wrong"), required=False)
    # Not stripped: the words are kept exactly as they were typed.
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        strip=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea,
        error_messages={"max_length": TOO_LONG},
    )

    @property
    def is_filled_in(self) -> bool:
        """Whether anything was chosen or typed at all, right or wrong."""
        said = (self[name].data for name in ("answer", "asks", "wrong", "words"))
        return self.is_bound and any(one and str(one).strip() for one in said)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = [data.get(name) for name in ("answer", "asks", "wrong")]
        if not any(said) and not (data.get("words") or "").strip() and "words" not in self.errors:
            raise forms.ValidationError(_("Choose an answer or write something, then send it."))
        return data


class SignForm(forms.Form):
    READ = [("self", _("I have read it")), ("read_to", _("It was read to me"))]

    read = forms.ChoiceField(
        label=_("First"),
        choices=READ,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you read it or somebody read it to you.")},
    )
    decision = forms.ChoiceField(
        label=_("Do you agree with it?"),
        choices=Signature.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four answers.")},
    )
    words = forms.CharField(
        label=_("Anything you want to say about it (you may leave this empty)"),
        required=False,
        strip=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea,
        error_messages={"max_length": TOO_LONG},
    )
    typed_name = forms.CharField(
        label=_("Type your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Type your name, so that the council knows that it was you.")
        },
    )
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    asked_about = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, known_as: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_as = known_as
        self.other_name = ""

    def clean(self) -> dict[str, Any]:
        """People use names that nobody wrote down: another name is asked about once, and then taken."""
        cleaned = super().clean() or {}
        typed = cleaned.get("typed_name", "")
        first_words = {name.split()[0].casefold() for name in self.known_as}
        is_known = typed.strip().casefold() in first_words or any(
            is_alike(typed, name) for name in self.known_as
        )
        if typed and not is_known:
            self.other_name = typed
            if cleaned.get("asked_about") != typed:
                self.add_error(
                    "typed_name",
                    _(
                        "You typed “%(typed)s”, and here your name is %(name)s. If both are you, sign again."
                    )
                    % {"typed": typed, "name": self.known_as[0]},
                )
        return cleaned


class ReadingForm(forms.Form):
    size = forms.CharField(required=False, max_length=20)
    spacing = forms.CharField(required=False, max_length=20)
    font = forms.CharField(required=False, max_length=20)
    colours = forms.CharField(required=False, max_length=20)
