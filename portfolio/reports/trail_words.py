from django.utils.translation import gettext_lazy as _

from portfolio.reports.enums import Part
from records import trail_facts
from records.trail_words import register

register(
    {
        "reports.accept": _("Accepted a report"),
        "reports.add_holiday": _("Entered a holiday"),
        "reports.bring_in_agencies": _("Brought agencies into a quarter"),
        "reports.declare_nil": _("Declared that there is nothing to report"),
        "reports.draft": _("Drafted a report from the records"),
        "reports.excuse": _("Excused an agency from a report"),
        "reports.extend": _("Gave more time for a report"),
        "reports.leave_story_out": _("Left a story out of the country's report"),
        "reports.name_deputy": _("Named a deputy"),
        "reports.open_quarter": _("Opened a reporting quarter"),
        "reports.pick_story": _("Picked a story for the country's report"),
        "reports.publish_country": _("Published the country's report"),
        "reports.recall": _("Took a report back before the signature"),
        "reports.remove_holiday": _("Took a holiday out"),
        "reports.reopen": _("Opened a report for a correction"),
        "reports.resync": _("Took changes of the records into a report"),
        "reports.review": _("Wrote the lab's part of a report"),
        "reports.seed_scale": _("Laid reports to measure on"),
        "reports.send_back": _("Returned a report with remarks"),
        "reports.set_terms": _("Changed the terms of reporting"),
        "reports.sign": _("Signed a report"),
        "reports.submit": _("Submitted a report"),
        "reports.take_document": _("Took a report as a document"),
        "reports.take_table": _("Took a filled table into a report"),
        "reports.withdraw_deputy": _("Withdrew a deputy"),
        "reports.write": _("Wrote in a report"),
    }
)

trail_facts.register(
    {
        "entry": _("Project of the report"),
        "for": _("Signed for"),
        "remarks": _("Remarks"),
        "reports": _("Reports"),
        "taken": _("Taken over"),
    },
    choices={
        "kind": {"csv": "CSV", "pdf": "PDF", "table": _("Table"), "xlsx": "XLSX"},
        "parts": dict(Part.choices),
        "taken": dict(Part.choices),
    },
    kinds={
        "reports.pickedstory": _("Story of the country's report"),
        "reports.reportentry": _("Project of the report"),
        "reports.snapshot": _("Signed version of a report"),
    },
)
