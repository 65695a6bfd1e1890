from django.urls import URLPattern, path

from portfolio.workspace.views import home, notices, search

app_name = "workspace"
urlpatterns: list[URLPattern] = [
    path("start/", home.start, name="start"),
    path("work/", home.home, name="home"),
    path("work/search/", search.search, name="search"),
    path("work/notices/", notices.listing, name="notifications"),
    path("work/notices/read/", notices.read_all, name="read_notifications"),
    path("work/notices/<int:pk>/open/", notices.open_one, name="open_notification"),
]
