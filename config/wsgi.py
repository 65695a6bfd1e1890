import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

from accounts.checks import refuse_demo_accounts  # noqa: E402  (asks the database, so after the set-up)

refuse_demo_accounts()
