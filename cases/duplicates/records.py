"""What a merge writes down so that it can be undone, and reads back: plain values as JSON, sealed as a whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from cases.duplicates.choosing import Values, own_fields


class ToTheMicrosecond(DjangoJSONEncoder):
    """Django's own cuts instants to milliseconds, as JavaScript does; a row that is restored is the same row."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@dataclass(slots=True)
class Moved:
    """Rows of one table whose link was turned from one resident to the other."""

    table: str  # app.Model
    link: str
    ids: list[str]


@dataclass(slots=True)
class Record:
    """`before` and `after` are values of residents; the rest names rows."""

    kept_id: str
    kept_before: Values
    gone_before: Values
    kept_after: Values = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)  # register entries, as duplicates
    closed_spells: list[str] = field(default_factory=list)  # of control
    suspicions: list[dict[str, Any]] = field(default_factory=list)  # of whoever went, as they were
    made: list[str] = field(default_factory=list)  # suspicions that stand in their place

    def as_text(self) -> str:
        return json.dumps(asdict(self), cls=ToTheMicrosecond, ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Record:
        told = json.loads(text)
        return cls(**{**told, "moved": [Moved(**row) for row in told["moved"]]})


def restored(values: Values) -> Values:
    """Values as the model's fields hold them, from what JSON made of them."""
    kinds = {field.attname: field for field in own_fields()}
    return {
        name: (kinds[name].target_field if kinds[name].is_relation else kinds[name]).to_python(value)  # type: ignore[attr-defined]
        for name, value in values.items()
        if name in kinds
    }


def as_json(values: Values) -> Values:
    """What `values` become on the way through a record: to compare then with now."""
    told: Values = json.loads(json.dumps(values, cls=ToTheMicrosecond))
    return told
