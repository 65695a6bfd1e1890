"""What every environment shares. Each variable read here is listed in docs/settings.md (a test compares)."""

from pathlib import Path

import environ
from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Where everything that the product writes at run time lives: database, media, private files, queue, logs.
VAR = Path(env("MASAR_VAR", default=str(ROOT / "var")))

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PUBLIC_ADDRESS = env("PUBLIC_ADDRESS", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
# The demo country: its accounts are listed at sign-in and no second factor is asked for.
DEMO = False

INSTALLED_APPS = [
    "config.apps.MasarConfig",
    "records",
    "accounts",
    "training",
    "portfolio.agenda",
    "portfolio.followups",
    "portfolio.measures",
    "portfolio.projects",
    "portfolio.benefits",
    "portfolio.ideas",
    "portfolio.reports",
    "portfolio.workspace",
    "cms",
    "integrations",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "records.middleware.TrailMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.AdmissionMiddleware",
    # Innermost: one transaction and one audit event around each request of the editor.
    "cms.middleware.EditorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            # Cotton rewrites templates as it loads them, so the cache has to sit outside of it.
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "records.templatetags.masar",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portfolio.workspace.shell.shell",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "records.widget_markup.QuickWidgets"

# Set to nothing, it is as good as not set.
DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", default="") or f"sqlite:///{VAR / 'masar.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Two writers wait for each other instead of failing; INSERT OR REPLACE still fires the triggers.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONNECTION_SECONDS", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # To compile a question takes the database a second where to answer it takes a hundredth of one.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    # Sign-in counters live here, so every process has to share it.
    "default": {
        "BACKEND": "records.quiet_cache.QuietRedisCache"
        if REDIS_URL
        else "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": REDIS_URL or str(VAR / "cache"),
        # On files, a full cache would throw counters away; Redis has its own limit.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2} if REDIS_URL else {"MAX_ENTRIES": 20_000},
    },
}

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_connect_timeout": 2}
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "queue"),
        "data_folder_out": str(VAR / "queue"),
        "control_folder": str(VAR / "queue-control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Qatar"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
# The rows are the truth and the broker only a bell: these sweeps pick up whatever a lost bell left behind.
CELERY_BEAT_SCHEDULE = {
    "send-what-waits-in-the-outbox": {"task": "records.tasks.send_outbox", "schedule": 15.0},
    "run-jobs-left-behind": {"task": "records.tasks.requeue_stale_jobs", "schedule": 20.0},
    "clear-what-has-served": {"task": "records.tasks.clear_what_has_served", "schedule": 3600.0},
    "remind-of-reports": {"task": "portfolio.reports.tasks.remind_of_reports", "schedule": 3600.0},
    "remind-of-updates-due": {"task": "portfolio.projects.tasks.remind_of_updates_due", "schedule": 3600.0},
    "clear-addresses-of-ideas": {"task": "portfolio.ideas.tasks.clear_addresses", "schedule": 3600.0},
    "follow-roles-to-agencies": {"task": "training.tasks.follow_roles", "schedule": 300.0},
    "ask-what-was-used": {"task": "training.tasks.ask_what_was_used", "schedule": 3600.0},
    "remind-of-certificates-that-end": {"task": "training.tasks.remind_of_ends", "schedule": 3600.0},
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.StandingBackend",
    "accounts.backends.PersonBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name_en", "name_ar")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:start"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.PasswordChangeForm",
    "reset_password": "accounts.forms.NewPasswordRequest",
    "reset_password_from_key": "accounts.forms.PasswordByLetterForm",
}
ACCOUNT_ADAPTER = "accounts.adapters.InvitationOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# What can be sent without an account, and how often: by place, by the address that is typed, and by account.
IDEAS_RATE_LIMITS = {
    "hold": "20/h/ip,5/h/key",
    "link": "10/h/ip,3/h/key",
    "send": "30/h/key",
    "comment": "60/h/key",
    "similar": "120/m/ip",
}
# How often a learning system may send what it has to say.
STATEMENT_RATE_LIMITS = {"statements": "600/m/key"}
# Behind a proxy the client's address is the nth from the right; forged entries to its left do not count.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_ADAPTER = "accounts.adapters.SealedSecretsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "activate_totp": "accounts.forms.CodeToSetUpForm",
    "authenticate": "accounts.forms.CodeAsSecondForm",
    "reauthenticate": "accounts.forms.CodeOnceMoreForm",
    "add_webauthn": "accounts.forms.NewPasskeyForm",
    "edit_webauthn": "accounts.forms.PasskeyNameForm",
    "login_webauthn": "accounts.forms.PasskeyAtTheDoorForm",
    "authenticate_webauthn": "accounts.forms.PasskeyAsSecondForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyOnceMoreForm",
}
MFA_TOTP_ISSUER = "Masar"
SECOND_FACTOR_REQUIRED = True

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Qatar"
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static", ("fonts", VAR / "fonts")]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
PRIVATE_ROOT = VAR / "private"
# The key that certificates are signed with; made at first use where there is none.
BADGE_KEY_FILE = env("BADGE_KEY_FILE", default=str(VAR / "keys" / "badges.pem"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None},
    },
    "staticfiles": {"BACKEND": "config.static_files.GzippedManifestStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A long job works so long, then writes where it is and begins its next slice.
JOB_SLICE_SECONDS = env.float("JOB_SLICE_SECONDS", default=3.0)
# So many days before an action is due, whoever owes it is told.
ACTION_REMINDER_DAYS = env.int("ACTION_REMINDER_DAYS", default=7)
# The keys that sign the reports' chain. They belong outside of the database and of its backup.
REPORT_KEYS = env("REPORT_KEYS", default=str(VAR / "keys" / "reports"))
# A function that is given each file before it is kept and answers whether it is harmful, as package.module.function.
FILE_SCANNER = env("FILE_SCANNER", default="")
# From when on figures speak against what an officer says of a project.
VARIANCE_THRESHOLD_PERCENT = env.int("VARIANCE_THRESHOLD_PERCENT", default=5)
MILESTONE_RED_DAYS = env.int("MILESTONE_RED_DAYS", default=30)
UPDATE_QUIET_DAYS = env.int("UPDATE_QUIET_DAYS", default=60)
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
PICTURE_LIMIT_BYTES = 10 * 1024 * 1024

WAGTAIL_SITE_NAME = "Masar"
WAGTAILADMIN_BASE_URL = PUBLIC_ADDRESS
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search_backend", "SEARCH_CONFIG": "simple"}}
# Half a minute: each saving of a draft is a line of the trail.
WAGTAIL_AUTOSAVE_INTERVAL = 30_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "csv", "txt", "zip", "mp4", "webm", "vtt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = UPLOAD_LIMIT_BYTES
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = PICTURE_LIMIT_BYTES

# A page that is sent for translation stays a draft until somebody publishes it.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = str(VAR / "mail")
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="masar@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
PERMISSIONS_POLICY = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb")}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "portfolio.workspace.views.errors.csrf_failed"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"masar": {"level": "INFO"}},
}
