from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.views.account import own_account
from records.editor import in_the_trail

handler400 = "portfolio.workspace.views.errors.bad_request"
handler403 = "portfolio.workspace.views.errors.forbidden"
handler404 = "portfolio.workspace.views.errors.not_found"
handler500 = "portfolio.workspace.views.errors.broken"

decorate_urlpatterns(wagtailadmin_urls.urlpatterns, in_the_trail)

urlpatterns: list[URLPattern | URLResolver] = [
    path("editor/account/", own_account, name="editor_account"),
    path("editor/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("language/", set_language, name="set_language"),
    path("", include("records.urls")),
    # For machines: in no language.
    path("xapi/", include("training.xapi_urls")),
    # Pictures of the editors; a proxy or an object store may answer for these addresses instead.
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
    *i18n_patterns(
        path("accounts/", include("accounts.urls")),
        path("accounts/", include("allauth.urls")),
        path("training/used/", include("training.used_urls")),
        path("training/files/", include("cms.lesson_urls")),
        path("training/", include("training.urls")),
        path("verify/", include("training.verify_urls")),
        path("portfolio/projects/", include("portfolio.projects.urls")),
        path("portfolio/actions/", include("portfolio.followups.urls")),
        path("portfolio/ideas/", include("portfolio.ideas.urls")),
        path("", include("portfolio.reports.urls")),
        path("portfolio/benefits/indicators/", include("portfolio.measures.urls")),
        path("portfolio/benefits/", include("portfolio.benefits.urls")),
        path("", include("portfolio.workspace.urls")),
        path("imports/", include("portfolio.workspace.import_urls")),
        path("find/", include("cms.urls")),
        path("", include(wagtail_urls)),
    ),
]
