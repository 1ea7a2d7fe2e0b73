"""Feeds as text, and what our reader reads of them."""

from __future__ import annotations

from newsletter.adapters.feed_documents import read_feed
from newsletter.ports import Parsed

URL = "https://agency.example/feeds/news.xml"
ITEM = """<item><title>A strategy</title><link>https://agency.example/a</link>
<description>&lt;p&gt;What is &lt;b&gt;new&lt;/b&gt;.&lt;/p&gt;</description></item>"""


def rss(items: str, *, version: str = "2.0", head: str = "") -> str:
    channel = f"<channel><title>Agency</title>{head}{items}</channel>"
    return f'<rss version="{version}">{channel}</rss>'


def atom(entries: str, head: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Agency</title>{head}{entries}</feed>'


def read(document: str | bytes, content_type: str = "") -> Parsed:
    body = document.encode() if isinstance(document, str) else document
    return read_feed(body, URL, content_type)
