from django.apps import AppConfig


class MasarConfig(AppConfig):
    name = "config"
    verbose_name = "Masar"

    def ready(self) -> None:
        from config.celery import app

        # Every thread of the web server rings the same bell.
        app.set_default()
