from django.urls import URLPattern, path

from portfolio.measures.views import pages, writing

app_name = "measures"
urlpatterns: list[URLPattern] = [
    path("", pages.indicator_list, name="list"),
    path("define/", writing.define, name="define"),
    path("of/<slug:code>/", pages.indicator_page, name="page"),
    path("of/<slug:code>/edit/", writing.edit, name="edit"),
    path("of/<slug:code>/read/", writing.read, name="read"),
    path("of/<slug:code>/readings/<int:pk>/correct/", writing.correct, name="correct"),
]
