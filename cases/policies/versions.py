"""Keeps each pack that was ever used, whole, so that a request can be judged again by the rules of its day."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from cases.models import PolicyVersion
from cases.policy import Source, load_pack


def keep_version(source: str | Path) -> PolicyVersion:
    """The row of this very pack, made when it is new. Raises PackRefused naming every fault by file and line."""
    pack = load_pack(source, find=kept_pack)
    version, _is_new = PolicyVersion.objects.get_or_create(
        digest=pack.digest,
        defaults={"pack": pack.name, "sources": [asdict(_without_folder(one)) for one in pack.sources]},
    )
    return version


def kept_pack(name: str) -> Source | None:
    """The latest pack of this name that was ever loaded here: a district may extend what its city wrote."""
    version = PolicyVersion.objects.filter(pack=name).order_by("-read_at").first()
    return Source(**version.sources[-1]) if version else None


def _without_folder(source: Source) -> Source:
    return replace(source, file=Path(source.file).name)
