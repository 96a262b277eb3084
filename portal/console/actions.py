"""What the journal's action codes are called: moves by their lifecycle, others by this table, the rest as they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.lifecycle.table import registered

NAMED = {
    "absence.begin": _("Work of an absent colleague handed over"),
    "absence.end": _("Work given back to a colleague"),
    "access.end_share": _("Exceptional access ended"),
    "access.grant": _("Post given"),
    "access.revoke": _("Post taken away"),
    "access.share": _("Exceptional access given"),
    "account.log_in": pgettext_lazy("journal", "Logged in"),
    "account.log_in_failed": _("Log-in failed"),
    "account.log_out": pgettext_lazy("journal", "Logged out"),
    "account.password": _("Password changed"),
    "account.recovery_code": _("Recovery code used"),
    "account.second_factor": _("Second factor set up"),
    "account.second_factor_removed": _("Second factor removed"),
    "account.token": _("API token issued"),
    "account.tokens_withdrawn": _("API tokens withdrawn"),
    "case.call_again": _("Called again"),
    "case.export": _("List of requests exported"),
    "case.reveal": _("Personal data looked at"),
    "case.take_over": _("Taken over by a supervisor"),
    "case.urge": _("Urged"),
    "case.hand_over": _("Request handed over"),
    "chain.add": _("Service named for a place"),
    "chain.change": _("Service of a place changed"),
    "chain.drop": _("Service of a place removed"),
    "chain.gate": _("Telephone of a gate written"),
    "clinic.add": _("Online clinic entered"),
    "clinic.change": _("Online clinic changed"),
    "commitment.urge": _("Urged"),
    "designation.add": _("Line of the designation matrix added"),
    "designation.change": _("Line of the designation matrix changed"),
    "designation.end": _("Line of the designation matrix ended"),
    "designation.upload": _("Designation matrix written from a spreadsheet"),
    "delivery.retry": _("Delivery tried again"),
    "endpoint.add": _("Outbound channel added"),
    "escalation.acknowledge": _("Escalation noted"),
    "journal.open": _("Journal entry opened"),
    "job.hand_over": _("Job handed over"),
    "outside.export": _("List of who is out exported"),
    "pass.issue": _("Pass issued"),
    "hospital.export": _("Supervision of institutions exported"),
    "places.report": _("Places reported"),
    "slot.close": _("Slot closed"),
    "slot.open": _("Slots opened"),
    "slot.reopen": _("Slot opened again"),
    "slot.resize": _("Slot made larger or smaller"),
    "policy.activate": _("Policy activated"),
    "privacy.erase": _("Erased: kept no longer"),
    "privacy.reveal": _("Personal data looked at"),
    "coverage.export": _("Coverage of the registers exported"),
    "register.contact": _("Contact details corrected"),
    "register.edit": _("Register entry changed"),
    "register.end": _("Register entry ended"),
    "register.enter": _("Entered in a register"),
    "register.move": _("Moved to another register by age or delivery"),
    "register.verify": _("Register entry verified, no change"),
    "roster.add": _("Person put on the roster"),
    "roster.copy": _("Roster of last week copied"),
    "roster.remove": _("Person taken off the roster"),
    "squad.add": _("Squad formed"),
    "squad.change": _("Squad changed"),
    "squad.duty_add": _("Squad member put on duty"),
    "squad.duty_remove": _("Squad member taken off duty"),
    "squad.member_add": _("Squad member entered"),
    "squad.member_change": _("Squad member changed"),
    "thing.hand_over": _("Thing kept handed over"),
    "thing.return": _("Thing kept given back"),
    "thing.take": _("Thing taken into keeping"),
    "trip.trouble": _("Trouble on a trip reported"),
    "trip.trouble_settled": _("Trouble on a trip answered"),
    "vehicle.disinfect": _("Vehicle disinfected"),
}


def words_of(action: str) -> str:
    """ "job.pick_up" → "job · medicine picked up"."""
    if action in NAMED:
        return str(NAMED[action])
    noun, _dot, move = action.partition(".")
    lifecycle = registered.get(noun)
    if lifecycle is None:
        return action
    row = lifecycle.by_name.get(move)
    past = row.past if row else pgettext_lazy("journal", "created") if move == "create" else move
    return f"{lifecycle.model._meta.verbose_name} · {past}"
