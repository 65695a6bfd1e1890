"""What the lessons of the demo country's first course say, in both languages."""

from __future__ import annotations

from typing import Any

Blocks = tuple[tuple[str, Any], ...]

# Lesson -> its English and its Arabic text.
LESSONS: dict[str, tuple[Blocks, Blocks]] = {
    "listen-first": (
        (
            (
                "text",
                "<h2>Before there is a solution</h2><p>Most services are changed because somebody inside had an idea. "
                "It costs little to hear first from those who use the service: half an hour with each of five "
                "people.</p><p>To listen means three things:</p><ul><li>you ask about the <b>last time</b>, not about "
                "what people would like;</li><li>you let a silence stand, because the best sentence often comes after "
                "it;</li><li>you say nothing of your own idea.</li></ul>",
            ),
            (
                "reflection",
                {
                    "prompt": "When did you last speak with somebody who uses your service, and who did most of the "
                    "talking?"
                },
            ),
            (
                "try_it",
                {
                    "task": "Choose one service of your project and sit for an hour where it is given.",
                    "steps": [
                        "Tell the counter why you are there.",
                        "Watch three visits from the door to the end.",
                        "Write down each moment in which somebody waited or asked for help.",
                    ],
                },
            ),
        ),
        (
            (
                "text",
                "<h2>قبل أن يكون هناك حل</h2><p>تتغيّر معظم الخدمات لأن لدى أحد العاملين فكرة. ولا يكلّف الاستماع أولًا "
                "إلى مستخدمي الخدمة إلا القليل: نصف ساعة مع كل واحد من خمسة أشخاص.</p><p>والاستماع يعني ثلاثة أمور:</p>"
                "<ul><li>أن تسأل عن <b>آخر مرة</b>، لا عمّا يتمناه الناس؛</li><li>أن تترك الصمت قائمًا، فكثيرًا ما تأتي "
                "أفضل جملة بعده؛</li><li>ألّا تذكر شيئًا عن فكرتك.</li></ul>",
            ),
            ("reflection", {"prompt": "متى تحدثت آخر مرة مع أحد مستخدمي خدمتك، ومن منكما تحدث أكثر؟"}),
            (
                "try_it",
                {
                    "task": "اختر خدمة واحدة من مشروعك واجلس ساعة حيث تُقدَّم.",
                    "steps": [
                        "أخبر موظفي الاستقبال بسبب وجودك.",
                        "راقب ثلاث زيارات من الباب إلى نهايتها.",
                        "دوّن كل لحظة انتظر فيها أحد أو طلب المساعدة.",
                    ],
                },
            ),
        ),
    ),
    "open-questions": (
        (
            (
                "text",
                "<h2>A question that opens</h2><p>“Was it easy?” can be answered with one word. “How did it go?” "
                "cannot. A question that opens begins with <b>how</b>, <b>what</b> or <b>tell me about</b>, and asks "
                "about something that has happened.</p>",
            ),
            (
                "question",
                {
                    "question": "Which of these opens a conversation?",
                    "answers": [
                        "Would you use an app for this?",
                        "Tell me about the last time you came here.",
                        "Is the form too long?",
                    ],
                    "right": 2,
                    "why": "It asks about a day that has been, and leaves the words to the other person.",
                },
            ),
            ("try_it", {"task": "Write five questions for your project and strike out each that a yes answers."}),
        ),
        (
            (
                "text",
                "<h2>سؤال يفتح الحديث</h2><p>يمكن الإجابة عن «هل كان سهلًا؟» بكلمة واحدة، أما «كيف جرى الأمر؟» فلا. "
                "يبدأ السؤال المفتوح بـ<b>كيف</b> أو <b>ماذا</b> أو <b>حدثني عن</b>، ويسأل عن أمر حدث بالفعل.</p>",
            ),
            (
                "question",
                {
                    "question": "أيّ هذه الأسئلة يفتح الحديث؟",
                    "answers": ["هل تستخدم تطبيقًا لذلك؟", "حدثني عن آخر مرة جئت فيها إلى هنا.", "هل النموذج طويل جدًا؟"],
                    "right": 2,
                    "why": "يسأل عن يوم مضى، ويترك الكلام للشخص الآخر.",
                },
            ),
            ("try_it", {"task": "اكتب خمسة أسئلة لمشروعك، واشطب كل سؤال تكفي «نعم» للإجابة عنه."}),
        ),
    ),
    "five-people": (
        (
            (
                "text",
                "<h2>Five are enough to begin</h2><p>The first conversation tells you what you did not know. By the "
                "fifth you hear the same things again: that is the moment to stop asking and to change something. "
                "Choose people who differ: somebody who comes every month, somebody who came once, somebody who gave "
                "up.</p>",
            ),
            (
                "question",
                {
                    "question": "When do you stop asking?",
                    "answers": ["After thirty answers", "When nothing new is told any more", "When the week is over"],
                    "right": 2,
                    "why": "Numbers come later, from measuring; conversations are for what you do not know yet.",
                },
            ),
        ),
        (
            (
                "text",
                "<h2>خمسة يكفون للبداية</h2><p>تخبرك المحادثة الأولى بما لم تكن تعرفه، ومع الخامسة تسمع الأمور نفسها من "
                "جديد: هنا يحين وقت التوقف عن السؤال والبدء بالتغيير. اختر أشخاصًا مختلفين: من يأتي كل شهر، ومن جاء مرة "
                "واحدة، ومن ترك المحاولة.</p>",
            ),
            (
                "question",
                {
                    "question": "متى تتوقف عن السؤال؟",
                    "answers": ["بعد ثلاثين إجابة", "حين لا يقال شيء جديد", "حين ينتهي الأسبوع"],
                    "right": 2,
                    "why": "الأرقام تأتي لاحقًا من القياس، أما المحادثات فلما لا تعرفه بعد.",
                },
            ),
        ),
    ),
    "write-it-down": (
        (
            (
                "text",
                "<h2>Their words, not yours</h2><p>Write what was said in the words in which it was said, and put "
                "beside it what you saw. What you make of it belongs on another page. Whoever reads your notes in a "
                "year should be able to hear the person.</p>",
            ),
            (
                "reflection",
                {"prompt": "Take the last report that you read. Which sentence in it was said by a customer?"},
            ),
            (
                "try_it",
                {
                    "task": "Turn the notes of one conversation into a page of the project.",
                    "steps": [
                        "Three sentences as they were said.",
                        "One thing that you saw.",
                        "One question that stays.",
                    ],
                },
            ),
        ),
        (
            (
                "text",
                "<h2>كلماتهم لا كلماتك</h2><p>اكتب ما قيل بالكلمات التي قيل بها، وضع إلى جانبه ما رأيته. أما ما تستنتجه "
                "فمكانه صفحة أخرى. ينبغي لمن يقرأ ملاحظاتك بعد عام أن يسمع صوت ذلك الشخص.</p>",
            ),
            ("reflection", {"prompt": "خذ آخر تقرير قرأته: أي جملة فيه قالها أحد المتعاملين؟"}),
            (
                "try_it",
                {
                    "task": "حوّل ملاحظات محادثة واحدة إلى صفحة من صفحات المشروع.",
                    "steps": ["ثلاث جمل كما قيلت.", "أمر واحد رأيته.", "سؤال واحد ما زال قائمًا."],
                },
            ),
        ),
    ),
}
