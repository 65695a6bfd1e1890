from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "portfolio.reports"
    label = "reports"

    def ready(self) -> None:
        from portfolio.reports import facts, facts_of_benefits, facts_of_plans, notices, rules, seeding, trail_words  # noqa: F401
        from portfolio.reports.actions import documents
        from portfolio.reports.actions.freezing import names_leave_the_chain_whole
        from records.personal_values import AROUND

        documents.offer()
        of_projects: tuple[facts.LinesOf, ...] = (
            facts_of_benefits.benefits,
            facts_of_benefits.readings,
            facts_of_plans.money,
            facts_of_plans.risks,
            facts_of_plans.actions,
        )
        of_agency = (facts_of_benefits.given, facts_of_benefits.training, facts_of_benefits.trained)
        facts.SOURCES += [source for source in of_projects if source not in facts.SOURCES]
        facts.AGENCY_SOURCES += [source for source in of_agency if source not in facts.AGENCY_SOURCES]
        if facts_of_plans.drafted not in facts.DRAFTERS:
            facts.DRAFTERS.append(facts_of_plans.drafted)
        if names_leave_the_chain_whole not in AROUND:
            AROUND.append(names_leave_the_chain_whole)
