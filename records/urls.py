from django.urls import URLPattern, path

from records.views import saved_views
from records.views.files import download
from records.views.gallery import gallery
from records.views.jobs import job, progress

app_name = "records"
urlpatterns: list[URLPattern] = [
    path("gallery/", gallery, name="gallery"),
    path("jobs/<uuid:pk>/", job, name="job"),
    path("jobs/<uuid:pk>/progress/", progress, name="job_progress"),
    path("views/", saved_views.own_views, name="saved_views"),
    path("views/save/", saved_views.save_view, name="view_save"),
    path("views/<uuid:pk>/", saved_views.open_view, name="view"),
    path("views/<uuid:pk>/change/", saved_views.change_view, name="view_change"),
    path("views/<uuid:pk>/delete/", saved_views.delete_view, name="view_delete"),
    path("files/<uuid:pk>/", download, name="file"),
]
