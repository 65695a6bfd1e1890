from cms.pages.agenda import AgendaPage
from cms.pages.content import ContentPage
from cms.pages.home import HomePage
from cms.pages.progress import ProgressPage

__all__ = ["AgendaPage", "ContentPage", "HomePage", "ProgressPage"]
