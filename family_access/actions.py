"""Opening the family's door: invitations handed over face to face, and the account that comes of one."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cases import access, accounts, audit, merging
from cases.actions import Problem
from cases.models import Person, Restriction, Role, User
from cases.names import fold_letters
from documents.models import Release
from family_access.models import Bookmark, Invitation

LONGEST = timedelta(days=14)
# No letter or digit that is misread on paper.
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"

NOT_VALID = (
    "This card cannot be used: a code or the answer is wrong, it was used before, or it is too old. "
    "Check what you typed. After a few wrong tries the card stops working; "
    "then ask your worker for a new one."
)


@transaction.atomic
def invite(
    *,
    by: User,
    child: Person,
    person: Person,
    relation: str,
    identity_seen: str,
    proof_question: str,
    proof_answer: str,
    email: str = "",
    lasts: timedelta = LONGEST,
) -> tuple[Invitation, str]:
    """A card for `person`, and its code, shown this once. Both code and second proof are kept as hashes only.

    `identity_seen`: how the worker knows who this is, in person. Raises `Problem` when a restriction keeps the person
    from the child, when there is an account already, or when a card would last longer than 14 days.
    """
    access.require(by, "share", child)
    if Restriction._base_manager.filter(kept_from=person, child=child, lifted_at=None).exists():
        raise Problem(
            f"{person.name} is kept from everything about this child. No card was made. "
            "Ask the manager of the file."
        )
    if person.accounts.filter(role=Role.FAMILY).exists():
        raise Problem(
            f"{person.name} has an account already. If they lost their way in, give them a new way."
        )
    if not timedelta(0) < lasts <= LONGEST:
        raise Problem("A card lasts 14 days at most.")
    if len(_proof(proof_answer)) < 3:
        raise Problem("Agree on an answer of three letters or more, which only this person knows.")
    Invitation._base_manager.filter(person=person, used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    code = "".join(secrets.choice(_LETTERS) for _ in range(20))
    now = timezone.now()
    card = Invitation.objects.create(
        person=person,
        child=child,
        relation=relation,
        card="".join(secrets.choice(_LETTERS) for _ in range(8)),
        code_hash=make_password(code),
        proof_hash=make_password(_proof(proof_answer)),
        proof_question=proof_question,
        identity_seen=identity_seen,
        email=email,
        made_by=by,
        made_at=now,
        expires_at=now + lasts,
    )
    audit.record(by, "family_access.invited", card, about=[child.pk, person.pk])
    return card, "-".join(code[at : at + 4] for at in range(0, 20, 4))


def _proof(answer: str) -> str:
    return "".join(fold_letters(answer).split())


def _code(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def check_card(*, card: str, code: str, proof: str) -> Invitation:
    """The invitation that these three open, still unused. Raises `Problem`, always with the same words.

    Every wrong try of a real card counts, also tries in parallel; after five the card is dead. Looking changes nothing.
    """
    found = Invitation._base_manager.filter(card=_code(card)).first()
    if found is None:
        make_password(
            code
        )  # As long as a real card takes, so that card numbers cannot be guessed by the clock.
        raise Problem(NOT_VALID)
    counted = Invitation._base_manager.filter(pk=found.pk, tries__lt=Invitation.MOST_TRIES).update(
        tries=F("tries") + 1
    )
    right = check_password(_code(code), found.code_hash)
    right &= check_password(_proof(proof), found.proof_hash)
    if not (counted and right and _is_open(found)):
        audit.refused(
            None, "family_access.join", label="family_access.invitation", object_id=found.pk
        )
        raise Problem(NOT_VALID)
    Invitation._base_manager.filter(pk=found.pk).update(tries=F("tries") - 1)
    return found


def _is_open(card: Invitation) -> bool:
    return card.used_at is None and card.withdrawn_at is None and card.expires_at > timezone.now()


def open_card(pk: str) -> Invitation | None:
    """The invitation whose card was shown to be right, as long as it can still be used."""
    found = Invitation._base_manager.filter(pk=pk).first()
    return found if found is not None and _is_open(found) else None


@transaction.atomic
def join(*, invitation: Invitation, username: str, password: str) -> User:
    """Make the account of the invited person and use the card up. Exactly one of several at once succeeds.

    Raises `Problem` when the card is used or too old by now, or username or password will not do.
    """
    now = timezone.now()
    taken = Invitation._base_manager.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now
    ).update(used_at=now)
    if not taken:
        raise Problem(NOT_VALID)
    user = accounts.make_account(
        by=None,
        person=invitation.person,
        username=username,
        role=Role.FAMILY,
        password=password,
        email=invitation.email,
    )
    audit.record(
        user, "family_access.joined", invitation, about=[invitation.person_id, invitation.child_id]
    )
    return user


@transaction.atomic
def withdraw_invitation(*, by: User, invitation: Invitation) -> None:
    access.require(by, "withdraw", invitation)
    Invitation._base_manager.filter(pk=invitation.pk, used_at=None).update(
        withdrawn_at=timezone.now()
    )
    audit.record(by, "family_access.invitation_withdrawn", invitation)


def follow_merges() -> None:
    """Called once, as the app starts: whose identity was seen stays so, and a card for a row that goes ends."""
    merging.stays(Invitation, "person")
    merging.also(_withdraw_cards)


def _withdraw_cards(mover: merging.Mover) -> None:
    for card in Invitation._base_manager.filter(person=mover.gone, used_at=None, withdrawn_at=None):
        mover.change(card, withdrawn_at=mover.at)


def keep_place(*, by: User, release: Release) -> None:
    """Remember that `by` read and answered `release` now."""
    access.require(by, "receive", release)
    Bookmark._base_manager.update_or_create(
        reader=by, release=release, defaults={"at": timezone.now()}
    )


READING = {
    "size": ("standard", "large", "giant"),
    "spacing": ("standard", "wide"),
    "font": ("atkinson", "arial", "lexend", "opendyslexic"),
    "colours": ("paper", "white", "blue", "dark"),
}


def set_reading(*, by: User, **chosen: str) -> None:
    """Keep how `by` likes to read; what is not a known choice is left as it was."""
    kept = {name: value for name, value in chosen.items() if value in READING.get(name, ())}
    by.reading = {**by.reading, **kept}
    by.save(update_fields=["reading"])
