"""What every view but those before the sign-in is called with: the middleware lets nobody else through."""

from django.http import HttpRequest

from cases.models import User


class SignedIn(HttpRequest):
    """A request of somebody who is signed in with a second factor."""

    user: User
