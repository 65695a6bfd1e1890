from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import importers, notices, receivers, rules, trail_words  # noqa: F401

        notices.register()
        importers.bring_in()
