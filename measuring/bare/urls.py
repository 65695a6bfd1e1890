from django.urls import path

from measuring.bare.views import page, update

urlpatterns = [path("update", update), path("<str:name>", page)]
