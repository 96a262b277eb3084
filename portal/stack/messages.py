"""Turns the catalogues in locale/ into what gettext reads at run time, without the system's gettext tools."""

from pathlib import Path

import polib


def compile_messages(locale: Path) -> int:
    """Write a .mo beside every .po that is newer. Returns how many were written."""
    stale = [source for source in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]
    for source in stale:
        draft = source.with_suffix(".mo.draft")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        # Renamed into place: a process that starts meanwhile reads the old catalogue or the new, never half of one.
        draft.replace(source.with_suffix(".mo"))
    return len(stale)


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime
