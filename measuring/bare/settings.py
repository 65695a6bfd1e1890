"""The least that Django can be: one database, no middleware, no app, no template."""

from pathlib import Path

import environ

env = environ.Env()
SECRET_KEY = "only for measuring on this machine"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "measuring.bare.urls"
ROOT = Path(__file__).resolve().parent.parent.parent
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
USE_TZ = True
TIME_ZONE = "Asia/Qatar"
database = env.db_url("DATABASE_URL")
DATABASES = {
    "default": {
        **database,
        "CONN_MAX_AGE": 3600,
        "OPTIONS": {**database.get("OPTIONS", {}), "options": "-c max_parallel_workers_per_gather=0 -c jit=off"},
    }
}
