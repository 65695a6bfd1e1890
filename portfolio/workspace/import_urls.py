from django.urls import URLPattern, path

from portfolio.workspace.views import imports

app_name = "imports"
urlpatterns: list[URLPattern] = [
    path("", imports.listing, name="list"),
    path("<uuid:pk>/", imports.one, name="one"),
    path("<uuid:pk>/go/", imports.go, name="go"),
]
