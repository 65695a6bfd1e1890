"""What officers of the demo country write on the way: by the stage that the project was in."""

UPDATES: dict[str, tuple[tuple[str, str], ...]] = {
    "idea": (
        (
            "We wrote down in one page whom it helps and what it costs them today.",
            "كتبنا في صفحة واحدة من يستفيد وما الذي يتحمله اليوم.",
        ),
        (
            "Three colleagues at the counter confirmed that they hear of this every day.",
            "أكد ثلاثة زملاء في النوافذ أنهم يسمعون بهذا كل يوم.",
        ),
        (
            "We looked at how two other countries do it and noted what would not work here.",
            "اطلعنا على تجربتي بلدين ودوّنّا ما لا يصلح عندنا.",
        ),
        ("The partner agencies were told; one has named a contact.", "أُبلغت الجهات الشريكة، وسمّت إحداها جهة اتصال."),
    ),
    "discovery": (
        (
            "Eight conversations with customers; the waiting hurts them less than not knowing.",
            "ثماني مقابلات مع المتعاملين، ويؤلمهم عدم العلم أكثر من الانتظار.",
        ),
        (
            "The current journey is drawn: fourteen steps, five of them ask for what we already know.",
            "رُسمت الرحلة الحالية: أربع عشرة خطوة، خمس منها تطلب ما نعرفه.",
        ),
        (
            "The baseline is measured over four weeks and agreed with the department.",
            "قيس خط الأساس خلال أربعة أسابيع واتُّفق عليه مع الإدارة.",
        ),
        (
            "We spent two days at the counters and noted every question that was asked twice.",
            "قضينا يومين عند النوافذ ودوّنّا كل سؤال تكرر.",
        ),
        (
            "The legal department has read the questions and sees no obstacle so far.",
            "اطلعت الإدارة القانونية على الأسئلة ولا ترى عائقًا حتى الآن.",
        ),
        (
            "The gaps between the current and the future journey are listed, with an owner for each.",
            "حُصرت الفجوات بين الرحلة الحالية والمستقبلية، ولكل فجوة مسؤول.",
        ),
    ),
    "prototype": (
        (
            "The first screens were tried with six people; two of the texts had to go.",
            "جُرّبت الشاشات الأولى مع ستة أشخاص، وحُذف نصان منها.",
        ),
        (
            "The second round went better: all finished without help.",
            "كانت الجولة الثانية أفضل، وأنهاها الجميع دون مساعدة.",
        ),
        (
            "Staff tried it for a day beside the real work and asked for two changes.",
            "جرّبه الموظفون يومًا إلى جانب العمل الفعلي وطلبوا تعديلين.",
        ),
        (
            "The Arabic texts were rewritten with customers instead of translated.",
            "أُعيدت كتابة النصوص العربية مع المتعاملين بدل ترجمتها.",
        ),
        ("We know now what the pilot has to measure, and how.", "أصبحنا نعرف ما يجب أن يقيسه التجريب وكيف."),
    ),
    "pilot": (
        (
            "The first week is over: 212 requests, 9 of them needed a hand.",
            "انقضى الأسبوع الأول: 212 طلبًا، احتاج تسعة منها إلى مساعدة.",
        ),
        (
            "Staff at the pilot site run it themselves; we only watch.",
            "يدير موظفو موقع التجريب العمل بأنفسهم ونكتفي بالمتابعة.",
        ),
        (
            "Time from request to answer fell from 11 to 4 days.",
            "انخفضت المدة من الطلب إلى الرد من 11 يومًا إلى 4 أيام.",
        ),
        (
            "Customers rated it 4.4 of 5; the complaints are about the message that comes too late.",
            "قيّمه المتعاملون بـ4.4 من 5، وتتعلق الشكاوى برسالة تصل متأخرة.",
        ),
        ("A second site joined and started without our help.", "انضم موقع ثانٍ وبدأ دون مساعدتنا."),
        (
            "The mid-term figures are with the department and were not disputed.",
            "عُرضت أرقام منتصف المدة على الإدارة ولم يُعترض عليها.",
        ),
    ),
    "scale": (
        (
            "Three more sites are live; the guide for new sites is down to two pages.",
            "أُطلقت ثلاثة مواقع أخرى، واختُصر دليل المواقع الجديدة إلى صفحتين.",
        ),
        (
            "The running costs are in next year's budget of the agency.",
            "أُدرجت كلفة التشغيل في موازنة الجهة للعام المقبل.",
        ),
        (
            "New staff learn it from colleagues; no training was needed this month.",
            "يتعلمه الموظفون الجدد من زملائهم، ولم يلزم تدريب هذا الشهر.",
        ),
        ("The figures of the pilot hold at five sites.", "تحققت أرقام التجريب في خمسة مواقع."),
    ),
    "embedded": (
        ("It is ordinary work now; we report once a quarter.", "أصبح عملًا اعتياديًا ونرفع عنه تقريرًا كل ربع سنة."),
        ("Another agency asked for the material and started on its own.", "طلبت جهة أخرى المواد وبدأت بنفسها."),
    ),
}

NEXT_STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "idea": (
        ("Talk to five customers.", "الحديث مع خمسة متعاملين."),
        ("Name a lead person.", "تسمية مسؤول عن المشروع."),
    ),
    "discovery": (
        ("Measure the baseline.", "قياس خط الأساس."),
        ("Draw the future journey with the partners.", "رسم الرحلة المستقبلية مع الشركاء."),
        ("Agree on the one number that has to change.", "الاتفاق على الرقم الذي يجب أن يتغير."),
    ),
    "prototype": (
        ("Try it with customers who have never seen it.", "تجربته مع متعاملين لم يروه من قبل."),
        ("Find a site for the pilot.", "اختيار موقع للتجريب."),
    ),
    "pilot": (
        ("Open a second site.", "فتح موقع ثانٍ."),
        ("Write the mid-term report.", "كتابة تقرير منتصف المدة."),
        ("Ask customers once more.", "سؤال المتعاملين مرة أخرى."),
    ),
    "scale": (
        ("Start the next two sites.", "بدء الموقعين التاليين."),
        ("Secure next year's budget.", "تأمين موازنة العام المقبل."),
    ),
    "embedded": (("Review once a year.", "مراجعة سنوية."),),
}

WORRIES = (
    ("A partner has not answered for three weeks.", "لم ترد جهة شريكة منذ ثلاثة أسابيع."),
    ("The person who knows the old system is on leave.", "من يعرف النظام القديم في إجازة."),
    ("The data arrives later than agreed.", "تصل البيانات بعد موعدها المتفق عليه."),
    ("Two departments read the rule differently.", "تختلف إدارتان في فهم القاعدة."),
    ("The rooms for the trial are not free before next month.", "لا تتوفر قاعات التجربة قبل الشهر المقبل."),
)

# Before the stage that the gate opens: what marks the way there.
MILESTONES: dict[str, tuple[tuple[str, str], ...]] = {
    "idea": (("One-page description agreed", "إقرار الوصف في صفحة واحدة"),),
    "discovery": (("Current journey mapped", "رسم الرحلة الحالية"), ("Baseline agreed", "إقرار خط الأساس")),
    "prototype": (("Prototype tried with customers", "تجربة النموذج الأولي مع المتعاملين"),),
    "pilot": (("Pilot opened", "بدء التجريب"), ("Pilot report", "تقرير التجريب")),
    "scale": (("Half of the sites live", "إطلاق نصف المواقع"), ("All sites live", "إطلاق جميع المواقع")),
    "embedded": (("Handed to the agency's ordinary work", "انتقاله إلى العمل الاعتيادي للجهة"),),
}

GATE_CASES = {
    "marriage": (
        "Both courts want to keep it. Visits fell from four to one and nobody was turned away.",
        "ترغب المحكمتان في الاستمرار، وانخفضت الزيارات من أربع إلى واحدة ولم يُرد أحد.",
    ),
    "vaccination": (
        "Thirty families used it for three weeks and two health centres offer themselves for the pilot.",
        "استخدمته ثلاثون أسرة ثلاثة أسابيع، ويعرض مركزان صحيان استضافة التجريب.",
    ),
    "queue": (
        "The queue times of four centres show where the time goes. We want to hear from the people who wait.",
        "تبيّن أوقات الانتظار في أربعة مراكز أين يضيع الوقت، ونريد الاستماع إلى من ينتظرون.",
    ),
    "permit": (
        "The four steps that are in sight already save a phone call a day. We want to try it with real permits.",
        "توفّر الخطوات الأربع الظاهرة مكالمة كل يوم، ونريد تجربته على رخص حقيقية.",
    ),
    "transit": (
        "The diaries show the same three obstacles again and again. We know whom to ask next.",
        "تُظهر اليوميات العوائق الثلاثة نفسها مرارًا، ونعرف من نسأل بعد ذلك.",
    ),
}

# What an officer writes beside a criterion.
CRITERION_WORDS = (
    (
        "Done; the note is in the shared folder of the team and was read by the sponsor.",
        "أُنجز، والمذكرة في ملفات الفريق وقد اطلع عليها الراعي.",
    ),
    (
        "Tried with the people concerned; what they said is summed up on one page.",
        "جُرّب مع المعنيين، ولُخّص ما قالوه في صفحة واحدة.",
    ),
    (
        "Agreed in the meeting of the partners; the minutes name who does what.",
        "اتُّفق عليه في اجتماع الشركاء، ويبيّن المحضر من يتولى كل أمر.",
    ),
    (
        "Measured over two weeks; the figures are those of the service itself.",
        "قيس على مدى أسبوعين، والأرقام من الخدمة نفسها.",
    ),
)
