"""The two pathways that come with the product, as data: a country changes them by opening versions of its own."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.projects.enums import StageKind

STANDARD = "standard"
ACCELERATOR = "accelerator-100"


@dataclass(frozen=True, slots=True)
class FoundingStage:
    code: str
    kind: StageKind
    en: str
    ar: str
    usual_days: int


@dataclass(frozen=True, slots=True)
class FoundingCriterion:
    code: str
    en: str
    ar: str
    is_mandatory: bool = True
    fact: str = ""


@dataclass(frozen=True, slots=True)
class FoundingPathway:
    code: str
    en: str
    ar: str
    stages: tuple[FoundingStage, ...]
    # Gates join the stages on the path one after another, in this order.
    gates: tuple[tuple[str, tuple[FoundingCriterion, ...]], ...]
    # The stages on the path of the version that it was founded with before.
    outgrown: tuple[str, ...] = ()


OFF_THE_PATH = (
    FoundingStage("on-hold", StageKind.HOLD, "On hold", "معلّق", 90),
    FoundingStage("stopped", StageKind.STOPPED, "Stopped", "متوقف نهائيًا", 365),
    FoundingStage("merged", StageKind.MERGED, "Merged", "مدمج", 365),
)

C = FoundingCriterion

G1 = (
    C("problem", "The problem is stated: whose it is, and how it shows", "صيغت المشكلة: من يعانيها وكيف تظهر"),
    C("service", "The service or life journey that it affects is named", "حُدّدت الخدمة أو رحلة الحياة المتأثرة"),
    C("owner", "An agency owns it", "تتولى جهة محددة مسؤوليته"),
    C("sponsor", "A sponsor in the leadership of the agency stands behind it", "يقف وراءه راعٍ من قيادة الجهة"),
    C(
        "alignment",
        "It serves an objective of the national agenda",
        "يخدم هدفًا من أهداف الأجندة الوطنية",
        fact="objective_aligned",
    ),
    C(
        "duplicates",
        "Nobody else is doing the same: the portfolio was searched",
        "لا أحد يعمل على الأمر نفسه بعد البحث في المحفظة",
    ),
)
G2 = (
    C("research", "Research with the people who use the service is done", "أُنجز البحث مع متعاملي الخدمة"),
    C("baseline", "The baseline is measured", "قيس خط الأساس", fact="indicator_read"),
    C("journey", "The current journey is mapped", "رُسمت الرحلة الحالية", is_mandatory=False),
    C("cause", "The root cause is known", "عُرف السبب الجذري"),
    C("limits", "The limits of law, data and technology are known", "عُرفت حدود القانون والبيانات والتقنية"),
    C("consent", "Every agency that takes part has agreed", "وافقت جميع الجهات المشاركة"),
    C("plan", "There is a team and a plan", "يوجد فريق وخطة", fact="milestone_reached"),
)
G3 = (
    C("options", "Several options were tested with users", "اختُبرت عدة خيارات مع المتعاملين"),
    C("riskiest", "The riskiest assumption was tested", "اختُبر الافتراض الأكثر خطورة"),
    C(
        "future",
        "The future journey and its list of gaps are there",
        "الرحلة المستقبلية وقائمة فجواتها جاهزتان",
        is_mandatory=False,
    ),
    C(
        "pilot",
        "The plan of the pilot says from which threshold it has succeeded",
        "تحدد خطة التجريب الحد الذي يُعد عنده ناجحًا",
        fact="milestone_reached",
    ),
    C("privacy", "Privacy and security were checked", "فُحصت الخصوصية وأمن المعلومات"),
    C("budget", "There is a budget for the pilot", "خُصصت ميزانية للتجريب"),
)
G4 = (
    C(
        "results",
        "The results of the pilot reach its threshold",
        "بلغت نتائج التجريب الحد المحدد",
        fact="indicator_read",
    ),
    C("satisfaction", "The satisfaction of users is measured", "قيس رضا المتعاملين"),
    C("cost", "The cost per case is known", "عُرفت كلفة الحالة الواحدة", is_mandatory=False),
    C("sla", "A service level agreement is proposed", "اقتُرحت اتفاقية مستوى الخدمة"),
    C("operations", "An owner of the operation is named", "سُمّي مسؤول التشغيل", fact="course_completed"),
    C("benefits", "The profile of the benefits is written", "كُتب ملف المنافع"),
    C("evidence", "The evidence is of level 2 or better", "مستوى الأدلة الثاني أو أعلى"),
    C("equality", "Equality and accessibility were checked", "فُحصت المساواة وإمكانية الوصول"),
)
G5 = (
    C(
        "catalogue",
        "The service is in the service guide, with its agreement and indicators",
        "الخدمة مدرجة في دليل الخدمات باتفاقيتها ومؤشراتها",
    ),
    C("training", "The training is delivered", "نُفّذ التدريب", fact="course_completed"),
    C("signature", "The owner of the benefits has signed", "وقّع مسؤول المنافع"),
    C("lessons", "The lessons are published", "نُشرت الدروس المستفادة", is_mandatory=False),
    C("handover", "It is handed over to the people who run it", "سُلّم إلى من يشغّله", fact="milestone_reached"),
)

STANDARD_PATHWAY = FoundingPathway(
    STANDARD,
    "From idea to scale",
    "من الفكرة إلى التوسّع",
    (
        FoundingStage("idea", StageKind.ON_PATH, "Idea", "فكرة", 60),
        FoundingStage("discovery", StageKind.ON_PATH, "Discovery", "الاستكشاف", 120),
        FoundingStage("prototype", StageKind.ON_PATH, "Prototype", "نموذج أولي", 120),
        FoundingStage("pilot", StageKind.ON_PATH, "Pilot", "التجريب", 180),
        FoundingStage("scale", StageKind.ON_PATH, "Scale", "التوسّع", 270),
        FoundingStage("embedded", StageKind.ON_PATH, "Embedded", "الترسيخ", 365),
        *OFF_THE_PATH,
    ),
    (("G1", G1), ("G2", G2), ("G3", G3), ("G4", G4), ("G5", G5)),
)

ACCELERATOR_PATHWAY = FoundingPathway(
    ACCELERATOR,
    "100-day accelerator",
    "مسرّعة المئة يوم",
    (
        FoundingStage("start-up", StageKind.ON_PATH, "Start-up workshop", "ورشة الانطلاق", 5),
        FoundingStage("to-day-50", StageKind.ON_PATH, "Until day 50", "حتى اليوم الخمسين", 45),
        FoundingStage("to-day-100", StageKind.ON_PATH, "Until day 100", "حتى اليوم المئة", 45),
        FoundingStage("scale-up", StageKind.ON_PATH, "Scale-up workshop", "ورشة التوسّع", 5),
        FoundingStage("build", StageKind.ON_PATH, "Build", "البناء", 120),
        FoundingStage("scale-nationally", StageKind.ON_PATH, "Scale", "التوسّع", 270),
        *OFF_THE_PATH,
    ),
    (
        (
            "START",
            (
                C(
                    "goal",
                    "One goal, with its measure, baseline and target",
                    "هدف واحد بمقياسه وخط أساسه ومستهدفه",
                    fact="indicator_read",
                ),
                C(
                    "team",
                    "A team of several agencies, with leader, coach and strategist",
                    "فريق من عدة جهات بقائده ومدرّبه وخبيره الاستراتيجي",
                ),
                C(
                    "mandate",
                    "The leaders of the agencies have given the team its mandate",
                    "منحت قيادات الجهات الفريق تفويضه",
                ),
            ),
        ),
        (
            "DAY-50",
            (
                C(
                    "progress",
                    "The measure has moved towards the target",
                    "تحرّك المقياس نحو المستهدف",
                    fact="indicator_read",
                ),
                C("tested", "What was tried with users, and what was learnt", "ما جُرّب مع المتعاملين وما استُفيد منه"),
                C("second-half", "The plan of the second half", "خطة النصف الثاني", fact="milestone_reached"),
            ),
        ),
        (
            "DAY-100",
            (
                C(
                    "result",
                    "The result against the target, measured",
                    "النتيجة مقيسة بالمستهدف",
                    fact="indicator_read",
                ),
                C("sustained", "A plan that keeps the result, with its owner", "خطة لاستدامة النتيجة ومسؤولها"),
            ),
        ),
        (
            "AFTER",
            (
                C(
                    "choice",
                    "One of reset, build or scale is chosen, with its reason: reset goes back to the start-up workshop",
                    "اختيار إعادة البدء أو البناء أو التوسّع مع سببه، وإعادة البدء عودة إلى ورشة الانطلاق",
                ),
                C(
                    "owner",
                    "An agency owns the result from now on, with people and budget",
                    "تتولى جهة محددة النتيجة من الآن بفريق وميزانية",
                ),
                C("lessons", "What the team has learnt is written down", "دُوّن ما تعلّمه الفريق", is_mandatory=False),
            ),
        ),
        (
            "BUILD",
            (
                C(
                    "kept",
                    "The result of day 100 has held since, measured again",
                    "ثبتت نتيجة اليوم المئة منذ ذلك الحين وقيست مرة أخرى",
                    fact="indicator_read",
                ),
                C(
                    "built",
                    "What was tried by hand is built into the service and its systems",
                    "أُدمج ما جُرّب يدويًا في الخدمة وأنظمتها",
                    fact="milestone_reached",
                ),
                C(
                    "operations",
                    "An owner of the operation is named and trained",
                    "سُمّي مسؤول التشغيل ودُرّب",
                    fact="course_completed",
                ),
                C("cost", "The cost per case is known", "عُرفت كلفة الحالة الواحدة", is_mandatory=False),
                C(
                    "agencies",
                    "The agencies that scale it have agreed, each with its day",
                    "وافقت الجهات التي ستتوسّع به، ولكل منها موعدها",
                ),
            ),
        ),
    ),
    outgrown=("start-up", "to-day-50", "to-day-100", "scale-up", "afterwards"),
)

FOUNDING = (STANDARD_PATHWAY, ACCELERATOR_PATHWAY)
