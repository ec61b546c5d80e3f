"""Django's settings. Importing them writes nothing; `serve` makes the data folder."""

import os
from pathlib import Path

from corrin.app import secret
from corrin.app.accounts.mail import mail_settings
from corrin.app.site import LOCAL, site
from corrin.store.place import databases

DATA = Path(os.environ.get("CORRIN_DATA", ".corrin")).absolute()

SECRET_KEY = secret.read(DATA)
DEBUG = False
SITE = site(os.environ)  # one's own computer, or a server where everybody signs in
ALLOWED_HOSTS = [*LOCAL, SITE.host] if SITE.host else [*LOCAL]

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "corrin.store",
    "corrin.app.apps.CorrinApp",
    "corrin.app.reminders.apps.Reminders",
    "corrin.app.tokens.apps.Tokens",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "corrin.app.accounts.even.even",
    "corrin.app.accounts.later.leaving",
    "django.middleware.security.SecurityMiddleware",
    "corrin.app.headers.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "corrin.app.not_kept.NotKept",
]
# Where readers of the library may write: a mail address, or the https address of a form.
REPORT_TO = os.environ.get("CORRIN_REPORT_TO", "")

ROOT_URLCONF = "corrin.app.urls"
WSGI_APPLICATION = "corrin.app.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "corrin.app.installed.installable",
            ]
        },
    }
]

# Accounts. What they may do to whose record stands in urls.py; decisions/0029 says why so.
AUTH_USER_MODEL = "corrin_app.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "corrin.app.accounts.adapter.Accounts"
ACCOUNT_FORMS = {"signup": "corrin.app.accounts.signing_up.SignUp"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # the others' sessions end, this one stays
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# How often a secret may be guessed stands in guesses.py alone; how often mail is asked for, here.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "reset_password": "20/h/ip,5/h/key"}
MFA_ADAPTER = "corrin.app.accounts.adapter.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "corrin"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE.https  # `localhost` alone; browsers see to that

# What allauth counts (mail asked for, pages sent in a minute) holds across processes and restarts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "corrin_app_limit",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # so that nobody pushes out a count with others
    }
}
EMAIL_BACKEND, EMAIL, DEFAULT_FROM_EMAIL = mail_settings(os.environ, DATA, SITE)
EMAIL_FILE_PATH = DATA / "mail"
for _name, _value in EMAIL.items():
    globals()[f"EMAIL_{_name}"] = _value

SESSION_COOKIE_NAME = "__Host-session" if SITE.https else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE.https
CSRF_COOKIE_NAME = "__Host-csrf" if SITE.https else "csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if SITE.https else 0

DATABASES = databases(DATA, os.environ.get("CORRIN_DATABASE"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Words come from our own `words`, in the reader's language; dates likewise.
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# A record is held in memory while it is answered and never laid down on the disk: the page
# takes up to 20 MB (app/intake.py), and a form around it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 21_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 21_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the package; nothing to collect
WHITENOISE_ALLOW_ALL_ORIGINS = False

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "corrin.app.pages.form_refused"
SECURE_REFERRER_POLICY = "same-origin"

# CDS Hooks: whose guidance, which clients are believed (a TOML file), what we are called in
# their tokens besides our own address, and from which pages a browser may call.
COUNTRY = os.environ.get("CORRIN_COUNTRY", "").lower()
CDS_CLIENTS = os.environ.get("CORRIN_CDS_CLIENTS", "")
CDS_AUDIENCE = tuple(os.environ.get("CORRIN_CDS_AUDIENCE", "").split())
CDS_ORIGIN = os.environ.get("CORRIN_CDS_ORIGIN", "*")

# Nothing about a patient in a log: neither bodies, nor addresses, nor messages.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "quiet": {"()": "corrin.app.quiet.Quiet"},
        "audit": {"format": "%(asctime)s %(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "quiet"},
        "audit": {"class": "logging.StreamHandler", "formatter": "audit"},
    },
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "waitress": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "corrin.audit": {"handlers": ["audit"], "level": "INFO", "propagate": False},
    },
}
