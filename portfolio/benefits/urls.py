from django.urls import URLPattern, path, register_converter
from django.urls.converters import get_converters

from portfolio.benefits.views import country, of_objective, of_project
from portfolio.projects.views.access import ReferenceConverter

if "reference" not in get_converters():
    register_converter(ReferenceConverter, "reference")

app_name = "benefits"
urlpatterns: list[URLPattern] = [
    path("", country.overview, name="overview"),
    path("all/", country.benefit_list, name="list"),
    path("objectives/<slug:code>/", of_objective.of_objective, name="objective"),
    path("of/<reference:number>/", of_project.of_project, name="of_project"),
    path("of/<reference:number>/promise/", of_project.promise, name="promise"),
    path("<int:pk>/", of_project.one, name="one"),
    path("<int:pk>/reword/", of_project.reword, name="reword"),
    path("<int:pk>/tell/", of_project.tell, name="tell"),
    path("<int:pk>/share/", of_project.share, name="share"),
    path("<int:pk>/claims/<int:claim>/verify/", of_project.verify, name="verify"),
]
