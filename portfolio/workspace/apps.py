from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "portfolio.workspace"
    label = "workspace"

    def ready(self) -> None:
        from portfolio.workspace import (  # noqa: F401
            found_here,
            found_ideas,
            rules,
            trail_words,
            waiting_actions,
            waiting_benefits,
            waiting_ideas,
            waiting_people,
            waiting_projects,
            waiting_reports,
            waiting_training,
        )
        from portfolio.workspace.actions import imports

        imports.offer()
