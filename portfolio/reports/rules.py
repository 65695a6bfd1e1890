from portfolio.projects.rules import is_government
from records.policy import declare, signed_in

declare(
    actions={"reports.see_progress": signed_in & is_government},
    urls={"reports:progress": "reports.see_progress"},
)
