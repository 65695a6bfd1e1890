"""One bar filled as far as a value reaches of the most that it can be. The words beside it say the figures."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def share_bar(value: float, most: float, *, rtl: bool) -> SafeString:
    width = 100 * max(0.0, min(value, most)) / most
    return format_html(
        '<svg class="bar share-bar" width="100%" height="8" direction="ltr" aria-hidden="true">'
        '<rect class="stage-5" x="{}%" y="0" width="{}%" height="100%"/></svg>',
        f"{100 - width if rtl else 0:.3f}",
        f"{width:.3f}",
    )
