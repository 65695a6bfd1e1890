"""The product as a country runs it, on this machine alone: every middleware, nothing of the demo."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "only for measuring on this machine"  # noqa: S105
# First of all, so that what the other middleware asks is counted too.
MIDDLEWARE = ["measuring.query_log.QueryLogMiddleware", *MIDDLEWARE]  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 3600  # noqa: F405
DATABASES["default"]["OPTIONS"] = {  # noqa: F405
    **DATABASES["default"].get("OPTIONS", {}),  # noqa: F405
    # Helpers of a query are processes of their own, whose time would be missed.
    "options": "-c max_parallel_workers_per_gather=0 -c jit=off",
}
# Pages name their static files by their digests as in production; compressing them would only take time here.
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
