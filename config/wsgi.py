import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (after the set-up, as the next, which asks the database)

from accounts.checks import refuse_demo_accounts  # noqa: E402

refuse_demo_accounts()

# Every view is loaded before the first request, and what is loaded once is not looked through for garbage again and
# again: that took a tenth of a page's time. Servers that copy this process for each worker share it so.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
