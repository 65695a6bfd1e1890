from tests.contracts.expected.table import Cells
from tests.world import PERSONAS

CELLS = [
    Cells("cms.search", PERSONAS),
    Cells("cms.approve_page", ("hamad",)),
    Cells("cms.found_site", ("hamad",)),
    Cells("cms.keep_redirects", ("hamad",)),
]
