"""The shortcuts through feedparser change nothing that an entry is made from."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from newsletter.adapters import tuned_feedparser
from newsletter.adapters.feed_documents import read_feed

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:base="https://example.org/"
     xmlns:media="http://search.yahoo.com/mrss/" xmlns:own="https://example.org/own"
     xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>News</title><language>en-gb</language><generator>A <b>tool</b></generator>
<image><title>Logo</title><url>logo.png</url></image>
<item><title>One</title><link>one?a=1&amp;b=2</link><author>a@example.org</author>
  <category domain="x">Health</category><dc:creator>Anna</dc:creator><own:mark>9</own:mark>
  <description>Words &lt;b&gt;in&lt;/b&gt; the feed</description>
  <content:encoded><![CDATA[<p>More <i>words</i></p>]]></content:encoded>
  <pubDate>Tue, 17 Mar 2026 09:00:00 GMT</pubDate><guid isPermaLink="false">1</guid></item>
<item><dc:title>Two</dc:title><own:box><link>https://example.org/2</link></own:box>
  <media:group><media:thumbnail url="t.png"><media:title>Thumb</media:title></media:thumbnail>
  <media:description>Film</media:description></media:group>
  <dc:date>2026-03-17</dc:date><dc:language>sv</dc:language></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="nl"><a:title>Nieuws</a:title>
<a:author><a:name>Jan</a:name></a:author>
<a:entry xml:lang="en"><a:id>urn:1</a:id><a:title type="html">A &amp;amp; B</a:title>
  <a:link rel="alternate" href="/een"/><a:link rel="enclosure" href="/een.pdf"/>
  <a:category term="x"><a:title>No title</a:title></a:category>
  <a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text
    <svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>
    <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math> end</p></div></a:content>
  <a:updated>2026-03-17T09:00:00Z</a:updated></a:entry>
<entry xmlns="http://www.w3.org/2005/Atom"><title>Zonder voorvoegsel</title><id>urn:2</id>
  <summary>Kort</summary><published>2026-03-16T09:00:00Z</published></entry>
</a:feed>"""

RDF = """<?xml version="1.0"?>
<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
       xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:old="http://backend.userland.com/rss2">
<channel r:about="https://example.org/"><title>Old</title></channel>
<item r:about="https://example.org/1"><title>First</title><link>https://example.org/1</link>
  <old:description>Text</old:description><dc:subject>x</dc:subject><dc:date>2026-03-18</dc:date></item>
</r:RDF>"""

_PLAIN = """
import feedparser, io, json, sys
document = feedparser.parse(
    io.BytesIO(sys.stdin.buffer.read()),
    response_headers={"content-type": "application/xml", "content-location": sys.argv[1]},
    sanitize_html=False,
    resolve_relative_uris=False,
)
json.dump({"feed": document["feed"], "entries": document["entries"]}, sys.stdout)
"""
_USED = (
    *("id", "link", "links", "title", "title_detail", "summary", "summary_detail", "content"),
    *("published_parsed", "updated_parsed", "created_parsed", "language"),
)


def _plain(body: bytes) -> dict[str, Any]:
    """Return what feedparser says in a process where nobody has changed it."""
    command = (sys.executable, "-c", _PLAIN, "https://example.org/feed")
    told = subprocess.run(command, input=body, capture_output=True, check=True).stdout
    return dict(json.loads(told))


@pytest.mark.parametrize("text", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_what_entries_are_made_from_is_what_plain_feedparser_finds(text: str) -> None:
    plain = _plain(text.encode())
    read_feed(text.encode(), "https://example.org/feed")  # tunes

    tuned = tuned_feedparser.parse(text.encode(), "https://example.org/feed", "application/xml")

    tuned = json.loads(json.dumps({"feed": tuned["feed"], "entries": tuned["entries"]}))
    assert tuned["feed"].get("title") == plain["feed"].get("title")
    assert tuned["feed"].get("language") == plain["feed"].get("language")
    found = [{key: entry.get(key) for key in _USED} for entry in tuned["entries"]]
    assert found == [{key: entry.get(key) for key in _USED} for entry in plain["entries"]]
    assert found


def test_of_a_long_text_only_the_beginning_is_kept() -> None:
    text = (
        "<rss><channel><item><description>{}</description><title>T</title></item></channel></rss>"
    )
    read_feed(RSS.encode(), "https://example.org/feed")  # tunes

    body = text.format("word " * 100_000).encode()
    (entry,) = tuned_feedparser.parse(body, "https://example.org/feed", "")["entries"]

    assert entry["summary"].startswith("word word")
    assert 16_000 < len(entry["summary"]) <= 16_384
    assert entry["title"] == "T"


def test_what_is_not_read_leaves_no_words_behind() -> None:
    text = (
        "<rss><channel><item><author>Anna <b>B</b></author><title>T</title></item></channel></rss>"
    )

    (entry,) = read_feed(text.encode(), "https://example.org/feed").entries

    assert (entry.title, entry.excerpt) == ("T", "")
