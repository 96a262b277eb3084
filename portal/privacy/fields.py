"""Model fields that keep personal data sealed at rest and findable by blind index."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from portal.privacy import seals
from portal.privacy.index import DOMAINS, INDEX_LENGTH, blind_index
from portal.privacy.normalise import Normaliser


class Token(bytes):
    """What lies in the column. Prints as nothing useful, so that a forgotten .values() cannot put it on a screen."""

    def __str__(self) -> str:
        return "‹sealed›"

    __repr__ = __str__


class SealedAttribute(DeferredAttribute):
    """The model attribute: holds the token, opens it at each read, so pickles and caches never carry plain text."""

    field: "SealedTextField"

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        return seals.unseal(value, self.field.place(instance)) if isinstance(value, Token) else value

    def __set__(self, instance: models.Model, value: object) -> None:
        if value is not None and not isinstance(value, (str, Token)):
            raise TypeError(f"{self.field} takes text or None, not {type(value).__name__}")
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.Field):
    """Text sealed with AES-GCM under (table, column, row id). The row's id must be a uuid made in Python.

    Reading the attribute gives text or raises SealBroken. Filtering by it is refused: use a BlindIndexField.
    QuerySet.update() and bulk_update() are refused (they do not know the row), except to None, which erases.
    """

    descriptor_class = SealedAttribute
    empty_strings_allowed = True

    def get_internal_type(self) -> str:
        return "BinaryField"

    def place(self, instance: models.Model) -> bytes:
        if instance.pk is None:
            raise ValueError(f"{self}: the row has no id yet; give its model a uuid primary key with a default")
        return seals.place(self.model._meta.db_table, self.column, instance.pk)

    def opened(self, token: Token | None, pk: object) -> str | None:
        """What a token says that was read without its row's instance, as values_list() gives it."""
        return None if token is None else seals.unseal(token, seals.place(self.model._meta.db_table, self.column, pk))

    def pre_save(self, model_instance: models.Model, add: bool) -> Token | None:
        # Also a token that was not touched is opened and sealed anew: a copied row (same token, other id) fails here,
        # at the save, and not at some later read.
        plain = getattr(model_instance, self.attname)
        if plain is None:
            return None
        token = Token(seals.seal(plain, self.place(model_instance)))
        model_instance.__dict__[self.attname] = token
        return token

    def from_db_value(self, value: bytes | None, expression: object, connection: object) -> Token | None:
        return None if value is None else Token(value)

    def get_prep_value(self, value: Any) -> Token | None:
        if value is not None and not isinstance(value, Token):
            raise FieldError(f"{self} is sealed: set the attribute and save() the row")
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        token = self.get_prep_value(value)
        return None if token is None else connection.Database.Binary(token)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self} is sealed and cannot be searched: filter by its BlindIndexField")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self} is sealed and has no '{lookup_name}'")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self} is sealed and does not leave through dumpdata")

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.CharField, **kwargs})

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_uuid_pk()]

    def _check_uuid_pk(self) -> list[checks.CheckMessage]:
        pk = self.model._meta.pk
        if isinstance(pk, models.UUIDField) and pk.has_default():
            return []
        message = "A model with sealed fields needs `id = models.UUIDField(primary_key=True, default=uuid.uuid4)`."
        hint = "The seal names the row, so its id must exist before it is saved."
        return [checks.Error(message, hint=hint, obj=self, id="privacy.E001")]


class BlindIndexField(models.CharField):
    """The blind index of the sealed field `source`, filled at each save; null when the source is empty.

    `domain` (a key of privacy.index.DOMAINS) says what kind of value it is and so how it is normalised:
    Person.objects.filter(phone_index=blind_index("phone", typed)).
    """

    def __init__(
        self, *args: Any, source: str, domain: str = "", normalise: Normaliser | None = None, **kwargs: Any
    ) -> None:
        self.source = source
        self.domain = domain or _domain_of(normalise)
        if self.domain not in DOMAINS or normalise not in (None, DOMAINS[self.domain]):
            raise ValueError(f"no blind index domain {self.domain!r} with this normaliser; known: {', '.join(DOMAINS)}")
        fixed = {"max_length": INDEX_LENGTH, "null": True, "blank": True, "editable": False}
        super().__init__(*args, **{"db_index": True, **kwargs, **fixed})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "blank", "editable"):
            kwargs.pop(fixed, None)
        # The index is what the field is for: only its absence is worth a word.
        if kwargs.pop("db_index", None) is None:
            kwargs["db_index"] = False
        return name, path, args, {**kwargs, "source": self.source, "domain": self.domain}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        models.signals.pre_save.connect(self._refuse_half_save, sender=cls)

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        value = blind_index(self.domain, getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value

    def of(self, value: str | None) -> str | None:
        return blind_index(self.domain, value)

    def _refuse_half_save(self, *, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
        if update_fields and self.source in update_fields and self.name not in update_fields:
            raise ValueError(f"update_fields names {self.source} but not its index {self.name}")


def _domain_of(normalise: Normaliser | None) -> str:
    return next((domain for domain, function in DOMAINS.items() if function is normalise), "")
