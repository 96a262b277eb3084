"""Who lives where an act of control reaches, whom it would change, and which acts are in force over somebody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cases.control.strictness import milder_than, places_stricter_than, rank_of, strictest
from cases.models import ControlAct, ControlSpell, Person
from cases.models.control import ActState, Reach
from cases.models.vocabulary import Control
from portal.access.api import visible
from portal.areas.selectors import areas_above
from portal.privacy.index import blind_index
from portal.privacy.masking import mask_address, mask_name
from portal.privacy.normalise import normalise_building

SHOWN = 50  # residents listed, masked; the figures count all


def residents_within(act: ControlAct) -> QuerySet[Person]:
    """Everybody whom the act reaches. Whose address is not known is in no building."""
    people = Person.objects.filter(area__pk__startswith=act.area_id)
    if act.reach == Reach.PERSON:
        return people.filter(pk=act.person_id) if act.person_id else people.none()
    if act.reach == Reach.HOUSEHOLD:
        return people.filter(address_index=act.address_index) if act.address_index else people.none()
    if act.reach == Reach.BUILDING:
        return people.filter(building_index=act.building_index) if act.building_index else people.none()
    return people


def would_change(act: ControlAct) -> QuerySet[Person]:
    """Those of them to whom the act gives its status.

    One resident: whoever is meant. A place: everybody under a milder status; where the act lowers, also those under a
    stricter status of place that no other act in force holds. A stricter status of one's own always stays.
    """
    people = residents_within(act)
    if act.reach == Reach.PERSON:
        return people.exclude(control=act.control)
    milder = Q(control__in=milder_than(act.control))
    if not act.lowers:
        return people.filter(milder)
    held = ControlSpell.objects.filter(person=OuterRef("pk"), until=None, act__state=ActState.IN_FORCE)
    is_held = Exists(held.exclude(act=act).exclude(control=Control.NONE))
    stricter = people.annotate(is_held=is_held).filter(control__in=places_stricter_than(act.control), is_held=False)
    return people.filter(milder | Q(pk__in=stricter.values("pk")))


def residents_under(act: ControlAct) -> QuerySet[Person]:
    """Those whose present status is of this act."""
    return Person.objects.filter(spells__until=None, spells__act=act, spells__control=act.control, control=act.control)


def changed_since(act: ControlAct) -> QuerySet[Person]:
    """Those whom the act changed and somebody has changed again: neither its end nor its undoing touches them."""
    reached = ControlSpell.objects.filter(act=act, control=act.control, person=OuterRef("pk"))
    return Person.objects.filter(Exists(reached.exclude(until=None))).exclude(pk__in=residents_under(act).values("pk"))


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would change and who would not. `changes` and `stays` count by the status that people have now."""

    total: int
    changes: list[tuple[str, int]]
    stays: list[tuple[str, int]]
    shown: list[Person]
    left_out: list[Person]
    without_address: int

    @property
    def changed(self) -> int:
        return sum(count for _control, count in self.changes)


def preview(act: ControlAct) -> Preview:
    """What confirming the act would do now. Five queries however many live there."""
    everybody, changing = residents_within(act), would_change(act)
    total, changes = _by_control(everybody), _by_control(changing)
    staying = everybody.exclude(pk__in=changing.values("pk")).exclude(control=act.control)
    looks_for_address = act.reach in (Reach.HOUSEHOLD, Reach.BUILDING)
    unknown = Person.objects.filter(area__pk__startswith=act.area_id, address_index=None)
    return Preview(
        total=sum(total.values()),
        changes=_listed(changes),
        stays=_listed(total - changes),
        shown=list(changing.select_related("area").order_by("control", "pk")[:SHOWN]),
        left_out=list(staying.select_related("area").order_by("control", "pk")[:SHOWN]),
        without_address=unknown.count() if looks_for_address else 0,
    )


def _by_control(people: QuerySet[Person]) -> Counter[str]:
    return Counter(dict(people.order_by().values_list("control").annotate(count=Count("pk"))))


def _listed(counts: Counter[str]) -> list[tuple[str, int]]:
    ordered = sorted(counts.items(), key=lambda one: rank_of(one[0]))
    return [(str(Control(control).label), count) for control, count in ordered if count]


# --- acts ----------------------------------------------------------------------------------------------------------


def control_acts(user: Any, *, area: str = "", show: str = "") -> QuerySet[ControlAct]:
    """Acts over places that somebody may see: in force first, the latest first. `show`: "all" for what is over too."""
    rows = visible(user, "control.view", ControlAct.objects.all())
    if area:
        rows = rows.filter(area__pk__startswith=area)
    if show != "all":
        rows = rows.filter(state=ActState.IN_FORCE).exclude(control=Control.NONE)
    return rows.select_related("area", "person", "created_by", "confirmed_by").order_by("-confirmed_at", "-created_at")


def place_in_words(act: ControlAct) -> str:
    """A building by its number: that names nobody. A household and a resident are masked."""
    if act.reach == Reach.BUILDING:
        return normalise_building(act.place or "")
    if act.reach == Reach.HOUSEHOLD:
        return mask_address(act.place)
    if act.reach == Reach.PERSON:
        return mask_name(act.person.name) if act.person else ""
    return ""


def acts_in_force() -> QuerySet[ControlAct]:
    """Acts that hold somebody to a status now. A planned end holds though no clock has struck yet."""
    over = Q(until__isnull=False, until__lte=timezone.now())
    return ControlAct.objects.filter(state=ActState.IN_FORCE).exclude(control=Control.NONE).exclude(over)


def control_in_force(area_id: str, *, address: str | None = None) -> str:
    """The strictest status that an act in force gives to this address: proposed for whoever comes to live there."""
    above = areas_above(area_id)
    reaches = Q(reach=Reach.COMMUNITY)
    if door := blind_index("address", address):
        reaches |= Q(reach=Reach.HOUSEHOLD, address_index=door)
    if roof := blind_index("building", address):
        reaches |= Q(reach=Reach.BUILDING, building_index=roof)
    found = acts_in_force().filter(reaches, area__in=above).values_list("control", flat=True)
    return strictest(Control.NONE, *found)


def control_that_holds(person: Person, *, told: str) -> str:
    """What a caller, a spreadsheet or a form says of a status; an act in force over this very resident is stronger.

    Whoever did not ask says "none": that must not take somebody out of a sealed building.
    """
    if rank_of(told) >= rank_of(person.control):
        return told
    held = ControlSpell.objects.filter(person=person, until=None, act__state=ActState.IN_FORCE)
    return person.control if held.exclude(act__control=Control.NONE).exists() else told


def spells_of(person: Person) -> QuerySet[ControlSpell]:
    """The history of a resident's status, the latest first."""
    return person.spells.select_related("act", "set_by")
