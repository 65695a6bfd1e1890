from django.urls import path

from cms.views.search import find

app_name = "cms"
urlpatterns = [path("", find, name="search")]
