"""Karya's settings, all from the environment with defaults that run out of the box."""

import sys
from pathlib import Path

import django_stubs_ext
from celery.schedules import BaseSchedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from core.logging import logging_config
from core.redis import BROKER_WAITS, broker_url, database_of
from marketplace.beat import SCHEDULE
from marketplace.enum_names import ENUM_NAMES
from marketplace.environment import BASE_DIR, DATA_DIR, database_url, env
from marketplace.provider_keys import require_providers
from marketplace.settings_money import *  # noqa: F403 -- one file of settings, in two parts

django_stubs_ext.monkeypatch()  # lets fields be written with their types: BigIntegerField[int, int]

# What it is, and where
DEBUG = env.bool("DEBUG", default=True)
SITE_NAME = env.str("SITE_NAME", default="Karya")
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}")
WEBHOOK_BASE_URL = env.str("WEBHOOK_BASE_URL", default=SITE_URL)
DEFAULT_CURRENCY = env.str("DEFAULT_CURRENCY", default="IDR")
SECRET_KEY = env.str("SECRET_KEY", default="development-only-not-a-secret" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: Karya does not run without one outside DEBUG.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else ["localhost", "127.0.0.1"])
SECOND_OPINION_ABOVE = env.int("SECOND_OPINION_ABOVE", default=5_000_000)  # rulings; whole units
MISMATCH_ALONE_UP_TO = env.int("MISMATCH_ALONE_UP_TO", default=50_000)  # differences; whole rupiah
DEMO = env.bool("DEMO", default=DEBUG)
MAINTENANCE = env.bool("MAINTENANCE", default=False)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LISTEN_TO_PROXY = env.bool("BEHIND_PROXY", default=False)
IS_HTTPS = SITE_URL.startswith("https://")
require_providers(globals())

INSTALLED_APPS = [
    "marketplace",
    "marketplace.administration_app.KaryaAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_filters",
    "django_structlog",
    "django_celery_beat",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "core",
    "accounts",
    "sandbox",
    "staff",
    "identity",
    "payments",
    "projects",
    "messaging",
    "disputes",
    "reviews",
    "evidence",
    "moderation",
    "desk",
    "notifications",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.middleware.CompressionMiddleware",
    "marketplace.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "marketplace.middleware.MaintenanceMiddleware",
    "marketplace.middleware.OwnErrorPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marketplace.middleware.RequestLogMiddleware",
    "marketplace.middleware.PreferencesMiddleware",
    "marketplace.outward.middleware.OutwardMiddleware",
    "marketplace.middleware.PrivacyMiddleware",
    "marketplace.middleware.ActMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.WaitingSignInMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "marketplace.middleware.ArrivalMiddleware",
    "marketplace.middleware.DomainErrorMiddleware",
    "marketplace.viewing.ViewingMiddleware",
    "desk.middleware.DeskMiddleware",
    "marketplace.middleware.OwnErrorPagesMiddleware",
]
DEFAULT_EXCEPTION_REPORTER = "marketplace.errors.Reporter"
ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"

# Pages
_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.karya",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.context_processors.site",
            ],
        },
    }
]
FORM_RENDERER = "core.rendering.Renderer"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "core.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# Files: whatever is not under public/ is private and leaves only through a view that asks a policy
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
IDENTITY_ROOT = Path(env.str("IDENTITY_ROOT", default=str(MEDIA_ROOT / "identity")))
IDENTITY_KEYS = env.list("IDENTITY_KEYS", default=[])  # Fernet keys, the newest first
IDENTITY_KEEP_DAYS = env.int("IDENTITY_KEEP_DAYS", default=14)  # pictures, after the decision
_STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": env.str("FILE_STORAGE", "django.core.files.storage.FileSystemStorage")},
    "staticfiles": {"BACKEND": _STATIC_STORAGE},
}
UPLOAD_MAX_BYTES = 10 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# Rows and caches
DATABASES = {"default": env.db_url_config(database_url(sys.argv))}
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if env.bool("BEHIND_PGBOUNCER", default=False):
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "DISABLE_SERVER_SIDE_CURSORS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "core.cache.PatientCache",
        "LOCATION": database_of(REDIS_URL, 1),
        "KEY_PREFIX": "karya",
    }
}

PIECES_KEPT_FOR = 5  # seconds; see core.kept
NAMES_KEPT_FOR = 5  # seconds; see core.memory

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
USERSESSIONS_ADAPTER = "accounts.adapters.UserSessionsAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.signup.SignupDetails"
_ENTRANCE = "accounts.forms.entrance"
ACCOUNT_FORMS = {
    "login": f"{_ENTRANCE}.LoginForm",
    "signup": f"{_ENTRANCE}.SignupForm",
    "add_email": f"{_ENTRANCE}.AddEmailForm",
    "change_password": f"{_ENTRANCE}.ChangePasswordForm",
    "set_password": f"{_ENTRANCE}.SetPasswordForm",
    "reset_password": f"{_ENTRANCE}.ResetPasswordForm",
    "reset_password_from_key": f"{_ENTRANCE}.ResetPasswordKeyForm",
    "reauthenticate": f"{_ENTRANCE}.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": f"{_ENTRANCE}.AuthenticateForm",
    "reauthenticate": f"{_ENTRANCE}.ReauthenticateByCodeForm",
    "activate_totp": f"{_ENTRANCE}.ActivateAppForm",
}
SOCIALACCOUNT_FORMS = {"signup": f"{_ENTRANCE}.SocialSignupForm"}
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
MFA_ADAPTER = "accounts.adapters.TwoStepsAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # or nobody with two steps could ever change the address
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
_SOCIAL_KEYS = {
    name: (env.str(f"{name.upper()}_CLIENT_ID", ""), env.str(f"{name.upper()}_CLIENT_SECRET", ""))
    for name in ("google", "github", "facebook", "apple")
}
SOCIALACCOUNT_PROVIDERS = {
    name: {"APPS": [{"client_id": client_id, "secret": secret}]}
    for name, (client_id, secret) in _SOCIAL_KEYS.items()
    if client_id
}
INSTALLED_APPS += [f"allauth.socialaccount.providers.{name}" for name in SOCIALACCOUNT_PROVIDERS]
SOCIALACCOUNT_LOGIN_ON_GET = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(LISTEN_TO_PROXY)  # whose word counts for rate limits

# Languages and clocks
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
VISITOR_TIME_ZONE = "Asia/Jakarta"
LANGUAGE_CODE = "en"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# What a browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL, *env.list("CSRF_TRUSTED_ORIGINS", default=[])]
CSRF_FAILURE_VIEW = "marketplace.errors.csrf_failure"
SECURE_SSL_REDIRECT = IS_HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000) if IS_HTTPS else 0
if LISTEN_TO_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

# The API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.permissions.HasScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "core.api.parsers.PlainJSONParser",
        "rest_framework.parsers.MultiPartParser",
        "rest_framework.parsers.FormParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.NewestFirst",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttles.PerPerson", "core.api.throttles.Writes"],
    "DEFAULT_THROTTLE_RATES": {
        "person": env.str("API_RATE", default="600/min"),
        "writes": env.str("API_WRITE_RATE", default="120/min"),
        "money": env.str("API_MONEY_RATE", default="30/min"),
    },
    "NUM_PROXIES": 1 if LISTEN_TO_PROXY else 0,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "core.api.errors.ExceptionHandler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "DESCRIPTION": "Projects, bids, contracts, milestones and money. Amounts are minor units.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": True},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}

# Work for later
CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **BROKER_WAITS,
    "visibility_timeout": 600,
    "global_keyprefix": "karya:",
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": every if isinstance(every, BaseSchedule) else float(every)}
    for task, every in SCHEDULE.items()
}

# Mail: kept on disk and shown at /dev/mail/ while developing, sent otherwise
MAIL_DIR = DATA_DIR / "mail"
EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
if DEBUG and "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "marketplace.mail.KeptMail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <hello@karya.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Logs
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_COMMAND_LOGGING_ENABLED = False
LOGGING = logging_config(level=env.str("LOG_LEVEL", default="INFO"), as_json=not DEBUG)
LOGGING_CONFIG = "core.logging.configure"
