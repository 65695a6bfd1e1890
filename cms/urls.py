from django.urls import path

from cms.views.search import search

app_name = "cms"
urlpatterns = [path("", search, name="search")]
