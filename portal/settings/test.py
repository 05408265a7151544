"""The tests: a quick hasher, files in a folder of their own, messages kept in memory."""

import tempfile
from pathlib import Path

from portal.settings import env
from portal.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
KINFILE_KEY = bytes(range(32))
# A process that a test starts shares the files of that test; never those of KINFILE_DATA, which may be somebody's.
KINFILE_DATA = Path(env.text("KINFILE_TEST_DATA", "") or tempfile.mkdtemp(prefix="kinfile-tests-"))
FILE_UPLOAD_TEMP_DIR = KINFILE_DATA
STATIC_ROOT = KINFILE_DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
ALLOWED_HOSTS = ["testserver", "localhost"]
# Argon2 costs half a second a sign-in on purpose; the tests sign in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
KINFILE_DEMO = False
# Drawn by lot: only where a test asks for it.
KINFILE_SECOND_LOOK_PERCENT = 0
# It takes seconds a page and over a gigabyte, so only the tests that are about it ask for it.
KINFILE_SECOND_ENGINE = env.text("KINFILE_SECOND_ENGINE", "")

# The tests of searching ask both engines; the others keep to the one that needs no server.
SEARCH_URL = []

LOGGING = {**LOGGING, "loggers": {**LOGGING["loggers"], "portal.requests": {"level": "WARNING"}}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads and started processes must see the same rows; in memory they lock each other out.
    DATABASES["default"]["TEST"] = {"NAME": str(KINFILE_DATA / "test.sqlite3")}
