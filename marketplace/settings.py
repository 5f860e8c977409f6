"""Karya's settings, all from the environment with defaults that run out of the box."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="development-only-not-a-secret")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
SITE_NAME = env.str("SITE_NAME", default="Karya")
DEFAULT_CURRENCY = env.str("DEFAULT_CURRENCY", default="IDR")
UPLOAD_MAX_BYTES = 10 * 1024**2

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "pgtrigger",
    "core",
    "accounts",
    "sandbox",
    "payments",
    "projects",
    "messaging",
    "disputes",
    "reviews",
    "notifications",
]
AUTH_USER_MODEL = "accounts.User"
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///karya")}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "marketplace.urls"
