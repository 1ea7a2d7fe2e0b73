"""Rules 1 to 4: the head of a mail, what surrounds its words, and its encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.model.mail import Edition
from newsletter.stages.check import styles, tree
from newsletter.stages.check.proof import Need, Proof, Rule
from newsletter.stages.check.tree import Element, snippet

_WIRE_LINE = 998  # RFC 5322, section 2.1.1
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_DETECTED = ("telephone=no", "date=no", "address=no", "email=no", "url=no")
_SCHEMES = "light dark"

# --- 1: the head ----------------------------------------------------------------------------


def doctype(proof: Proof) -> Iterator[str]:
    """Without it clients draw by the rules of the last century."""
    if not proof.mail.html.startswith("<!DOCTYPE html>"):
        begins = snippet(proof.mail.html[:60])
        yield f"the mail begins with {begins}; <!DOCTYPE html> must come first"


def root(proof: Proof) -> Iterator[str]:
    """Screen readers take language and direction from here, Outlook its drawings."""
    expected = {"lang": proof.view.language, "dir": proof.view.dir}
    for name, value in expected.items():
        if proof.html.get(name) != value:
            yield f"<html> has {name}={proof.html.get(name)!r}; expected is {value!r}"
    for name in ("xmlns:v", "xmlns:o"):
        if not proof.html.get(name):
            yield f"<html> lacks {name}: Outlook needs it for its own parts"


def charset(proof: Proof) -> Iterator[str]:
    """Clients look for it in the first 1,024 bytes only."""
    head = proof.mail.html.encode()[:1024].lower()
    if not re.search(rb"<meta charset=\"?utf-8\"?", head):
        yield 'the first 1,024 bytes lack <meta charset="utf-8">'
    found = set(re.findall(r"charset=[\"' ]?([\w-]+)", proof.mail.html[: 8 * 1024].lower()))
    if found - {"utf-8"}:
        yield f"the mail says it is in {', '.join(sorted(found))}; it must say utf-8 alone"


def viewport(proof: Proof) -> Iterator[str]:
    """A phone must not shrink the mail, and whoever needs it larger may enlarge it."""
    content = _metas(proof.html).get("viewport", "")
    if "width=device-width" not in content:
        yield 'there is no <meta name="viewport" content="width=device-width, initial-scale=1">'
    if re.search(r"user-scalable|maximum-scale|minimum-scale", content):
        yield f"the viewport {content!r} keeps readers from enlarging the mail"


def title(proof: Proof) -> Iterator[str]:
    """The first thing that is read out, and the name of the tab."""
    found = tree.words(one) if (one := proof.html.find("head/title")) is not None else ""
    if not found or found != " ".join(proof.mail.subject.split()):
        yield f"<title> is {found!r}; it must be the subject, {proof.mail.subject!r}"


# --- 2: what clients are told ---------------------------------------------------------------


def metas(proof: Proof) -> Iterator[str]:
    """No client is to make links of dates, to shrink words, or to guess at dark colours."""
    found = _metas(proof.html)
    detection = re.split(r"\s*,\s*", found.get("format-detection", ""))
    if missing := [one for one in _DETECTED if one not in detection]:
        yield f'<meta name="format-detection"> must say {", ".join(missing)}'
    if found.get("x-apple-disable-message-reformatting") != "":
        yield 'there is no <meta name="x-apple-disable-message-reformatting" content="">'
    for name in ("color-scheme", "supported-color-schemes"):
        if found.get(name) != _SCHEMES:
            yield f'there is no <meta name="{name}" content="{_SCHEMES}">'


def schemes(proof: Proof) -> Iterator[str]:
    """Apple Mail follows the rule, not the meta."""
    every = [rule for block in proof.style_blocks for rule in styles.rules(block)]
    own = [rule for rule in every if rule.selector == ":root" and not rule.condition]
    if not any(rule.declarations.get("color-scheme") == _SCHEMES for rule in own):
        yield f"no style block has :root {{ color-scheme: {_SCHEMES}; }}"


def _metas(page: Element) -> dict[str, str]:
    return {one.get("name") or "": one.get("content") or "" for one in tree.elements(page, "meta")}


# --- 3: what surrounds the words ------------------------------------------------------------


def body(proof: Proof) -> Iterator[str]:
    """Gmail reads the class, Outlook xml:lang, all others lang."""
    element, language = tree.body(proof.html), proof.view.language
    if not element.get("class"):
        yield "<body> has no class: styles for single clients need one"
    for name in ("lang", "xml:lang"):
        if element.get(name) != language:
            yield f"<body> has {name}={element.get(name)!r}; expected is {language!r}"


def wrapper(proof: Proof) -> Iterator[str]:
    """Webmail throws the body away: language, direction and name must be on a div as well."""
    found = [one for one in tree.elements(proof.html, "div") if one.get("role") == "article"]
    if len(found) != 1:
        yield f'there are {len(found)} <div role="article">; exactly one must hold the whole mail'
        return
    view = proof.view
    expected = {
        "aria-roledescription": "email",
        "aria-label": proof.mail.subject,
        "lang": view.language,
        "dir": view.dir,
    }
    for name, value in expected.items():
        if found[0].get(name) != value:
            yield f'<div role="article"> has {name}={found[0].get(name)!r}; expected is {value!r}'
    for element, text in proof.light.texts:
        if found[0] not in tree.lineage(element):
            yield f'{snippet(text)} stands outside <div role="article">, which must hold all words'


# --- 4: the encoding ------------------------------------------------------------------------


def characters(proof: Proof) -> Iterator[str]:
    """Control characters break clients, and filters take them for an attack."""
    mail = proof.mail
    parts = {"subject": mail.subject, "HTML": mail.html, "text": mail.text, "web": mail.web}
    for name, text in parts.items():
        if match := _CONTROL.search(text):
            around = text[max(0, match.start() - 20) : match.start() + 20]
            yield f"a control character (U+{ord(match[0]):04X}) is in the {name} part: {around!r}"


def lines(proof: Proof) -> Iterator[str]:
    """Servers cut longer lines, and change other line ends; no signature survives either."""
    longest = max(map(len, proof.wire.split(b"\r\n")))
    if longest > _WIRE_LINE:
        yield f"a line of the message has {longest} bytes; {_WIRE_LINE} are allowed"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", proof.wire):
        yield "a line of the message does not end in CR and LF"


def parts(proof: Proof) -> Iterator[str]:
    """The last part a program understands is the one it shows."""
    leaves = [one for one in proof.message.walk() if not one.is_multipart()]
    found = [(one.get_content_type(), str(one.get_content_charset())) for one in leaves]
    expected = [("text/plain", "utf-8"), ("text/html", "utf-8")]
    if proof.edition is Edition.TEXT:
        expected = expected[:1]
    if found != expected:
        told = ", ".join(f"{kind} in {charset}" for kind, charset in found)
        yield f"the message has {told}; expected: {', '.join(kind for kind, _ in expected)}, utf-8"
    if len(expected) > 1 and proof.message.get_content_type() != "multipart/alternative":
        yield f"the message is {proof.message.get_content_type()}, not multipart/alternative"


def forms(proof: Proof) -> Iterator[str]:
    """Who asked for text gets text; everybody else gets both."""
    if proof.edition is Edition.TEXT and proof.mail.html:
        yield "the text edition has an HTML part; it must have none"
    if not proof.mail.html.strip() and proof.edition is not Edition.TEXT:
        yield "the mail has no HTML part"
    if not proof.mail.text.strip():
        yield "the mail has no text part"


RULES = (
    Rule(1, doctype, Need.HTML),
    Rule(1, root, Need.HTML),
    Rule(1, charset, Need.HTML),
    Rule(1, viewport, Need.HTML),
    Rule(1, title, Need.HTML),
    Rule(2, metas, Need.HTML),
    Rule(2, schemes, Need.HTML),
    Rule(3, body, Need.HTML),
    Rule(3, wrapper, Need.HTML),
    Rule(4, forms, Need.TEXT),
    Rule(4, characters, Need.TEXT),
    Rule(4, lines, Need.WIRE),
    Rule(4, parts, Need.WIRE),
)
