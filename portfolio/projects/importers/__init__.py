"""What of projects can be brought in from a table, one importer a file."""

from portfolio.projects.importers.gates import GateReviewImporter
from portfolio.projects.importers.milestones import MilestoneImporter
from portfolio.projects.importers.projects import ProjectImporter
from portfolio.projects.importers.transitions import TransitionImporter
from records.tables.registry import register


def bring_in() -> None:
    register(ProjectImporter())
    register(TransitionImporter())
    register(MilestoneImporter())
    register(GateReviewImporter())
