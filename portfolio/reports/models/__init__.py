from portfolio.reports.models.country import CountryReport
from portfolio.reports.models.deputy import Deputy
from portfolio.reports.models.piece import DocumentPiece
from portfolio.reports.models.quarter import ReportingQuarter
from portfolio.reports.models.report import AgencyReport, ReportEntry, ReportPart
from portfolio.reports.models.snapshot import Chain, FrozenEntry, Snapshot
from portfolio.reports.models.step import Remark, ReportStep
from portfolio.reports.models.story import PickedStory
from portfolio.reports.models.terms import Holiday, ReportingTerms

__all__ = [
    "AgencyReport",
    "Chain",
    "CountryReport",
    "Deputy",
    "DocumentPiece",
    "FrozenEntry",
    "Holiday",
    "PickedStory",
    "Remark",
    "ReportEntry",
    "ReportPart",
    "ReportStep",
    "ReportingQuarter",
    "ReportingTerms",
    "Snapshot",
]
