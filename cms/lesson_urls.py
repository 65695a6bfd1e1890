from django.urls import path

from cms.views.lesson_files import lesson_file

app_name = "cms_lessons"
urlpatterns = [path("<int:pk>/", lesson_file, name="file")]
