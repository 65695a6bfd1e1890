from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProjectsConfig(AppConfig):
    name = "portfolio.projects"
    label = "projects"

    def ready(self) -> None:
        from portfolio.projects import importers, notices, rules, trail_words  # noqa: F401
        from portfolio.projects.receivers import lay_standard_pathway

        importers.bring_in()
        post_migrate.connect(lay_standard_pathway, sender=self, dispatch_uid="standard-pathway")
