from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProjectsConfig(AppConfig):
    name = "portfolio.projects"
    label = "projects"

    def ready(self) -> None:
        # One a line: every room that is added here adds its own.
        from portfolio.projects import (  # noqa: F401
            exports,
            facts_of_projects,
            followed_up,
            gate_files,
            importers,
            notices,
            rules,
            shown_files,
            strands,
            trail_words,
            trained_people,
        )
        from portfolio.projects.receivers import lay_first_scales, lay_founding_pathways

        importers.bring_in()
        post_migrate.connect(lay_founding_pathways, sender=self, dispatch_uid="founding-pathways")
        post_migrate.connect(lay_first_scales, sender=self, dispatch_uid="first-rating-scales")
