"""How the network's mails and pages look: colours made from one, and the logo.

How light a colour is decides how well it can be read, so that is fixed for every part of a page;
the network's colour gives the hue, and how vivid all of it is. Whatever the colour, each text has
the contrast of WCAG 2.2, 1.4.6 (7 to 1) on each ground it can stand on.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

from newsletter.model.contrast import GRAPHIC, TEXT, channels, luminance

COLOUR = "#0a4f5e"  # the colour of a network that has set none


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture with the network's name: its address, its size in CSS pixels, its words."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Palette:
    """Six-digit colours of one scheme, in small letters.

    Grounds are ``outer`` (around everything), ``card`` (behind the words), ``tint`` (behind
    contents and notes), ``banner`` (behind a warning) and ``masthead``. On the first three stand
    ``text``, ``muted`` and ``accent`` (links and headings); on the banner ``text``; on the masthead
    ``on_masthead`` and ``beside``, which steps back. ``line`` can be seen on outer and card.
    """

    outer: str
    card: str
    tint: str
    banner: str
    masthead: str
    on_masthead: str
    beside: str
    text: str
    muted: str
    accent: str
    line: str


@dataclass(frozen=True, slots=True)
class Look:
    """The colours in light and in dark, and the logo, if there is one."""

    light: Palette
    dark: Palette
    logo: Logo | None = None


def look_of(colour: str = COLOUR, logo: Logo | None = None) -> Look:
    """Return the look of a network whose colour is ``colour``: six digits behind a #.

    The same colour always gives the same look. Raises `ValueError` with the words that follow
    "expected".
    """
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise ValueError("a colour of six digits, such as #0a4f5e")
    return Look(*_palettes(colour.lower()), logo)


# --- colours of a hue -----------------------------------------------------------------------

# Chroma is the distance of the strongest channel and the weakest.
_VIVID = 0.33  # the chroma from which a colour is as vivid as any of ours gets
_NEON = 0.75, 0.72  # chroma and luminance that together dazzle over the width of a page
_SPARE = 1.02  # eight bits are no exact colour
_BANNER_LIGHT, _BANNER_DARK = "#fdf3d8", "#3a2f12"  # a warning is yellow in any network


class _Hue:
    """The hue of a colour, in shades of any lightness, as vivid as the colour itself."""

    def __init__(self, colour: str) -> None:
        parts = channels(colour)
        self._hue, _, self._own = colorsys.rgb_to_hls(*parts)
        # Saturation says nothing of what is nearly white or black; this does.
        self.chroma = max(parts) - min(parts)
        self._strength = min(1.0, self.chroma / _VIVID)

    def shade(self, saturation: float, light: float) -> str:
        """Return the shade of a saturation (0 to 1) whose relative luminance is ``light``."""
        low, high = 0.0, 1.0
        for _ in range(20):  # twice as fine as eight bits
            middle = (low + high) / 2
            if luminance(self._at(saturation, middle)) < light:
                low = middle
            else:
                high = middle
        return self._at(saturation, high)

    def _at(self, saturation: float, lightness: float) -> str:
        saturation = min(self._own, saturation * self._strength)
        parts = colorsys.hls_to_rgb(self._hue, lightness, saturation)
        return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _darker(light: float, ratio: float) -> float:
    """Return the luminance with that contrast to a lighter ground (WCAG 2.2, contrast ratio)."""
    return (light + 0.05) / (ratio * _SPARE) - 0.05


def _lighter(light: float, ratio: float) -> float:
    """Return the luminance with that contrast to a darker ground."""
    return (light + 0.05) * ratio * _SPARE - 0.05


@lru_cache(maxsize=64)
def _palettes(colour: str) -> tuple[Palette, Palette]:
    hue = _Hue(colour)
    return _light(colour, hue), _dark(hue)


def _light(colour: str, hue: _Hue) -> Palette:
    outer = 0.86
    deepest = _darker(outer, TEXT)
    dark_enough = luminance(colour) <= deepest
    masthead, on_masthead, beside = _masthead(colour, hue)
    return Palette(
        outer=hue.shade(0.18, outer),
        card="#ffffff",
        tint=hue.shade(0.29, 0.9),
        banner=_BANNER_LIGHT,
        masthead=masthead,
        on_masthead=on_masthead,
        beside=beside,
        text=hue.shade(0.21, 0.018),
        muted=hue.shade(0.16, 0.07),
        accent=colour if dark_enough else hue.shade(0.81, deepest),
        line=hue.shade(0.24, _darker(outer, GRAPHIC)),
    )


def _masthead(colour: str, hue: _Hue) -> tuple[str, str, str]:
    """Return masthead, words and quieter words on it: the colour itself, if it can be read on."""
    light, ink = luminance(colour), 0.006
    darkest, lightest = _lighter(ink, TEXT), _darker(1.0, TEXT)
    if light > darkest * 0.8:  # nearer to a ground for dark words than to one for white
        ground = colour if light >= darkest else hue.shade(0.9, darkest)
        if hue.chroma > _NEON[0] and light > _NEON[1]:
            ground = hue.shade(0.75, _NEON[1])
        return ground, hue.shade(0.3, ink), hue.shade(0.3, _darker(luminance(ground), TEXT))
    ground = colour if light <= lightest else hue.shade(0.9, lightest)
    quieter = max(0.835, _lighter(luminance(ground), TEXT))
    return ground, "#ffffff", hue.shade(0.52, quieter)


def _dark(hue: _Hue) -> Palette:
    return Palette(
        outer=hue.shade(0.2, 0.0078),
        card=hue.shade(0.19, 0.014),
        tint=hue.shade(0.2, 0.024),
        banner=_BANNER_DARK,
        masthead=hue.shade(0.68, 0.0354),
        on_masthead="#ffffff",
        beside=hue.shade(0.6, 0.61),
        text=hue.shade(0.16, 0.835),
        muted=hue.shade(0.14, 0.547),
        accent=hue.shade(0.6, 0.61),
        line=hue.shade(0.45, 0.386),
    )
