"""What a curator types of a pathway version: rows of stages, gates and criteria. The actions judge what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolio.projects import gate_facts
from portfolio.projects.enums import StageKind
from portfolio.projects.models import PathwayVersion, Stage
from portfolio.projects.pathway_plan import Plan, PlannedCriterion, PlannedGate, PlannedStage
from records.sent_forms import choice_said, said
from records.typed_text import NumberLine, TypedNumber, TypedText

CODE = {"dir": "ltr", "size": "14"}
ORDER = {"size": "3"}


def code_field(label: Any) -> forms.SlugField:
    return forms.SlugField(
        label=label,
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
        error_messages={**said(_("Give it a code.")), "invalid": _("Small letters, digits and hyphens only.")},
    )


class PathwayForm(forms.Form):
    code = code_field(_("code"))
    title_en = TypedText(
        label=_("title in English"),
        max_length=120,
        language="en",
        error_messages=said(),
    )
    title_ar = TypedText(label=_("title in Arabic"), max_length=120, language="ar", error_messages=said())


class StageRow(forms.Form):
    place = TypedNumber(
        label=_("order"), min_value=1, max_value=999, widget=NumberLine(attrs=ORDER), error_messages=said()
    )
    code = code_field(_("code"))
    # What a new row offers is also what it begins with, so that one left alone is an empty row.
    kind = forms.ChoiceField(
        label=_("kind"), choices=StageKind.choices, initial=StageKind.ON_PATH, error_messages=choice_said()
    )
    title_en = TypedText(label=_("title in English"), max_length=80, required=False, language="en")
    title_ar = TypedText(label=_("title in Arabic"), max_length=80, required=False, language="ar")
    usual_days = TypedNumber(
        label=_("usual days"),
        min_value=1,
        max_value=3650,
        widget=NumberLine(attrs=ORDER),
        error_messages=said(),
    )


class GateRow(forms.Form):
    code = forms.RegexField(
        r"^[A-Za-z0-9-]{1,10}$",
        label=_("code"),
        widget=forms.TextInput(attrs=CODE),
        error_messages={**said(_("Give it a code.")), "invalid": _("Letters, digits and hyphens, at most ten.")},
    )
    from_stage = forms.ChoiceField(label=_("from stage"), error_messages=choice_said())
    to_stage = forms.ChoiceField(label=_("to stage"), error_messages=choice_said())

    def __init__(self, *args: Any, codes: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((code, code) for code in codes)]
        for name in ("from_stage", "to_stage"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class CriterionRow(forms.Form):
    place = TypedNumber(
        label=_("order"), min_value=1, max_value=999, widget=NumberLine(attrs=ORDER), error_messages=said()
    )
    code = code_field(_("code"))
    text_en = TypedText(
        label=_("criterion in English"),
        max_length=300,
        required=False,
        language="en",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text_ar = TypedText(
        label=_("criterion in Arabic"),
        max_length=300,
        required=False,
        language="ar",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_mandatory = forms.BooleanField(label=_("mandatory"), required=False, initial=True)
    asks_text = forms.BooleanField(label=_("Text"), required=False, initial=True)
    asks_file = forms.BooleanField(label=_("File"), required=False, initial=True)
    asks_link = forms.BooleanField(label=_("Link"), required=False, initial=True)
    fact = forms.ChoiceField(label=_("A fact that the system checks"), required=False, error_messages=choice_said())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(key, fact.label) for key, fact in gate_facts.FACTS.items()]
        kept = self.initial.get("fact")
        if kept and kept not in gate_facts.FACTS:
            known.append((kept, kept))
        self.fields["fact"].choices = [("", "—"), *known]  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        # A new row whose ticks are as they were offered is an empty row.
        return bool({"code", "text_en", "text_ar", "place"} & set(self.changed_data)) or bool(self.initial.get("code"))


StageRows = forms.formset_factory(StageRow, extra=2, can_delete=True)
GateRows = forms.formset_factory(GateRow, extra=1, can_delete=True)
CriterionRows = forms.formset_factory(CriterionRow, extra=2, can_delete=True)


class SeenVersion(forms.Form):
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class LayoutForm:
    """Stages and gates of a draft, on one page."""

    def __init__(self, plan: Plan, version: int, data: Any = None) -> None:
        stages = [
            {
                "place": place * 10,
                "code": one.code,
                "kind": one.kind,
                "title_en": one.title_en,
                "title_ar": one.title_ar,
                "usual_days": one.usual_days,
            }
            for place, one in enumerate(plan.stages, start=1)
        ]
        gates = [{"code": one.code, "from_stage": one.from_stage, "to_stage": one.to_stage} for one in plan.gates]
        self.seen = SeenVersion(data, initial={"seen_version": version})
        self.stages = StageRows(data, initial=stages, prefix="stages")
        codes = [one.code for one in plan.stages]
        if data is not None:
            codes += [
                data[name] for name in data if name.startswith("stages-") and name.endswith("-code") and data[name]
            ]
        self.gates = GateRows(data, initial=gates, prefix="gates", form_kwargs={"codes": list(dict.fromkeys(codes))})

    def is_valid(self) -> bool:
        return all([self.seen.is_valid(), self.stages.is_valid(), self.gates.is_valid()])

    @property
    def planned_stages(self) -> list[PlannedStage]:
        rows = sorted(_typed(self.stages), key=lambda row: row["place"])
        return [
            PlannedStage(row["code"], row["kind"], row["title_en"], row["title_ar"], row["usual_days"]) for row in rows
        ]

    @property
    def planned_gates(self) -> list[PlannedGate]:
        return [PlannedGate(row["code"], row["from_stage"], row["to_stage"]) for row in _typed(self.gates)]


class CriteriaForm:
    def __init__(self, criteria: Sequence[PlannedCriterion], version: int, data: Any = None) -> None:
        initial = [
            {"place": place * 10, **{name: getattr(one, name) for name in PlannedCriterion.__slots__}}
            for place, one in enumerate(criteria, start=1)
        ]
        self.seen = SeenVersion(data, initial={"seen_version": version})
        self.rows = CriterionRows(data, initial=initial, prefix="criteria")

    def is_valid(self) -> bool:
        return all([self.seen.is_valid(), self.rows.is_valid()])

    @property
    def planned(self) -> list[PlannedCriterion]:
        rows = sorted(_typed(self.rows), key=lambda row: row["place"])
        return [PlannedCriterion(**{name: row[name] for name in PlannedCriterion.__slots__}) for row in rows]


def _typed(rows: Any) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in rows if form.cleaned_data and not form.cleaned_data.get("DELETE")]


class MappingForm(forms.Form):
    """For each stage of the old version with projects in it: what it becomes."""

    def __init__(self, *args: Any, stages: Sequence[Stage], goal: PathwayVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = list(goal.stages.order_by("order"))
        for stage in stages:
            able = [one for one in goals if one.kind == stage.kind]
            same = next((one for one in able if one.code == stage.code), able[0] if len(able) == 1 else None)
            self.fields[f"stage_{stage.pk}"] = forms.TypedChoiceField(
                label=str(stage.title),
                choices=[("", "—"), *((one.pk, str(one.title)) for one in able)],
                coerce=int,
                initial=same.pk if same else "",
                error_messages=choice_said(_("Choose what this stage becomes.")),
            )

    @property
    def mapping(self) -> dict[int, int]:
        return {int(name.removeprefix("stage_")): goal for name, goal in self.cleaned_data.items()}
