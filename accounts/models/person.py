from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.standing import Standing
from records.bilingual import InBothLanguages
from records.search_words import WordsField, words_of


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email__iexact=email)


class Person(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    name_ar = models.CharField(_("name in Arabic"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ARABIC)
    wants_mail = models.BooleanField(_("notices by mail"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    forgotten_at = models.DateTimeField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    words = WordsField(default="", editable=False)

    name = InBothLanguages("name")
    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["id"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_in_any_case")]
        # So few that whoever counts people leaves them out without going through all.
        indexes = [models.Index(fields=["id"], condition=models.Q(is_active=False), name="person_not_active")]

    def __str__(self) -> str:
        return str(self.name or _("Former member"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words = "" if self.forgotten_at else words_of(self.name_en, self.name_ar, self.email)
        if "update_fields" in kwargs and kwargs["update_fields"] is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "words"}
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    @property
    def is_staff(self) -> bool:
        return self.standing.is_lab_staff

    @cached_property
    def standing(self) -> Standing:
        """What the person is today; read once per request, so a change counts from the next."""
        return Standing.of(self)
