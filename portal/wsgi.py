"""The WSGI application: `gunicorn portal.wsgi`."""

import os

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")


def checked_application() -> WSGIHandler:
    """The application, unless the settings would open a second door; commands check that by themselves."""
    made = get_wsgi_application()
    serious = [str(found) for found in run_checks(tags=[Tags.security]) if found.is_serious()]
    if serious:
        raise ImproperlyConfigured("\n".join(serious))
    return made


application = checked_application()
