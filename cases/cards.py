"""What lower apps may show of a resident: a masked card by ticket, asked for by id and never copied."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from cases.models import Case, Person, PlannedSession, RegisterEntry
from cases.models.vocabulary import Group
from cases.selectors.lines import SUBJECT as ROSTER
from portal.privacy import masking, subjects

OF_CASE = ("caller_phone", "description")
OF_PERSON = ("name", "phone", "id_number", "address", "birth_date")
OF_CHILD = ("guardian_name", "guardian_phone")
OF_GUARDIAN = ("guardian_name", "guardian_phone")


def cards_of_cases(ids: Iterable[UUID]) -> dict[UUID, subjects.Card]:
    cases = Case.objects.filter(pk__in=ids).select_related("person", "area")
    return {case.pk: card_of(case) for case in cases}


def card_of(case: Case) -> subjects.Card:
    person = case.person
    return subjects.Card(
        number=case.number,
        name_masked=masking.mask_name(person.name),
        phone_masked=masking.mask_phone(person.phone or case.caller_phone or ""),
        address_masked=masking.mask_address(person.address or ""),
        age=person.age,
        sex=person.get_sex_display(),
        groups=group_labels(case),
        control_label=case.get_control_display(),
        mobility=person.get_mobility_display(),
        note="",
    )


def group_labels(case: Case) -> list[str]:
    return [str(Group(group).label) for group in case.groups]


def case_url(number: str) -> str:
    return reverse("cases:case", args=[number])


def plain_of_case(case_id: UUID, field: str) -> str:
    """One field of the resident in clear, for portal.audit.reveals alone."""
    case = Case.objects.select_related("person").get(pk=case_id)
    if field in OF_CASE:
        return getattr(case, field) or ""
    return getattr(case.person, field) or ""


def cards_of_entries(ids: Iterable[UUID]) -> dict[UUID, subjects.Card]:
    entries = RegisterEntry.objects.filter(pk__in=ids).select_related("person")
    return {entry.pk: card_of_entry(entry) for entry in entries}


def card_of_entry(entry: RegisterEntry) -> subjects.Card:
    person = entry.person
    return subjects.Card(
        number="",
        name_masked=masking.mask_name(person.name),
        phone_masked=masking.mask_phone(person.phone or ""),
        address_masked=masking.mask_address(person.address or ""),
        age=person.age,
        sex=person.get_sex_display(),
        groups=[str(entry.get_group_display())],
        control_label=person.get_control_display(),
        mobility=person.get_mobility_display(),
    )


def plain_of_entry(entry_id: UUID, field: str) -> str:
    """One field of the resident in clear, for portal.audit.reveals alone."""
    entry = RegisterEntry.objects.select_related("person").get(pk=entry_id)
    return getattr(entry.person, field) or ""


def entry_url(entry_id: UUID) -> str:
    return reverse("cases:register_entry", args=[entry_id])


def late_entries_url(code: str) -> str:
    """What a notice that tells of many speaks of: the overdue entries of a place, whose code is its number."""
    return f"{reverse('cases:register')}?{urlencode({'area': code, 'fresh': 'stale'})}"


def plain_of_person(person_id: UUID, field: str) -> str:
    """The same of somebody who stands beside another: are the two one?"""
    return getattr(Person.objects.get(pk=person_id), field) or ""


def gap_url(number: str) -> str:
    """The chain of the place: its code stands in the number of every promise about its line."""
    code = next((word for word in number.split() if word.isdigit()), "")
    return reverse("cases:chain", args=[code]) if code else ""


def cards_of_sessions(ids: Iterable[UUID]) -> dict[UUID, subjects.Card]:
    sessions = PlannedSession.objects.filter(pk__in=ids).select_related("entry__person")
    return {session.pk: card_of_entry(session.entry) for session in sessions}


def session_url(number: str) -> str:
    """By its own number until it is listed; then by its request's."""
    return reverse("cases:session_by_number", args=[number]) if number.startswith("S") else case_url(number)


def register_cards() -> None:
    subjects.register("session", cards_of_sessions, url=session_url)
    subjects.register(ROSTER, lambda ids: {}, url=gap_url)
    subjects.register("policy", lambda ids: {}, url=lambda pack: reverse("cases:rules"))
    subjects.register("person", lambda ids: {}, plain=plain_of_person, fields=(*OF_PERSON, *OF_CHILD))
    subjects.register("case", cards_of_cases, plain=plain_of_case, fields=(*OF_CASE, *OF_PERSON), url=case_url)
    subjects.register(
        "register",
        cards_of_entries,
        plain=plain_of_entry,
        fields=(*OF_PERSON, *OF_GUARDIAN),
        url=late_entries_url,
        page=entry_url,
    )
