from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "portfolio.ideas"
    label = "ideas"

    def ready(self) -> None:
        from portfolio.ideas import notices, rules, seeding, strands, trail_words  # noqa: F401
        from portfolio.projects import beside

        beside.register(beside.Beside("ideas:list", _("Ideas"), "ideas.list"))
