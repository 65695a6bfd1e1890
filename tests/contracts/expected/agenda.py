from tests.contracts.expected.table import Cells
from tests.world import LAB, PERSONAS

CELLS = [
    Cells("agenda.read", PERSONAS),
    Cells("agenda.register", LAB),
    Cells("agenda.edit", LAB),
    Cells("agenda.retire", LAB),
    Cells("agenda.load", LAB),
]
