from django.urls import URLPattern, path

from records.views.gallery import gallery

app_name = "records"
urlpatterns: list[URLPattern] = [path("gallery/", gallery, name="gallery")]
