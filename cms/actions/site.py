"""The public site's beginning. Safe to run again: what is there already is left as the curators made it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site, Task, Workflow, WorkflowPage, WorkflowTask
from wagtail.rich_text import RichText
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from cms.actions import founding_words as words
from cms.editors import ensure_groups, seat_everybody
from cms.models import LabApprovalTask
from cms.pages import AgendaPage, HomePage, ProgressPage
from records.actions import audit
from records.policy import require

Both = tuple[str, str]


@transaction.atomic
def found_site(*, by: Any) -> int:
    """Answers how many pages it made. `by` is None when the house itself is being founded, by a command."""
    if by is not None:
        require(by, "cms.found_site")
    english, arabic = (Locale.objects.get_or_create(language_code=code)[0] for code in ("en", "ar"))
    ensure_groups()
    seat_everybody()
    _ensure_workflow()
    home = HomePage.objects.filter(locale=english).first()
    made: list[Page] = []
    if home is None:
        home = _publish(Page.get_first_root_node(), _home(english), by)
        _stand_on(home)
        made.append(home)
    for model, build in ((AgendaPage, _agenda), (ProgressPage, _progress)):
        if not model.objects.child_of(home).exists():
            made.append(_publish(home, build(english), by))
    translated = [_translate(page, arabic, by) for page in made]
    if made:
        audit.record(
            by=by,
            action="cms.found_site",
            count=len(made) + len(translated),
            after={"pages": [page.pk for page in (*made, *translated)]},
        )
    return len(made) + len(translated)


def _home(locale: Locale) -> HomePage:
    return HomePage(
        locale=locale,
        slug="masar",
        **_in_english(words.HOME),
        body=[
            ("figures", {"heading": "", "figures": ["projects", "agencies", "moved_forward", "in_use"]}),
            ("funnel", {"heading": ""}),
            ("agenda_coverage", {"heading": words.HOME_AGENDA_HEADING[0]}),
            ("open_calls", {"heading": "", "most": 6}),
        ],
    )


def _agenda(locale: Locale) -> AgendaPage:
    return AgendaPage(
        locale=locale,
        slug="agenda",
        show_in_menus=True,
        **_in_english(words.AGENDA),
        body=[("text", RichText(words.AGENDA_NOTE[0]))],
    )


def _progress(locale: Locale) -> ProgressPage:
    return ProgressPage(
        locale=locale,
        slug="progress",
        show_in_menus=True,
        **_in_english(words.PROGRESS),
        body=[
            ("figures", {"heading": "", "figures": ["projects", "agencies", "moved_forward", "standing_still"]}),
            ("funnel", {"heading": ""}),
            ("agencies", {"heading": "", "most": 12}),
            ("confidence", {"heading": ""}),
            ("abilities", {"heading": ""}),
            ("agenda_coverage", {"heading": ""}),
        ],
    )


def _in_english(said: dict[str, Both]) -> dict[str, str]:
    return {name: both[0] for name, both in said.items()}


def _publish(parent: Page, page: Any, by: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    return page


def _stand_on(home: HomePage) -> None:
    """The site opens with this page; the one that Wagtail comes with is taken away."""
    address = urlsplit(settings.PUBLIC_ADDRESS)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.root_page = home
    site.save()
    if welcome is not None and welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()
        home.refresh_from_db()


def _translate(page: Any, arabic: Locale, by: Any) -> Page:
    """By wagtail-localize, so that a later change of the English page is noticed at the Arabic one."""
    source, _is_new = TranslationSource.get_or_create_from_instance(page)
    translation, _is_new = Translation.objects.get_or_create(source=source, target_locale=arabic)
    for segment in StringSegment.objects.filter(source=source).select_related("string", "context"):
        in_arabic = _ARABIC.get(segment.string.data)
        if in_arabic:
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=arabic,
                context=segment.context,
                defaults={
                    "data": in_arabic,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                    "last_translated_by": by,
                },
            )
    # Published here and not by wagtail-localize, which does so after the commit and would then write over what its
    # children have changed of it meanwhile.
    translation.save_target(user=by, publish=False)
    translation.get_target_instance().get_latest_revision().publish(user=by)
    return translation.get_target_instance()


def _bare(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text()


_ARABIC: dict[str, str] = {
    _bare(english): _bare(in_arabic)
    for english, in_arabic in (
        *words.HOME.values(),
        words.HOME_AGENDA_HEADING,
        *words.AGENDA.values(),
        words.AGENDA_NOTE,
        *words.PROGRESS.values(),
    )
}
# wagtail-localize keeps strings as HTML.
_ARABIC |= {
    english.replace("&", "&amp;"): in_arabic.replace("&", "&amp;")
    for english, in_arabic in _ARABIC.items()
    if "&" in english
}
# Addresses are the same in both languages.
_ARABIC |= {slug: slug for slug in ("agenda", "progress")}


def _ensure_workflow() -> None:
    """Curators submit, lab administrators approve; it holds for the whole site."""
    root = Page.get_first_root_node()
    if WorkflowPage.objects.filter(
        page=root, workflow__workflow_tasks__task__in=LabApprovalTask.objects.all()
    ).exists():
        return
    task = LabApprovalTask.objects.first() or LabApprovalTask.objects.create(name="Lab · المختبر")
    workflow = Workflow.objects.create(name="the lab · المختبر")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.get(pk=task.pk), sort_order=0)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    # Wagtail comes with a workflow for a group that has nobody in it.
    for other in Workflow.objects.filter(active=True).exclude(pk=workflow.pk):
        if not other.workflow_pages.exists():
            other.deactivate()
