"""Two wordings of one text, with the words that differ marked in both."""

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString

# Beyond this the word-by-word comparison costs more than it tells.
WORDS_COMPARED = 2000


def marked_differences(mine: str, theirs: str) -> tuple[SafeString, SafeString]:
    """Both texts, escaped, their differing words inside <mark>."""
    ours, other = _words(mine), _words(theirs)
    if len(ours) + len(other) > 2 * WORDS_COMPARED:
        return _marked(mine, mine != theirs), _marked(theirs, mine != theirs)
    left: list[str] = []
    right: list[str] = []
    for change, a, b, c, d in SequenceMatcher(None, ours, other, autojunk=False).get_opcodes():
        left.append(_marked("".join(ours[a:b]), change != "equal"))
        right.append(_marked("".join(other[c:d]), change != "equal"))
    return SafeString("".join(left)), SafeString("".join(right))


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[^\s]+", text)


def _marked(text: str, differs: bool) -> SafeString:
    if not text:
        return SafeString("")
    return SafeString(f"<mark>{escape(text)}</mark>" if differs and text.strip() else escape(text))
