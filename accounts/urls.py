from django.urls import URLPattern, path

from accounts.views import account, agencies, invitations, people, trail

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("me/", account.profile, name="profile"),
    path("me/sessions/end/", account.end_sessions, name="end_sessions"),
    path("people/", people.listing, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/roles/", people.give_role, name="give_role"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("people/<int:pk>/reactivate/", people.reactivate, name="reactivate"),
    path("roles/<int:pk>/end/", people.end_role, name="end_role"),
    path("invitations/", invitations.listing, name="invitations"),
    path("invitations/new/", invitations.invite, name="invite"),
    path("invitations/<int:pk>/withdraw/", invitations.withdraw, name="withdraw_invitation"),
    path("invitation/<str:secret>/", invitations.accept, name="accept_invitation"),
    path("agencies/", agencies.listing, name="agencies"),
    path("agencies/new/", agencies.register, name="register_agency"),
    path("agencies/<str:code>/", agencies.agency, name="agency"),
    path("agencies/<str:code>/edit/", agencies.edit, name="edit_agency"),
    path("agencies/<str:code>/close/", agencies.close, name="close_agency"),
    path("agencies/<str:code>/names/", agencies.add_alias, name="add_alias"),
    path("agencies/<str:code>/names/<int:pk>/remove/", agencies.remove_alias, name="remove_alias"),
    path("trail/", trail.listing, name="trail"),
    path("trail/<int:pk>/", trail.event, name="trail_event"),
]
