from tests.contracts.expected.table import Cells
from tests.world import GOVERNMENT

CELLS = [Cells("reports.see_progress", GOVERNMENT)]
