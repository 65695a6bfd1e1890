"""The product's schedule as the schedulers of a test keep it: what comes every hour comes every second."""

from config.celery import app

app.conf.beat_schedule = {
    name: {**app.conf.beat_schedule[name], "schedule": seconds}
    for name, seconds in {"remind-of-reports": 1.0, "send-what-waits-in-the-outbox": 2.0}.items()
}
