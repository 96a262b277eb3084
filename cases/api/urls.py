"""Addresses under /api/v1/ that are about requests."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from cases.api.absences import AbsenceViewSet
from cases.api.chain import ChainViewSet
from cases.api.control import CONTROL_MOVES, ControlViewSet
from cases.api.duplicates import DuplicateViewSet, MergeViewSet, PeopleSearch
from cases.api.imports import RegisterImports
from cases.api.online import SendOnline
from cases.api.registers import RegisterViewSet
from cases.api.sessions import SESSION_MOVES, SessionViewSet
from cases.api.squads import SquadsBoard, SquadSuggestions
from cases.api.views import (
    CASE_MOVES,
    JOB_MOVES,
    CaseViewSet,
    EscalationViewSet,
    HospitalMatch,
    JobViewSet,
)

router = SimpleRouter()
router.register("cases", CaseViewSet, basename="case")
router.register("absences", AbsenceViewSet, basename="absence")
router.register("chain", ChainViewSet, basename="chain")
router.register("escalations", EscalationViewSet, basename="escalation")
router.register("jobs", JobViewSet, basename="job")
router.register("duplicates", DuplicateViewSet, basename="duplicate")
router.register("merges", MergeViewSet, basename="merge")
router.register("control-acts", ControlViewSet, basename="control-act")
router.register("sessions", SessionViewSet, basename="session")
router.register("register", RegisterViewSet, basename="register")

urlpatterns = [
    *[path(f"cases/<str:number>/{name}/", view, name=f"case-{name}") for name, view in CASE_MOVES.items()],
    *[path(f"jobs/<uuid:pk>/{name}/", view, name=f"job-{name}") for name, view in JOB_MOVES.items()],
    path("cases/<str:number>/online/", SendOnline.as_view(), name="case-online"),
    path("squads/suggest/", SquadSuggestions.as_view(), name="squad-suggest"),
    path("squads/board/", SquadsBoard.as_view(), name="squad-board"),
    path("people/search/", PeopleSearch.as_view(), name="people-search"),
    *[path(f"control-acts/<uuid:pk>/{name}/", view, name=f"control-{name}") for name, view in CONTROL_MOVES.items()],
    *[path(f"sessions/<uuid:pk>/{name}/", view, name=f"session-{name}") for name, view in SESSION_MOVES.items()],
    path("hospitals/match/", HospitalMatch.as_view(), name="hospital-match"),
    path("register/imports/", RegisterImports.as_view(), name="register-imports"),
    *router.urls,
]
