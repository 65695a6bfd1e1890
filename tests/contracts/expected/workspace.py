from tests.contracts.expected.table import Cells
from tests.world import SIGNED_IN

CELLS = [
    Cells("workspace.work", SIGNED_IN),
    Cells("workspace.search", SIGNED_IN),
    Cells("workspace.read_notices", SIGNED_IN),
]
