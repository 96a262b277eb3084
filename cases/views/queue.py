"""The queue 受理队列: every running clock, red first; the page, its fragments, the places beside it, its export."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.forms.queue import QueueForm, cursor_in, query_of
from cases.models import Case
from cases.selectors.counting import said
from cases.selectors.places import branch_of
from cases.selectors.queue import Filters, QueuePage, queue_page
from cases.selectors.requests import case_numbered
from cases.selectors.tabs import counted_tabs, current_tab, saved_tabs_of
from cases.services.exporting import export_queue
from cases.views.panel import panel_of
from portal.access.api import can, sight
from portal.access.decorators import action
from portal.notices.live.rounds import SharedReading
from portal.privacy.sheets import CSV, FORMATS

COLUMNS = (
    _("Clock"), _("Number · asked"), _("Resident · groups"), _("Need · control"), _("Community"), _("Step"), _("Whose"),
)  # fmt: skip
COLUMN_HEADS = [{"label": label} for label in COLUMNS]
ROWS: SharedReading[str] = SharedReading()
PAGE = 50
LONGEST = 500  # rows that a re-read draws again for somebody who opened many pages


@action("case.list")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """The page; for htmx one of its parts, by the target it asked for.

    Reading by POST carries a searched telephone number in the body, never in an address.
    """
    form = QueueForm(request.POST or request.GET)
    filters = form.filters()
    if request.htmx.target == "queue-more":
        return _more(request, filters)
    if request.htmx.target == "queue":
        return _reread(request, form, filters)
    page = queue_page(request.user, filters, size=_shown(request))
    context = {**_surroundings(request, filters), "form": form, "page": page}
    if request.htmx:
        return render(request, "cases/queue/_page.html", context)
    return render(request, "cases/queue.html", context | _first_opened(request, page))


def _first_opened(request: HttpRequest, page: QueuePage) -> dict[str, Any]:
    """The most pressing request stands open beside the list, so that nobody has to ask for what they need next."""
    if not page.rows:
        return {}
    case = case_numbered(page.rows[0].case.number)
    return {**panel_of(request, case), "selected": case.number} if case else {}


def _reread(request: HttpRequest, form: QueueForm, filters: Filters) -> HttpResponse:
    """The rows and the tabs. What the stream told many screens to read at once is read once for all who may see it."""
    size = _shown(request)

    def rows() -> str:
        page = queue_page(request.user, filters, size=size)
        context = {"page": page, "columns": COLUMN_HEADS, "query": query_of(filters), "form": form}
        return render_to_string("cases/queue/_list.html", context, request)

    is_live = "X-Live" in request.headers  # the stream told many screens to read
    if is_live and not filters.text:
        whose = request.user.pk if filters.mine else sight(request.user, "case.list", Case)
        html = ROWS.read((whose, filters, size, get_language()), rows)
    else:
        html = rows()
    address = _address(query_of(filters))
    context = {"rows": html, "save_url": _save_url(filters), **_strip(request, filters, is_live=is_live)}
    answer = render(request, "cases/queue/_reread.html", context)
    answer.headers["HX-Replace-Url"] = address
    return answer


def _more(request: HttpRequest, filters: Filters) -> HttpResponse:
    page = queue_page(request.user, filters, after=cursor_in(request.POST.get("after", "")), size=PAGE)
    return render(request, "cases/queue/_rows.html", {"page": page})


def _shown(request: HttpRequest) -> int:
    """As many rows as stand on the screen now, so that a re-read takes away none that somebody scrolled to."""
    shown = sum(int(text) for text in request.POST.getlist("rows") if text.isdigit())
    return max(PAGE, min(shown, LONGEST))


def _surroundings(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    query = query_of(filters)
    return {
        "filters": filters,
        "query": query,
        "address": _address(query),
        "columns": COLUMN_HEADS,
        "save_url": _save_url(filters),
        "branch": branch_of(request.user, filters.area),
        "may_export": can(request.user, "case.export"),
        "formats": FORMATS,
        **_strip(request, filters),
    }


def _strip(request: HttpRequest, filters: Filters, *, is_live: bool = False) -> dict[str, Any]:
    """The tabs, as components/strip.html takes them, and the id of the saved one that is open."""
    saved = {tab.pk: (tab.name, _filters_in(tab.query)) for tab in saved_tabs_of(request.user)}
    tabs = counted_tabs(request.user, saved, is_live=is_live)
    current = current_tab(tabs, filters)
    rows = [
        {
            "label": tab.label,
            "url": _address(query_of(tab.filters)),
            "count": said(tab.count),
            "tone": tab.tone,
            "current": tab is current,
        }
        for tab in tabs
    ]
    return {"tabs": rows, "saved_id": current.saved_id if current else None}


def _save_url(filters: Filters) -> str:
    return f"{reverse('cases:save_tab')}?{query_of(filters)}"


def _address(query: str) -> str:
    return f"{reverse('cases:queue')}?{query}" if query else reverse("cases:queue")


def _filters_in(query: str) -> Filters:
    return QueueForm(QueryDict(query)).filters()


@action("case.list")
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The places below one, each with what is open there: the list behind the filter by area."""
    filters = QueueForm(request.GET).filters()
    branch = branch_of(request.user, filters.area, with_counts=True)
    return render(request, "cases/queue/_places.html", {"branch": branch, "filters": filters})


@action("case.export")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The queue as it is filtered, masked, as a file."""
    file_format = request.POST.get("format", CSV)
    kind = FORMATS.get(file_format, FORMATS[CSV])
    body = export_queue(request.user, QueueForm(request.POST).filters(), file_format=kind.name)
    answer = HttpResponse(body, content_type=kind.content_type)
    name = f"queue-{timezone.localtime():%Y%m%d-%H%M}.{kind.name}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
