from collections import Counter, defaultdict

from django.db import migrations
from django.db.models import Sum

from training.obligation_days import Asked, Held, Work, days_of, days_of_role, due_of


def draw(apps, schema_editor):
    """As things stand when this runs; whatever changes later draws what it changes."""
    model = {name: apps.get_model("training", name) for name in ("Cell", "CellDay", "Holding", "Learner", "Obligation")}
    months = model["CellDay"].objects.filter(what__in=("nominated", "attended"))
    sums = defaultdict(dict)
    for cell, what, people in months.values_list("cell", "what").order_by().annotate(Sum("people")):
        sums[cell][what] = people
    for cell, figures in sums.items():
        model["Cell"].objects.filter(pk=cell).update(**figures)
    months.delete()

    requirements = apps.get_model("training", "Requirement").objects.filter(ended_on=None).order_by()
    asked = [Asked(*row) for row in requirements.values_list("course", "agency", "role", "grade").distinct()]
    if not asked:
        return
    known = {pk: (at, grade) for pk, at, grade in model["Learner"].objects.values_list("person", "agency", "grade")}
    roles = defaultdict(list)
    held = apps.get_model("accounts", "Membership").objects.order_by("starts_on", "pk")
    for person, role, agency, starts_on, ends_on in held.values_list(
        "person", "role", "agency", "starts_on", "ends_on"
    ):
        roles[person].append(Held(role, agency, days_of_role(starts_on, ends_on)))
    valid = {
        (person, course): until
        for person, course, until in model["Holding"].objects.values_list("person", "course", "valid_until")
    }
    alike, made, days = {}, [], Counter()
    for person in apps.get_model("accounts", "Person").objects.filter(is_active=True).values_list("pk", flat=True):
        work = Work(known.get(person), tuple(roles.get(person, ())))
        if work not in alike:
            alike[work] = due_of(work, asked)
        for due in alike[work]:
            made.append(
                model["Obligation"](
                    person_id=person, course_id=due.course, agency_id=due.agency, after=due.after, until=due.until
                )
            )
            for what, day, change in days_of(due, valid.get((person, due.course))):
                days[due.agency, due.course, what, day] += change
    model["Obligation"].objects.bulk_create(made, batch_size=2_000)
    cells = {(at, of): pk for pk, at, of in model["Cell"].objects.values_list("pk", "agency", "course")}
    missing = sorted({key[:2] for key in days} - cells.keys())
    for cell in model["Cell"].objects.bulk_create([model["Cell"](agency_id=at, course_id=of) for at, of in missing]):
        cells[cell.agency_id, cell.course_id] = cell.pk
    model["CellDay"].objects.bulk_create(
        [
            model["CellDay"](cell_id=cells[at, of], what=what, day=day, people=people)
            for (at, of, what, day), people in days.items()
            if people
        ],
        batch_size=2_000,
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0007_days_of_what_is_required")]

    operations = [migrations.RunPython(draw, migrations.RunPython.noop)]
