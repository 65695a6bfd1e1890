"""How the notices of projects are put into words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from portfolio.projects.models import Project, Stage
from records.models import Notification
from records.notices import Wording, register


def look_up(notifications: list[Notification]) -> None:
    projects = Project.objects.in_bulk({n.facts["project"] for n in notifications})
    stages = Stage.objects.in_bulk({n.facts["to_stage"] for n in notifications if "to_stage" in n.facts})
    for notification in notifications:
        facts = notification.facts
        facts["title"] = projects[facts["project"]].title if facts["project"] in projects else ""
        if facts.get("to_stage") in stages:
            facts["stage"] = stages[facts["to_stage"]].title


def of_project(text: Any) -> Wording:
    return Wording(subject=text, look_up=look_up)


def _moved(facts: Mapping[str, Any]) -> str:
    return _("“%(title)s” is now in: %(stage)s") % {"title": facts["title"], "stage": facts.get("stage", "")}


def _updated(facts: Mapping[str, Any]) -> str:
    return _("There is an update on “%(title)s”") % {"title": facts["title"]}


def _gate_asked(facts: Mapping[str, Any]) -> str:
    return _("A gate waits for the lab's decision: “%(title)s”") % {"title": facts["title"]}


def _gate_decided(facts: Mapping[str, Any]) -> str:
    return _("The lab has decided the gate of “%(title)s”") % {"title": facts["title"]}


def _panel_convened(facts: Mapping[str, Any]) -> str:
    return _("You are called to the panel for a gate of “%(title)s”") % {"title": facts["title"]}


def _handover_offered(facts: Mapping[str, Any]) -> str:
    return _("“%(title)s” is offered to your agency") % {"title": facts["title"]}


def _handover_answered(facts: Mapping[str, Any]) -> str:
    return _("The offer to hand over “%(title)s” has been answered") % {"title": facts["title"]}


def _update_due(facts: Mapping[str, Any]) -> str:
    return _("An update is due on “%(title)s”") % {"title": facts["title"]}


def _question_answered(facts: Mapping[str, Any]) -> str:
    return _("Leadership has answered a question on “%(title)s”") % {"title": facts["title"]}


register("projects.question_answered", of_project(_question_answered))


def _ai_review_asked(facts: Mapping[str, Any]) -> str:
    return _("A project awaits the advice of the AI Committee: “%(title)s”") % {"title": facts["title"]}


def _ai_review_answered(facts: Mapping[str, Any]) -> str:
    return _("The AI Committee has answered: “%(title)s”") % {"title": facts["title"]}


register("projects.ai_review_asked", of_project(_ai_review_asked))
register("projects.ai_review_answered", of_project(_ai_review_answered))
register("projects.moved", of_project(_moved))
register("projects.updated", of_project(_updated))
register("projects.gate_asked", of_project(_gate_asked))
register("projects.gate_decided", of_project(_gate_decided))
register("projects.panel_convened", of_project(_panel_convened))
register("projects.handover_offered", of_project(_handover_offered))
register("projects.handover_answered", of_project(_handover_answered))
register("projects.update_due", of_project(_update_due))
