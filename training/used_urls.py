from django.urls import path

from training.views.effect import answer

app_name = "training_used"
urlpatterns = [path("<str:token>/", answer, name="answer")]
