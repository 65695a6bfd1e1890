from django.urls import path

from training.views import catalogue, certificates, home, learning, matrix, nominations, sessions

app_name = "training"
urlpatterns = [
    path("", home.home, name="home"),
    path("courses/", catalogue.catalogue, name="catalogue"),
    path("courses/<str:code>/", catalogue.course, name="course"),
    path("courses/<str:code>/enrol/", catalogue.enrol, name="enrol"),
    path("courses/<str:code>/nominate/", nominations.nominate, name="nominate"),
    path("courses/<str:code>/require/", catalogue.require_it, name="require"),
    path("courses/<str:code>/requirements/<int:pk>/end/", catalogue.end_requirement, name="end_requirement"),
    path("courses/<str:code>/sessions/", sessions.plan, name="plan_session"),
    path("courses/<str:code>/learn/", learning.learn, name="learn"),
    path("courses/<str:code>/learn/<str:lesson>/", learning.lesson, name="lesson"),
    path("courses/<str:code>/learn/<str:lesson>/finish/", learning.finish, name="finish"),
    path("courses/<str:code>/answer/<slug:test>/", learning.answer, name="answer"),
    path("nominations/", nominations.nominations, name="nominations"),
    path("enrolments/<int:pk>/accept/", nominations.accept, name="accept"),
    path("enrolments/<int:pk>/decline/", nominations.decline, name="decline"),
    path("enrolments/<int:pk>/withdraw/", catalogue.withdraw, name="withdraw"),
    path("enrolments/<int:pk>/here/", sessions.check_in, name="check_in"),
    path("enrolments/<int:pk>/assess/", sessions.assess, name="assess"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/calendar.ics", sessions.calendar, name="calendar"),
    path("sessions/<int:pk>/seats/", sessions.capacity, name="capacity"),
    path("sessions/<int:pk>/cancel/", sessions.cancel, name="cancel_session"),
    path("sessions/<int:pk>/close/", sessions.close, name="close_session"),
    path("sessions/<int:pk>/days/<int:day>/", sessions.mark, name="mark"),
    path("certificates/<int:pk>/", certificates.certificate, name="certificate"),
    path("certificates/<int:pk>/name/", certificates.show_name, name="show_name"),
    path("certificates/<int:pk>/badge.jwt", certificates.credential, name="credential"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/people/", matrix.people, name="matrix_people"),
]
