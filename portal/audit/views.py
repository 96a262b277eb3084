"""The journal on screen: searchable, the newest first; a reason's words for auditors only, and that is journalled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from portal.access.api import can, get_visible_or_404, visible
from portal.access.decorators import action
from portal.audit.forms import JournalFilter
from portal.audit.models import Entry
from portal.audit.services import record

PAGE = 100


@action("journal.view")
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    form = JournalFilter(request.GET)
    entries = form.narrowed(visible(request.user, "journal.view", Entry.objects.defer("reason")))
    if before := parse_datetime(request.GET.get("before", "")):
        entries = entries.filter(at__lt=before)
    rows = list(entries.select_related("by", "area")[: PAGE + 1])
    context = {
        "form": form,
        "entries": rows[:PAGE],
        "next": _further(request, rows[PAGE - 1]) if len(rows) > PAGE else "",
        "may_open": can(request.user, "journal.open"),
    }
    return render(request, "audit/journal.html", context)


@action("journal.open")
@require_safe
def entry(request: HttpRequest, pk: str) -> HttpResponse:
    """One entry with the words of its reason. Who reads them is written down like any other reader of personal data."""
    found = get_visible_or_404(request.user, "journal.open", Entry.objects.select_related("by", "area"), pk=pk)
    reason = found.reason
    if reason:
        record("journal.open", by=request.user, subject_kind="entry", subject_id=found.pk, area_id=found.area_id)
    return render(request, "audit/entry.html", {"entry": found, "reason": reason or ""})


def _further(request: HttpRequest, last: Entry) -> str:
    kept = {key: value for key, value in request.GET.items() if key != "before"}
    return f"?{urlencode({**kept, 'before': last.at.isoformat()})}"
