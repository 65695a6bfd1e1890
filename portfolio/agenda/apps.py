from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "portfolio.agenda"
    label = "agenda"
