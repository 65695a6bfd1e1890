from django.urls import URLPattern, path

from portfolio.followups.views import lists, one

app_name = "followups"
urlpatterns: list[URLPattern] = [
    path("", lists.action_list, name="list"),
    path("<int:pk>/", one.one, name="one"),
    path("<int:pk>/due/", one.change_due, name="change_due"),
    path("<int:pk>/hand-on/", one.hand_on, name="hand_on"),
    path("<int:pk>/done/", one.close, name="close"),
    path("<int:pk>/drop/", one.drop, name="drop"),
]
