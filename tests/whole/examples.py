"""An example of the thing in each address that has one, and the actions that decide who meets it: what a walk needs.

A new address with a `<part>` in it needs a row here; tests/whole/test_every_address.py says so, with the row to add.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db import models

from cases.control.lifecycle import CONTROL
from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.sessions.lifecycle import SESSION
from hospitals.lifecycle import BOOKING, CLOSURE
from portal.lifecycle.table import Lifecycle
from tests.whole.world import District
from transport.lifecycle import TRIP
from transport.selectors.orders import token_of


@dataclass(frozen=True)
class Example:
    """Values for the parts of an address, and what its view asks of portal.access about the thing they name.

    Whoever may not do `sees` to `about` is told that it does not exist (404); whoever sees it and may not do `does`
    is refused (403). `post` is `does` of a POST where that differs. What has an `owner` exists for nobody else.
    `data` is sent with a POST, `query` with a GET. `also` are answers that are right here besides the usual ones.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    about: models.Model | None = None
    sees: str = ""
    does: str = ""
    post: str = ""
    owner: Any = None
    data: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    also: frozenset[int] = frozenset()


Examples = Callable[[District], list[Example]]
Thing = Callable[[District], Any]


def one(make: Callable[[District], Example]) -> Examples:
    return lambda district: [make(district)]


def moves(lifecycle: Lifecycle, thing: Thing, *, part: str = "pk") -> Examples:
    """One transition for each action that the lifecycle asks about: the others that ask the same are its calls'."""

    def examples(district: District) -> list[Example]:
        about, sees = thing(district), f"{lifecycle.noun}.view"
        names = {row.action_on(about): row.name for row in reversed(lifecycle.transitions) if row.offered}
        parts = {part: getattr(about, part)}
        return [Example(parts | {"name": name}, about, sees, does) for does, name in names.items()]

    return examples


def calls(base: str, lifecycle: Lifecycle, thing: Thing, *, part: str = "pk") -> dict[str, Examples]:
    """Every transition as a call of the API: an address each."""

    def example(row: Any) -> Examples:
        return one(
            lambda district: Example(
                {part: getattr(thing(district), part)},
                thing(district),
                f"{lifecycle.noun}.view",
                post=row.action_on(thing(district)),
            )
        )

    return {f"{base}<{part}>/{row.name}/": example(row) for row in lifecycle.transitions}


def administration() -> dict[str, Examples]:
    """Django's own pages: what an administrator meets there is tests/access/test_admin.py's; others meet nothing."""
    answers = frozenset({200, 302, 403, 404})
    anything = {"object_id": 1, "content_type_id": 1, "app_label": "areas", "url": "nowhere/"}
    found: dict[str, Examples] = {
        path: one(lambda district: Example(anything, also=answers))
        for path in ("/admin/r/<content_type_id>/<object_id>/", "/admin/<app_label>/", "/admin/<url>")
    }
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for rest in ("", "add/", *(f"<object_id>/{page}" for page in ("", "history/", "delete/", "change/"))):
            found[base + rest] = one(lambda district: Example(anything, also=answers))
    return found


def _case(district: District, called: str = "received", **actions: Any) -> Example:
    case = district.cases[called]
    return Example({"number": case.number}, case, "case.view", **actions)


def _entry(district: District, **actions: Any) -> Example:
    return Example({"pk": district.register.pk}, district.register, "register.view", **actions)


def _plan(district: District, *, post: str = "", **parts: Any) -> Example:
    return Example({"pk": district.plan.pk, **parts}, district.plan, "plan.view", post=post)


def _kept(thing: Any, **parts: Any) -> Example:
    """A vehicle or a driver, on the pages of whoever keeps them."""
    noun = thing._meta.model_name
    return Example({"pk": thing.pk, **parts}, thing, f"{noun}.view", f"{noun}.keep")


def _line(district: District, **actions: Any) -> Example:
    line = district.hospital.designations.get()
    return Example({"pk": line.pk}, line, "designation.view", **actions)


def _act(district: District, act: Any) -> Example:
    return Example({"pk": act.pk}, act, "control.view")


def _session(district: District) -> Example:
    return Example({"pk": district.session.pk}, district.session, "session.view")


def _job(district: District) -> Any:
    return district.jobs["medicine_delivery"]


EXAMPLES: dict[str, Examples] = {
    # requests
    "/cases/<number>/": lambda district: [_case(district, called) for called in ("received", "out", "archived")],
    "/cases/<number>/move/<name>/": moves(CASE, lambda district: district.cases["received"], part="number"),
    "/cases/<number>/reveal/<field>/": one(
        lambda district: Example(
            {"number": district.cases["received"].number, "field": "phone"}, district.cases["received"],
            "case.view", "case.reveal", data={"reason": "call_back"},
        )
    ),
    "/cases/<number>/take-over/": one(lambda district: _case(district, "late", does="case.take_over")),
    "/cases/<number>/urge/": one(lambda district: _case(district, "late", does="case.urge")),
    "/api/v1/cases/<number>/": lambda district: [_case(district, called) for called in ("received", "out", "archived")],
    **calls("/api/v1/cases/", CASE, lambda district: district.cases["received"], part="number"),
    "/api/v1/hospitals/match/": one(
        lambda district: Example(
            {}, district.cases["asked"], "case.view", query=f"case={district.cases['asked'].number}"
        )
    ),
    # typing a request in: the keys of the two forms
    **{
        f"/calls/<key>/{step}/": one(lambda district: Example({"key": "case-new"}))
        for step in ("known", "person", "draft", "draft/drop")
    },
    "/queue/tabs/<pk>/drop/": one(lambda district: Example({"pk": district.tab.pk}, owner=district.operator)),
    # registers
    "/register/<pk>/verify/": one(
        lambda district: Example({"pk": district.register.pk}, district.register, "register.view", "register.edit")
    ),
    "/register/<pk>/": one(lambda district: _entry(district)),
    **{
        f"/register/<pk>/{step}/": one(lambda district: _entry(district, does="register.edit"))
        for step in ("edit", "end", "guardian")
    },
    "/register/new/<group>/": one(lambda district: Example({"group": "elderly"})),
    "/register/people/<pk>/": one(
        lambda district: Example({"pk": district.register.person_id}, district.register.person, "person.view")
    ),
    "/api/v1/register/<pk>/": one(lambda district: _entry(district)),
    **{
        f"/api/v1/register/<pk>/{step}/": one(lambda district: _entry(district, post="register.edit"))
        for step in ("verify", "end")
    },
    # pairs of rows, and what was merged
    **{
        f"/duplicates/<pk>/{step}": one(
            lambda district: Example(
                {"pk": district.suspicion.pk}, district.suspicion, "register.view", "register.merge"
            )
        )
        for step in ("", "apart/", "reveal/")
    },
    "/api/v1/duplicates/<pk>/apart/": one(
        lambda district: Example({"pk": district.suspicion.pk}, district.suspicion, "register.view", "register.merge")
    ),
    **{
        path: one(
            lambda district: Example({"pk": district.merge.pk}, district.merge, "register.view", "register.merge")
        )
        for path in ("/merges/<pk>/", "/merges/<pk>/undo/", "/api/v1/merges/<pk>/undo/")
    },
    # acts of control, and the treatment calendar
    "/control/<pk>/": lambda district: [_act(district, act) for act in (district.act, district.draft_of_control)],
    "/control/<pk>/move/<name>/": moves(CONTROL, lambda district: district.act),
    "/api/v1/control-acts/<pk>/": one(lambda district: _act(district, district.act)),
    **calls("/api/v1/control-acts/", CONTROL, lambda district: district.act),
    "/sessions/<pk>/": one(lambda district: _session(district)),
    "/sessions/<pk>/move/<name>/": moves(SESSION, lambda district: district.session),
    "/sessions/number/<number>/": one(
        lambda district: Example({"number": district.session.number}, district.session, "session.view")
    ),
    "/sessions/entries/<pk>/<origin>/": one(
        lambda district: Example(
            {"pk": district.session.entry_id, "origin": district.session.origin}, district.session, "session.view",
            "session.submit",
        )
    ),
    "/sessions/closed/<pk>/drop/": one(
        lambda district: Example(
            {"pk": district.closed_day.pk}, district.closed_day, "session.view", "session.close_day"
        )
    ),
    "/api/v1/sessions/<pk>/": one(lambda district: _session(district)),
    **{
        path: example
        for path, example in calls("/api/v1/sessions/", SESSION, lambda district: district.session).items()
        if SESSION.by_name[path.split("/")[-2]].offered
    },
    "/register/template/": one(lambda district: Example(query="group=elderly")),
    **{
        f"/register/import/<pk>/{step}": one(
            lambda district: Example({"pk": district.batch.pk}, owner=district.operator)
        )
        for step in ("", "confirm/", "undo/", "drop/")
    },
    # Nothing is wrong with the file that waits: there is none to give back marked.
    "/register/import/<pk>/marked.xlsx": one(
        lambda district: Example({"pk": district.batch.pk}, owner=district.operator, also=frozenset({404}))
    ),
    # Anything but a form with a file is another media type.
    "/api/v1/register/imports/": one(lambda district: Example(also=frozenset({415}))),
    # work
    "/jobs/<pk>/": one(lambda district: Example({"pk": _job(district).pk}, _job(district), "job.view", "job.list")),
    **{
        f"/work/entries/<pk>/{step}/": one(
            lambda district: Example({"pk": district.register.pk}, district.register, "register.view", "register.edit")
        )
        for step in ("call", "contact")
    },
    "/jobs/<pk>/contact/": one(
        lambda district: Example({"pk": _job(district).pk}, _job(district), "job.view", "job.list")
    ),
    "/jobs/<pk>/move/<name>/": moves(JOB, _job),
    **calls("/api/v1/jobs/", JOB, _job),
    "/jobs/<pk>/record/": one(lambda district: Example({"pk": district.visit.job_id}, district.visit, "visit.view")),
    # squads, online clinics and lines
    **{
        f"/squads/<pk>/{step}": one(
            lambda district: Example({"pk": district.squad.pk}, district.squad, "squad.keep")
        )
        for step in ("", "edit/", "members/new/", "duty/")
    },
    "/squads/members/<pk>/": one(
        lambda district: Example({"pk": district.expert.pk}, district.expert, "squad.keep")
    ),
    "/squads/duty/<pk>/remove/": one(
        lambda district: Example({"pk": district.squad_shift.pk}, district.squad_shift, "squad.keep")
    ),
    "/api/v1/squads/suggest/": one(
        lambda district: Example(
            {}, district.cases["received"], "case.view", query=f"case={district.cases['received'].number}"
        )
    ),
    "/api/v1/squads/<pk>/": one(lambda district: Example({"pk": district.squad.pk}, district.squad, "squad.keep")),
    **{
        f"/api/v1/squads/<pk>/{step}/": one(
            lambda district: Example({"pk": district.squad.pk}, district.squad, "squad.keep")
        )
        for step in ("members", "shifts")
    },
    "/api/v1/squad-shifts/<pk>/": one(
        lambda district: Example({"pk": district.squad_shift.pk}, district.squad_shift, "squad.keep")
    ),
    "/online/<pk>/": one(lambda district: Example({"pk": district.clinic.pk}, district.clinic, "clinic.keep")),
    "/api/v1/online-clinics/<pk>/": one(
        lambda district: Example({"pk": district.clinic.pk}, district.clinic, "clinic.keep")
    ),
    "/cases/<number>/online/": one(lambda district: _case(district, does="case.arrange")),
    "/cases/<number>/online/<pk>/": one(
        lambda district: Example(
            {"number": district.cases["received"].number, "pk": district.clinic.pk}, district.cases["received"],
            "case.view", "case.arrange",
        )
    ),
    "/api/v1/cases/<number>/online/": one(lambda district: _case(district, does="case.arrange")),
    # escalations
    "/escalations/<pk>/": one(
        lambda district: Example({"pk": district.escalation.pk}, district.escalation, "escalation.view")
    ),
    "/escalations/<pk>/note/": one(
        lambda district: Example(
            {"pk": district.escalation.pk}, district.escalation, "escalation.view", "escalation.acknowledge"
        )
    ),
    # the desk
    "/desk/bookings/<pk>/move/<name>/": moves(BOOKING, lambda district: district.booking),
    "/desk/bookings/<pk>/contact/": one(
        lambda district: Example({"pk": district.booking.pk}, district.booking, "booking.view", "booking.reveal")
    ),
    "/desk/<pk>/places/<room>/": one(
        lambda district: Example(
            {"pk": district.hospital.pk, "room": "buffer_rescue"}, district.hospital, "places.report"
        )
    ),
    "/desk/<pk>/close/": one(
        lambda district: Example({"pk": district.hospital.pk}, district.hospital, "hospital.close")
    ),
    "/desk/closures/<pk>/reopen/": one(
        lambda district: Example({"pk": district.closure.pk}, district.closure, "closure.view", "closure.reopen")
    ),
    # the designation matrix; uploads of it are their sender's, and here nobody has sent one
    "/hospitals/matrix/<pk>/": one(lambda district: _line(district)),
    **{
        f"/hospitals/matrix/<pk>/{step}/": one(lambda district: _line(district, does="designation.keep"))
        for step in ("change", "end")
    },
    **{
        f"/hospitals/matrix/uploads/<pk>/{step}": one(
            lambda district: Example({"pk": UUID(int=1)}, owner=district.operator)
        )
        for step in ("", "confirm/", "drop/")
    },
    "/api/v1/designations/<pk>/": one(lambda district: _line(district)),
    "/api/v1/designations/<pk>/end/": one(lambda district: _line(district, post="designation.keep")),
    "/api/v1/hospitals/holes/": one(
        lambda district: Example(
            {}, district.community, "designation.view", query=f"area={district.community.pk}"
        )
    ),
    # institutions: what they have, how they answer
    **{
        f"/institutions/<pk>/{step}": one(lambda district: Example({"pk": district.hospital.pk}))
        for step in ("", "slots/")
    },
    "/institutions/named/<number>/": one(lambda district: Example({"number": district.hospital.name})),
    **{
        f"/institutions/<pk>/places/{step}": one(
            lambda district: Example({"pk": district.hospital.pk}, district.hospital, "places.report")
        )
        for step in ("", "unchanged/")
    },
    "/institutions/<pk>/slots/open/": one(
        lambda district: Example({"pk": district.hospital.pk}, district.hospital, "slot.keep")
    ),
    **{
        f"/institutions/slots/<pk>/{step}": one(
            lambda district: Example({"pk": district.slot.pk}, district.slot, "slot.keep", data={"capacity": 3})
        )
        for step in ("", "close/", "reopen/")
    },
    "/institutions/supervision/behind/": one(lambda district: Example(query="which=asked")),
    "/api/v1/hospitals/<pk>/places/": one(
        lambda district: Example({"pk": district.hospital.pk}, also=frozenset({404}))  # whose POST is the desk's
    ),
    "/api/v1/hospitals/<pk>/places/reports/": one(
        lambda district: Example({"pk": district.hospital.pk}, district.hospital, "hospital.supervise")
    ),
    "/api/v1/hospitals/<pk>/slots/": one(
        lambda district: Example({"pk": district.hospital.pk}, district.hospital, "slot.keep")
    ),
    "/api/v1/slots/<pk>/": one(lambda district: Example({"pk": district.slot.pk})),
    **{
        f"/api/v1/slots/<pk>/{step}/": one(
            lambda district: Example({"pk": district.slot.pk}, district.slot, "slot.keep", data={"capacity": 3})
        )
        for step in ("resize", "close", "reopen")
    },
    "/closures/<pk>/": one(lambda district: Example({"pk": district.closure.pk}, district.closure, "closure.view")),
    "/api/v1/closures/<pk>/": one(
        lambda district: Example({"pk": district.closure.pk}, district.closure, "closure.view")
    ),
    **calls("/api/v1/closures/", CLOSURE, lambda district: district.closure),
    **{
        f"/api/v1/hospitals/<pk>/{step}/": one(
            lambda district: Example({"pk": district.hospital.pk}, district.hospital, "hospital.close")
        )
        for step in ("close", "bound")
    },
    "/api/v1/bookings/<pk>/": one(
        lambda district: Example({"pk": district.booking.pk}, district.booking, "booking.view")
    ),
    "/api/v1/hospitals/<pk>/": one(lambda district: Example({"pk": district.hospital.pk})),
    **calls("/api/v1/bookings/", BOOKING, lambda district: district.booking),
    # plans of a day
    "/dispatch/plans/<pk>/": one(lambda district: _plan(district)),
    "/dispatch/plans/<pk>/accept/": one(lambda district: _plan(district, post="plan.make")),
    "/dispatch/plans/<pk>/again/": one(lambda district: _plan(district, post="plan.make")),
    "/dispatch/plans/<pk>/runs/<run_pk>/": one(
        lambda district: _plan(district, run_pk=district.plan.runs.get().pk, post="plan.make")
    ),
    # trips, passes, gates
    "/dispatch/<pk>/share/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.assign")
    ),
    # a fleet and its papers
    "/fleet/vehicles/<pk>/": one(lambda district: _kept(district.spare_vehicle)),
    "/fleet/vehicles/<pk>/owner/": one(lambda district: _kept(district.enlistment.vehicle)),
    "/fleet/vehicles/<pk>/<act>/": one(lambda district: _kept(district.spare_vehicle, act="restock")),
    "/fleet/drivers/<pk>/": one(lambda district: _kept(district.wheel)),
    "/fleet/drivers/<pk>/shifts/": one(lambda district: _kept(district.wheel)),
    "/fleet/drivers/<pk>/shifts/<shift_pk>/remove/": one(
        lambda district: _kept(district.wheel, shift_pk=district.driver_shift.pk)
    ),
    "/trips/<pk>/order/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.order")
    ),
    "/orders/<pk>/qr.svg": one(lambda district: Example({"pk": district.order.pk}, district.order, "order.view")),
    "/orders/<token>/": one(
        lambda district: Example({"token": token_of(district.order)}, district.order, "order.view")
    ),
    "/api/v1/vehicles/<pk>/": one(
        lambda district: Example({"pk": district.vehicle.pk}, district.vehicle, "vehicle.view")
    ),
    "/api/v1/drivers/<pk>/": one(lambda district: Example({"pk": district.wheel.pk}, district.wheel, "driver.view")),
    "/api/v1/drivers/<pk>/shifts/": one(
        lambda district: Example({"pk": district.wheel.pk}, district.wheel, "driver.view", post="driver.keep")
    ),
    "/api/v1/drivers/<pk>/shifts/<shift_pk>/": one(
        lambda district: Example(
            {"pk": district.wheel.pk, "shift_pk": district.driver_shift.pk},
            district.wheel,
            "driver.view",
            "driver.keep",
        )
    ),
    "/api/v1/plans/<pk>/": one(lambda district: _plan(district)),
    "/api/v1/plans/<pk>/accept/": one(lambda district: _plan(district, post="plan.make")),
    "/api/v1/plans/<pk>/again/": one(lambda district: _plan(district, post="plan.make")),
    "/api/v1/plans/<pk>/runs/<run_pk>/": one(
        lambda district: _plan(district, run_pk=district.plan.runs.get().pk, post="plan.make")
    ),
    "/api/v1/trips/<pk>/suggestions/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.assign")
    ),
    "/dispatch/<pk>/vehicle/<vehicle_pk>/": one(
        lambda district: Example(
            {"pk": district.trip.pk, "vehicle_pk": district.spare_vehicle.pk}, district.trip, "trip.view", "trip.assign"
        )
    ),
    "/driver/<pk>/step/<name>/": moves(TRIP, lambda district: district.trip),
    "/trips/<pk>/move/<name>/": moves(TRIP, lambda district: district.own_car),
    "/driver/<pk>/contact/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.reveal")
    ),
    "/driver/<pk>/trouble/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.trouble")
    ),
    "/dispatch/troubles/<pk>/settle/": one(
        lambda district: Example({"pk": district.trouble.pk}, district.trip, "trip.view", "trip.assign")
    ),
    "/api/v1/trips/<pk>/trouble/": one(
        lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view", "trip.trouble")
    ),
    "/api/v1/troubles/<pk>/settle/": one(
        lambda district: Example({"pk": district.trouble.pk}, district.trip, "trip.view", "trip.assign")
    ),
    **{
        address: one(
            lambda district: Example(
                {"pk": district.checkpoint.pk}, district.checkpoint, "checkpoint.view", "checkpoint.scan"
            )
        )
        for address in (
            "/gate/<pk>/",
            "/gate/<pk>/bundle/",
            "/api/v1/checkpoints/<pk>/bundle/",
            "/api/v1/checkpoints/<pk>/reconcile/",
        )
    },
    "/trips/<pk>/pass/": one(
        # Who sees the trip of somebody else's pass is not shown the pass.
        lambda district: Example({"pk": district.own_car.pk}, district.own_car, "trip.view", also=frozenset({404}))
    ),
    "/passes/<pk>/qr.svg": one(lambda district: Example({"pk": district.shown.pk}, district.shown, "pass.view")),
    "/passes/<pk>/renew/": one(
        lambda district: Example({"pk": district.shown.pk}, district.shown, "pass.view", "pass.renew")
    ),
    "/trips/<number>/": one(lambda district: Example({"number": district.trip.number}, district.trip, "trip.view")),
    "/bookings/<number>/": one(
        lambda district: Example({"number": district.booking.number}, district.booking, "booking.view")
    ),
    "/api/v1/trips/<pk>/": one(lambda district: Example({"pk": district.trip.pk}, district.trip, "trip.view")),
    **calls("/api/v1/trips/", TRIP, lambda district: district.trip),
    "/api/v1/checkpoints/<pk>/scan/": one(
        lambda district: Example(
            {"pk": district.checkpoint.pk}, district.checkpoint, "checkpoint.view", "checkpoint.scan"
        )
    ),
    # the roster, the journal
    "/roster/<code>/": one(
        lambda district: Example({"code": district.community.pk}, district.community, "roster.view")
    ),
    "/roster/<code>/add/": one(
        lambda district: Example({"code": district.community.pk}, district.community, "roster.view", "roster.change")
    ),
    "/roster/<code>/as-last-week/": one(
        lambda district: Example({"code": district.community.pk}, district.community, "roster.view", "roster.change")
    ),
    "/roster/<code>/<pk>/remove/": one(
        lambda district: Example(
            {"code": district.community.pk, "pk": district.shift.pk}, district.shift, "roster.change"
        )
    ),
    "/api/v1/absences/<pk>/end/": one(
        lambda district: Example({"pk": district.absence.pk}, district.absence, "absence.view", "absence.end")
    ),
    "/absences/<pk>/end/": one(
        lambda district: Example({"pk": district.absence.pk}, district.absence, "absence.view", "absence.end")
    ),
    "/things/new/": one(
        lambda district: Example(
            {}, district.thing.person, "person.view", "thing.take", query=f"person={district.thing.person_id}",
            also=frozenset({404}),
        )
    ),
    "/things/<pk>/return/": one(
        lambda district: Example({"pk": district.thing.pk}, district.thing, "thing.view", "thing.return")
    ),
    "/chain/<code>/": one(lambda district: Example({"code": district.community.pk}, district.community, "chain.view")),
    "/chain/<code>/contacts/add/": one(
        lambda district: Example({"code": district.community.pk}, district.community, "chain.view", "chain.edit")
    ),
    **{
        f"/chain/contacts/<pk>/{step}": one(
            lambda district: Example({"pk": district.contact.pk}, district.contact, "chain.view", "chain.edit")
        )
        for step in ("", "drop/")
    },
    "/chain/gates/<pk>/": one(
        lambda district: Example({"pk": district.checkpoint.pk}, district.checkpoint, "chain.view", "chain.edit")
    ),
    "/api/v1/chain/<code>/": one(
        lambda district: Example({"code": district.community.pk}, district.community, "chain.view")
    ),
    "/journal/<pk>/": one(
        lambda district: Example({"pk": district.journal.pk}, district.journal, "journal.view", "journal.open")
    ),
    **administration(),
    # Asks which model is meant, and refuses when nobody says.
    "/admin/autocomplete/": one(lambda district: Example(also=frozenset({403}))),
    # A page of the demo only; the health of an installation whose clocks nobody has started.
    "/vocabulary/": one(lambda district: Example(also=frozenset({404}))),
    "/healthz": one(lambda district: Example(also=frozenset({503}))),
}  # fmt: skip

assert CLOSURE.by_name["reopen"].action == "closure.reopen", "the row of /desk/closures/<pk>/reopen/ names its action"
