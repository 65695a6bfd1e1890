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
    DemoAgency(
        "PHCC", "Primary Health Care Corporation", "مؤسسة الرعاية الصحية الأولية", AgencyKind.CORPORATION
    ),
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

INVENTED = (
    DemoAgency("DEMO-COAST", "Coastal Municipality (demo)", "بلدية الساحل (تجريبي)", AgencyKind.AUTHORITY),
    DemoAgency("DEMO-FAMILY", "Family Services Authority (demo)", "هيئة خدمات الأسرة (تجريبي)", AgencyKind.AUTHORITY),
    DemoAgency("DEMO-SKILLS", "Skills and Employment Agency (demo)", "وكالة المهارات والتوظيف (تجريبي)", AgencyKind.AGENCY),
    DemoAgency(
        "DEMO-TRANSIT", "Public Transport Corporation (demo)", "مؤسسة النقل العام (تجريبي)", AgencyKind.CORPORATION
    ),
    DemoAgency("DEMO-LIBRARY", "Public Libraries Office (demo)", "مكتب المكتبات العامة (تجريبي)", AgencyKind.OFFICE),
    DemoAgency("DEMO-WATER", "Water Quality Bureau (demo)", "ديوان جودة المياه (تجريبي)", AgencyKind.BUREAU),
)
