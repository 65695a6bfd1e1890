"""Rich text as it may be shown: the few elements that the editor offers, whatever way the text came in."""

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url


class PublicText(Whitelister):
    element_rules = {
        "[document]": allow_without_attributes,
        "a": attribute_rule({"href": check_url}),
        **dict.fromkeys(
            ("h2", "h3", "h4", "p", "b", "strong", "ul", "ol", "li", "br", "hr", "blockquote"), allow_without_attributes
        ),
    }


def cleaned(source: str) -> SafeString:
    return mark_safe(_clean(expand_db_html(source)))  # noqa: S308 - cleaned just here


@lru_cache(maxsize=512)
def _clean(html: str) -> str:
    return PublicText().clean(html)
