"""What a visitor is told when the demo opens: who one can be, what to open and find, and what to try oneself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from cases.models import AuthenticatorDevice, Closure, Person, User
from portal.context import DEMO_PEOPLE
from portal.demo import samples
from portal.demo.build import STORIES
from portal.demo.rows.cast import PASSWORD, id_of
from portal.demo.sample import FINDS

MAY = {
    "clerk": "takes paper in and files it; Friday's post lies half done on the desk",
    "worker": "holds the files of Rowan, Ivy and Kai; a plan for Rowan is nearly written",
    "manager": "leads Team North: authorises what its workers write, restricts and assigns files",
    "chair": "reviews the plans of Rowan and Kai; reads, and nobody's line manager edits their part",
    "duty": "sees of every child who it is, what is dangerous and whom to ring; may break the glass",
    "records": "keeps the paper files and the accounts, and a sealed file that nobody else knows of",
    "lead": "leads on safeguarding and manages the records room: a locked picture and a signature wait for her",
    "stranger": "works in Team South: finds no trace of Rowan, and is told whom to ring about him",
    "mother": "Rowan's mother: reads what was given to her, answers it in her own words, and signs",
    "father": "kept from Rowan by a court order: whatever is written, nothing reaches him",
    "young": "Kai, 14: reads what was written about him, and what he said stands beside it",
    "designer": "edits the forms that everybody writes on, and publishes new versions of them",
}


def people() -> Iterator[User]:
    """The accounts of the demo, in the order in which they are offered."""
    known = {user.username: user for user in User.objects.filter(username__in=DEMO_PEOPLE)}
    return (known[name] for name in DEMO_PEOPLE if name in known)


def cases() -> list[Person]:
    """The children whose files are open to a team, in the order of their references."""
    in_order = [
        id_of("person", person.key)
        for story in STORIES
        for person in story.people
        if person.is_child
    ]
    found = {
        person.pk: person
        for person in Person._base_manager.filter(
            pk__in=in_order, reference__isnull=False, closure=Closure.OPEN
        )
    }
    return [found[pk] for pk in in_order if pk in found]


def lines(url: str | None) -> Iterator[dict[str, Any]]:
    """The same for a program: one object each. The last one, `url`, says that the site answers there."""
    secrets = {
        device.user_id: device.secret_text.replace(" ", "")
        for device in AuthenticatorDevice.objects.filter(user__in=list(people()), confirmed=True)
    }
    for user in people():
        yield {
            "person": user.username,
            "name": str(user),
            "role": user.title,
            "password": PASSWORD,
            "authenticator": secrets.get(user.pk, ""),
        }
    for child in cases():
        yield {"case": child.reference, "name": child.name}
    for find in FINDS:
        yield {"find": find.words, "finds": find.finds, "as": "worker"}
    yield {"sample": str(samples.sample_folder())}
    if card := samples.card():
        yield {
            "invitation": {
                "name": card.name,
                "address": reverse("family_access:join"),
                "card": card.card,
                "code": card.code,
                "question": card.question,
                "answer": card.answer,
                "until": card.until,
            }
        }
    if url:
        yield {"url": url}


def text(url: str | None) -> str:
    at = url or f"http://localhost:{settings.PORT}"
    parts = [
        f"\n  Kinfile's demo is open at {url}\n"
        if url
        else "\n  The demo is built. Nothing serves it yet: make demo\n",
        "Whom you can be: one click on the sign-in page, second factor included",
        *(f"  {user.username:<9} {user!s:<18} {MAY[user.username]}" for user in people()),
        f"  By hand: the password is “{PASSWORD}”; manage.py demo --no-serve --json has the seeds for an app.",
        "",
        "Case files",
        *(f"  {child.reference}  {_called(child)}" for child in cases()),
        "",
        "Try finding, as the worker",
        *(f"  {find.words}\n      {find.finds}" for find in FINDS),
        "",
        "Paper to scan yourself, as the clerk",
        f"  {samples.sample_folder()}",
        "",
    ]
    if card := samples.card():
        parts += [
            f"An invitation to use yourself, as {card.name}, until {card.last_day:%-d %B}",
            f"  {at}{reverse('family_access:join')}",
            f"  card {card.card}   code {card.code}",
            f"  {card.question}  {card.answer}",
            "",
        ]
    parts += [
        "E-mails that the demo would have sent, when you are the mother",
        f"  {at}{reverse('family_access:sent_messages')}",
    ]
    if url:
        parts += ["", "Ctrl-C stops it. The data stays; make demo-reset starts afresh."]
    return "\n".join(parts)


def _called(child: Person) -> str:
    return child.name if child.age is None else f"{child.name}, {child.age}"
