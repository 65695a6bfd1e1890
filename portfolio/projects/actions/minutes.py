from typing import Any

from portfolio.projects.models import GateRequest
from records.actions import audit
from records.policy import require


def tell_of_print(*, by: Any, request: GateRequest, language: str) -> None:
    """What leaves the house as a document is in the trail."""
    require(by, "projects.see_wholly", request.project)
    audit.record(
        by=by,
        action="projects.print_minutes",
        target=request,
        agency_id=request.project.lead_agency_id,
        after={"language": language},
    )
