"""What every installation shares. Holds no secret and no unsafe default."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from portal.settings import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# One folder holds database, files, index and keys, so that two instances live side by side.
KINFILE_DATA = Path(env.text("KINFILE_DATA", str(BASE_DIR / "var"))).resolve()
KINFILE_DEMO = False
KINFILE_COUNCIL = env.text("KINFILE_COUNCIL", "Northmoor Council")
KINFILE_PHONE = env.text("KINFILE_PHONE", "01632 960 001")
# Where the source of this very installation can be had: whoever uses it over a network is to be offered that.
KINFILE_SOURCE = env.text("KINFILE_SOURCE", "https://source.example/")
KINFILE_LEAVE_TO = env.text("KINFILE_LEAVE_TO", "https://www.bbc.co.uk/weather")
# Within how many working days somebody reads what a family member answered. No law sets this: it is what the council
# promises, in its own name, above every box that a family member writes in.
KINFILE_ANSWERS_READ_WITHIN = env.number(
    "KINFILE_ANSWERS_READ_WITHIN_DAYS", 3, lowest=1, highest=20
)
# Of a hundred filings that nobody doubts, how many a second person looks at all the same.
KINFILE_SECOND_LOOK_PERCENT = env.number("KINFILE_SECOND_LOOK_PERCENT", 5, lowest=0, highest=100)
# Before paper is destroyed, so many of 100 pages, and no fewer than so many, are compared with it by another person.
KINFILE_PAPER_SAMPLE_PERCENT = env.number("KINFILE_PAPER_SAMPLE_PERCENT", 10, lowest=1, highest=100)
KINFILE_PAPER_SAMPLE_LEAST = env.number("KINFILE_PAPER_SAMPLE_LEAST", 10, lowest=1, highest=10_000)
# How long the files of a closed batch, as they were handed in, are kept beside the pages that were cut out of them.
KINFILE_RAW_BATCH_KEPT = timedelta(
    days=env.number("KINFILE_RAW_BATCH_DAYS", 180, lowest=1, highest=36_500)
)
KINFILE_ENGINE = env.text("KINFILE_ENGINE", "scanning.engines.tesseract.Tesseract")
# Reads every scanned page once more when nothing else waits; empty: none does.
KINFILE_SECOND_ENGINE = env.text("KINFILE_SECOND_ENGINE", "scanning.engines.rapid.RapidOcr")
KINFILE_READERS = env.number("KINFILE_READERS", os.cpu_count() or 2, lowest=1, highest=64)
KINFILE_UPLOAD_LIMIT = (
    env.number("KINFILE_UPLOAD_LIMIT_MB", 200, lowest=1, highest=4096) * 1024 * 1024
)
# What is left free on the disk: below it nothing more is taken in, so that what is there can still be worked on.
KINFILE_DISK_RESERVE = (
    env.number("KINFILE_DISK_RESERVE_MB", 1024, lowest=0, highest=1_000_000) * 1024 * 1024
)
# Files that one person began to send and has not finished, together; and how long they are kept.
KINFILE_UNFINISHED_LIMIT = (
    env.number("KINFILE_UNFINISHED_LIMIT_MB", 2000, lowest=1, highest=1_000_000) * 1024 * 1024
)
KINFILE_UNFINISHED_LASTS = timedelta(
    hours=env.number("KINFILE_UNFINISHED_LASTS_HOURS", 72, lowest=1, highest=2000)
)
# How long work stays with a worker that no longer says that it lives. A living one renews its leases every few seconds,
# so a page may take longer than this.
KINFILE_LEASE = timedelta(seconds=env.number("KINFILE_LEASE_SECONDS", 90, lowest=5, highest=3600))
# Where scanners write: one folder below it for each way in. Empty: no scanner does.
KINFILE_SCAN_FOLDER = env.text("KINFILE_SCAN_FOLDER", "")
KINFILE_SCAN_LOOK = timedelta(
    seconds=env.number("KINFILE_SCAN_LOOK_SECONDS", 5, lowest=1, highest=600)
)
# How long size and time of a file must stand still before it counts as written to its end.
KINFILE_SCAN_SETTLE = timedelta(
    seconds=env.number("KINFILE_SCAN_SETTLE_SECONDS", 10, lowest=1, highest=3600)
)
# Empty: no mailbox. The connection is always encrypted, and the server's certificate checked.
KINFILE_MAIL_HOST = env.text("KINFILE_MAIL_HOST", "")
KINFILE_MAIL_PORT = env.number("KINFILE_MAIL_PORT", 993, lowest=1, highest=65535)
KINFILE_MAIL_USER = env.text("KINFILE_MAIL_USER", "")
KINFILE_MAIL_PASSWORD = env.text("KINFILE_MAIL_PASSWORD", "")
KINFILE_MAIL_LOOK = timedelta(
    seconds=env.number("KINFILE_MAIL_LOOK_SECONDS", 60, lowest=5, highest=3600)
)
KINFILE_MAIL_LIMIT = env.number("KINFILE_MAIL_LIMIT_MB", 50, lowest=1, highest=500) * 1024 * 1024
# Empty: the search index is a folder of KINFILE_DATA. Otherwise the addresses of the nodes of an Elasticsearch 8.
SEARCH_URL = env.words("SEARCH_URL")
SEARCH_INDEX = env.text("SEARCH_INDEX", "kinfile")
SEARCH_API_KEY = env.text("SEARCH_API_KEY", "")
# Empty: the authorities that this machine trusts.
SEARCH_CA_PATH = env.text("SEARCH_CA_PATH", "")
SEARCH_TIMEOUT = timedelta(seconds=env.number("SEARCH_TIMEOUT_SECONDS", 5, lowest=1, highest=60))
# Into how many parts an index is cut that is built from now on: one for every ten million pages or so.
SEARCH_SHARDS = env.number("SEARCH_SHARDS", 1, lowest=1, highest=64)
# Files that follow each other within this time are one stack.
KINFILE_SCAN_TOGETHER = timedelta(
    minutes=env.number("KINFILE_SCAN_TOGETHER_MINUTES", 3, lowest=1, highest=120)
)
# Doubtful words of these kinds (name, date, number, word) count as checked when two people agree.
KINFILE_SECOND_READER = env.words("KINFILE_SECOND_READER", ("name", "date", "number"))
# Empty: the council's seal is made in KINFILE_DATA. Otherwise PEM files and the passphrase of the key.
KINFILE_SEAL_KEY_PATH = env.text("KINFILE_SEAL_KEY_PATH", "")
KINFILE_SEAL_CERTIFICATE_PATH = env.text("KINFILE_SEAL_CERTIFICATE_PATH", "")
KINFILE_SEAL_ROOT_PATH = env.text("KINFILE_SEAL_ROOT_PATH", "")
KINFILE_SEAL_PASSPHRASE = env.text("KINFILE_SEAL_PASSPHRASE", "")
# Empty: a seal says that its time comes from the council's own clock.
KINFILE_TIMESTAMP_URL = env.text("KINFILE_TIMESTAMP_URL", "")
KINFILE_TIMESTAMP_ROOT_PATH = env.text("KINFILE_TIMESTAMP_ROOT_PATH", "")
PORT = env.number("PORT", 8000, lowest=1, highest=65535)

DEBUG = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    # Bottom to top: each registers its policy rows as it starts, and the top one freezes the table.
    "cases.apps.CasesConfig",
    "documents.apps.DocumentsConfig",
    "scanning.apps.ScanningConfig",
    "search.apps.SearchConfig",
    "family_access.apps.FamilyAccessConfig",
    "portal.apps.PortalConfig",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django_otp",
    "django_otp_webauthn",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.request_logged",
    "portal.middleware.private_answers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.untold_kept",
    "portal.middleware.bounded_session",
    "portal.middleware.second_factor_first",
    "portal.middleware.own_side_only",
    "portal.middleware.one_moment",
    "portal.middleware.audit_refusals",
    "portal.middleware.merged_followed",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", KINFILE_DATA / "kinfile.sqlite3")}

AUTH_USER_MODEL = "cases.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "portal.backends.ByRole",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"

# Somebody who knows a person's name must not be able to lock that person out: only name and address together count.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "portal.views.accounts.too_many_tries"
AXES_CLIENT_IP_CALLABLE = "portal.addresses.client_address"
# A wrong password during the wait does not lengthen it, or somebody could keep a colleague of the same address out.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Who signed in from where stands in the audit log, once.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password", "code", "csrfmiddlewaretoken"]
# How many of the council's own proxies write X-Forwarded-For; what stands before their entries is hearsay.
KINFILE_PROXIES = 0

# Neutral on purpose: a phone shows it beside the passkey.
OTP_WEBAUTHN_RP_NAME = "Account"
OTP_WEBAUTHN_RP_ID = "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"http://localhost:{PORT}"]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = True
OTP_WEBAUTHN_HELPER_CLASS = "portal.passkeys.Helper"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
KINFILE_IDLE_STAFF = timedelta(minutes=30)
KINFILE_IDLE_FAMILY = timedelta(minutes=20)
KINFILE_SESSION_LONGEST = timedelta(hours=12)
KINFILE_PROOF_LASTS = timedelta(minutes=10)
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.errors.form_out_of_date"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
# What a message says may be about a case: it waits in the session, not in a cookie of a shared computer.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": under that, browsers send forms with `Origin: null`, and no form of our own is let through.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/cms/"],
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 500
FILE_UPLOAD_HANDLERS = ["documents.receiving.PatientUploadHandler"]
FILE_UPLOAD_TEMP_DIR = KINFILE_DATA / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o600

STATIC_URL = "/static/"
STATIC_ROOT = KINFILE_DATA / "static"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": KINFILE_DATA / "guidance"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
TIME_ZONE = "Europe/London"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = "Messages <no-reply@example.org>"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

WAGTAIL_SITE_NAME = "Kinfile content"
WAGTAILADMIN_BASE_URL = f"http://localhost:{PORT}"
WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.formatter"}},
    "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["standard_error"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would print its lines a second time, with addresses and exception texts.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # `portal.requests` says which view answered 404, and to whom.
        "django.request": {"level": "ERROR"},
        # The audit log has each refused sign-in.
        "axes": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "portal.requests": {"level": env.text("KINFILE_LOG", "INFO").upper()},
    },
}

SILENCED_SYSTEM_CHECKS: list[str] = []
