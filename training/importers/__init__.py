"""What of training can be brought in from a table, one importer a file."""

from records.tables.registry import register
from training.importers.completions import CompletionImporter
from training.importers.courses import CourseImporter
from training.importers.modules import ModuleImporter
from training.importers.next_steps import after_completions, after_people
from training.importers.people import PeopleImporter


def bring_in() -> None:
    register(CourseImporter())
    register(ModuleImporter())
    register(PeopleImporter(), after_people)
    register(CompletionImporter(), after_completions)
