from typing import Any

from django.db import connections

from portfolio.projects.actions.pathways import ensure_standard_pathway


def lay_standard_pathway(sender: Any, using: str, **kwargs: Any) -> None:
    # A migration back to nothing also ends here, with the tables gone.
    if "projects_pathway" in connections[using].introspection.table_names():
        ensure_standard_pathway()
