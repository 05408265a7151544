"""Signed-in browsers for tests, without typing passwords and codes."""

import time

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP

from cases import sessions
from cases.models import AuthenticatorDevice, User


def sign_in(client: Client, user: User) -> AuthenticatorDevice:
    """Sign `user` in, second factor included, as a sign-in of this moment would leave it."""
    device = device_of(user)
    sign_in_halfway(client, user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session[sessions.PROVED] = session[sessions.STARTED]
    session.save()
    return device


def sign_in_halfway(client: Client, user: User) -> None:
    """Sign `user` in by password only: the second factor is still to come."""
    client.force_login(user, backend=sessions.BACKEND)
    session = client.session
    sessions.stamp(session)
    session.save()


def device_of(user: User) -> AuthenticatorDevice:
    """The confirmed authenticator app of `user`, made when there is none."""
    device = AuthenticatorDevice.objects.filter(user=user, confirmed=True).first()
    return device or AuthenticatorDevice.make(user, confirmed=True)


def code_of(device: AuthenticatorDevice, *, steps_ahead: int = 0) -> str:
    """What the app shows now, or so many steps of 30 seconds later."""
    totp = TOTP(device.seed, step=30, digits=6, drift=steps_ahead)
    totp.time = time.time()
    return f"{totp.token():06d}"
