"""Who searches the site, who approves its pages. Who reads and who enters the editor is the accounts' to say."""

from accounts.rules import is_lab_administrator
from records.policy import SHUT, anyone, declare

declare(
    actions={
        "cms.search": anyone,
        "cms.approve_page": is_lab_administrator,
        "cms.found_site": is_lab_administrator,
        "cms.keep_redirects": is_lab_administrator,
    },
    urls={
        "cms:search": "cms.search",
        "cms_lessons:file": "training.see_catalogue",
        "editor_account": "accounts.own_account",
        "wagtailredirects:*": "cms.keep_redirects",
        # Pages hold no forms and fetch nothing from elsewhere.
        "wagtailforms:*": SHUT,
        "wagtailembeds:*": SHUT,
        "wagtailadmin_error_test": SHUT,
    },
)
