from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "records"

    def ready(self) -> None:
        from records import append_only, editor, long_work, rules  # noqa: F401

        post_migrate.connect(append_only.install_after_migrate, dispatch_uid="append-only")
        editor.connect()
