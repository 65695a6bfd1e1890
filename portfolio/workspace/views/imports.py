"""Tables are brought in from here: tried first, so that everybody sees what would come in and what would not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portfolio.projects.views.sending import REFUSED, sent
from portfolio.workspace.actions import imports
from portfolio.workspace.import_forms import ColumnsForm, GoForm, ImportForm
from portfolio.workspace.views import access
from records.actions import source_maps
from records.enums import JobStatus
from records.models import Job, SourceMap
from records.policy import may
from records.tables.mapping import map_of
from records.tables.registry import IMPORTERS, next_steps
from records.tables.wording import in_the_readers
from records.versions import EditConflict
from records.views.jobs import words_of

MOST_LISTED = 20
# So many refused rows are read one by one; of more it is told first what is wrong how often.
FEW_ROWS = 10


@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """What was brought in lately, and the form for more."""
    _admit(request)
    # A list that was corrected comes with what it holds and its source.
    known = {name: request.GET[name] for name in ("what", "source") if name in request.GET}
    form = ImportForm(request.POST or None, request.FILES or None, person=request.user, initial=known)
    if request.method == "POST":
        answer = sent(request, form, lambda: _try_out(request, form))
        if answer is not None:
            return answer
    # Each file as it was last: tried, tried again with other columns, brought in.
    rows: dict[Any, dict[str, Any]] = {}
    for job in access.own_imports(request.user)[:MOST_LISTED]:
        rows.setdefault(job.asks.get("file", job.pk), _row(job))
    return render(
        request,
        "imports/list.html",
        {
            "form": form,
            "rows": list(rows.values()),
            "tables": [_table(name) for name, _words in form.tables],
        },
        status=REFUSED if form.errors else 200,
    )


@require_GET
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    _admit(request)
    job = access.own_import(request.user, pk)
    outcome = job.outcome
    is_over = job.status in (JobStatus.DONE, JobStatus.FAILED)
    return render(
        request,
        "imports/one.html",
        {
            "job": job,
            "heading": _heading(job),
            "is_over": is_over,
            "has_failed": job.status == JobStatus.FAILED,
            "outcome": outcome,
            "problem": in_the_readers(outcome["problem"]) if "problem" in outcome else "",
            "counts": {name: outcome.get(name, 0) for name in imports.COUNTS},
            "words": words_of(job),
            "lacking": [IMPORTERS[job.asks["what"]].fields[name].label for name in outcome.get("lacking", [])],
            "was_tried_only": not job.asks["keep"],
            "next_steps": next_steps(job.asks["what"], job.asks["source"]) if job.asks["keep"] and is_over else (),
            "form": GoForm() if _may_go_on(job) else None,
            "refusals": [_refusal(job, told) for told in outcome.get("refusals", [])],
            "reasons": _reasons(job) if outcome.get("refused", 0) > FEW_ROWS else [],
            "more_refusals": max(0, outcome.get("refused", 0) - len({r["row"] for r in outcome.get("refusals", [])})),
            "differences": [_difference(job, told) for told in outcome.get("differences", [])],
            "rejects_url": reverse("records:file", args=[job.result_id]) if job.result_id else "",
            "again_url": _address_again(job),
            "columns_url": reverse("imports:columns", args=[job.pk]) if _may_be_tried_again(job) else "",
            "progress_url": f"{reverse('records:job_progress', args=[job.pk])}?language={get_language()}",
        },
    )


@require_POST
def go(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring in for good what was tried."""
    _admit(request)
    tried = access.own_import(request.user, pk)
    if not _may_go_on(tried):
        raise Http404
    form = GoForm(request.POST)
    answer = sent(request, form, lambda: _address(imports.bring_in(by=request.user, tried=tried)))
    return answer or redirect(_address(tried))


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which column means what; then the same table is tried again."""
    _admit(request)
    tried = access.own_import(request.user, pk)
    if not _may_be_tried_again(tried):
        raise Http404
    form = ColumnsForm(
        request.POST or None,
        what=tried.asks["what"],
        told=tried.asks.get("told") or {},
        headers=tried.outcome["headers"],
        source=tried.asks["source"],
    )

    def again() -> str:
        source = form.cleaned_data["source"]
        return _address(imports.try_with(by=request.user, tried=tried, told=form.map, source=source))

    if request.method == "POST":
        answer = sent(request, form, again)
        if answer is not None:
            return answer
    return render(
        request,
        "imports/columns.html",
        {
            "form": form,
            "back": _address(tried),
            "back_words": tried.asks["name"],
            "title": IMPORTERS[tried.asks["what"]].title,
        },
        status=REFUSED if form.errors else 200,
    )


@require_GET
def maps(request: HttpRequest) -> HttpResponse:
    """How the tables of each source are read."""
    _admit(request)
    kept = SourceMap.objects.select_related("changed_by")
    rows = [{"map": one, "title": IMPORTERS[one.what].title} for one in kept if one.what in IMPORTERS]
    return render(request, "imports/maps.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def one_map(request: HttpRequest, pk: int) -> HttpResponse:
    _admit(request)
    kept = access.source_map(request.user, pk)
    form = ColumnsForm(request.POST or None, what=kept.what, told=kept.told, initial={"version": kept.version})

    def change() -> str:
        version = form.cleaned_data["version"] or 0
        try:
            source_maps.change(by=request.user, kept=kept, version=version, told=form.map)
        except EditConflict as conflict:
            raise ValidationError(_("Somebody else changed this meanwhile. Open it again.")) from conflict
        return reverse("imports:maps")

    if request.method == "POST":
        answer = sent(request, form, change)
        if answer is not None:
            return answer
    return render(
        request,
        "imports/columns.html",
        {
            "form": form,
            "kept": kept,
            "back": reverse("imports:maps"),
            "back_words": _("How sources are read"),
            "title": IMPORTERS[kept.what].title,
            "forget": GoForm(),
        },
        status=REFUSED if form.errors else 200,
    )


@require_POST
def forget_map(request: HttpRequest, pk: int) -> HttpResponse:
    _admit(request)
    kept = access.source_map(request.user, pk)
    form = GoForm(request.POST)

    def forget() -> str:
        source_maps.forget(by=request.user, kept=kept)
        return reverse("imports:maps")

    return sent(request, form, forget) or redirect("imports:maps")


def _may_be_tried_again(job: Job) -> bool:
    return job.status == JobStatus.DONE and not job.asks["keep"] and "headers" in job.outcome


def _admit(request: HttpRequest) -> None:
    if not may(request.user, "imports.bring_in"):
        raise Http404


def _try_out(request: HttpRequest, form: ImportForm) -> str:
    said = form.cleaned_data
    return _address(
        imports.try_out(
            by=request.user,
            what=said["what"],
            content=said["file"],
            name=form.file_name,
            table_map=said["map"],
            source=said["source"],
        )
    )


def _address(job: Job) -> str:
    return reverse("imports:one", args=[job.pk])


def _address_again(job: Job) -> str:
    """Where the corrected list comes in, under the same source."""
    return f"{reverse('imports:list')}?{urlencode({name: job.asks[name] for name in ('what', 'source')})}"


def _may_go_on(job: Job) -> bool:
    """Tried to the end, with something new in it, and not brought in yet."""
    return (
        job.status == JobStatus.DONE
        and not job.asks["keep"]
        and not {"problem", "lacking"} & job.outcome.keys()
        and job.outcome.get("new", 0) + job.outcome.get("here", 0) > 0
        and not access.brought_in_since(job)
    )


def _table(name: str) -> dict[str, Any]:
    importer = IMPORTERS[name]
    return {
        "title": importer.title,
        "fields": [
            {"name": column, "label": field.label, "is_needed": field.required}
            for column, field in importer.fields.items()
        ],
    }


def _row(job: Job) -> dict[str, Any]:
    return {"job": job, "title": IMPORTERS[job.asks["what"]].title, "words": _words(job)}


def _heading(job: Job) -> str:
    if job.status == JobStatus.FAILED:
        return _("It broke off.")
    if job.status != JobStatus.DONE:
        return _("The table is being read.") if job.asks["keep"] else _("The table is being tried.")
    if "problem" in job.outcome:
        return _("The table could not be read.")
    if "lacking" in job.outcome:
        return _("Say which column means what.")
    new, here, put_right = (job.outcome.get(name, 0) for name in ("new", "here", "put_right"))
    if not job.outcome.get("read"):
        return _("The table has no rows below its first.")
    if put_right and not new:
        told = (
            ngettext("%(count)s row is put right.", "%(count)s rows are put right.", put_right)
            if job.asks["keep"]
            else ngettext("%(count)s row would be put right.", "%(count)s rows would be put right.", put_right)
        )
        return told % {"count": f"{put_right:,}"}
    if here and not new:
        return ngettext(
            "Nothing new: %(count)s row is here already.", "Nothing new: %(count)s rows are here already.", here
        ) % {"count": f"{here:,}"}
    if job.asks["keep"]:
        return ngettext("%(count)s row has come in.", "%(count)s rows have come in.", new) % {"count": f"{new:,}"}
    return ngettext("%(count)s row would come in.", "%(count)s rows would come in.", new) % {"count": f"{new:,}"}


def _words(job: Job) -> str:
    """In a few words, where it is."""
    if job.status == JobStatus.FAILED:
        return _("broke off")
    if job.status != JobStatus.DONE:
        if job.total:
            return _("%(done)s of %(total)s rows") % {"done": f"{job.done:,}", "total": f"{job.total:,}"}
        return _("waits for its turn") if job.status == JobStatus.WAITING else _("is being opened")
    if "problem" in job.outcome:
        return _("could not be read")
    if "lacking" in job.outcome:
        return _("waits for its columns")
    return _("brought in") if job.asks["keep"] else _("tried, nothing changed")


def _reasons(job: Job) -> list[dict[str, Any]]:
    """The most frequent first; those that are counted together last."""
    told = sorted(job.outcome.get("reasons", []), key=lambda told: (not told["words"], -told["count"]))
    return [_refusal(job, one) for one in told]


def _refusal(job: Job, told: dict[str, Any]) -> dict[str, Any]:
    """A column that has the name of a field, or that the table lacks, is called as on the forms too."""
    field = IMPORTERS[job.asks["what"]].fields.get(told["column"])
    return {**told, "words": in_the_readers(told["words"]), "label": field.label if field else ""}


def _difference(job: Job, told: dict[str, Any]) -> dict[str, Any]:
    importer = IMPORTERS[job.asks["what"]]
    field = importer.fields.get(told["name"])
    table_map = map_of(job.asks.get("told") or {}, [*importer.fields, "key"], fallback_source="")
    return {**told, "column": table_map.column_of(told["name"]), "label": field.label if field else told["name"]}
