"""What tells people apart, kept as it is compared: who resembles whom is then asked of an index."""

from django.conf import settings
from django.db import models


class Trait(models.Model):
    """Derived, and drawn anew whenever a name, an address or a staff number changes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # As training.traits has them.
    kind = models.CharField(max_length=10)
    word = models.CharField(max_length=254)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "word", "person"], name="trait_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.word}"
