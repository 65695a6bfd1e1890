from cms.blocks.abilities import AbilitiesBlock
from cms.blocks.agencies import AgenciesBlock
from cms.blocks.agenda_coverage import AgendaCoverageBlock
from cms.blocks.chosen_projects import ChosenProjectsBlock
from cms.blocks.confidence import ConfidenceBlock
from cms.blocks.figures import FiguresBlock
from cms.blocks.funnel import FunnelBlock
from cms.blocks.open_calls import OpenCallsBlock
from cms.blocks.text import TextBlock

# What every page may hold, in the order in which the editor offers it.
EVERY_BLOCK = (
    ("text", TextBlock()),
    ("figures", FiguresBlock()),
    ("funnel", FunnelBlock()),
    ("confidence", ConfidenceBlock()),
    ("agencies", AgenciesBlock()),
    ("agenda_coverage", AgendaCoverageBlock()),
    ("abilities", AbilitiesBlock()),
    ("chosen_projects", ChosenProjectsBlock()),
    ("open_calls", OpenCallsBlock()),
)
