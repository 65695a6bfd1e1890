from django.urls import URLPattern, path

from records.views.files import download
from records.views.gallery import gallery
from records.views.jobs import job, progress

app_name = "records"
urlpatterns: list[URLPattern] = [
    path("gallery/", gallery, name="gallery"),
    path("jobs/<uuid:pk>/", job, name="job"),
    path("jobs/<uuid:pk>/progress/", progress, name="job_progress"),
    path("files/<uuid:pk>/", download, name="file"),
]
