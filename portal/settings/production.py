"""A council's installation. Refuses to start unsafe: no default key, no DEBUG, no demo, no `*` among the hosts."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings import env
from portal.settings.base import *  # noqa: F403
from portal.settings.base import FILE_UPLOAD_TEMP_DIR

if env.flag("DEBUG", False) or env.flag("KINFILE_DEBUG", False):
    raise ImproperlyConfigured("DEBUG shows case data in error pages: unset it in production.")
if env.flag("KINFILE_DEMO", False):
    raise ImproperlyConfigured("The demo lets anybody in with one click: unset KINFILE_DEMO.")

SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or "insecure" in SECRET_KEY.lower():
    raise ImproperlyConfigured("SECRET_KEY must be 50 or more random characters.")
try:
    KINFILE_KEY = bytes.fromhex(env.text("KINFILE_KEY"))
except ValueError:
    raise ImproperlyConfigured("KINFILE_KEY must be 64 hexadecimal digits.") from None
if len(KINFILE_KEY) != 32 or len(set(KINFILE_KEY)) < 8:
    raise ImproperlyConfigured("KINFILE_KEY must be 64 random hexadecimal digits (32 bytes).")

# On the same disk as the files, so that an upload is moved and not copied.
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

ALLOWED_HOSTS = env.words("KINFILE_HOSTS")
if not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("KINFILE_HOSTS must name the hosts of this site, none with *.")

CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
WAGTAILADMIN_BASE_URL = f"https://{ALLOWED_HOSTS[0]}"
OTP_WEBAUTHN_RP_ID = ALLOWED_HOSTS[0]
OTP_WEBAUTHN_ALLOWED_ORIGINS = CSRF_TRUSTED_ORIGINS
KINFILE_PROXIES = env.number("KINFILE_PROXIES", 1, lowest=0, highest=5)

SECURE_SSL_REDIRECT = True
# A load balancer asks from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
if KINFILE_PROXIES:
    # Only a proxy of the council's own can be believed about this.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True

EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587, lowest=1, highest=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")

WHITENOISE_USE_FINDERS = False
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
