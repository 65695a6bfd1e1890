from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import places, receivers, rules  # noqa: F401

        places.register()
