import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from records.models import Notification
from records.notices import KINDS, Reader, body_of, look_up_all, path_of, reader_of, subject_of

log = logging.getLogger("masar.outbox")
# A claim that is neither sent nor given back in this time belongs to a worker that has died.
CLAIM_LASTS = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 8


def claim(most: int = 50) -> list[Notification]:
    """Mark what is due as being sent by this worker, so that no other sends it too."""
    now = timezone.now()
    with transaction.atomic():
        # SQLite has no row locks and needs none: its transactions that write begin one after the other.
        found = list(
            Notification.objects.select_for_update(
                skip_locked=transaction.get_connection().features.has_select_for_update_skip_locked, of=("self",)
            )
            .filter(mail_sent_at=None, mail_due_at__lte=now, mail_attempts__lt=MOST_ATTEMPTS)
            .filter(Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=now - CLAIM_LASTS))
            .order_by("mail_due_at", "pk")[:most]
        )
        Notification.objects.filter(pk__in=[n.pk for n in found]).update(
            mail_claimed_at=now, mail_attempts=F("mail_attempts") + 1
        )
    # As they fell due: the rows' own order is newest first, for those who read them.
    claimed = Notification.objects.filter(pk__in=[n.pk for n in found]).select_related("person")
    return list(claimed.order_by("mail_due_at", "pk"))


def letter(notification: Notification, reader: Reader) -> EmailMultiAlternatives:
    """The mail of one notice, in its reader's language and direction."""
    with translation.override(reader.language):
        path = path_of(notification)
        context: dict[str, Any] = {
            "subject": subject_of(notification),
            "body": body_of(notification),
            "address": settings.PUBLIC_ADDRESS + path if path else "",
            "is_member": notification.person_id is not None,
            "language": reader.language,
            "direction": "rtl" if reader.language == "ar" else "ltr",
            "name": reader.name,
        }
        mail = EmailMultiAlternatives(
            " ".join(context["subject"].split()), render_to_string("records/mail.txt", context), to=[reader.email]
        )
        mail.attach_alternative(render_to_string("records/mail.html", context), "text/html")
    # The same number on every attempt lets the receiving side drop a letter that left twice.
    mail.extra_headers["Message-ID"] = f"<notice-{notification.pk}@masar>"
    return mail


def still_ours(notification: Notification) -> bool:
    """Renew the claim right before sending: a slow batch may outlive it, and then another worker has the letter."""
    now = timezone.now()
    renewed = Notification.objects.filter(
        pk=notification.pk, mail_claimed_at=notification.mail_claimed_at, mail_sent_at=None
    ).update(mail_claimed_at=now)
    notification.mail_claimed_at = now
    return bool(renewed)


def send_one(notification: Notification) -> bool:
    if not still_ours(notification):
        return False
    reader = reader_of(notification)
    if reader is None:
        Notification.objects.filter(pk=notification.pk).update(mail_due_at=None)
        return False
    try:
        letter(notification, reader).send()
    except Exception as error:  # one letter that cannot be written or sent holds up no other
        log.warning("Notice %s could not be mailed: %r", notification.pk, error)
        wait = dt.timedelta(minutes=2**notification.mail_attempts)
        Notification.objects.filter(pk=notification.pk).update(mail_claimed_at=None, mail_due_at=timezone.now() + wait)
        return False
    Notification.objects.filter(pk=notification.pk).update(mail_sent_at=timezone.now())
    return True


def look_up_as_they_read(notifications: Iterable[Notification]) -> None:
    """What a letter names, it names in its reader's language: titles, agencies, days."""
    by_language: dict[str, list[Notification]] = {}
    for notification in notifications:
        language = notification.person.language if notification.person else settings.LANGUAGE_CODE
        by_language.setdefault(language, []).append(notification)
    for language, theirs in by_language.items():
        with translation.override(language):
            look_up_all(theirs)


def send_what_is_due() -> int:
    sent = 0
    while claimed := claim():
        known = [notification for notification in claimed if notification.kind in KINDS]
        look_up_as_they_read(known)
        sent += sum(send_one(notification) for notification in known)
    return sent
