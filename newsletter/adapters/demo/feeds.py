"""Writes feeds and a page, each as some publisher's software would: pure, same data, same bytes.

A day that is not known is not made up: an entry whose date is only a year or a month has none in
the feeds, because their dates need a day (RFC 822, section 5; RFC 3339, section 5.6). W3CDTF in
RSS 1.0 would allow a year alone, but readers make it 1 January.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from newsletter.adapters.demo.items import DemoItem

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a document says, whatever its format. ``home`` is the address it says it belongs to."""

    title: str
    home: str
    language: str
    items: tuple[DemoItem, ...]


def rss2(feed: Feed, *, charset: str = "UTF-8", ids: bool = True) -> bytes:
    """Return RSS 2.0 in ``charset``; without ``ids`` an entry has no guid."""
    root = Element("rss", {"version": "2.0"})
    channel = _channel(root, feed)
    for item in feed.items:
        entry = _rss_item(channel, item)
        if ids:
            _add(entry, "guid", _name(item), isPermaLink="false")
        _add(entry, "category", item.section)
        if item.moment:
            _add(entry, "pubDate", format_datetime(item.moment, usegmt=True))
    return _written(root, charset)


def rss091(feed: Feed) -> bytes:
    """Return RSS 0.91, in which entries have neither id nor date."""
    root = Element("rss", {"version": "0.91"})
    channel = _channel(root, feed)
    for item in feed.items:
        _rss_item(channel, item)
    return _written(root)


def rss1(feed: Feed) -> bytes:
    """Return RSS 1.0: RDF, whose entries stand beside the channel and not in it."""
    names = {
        "xmlns:rdf": _RDF,
        "xmlns": "http://purl.org/rss/1.0/",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    }
    root = Element("rdf:RDF", names)
    channel = SubElement(root, "channel", {"rdf:about": feed.home})
    _about(channel, feed)
    _add(channel, "dc:language", feed.language)
    sequence = SubElement(SubElement(channel, "items"), "rdf:Seq")
    for item in feed.items:
        SubElement(sequence, "rdf:li", {"rdf:resource": item.url})
        entry = _rss_item(root, item)
        entry.set("rdf:about", item.url)
        _add(entry, "dc:publisher", item.publisher)
        if item.moment:
            _add(entry, "dc:date", item.moment.isoformat())
    return _written(root)


def atom(feed: Feed) -> bytes:
    """Return Atom (RFC 4287), with the text of entries as HTML."""
    names = {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language}
    root = Element("feed", names)
    _add(root, "id", feed.home)
    _add(root, "title", feed.title)
    SubElement(root, "link", {"rel": "alternate", "href": feed.home})
    if newest := _newest(feed):
        _add(root, "updated", newest)
    for item in feed.items:
        entry = SubElement(root, "entry")
        _add(entry, "id", _name(item))
        _add(entry, "title", item.title)
        SubElement(entry, "link", {"rel": "alternate", "href": item.url})
        _add(SubElement(entry, "author"), "name", item.publisher)
        SubElement(entry, "category", {"term": item.section})
        if item.moment:
            _add(entry, "published", item.moment.isoformat())
            _add(entry, "updated", item.moment.isoformat())
        _add(entry, "summary", f"<p>{escape(item.text)}</p>", type="html")
    return _written(root)


def json_feed(feed: Feed) -> bytes:
    """Return JSON Feed 1.1."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "language": feed.language,
        "items": [_json_item(item) for item in feed.items],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def listing_page(feed: Feed) -> bytes:
    """Return an HTML page with one ``article`` for each item: ``h2 a``, ``time`` and ``p``.

    A ``time`` may say a year or a month alone (HTML, "The time element"), so all of them stand.
    """
    articles = "\n".join(map(_article, feed.items))
    page = f"""\
<!doctype html>
<html lang="{escape(feed.language)}">
<head><meta charset="utf-8"><title>{escape(feed.title)}</title></head>
<body>
<nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<main>
<h1>Publications</h1>
{articles}
</main>
</body>
</html>
"""
    return page.encode()


def broken(feed: Feed) -> bytes:
    """Return RSS 2.0 that is not well-formed, as hand-made templates produce it.

    The last entry has a bare ``&`` and an element that is never closed; a forgiving reader finds
    all entries, a strict one none, or all but the last.
    """
    before, start, last = rss2(feed).decode().rpartition("<item>")
    return f"{before}{start}<category>Health & welfare{last}".encode()


# --- parts ----------------------------------------------------------------------------------


def _add(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = text


def _about(channel: Element, feed: Feed) -> None:
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.home)
    _add(channel, "description", f"Demonstration: publications of {feed.title}")


def _channel(root: Element, feed: Feed) -> Element:
    channel = SubElement(root, "channel")
    _about(channel, feed)
    _add(channel, "language", feed.language)
    return channel


def _rss_item(parent: Element, item: DemoItem) -> Element:
    """Add what the entries of every RSS have."""
    entry = SubElement(parent, "item")
    _add(entry, "title", item.title)
    _add(entry, "link", item.url)
    _add(entry, "description", item.text)
    return entry


def _json_item(item: DemoItem) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": _name(item),
        "url": item.url,
        "title": item.title,
        "content_text": item.text,
        "authors": [{"name": item.publisher}],
        "tags": [item.section],
    }
    return entry | ({"date_published": item.moment.isoformat()} if item.moment else {})


def _article(item: DemoItem) -> str:
    return f"""\
<article>
<h2><a href="{escape(item.url)}">{escape(item.title)}</a></h2>
<p><time datetime="{item.date}">{item.published.in_words()}</time></p>
<p>{escape(item.text)}</p>
</article>"""


def _name(item: DemoItem) -> str:
    """Return an id that stays, whatever becomes of the address (RFC 4151)."""
    return f"tag:newsletter.example,2026:{item.id}"


def _newest(feed: Feed) -> str:
    moments = [item.moment for item in feed.items if item.moment]
    return max(moments).isoformat() if moments else ""


def _written(root: Element, charset: str = "UTF-8") -> bytes:
    """Return the document; what ``charset`` lacks is written as a character reference."""
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding=charset, xml_declaration=True))
