from django.utils.translation import gettext_lazy as _

from records.trail_words import register

register(
    {
        "training.accept": _("Accepted a nomination"),
        "training.answer": _("Answered a quiz or a test"),
        "training.ask_what_was_used": _("Asked what of a course was used"),
        "training.assess": _("Assessed somebody's work in a course"),
        "training.build_version": _("Changed what has to be done for a course"),
        "training.cancel_session": _("Cancelled a session"),
        "training.check_in": _("Checked in with a code"),
        "training.close_session": _("Closed a session"),
        "training.decline": _("Declined a nomination"),
        "training.edit_course": _("Changed a course"),
        "training.end_requirement": _("Ended a requirement"),
        "training.enrol": _("Enrolled in a course"),
        "training.finish_lesson": _("Finished a lesson"),
        "training.give_feedback": _("Said what a course was worth"),
        "training.lay_competencies": _("Laid the six competencies"),
        "training.mark_attendance": _("Marked who was there"),
        "training.name_lesson": _("Changed what a lesson is called"),
        "training.nominate": _("Nominated people for a course"),
        "training.plan_session": _("Planned a session"),
        "training.record_catalogue": _("Brought in courses or lessons"),
        "training.record_completion": _("Recorded a completion"),
        "training.record_completions": _("Brought in completions"),
        "training.register_course": _("Added a course"),
        "training.record_people": _("Brought in people"),
        "training.make_statement_source": _("Made a token for a learning system"),
        "training.revoke_statement_source": _("Revoked the token of a learning system"),
        "training.take_statements": _("Took statements of a learning system"),
        "training.merge_people": _("Merged two entries of one person"),
        "training.keep_apart": _("Said that two entries are two people"),
        "training.require_course": _("Required a course"),
        "training.revoke_certificate": _("Revoked a certificate"),
        "training.set_capacity": _("Changed the seats of a session"),
        "training.show_name": _("Chose whether a certificate shows the name"),
        "training.take_back_completion": _("Took back a completion"),
        "training.tell_what_was_used": _("Told what of a course was used"),
        "training.withdraw": _("Withdrew from a course"),
    }
)
