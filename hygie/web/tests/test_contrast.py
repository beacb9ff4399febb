"""A person with poor sight, by day or by night, reads every colour of the house."""

import re
from pathlib import Path

import pytest

from hygie import web

TOKENS = (Path(web.__file__).parent / "static/web/css/tokens.css").read_text("utf-8")
TEXT = ("ink", "muted", "accent", "met", "due", "late", "unknown")
GROUNDS = ("paper", "surface", "sunk")


def palette(source: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", source))


LIGHT_SOURCE, DARK_SOURCE = TOKENS.split("prefers-color-scheme: dark")
PALETTES = {"light": palette(LIGHT_SOURCE), "dark": palette(DARK_SOURCE)}


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", PALETTES)
def test_texts_stand_out_from_every_ground(mode):
    colours = PALETTES[mode]
    assert len(colours) >= 19
    for text in TEXT:
        for ground in GROUNDS:
            assert contrast(colours[text], colours[ground]) >= 4.5, (mode, text, ground)
    for name in ("met", "due", "late", "unknown", "accent"):
        for text in (name, "ink"):
            assert contrast(colours[text], colours[f"{name}-soft"]) >= 4.5, (mode, text)
    for name in ("met", "due", "late", "unknown"):
        assert contrast(colours["on-status"], colours[name]) >= 4.5, (mode, name)
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5


@pytest.mark.parametrize("mode", PALETTES)
def test_edges_and_strips_stand_out_from_every_ground(mode):
    colours = PALETTES[mode]
    for edge in ("edge", "met", "due", "late", "unknown", "muted", "accent"):
        for ground in GROUNDS:
            assert contrast(colours[edge], colours[ground]) >= 3, (mode, edge, ground)
