from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "portfolio.workspace"
    label = "workspace"

    def ready(self) -> None:
        from portfolio.workspace import found_here, rules, trail_words, waiting_people, waiting_projects  # noqa: F401
        from portfolio.workspace.actions import imports

        imports.offer()
