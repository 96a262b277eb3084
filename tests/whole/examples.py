"""An example of the thing in each address that has one, and the actions that decide who meets it: what a walk needs.

A new address with a `<part>` in it needs a row here, or in the file of its app; tests/whole/test_every_address.py says
so, with the row to add.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from cases.control.lifecycle import CONTROL
from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.sessions.lifecycle import SESSION
from hospitals.lifecycle import CLOSURE
from tests.whole.example import Example, Examples, calls, moves, one
from tests.whole.examples_of_hospitals import HOSPITALS
from tests.whole.examples_of_transport import TRANSPORT
from tests.whole.world import District


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
    **HOSPITALS,
    **TRANSPORT,
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
