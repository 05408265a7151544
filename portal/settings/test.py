"""The tests: a quick hasher, files in a folder of their own, messages kept in memory."""

import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
KINFILE_KEY = bytes(range(32))
KINFILE_DATA = Path(tempfile.mkdtemp(prefix="kinfile-tests-"))
FILE_UPLOAD_TEMP_DIR = KINFILE_DATA
STATIC_ROOT = KINFILE_DATA / "static"
STATIC_ROOT.mkdir()
ALLOWED_HOSTS = ["testserver", "localhost"]
# Argon2 costs half a second a sign-in on purpose; the tests sign in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
KINFILE_DEMO = False

LOGGING = {**LOGGING, "loggers": {**LOGGING["loggers"], "portal.requests": {"level": "WARNING"}}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads and started processes must see the same rows; in memory they lock each other out.
    DATABASES["default"]["TEST"] = {"NAME": str(KINFILE_DATA / "test.sqlite3")}
