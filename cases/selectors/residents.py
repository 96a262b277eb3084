"""Which resident is meant by what somebody says of them."""

from __future__ import annotations

from uuid import UUID

from cases.models import Merge, Person
from portal.privacy.index import blind_index
from portal.standing import Standing

# One resident each: the database refuses a second.
_by_id_number = Standing(lambda index: Person.objects.filter(id_number_index=index), index=str)
_by_name_and_phone = Standing(
    lambda name, phone: Person.objects.filter(name_index=name, phone_index=phone), name=str, phone=str
)


def known_resident(*, name: str, phone: str = "", id_number: str = "", person_id: UUID | None = None) -> Person | None:
    """Who is known by this ID number, or by this name and telephone together. Two names on one number: two people.

    `person_id` is somebody's choice from a list: then nothing is guessed; who was merged away since is who they became.
    """
    if person_id:
        return Person.objects.filter(pk=person_id).first() or became(person_id)
    index = blind_index("id", id_number)
    if index and (found := _by_id_number.first(index=index)):
        return found
    name_index, phone_index = blind_index("name", name), blind_index("phone", phone)
    if not (name_index and phone_index):
        return None
    found = _by_name_and_phone.first(name=name_index, phone=phone_index)
    return found if found and (not index or found.id_number_index in (None, index)) else None


def became(person_id: UUID) -> Person | None:
    """The resident with whom this one was made one."""
    merges = Merge.objects.filter(gone_id=person_id, undone_at=None).select_related("kept")
    merge = merges.order_by("-merged_at").first()
    return merge.kept if merge else None


def contradicts_register(person: Person | None, *, name: str, phone: str, id_number: str) -> bool:
    """Would this ID number make two residents of one, or one of two? `person` is the one that was chosen, if any."""
    number = blind_index("id", id_number)
    if number is None:
        return False
    if person is not None:
        has_another = person.id_number_index not in (None, number)
        return has_another or Person.objects.filter(id_number_index=number).exclude(pk=person.pk).exists()
    same = Person.objects.filter(name_index=blind_index("name", name), phone_index=blind_index("phone", phone))
    return same.exclude(id_number_index=None).exclude(id_number_index=number).exists()
