"""Coverage of the registers by place. Every figure opens the entries behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from cases.forms.coverage import CoverageForm
from cases.registers.expected import sources
from cases.selectors.coverage import Row, coverage, total
from cases.services.exporting_coverage import export_coverage
from portal.access.decorators import action
from portal.privacy.sheets import CSV, FORMATS

HEADS = (
    ("name", _("Place")), ("population", _("Population")), ("expected", _("Expected")), ("registered", _("Registered")),
    ("percent", _("Coverage")), ("in_time", _("Verified in time")), ("stale", _("Overdue")),
)  # fmt: skip


@action("register.view")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The reader's own places only."""
    form = CoverageForm(request.GET)
    chosen = form.chosen()
    rows = coverage(request.user, **chosen)
    context = {
        "form": form,
        "chosen": chosen,
        "rows": [_linked(row, chosen) for row in rows],
        "sum": _linked(total(rows), chosen) if len(rows) > 1 else None,
        "heads": [_head(name, label, chosen) for name, label in HEADS],
        "source": sources().get(chosen.get("group", "")),
        "formats": FORMATS,
    }
    return render(request, "cases/registers/coverage.html", context)


@action("register.view")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What the page shows, as a file."""
    chosen = CoverageForm(request.POST).chosen()
    kind = FORMATS.get(request.POST.get("format", CSV), FORMATS[CSV])
    body = export_coverage(request.user, coverage(request.user, **chosen), chosen=chosen, file_format=kind.name)
    answer = HttpResponse(body, content_type=kind.content_type)
    name = f"coverage-{timezone.localtime():%Y%m%d-%H%M}.{kind.name}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _linked(row: Row, chosen: dict[str, Any]) -> dict[str, Any]:
    """The row, and the list behind each figure."""
    about = {"area": row.code or chosen.get("area", ""), "group": chosen.get("group", "")}
    return {
        "row": row,
        "registered_url": _address("cases:register", **about),
        "in_time_url": _address("cases:register", **about, fresh="in_time"),
        "stale_url": _address("cases:register", **about, fresh="stale"),
    }


def _head(name: str, label: Any, chosen: dict[str, Any]) -> dict[str, Any]:
    """A title that orders by its column: figures the largest first, and round at the second press."""
    now = chosen.get("order", "")
    first = name if name == "name" else f"-{name}"
    turned = first.lstrip("-") if first.startswith("-") else f"-{first}"
    return {
        "label": label,
        "url": _address("cases:coverage", **{**chosen, "order": turned if now == first else first}),
        "sorted": {name: "ascending", f"-{name}": "descending"}.get(now, ""),
        "is_figure": name != "name",
    }


def _address(name: str, **query: Any) -> str:
    return f"{reverse(name)}?{urlencode({key: value for key, value in query.items() if value})}"
