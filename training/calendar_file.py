"""A session as a calendar takes it (iCalendar)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from training.models import Session


def calendar_of(session: Session, *, tells_link: bool) -> bytes:
    """The link is for those who have a seat; who waits may not come in."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Masar//Training//")
    calendar.add("version", "2.0")
    zone = timezone.get_default_timezone()
    for day in session.days.all():
        event = Event()
        event.add("uid", f"session-{session.pk}-{day.pk}@{settings.WAGTAIL_SITE_NAME.lower()}")
        event.add("summary", str(session.course.title))
        # In UTC, which every calendar turns into the reader's own hours.
        event.add("dtstart", dt.datetime.combine(day.day, day.starts_at, zone).astimezone(dt.UTC))
        event.add("dtend", dt.datetime.combine(day.day, day.ends_at, zone).astimezone(dt.UTC))
        # A calendar that has the session already takes the later one, as where it has moved.
        event.add("dtstamp", timezone.now().astimezone(dt.UTC))
        event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
        if session.place:
            event.add("location", str(session.place))
        if session.link and tells_link:
            event.add("url", session.link)
        calendar.add_component(event)
    return calendar.to_ical()
