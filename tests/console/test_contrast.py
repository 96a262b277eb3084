"""Words stay legible: every pair of ink and ground in use has a contrast of 4.5 to 1 at least (WCAG AA)."""

import re

import pytest

from portal.stack.children import ROOT

COLOURS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", (ROOT / "static/css/variables.css").read_text()))
PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "ink-faint", "accent") for ground in ("surface", "ground")],
    *[(light, f"{light}-wash") for light in ("late", "near", "kept", "paused", "accent")],
    *[(light, "surface") for light in ("late", "near", "kept", "paused")],
    *[("surface", filled) for filled in ("accent", "accent-dark", "late", "near", "kept", "header")],
    *[(ink, ground) for ink in ("header-ink", "header-soft") for ground in ("header", "header-deep")],
    *[("ink", "paused-wash"), ("late", "paused-wash"), ("accent-dark", "accent-wash"), ("ink-soft", "accent-wash")],
]


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=lambda name: name)
def test_contrast(ink, ground):
    lighter, darker = sorted((luminance(COLOURS[ink]), luminance(COLOURS[ground])), reverse=True)
    ratio = (lighter + 0.05) / (darker + 0.05)
    assert ratio >= 4.5, f"{ink} on {ground}: {ratio:.2f}"
