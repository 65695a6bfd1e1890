from portfolio.projects.models.gate import GateDecision, GateRequest
from portfolio.projects.models.handover import Handover
from portfolio.projects.models.milestone import Milestone
from portfolio.projects.models.pathway import Gate, Pathway, PathwayVersion, Stage
from portfolio.projects.models.project import Alignment, Follow, Partnership, Project
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.models.source_note import SourceNote
from portfolio.projects.models.transition import StageTransition
from portfolio.projects.models.update import ProjectUpdate, UpdateWording

__all__ = [
    "Alignment",
    "Follow",
    "Gate",
    "GateDecision",
    "GateRequest",
    "Handover",
    "Milestone",
    "Partnership",
    "Pathway",
    "PathwayVersion",
    "Project",
    "ProjectState",
    "ProjectUpdate",
    "SourceNote",
    "Stage",
    "StageTransition",
    "UpdateWording",
]
