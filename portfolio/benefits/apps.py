from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "portfolio.benefits"
    label = "benefits"

    def ready(self) -> None:
        from portfolio.benefits import notices, place, rules, seeding, trail_words  # noqa: F401
