from django.apps import AppConfig


class FollowUpsConfig(AppConfig):
    name = "portfolio.followups"
    label = "followups"

    def ready(self) -> None:
        from portfolio.followups import notices, rules, trail_words  # noqa: F401
