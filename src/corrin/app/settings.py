"""Django's settings. Importing them writes nothing; `serve` makes the data folder."""

import os
from pathlib import Path

from corrin.app import secret
from corrin.store.place import databases

DATA = Path(os.environ.get("CORRIN_DATA", ".corrin")).absolute()

SECRET_KEY = secret.read(DATA)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "corrin.store",
    "corrin.app.apps.CorrinApp",
    "corrin.app.reminders.apps.Reminders",
    "corrin.app.tokens.apps.Tokens",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "corrin.app.headers.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
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
