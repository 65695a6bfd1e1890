"""The ideas of the demo country: a call that is open to everybody, one to government that has closed, and a box.

All of it is invented, made through the actions, and dated back from the day of loading.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.enums import Language
from portfolio.agenda.models import Objective
from portfolio.ideas.actions import calls, conversation, sending, triage
from portfolio.ideas.actions.links import link_to_confirm
from portfolio.ideas.enums import Audience, QuestionKind, Showing
from portfolio.ideas.models import Call, Idea
from portfolio.ideas.queries import current_form

OBJECTIVE = "nds3-innovation"


@dataclass(frozen=True, slots=True)
class DemoIdea:
    code: str
    call: str
    # A person of the demo, or an address of somebody without an account.
    by: str
    days_ago: int
    title: str
    body: str
    language: str = Language.ARABIC
    answers: Mapping[str, Any] | None = None


IDEAS = (
    DemoIdea(
        "shade",
        "summer",
        "salma@people.example",
        19,
        "مظلات ذكية عند محطات الحافلات",
        "الانتظار ظهراً صعب على كبار السن والأطفال. مظلة تعمل بالطاقة الشمسية مع لوحة تبيّن موعد الحافلة التالية تكفي لنبدأ بعشر محطات.",
        answers={"q1": "محطات الكورنيش", "q2": "1", "q3": "1200", "q4": True},
    ),
    DemoIdea(
        "stops",
        "summer",
        "daniel@people.example",
        16,
        "Shaded stops with live arrival times",
        "At noon nobody can wait in the sun. Put a roof and a small display over the ten busiest bus stops first, and count who uses them.",
        Language.ENGLISH,
        {"q1": "The ten busiest stops", "q2": "1", "q3": "900"},
    ),
    DemoIdea(
        "parks",
        "summer",
        "hind@people.example",
        12,
        "فتح الحدائق ليلاً في الصيف",
        "تُفتح الحدائق العامة حتى منتصف الليل من يونيو إلى سبتمبر، مع إضاءة كافية وحراسة، ليتمكن الناس من الخروج بعد أن يبرد الجو.",
        answers={"q1": "حدائق الأحياء", "q2": "2", "q4": False},
    ),
    DemoIdea(
        "beach",
        "summer",
        "omar@people.example",
        5,
        "Book a beach slot before you drive",
        "Families drive an hour and find the beach full. Let people see how full it is and book a slot, as clinics do.",
        Language.ENGLISH,
        {"q1": "Public beaches", "q2": "3", "q3": "4000"},
    ),
    DemoIdea(
        "heat",
        "summer",
        "ali",
        2,
        "رسالة قبل موجة الحر",
        "رسالة قصيرة قبل يوم من موجة الحر لمن يعملون في الخارج ولأصحاب الأمراض المزمنة، فيها ما يُنصح به وأقرب مكان مكيّف.",
        answers={"q1": "البلاد كلها", "q2": "1"},
    ),
    DemoIdea(
        "counter",
        "counters",
        "maryam",
        74,
        "إشعار الولادة يصل إلى جهة العمل",
        "بعد تسجيل المولود يصل إشعار إلى جهة عمل الوالدين، فتُحتسب إجازة الوالدية من دون طلب ولا أوراق.",
    ),
    DemoIdea(
        "forms",
        "counters",
        "khalid",
        70,
        "One form for a change of address",
        "A family that moves tells six agencies the same thing. One form at any of them could tell the other five.",
        Language.ENGLISH,
    ),
    DemoIdea(
        "move",
        "counters",
        "dana",
        66,
        "Tell everybody once when we move house",
        "Moving house means the same address typed again and again. Type it once, choose who should know.",
        Language.ENGLISH,
    ),
    DemoIdea(
        "papers",
        "counters",
        "reem",
        61,
        "لا نطلب ورقة أصدرتها جهة حكومية",
        "جرد بكل ورقة تطلبها جهة وتصدرها جهة أخرى، ثم ربط الأكثر طلباً منها، ثم حذفها من دليل الخدمات.",
    ),
    DemoIdea(
        "kiosk",
        "counters",
        "fatima",
        58,
        "أجهزة خدمة ذاتية في كل ممر",
        "جهاز في كل ممر من ممرات الوزارة لطباعة الشهادات.",
    ),
    DemoIdea(
        "rooms",
        "box",
        "yousef",
        33,
        "Lend empty meeting rooms between agencies",
        "Rooms stand empty in one building while the next one rents a hall. A shared calendar would show them.",
        Language.ENGLISH,
    ),
    DemoIdea(
        "sign",
        "box",
        "ali",
        21,
        "لغة الإشارة عند الشباك بالفيديو",
        "مترجم لغة إشارة واحد يخدم شبابيك كثيرة عبر مكالمة فيديو، بدلاً من موعد بعد أسبوع.",
    ),
    DemoIdea(
        "mine", "box", "maryam", 8, "تقويم واحد للإجازات", "تقويم مشترك لإجازات الفريق، يراه الجميع قبل تحديد المواعيد."
    ),
)


class LoadingIdeas:
    def __init__(self, country: Any) -> None:
        self.country = country
        self.noora = country.noora
        self.hamad = country.people["hamad"]
        self.calls: dict[str, Call] = {}
        self.ideas: dict[str, Idea] = {}

    def run(self) -> None:
        self.open_the_calls()
        for number, idea in enumerate(IDEAS, start=1):
            self.send(number, idea)
        self.weigh()
        self.talk()
        calls.close(by=self.noora, call=self.calls["counters"])

    def open_the_calls(self) -> None:
        objectives = list(Objective.objects.filter(code=OBJECTIVE))
        self.calls["summer"] = self.call(
            Audience.PUBLIC,
            opens=24,
            closes=-20,
            title_en="A summer that is easier to live in",
            title_ar="صيف أسهل على الناس",
            theme_en="Heat",
            theme_ar="الحر",
            description_en="What would make the hot months easier: on the way, at work, outdoors? Small things that can be tried this season are as welcome as large ones.",
            description_ar="ما الذي يجعل أشهر الحر أسهل: في الطريق، وفي العمل، وفي الخارج؟ نرحب بالصغير الذي يُجرّب هذا الموسم كما نرحب بالكبير.",
            objectives=objectives,
        )
        calls.set_questions(
            by=self.noora,
            call=self.calls["summer"],
            form=current_form(self.calls["summer"]),
            asked=[
                calls.Asked(QuestionKind.SHORT, "Where should it begin?", "أين تبدأ؟", True),
                calls.Asked(
                    QuestionKind.CHOICE,
                    "Whom does it help most?",
                    "من الأكثر استفادة منها؟",
                    True,
                    [
                        ("People outdoors", "من هم في الخارج"),
                        ("Families", "الأسر"),
                        ("Visitors", "الزوار"),
                        ("People at work", "العاملون"),
                    ],
                ),
                calls.Asked(QuestionKind.NUMBER, "How many people a day, roughly?", "كم شخصاً في اليوم تقريباً؟"),
                calls.Asked(QuestionKind.YES_NO, "Do you know of a place that does it?", "هل تعرف مكاناً يطبّقها؟"),
            ],
        )
        self.calls["counters"] = self.call(
            Audience.GOVERNMENT,
            opens=80,
            closes=-7,
            title_en="One visit instead of three",
            title_ar="زيارة واحدة بدلاً من ثلاث",
            theme_en="Customer first",
            theme_ar="المتعامل أولاً",
            description_en="Where do your customers go twice for one thing? You see it every day at the counter: tell us, and say what you would change.",
            description_ar="أين يذهب المتعامل مرتين لأمر واحد؟ أنتم ترون ذلك كل يوم عند الشباك: أخبرونا وقولوا ما الذي تغيّرونه.",
            objectives=objectives,
        )
        self.calls["box"] = self.call(
            Audience.GOVERNMENT,
            opens=200,
            closes=None,
            title_en="The idea box of government staff",
            title_ar="صندوق أفكار موظفي الحكومة",
            description_en="For whatever does not wait for a call.",
            description_ar="لكل ما لا ينتظر دعوة.",
        )

    def call(self, audience: str, *, opens: int, closes: int | None, **words: Any) -> Call:
        made = calls.prepare(
            by=self.noora,
            audience=audience,
            opens_on=self.ago(opens),
            closes_on=None if closes is None else self.country.day - dt.timedelta(days=closes),
            **words,
        )
        return calls.open_call(by=self.noora, call=made, on=self.ago(opens))

    def send(self, number: int, told: DemoIdea) -> None:
        call = self.calls[told.call]
        said: dict[str, Any] = {
            "call": call,
            "form": current_form(call),
            "title": told.title,
            "body": told.body,
            "language": told.language,
            "answers": dict(told.answers or {}),
        }
        if "@" not in told.by:
            self.ideas[told.code] = sending.send(
                by=self.country.people[told.by], on=self.ago(told.days_ago), is_demo=True, **said
            )
            return
        held = sending.hold(email=told.by, key=UUID(int=number), **said)
        link = link_to_confirm(held)
        self.ideas[told.code], _contributor = sending.confirm(link=link, on=self.ago(told.days_ago), is_demo=True)

    def weigh(self) -> None:
        """One idea in each of the ways that an idea can go."""
        by, told = self.noora, self.ideas
        triage.merge(
            by=by,
            idea=told["stops"],
            into=told["shade"],
            reason="فكرتان لمحطة واحدة: المظلة ولوحة المواعيد.",
            happened_on=self.ago(14),
        )
        triage.take_up(by=by, idea=told["shade"], happened_on=self.ago(13))
        triage.show(by=by, idea=told["shade"], showing=Showing.PUBLIC, happened_on=self.ago(13))
        triage.ask(
            by=by,
            idea=told["parks"],
            question="أي حديقة ترى أن نبدأ بها، ولماذا؟",
            happened_on=self.ago(6),
        )
        triage.take_up(by=by, idea=told["counter"], happened_on=self.ago(72))
        triage.adopt_into(
            by=by,
            idea=told["counter"],
            project=self.country.projects["birth"],
            words="يكمل ما بدأته رحلة الولادة، ويُعمل عليه معها.",
            happened_on=self.ago(60),
        )
        triage.merge(
            by=self.hamad,
            idea=told["move"],
            into=told["forms"],
            reason="The same form, seen from both sides of the counter.",
            happened_on=self.ago(55),
        )
        triage.take_up(by=self.hamad, idea=told["forms"], happened_on=self.ago(50))
        triage.split(
            by=by,
            idea=told["papers"],
            parts=[
                ("جرد الأوراق التي تطلبها جهة وتصدرها أخرى", "قائمة بالأوراق وبعدد مرات طلبها في السنة."),
                ("حذف الأوراق المتاحة من دليل الخدمات", "كل ورقة صارت متاحة إلكترونياً تُحذف من بطاقة الخدمة."),
            ],
            reason="الجرد يبدأ غداً، والحذف يحتاج إلى الربط أولاً.",
            happened_on=self.ago(48),
        )
        triage.decline(
            by=by,
            idea=told["kiosk"],
            reason="الشهادات تصدر اليوم على الهاتف، وجُرّبت الأجهزة قبل عامين فلم يستخدمها إلا القليل.",
            happened_on=self.ago(45),
        )
        triage.ask(
            by=self.hamad,
            idea=told["rooms"],
            question="Which two buildings would you begin with, and who keeps their rooms?",
            happened_on=self.ago(28),
        )
        triage.answer(
            by=self.country.people["yousef"],
            idea=told["rooms"],
            words="The two towers on the corniche; facility management keeps both.",
            happened_on=self.ago(24),
        )
        triage.ask(
            by=by, idea=told["sign"], question="كم مكالمة في اليوم تتوقع عند شباك واحد؟", happened_on=self.ago(11)
        )
        triage.withdraw(by=self.country.people["maryam"], idea=told["mine"], happened_on=self.ago(7))

    def talk(self) -> None:
        for name, code in (
            ("maryam", "shade"),
            ("khalid", "shade"),
            ("fatima", "shade"),
            ("yousef", "forms"),
            ("maryam", "forms"),
            ("ali", "rooms"),
        ):
            conversation.support(by=self.country.people[name], idea=self.ideas[code])
        conversation.comment(
            by=self.country.people["khalid"],
            idea=self.ideas["shade"],
            words="The permits for the corniche take six weeks; begin with those first.",
        )
        conversation.comment(
            by=self.country.people["maryam"],
            idea=self.ideas["forms"],
            words="يحتاج المرضى إلى ذلك أيضاً عند تغيير المركز الصحي.",
        )
        said = conversation.comment(
            by=self.country.people["yousef"], idea=self.ideas["forms"], words="Call me on my own telephone about this."
        )
        conversation.hide(by=self.noora, comment=said, reason="It asked to go on in private.")

    def ago(self, days: int) -> dt.date:
        return self.country.ago(days)
