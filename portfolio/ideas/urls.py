from django.urls import URLPattern, path, register_converter

from portfolio.ideas.views import calls, conversation, followed, lists, page, sending, triage
from portfolio.ideas.views.access import IdeaReferenceConverter

register_converter(IdeaReferenceConverter, "idea")

app_name = "ideas"
urlpatterns: list[URLPattern] = [
    path("", lists.idea_list, name="list"),
    path("mine/", lists.own, name="mine"),
    path("queue/", lists.queue, name="queue"),
    path("similar/", sending.similar, name="similar"),
    path("calls/", calls.call_list, name="calls"),
    path("calls/new/", calls.prepare, name="call_new"),
    path("calls/<int:pk>/", calls.call_page, name="call"),
    path("calls/<int:pk>/edit/", calls.edit, name="call_edit"),
    path("calls/<int:pk>/questions/", calls.set_questions, name="call_form"),
    path("calls/<int:pk>/open/", calls.open_call, name="call_open"),
    path("calls/<int:pk>/close/", calls.close, name="call_close"),
    path("calls/<int:pk>/send/", sending.send, name="send"),
    path("sent/", sending.held, name="held"),
    path("confirm/<str:link>/", sending.confirm, name="confirm"),
    path("follow/", followed.new_link, name="new_link"),
    path("follow/<str:link>/", followed.followed, name="followed"),
    path("follow/<str:link>/forget/", followed.forget, name="forget"),
    path("follow/<str:link>/<idea:number>/", followed.followed_idea, name="followed_idea"),
    path("follow/<str:link>/<idea:number>/answer/", followed.answer, name="followed_answer"),
    path("follow/<str:link>/<idea:number>/withdraw/", followed.withdraw, name="followed_withdraw"),
    path("<idea:number>/", page.idea_page, name="page"),
    path("<idea:number>/take-up/", triage.take_up, name="take_up"),
    path("<idea:number>/ask/", triage.ask, name="ask"),
    path("<idea:number>/answer/", triage.answer, name="answer"),
    path("<idea:number>/merge/", triage.merge, name="merge"),
    path("<idea:number>/split/", triage.split, name="split"),
    path("<idea:number>/decline/", triage.decline, name="decline"),
    path("<idea:number>/adopt/", triage.adopt, name="adopt"),
    path("<idea:number>/reopen/", triage.reopen, name="reopen"),
    path("<idea:number>/withdraw/", triage.withdraw, name="withdraw"),
    path("<idea:number>/show/", triage.show, name="show"),
    path("<idea:number>/support/", conversation.support, name="support"),
    path("<idea:number>/unsupport/", conversation.unsupport, name="unsupport"),
    path("<idea:number>/comment/", conversation.comment, name="comment"),
    path("<idea:number>/comments/<int:pk>/hide/", conversation.hide, name="comment_hide"),
    path("<idea:number>/comments/<int:pk>/show/", conversation.show_again, name="comment_show"),
]
