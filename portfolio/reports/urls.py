from django.urls import URLPattern, path, register_converter

from portfolio.reports.views import country, deputies, files, quarters, report, resync, table, way
from portfolio.reports.views.access import AgencyConverter, QuarterConverter
from portfolio.reports.views.progress import progress

register_converter(QuarterConverter, "quarter")
register_converter(AgencyConverter, "agency")

ONE = "reports/<quarter:quarter>/<agency:agency>/"

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("portfolio/progress/", progress, name="progress"),
    path("reports/", quarters.listing, name="list"),
    path("reports/open/", quarters.open_quarter, name="open"),
    path("reports/open/<quarter:quarter>/", quarters.bring_in, name="bring_in"),
    path("reports/terms/", quarters.terms, name="terms"),
    path("reports/terms/holidays/", quarters.holiday_add, name="holiday_add"),
    path("reports/terms/holidays/<int:pk>/remove/", quarters.holiday_remove, name="holiday_remove"),
    path("reports/country/<quarter:quarter>/", country.country, name="country"),
    path("reports/country/<quarter:quarter>/page.pdf", country.country_page, name="country_page"),
    path("reports/country/<quarter:quarter>/country.<slug:kind>", country.country_table, name="country_table"),
    path("reports/country/<quarter:quarter>/publish/", country.publish, name="publish_country"),
    path("reports/country/<quarter:quarter>/revisions/<int:number>/", country.revision, name="country_revision"),
    path("reports/country/<quarter:quarter>/stories/<int:pk>/", country.pick, name="pick_story"),
    path("reports/deputies/", deputies.listing, name="deputies"),
    path("reports/deputies/<int:pk>/end/", deputies.end, name="deputy_end"),
    path("reports/<quarter:quarter>/", quarters.quarter, name="quarter"),
    path("reports/<quarter:quarter>/documents/all/", files.all_documents, name="all_documents"),
    path(ONE, report.report, name="report"),
    path(f"{ONE}now/", report.now, name="now_of_agency"),
    path(f"{ONE}records/", resync.resync, name="resync"),
    path(f"{ONE}table.xlsx", table.template, name="template"),
    path(f"{ONE}table/", table.table, name="table"),
    path(f"{ONE}submit/", way.submit, name="submit"),
    path(f"{ONE}recall/", way.recall, name="recall"),
    path(f"{ONE}nothing/", way.nil, name="nil"),
    path(f"{ONE}sign/", way.sign, name="sign"),
    path(f"{ONE}return/", way.send_back, name="send_back"),
    path(f"{ONE}accept/", way.accept, name="accept"),
    path(f"{ONE}reopen/", way.reopen, name="reopen"),
    path(f"{ONE}extend/", way.extend, name="extend"),
    path(f"{ONE}excuse/", way.excuse, name="excuse"),
    path(f"{ONE}report.<slug:kind>", files.document, name="document"),
    path(f"{ONE}revisions/<int:number>/", way.revision, name="revision"),
    path(f"{ONE}<reference:number>/", report.entry, name="entry"),
    path(f"{ONE}<reference:number>/now/", report.now, name="now"),
]
