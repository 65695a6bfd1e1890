from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import lesson_bodies, notices, places, receivers, rules, searchable, trail_words, waiting  # noqa: F401

        places.register()
        lesson_bodies.register()
