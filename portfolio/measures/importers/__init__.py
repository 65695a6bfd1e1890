from portfolio.measures.importers.readings import ReadingImporter
from records.tables.registry import register


def bring_in() -> None:
    register(ReadingImporter())
