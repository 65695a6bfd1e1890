from portfolio.projects.models.ai_review import AiReview
from portfolio.projects.models.classification import CLASSIFIED, Tag
from portfolio.projects.models.gate import GateDecision, GateEvidence, GateRequest
from portfolio.projects.models.gate_condition import GateCondition
from portfolio.projects.models.gate_review import GateReview
from portfolio.projects.models.handover import Handover
from portfolio.projects.models.lesson import Lesson
from portfolio.projects.models.milestone import Milestone, MilestoneChange
from portfolio.projects.models.money import MoneyEntry, MoneyStanding
from portfolio.projects.models.panel import PanelRating, PanelSeat
from portfolio.projects.models.pathway import Gate, GateCriterion, Pathway, PathwayVersion, Stage
from portfolio.projects.models.project import Alignment, Follow, Partnership, Project, Tagging
from portfolio.projects.models.project_state import ProjectState
from portfolio.projects.models.question import LeadershipAnswer, LeadershipQuestion
from portfolio.projects.models.rating import ProjectRating, RatingScale, RatingState
from portfolio.projects.models.risk import Risk, RiskChange
from portfolio.projects.models.source_note import SourceNote
from portfolio.projects.models.team import ProjectFile, TeamMember
from portfolio.projects.models.transition import StageTransition
from portfolio.projects.models.update import ProjectUpdate, UpdateWording

__all__ = [
    "CLASSIFIED",
    "AiReview",
    "Alignment",
    "Follow",
    "Gate",
    "GateCondition",
    "GateCriterion",
    "GateDecision",
    "GateEvidence",
    "GateRequest",
    "GateReview",
    "Handover",
    "LeadershipAnswer",
    "LeadershipQuestion",
    "Lesson",
    "Milestone",
    "MilestoneChange",
    "MoneyEntry",
    "MoneyStanding",
    "PanelRating",
    "PanelSeat",
    "Partnership",
    "Pathway",
    "PathwayVersion",
    "Project",
    "ProjectFile",
    "ProjectRating",
    "ProjectState",
    "ProjectUpdate",
    "RatingScale",
    "RatingState",
    "Risk",
    "RiskChange",
    "SourceNote",
    "Stage",
    "StageTransition",
    "Tag",
    "Tagging",
    "TeamMember",
    "UpdateWording",
]
