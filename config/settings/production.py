"""A real country. Whatever is missing stops the start and names its variable."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = env("SECRET_KEY")  # noqa: F405
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # noqa: F405
DATABASES["default"] = {**DATABASES["default"], **env.db_url("DATABASE_URL")}  # noqa: F405
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")  # noqa: F405
PUBLIC_ADDRESS = env("PUBLIC_ADDRESS")  # noqa: F405
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]
REDIS_URL = env("REDIS_URL")  # noqa: F405

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)  # noqa: F405
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
