from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "portfolio.reports"
    label = "reports"

    def ready(self) -> None:
        from portfolio.reports import rules  # noqa: F401
