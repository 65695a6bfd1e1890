from typing import Any

from django.db import connections

from portfolio.projects.actions.founding import ensure_founding_pathways
from portfolio.projects.actions.ratings import ensure_first_scales


def lay_founding_pathways(sender: Any, using: str, **kwargs: Any) -> None:
    # A migration back to nothing also ends here, with the tables gone.
    if "projects_gatecriterion" in connections[using].introspection.table_names():
        ensure_founding_pathways()


def lay_first_scales(sender: Any, using: str, **kwargs: Any) -> None:
    if "projects_ratingscale" in connections[using].introspection.table_names():
        ensure_first_scales()
