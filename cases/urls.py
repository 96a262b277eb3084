"""Addresses of requests: the queue, call entry, the page of one request and what is done there."""

from django.urls import path

from cases.views import (
    case,
    drafts,
    entry,
    jobs,
    public,
    queue,
    reports,
    reveal,
    rules,
    search,
    supervision,
    tabs,
    work,
)

app_name = "cases"
urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/places/", queue.places, name="places"),
    path("queue/export/", queue.export, name="export"),
    path("queue/tabs/new/", tabs.save, name="save_tab"),
    path("queue/tabs/<int:pk>/drop/", tabs.drop, name="drop_tab"),
    path("search/", search.search, name="search"),
    path("calls/new/", entry.new, name="new"),
    path("calls/report/", entry.report, name="report"),
    path("calls/areas/", entry.areas, name="areas"),
    path("calls/proposal/", entry.proposal, name="proposal"),
    path("calls/<slug:key>/known/", entry.known, name="known"),
    path("calls/<slug:key>/person/", entry.choose, name="choose"),
    path("calls/<slug:key>/draft/", drafts.keep, name="draft"),
    path("calls/<slug:key>/draft/drop/", drafts.drop, name="drop_draft"),
    path("cases/<slug:number>/", case.show, name="case"),
    path("cases/<slug:number>/move/<slug:name>/", case.move, name="move"),
    path("cases/<slug:number>/reveal/<slug:field>/", reveal.reveal, name="reveal"),
    path("escalations/", supervision.listing, name="escalations"),
    path("escalations/<int:pk>/", supervision.detail, name="escalation"),
    path("escalations/<int:pk>/note/", supervision.acknowledge, name="acknowledge"),
    path("cases/<slug:number>/take-over/", supervision.take, name="take_over"),
    path("cases/<slug:number>/urge/", supervision.urge, name="urge"),
    path("reports/", reports.promises, name="reports"),
    path("reports/behind/", reports.behind, name="behind"),
    path("public/", public.page, name="public"),
    path("rules/", rules.rules, name="rules"),
    path("work/", work.today, name="grid"),
    path("jobs/<uuid:pk>/", work.detail, name="job"),
    path("jobs/<uuid:pk>/contact/", work.contact, name="job_contact"),
    path("jobs/<uuid:pk>/move/<slug:name>/", jobs.move, name="job_move"),
]
