import datetime as dt
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from records.models import Notification
from records.notices import KINDS, body_of, look_up_all, subject_of

log = logging.getLogger("masar.outbox")
# A claim that is neither sent nor given back in this time belongs to a worker that has died.
CLAIM_LASTS = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 8


def claim(most: int = 50) -> list[Notification]:
    """Mark what is due as being sent by this worker, so that no other sends it too."""
    now = timezone.now()
    with transaction.atomic():
        due = (
            Notification.objects.select_for_update(skip_locked=True, of=("self",))
            if transaction.get_connection().features.has_select_for_update_skip_locked
            else Notification.objects.all()
        )
        found = list(
            due.filter(mail_sent_at=None, mail_due_at__lte=now, mail_attempts__lt=MOST_ATTEMPTS)
            .filter(Q(mail_claimed_at=None) | Q(mail_claimed_at__lt=now - CLAIM_LASTS))
            .order_by("mail_due_at")[:most]
        )
        Notification.objects.filter(pk__in=[n.pk for n in found]).update(
            mail_claimed_at=now, mail_attempts=F("mail_attempts") + 1
        )
    return list(Notification.objects.filter(pk__in=[n.pk for n in found]).select_related("person"))


def letter(notification: Notification) -> EmailMultiAlternatives:
    """The mail of one notice, in its reader's language and direction."""
    person = notification.person
    with translation.override(person.language):
        context = {
            "subject": subject_of(notification),
            "body": body_of(notification),
            "address": settings.PUBLIC_ADDRESS + notification.path if notification.path else "",
            "settings_address": settings.PUBLIC_ADDRESS,
            "language": person.language,
            "direction": "rtl" if person.language == "ar" else "ltr",
            "name": person.name,
        }
        mail = EmailMultiAlternatives(
            context["subject"], render_to_string("records/mail.txt", context), to=[person.email]
        )
        mail.attach_alternative(render_to_string("records/mail.html", context), "text/html")
    # The same number on every attempt lets the receiving side drop a letter that left twice.
    mail.extra_headers["Message-ID"] = f"<notice-{notification.pk}@masar>"
    return mail


def send_one(notification: Notification) -> bool:
    try:
        letter(notification).send()
    except (SMTPException, OSError) as error:
        log.warning("Notice %s could not be mailed: %s", notification.pk, error)
        wait = dt.timedelta(minutes=2**notification.mail_attempts)
        Notification.objects.filter(pk=notification.pk).update(
            mail_claimed_at=None, mail_due_at=timezone.now() + wait
        )
        return False
    Notification.objects.filter(pk=notification.pk).update(mail_sent_at=timezone.now())
    return True


def send_what_is_due() -> int:
    sent = 0
    while claimed := claim():
        known = [notification for notification in claimed if notification.kind in KINDS]
        look_up_all(known)
        sent += sum(send_one(notification) for notification in known if notification.person.is_active)
    return sent
