from __future__ import annotations

import io
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer

from portfolio.reports import offline
from portfolio.reports.actions import deputies, quarters, writing
from portfolio.reports.country import Country, quarters_to_compare
from portfolio.reports.country_contents import as_it_stands
from portfolio.reports.country_contents import fingerprint as fingerprint_of_country
from portfolio.reports.differences import fingerprint
from portfolio.reports.models import AgencyReport, FrozenEntry
from portfolio.reports.views.table import BELONGS_TO
from records.actions import files
from records.clock import Quarter, today
from tests.factories import reports
from tests.factories.accounts import PASSWORD
from tests.web.posts.case import Post
from tests.world import World


def report(world: World) -> AgencyReport:
    world.keep("project", lambda world: reports.past_project(world.noora, world.moph))
    world.keep("quarter", lambda world: reports.quarter(world.noora, world.moph))
    return reports.report(world.keep("quarter", None), world.moph)


def drafted(world: World) -> AgencyReport:
    return world.keep("drafted", lambda world: reports.draft(world.maryam, report(world)))


def submitted(world: World) -> AgencyReport:
    return world.keep("submitted", lambda world: reports.submit(world.maryam, drafted(world)))


def signed(world: World) -> AgencyReport:
    return world.keep("signed", lambda world: reports.sign(world.fatima, submitted(world))) and reports.fresh(
        submitted(world)
    )


def accepted(world: World) -> AgencyReport:
    return world.keep("accepted", lambda world: reports.accept(world.noora, signed(world))) and reports.fresh(
        submitted(world)
    )


def one(make: Any) -> Any:
    def args(world: World) -> dict[str, Any]:
        held = make(world)
        return {"quarter": held.quarter.code, "agency": held.agency.code}

    return args


def project_of(make: Any) -> Any:
    def args(world: World) -> dict[str, Any]:
        return {**one(make)(world), "number": make(world).entries.get().project_id}

    return args


def key(world: World) -> dict[str, Any]:
    return {"key": str(uuid.uuid4())}


def read(make: Any) -> Any:
    """The version that the person has before her."""
    return lambda world: {**key(world), "version": reports.fresh(make(world)).version}


def reason(world: World) -> dict[str, Any]:
    return {**key(world), "reason": "It has to be so."}


def opened(world: World) -> dict[str, Any]:
    last = Quarter.of(today()).previous
    return {**key(world), "quarter": str(last), "agencies": [world.moph.pk, world.moi.pk]}


def terms(world: World) -> dict[str, Any]:
    return {
        **key(world),
        "version": quarters.terms().version,
        "year_starts_in": 1,
        "due_after_days": 14,
        "variance_percent": "5",
    }


def holiday(world: World) -> Any:
    return world.keep(
        "holiday",
        lambda world: quarters.add_holiday(
            by=world.noora, day=Quarter.of(today()).last_day, name_en="National Day", name_ar="اليوم الوطني"
        ),
    )


def deputy(world: World) -> Any:
    return world.keep(
        "deputy",
        lambda world: deputies.name(
            by=world.fatima, agency=world.moph, person=world.maryam, starts_on=today(), ends_on=today()
        ),
    )


def story(world: World) -> dict[str, Any]:
    held = accepted(world)
    return {"quarter": held.quarter.code, "pk": FrozenEntry.objects.get(quarter=held.quarter).pk}


def country(world: World) -> dict[str, Any]:
    """The fingerprint of what the lab has before it."""
    quarter = accepted(world).quarter
    earlier = quarters_to_compare(quarter)
    return {
        **key(world),
        "seen": fingerprint_of_country(as_it_stands(Country(quarter), Country(earlier[0]) if earlier else None)),
    }


def from_table(world: World) -> dict[str, Any]:
    """A table that was taken before somebody wrote here, and is brought back over it."""
    held = drafted(world)
    entry = held.entries.get()
    content = offline.template_of(held)
    reports.write(world.maryam, held, entry, {"risks": "Written here meanwhile."})
    loaded = offline.load(held, io.BytesIO(content))
    kept = files.keep(
        by=world.maryam,
        content=ContentFile(content),
        name="table.xlsx",
        content_type="",
        belongs_to=BELONGS_TO,
        owner_id=held.pk,
    )
    return {
        **key(world),
        "seen": loaded.fingerprint,
        "file": Signer(salt=BELONGS_TO).sign(str(kept.pk)),
        "take": [one.key for one in loaded.changes],
    }


def taken(world: World) -> dict[str, Any]:
    held = drafted(world)
    reports.past_project(world.noora, world.moph, title_en="Another door")
    offered = writing.differences(held)
    return {**key(world), "seen": fingerprint(offered), "take": [one.key for one in offered]}


CASES: list[Post] = [
    Post("reports:open", "noora", "reports.open_quarter", opened),
    Post("reports:open", "noora", "", key, status=422, why="nothing was chosen", of="empty"),
    Post(
        "reports:bring_in",
        "noora",
        "reports.bring_in_agencies",
        key,
        lambda world: {"quarter": report(world).quarter.code},
    ),
    Post("reports:terms", "noora", "reports.set_terms", terms),
    Post(
        "reports:holiday_add",
        "noora",
        "reports.add_holiday",
        lambda world: {**key(world), "day": "2026-12-18", "name_en": "National Day", "name_ar": "اليوم الوطني"},
    ),
    Post("reports:holiday_remove", "noora", "reports.remove_holiday", key, lambda world: {"pk": holiday(world).pk}),
    Post(
        "reports:report",
        "maryam",
        "reports.write",
        lambda world: {"narrative": "A good quarter.", "narrative-version": 0},
        one(drafted),
    ),
    Post(
        "reports:report",
        "maryam",
        "",
        lambda world: {"narrative": "", "narrative-version": 0},
        one(drafted),
        why="nothing was changed",
        of="unchanged",
    ),
    Post(
        "reports:entry",
        "maryam",
        "reports.write",
        lambda world: {"risks": "The link.", "risks-version": 0},
        project_of(drafted),
    ),
    Post(
        "reports:entry",
        "noora",
        "reports.review",
        lambda world: {"lab_rating": "amber", "lab_rating-version": 0},
        project_of(signed),
        of="by the lab",
    ),
    Post("reports:resync", "maryam", "reports.resync", taken, one(drafted)),
    Post(
        "reports:table",
        "maryam",
        "",
        lambda world: {
            **key(world),
            "table": SimpleUploadedFile("table.xlsx", offline.template_of(drafted(world))),
        },
        one(drafted),
        status=200,
        why="the differences are shown; nothing is taken yet",
    ),
    Post("reports:table", "maryam", "reports.take_table", from_table, one(drafted), of="what was chosen"),
    Post("reports:submit", "maryam", "reports.submit", read(drafted), one(drafted)),
    Post("reports:nil", "maryam", "reports.declare_nil", reason, one(report)),
    Post("reports:recall", "maryam", "reports.recall", read(submitted), one(submitted)),
    Post(
        "reports:sign",
        "fatima",
        "reports.sign",
        lambda world: {**read(submitted)(world), "password": PASSWORD},
        one(submitted),
    ),
    Post(
        "reports:sign",
        "fatima",
        "accounts.sign_in_failed",
        lambda world: {**read(submitted)(world), "password": "not hers"},
        one(submitted),
        status=422,
        of="with a wrong password",
    ),
    Post("reports:send_back", "noora", "reports.send_back", reason, one(signed)),
    Post("reports:accept", "noora", "reports.accept", read(signed), one(signed)),
    Post("reports:reopen", "noora", "reports.reopen", reason, one(accepted)),
    Post(
        "reports:extend",
        "noora",
        "reports.extend",
        lambda world: {**reason(world), "until": Quarter.of(today()).next.last_day.isoformat()},
        one(report),
    ),
    Post("reports:pick_story", "noora", "reports.pick_story", key, story),
    Post(
        "reports:publish_country",
        "noora",
        "reports.publish_country",
        country,
        lambda world: {"quarter": accepted(world).quarter.code},
    ),
    Post("reports:all_documents", "noora", "jobs.ask", key, lambda world: {"quarter": report(world).quarter.code}),
    Post("reports:excuse", "noora", "reports.excuse", reason, one(report)),
    Post(
        "reports:deputies",
        "fatima",
        "reports.name_deputy",
        lambda world: {
            **key(world),
            "agency": world.moph.pk,
            "person": world.maryam.pk,
            "starts_on": today().isoformat(),
            "ends_on": today().isoformat(),
        },
    ),
    Post("reports:deputy_end", "fatima", "reports.withdraw_deputy", key, lambda world: {"pk": deputy(world).pk}),
]
