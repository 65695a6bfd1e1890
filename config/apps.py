from django.apps import AppConfig


class MasarConfig(AppConfig):
    name = "config"
    verbose_name = "Masar"
