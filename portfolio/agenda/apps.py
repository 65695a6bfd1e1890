from django.apps import AppConfig


class AgendaConfig(AppConfig):
    name = "portfolio.agenda"
    label = "agenda"

    def ready(self) -> None:
        from portfolio.agenda import rules, trail_words  # noqa: F401
