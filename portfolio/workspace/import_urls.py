from django.urls import URLPattern, path

from portfolio.workspace.views import imports

app_name = "imports"
urlpatterns: list[URLPattern] = [
    path("", imports.listing, name="list"),
    path("maps/", imports.maps, name="maps"),
    path("maps/<int:pk>/", imports.one_map, name="map"),
    path("maps/<int:pk>/forget/", imports.forget_map, name="forget_map"),
    path("<uuid:pk>/columns/", imports.columns, name="columns"),
    path("<uuid:pk>/", imports.one, name="one"),
    path("<uuid:pk>/go/", imports.go, name="go"),
]
