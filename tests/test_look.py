"""One colour becomes two palettes that anybody can read, whatever the colour."""

from __future__ import annotations

import colorsys
import re
from dataclasses import asdict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.model.contrast import GRAPHIC, TEXT, channels, contrast, luminance
from newsletter.model.look import COLOUR, Logo, Palette, look_of

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
BRANDS = [
    "#0a4f5e", "#000000", "#ffffff", "#808080", "#fffffe", "#010000", "#ff0000", "#e30613",
    "#ffff00", "#ffd700", "#39ff14", "#00ffff", "#ff00ff", "#ff8800", "#0000ff", "#767676",
]  # fmt: skip


def hue_of(colour: str) -> float:
    return colorsys.rgb_to_hls(*channels(colour))[0] * 360


def chroma_of(colour: str) -> float:
    return max(channels(colour)) - min(channels(colour))


def assert_readable(palette: Palette) -> None:
    for words in (palette.text, palette.muted, palette.accent):
        for ground in (palette.outer, palette.card, palette.tint):
            assert contrast(words, ground) >= TEXT, (words, ground)
    assert contrast(palette.text, palette.banner) >= TEXT
    for words in (palette.on_masthead, palette.beside):
        assert contrast(words, palette.masthead) >= TEXT, (words, palette.masthead)
    for ground in (palette.card, palette.outer):
        assert contrast(palette.line, ground) >= GRAPHIC, (palette.line, ground)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey of level AA, as everybody quotes it
        ("#ff0000", "#ffffff", 4.0),
        ("#FFFFFF", "#0000ff", 8.59),
    ],
)
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(COLOURS)
@example("#0a4f5e")
@example("#ffff00")
@example("#fffffe")
def test_every_text_of_any_network_can_be_read_on_every_ground(colour: str) -> None:
    look = look_of(colour)

    assert_readable(look.light)
    assert_readable(look.dark)


@given(COLOURS)
def test_light_is_light_and_dark_is_dark_whatever_the_colour(colour: str) -> None:
    look = look_of(colour)

    light = (look.light.outer, look.light.card, look.light.tint, look.light.banner)
    dark = (look.dark.outer, look.dark.card, look.dark.tint, look.dark.banner, look.dark.masthead)
    assert all(luminance(ground) > 0.8 for ground in light)
    assert all(luminance(ground) < 0.05 for ground in dark)
    assert luminance(look.dark.outer) < luminance(look.dark.card) < luminance(look.dark.tint)


@given(COLOURS)
def test_colours_are_six_small_digits_and_the_same_for_the_same_colour(colour: str) -> None:
    look = look_of(colour.upper())

    assert look == look_of(colour)
    values = [*asdict(look.light).values(), *asdict(look.dark).values()]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in values)


@pytest.mark.parametrize("colour", ["#0a4f5e", "#e30613", "#ffd700", "#39ff14", "#6a0dad"])
def test_links_and_masthead_keep_the_hue_of_the_network(colour: str) -> None:
    look = look_of(colour)

    for palette in (look.light, look.dark):
        for own in (palette.accent, palette.masthead, palette.line):
            distance = abs(hue_of(own) - hue_of(colour))
            assert min(distance, 360 - distance) < 6, own


@pytest.mark.parametrize("colour", ["#003366", "#0a4f5e", "#000000", "#7a0019", "#4b0082"])
def test_a_dark_colour_is_masthead_and_link_as_it_is(colour: str) -> None:
    light = look_of(colour).light

    assert (light.masthead, light.accent, light.on_masthead) == (colour, colour, "#ffffff")


@pytest.mark.parametrize("colour", ["#ffd700", "#ffffff", "#f8d7da", "#ff8800"])
def test_a_light_colour_is_the_masthead_under_dark_words(colour: str) -> None:
    light = look_of(colour).light

    assert light.masthead == colour
    assert luminance(light.on_masthead) < 0.01


@pytest.mark.parametrize("colour", ["#ffff00", "#39ff14", "#00ffff"])
def test_a_neon_colour_is_softened_where_it_fills_the_width(colour: str) -> None:
    assert chroma_of(look_of(colour).light.masthead) < 0.8 < chroma_of(colour)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#808080", "#fffffe", "#010000"])
def test_a_colour_without_hue_makes_greys(colour: str) -> None:
    look = look_of(colour)

    for palette in (look.light, look.dark):
        greys = {**asdict(palette), "banner": "#000000"}
        assert max(map(chroma_of, greys.values())) < 0.02


@pytest.mark.parametrize("colour", BRANDS)
def test_no_ground_but_the_masthead_is_loud(colour: str) -> None:
    look = look_of(colour)

    for palette in (look.light, look.dark):
        grounds = (palette.outer, palette.card, palette.tint)
        assert max(map(chroma_of, grounds)) < 0.1


def test_a_network_without_a_colour_has_calm_petrol() -> None:
    light, dark = look_of().light, look_of().dark

    assert (light.masthead, light.accent, light.card) == (COLOUR, COLOUR, "#ffffff")
    assert (light.outer, light.text, light.muted) == ("#eaf0f1", "#1b2729", "#3c4e52")
    assert (dark.card, dark.text, dark.accent) == ("#182123", "#e7edee", "#98d8e5")


def test_a_look_has_the_logo_it_was_given() -> None:
    logo = Logo("https://example.org/logo.png", 120, 40, "Network")

    assert look_of(COLOUR, logo).logo == logo
    assert look_of().logo is None


@pytest.mark.parametrize(
    "colour",
    ["", "petrol", "#abc", "0a4f5e", "#0a4f5", "#0a4f5e0", "#0a4f5g", "#0a4f5e\n", "# a4f5e"],
)
def test_only_six_digits_are_a_colour(colour: str) -> None:
    with pytest.raises(ValueError, match=r"^a colour of six digits, such as #0a4f5e$"):
        look_of(colour)
