from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        from training import importers, notices, rules, trail_words  # noqa: F401
        from training.receivers import lay_competencies

        importers.bring_in()
        post_migrate.connect(lay_competencies, sender=self, dispatch_uid="competencies")
