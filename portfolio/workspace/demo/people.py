"""The people of the demo country. Those with a place in the sign-in list carry a persona; the rest only work here."""

from dataclasses import dataclass

from accounts.enums import Language, Role

MAIL = "demo.masar.test"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    name: str
    name_en: str
    name_ar: str
    role: str
    agency: str | None
    language: str
    can_sign_in: bool = True

    @property
    def email(self) -> str:
        return f"{self.name}@{MAIL}"


HAMAD = DemoPerson("hamad", "Hamad Al-Kuwari", "حمد الكواري", Role.LAB_ADMINISTRATOR, "CGB", Language.ENGLISH)
NOORA = DemoPerson("noora", "Noora Al-Emadi", "نورة العمادي", Role.LAB_CURATOR, "CGB", Language.ARABIC)
MARYAM = DemoPerson("maryam", "Maryam Al-Sada", "مريم السادة", Role.INNOVATION_OFFICER, "MOPH", Language.ARABIC)
KHALID = DemoPerson("khalid", "Khalid Al-Marri", "خالد المري", Role.INNOVATION_OFFICER, "MOI", Language.ENGLISH)
SHEIKHA = DemoPerson("sheikha", "Sheikha Al-Hammadi", "شيخة الحمادي", Role.LEADER, None, Language.ARABIC)
FATIMA = DemoPerson("fatima", "Fatima Al-Ansari", "فاطمة الأنصاري", Role.AGENCY_LEAD, "MOPH", Language.ARABIC)
YOUSEF = DemoPerson("yousef", "Yousef Darwish", "يوسف درويش", Role.JUROR, "MOI", Language.ENGLISH)
ALI = DemoPerson("ali", "Ali Hassan", "علي حسن", Role.TRAINEE, "MOPH", Language.ARABIC)

PERSONAS = (MARYAM, KHALID, NOORA, HAMAD, SHEIKHA, FATIMA, YOUSEF, ALI)


def _officer(name: str, name_en: str, name_ar: str, agency: str, language: str) -> DemoPerson:
    return DemoPerson(name, name_en, name_ar, Role.INNOVATION_OFFICER, agency, language, can_sign_in=False)


OTHER_OFFICERS = (
    _officer("reem", "Reem Al-Dosari", "ريم الدوسري", "CGB", Language.ARABIC),
    _officer("dana", "Dana Al-Naimi", "دانة النعيمي", "MCIT", Language.ENGLISH),
    _officer("abdulla", "Abdulla Al-Hajri", "عبدالله الهاجري", "PHCC", Language.ARABIC),
    _officer("jassim", "Jassim Al-Sulaiti", "جاسم السليطي", "SJC", Language.ARABIC),
    _officer("lolwa", "Lolwa Al-Kaabi", "لولوة الكعبي", "GCO", Language.ARABIC),
    _officer("tariq", "Tariq Mansour", "طارق منصور", "QRDI", Language.ENGLISH),
    _officer("omar", "Omar Haddad", "عمر حداد", "DEMO-COAST", Language.ARABIC),
    _officer("aisha", "Aisha Rahman", "عائشة رحمن", "DEMO-FAMILY", Language.ARABIC),
    _officer("salem", "Salem Al-Mohannadi", "سالم المهندي", "DEMO-SKILLS", Language.ENGLISH),
    _officer("huda", "Huda Saleh", "هدى صالح", "DEMO-TRANSIT", Language.ENGLISH),
)
