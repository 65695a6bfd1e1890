from cms.blocks.lessons.document import DocumentBlock
from cms.blocks.lessons.picture import PictureBlock
from cms.blocks.lessons.question import QuestionBlock
from cms.blocks.lessons.reflection import ReflectionBlock
from cms.blocks.lessons.try_it import TryItBlock
from cms.blocks.lessons.video import VideoBlock
from cms.blocks.text import TextBlock

# What a lesson may hold, in the order in which the editor offers it.
LESSON_BLOCKS = (
    ("text", TextBlock()),
    ("picture", PictureBlock()),
    ("video", VideoBlock()),
    ("document", DocumentBlock()),
    ("question", QuestionBlock()),
    ("reflection", ReflectionBlock()),
    ("try_it", TryItBlock()),
)
