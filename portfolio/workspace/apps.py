from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "portfolio.workspace"
    label = "workspace"
