from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "portfolio.projects"
    label = "projects"
