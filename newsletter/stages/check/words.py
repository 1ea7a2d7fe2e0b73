"""Rules 22 to 26 and 28: how long a mail is, what its first and last words say, what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from newsletter.model import sentences
from newsletter.model.mail import Edition, Slot
from newsletter.stages.check import styles, tree
from newsletter.stages.check.findings import Level
from newsletter.stages.check.proof import Need, Proof, Rule
from newsletter.stages.check.structure import compare, expected_outline, in_order, outline
from newsletter.stages.check.tree import Element, snippet

SIZE_LIMIT = 90 * 1024  # Gmail hides what comes after about 102 KB, the way to leave with it
SIZE_WARNING = 80 * 1024
LEAVE = "Stop these emails (unsubscribe)"
ONLINE = "Read this email on the web"
_WHY = "You get this email because"
# Spaces and joiners that some put there to push the first words of the mail out of sight.
_FILLER = re.compile("[\u034f\u2007\u200b-\u200d\u2060\ufeff\u00ad]")
# What a broken template leaves behind.
_LEFT = re.compile(
    r"\{\{|\}\}|\{%|%\}|%7B|zzPH\w*|\b(?:None|Undefined|True|False|\w+View\()|<built-in"
)
_SPEECH = ("p", "li", "div", "blockquote")
_NO_SPEECH = ("contents", "item", "date", "organisation", "online", "leave", "preheader")


# --- 22: size -------------------------------------------------------------------------------


def html_size(proof: Proof) -> int:
    """Return the bytes of the HTML part: as sent, where it was made out to a reader."""
    if Need.WIRE in proof.has:
        for part in proof.message.walk():
            if part.get_content_type() == "text/html":
                return len(bytes(part.get_payload(decode=True) or b""))
    return len(proof.mail.html.encode())


def too_large(proof: Proof) -> Iterator[str]:
    """Gmail cuts long mails, and hides the way to leave."""
    if (size := html_size(proof)) > SIZE_LIMIT:
        yield _size(size)


def large(proof: Proof) -> Iterator[str]:
    """There is still room, and not much."""
    if SIZE_WARNING < (size := html_size(proof)) <= SIZE_LIMIT:
        yield _size(size)


def _size(size: int) -> str:
    return f"the mail has {size / 1024:.0f} KB; Gmail may cut what is over 90 KB"


# --- 23: the first words --------------------------------------------------------------------


def no_preheader(proof: Proof) -> Iterator[str]:
    """What stands behind the subject in an inbox is worth writing."""
    if not proof.view.preheader:
        yield "no preheader: inboxes show the first words of the mail in its place"


def preheader_length(proof: Proof) -> Iterator[str]:
    """Inboxes show 85 to 100 characters behind the subject."""
    length = len(proof.view.preheader)
    if length and not 40 <= length <= 110:
        yield f"the preheader has {length} characters; 85 to 100 show best"


def preheader(proof: Proof) -> Iterator[str]:
    """Clients take the first words of the body, whether they are seen or not."""
    if not proof.view.preheader:
        return
    first = next(tree.elements(tree.body(proof.html), "div", "p", "span"), None)
    expected = " ".join(proof.view.preheader.split())
    if first is None or not tree.words(first).startswith(expected):
        yield f"the preheader {snippet(expected)} is not the first in the body"
    elif tree.words(first) != expected or _fillers(first.text_content()) > _fillers(expected):
        yield "more stands behind the preheader in its element: what is shown next is good"
    elif styles.inline(first).get("display") != "none":
        yield "the preheader lacks display: none in its own style: it is seen twice"


def _fillers(text: str) -> int:
    return len(_FILLER.findall(text))


def first_sentence(proof: Proof) -> Iterator[str]:
    """Whoever listens decides by the first sentence whether to go on."""
    overview = " ".join(proof.view.overview.split())
    for name, page in proof.pages() if overview else ():
        spoken = [
            tree.own_words(one)
            for one in tree.elements(tree.body(page), "p", "div", "li")
            if not tree.inside(one, "demonstration", "preheader")
        ]
        first = next((text for text in spoken if text.endswith((".", "!", "?"))), "")
        if first != overview:
            yield f"the first sentence of {name} is {snippet(first)}; expected {snippet(overview)}"


# --- 24: the way out ------------------------------------------------------------------------


def leaving(proof: Proof) -> Iterator[str]:
    """Every mail says why it comes, who sends it and how to stop it, in each part."""
    parts = {"text": proof.mail.text}
    parts |= {"HTML": proof.mail.html} if Need.HTML in proof.has else {}
    for name, part in parts.items():
        for what in _lacking(proof, part, markup=name == "HTML"):
            yield f"the {name} part lacks {what}"


def cut_off(proof: Proof) -> Iterator[str]:
    """What must be there must be there before a client cuts."""
    head = proof.mail.html.encode()[:SIZE_LIMIT].decode(errors="ignore")
    there = set(_lacking(proof, proof.mail.html, markup=True))
    if late := [one for one in _lacking(proof, head, markup=True) if one not in there]:
        yield f"after the first 90 KB, where Gmail cuts, come: {'; '.join(late)}"


def _lacking(proof: Proof, part: str, *, markup: bool) -> list[str]:
    """Return what a part, or the beginning of one, lacks."""
    page = tree.document(part) if markup else None
    said = " ".join(part.split()) if page is None else tree.words(tree.body(page))
    sender = (*proof.view.organisation.postal_address, proof.view.organisation.controller)
    lacking = [f"{one!r} (who sends it)" for one in sender if one not in said]
    reason = _WHY if proof.issue is None else Slot.REASON.value
    if reason not in said and (proof.issue or proof.view.is_english):
        lacking.append("why it comes (slot.reason)")
    ways = (Slot.UNSUBSCRIBE, Slot.PREFERENCES) if proof.issue else (Slot.ACTION,)
    targets = part.splitlines() if page is None else [one.get("href") for one in page.iter("a")]
    return lacking + [f"slot.{one.name.lower()}, alone" for one in ways if one not in targets]


def named(proof: Proof) -> Iterator[str]:
    """The link to leave is told in words that everybody looks for."""
    links = [one for one in tree.elements(proof.html, "a") if one.get("href") == Slot.UNSUBSCRIBE]
    said = {"HTML": [tree.words(one) for one in links]}
    said["text"] = [line.removesuffix(":") for line in proof.mail.text.splitlines()]
    for name, texts in said.items():
        if proof.view.is_english and LEAVE not in texts:
            yield f"the {name} part does not say {LEAVE!r}"


def no_exit(proof: Proof) -> Iterator[str]:
    """Who has not confirmed is on no list that they could leave."""
    if proof.issue is None:
        for slot in (Slot.UNSUBSCRIBE, Slot.PREFERENCES):
            if slot in proof.mail.html + proof.mail.text:
                yield f"the confirmation has slot.{slot.name.lower()}: nobody is on a list yet"


def headers(proof: Proof) -> Iterator[str]:
    """Mail programs show a button of their own to leave: it is made of these (RFC 2369, 8058)."""
    found = {name: str(proof.message[name] or "") for name in ("List-Unsubscribe", "List-Id")}
    if not re.search(r"<https://[^<>\s]+>", found["List-Unsubscribe"]):
        yield "the message has no List-Unsubscribe with an https address"
    if not found["List-Id"]:
        yield "the message has no List-Id"
    post = proof.message["List-Unsubscribe-Post"]
    if post is not None and str(post) != "List-Unsubscribe=One-Click":
        yield f"List-Unsubscribe-Post is {str(post)!r}; it can only be List-Unsubscribe=One-Click"


# --- 25: Easy English -----------------------------------------------------------------------


def easy(proof: Proof) -> Iterator[str]:
    """The template's own sentences are short in the edition for those who need short ones."""
    yield from _hard(proof, of_the_issue=False)


def easy_in_the_issue(proof: Proof) -> Iterator[str]:
    """The editor's own words between items; what items say is looked at line by line."""
    yield from _hard(proof, of_the_issue=True)


def _hard(proof: Proof, *, of_the_issue: bool) -> Iterator[str]:
    if proof.edition is not Edition.EASY:
        return
    for element in tree.elements(tree.body(proof.html), *_SPEECH):
        text = tree.own_words(element)
        if proof.says(text) is not of_the_issue or tree.inside(element, *_NO_SPEECH):
            continue
        for sentence, words in sentences.too_long(_without_names(proof, element, text)):
            yield f"Easy English: {words} words in {snippet(sentence)}; {sentences.LONGEST} at most"
        # Those of the issue are told of in every edition, with their lines.
        for date in () if of_the_issue else sentences.numeric_dates(text):
            yield f"Easy English: write the month of {date} in letters ({snippet(text)})"


def _without_names(proof: Proof, element: Element, text: str) -> str:
    """Return what is said without titles and postal addresses; a name counts as one word."""
    organisation = proof.view.organisation
    if next(tree.elements(element, "br"), None) is not None and text.startswith(organisation.name):
        return ""
    for name in filter(None, (organisation.controller, organisation.name)):
        text = text.replace(name, "Name")
    return text


# --- 26: the web page -----------------------------------------------------------------------


def web_page(proof: Proof) -> Iterator[str]:
    """The page is the mail, in the issue's own order."""
    assert proof.issue  # noqa: S101
    view = proof.view
    if not proof.mail.web:
        yield "there is no web page"
        return
    expected = expected_outline(in_order(proof.issue))
    yield from compare(outline(proof.web), expected, "the web page")
    for name, value in (("lang", view.language), ("dir", view.dir)):
        if proof.web.get(name) != value:
            yield f"the <html> of the web page has {name}={proof.web.get(name)!r}, not {value!r}"
    title = proof.web.find("head/title")
    if title is None or tree.words(title) != " ".join(proof.mail.subject.split()):
        yield "the <title> of the web page is not the subject"


def same_headings(proof: Proof) -> Iterator[str]:
    """Who goes on reading on the web finds everything where it was."""
    found = [sorted(one for one in outline(page) if one[0] != "li") for _, page in proof.pages()]
    if found[0] != found[1]:
        odd = set(found[0]).symmetric_difference(found[1])
        tag, text = next(iter(sorted(odd)), found[0][0])
        yield f"<{tag}> {text!r} is not as often on the web page as in the mail"


def online(proof: Proof) -> Iterator[str]:
    """Where a mail is shown badly, the way to the page must come first."""
    assert proof.issue  # noqa: S101
    if proof.view.web_url not in proof.mail.text.partition("\n+++ ")[0].splitlines():
        yield "the text part does not give the address of the web page before its first heading"
    if Need.HTML not in proof.has:
        return
    begins = takewhile(lambda one: one.tag != "h2", tree.elements(proof.html, "a", "h2"))
    links = [one for one in begins if one.get("href") == proof.view.web_url]
    if not any(tree.words(one) == ONLINE or not proof.view.is_english for one in links):
        yield f"the mail has no link {ONLINE!r} before its first <h2>"


def public(proof: Proof) -> Iterator[str]:
    """Everybody can read the page: nothing on it is of one reader."""
    for slot in Slot:
        if slot in proof.mail.web:
            yield f"the web page has slot.{slot.name.lower()}: it is the same for everybody"
    if Need.WIRE in proof.has:
        to = proof.message["To"]
        for address in to.addresses if to else ():
            if address.addr_spec in proof.mail.web:
                yield "the web page has the address of a reader"


# --- 28: what is left -----------------------------------------------------------------------


def left(proof: Proof) -> Iterator[str]:
    """What a broken template leaves behind must not reach a reader."""
    for name, text in _pieces(proof):
        if not _LEFT.search(text):
            continue
        for slot in Slot:
            text = text.replace(slot, "")
        match = _LEFT.search(text)
        if match and not (proof.says_line(text) or proof.links_to(text)):
            yield f"{match[0]} is left in {name}: {snippet(text[max(0, match.start() - 20) :])}"


def left_on_the_wire(proof: Proof) -> Iterator[str]:
    """Made out to a reader, no slot is left open."""
    for part in proof.message.walk():
        content = "" if part.is_multipart() else part.get_content()
        for slot in Slot:
            if slot in content:
                yield f"slot.{slot.name.lower()} is not filled in ({part.get_content_type()})"


def _pieces(proof: Proof) -> Iterator[tuple[str, str]]:
    """Yield all that is printed, in pieces small enough to know whose they are."""
    yield "the subject", proof.mail.subject
    yield from (("the text part", line) for line in proof.mail.text.splitlines())
    for name, page in proof.pages():
        for element in tree.elements(page):
            yield from ((name, str(value)) for value in element.attrib.values())
            texts = [element.text, *(child.tail for child in element)]
            if element.tag not in ("style", "script"):
                yield from ((name, text) for text in texts if text)
            else:
                yield from ((name, line) for line in "".join(filter(None, texts)).splitlines())


RULES = (
    Rule(22, too_large, Need.HTML, check="size"),
    Rule(22, large, Need.HTML, Level.WARNING, check="size"),
    Rule(23, no_preheader, Need.TEXT, Level.WARNING, check="preheader"),
    Rule(23, preheader_length, Need.TEXT, Level.ADVICE, check="preheader"),
    Rule(23, preheader, Need.HTML),
    Rule(23, first_sentence, Need.TEXT),
    Rule(24, leaving, Need.TEXT),
    Rule(24, cut_off, Need.HTML),
    Rule(24, named, Need.HTML | Need.ISSUE),
    Rule(24, no_exit, Need.TEXT),
    Rule(24, headers, Need.WIRE | Need.ISSUE),
    Rule(25, easy, Need.HTML),
    Rule(25, easy_in_the_issue, Need.HTML, Level.ADVICE, check="easy"),
    Rule(26, web_page, Need.ISSUE),
    Rule(26, same_headings, Need.HTML | Need.WEB),
    Rule(26, online, Need.ISSUE),
    Rule(26, public, Need.TEXT),
    Rule(28, left, Need.TEXT),
    Rule(28, left_on_the_wire, Need.WIRE),
)
