"""Writes the styles of a mail into its elements: many clients drop or reject style blocks."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any
from xml.dom import DOMException

from newsletter.errors import RenderError
from newsletter.model.mail import Slot


def inline(html: str) -> str:
    """Return ``html`` with its style block written into ``style`` attributes.

    A block marked ``data-premailer="ignore"`` comes through byte for byte, and so do conditional
    comments. Nothing is fetched. The same text gives the same text. Meant to run once per issue
    and variant, not per reader. Raises `RenderError` when the markup cannot be read or a slot got
    lost. Only plain class and element selectors are understood in the block to be inlined.
    """
    premailer = _premailer()
    try:
        styled = str(premailer(html))
    except (AttributeError, ValueError, SyntaxError, DOMException) as error:
        # AttributeError is how premailer meets an empty document, SyntaxError a broken selector.
        raise RenderError(f"the styles of a mail could not be written into it: {error}") from error
    for slot in Slot:
        if styled.count(slot) != html.count(slot):
            raise RenderError(
                f"writing the styles into a mail changed how often {slot.name} occurs in it",
                "put slot.unsubscribe and slot.preferences alone into an href, slot.reason into "
                "text",
            )
    return styled


@cache
def _premailer() -> Any:
    """Import premailer (slow, so only when a mail is made) and return its transformation."""
    from premailer.premailer import Premailer, cssutils

    # Some clients know six-digit colours only; cssutils would make #ffffff into #fff.
    cssutils.ser.prefs.minimizeColorHash = False

    def transform(html: str) -> str:
        tool = Premailer(
            html,
            # The default also strips it inside @media, and dark mode would silently not work.
            strip_important=False,
            allow_network=False,
            allow_loading_external_files=False,
            # cssutils knows neither mso- properties nor newer ones.
            disable_validation=True,
            align_floating_images=False,
            include_star_selectors=False,
            disable_basic_attributes=["align", "valign", "bgcolor", "width", "height"],
            cssutils_logging_level=logging.CRITICAL,
        )
        return str(tool.transform(pretty_print=False))

    return transform
