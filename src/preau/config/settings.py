"""Django's settings; everything that differs between installations comes from preau.config.environment."""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from preau.config import mail
from preau.config.database import from_url
from preau.config.environment import read_all
from preau.config.secret import kept_secret

ENV = read_all()
PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(ENV["PREAU_DATA_DIR"]).absolute()

COMPILED_DIR = ENV["PREAU_COMPILED_DIR"]

DEBUG = ENV["PREAU_DEBUG"]
DEMO = ENV["PREAU_DEMO"]
DEMO_NOW = ENV["PREAU_DEMO_NOW"]
SECRET_KEY = ENV["PREAU_SECRET_KEY"] or kept_secret(DATA_DIR)
SECRET_KEY_IS_OWN = bool(ENV["PREAU_SECRET_KEY"])
ALLOWED_HOSTS = ENV["PREAU_ALLOWED_HOSTS"]
PORT = ENV["PORT"]
BIND = ENV["PREAU_BIND"]
PUBLIC_URL = (ENV["PREAU_PUBLIC_URL"] or f"http://127.0.0.1:{PORT}").rstrip("/")
STREAMS_URL = (ENV["PREAU_STREAMS_URL"] or f"http://127.0.0.1:{PORT + 1}").rstrip("/")
HTTPS = urlsplit(PUBLIC_URL).scheme == "https"

ROOMS = [
    "kernel",
    "ui",
    "directory",
    "identity",
    "access",
    "files",
    "notifications",
    "messaging",
    "safety",
    "people",
    "news",
    "liaison",
    "documents",
    "timetable",
    "attendance",
    "diary",
    "catchup",
    "submissions",
    "federation",
    "portal",
    "helpdesk",
    "console",
    "analytics",
    "imports",
    "api",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    *(f"preau.{room}" for room in ROOMS),
]

MIDDLEWARE = [
    "preau.kernel.middleware.RequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A family page of 11 KB travels as 3. Forms' tokens are masked anew each time, and Django adds random bytes.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "preau.news.middleware.PublicPageMiddleware",  # before sessions: what anybody reads asks no database
    "preau.identity.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "preau.identity.middleware.AccountMiddleware",
    "preau.access.middleware.HatMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "preau.kernel.readonly.ReadOnlyMiddleware",  # innermost: it watches the view alone
]
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options: said by RequestMiddleware, with the other headers that never change
    "security.W005",  # HSTS for subdomains: they may be other people's
    "security.W008",  # the proxy in front redirects to https
    "security.W021",  # HSTS preload: the domain's owner decides
]

ROOT_URLCONF = "preau.config.urls"
WSGI_APPLICATION = "preau.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "preau.ui.backend.Templates",
        "NAME": "jinja2",
        "DIRS": [PACKAGE / room / "templates" for room in ROOMS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "preau.ui.jinja.environment",
            "autoescape": True,
            "auto_reload": DEBUG,
            "context_processors": ["preau.access.context.frame"],
        },
    },
    # Third-party pages that no user sees.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]
FORM_RENDERER = "preau.ui.forms.Renderer"

DATABASES = {"default": from_url(ENV["DATABASE_URL"], DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # A cache that does not answer is done without, and soon.
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV["REDIS_URL"],
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": None},
    }
    if ENV["REDIS_URL"]
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
REDIS_URL = ENV["REDIS_URL"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]}}

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["preau.identity.backends.AccountBackend"]
PASSWORD_HASHERS = ["preau.identity.hashers.BoundedArgon2Hasher"]
SESSION_ENGINE = "preau.identity.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-preau" if HTTPS else "preau"
CSRF_COOKIE_NAME = "__Host-preau-csrf" if HTTPS else "preau-csrf"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "preau.portal.failures.csrf_failure"
SESSION_COOKIE_AGE = 3600  # of who has not signed in; a signed-in session has a life of its own (identity.lifetimes)
SESSION_OWN_DAYS = ENV["PREAU_SESSION_OWN_DAYS"]
SESSION_STAFF_HOURS = ENV["PREAU_SESSION_STAFF_HOURS"]
SESSION_STAFF_IDLE = ENV["PREAU_SESSION_STAFF_IDLE"]
SESSION_SHARED_IDLE = ENV["PREAU_SESSION_SHARED_IDLE"]
SESSION_SEEN = ENV["PREAU_SESSION_SEEN"]
COMPROMISED_PASSWORDS = ENV["PREAU_COMPROMISED_PASSWORDS"]
STEP_UP_MINUTES = ENV["PREAU_STEP_UP_MINUTES"]
TRUST_DAYS = ENV["PREAU_TRUST_DAYS"]
DEVICE_COOKIE_NAME = "__Host-preau-device" if HTTPS else "preau-device"
LOGIN_URL = "identity:sign_in"
LOGIN_REDIRECT_URL = "portal:home"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

SECURE_SSL_REDIRECT = False  # the proxy in front does it; see docs/operations
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "preau-language"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static_built"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9a-f]{8,32}\..+$"
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# A demonstration sends nothing outside: what it would send is read in its data folder.
MAIL_URL = ENV["PREAU_MAIL_URL"] or (f"file://{DATA_DIR}/mail" if DEMO else "")
globals().update(mail.from_url(MAIL_URL))
DEFAULT_FROM_EMAIL = ENV["PREAU_MAIL_FROM"] or "preau@localhost"
ACCESSIBILITY_CONTACT = ENV["PREAU_ACCESSIBILITY_CONTACT"].strip()
ACCESSIBILITY_EMAIL = ENV["PREAU_ACCESSIBILITY_EMAIL"].strip()
SMS_URL = ENV["PREAU_SMS_URL"] or (f"file://{DATA_DIR}/sms" if DEMO else "")
PUSH_KEY = ENV["PREAU_PUSH_KEY"]
PUSH_HOSTS = ENV["PREAU_PUSH_HOSTS"]
BOUNCES_URL = ENV["PREAU_BOUNCES_URL"]
TRUSTED_PROXIES = ENV["PREAU_TRUSTED_PROXIES"]
SCHOOL_ADDRESSES = ENV["PREAU_SCHOOL_ADDRESSES"]
SSO_DIR = ENV["PREAU_SSO_DIR"]

METRICS_TOKEN = ENV["PREAU_METRICS_TOKEN"]
BACKUP_KEY = ENV["PREAU_BACKUP_KEY"]
LOG_DAYS = ENV["PREAU_LOG_DAYS"]
LOG_FILE = ENV["PREAU_LOG_FILE"]
HASHES_AT_ONCE = ENV["PREAU_HASHES_AT_ONCE"]
IMPORT_PROCESSES = ENV["PREAU_IMPORT_PROCESSES"]
IMPORT_UNPACKED_MAX = ENV["PREAU_IMPORT_UNPACKED_MAX"]
TIMETABLE_DIR = ENV["PREAU_TIMETABLE_DIR"]
IMPORT_VALUE_MAX = ENV["PREAU_IMPORT_VALUE_MAX"]
LEAVER_DAYS = ENV["PREAU_LEAVER_DAYS"]
EXPORT_DAYS = ENV["PREAU_EXPORT_DAYS"]
CORRECTION_DAYS = ENV["PREAU_CORRECTION_DAYS"]
FILES_URL = ENV["PREAU_FILES_URL"]
FILES_TIMEOUT = ENV["PREAU_FILES_TIMEOUT"]
FILES_SERVED = ENV["PREAU_FILES_SERVED"]
FILES_CLAMD = ENV["PREAU_FILES_CLAMD"]
FILES_UNSCANNED = ENV["PREAU_FILES_UNSCANNED"]
FILES_GRACE_HOURS = ENV["PREAU_FILES_GRACE_HOURS"]
UPLOAD_HOURS = ENV["PREAU_UPLOAD_HOURS"]
UNDO_SECONDS = ENV["PREAU_UNDO_SECONDS"]
HOLD_READERS = ENV["PREAU_HOLD_READERS"]
HOLD_BURST = ENV["PREAU_HOLD_BURST"]
HOLD_NIGHT = ENV["PREAU_HOLD_NIGHT"]
HOLD_FIRST_FILE = ENV["PREAU_HOLD_FIRST_FILE"]
HOLD_DEVICE_HOURS = ENV["PREAU_HOLD_DEVICE_HOURS"]
ATTACHMENT_BYTES = ENV["PREAU_ATTACHMENT_BYTES"]
ATTACHMENTS_MOST = ENV["PREAU_ATTACHMENTS_MOST"]
HAND_IN_BYTES = ENV["PREAU_HAND_IN_BYTES"]
PDF_PAGES = ENV["PREAU_PDF_PAGES"]
DOCUMENT_BYTES = ENV["PREAU_DOCUMENT_BYTES"]
QUOTA_FAMILY = ENV["PREAU_QUOTA_FAMILY"]
QUOTA_STAFF = ENV["PREAU_QUOTA_STAFF"]
QUOTA_SCHOOL = ENV["PREAU_QUOTA_SCHOOL"]
PICTURE_PIXELS = ENV["PREAU_PICTURE_PIXELS"]
PICTURE_SIDE = ENV["PREAU_PICTURE_SIDE"]
ARCHIVE_ENTRIES = ENV["PREAU_ARCHIVE_ENTRIES"]
ARCHIVE_UNPACKED = ENV["PREAU_ARCHIVE_UNPACKED"]
ARCHIVE_RATIO = ENV["PREAU_ARCHIVE_RATIO"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # pages refuse far fewer in words (files.receiving): this stops what is no form
# A form's file beyond this is stopped while it arrives: nothing a room takes is larger.
FILE_UPLOAD_HANDLERS = [
    "preau.files.receiving.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LOGGING_CONFIG = "preau.kernel.logs.configure"
LOGGING: dict[str, object] = {"file": LOG_FILE}  # Django calls LOGGING_CONFIG only when this says something
