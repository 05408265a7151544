"""What a worker types to open the family's door, and decides before a release."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from documents.compose import Offer


class InviteForm(forms.Form):
    identity_seen = forms.CharField(
        label="How do you know who this is?",
        max_length=200,
        help_text="In person, such as “known to me since March” or “passport seen at home”.",
        error_messages={"required": "Say how you know, in person, who this is."},
    )
    proof_question = forms.CharField(
        label="A question that only this person can answer",
        max_length=200,
        help_text="Agree on it face to face. Nothing that a partner or a relative knows.",
        error_messages={"required": "Agree on a question with them and type it."},
    )
    proof_answer = forms.CharField(
        label="The answer you agreed on",
        max_length=120,
        help_text="Kept so that nobody can read it, not even you. Capital letters and spaces do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type the answer that you agreed on."},
    )
    email = forms.EmailField(
        label="An e-mail address that nobody else reads",
        required=False,
        help_text="They get a message that says only that something waits. Leave it empty if no address is safe.",
        error_messages={"invalid": "Type the whole address, such as name@example.org."},
    )
    days = forms.IntegerField(
        label="Days until the card ends",
        min_value=1,
        max_value=14,
        initial=7,
        error_messages={
            "required": "Type for how many days, 14 at most.",
            "invalid": "Type a number of days, 14 at most.",
            "min_value": "A card lasts one day at least.",
            "max_value": "A card lasts 14 days at most.",
        },
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """One passage with what happens to it by default, and the boxes to decide otherwise where that is possible."""

    offer: Offer
    change: BoundField | None
    why: BoundField | None


class PrepareForm(forms.Form):
    """What one person gets of a record: passage by passage, the language, and whether they are asked to sign."""

    def __init__(
        self,
        *args: Any,
        offers: Sequence[Offer],
        languages: Mapping[str, str],
        first_name: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offers = [offer for offer in offers if offer.excerpt or offer.is_given]
        for offer in self.offers:
            if not offer.can_change:
                continue
            verb = "Leave this out" if offer.is_given else "Put this in"
            self.fields[f"change:{offer.id}"] = forms.BooleanField(label=verb, required=False)
            self.fields[f"why:{offer.id}"] = forms.CharField(
                label="Why? It stays in the file", max_length=300, required=False
            )
        if len(languages) > 1:
            self.fields["language"] = forms.ChoiceField(
                label="Language", choices=list(languages.items()), widget=forms.RadioSelect
            )
        self.fields["asks_for_signature"] = forms.BooleanField(
            label=f"Ask {first_name} to say what they think of the whole, and to sign",
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for offer in self.offers:
            if data.get(f"change:{offer.id}") and not data.get(f"why:{offer.id}"):
                done = "left out" if offer.is_given else "put in"
                self.add_error(
                    f"why:{offer.id}", f"Say why this is {done}: “{offer.excerpt[:60]}”."
                )
        return data

    def decisions(self) -> Iterator[Decision]:
        for offer in self.offers:
            name = f"change:{offer.id}"
            yield Decision(
                offer,
                self[name] if name in self.fields else None,
                self[f"why:{offer.id}"] if name in self.fields else None,
            )

    def chosen(self) -> dict[str, Any]:
        """The arguments of `documents.actions.sharing.release`, as plain values that a session can keep."""
        data = self.cleaned_data
        changed = [offer for offer in self.offers if data.get(f"change:{offer.id}")]
        return {
            "withheld": [offer.id for offer in changed if offer.is_given],
            "put_in": [offer.id for offer in changed if not offer.is_given],
            "reasons": {offer.id: data[f"why:{offer.id}"] for offer in changed},
            "language": data.get("language") or "en",
            "asks_for_signature": data["asks_for_signature"],
        }

    @staticmethod
    def initial_of(chosen: Mapping[str, Any]) -> dict[str, Any]:
        """What the form starts with to say `chosen`."""
        start: dict[str, Any] = {
            "language": chosen["language"],
            "asks_for_signature": chosen["asks_for_signature"],
        }
        for block in [*chosen["withheld"], *chosen["put_in"]]:
            start[f"change:{block}"] = True
            start[f"why:{block}"] = chosen["reasons"].get(block, "")
        return start
