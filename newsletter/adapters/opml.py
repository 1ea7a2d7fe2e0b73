"""Lists of feeds as programs exchange them: OPML 2.0 (opml.org/spec2.opml), and 1.0 to be read.

Files of other programs break most of the rules: attributes in whatever case, charsets that are
not what they say, ``&`` and names of HTML characters left as they are. What one can mean is read;
the rest is told with its line. Nothing a file points to is ever fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime
from html.entities import html5
from typing import cast

from lxml import etree

from newsletter.adapters.markup import codec_of, marked_encoding, to_text
from newsletter.errors import Mistake, MistakesError
from newsletter.model.items import TITLE_LIMIT
from newsletter.model.languages import tag_of
from newsletter.model.opml import Outline
from newsletter.model.sources import Source, SourceBook
from newsletter.model.text import one_line

_MOST_BYTES = 10 * 2**20
_EXPECTED = "an OPML file, a list of feeds that begins with <opml"
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)")
_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*>")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,40};)?")
_FEED_TYPES = ("rss", "atom", "feed")


def read_opml(data: bytes, file: str) -> list[Outline]:
    """Return the feeds that the OPML document ``data`` lists, in its order.

    Also those it lists without an address, with their ``problem``; outlines that are folders or
    notes are not among them. Raises `MistakesError`, naming ``file``, when it is no OPML, cannot
    be read as XML, defines entities of its own, is larger than 10 MB, or lists no feed.
    """
    if len(data) > _MOST_BYTES:
        raise _mistake(file, 0, "more than 10 MB", _EXPECTED)
    root = _tree(_text(data), file)
    if _tag(root) != "opml":
        raise _mistake(file, _line(root), f"<{_tag(root)}>", _EXPECTED)
    bodies = (one for one in root if _tag(one) == "body")
    outlines = [outline for body in bodies for outline in _outlines(body, (), enabled=True)]
    if not outlines:
        raise _mistake(file, 0, "no feed", "outlines with the address of a feed (xmlUrl)")
    return outlines


def _outlines(
    parent: etree._Element, above: tuple[str, ...], *, enabled: bool
) -> Iterator[Outline]:
    """Yield the feeds below ``parent``; libxml2 bounds the depth."""
    for element in parent:
        if _tag(element) != "outline":
            continue
        said = {str(name).lower(): str(value).strip() for name, value in element.attrib.items()}
        name = _words(said.get("text", "")) or _words(said.get("title", ""))
        # By convention what stands below a commented outline is a comment too.
        on = enabled and said.get("iscomment", "").lower() != "true"
        if outline := _outline(said, _line(element), name, above, on):
            yield outline
        yield from _outlines(element, (*above, name) if name else above, enabled=on)


def _outline(
    said: Mapping[str, str], line: int, name: str, above: tuple[str, ...], enabled: bool
) -> Outline | None:
    """Return the feed an outline stands for, or None for a folder or a note."""
    kind, url = said.get("type", "").lower(), said.get("url", "")
    feed = said.get("xmlurl", "") or (url if kind in _FEED_TYPES else "")
    problem = ""
    if not feed and url:
        problem = (
            f"it leads to {one_line(url, 200)}, which is no feed; a list is imported by itself"
        )
    elif not feed and (kind in _FEED_TYPES or "htmlurl" in said or "xmlurl" in said):
        problem = "it has no address of a feed (xmlUrl)"
    if not (feed or problem):
        return None
    tags = (one_line(tag) for tag in said.get("category", "").split(",") if "/" not in tag)
    return Outline(
        line=line,
        name=name,
        feed=one_line(feed),
        page=one_line(said.get("htmlurl", "")),
        language=tag_of(said.get("language", "")),
        topics=tuple(filter(None, tags)),
        above=above,
        enabled=enabled,
        problem=problem,
    )


def _words(text: str) -> str:
    """Return a name as text: the specification lets it hold HTML."""
    return one_line(to_text(text), TITLE_LIMIT)


def _tag(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _text(data: bytes) -> str:
    """Return ``data`` as text: by its mark, by what it declares, as UTF-8, or as Windows has it."""
    declared = _DECLARED.match(data)
    label = declared[1].decode("ascii", "replace") if declared else ""
    # Whoever could be asked for it byte by byte is in none of the wide encodings.
    said = codec_of(label) if not label.lower().startswith(("utf-16", "utf-32")) else ""
    for codec in filter(None, (marked_encoding(data), said, "utf-8")):
        try:
            return data.decode(codec).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return data.decode("windows-1252", errors="replace")


def _tree(text: str, file: str) -> etree._Element:
    """Return the root of the document. Raises `MistakesError`."""
    if "<!ENTITY" in text:
        line = text.count("\n", 0, text.index("<!ENTITY")) + 1
        raise _mistake(file, line, "entities of its own", "a list of feeds, which needs none")
    if not text.strip():
        raise _mistake(file, 0, "nothing", _EXPECTED)
    # The text is decoded: what it declares holds no more, and empty lines may stand before it.
    undeclared = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text)
    mended = _AMPERSAND.sub(_character, _NOT_XML.sub("", undeclared))
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(mended.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _mistake(file, error.lineno or 0, *_syntax(error, mended)) from error


def _syntax(error: etree.XMLSyntaxError, text: str) -> tuple[str, str]:
    if "<opml" not in text.lower():
        page = "<html" in text[:2_000].lower()
        return "a web page" if page else "something that is no XML", _EXPECTED
    if "depth" in error.msg:
        return "outlines within outlines, hundreds deep", "a place, a section, a feed"
    return f"broken XML ({one_line(error.msg.partition(', line')[0], 200)})", "XML that is whole"


def _character(found: re.Match[str]) -> str:
    """Return an ampersand as XML wants it; ``&eacute;``, which only HTML knows, as its letter."""
    name = found[1] or ""
    return html.escape(html5[name]) if name in html5 else f"&amp;{name}"


def _mistake(file: str, line: int, found: str, expected: str) -> MistakesError:
    return MistakesError((Mistake(file, line, "", found, expected),))


# --- writing ---


def write_opml(book: SourceBook, title: str, now: datetime) -> bytes:
    """Return the sources of ``book`` that have a feed as OPML 2.0: place, section, source.

    Topics are its categories; a source that is switched off is a comment. Selectors, keywords and
    notes have no place in it.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = one_line(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = etree.SubElement(root, "body")
    for place in book.places:
        listed = [one for one in book.sources if one.feed and one.place == place.code]
        around = etree.SubElement(body, "outline", text=_written(place.name)) if listed else body
        for section in book.sections:
            here = [one for one in listed if one.section == section]
            inner = etree.SubElement(around, "outline", text=_written(section)) if here else around
            for source in here:
                etree.SubElement(inner, "outline", _attributes(source))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _attributes(source: Source) -> dict[str, str]:
    name = _written(source.name)
    said = {
        "text": name,
        "title": name,
        "type": "rss",
        "xmlUrl": source.feed,
        "htmlUrl": source.page,
        "language": source.language,
        "category": ",".join(re.sub(r"[,/]+", " ", topic) for topic in source.topics),
        "isComment": "" if source.enabled else "true",
    }
    return {key: one_line(value) for key, value in said.items() if value}


def _written(name: str) -> str:
    """Return a name so that it is read back as it is, also where it looks like HTML."""
    return one_line(name if to_text(name) == name else html.escape(name, quote=False))
