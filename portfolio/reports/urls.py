from django.urls import path

from portfolio.reports.views.progress import progress

app_name = "reports"
urlpatterns = [path("", progress, name="progress")]
