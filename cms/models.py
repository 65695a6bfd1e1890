from cms.lesson_texts import LessonText
from cms.moderation import LabApprovalTask
from cms.pages import AgendaPage, ContentPage, HomePage, ProgressPage

__all__ = ["AgendaPage", "ContentPage", "HomePage", "LabApprovalTask", "LessonText", "ProgressPage"]
