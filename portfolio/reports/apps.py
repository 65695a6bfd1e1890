from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "portfolio.reports"
    label = "reports"

    def ready(self) -> None:
        from portfolio.reports import facts, facts_of_benefits, notices, rules, trail_words  # noqa: F401
        from portfolio.reports.actions import documents
        from portfolio.reports.actions.freezing import names_leave_the_chain_whole
        from records.personal_values import AROUND

        documents.offer()
        for source in (facts_of_benefits.benefits, facts_of_benefits.readings):
            if source not in facts.SOURCES:
                facts.SOURCES.append(source)
        if facts_of_benefits.training not in facts.AGENCY_SOURCES:
            facts.AGENCY_SOURCES.append(facts_of_benefits.training)
        if names_leave_the_chain_whole not in AROUND:
            AROUND.append(names_leave_the_chain_whole)
