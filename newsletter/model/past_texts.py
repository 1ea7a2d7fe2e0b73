"""Past issues in plain text: which of their lines are headings, and what names each address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsletter.model.past_headings import LINE, MORE
from newsletter.model.past_readers import Part, says_nothing
from newsletter.model.text import one_line

_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_STOPS = ".,;:!?'\"”’*>]"
_BROKEN_URL = re.compile(r"<(https?://[^<>]{1,2000})>", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\((https?://[^\s()]+)\)")
_RULE = re.compile(r"\s*[-=*_~#+]{3,}\s*")
# Marked as a heading: by Mailchimp (**), in Markdown (#), by the Text Email Newsletter
# standard (+).
_MARKED = re.compile(r"\s{0,3}(\*\*|#{1,6}|\+{1,3})\s+(?=\S)")
_PLUSES = {"+++": 2, "++": 3, "+": 4}
_BULLET = re.compile(r"\s*(?:[-*•·▪>#+|]+\s+|\(?\d{1,3}(?:\.\d{1,3})*[.)]?\s+(?=\D))+")
_LONGEST_LINE = 5_000  # characters; the rest of such a line is no heading and no list of links


def text_parts(text: str) -> Iterator[Part]:
    """Yield the parts of a plain text: headings, lines, and addresses with what names them.

    That is on the same line; the line that begins their paragraph; the line behind.
    """
    text = _BROKEN_URL.sub(lambda found: f" {''.join(found[1].split())} ", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = [line[:_LONGEST_LINE] for line in paragraph.split("\n") if line.strip()]
        underlined = len(lines) > 1 and bool(_RULE.fullmatch(lines[1]))
        lines = [line for line in lines if not _RULE.fullmatch(line)]
        yield from _paragraph(lines, underlined)


def _paragraph(lines: Sequence[str], underlined: bool) -> Iterator[Part]:
    title, linked = "", False
    for number, line in enumerate(lines):
        links = list(links_on(line))
        marked = _MARKED.match(line)
        if links:
            behind = lines[number + 1] if number + 1 < len(lines) else ""
            behind = "" if _URL.search(behind) else _bare(behind)
            for words, url in links:
                yield Part(words, address=url, around=title, behind=behind)
            linked = True
        elif marked or (underlined and number == 0):
            level = len(marked[1]) if marked and marked[1].startswith("#") else 6
            yield Part(_bare(line), _PLUSES.get(marked[1], level) if marked else level)
        else:
            yield Part(_bare(line), MORE if linked else LINE)
            # Behind an address a line goes on with it, or begins something new: who knows.
            title = _bare(line) if linked or not title else title
            linked = False


def links_on(line: str) -> Iterator[tuple[str, str]]:
    """Yield the words and the address of each link of a line of text.

    The words are those in front of it, or behind the only one.
    """
    for match in _MARKDOWN_LINK.finditer(line):
        yield match[1], match[2]
    line = _MARKDOWN_LINK.sub(" ", line)
    found = list(_URL.finditer(line))
    position = 0
    for match in found:
        words = _bare(line[position : match.start()]).strip(" :;(<[-–—|,")
        if len(found) == 1 and says_nothing(words):
            words = _bare(line[match.start() + len(_trimmed(match[0])) :]).strip(" :;)>]-–—|,.")
        yield words, _trimmed(match[0])
        position = match.end()


def _trimmed(url: str) -> str:
    """Return an address without the stop or bracket of the sentence it stands in."""
    url = url.rstrip(_STOPS)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_STOPS)
    return url


def _bare(line: str) -> str:
    return one_line(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line).strip(" *#_")
