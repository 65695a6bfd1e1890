from typing import Any

from django.db import connections

from training.actions.competencies import ensure_competencies


def lay_competencies(sender: Any, using: str, **kwargs: Any) -> None:
    # A migration back to nothing also ends here, with the tables gone.
    if "training_competency" in connections[using].introspection.table_names():
        ensure_competencies()
