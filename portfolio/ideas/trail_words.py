from django.utils.translation import gettext_lazy as _

from records import trail_facts
from records.trail_words import register

register(
    {
        "ideas.adopt": _("Made an idea a project"),
        "ideas.answer": _("Answered the lab's question on an idea"),
        "ideas.ask": _("Asked the author of an idea something"),
        "ideas.clear_addresses": _("Removed addresses whose time is over"),
        "ideas.close_call": _("Closed a call for ideas"),
        "ideas.comment": _("Commented on an idea"),
        "ideas.confirm": _("Confirmed the address of an idea"),
        "ideas.decline": _("Declined an idea"),
        "ideas.edit_call": _("Edited a call for ideas"),
        "ideas.forget_address": _("Removed the address of a contributor"),
        "ideas.hide_comment": _("Hid a comment"),
        "ideas.hold": _("Sent an idea without an account"),
        "ideas.merge": _("Joined an idea to another"),
        "ideas.open_call": _("Opened a call for ideas"),
        "ideas.prepare_call": _("Prepared a call for ideas"),
        "ideas.reopen": _("Took an idea up again"),
        "ideas.seed_calls": _("Laid calls for ideas to measure on"),
        "ideas.seed_scale": _("Laid ideas to measure on"),
        "ideas.send": _("Sent an idea"),
        "ideas.send_link": _("Asked for a link to follow ideas"),
        "ideas.set_questions": _("Changed the questions of a call"),
        "ideas.show": _("Changed who sees an idea"),
        "ideas.show_comment": _("Showed a comment again"),
        "ideas.split": _("Split an idea"),
        "ideas.support": _("Supported an idea"),
        "ideas.take_up": _("Took up an idea"),
        "ideas.unsupport": _("Took back the support of an idea"),
        "ideas.withdraw": _("Took back an own idea"),
    }
)

trail_facts.register(
    {
        "authors": _("Authors"),
        "call": _("Call for ideas"),
        "calls": _("Calls for ideas"),
        "contributor": _("Contributor"),
        "contributors": _("Contributors"),
        "form": _("Questions"),
        "idea": _("Idea"),
        "ideas": _("Ideas"),
        "into": _("Joined to"),
        "is_required": _("Needed"),
        "key": _("Mark"),
        "label_ar": _("In Arabic"),
        "label_en": _("In English"),
        "objectives": _("Objectives"),
        "order": _("Order"),
        "parts": _("Parts"),
        "questions": _("Questions"),
        "supporters": _("Supporters"),
        "unconfirmed": _("Unconfirmed"),
    },
    kinds={"ideas.comment": _("Comment"), "ideas.heldidea": _("Idea that waits for its address to be confirmed")},
    references={"idea": "ideas.idea"},
)
