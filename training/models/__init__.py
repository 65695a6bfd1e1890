from training.models.certificate import Certificate
from training.models.competency import Competency
from training.models.completion import Completion, CompletionRevision
from training.models.course import Choice, Course, CourseVersion, Lesson, Question, VersionLesson
from training.models.effect import Feedback, FollowUp
from training.models.enrolment import Enrolment, EnrolmentStep
from training.models.learner import Learner, Requirement
from training.models.merger import Distinct, Merger
from training.models.obligation import Obligation
from training.models.progress import Assessment, Attempt, LessonDone
from training.models.session import Attendance, Session, SessionDay
from training.models.statement import Statement, StatementSource
from training.models.tally import Cell, CellDay
from training.models.trait import Trait

__all__ = [
    "Assessment",
    "Attempt",
    "Attendance",
    "Cell",
    "CellDay",
    "Certificate",
    "Choice",
    "Competency",
    "Completion",
    "CompletionRevision",
    "Course",
    "CourseVersion",
    "Distinct",
    "Enrolment",
    "EnrolmentStep",
    "Feedback",
    "FollowUp",
    "Learner",
    "Lesson",
    "LessonDone",
    "Merger",
    "Obligation",
    "Question",
    "Requirement",
    "Session",
    "SessionDay",
    "Statement",
    "StatementSource",
    "Trait",
    "VersionLesson",
]
