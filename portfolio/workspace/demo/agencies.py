"""The agencies of the demo country: the eight that the source texts name, and six that say that they are invented."""

from dataclasses import dataclass

from accounts.enums import AgencyKind

LAB = "CGB"


@dataclass(frozen=True, slots=True)
class DemoAgency:
    code: str
    name_en: str
    name_ar: str
    kind: str
    aliases: tuple[str, ...] = ()
    is_invented: bool = False


NAMED = (
    DemoAgency(
        LAB,
        "Civil Service and Government Development Bureau",
        "ديوان الخدمة المدنية والتطوير الحكومي",
        AgencyKind.BUREAU,
        ("CSGDB", "Civil Service Bureau and Government Development", "ديوان الخدمة"),
    ),
    DemoAgency(
        "MCIT",
        "Ministry of Communications and Information Technology",
        "وزارة الاتصالات وتكنولوجيا المعلومات",
        AgencyKind.MINISTRY,
    ),
    DemoAgency("MOI", "Ministry of Interior", "وزارة الداخلية", AgencyKind.MINISTRY),
    DemoAgency("MOPH", "Ministry of Public Health", "وزارة الصحة العامة", AgencyKind.MINISTRY),
    DemoAgency("PHCC", "Primary Health Care Corporation", "مؤسسة الرعاية الصحية الأولية", AgencyKind.CORPORATION),
    DemoAgency("SJC", "Supreme Judiciary Council", "المجلس الأعلى للقضاء", AgencyKind.COUNCIL),
    DemoAgency("GCO", "Government Communications Office", "مكتب الاتصال الحكومي", AgencyKind.OFFICE),
    DemoAgency(
        "QRDI",
        "Qatar Research, Development and Innovation Council",
        "مجلس قطر للبحوث والتطوير والابتكار",
        AgencyKind.COUNCIL,
        ("QRDI Council",),
    ),
)


def _invented(code: str, name_en: str, name_ar: str, kind: str) -> DemoAgency:
    return DemoAgency(code, f"{name_en} (demo)", f"{name_ar} (تجريبي)", kind, is_invented=True)


INVENTED = (
    _invented("DEMO-COAST", "Coastal Municipality", "بلدية الساحل", AgencyKind.AUTHORITY),
    _invented("DEMO-FAMILY", "Family Services Authority", "هيئة خدمات الأسرة", AgencyKind.AUTHORITY),
    _invented("DEMO-SKILLS", "Skills and Employment Agency", "وكالة المهارات والتوظيف", AgencyKind.AGENCY),
    _invented("DEMO-TRANSIT", "Public Transport Corporation", "مؤسسة النقل العام", AgencyKind.CORPORATION),
    _invented("DEMO-LIBRARY", "Public Libraries Office", "مكتب المكتبات العامة", AgencyKind.OFFICE),
    _invented("DEMO-WATER", "Water Quality Bureau", "ديوان جودة المياه", AgencyKind.BUREAU),
)
