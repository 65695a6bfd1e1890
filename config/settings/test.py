import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "MASAR_VAR" not in os.environ:
    # Each run keeps its files apart; workers that a test starts inherit the place.
    os.environ["MASAR_VAR"] = tempfile.mkdtemp(prefix="masar-tests-")
    atexit.register(shutil.rmtree, os.environ["MASAR_VAR"], ignore_errors=True)
elif os.environ.get("PYTEST_XDIST_WORKER") and "/xdist-" not in os.environ["MASAR_VAR"]:
    os.environ["MASAR_VAR"] += f"/xdist-{os.environ['PYTEST_XDIST_WORKER']}"
Path(os.environ["MASAR_VAR"]).mkdir(parents=True, exist_ok=True)

from config.settings.base import *  # noqa: E402, F403

SECRET_KEY = "tests"  # noqa: S105
SECOND_FACTOR_REQUIRED = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # A file, so that workers and a second process see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}  # noqa: F405
