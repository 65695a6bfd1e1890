"""What a seeded country says: titles, summaries and updates in both languages. All of it is invented."""

from random import Random
from typing import NamedTuple


class Pair(NamedTuple):
    en: str
    ar: str


WORK = (
    Pair("Digital", "رقمنة"),
    Pair("Faster", "تسريع"),
    Pair("Simpler", "تبسيط"),
    Pair("Redesigned", "إعادة تصميم"),
    Pair("Connected", "ربط"),
    Pair("Proactive", "استباقية"),
    Pair("Unified", "توحيد"),
    Pair("Automated", "أتمتة"),
    Pair("Accessible", "تيسير"),
    Pair("Improved", "تحسين"),
    Pair("Shared", "مشاركة"),
    Pair("Smarter", "تطوير"),
)
THINGS = (
    Pair("appointment booking", "حجز المواعيد"),
    Pair("permit renewal", "تجديد التصاريح"),
    Pair("customer feedback", "آراء المتعاملين"),
    Pair("energy audits", "تدقيق الطاقة"),
    Pair("water meter readings", "قراءات عدادات المياه"),
    Pair("school enrolment", "التسجيل المدرسي"),
    Pair("patient referrals", "إحالات المرضى"),
    Pair("procurement approvals", "اعتمادات المشتريات"),
    Pair("building inspections", "تفتيش المباني"),
    Pair("business licensing", "ترخيص الأعمال"),
    Pair("birth certificates", "شهادات الميلاد"),
    Pair("marriage contracts", "عقود الزواج"),
    Pair("retirement claims", "طلبات التقاعد"),
    Pair("job matching", "مواءمة الوظائف"),
    Pair("waste collection", "جمع النفايات"),
    Pair("road works notices", "إشعارات أعمال الطرق"),
    Pair("farm advice", "الإرشاد الزراعي"),
    Pair("museum visits", "زيارات المتاحف"),
    Pair("emergency calls", "نداءات الطوارئ"),
    Pair("court hearings", "جلسات المحاكم"),
    Pair("customs declarations", "البيانات الجمركية"),
    Pair("staff training", "تدريب الموظفين"),
    Pair("document archives", "أرشيف الوثائق"),
    Pair("complaint handling", "معالجة الشكاوى"),
)
FOR_WHOM = (
    Pair("for families", "للأسر"),
    Pair("for older people", "لكبار السن"),
    Pair("for people with disabilities", "لذوي الإعاقة"),
    Pair("for small companies", "للشركات الصغيرة"),
    Pair("for students", "للطلاب"),
    Pair("for new residents", "للمقيمين الجدد"),
    Pair("for visitors", "للزوار"),
    Pair("for employees", "للموظفين"),
    Pair("in Al Rayyan", "في الريان"),
    Pair("in Al Khor", "في الخور"),
    Pair("in Al Wakrah", "في الوكرة"),
    Pair("in Umm Salal", "في أم صلال"),
    Pair("across agencies", "بين الجهات"),
    Pair("on the phone", "عبر الهاتف"),
    Pair("at service centres", "في مراكز الخدمة"),
    Pair("through one window", "عبر نافذة واحدة"),
)
PAINS = (
    Pair("People wait too long and repeat the same papers.", "ينتظر الناس طويلًا ويكررون تقديم الأوراق نفسها."),
    Pair("Three agencies ask for what one already knows.", "تطلب ثلاث جهات ما تعرفه جهة واحدة."),
    Pair("Most requests come back because a field was unclear.", "تُعاد معظم الطلبات لأن خانة واحدة غير واضحة."),
    Pair("Nobody can tell where a request stands.", "لا يستطيع أحد معرفة حالة الطلب."),
    Pair("Staff type the same data into four systems.", "يُدخل الموظفون البيانات نفسها في أربعة أنظمة."),
    Pair("The service closes when people are free.", "تُغلق الخدمة في أوقات فراغ الناس."),
)
AIMS = (
    Pair("The team tries a new journey and measures the days saved.", "يجرّب الفريق رحلة جديدة ويقيس الأيام الموفَّرة."),
    Pair("The aim is one visit less and one answer the same day.", "الهدف زيارة أقل وجواب في اليوم نفسه."),
    Pair("A pilot in two centres shows whether it holds.", "تُظهر تجربة في مركزين مدى صلاحية الفكرة."),
    Pair("Users take part in every round of design.", "يشارك المستخدمون في كل جولة من التصميم."),
    Pair("What works is handed to the service's owner.", "يُسلَّم ما ينجح إلى مالك الخدمة."),
)
NEWS = (
    Pair("The team met users and rewrote the form.", "التقى الفريق المستخدمين وأعاد صياغة النموذج."),
    Pair(
        "The second round of tests ended; most tasks were completed.",
        "انتهت الجولة الثانية من الاختبارات وأُنجزت معظم المهام.",
    ),
    Pair("The partner agency shared its data.", "شاركت الجهة الشريكة بياناتها."),
    Pair("The supplier delivered the first version.", "سلّم المورّد النسخة الأولى."),
    Pair("Legal review came back with two questions.", "عادت المراجعة القانونية بسؤالين."),
    Pair("Training of the front desk began.", "بدأ تدريب موظفي الاستقبال."),
    Pair("The measured waiting time fell again.", "انخفض وقت الانتظار المقيس مرة أخرى."),
    Pair("A test in one centre showed a gap in the journey.", "كشف اختبار في أحد المراكز عن فجوة في الرحلة."),
    Pair("The budget was approved for the next quarter.", "اعتُمدت ميزانية الربع القادم."),
    Pair("The security check was passed.", "اجتاز المشروع الفحص الأمني."),
)
WORRIES = (
    Pair("A decision of the partner is awaited.", "القرار لدى الجهة الشريكة."),
    Pair("The supplier is three weeks late.", "تأخر المورّد ثلاثة أسابيع."),
    Pair("Too few users could be recruited.", "عدد المستخدمين المشاركين قليل."),
    Pair("The data is less complete than expected.", "البيانات أقل اكتمالًا من المتوقع."),
)
NEXT = (
    Pair("Agree the pilot plan.", "الاتفاق على خطة التجريب."),
    Pair("Invite ten more users.", "دعوة عشرة مستخدمين إضافيين."),
    Pair("Publish the results.", "نشر النتائج."),
    Pair("Close the open questions.", "إغلاق الأسئلة المفتوحة."),
    Pair("Prepare the gate.", "التحضير للبوابة."),
)
REASONS = (
    Pair("The evidence is sufficient.", "الأدلة كافية."),
    Pair("The panel saw the results and agreed.", "اطّلعت اللجنة على النتائج ووافقت."),
    Pair("The problem is not proven yet.", "لم تثبت المشكلة بعد."),
    Pair("Resources go to another project.", "وُجّهت الموارد إلى مشروع آخر."),
    Pair("It is carried on together with a sister project.", "يُستكمل مع مشروع شقيق."),
)
ALREADY_BEGUN = Pair("The work began before it was registered.", "بدأ العمل قبل التسجيل.")
GATE_CASE = Pair("What the gate asks for is done.", "استُكملت متطلبات البوابة.")
HANDOVER_REASON = Pair("The service moved to this agency.", "انتقلت الخدمة إلى هذه الجهة.")
EVIDENCE = (
    Pair(
        "Twenty users were met; the notes are kept with the project.",
        "التُقي بعشرين مستخدمًا، والملاحظات محفوظة مع المشروع.",
    ),
    Pair("The baseline was measured over four weeks.", "قيس خط الأساس على مدى أربعة أسابيع."),
    Pair("The plan has an owner and dates for each step.", "للخطة مالك ومواعيد لكل خطوة."),
)
DOUBTS = (
    Pair("Only one centre was looked at.", "نُظر في مركز واحد فقط."),
    Pair("The figures come from the supplier alone.", "مصدر الأرقام هو المورّد وحده."),
    Pair("Nobody is named for the time after the pilot.", "لم يُسمَّ أحد لما بعد التجريب."),
)
RECUSED = Pair("A relative works for the supplier.", "يعمل قريب لي لدى المورّد.")
LESSON = Pair("Ask those who will run it before it is built.", "اسألوا من سيشغّل الخدمة قبل بنائها.")
MILESTONES = (
    Pair("User research done", "اكتمال بحث المستخدمين"),
    Pair("Baseline measured", "قياس خط الأساس"),
    Pair("Prototype tested", "اختبار النموذج الأولي"),
    Pair("Pilot opened", "بدء التجريب"),
    Pair("Results published", "نشر النتائج"),
)
KINDS = (
    ("ministry", Pair("Ministry", "وزارة")),
    ("authority", Pair("Authority", "هيئة")),
    ("council", Pair("Council", "مجلس")),
    ("office", Pair("Office", "مكتب")),
    ("agency", Pair("Agency", "وكالة")),
)
FIELDS = (
    Pair("Coastal Affairs", "الشؤون الساحلية"),
    Pair("Household Services", "الخدمات الأسرية"),
    Pair("Public Gardens", "الحدائق العامة"),
    Pair("Night Markets", "الأسواق الليلية"),
    Pair("Desert Roads", "الطرق الصحراوية"),
    Pair("Rain and Water", "الأمطار والمياه"),
    Pair("School Meals", "الوجبات المدرسية"),
    Pair("Open Records", "السجلات المفتوحة"),
    Pair("Fair Measures", "الموازين والمقاييس"),
    Pair("Harbour Safety", "سلامة الموانئ"),
    Pair("Village Heritage", "تراث القرى"),
    Pair("Lifelong Learning", "التعلّم المستمر"),
    Pair("Clean Air", "الهواء النقي"),
    Pair("Shared Transport", "النقل المشترك"),
    Pair("Home Building", "بناء المساكن"),
    Pair("Early Childhood", "الطفولة المبكرة"),
    Pair("Sports Grounds", "الملاعب الرياضية"),
    Pair("Food Safety", "سلامة الغذاء"),
    Pair("Pearl Trade", "تجارة اللؤلؤ"),
    Pair("Star Maps", "خرائط النجوم"),
)
FIRST_NAMES = (
    Pair("Aisha", "عائشة"),
    Pair("Mariam", "مريم"),
    Pair("Noor", "نور"),
    Pair("Huda", "هدى"),
    Pair("Lulwa", "لولوة"),
    Pair("Salma", "سلمى"),
    Pair("Ahmad", "أحمد"),
    Pair("Jassim", "جاسم"),
    Pair("Omar", "عمر"),
    Pair("Rashid", "راشد"),
    Pair("Saad", "سعد"),
    Pair("Tariq", "طارق"),
)
FAMILY_NAMES = (
    Pair("Demo-Rayan", "التجريبي ريّان"),
    Pair("Demo-Sahel", "التجريبي ساحل"),
    Pair("Demo-Waha", "التجريبي واحة"),
    Pair("Demo-Nakheel", "التجريبي نخيل"),
    Pair("Demo-Bahr", "التجريبي بحر"),
    Pair("Demo-Shams", "التجريبي شمس"),
)


def title(chance: Random) -> Pair:
    work, thing, whom = chance.choice(WORK), chance.choice(THINGS), chance.choice(FOR_WHOM)
    return Pair(f"{work.en} {thing.en} {whom.en}", f"{work.ar} {thing.ar} {whom.ar}")


def summary(chance: Random) -> Pair:
    pain, aim = chance.choice(PAINS), chance.choice(AIMS)
    return Pair(f"{pain.en} {aim.en}", f"{pain.ar} {aim.ar}")


def agency_name(number: int) -> tuple[str, Pair]:
    kind, word = KINDS[number % len(KINDS)]
    field = FIELDS[(number // len(KINDS) + 7 * (number % len(KINDS))) % len(FIELDS)]
    turn = number // (len(KINDS) * len(FIELDS))
    mark = f" {turn + 1}" if turn else ""
    return kind, Pair(f"{word.en} of {field.en}{mark} (demo)", f"{word.ar} {field.ar}{mark} (تجريبي)")


def person_name(number: int) -> Pair:
    first, family = FIRST_NAMES[number % len(FIRST_NAMES)], FAMILY_NAMES[number // len(FIRST_NAMES) % len(FAMILY_NAMES)]
    return Pair(f"{first.en} {family.en} {number}", f"{first.ar} {family.ar} {number}")
