from django.urls import path

from training.views import statements

app_name = "training_xapi"
urlpatterns = [path("statements", statements.receive, name="statements")]
