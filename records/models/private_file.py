import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models


def private_storage() -> Storage:
    return storages["private"]


def place_of(instance: "PrivateFile", name: str) -> str:
    # What people call a file never becomes part of a path.
    return f"{instance.id.hex[:2]}/{instance.id.hex}"


class PrivateFile(models.Model):
    """A file outside the web root, served only as an attachment and only through the check of what it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    content = models.FileField(upload_to=place_of, storage=private_storage)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Names the registered rule that decides who may open it, and the record that the rule asks.
    belongs_to = models.CharField(max_length=60)
    owner_id = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
