from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "portfolio.measures"
    label = "measures"

    def ready(self) -> None:
        from portfolio.measures import importers, rules, trail_words  # noqa: F401

        importers.bring_in()
