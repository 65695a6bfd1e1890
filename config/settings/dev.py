"""One machine, one command: the demo country on SQLite and an embedded broker."""

from config.settings.base import *  # noqa: F403

DEBUG = env.bool("DEBUG", default=False)  # noqa: F405
DEMO = True
SECOND_FACTOR_REQUIRED = False
SECRET_KEY = "only-for-a-machine-of-one's-own-never-for-a-server"  # noqa: S105
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# What the demo's people sign in with; shown beside their names at sign-in.
DEMO_PASSWORD = "follow the path"  # noqa: S105
