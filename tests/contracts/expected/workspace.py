from tests.contracts.expected.table import Cells
from tests.world import LAB, SIGNED_IN

CELLS = [
    Cells("workspace.work", SIGNED_IN),
    Cells("workspace.search", SIGNED_IN),
    Cells("workspace.read_notices", SIGNED_IN),
    Cells("imports.bring_in", LAB),
]
