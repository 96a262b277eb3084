"""The kinds of promise this house keeps, in words, with the terms that hold where no policy pack says otherwise."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Rungs = tuple[tuple[int, str, str], ...]  # minutes after due, role, level of area

TWO_RUNGS: Rungs = ((0, "supervisor", "district"), (60, "supervisor", "city"))
QUICK: Rungs = ((0, "supervisor", "district"), (15, "supervisor", "city"))


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` is the short word on a clock; `promise` completes the sentence "it was promised that …".

    `is_told_together`: there are tens of thousands of them, so a post hears once a day that some are overdue, not of
    each; every one has its escalation all the same.
    """

    label: str | Promise
    promise: str | Promise
    due_minutes: int
    ladder: Rungs = TWO_RUNGS
    cite: str = ""
    is_told_together: bool = False


KINDS: dict[str, Kind] = {
    "case.answer": Kind(pgettext_lazy("clock", "Answer"), _("somebody answers the request"), 30, QUICK, "B1c"),
    "case.judge": Kind(pgettext_lazy("clock", "Judge"), _("a person judges what is needed"), 60, cite="B2c"),
    "case.arrange": Kind(pgettext_lazy("clock", "Arrange"), _("care is arranged"), 120, cite="B2c"),
    "case.finish": Kind(pgettext_lazy("clock", "Finish"), _("the need is met"), 24 * 60, cite="B1c"),
    "case.follow_up": Kind(pgettext_lazy("clock", "Call back"), _("the resident is called back"), 48 * 60, cite="B1c"),
    "booking.accept": Kind(
        pgettext_lazy("clock", "Hospital answers"), _("the hospital accepts or says why not"), 15, QUICK, "B3d"
    ),
    "booking.fetch": Kind(
        pgettext_lazy("clock", "Fetch"),
        _("whoever was treated is fetched"),
        60,
        ((0, "dispatcher", "district"), (30, "supervisor", "district"), (120, "supervisor", "city")),
        "B4a",
    ),
    "job.accept": Kind(pgettext_lazy("clock", "Sign for it"), _("somebody signs for the work"), 20, cite="B1c"),
    "job.done": Kind(pgettext_lazy("clock", "Work done"), _("the work is done"), 4 * 60, cite="B2b"),
    "hospital.reopen": Kind(
        pgettext_lazy("clock", "Reopen"),
        _("the institution reopens"),
        48 * 60,
        ((0, "supervisor", "district"), (0, "supervisor", "city")),
        "T1",
    ),
    "pass.release": Kind(
        pgettext_lazy("clock", "Gate opens"), _("the gate lets the resident through"), 5, QUICK, "B3c"
    ),
    "trip.return": Kind(
        pgettext_lazy("clock", "Return"),
        _("the resident is home again"),
        8 * 60,
        ((0, "dispatcher", "district"), (30, "supervisor", "district"), (120, "supervisor", "city")),
        "B4a",
    ),
    "trip.trouble": Kind(
        pgettext_lazy("clock", "Trouble answered"), _("somebody answers the driver who is in trouble"), 5, QUICK, "B4a"
    ),
    "register.verify": Kind(
        pgettext_lazy("clock", "Verify"),
        _("the register entry is verified"),
        7 * 24 * 60,
        ((0, "grid", "community"), (24 * 60, "supervisor", "street")),
        "B1a",
        is_told_together=True,
    ),
    "session.arrange": Kind(
        pgettext_lazy("clock", "Arrange session"), _("the next session is arranged"), 12 * 60, TWO_RUNGS, "T3b"
    ),
    "session.attend": Kind(
        pgettext_lazy("clock", "Bring to session"), _("the resident is brought to the treatment"), 60, TWO_RUNGS, "T3b"
    ),
    "roster.cover": Kind(
        pgettext_lazy("clock", "Cover roster"), _("every hour of the line is covered"), 60, TWO_RUNGS, "B1c"
    ),
    # The desk itself is asked again by hospitals.services.watching when the time is out; then its district hears.
    "places.report": Kind(
        pgettext_lazy("clock", "Report places"),
        _("the institution reports its places again"),
        12 * 60,
        ((2 * 60, "supervisor", "district"),),
        "N3",
        is_told_together=True,
    ),
}
DEFAULT_KIND = Kind(pgettext_lazy("clock", "Due"), _("it is done in time"), 60)


TOLD_TOGETHER = [kind for kind, said in KINDS.items() if said.is_told_together]


def label(kind: str) -> str | Promise:
    return KINDS[kind].label if kind in KINDS else kind
