from records.models.audit_event import AuditEvent
from records.models.job import Job
from records.models.notification import Notification
from records.models.private_file import PrivateFile
from records.models.saved_view import SavedView
from records.models.source_map import SourceMap
from records.models.submission import Submission

__all__ = ["AuditEvent", "Job", "Notification", "PrivateFile", "SavedView", "SourceMap", "Submission"]
