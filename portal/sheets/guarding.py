"""Text that no spreadsheet program runs, and the text that it was: what is exported comes back as it left."""

from __future__ import annotations

import re

# A cell that begins with one of these is run as a formula by the programs that open the file; where Chinese is typed
# they take the full-width signs for the same. One apostrophe more for every text that begins so, however many it has.
_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    return f"'{text}" if _RUNS.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
