"""Writes the styles of a mail into its elements: many clients drop or reject style blocks."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.dom import DOMException

from newsletter.errors import RenderError
from newsletter.model.mail import Slot


def inline(html: str) -> str:
    """Return ``html`` with its style block written into ``style`` attributes.

    A block marked ``data-premailer="ignore"`` comes through byte for byte, and so do conditional
    comments. Nothing is fetched. The same text gives the same text. Meant to run once per issue
    and variant, not per reader.

    The block to be inlined has rules of plain element and class names, also one inside another
    (``.items strong``), each property once. Raises `RenderError` for anything else in it, which
    would be lost without a word, and when the markup cannot be read or a slot got lost.
    """
    for block in _STYLE.finditer(html):
        if block["css"] is not None and not _KEPT.search(block["attributes"]):
            _refuse_what_would_be_lost(block["css"])
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


# --- what would be lost ---------------------------------------------------------------------

# A style block inside a comment is for Outlook, and nobody else's.
_STYLE = re.compile(r"<!--.*?-->|<style\b(?P<attributes>[^>]*)>(?P<css>.*?)</style>", re.S | re.I)
_KEPT = re.compile(r"\bdata-premailer\s*=\s*[\"']?ignore\b")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"(?P<selectors>[^{}]*)(?P<opening>\{?)(?P<body>[^{}]*)(?P<closing>\}?)")
_NAME = r"-?[A-Za-z_][\w-]*"
# Element names are looked for in small letters only.
_COMPOUND = rf"(?:[a-z][a-z0-9]*(?:\.{_NAME})*|(?:\.{_NAME})+)"
_SELECTOR = re.compile(rf"{_COMPOUND}(?:\s+{_COMPOUND})*")
_PROPERTY = re.compile(r"-?[A-Za-z][A-Za-z-]*")
_NEXT_PROPERTY = re.compile(rf"\s({_NAME})\s*:")
_VALUE = re.compile(
    r"""(?:\#(?:[0-9a-f]{3}){1,2}(?![\w-])|[\w.%,/! +-]|"[^"]*"|'[^']*'|\([^()]*\))+""", re.I
)


def _refuse_what_would_be_lost(css: str) -> None:
    """Raise `RenderError` for the first thing in a style block that premailer would pass over.

    cssutils, which reads the styles for it, forgives as browsers must; our authors want to know.
    """
    css = _COMMENT.sub(" ", css)
    if "/*" in css:
        raise _mistake(f"the comment {_quoted(css[css.index('/*') :])} has no end", "put */ there")
    for rule in _RULE.finditer(css):
        selectors = " ".join(rule["selectors"].split())
        if not selectors and not rule["opening"] and not rule["closing"]:
            continue
        if selectors.startswith("@"):
            raise _mistake(
                f"{_quoted(selectors.partition(';')[0])} cannot be written into elements",
                "@media belongs into styles/mail-clients.css; nothing can be imported",
            )
        if not rule["opening"] or not rule["closing"]:
            raise _mistake(
                f"a brace is missing at {_quoted(rule[0])}",
                "a rule is written as .card { color: #112233; }, none inside another",
            )
        _refuse_selectors(selectors)
        _refuse_declarations(selectors, rule["body"])


def _refuse_selectors(selectors: str) -> None:
    for one in selectors.split(","):
        if not _SELECTOR.fullmatch(one.strip()):
            raise _mistake(
                f"{_quoted(selectors)} is no plain selector",
                "name elements and classes alone, as in: p, .item, .items strong; anything else "
                "belongs into styles/mail-clients.css",
            )


def _refuse_declarations(selectors: str, body: str) -> None:
    seen = set()
    for name, value in _declarations(body):
        told = f"in the rule for {_quoted(selectors)}"
        if not _PROPERTY.fullmatch(name) or not value:
            wrong = _quoted(f"{name}: {value}" if value else name)
            raise _mistake(
                f"{wrong} {told} is no property with a value", "write it as margin: 0 0 8px;"
            )
        if following := _NEXT_PROPERTY.search(value):
            raise _mistake(
                f"a semicolon is missing in front of {_quoted(following[1])} {told}",
                "every declaration ends in one",
            )
        if not _VALUE.fullmatch(value):
            raise _mistake(
                f"the value {_quoted(value)} of {name} {told} cannot be read",
                "colours have six digits, and quotation marks and brackets come in pairs",
            )
        if name.lower() in seen:
            raise _mistake(f"{name} stands twice {told}", "keep the one that is meant")
        seen.add(name.lower())


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for one in body.split(";"):
        if one.strip():
            name, _, value = one.partition(":")
            yield name.strip(), value.strip()


def _mistake(message: str, hint: str) -> RenderError:
    return RenderError(f"styles/mail.css, as it was filled: {message}", hint)


def _quoted(css: str) -> str:
    css = " ".join(css.split())
    return repr(css if len(css) <= 60 else f"{css[:59]}…")


# --- premailer ------------------------------------------------------------------------------


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
