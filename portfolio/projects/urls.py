from django.urls import URLPattern, path, register_converter

from portfolio.projects.views import cover, following, gates, handovers, history, lists, moves, page, registration
from portfolio.projects.views.access import ReferenceConverter

register_converter(ReferenceConverter, "reference")

app_name = "projects"
urlpatterns: list[URLPattern] = [
    path("", lists.project_list, name="list"),
    path("board/", lists.project_board, name="board"),
    path("register/", registration.register, name="register"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/withdraw/", handovers.withdraw, name="handover_withdraw"),
    path("<reference:number>/", page.project_page, name="page"),
    path("<reference:number>/edit/", registration.edit, name="edit"),
    path("<reference:number>/update/", page.post_update, name="update"),
    path("<reference:number>/updates/<int:pk>/correct/", page.correct_update, name="update_correct"),
    path("<reference:number>/gate/", gates.ask, name="gate_ask"),
    path("<reference:number>/gates/<int:pk>/", gates.decide, name="gate_decide"),
    path("<reference:number>/gates/<int:pk>/withdraw/", gates.withdraw, name="gate_withdraw"),
    path("<reference:number>/move/", moves.move, name="move"),
    path("<reference:number>/handover/", handovers.offer, name="handover_offer"),
    path("<reference:number>/cover/", cover.cover, name="cover"),
    path("<reference:number>/cover/<slug:cover>-<int:width>.webp", cover.picture, name="picture"),
    path("<reference:number>/follow/", following.follow, name="follow"),
    path("<reference:number>/unfollow/", following.unfollow, name="unfollow"),
    path("<reference:number>/history/", history.history, name="history"),
]
