"""Changes to accounts: who may sign in, with what. Each: permission, write, audit row, in one transaction.

Accounts hold no case data, so the policy table says nothing about them: everybody changes their own, and the
functions that make or renew somebody else's say here who may.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_otp import devices_for_user, user_has_device
from django_otp.models import Device
from django_otp_webauthn.models import WebAuthnCredential

from cases import audit
from cases.access import Refused
from cases.actions import Problem
from cases.models import (
    AuthenticatorDevice,
    Membership,
    Person,
    RecoveryDevice,
    Role,
    Team,
    User,
)

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}\Z")


def plain_username(typed: str) -> str:
    """What somebody typed as their username, the way it is kept: folded to lower case, without spaces around it."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


@transaction.atomic
def make_account(
    *,
    by: User | None,
    person: Person,
    username: str,
    role: str,
    password: str | None = None,
    teams: Iterable[Team] = (),
    job_title: str = "",
    phone: str = "",
    email: str = "",
) -> User:
    """A new account of `person`; without a password nobody can sign in to it by password.

    `by` is None for the command line and for somebody who takes up an invitation. Managers and records officers make
    staff accounts, any member of staff those of family. Raises `Refused`, or `Problem` with a sentence to show.
    """
    may = {Role.MANAGER, Role.RECORDS} if role != Role.FAMILY else set(Role) - {Role.FAMILY}
    if by is not None and by.role not in may:
        raise Refused("accounts.make", "cases.user", None)
    username = plain_username(username)
    if not _USERNAME.match(username):
        raise Problem(
            "A username has 2 to 60 small letters, digits, dots, dashes or underscores, and starts "
            "with a letter or digit."
        )
    first, _, last = person.name.partition(" ")
    user = User(
        person=person,
        username=username,
        role=role,
        first_name=first[:150],
        last_name=last[:150],
        job_title=job_title,
        phone=phone,
        email=email,
    )
    if password is None:
        user.set_unusable_password()
    else:
        _check(password, user)
        user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        if User.objects.filter(username=username).exists():
            raise Problem("This username is taken: choose another.") from None
        raise Problem("This person has an account already.") from None
    for team in teams:
        Membership.objects.create(user=user, team=team)
    audit.record(by, "accounts.made", user, about=[person.pk], role=role)
    return user


@transaction.atomic
def renew_account(*, by: User | None, user: User, password: str) -> None:
    """A new password for somebody who lost theirs, or their second factor: devices and sessions end (a session
    carries a mark of the password), and the next sign-in sets up new ones.

    Only from the command line (`by` None) or by a records officer, never for oneself: whoever could do this
    alone from a screen could get round the second factor.
    """
    if by is not None and (by.role != Role.RECORDS or by.pk == user.pk):
        raise Refused("accounts.renew", "cases.user", user.pk)
    _check(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    for device in devices_for_user(user, confirmed=None):
        device.delete()
    audit.record(by, "accounts.renewed", user, about=[user.person_id])


@transaction.atomic
def set_password(*, by: User, password: str) -> None:
    """`by` chooses a new password. Every other session of theirs ends, since sessions carry a mark of the old one."""
    _check(password, by)
    by.set_password(password)
    by.save(update_fields=["password"])
    audit.record(by, "accounts.password_set", by, about=())


@transaction.atomic
def begin_authenticator(*, by: User) -> AuthenticatorDevice:
    """A code app of `by` that waits for its first code. One that was begun before is forgotten."""
    AuthenticatorDevice.objects.filter(user=by, confirmed=False).delete()
    return AuthenticatorDevice.make(by)


def waiting_authenticator(user: User) -> AuthenticatorDevice | None:
    """The code app of `user` that waits for its first code."""
    return AuthenticatorDevice.objects.filter(user=user, confirmed=False).first()


def confirm_authenticator(*, by: User, code: str) -> AuthenticatorDevice | None:
    """Take the waiting app of `by` into use if `code` is what it shows; None if not. It replaces the one before.

    One app for each account: with two, every code of one would count as a wrong code of the other.
    """
    device = waiting_authenticator(by)
    if device is None or not device.verify_token(code):
        return None
    with transaction.atomic():
        AuthenticatorDevice.objects.filter(user=by, confirmed=True).delete()
        AuthenticatorDevice.objects.filter(pk=device.pk).update(confirmed=True)
        audit.record(by, "accounts.authenticator_added", by, about=())
    device.refresh_from_db()
    return device


@transaction.atomic
def note_passkey(*, by: User, passkey: WebAuthnCredential) -> None:
    """Give the passkey that `by` has just registered the day as its name, and write it down."""
    passkey.name = f"Passkey of {timezone.localdate():%-d %B %Y}"
    passkey.save(update_fields=["name"])
    audit.record(by, "accounts.passkey_added", by, about=())


@transaction.atomic
def remove_device(*, by: User, device: Device) -> None:
    """Take a second factor of `by` away. Raises `Problem` for the last one that is not a card of recovery codes."""
    if device.user_id != by.pk:
        raise Refused("accounts.remove_device", "cases.user", device.user_id)
    kept = [other for other in second_factors(by) if other.persistent_id != device.persistent_id]
    if not isinstance(device, RecoveryDevice) and not kept:
        raise Problem("This is your only way to sign in. Add another one first, then remove it.")
    kind = type(device).__name__
    device.delete()
    audit.record(by, "accounts.device_removed", by, about=(), kind=kind)


def new_recovery_codes(*, by: User) -> tuple[RecoveryDevice, list[str]]:
    """A new card of ten codes for `by`, to be shown this once. The card before stops working."""
    device, codes = RecoveryDevice.make(by)
    audit.record(by, "accounts.recovery_codes_made", by, about=())
    return device, codes


@transaction.atomic
def use_letter_keys(*, by: User, uses: bool) -> None:
    """Have the keys of one letter work for `by`, or not, on every screen."""
    by.uses_letter_keys = uses
    by.save(update_fields=["uses_letter_keys"])
    audit.record(by, "accounts.letter_keys_chosen", by, about=(), uses=uses)


def second_factors(user: User) -> list[AuthenticatorDevice | WebAuthnCredential]:
    """The app and the passkeys that `user` can sign in with."""
    return [
        *AuthenticatorDevice.objects.filter(user=user, confirmed=True),
        *WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("pk"),
    ]


def recovery_card(user: User) -> RecoveryDevice | None:
    return RecoveryDevice.objects.filter(user=user).first()


def must_set_up(user: User) -> bool:
    """Whether `user` has no second factor at all, and may therefore set one up after the password alone."""
    return not user_has_device(user)


def _check(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Problem(" ".join(error.messages)) from None
