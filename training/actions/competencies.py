from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from records.actions import audit
from records.policy import require
from training.models import Competency

# The OECD's model of skills for innovation in the public sector: code, English, Arabic, and each in one sentence.
SIX = (
    (
        "iteration",
        "Iteration",
        "التكرار والتحسين",
        "Developing policies and services in small steps, each tried and improved.",
        "تطوير السياسات والخدمات في خطوات صغيرة تُجرَّب كل منها وتُحسَّن.",
    ),
    (
        "data-literacy",
        "Data literacy",
        "الثقافة البيانية",
        "Deciding on data, and making sure that data are not an afterthought.",
        "بناء القرارات على البيانات، وألّا تأتي البيانات في آخر المطاف.",
    ),
    (
        "user-centricity",
        "User centricity",
        "التمحور حول المتعامل",
        "Services that answer what people need, found out with them.",
        "خدمات تلبي ما يحتاج إليه المتعاملون، ويُتعرَّف عليه معهم.",
    ),
    (
        "curiosity",
        "Curiosity",
        "الفضول المعرفي",
        "Looking for new ideas and other ways of working, and trying them.",
        "البحث عن أفكار جديدة وطرق عمل أخرى، وتجربتها.",
    ),
    (
        "storytelling",
        "Storytelling",
        "سرد القصة",
        "Explaining a change so that others understand it and support it.",
        "شرح التغيير بما يجعل الآخرين يفهمونه ويدعمونه.",
    ),
    (
        "insurgency",
        "Insurgency",
        "كسر المألوف",
        "Questioning the usual way and working with unusual partners.",
        "مساءلة الطريقة المعتادة والعمل مع شركاء غير معتادين.",
    ),
)


@transaction.atomic
def ensure_competencies() -> None:
    """Those that every country begins with; where there are some they are left as the curators made them."""
    if Competency.objects.exists():
        return
    made = [
        Competency(code=code, title_en=en, title_ar=ar, note_en=note_en, note_ar=note_ar, order=order)
        for order, (code, en, ar, note_en, note_ar) in enumerate(SIX, start=1)
    ]
    Competency.objects.bulk_create(made)
    audit.record(by=None, action="training.lay_competencies", count=len(made), after={"competencies": len(made)})


WORDING = ("title_en", "title_ar", "note_en", "note_ar", "order")


def add(*, by: Any, code: str, **told: Any) -> Competency:
    """`told`: the titles, the notes and the order."""
    require(by, "training.keep_courses")
    with transaction.atomic():
        if Competency.objects.filter(code__iexact=code).exists():
            raise ValidationError({"code": _("There is a competency of this code already.")})
        made = Competency(code=code, **{name: told[name] for name in WORDING})
        made.full_clean()
        made.save()
        audit.record(by=by, action="training.add_competency", target=made, after={"code": code})
    return made


def edit(*, by: Any, competency: Competency, **told: Any) -> Competency:
    """Its code stays: addresses and tables name it by that."""
    require(by, "training.keep_courses")
    with transaction.atomic():
        found = Competency.objects.select_for_update(of=("self",)).get(pk=competency.pk)
        before = {name: getattr(found, name) for name in WORDING}
        for name in WORDING:
            setattr(found, name, told[name])
        found.full_clean()
        changed = [name for name in WORDING if before[name] != getattr(found, name)]
        if changed:
            found.save()
            audit.record(
                by=by,
                action="training.edit_competency",
                target=found,
                before={name: before[name] for name in changed},
                after={name: getattr(found, name) for name in changed},
            )
    return found
