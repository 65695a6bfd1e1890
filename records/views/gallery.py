"""Every component in both directions, for those who build. Not a page of the product."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import override
from django.views.decorators.http import require_GET

from records.charts.marks import Mark

STAGES = {
    "en": ("Idea", "Discovery", "Prototype", "Pilot", "Scale", "Embedded"),
    "ar": ("فكرة", "استكشاف", "نموذج أولي", "تجريب", "توسّع", "ترسيخ"),
}
CONFIDENCES = {
    "en": ("On track", "At risk", "Off track", "Not yet rated"),
    "ar": ("على المسار", "معرّض للخطر", "متعثّر", "لم يُقيَّم بعد"),
}
SAMPLES = {
    "en": {
        "title": "Marriage journey: one appointment instead of four",
        "person": "Maryam Al-Thani",
        "agency": "Supreme Judiciary Council",
        "typed": "Two courts now accept the form online. The third waits for its counter.",
        "other": "Two courts accept the form online since May. The third waits for training.",
    },
    "ar": {
        "title": "رحلة الزواج: موعد واحد بدل أربعة",
        "person": "مريم آل ثاني",
        "agency": "المجلس الأعلى للقضاء",
        "typed": "تقبل محكمتان النموذج عبر الإنترنت الآن، وتنتظر الثالثة تجهيز نافذتها.",
        "other": "تقبل محكمتان النموذج عبر الإنترنت منذ مايو، وتنتظر الثالثة تدريب موظفيها.",
    },
}


class SampleForm(forms.Form):
    title = forms.CharField(max_length=120)
    summary = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    confidence = forms.ChoiceField(widget=forms.RadioSelect)
    visibility = forms.ChoiceField(widget=forms.RadioSelect)
    stage = forms.ChoiceField()
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    picture = forms.FileField(required=False)
    agreed = forms.BooleanField(required=False)

    def __init__(self, language: str, **kwargs: object) -> None:
        super().__init__(auto_id=f"{language}_{kwargs.get('prefix', '')}%s", **kwargs)  # type: ignore[arg-type]
        words = CONFIDENCES[language]
        codes = ("green", "amber", "red")
        self.fields["confidence"].choices = list(zip(codes, words, strict=False))  # type: ignore[attr-defined]
        self.fields["visibility"].choices = list(zip("abc", STAGES[language], strict=False))  # type: ignore[attr-defined]
        self.fields["stage"].choices = list(enumerate(STAGES[language]))  # type: ignore[attr-defined]


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    return render(request, "records/gallery.html", {"sides": [_side(request, "en"), _side(request, "ar")]})


def _side(request: HttpRequest, language: str) -> dict[str, str | SafeString]:
    with override(language):
        parts = render_to_string("records/gallery_side.html", _sample(language), request)
    return {"language": language, "direction": "rtl" if language == "ar" else "ltr", "parts": SafeString(parts)}


def _sample(language: str) -> dict[str, object]:
    stages, words = STAGES[language], SAMPLES[language]
    here = "#here"
    refused = SampleForm(language, prefix="wrong", data={"wrong-summary": words["typed"], "wrong-confidence": "amber"})
    return {
        "language": language,
        "words": words,
        "stages": [{"label": label, "position": index + 1} for index, label in enumerate(stages)],
        "funnel_marks": [Mark(s, v, here) for s, v in zip(stages, (19, 14, 13, 11, 8, 3), strict=True)],
        "confidence_marks": [
            Mark(word, value, here, hue)
            for word, value, hue in zip(
                CONFIDENCES[language], (31, 12, 5, 20), ("green", "amber", "red", ""), strict=True
            )
        ],
        "trend_marks": [
            Mark(f"{2024 + i // 4} Q{i % 4 + 1}", v) for i, v in enumerate((22, 30, 34, 41, 47, 52, 61, 68))
        ],
        "steps": [
            SimpleNamespace(
                label=label,
                note=("12 May 2026", "", "", "", "", "")[index],
                href=here if index < 3 else "",
                state="done" if index < 3 else "current" if index == 3 else "ahead",
                gate=label if index else "",
            )
            for index, label in enumerate(stages)
        ],
        "codes": ["green", "amber", "red", ""],
        "form": SampleForm(language, prefix="fresh"),
        "refused": refused,
        "page": Paginator(range(480), 25).page(7),
        "tabs": [
            {"label": stages[0], "url": here, "is_current": True, "count": 1240},
            {"label": stages[1], "url": here, "is_current": False, "count": 12},
            {"label": stages[2], "url": here, "is_current": False},
        ],
        "trail": [{"label": stages[0], "url": here}, {"label": words["title"], "url": ""}],
        "facts": [(stages[0], words["agency"]), (stages[1], words["person"])],
        "moments": [{"when": dt.date(2026, 5, 12), "mark": "disc"}, {"when": dt.date(2026, 3, 1), "mark": "gate"}],
        "versions": [{"label": stages[2], "mine": words["typed"], "theirs": words["other"]}],
        "today": dt.date(2026, 9, 30),
    }
