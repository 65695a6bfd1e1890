"""The files that the demo's projects show: a sheet of figures, notes and a picture, all of them made here."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import TYPE_CHECKING

import xlsxwriter
from django.core.files.base import ContentFile

from portfolio.projects.actions import team
from portfolio.workspace.demo.covers import cover
from portfolio.workspace.demo.stories import STORIES, Story

if TYPE_CHECKING:
    from portfolio.workspace.demo.country import Loading

# Of which project, what it shows in both languages, and how the file is called.
SHEETS = {
    "birth": (("Newborns registered before they leave", "مواليد سُجّلوا قبل المغادرة"), "registered-before-leaving.xlsx"),
    "vaccination": (
        ("Three weeks of the prototype, by family", "ثلاثة أسابيع من النموذج حسب الأسرة"),
        "three-weeks.xlsx",
    ),
    "permit": (("Calls saved by the four steps in sight", "مكالمات وفّرتها الخطوات الأربع"), "calls-saved.xlsx"),
}
NOTES = {
    "birth": (("What twelve parents told us", "ما قاله اثنا عشر والدًا ووالدة"), "twelve-parents.txt"),
    "marriage": (("Report of the pilot, in short", "تقرير التجريب بإيجاز"), "pilot-in-short.txt"),
    "permit": (("Who enters the two steps", "من يُدخل الخطوتين"), "two-steps.txt"),
}
WORDS = (
    "Asked on the spot, written down the same day. Nobody is named.\n"
    "What worked: one place to go, one paper to bring.\n"
    "What did not: the second signature is still asked for.\n",
    "سُئلوا في المكان ودُوّنت الإجابات في اليوم نفسه دون ذكر الأسماء.\n"
    "ما نجح: مكان واحد وورقة واحدة.\n"
    "ما لم ينجح: ما زال التوقيع الثاني مطلوبًا.\n",
)


def show_files(loading: Loading) -> None:
    by_code = {story.code: story for story in STORIES}
    for code, (title, name) in SHEETS.items():
        _add(loading, by_code[code], title, ContentFile(sheet(code), name))
    for code, (title, name) in NOTES.items():
        story = by_code[code]
        _add(loading, story, title, ContentFile(loading.said(story, *WORDS).encode(), name))
    _add(
        loading,
        by_code["birth"],
        ("The way of the notice, as drawn with the ward", "مسار الإشعار كما رُسم مع القسم"),
        ContentFile(cover("birth way"), "way-of-the-notice.jpg"),
    )


def _add(loading: Loading, story: Story, title: tuple[str, str], content: ContentFile) -> None:
    team.add_file(
        by=loading.officer(story.lead),
        project=loading.projects[story.code],
        content=content,
        title=loading.said(story, *title),
    )


def sheet(code: str) -> bytes:
    """Ten weeks of figures, the same each time."""
    chance = random.Random(f"masar sheet {code}")
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1)})
        page = book.add_worksheet()
        page.write_row(0, 0, ["Week", "Before", "Now"])
        before = chance.randint(40, 90)
        for week in range(1, 11):
            page.write_row(week, 0, [week, before + chance.randint(-4, 4), round(before * (1 - week * 0.06))])
    return kept.getvalue()
