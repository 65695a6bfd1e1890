"""The words that the public site opens with, in both languages. Curators edit them from then on.

What they say of the lab is what source 002 says: it coordinates a national agenda, enables agencies, accelerates
projects.
"""

HOME = {
    "title": ("Masar", "مسار"),
    "heading": (
        "Government innovation, from the first idea to everyday service.",
        "الابتكار الحكومي، من الفكرة الأولى إلى خدمة يومية.",
    ),
    "lede": (
        "The Innovation & Acceleration Lab coordinates a national agenda, equips government agencies "
        "with knowledge and tools, and speeds up their projects. This is where their public projects "
        "stand today.",
        "ينسّق مختبر الابتكار والتسريع أجندة وطنية، ويجهّز الجهات الحكومية بالمعرفة والأدوات، ويسرّع "
        "مشاريعها. وهنا يظهر أين وصلت مشاريعها العامة اليوم.",
    ),
    "search_description": (
        "Public innovation projects of Qatar's government agencies: the national agenda, where each "
        "project stands, and what moved this quarter.",
        "مشاريع الابتكار العامة للجهات الحكومية في قطر: الأجندة الوطنية، وموقع كل مشروع، وما تقدّم هذا الربع.",
    ),
}
HOME_AGENDA_HEADING = ("What the work serves", "ما يخدمه هذا العمل")

AGENDA = {
    "title": ("Agenda", "الأجندة"),
    "lede": (
        "Strategies, their pillars and objectives, each with the public projects that are aligned to it.",
        "الاستراتيجيات وركائزها وأهدافها، ومع كل منها المشاريع العامة التي تخدمه.",
    ),
    "search_description": (
        "The national innovation agenda: Qatar National Vision 2030, NDS3, QRDI Strategy 2030 and Digital Agenda 2030.",
        "الأجندة الوطنية للابتكار: رؤية قطر الوطنية 2030، واستراتيجية التنمية الوطنية الثالثة، "
        "واستراتيجية قطر للبحوث والتطوير والابتكار 2030، والأجندة الرقمية 2030.",
    ),
}
AGENDA_NOTE = (
    "<p>This page tells what the lab's sources name. Digital Agenda 2030 has six pillars, of which "
    "they name one, digital innovation; the others wait for the curator.</p>",
    "<p>تعرض هذه الصفحة ما تذكره مصادر المختبر. للأجندة الرقمية 2030 ست ركائز، تذكر المصادر واحدة "
    "منها هي الابتكار الرقمي، وتنتظر البقية أمين المحتوى.</p>",
)

PROGRESS = {
    "title": ("Progress", "التقدّم"),
    "lede": (
        "Where the public projects of the innovation portfolio stand today.",
        "أين تقف المشاريع العامة في محفظة الابتكار اليوم.",
    ),
    "search_description": (
        "The public innovation portfolio by stage, agency and objective, counted live.",
        "محفظة الابتكار العامة حسب المرحلة والجهة والهدف، تُحصى مباشرة.",
    ),
}
