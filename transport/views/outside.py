"""Who is out: one screen for everybody who has to see that they come home, and the same as a file."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.access.decorators import action
from portal.audit import services as audit
from portal.privacy.exports import harmless
from portal.privacy.sheets import CSV, FORMATS, as_download
from transport.selectors.outside import Out, people_out, places_of

HEADS = (
    _("number"), _("name"), _("place"), _("out since"), _("last seen"), _("at"), _("step"), _("due back"), _("late"),
    _("vehicle"), _("driver"), _("hospital"),
)  # fmt: skip


class OutsideForm(forms.Form):
    area = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data)
        places = [(place.pk, str(place)) for place in places_of(user)]
        self.fields["area"].choices = [("", pgettext_lazy("place", "Everywhere")), *places]

    def chosen(self) -> str:
        """A place where nobody is out any more is not an error: the list is whole again."""
        return self.cleaned_data.get("area", "") if self.is_valid() else ""


@action("board.open")
@never_cache
@require_safe
def outside(request: HttpRequest) -> HttpResponse:
    form = OutsideForm(request.GET, user=request.user)
    area = form.chosen()
    context = {"form": form, "area": area, "outside": people_out(request.user, area=area), "formats": FORMATS}
    return render(request, "transport/_outside_list.html" if request.htmx else "transport/outside.html", context)


@action("board.open")
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What the page shows, names masked as there; journalled."""
    area = OutsideForm(request.POST, user=request.user).chosen()
    people = people_out(request.user, area=area)
    kind = FORMATS.get(request.POST.get("format", CSV), FORMATS[CSV])
    detail = {"format": kind.name, "rows": len(people)}
    audit.record("outside.export", by=request.user, area_id=area or None, detail=detail)
    return as_download(kind.write(_cells(people)), kind=kind, name="outside")


def _cells(people: list[Out]) -> Iterator[list[Any]]:
    yield [str(head) for head in HEADS]
    now = timezone.now()
    for one in people:
        trip, due = one.trip, one.clock.due_at if one.clock else None
        card = getattr(trip, "card", None)
        hospital = str(trip.booking.hospital) if trip.booking else ""
        yield [
            trip.number, harmless(card.name_masked if card else ""), harmless(str(trip.area)), _at(one.since),
            harmless(one.seen.place), _at(one.seen.at), str(one.seen.step), _at(due),
            str(_("late")) if due and due < now else "",
            harmless(trip.vehicle.plate if trip.vehicle else trip.get_mode_display()),
            harmless(trip.driver.name if trip.driver else ""), harmless(hospital),
        ]  # fmt: skip


def _at(instant: Any) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M") if instant else ""
