"""The demo and a developer's own machine: keys are made on first use, and one click enters as somebody of the demo."""

from portal.settings import env, keys
from portal.settings.base import *  # noqa: F403
from portal.settings.base import KINFILE_DATA, PORT

KINFILE_DEMO = env.flag("KINFILE_DEMO", True)
KINFILE_DATA.mkdir(parents=True, exist_ok=True)
(KINFILE_DATA / "uploads").mkdir(exist_ok=True)
(KINFILE_DATA / "static").mkdir(exist_ok=True)
KINFILE_SCAN_FOLDER = env.text("KINFILE_SCAN_FOLDER", str(KINFILE_DATA / "scanner"))
SECRET_KEY = keys.made_on_first_use(KINFILE_DATA / "keys" / "sessions")
KINFILE_KEY = bytes.fromhex(keys.made_on_first_use(KINFILE_DATA / "keys" / "files"))
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
CSRF_TRUSTED_ORIGINS = [f"http://localhost:{PORT}"]

LOGGING = {**LOGGING, "loggers": {**LOGGING["loggers"], "portal.requests": {"level": "WARNING"}}}
