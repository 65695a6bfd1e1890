from portfolio.ideas.models.call import Call
from portfolio.ideas.models.contributor import Contributor, HeldIdea
from portfolio.ideas.models.conversation import Comment, Support
from portfolio.ideas.models.form_version import FormVersion, Question
from portfolio.ideas.models.idea import Authorship, Idea
from portfolio.ideas.models.idea_step import IdeaStep

__all__ = [
    "Authorship",
    "Call",
    "Comment",
    "Contributor",
    "FormVersion",
    "HeldIdea",
    "Idea",
    "IdeaStep",
    "Question",
    "Support",
]
