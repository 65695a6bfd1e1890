from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class QuestionBlock(blocks.StructBlock):
    """A question to oneself, answered on the spot and kept nowhere; what decides is the quiz of the course."""

    question = blocks.CharBlock(label=_("Question"), max_length=300)
    answers = blocks.ListBlock(blocks.CharBlock(max_length=300, label=_("Answer")), label=_("Answers"), min_num=2)
    right = blocks.IntegerBlock(label=_("Which one is right"), min_value=1, help_text=_("1 for the first answer."))
    why = blocks.CharBlock(label=_("Why"), required=False, max_length=500)

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        if result["right"] > len(result["answers"]):
            raise blocks.StructBlockValidationError(
                block_errors={"right": ValidationError(_("There is no such answer."))}
            )
        return result

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        answers = list(value["answers"])
        right = answers[value["right"] - 1] if 0 < value["right"] <= len(answers) else ""
        return {**super().get_context(value, parent_context=parent_context), "right_answer": right}

    class Meta:
        icon = "help"
        label = _("Quiz question")
        template = "cms/lessons/question.html"
