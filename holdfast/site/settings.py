"""Django's settings. What people choose stands in environment.py; here is what we chose."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from holdfast.kernel.text import MAX_BYTES
from holdfast.rotation.rules.table import MAX_ROWS
from holdfast.site.environment import load
from holdfast.site.secret import secret_key

env = load()
PACKAGE = Path(__file__).resolve().parents[1]

DEBUG = env.debug
SECRET_KEY = env.secret_key or secret_key(env.data_dir)
BASE_URL = env.base_url
DEMO = env.demo
CALENDAR_ALLOW_PRIVATE = env.calendar_allow_private
SLACK_BOT_TOKEN = env.slack_bot_token
SLACK_SIGNING_SECRET = env.slack_signing_secret
SLACK_APP_TOKEN = env.slack_app_token
SLACK_API_URL = env.slack_api_url
GITHUB_API_URL = env.github_api_url
GITHUB_TOKEN = env.github_token
GITHUB_WEBHOOK_SECRET = env.github_webhook_secret
ZENDESK_URL = env.zendesk_url
ZENDESK_TOKEN = env.zendesk_token
ZENDESK_WEBHOOK_SECRET = env.zendesk_webhook_secret
JIRA_URL = env.jira_url
JIRA_TOKEN = env.jira_token
JIRA_WEBHOOK_SECRET = env.jira_webhook_secret
LINEAR_API_URL = env.linear_api_url
LINEAR_TOKEN = env.linear_token
LINEAR_WEBHOOK_SECRET = env.linear_webhook_secret
_host = urlsplit(env.base_url).hostname or "localhost"
ALLOWED_HOSTS = list({_host, "127.0.0.1", "localhost", "[::1]"})
_https = env.base_url.startswith("https://")

DATABASES = {"default": env.database}
_postgresql = env.database["ENGINE"].endswith("postgresql")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "django_tasks",
    *(["procrastinate.contrib.django"] if _postgresql else ["django_tasks_db"]),
    "holdfast.journal",
    "holdfast.people",
    "holdfast.rotation",
    "holdfast.escalation",
    "holdfast.support",
    "holdfast.tracker",
    "holdfast.papercut",
    "holdfast.credit",
    "holdfast.insight",
    "holdfast.telling",
    "holdfast.mail",
    "holdfast.calendar",
    "holdfast.slack",
    "holdfast.helpdesk",
    "holdfast.github",
    "holdfast.jira",
    "holdfast.linear",
    "holdfast.api",
    "holdfast.web",
    "holdfast.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "holdfast.site.middleware.files",
    "holdfast.site.middleware.session",
    "django.middleware.common.CommonMiddleware",
    "holdfast.site.middleware.csrf",
    "holdfast.site.middleware.person",
    "holdfast.site.middleware.messages",
    "holdfast.site.middleware.frames",
    "allauth.account.middleware.AccountMiddleware",  # allauth insists on finding it by this name
    "holdfast.site.middleware.htmx",
    "holdfast.site.middleware.content_policy",
    "holdfast.site.middleware.refusals",
]

ROOT_URLCONF = "holdfast.site.urls"
WSGI_APPLICATION = "holdfast.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "holdfast.web.context.shell",
                "holdfast.slack.setup.trouble.shown",
            ],
            "builtins": ["holdfast.web.templatetags.holdfast"],
        },
    }
]

# --- people and sign-in -----------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["holdfast.web.accounts.People"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "holdfast.web.accounts.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False

# --- sessions, cookies, headers ---------------------------------------------------------------
SESSION_ENGINE = "holdfast.web.sessions"
SESSION_COOKIE_NAME = "holdfast"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [env.base_url]
CSRF_FAILURE_VIEW = "holdfast.web.views.errors.csrf_refused"
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BYTES  # a pasted table; larger ones are refused by name
# Every row of the largest table, its repair and its tick; 5 MB bounds them too.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2 * MAX_ROWS + 100

# --- what several processes share -------------------------------------------------------------
CACHES = {
    "default": {
        # Sign-in rate limits live here: every web process must see the same counts.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
    }
}
TASKS = {
    "default": {
        "BACKEND": (
            "holdfast.journal.engines.procrastinate.ProcrastinateBackend"
            if _postgresql
            else "holdfast.journal.engines.database.WakeUpBackend"
        )
    }
}

# --- words, times, files ----------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False
STATIC_URL = "/static/"
STATIC_ROOT = env.data_dir / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is missing
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
APPEND_SLASH = False
EMAIL_URL = env.email_url
DEFAULT_FROM_EMAIL = env.email_from
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "holdfast.site.logs.formatter"}},
    "filters": {"visitor": {"()": "holdfast.site.logs.VisitorsAffair"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["visitor"]}
    },
    "root": {"handlers": ["stderr"], "level": "INFO" if not DEBUG else "DEBUG"},
    "loggers": {
        # A refused request is the visitor's affair, not the operator's.
        "django.request": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
    },
}
