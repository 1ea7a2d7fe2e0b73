"""Collects with the least that gives the same entries: ``bare.py DATABASE [prepare]``.

aiohttp, feedparser tuned as we do it, nh3 and sqlite3, and nothing else: no identities, no
de-duplication, no search, no limits, no second process. It is a bound, not a product.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.expatreader import ExpatParser

import aiohttp
import cost
import feedparser
import nh3

_AT_ONCE = 20
_FIELD_LIMIT = 65_536
_TABLES = """
create table if not exists feeds (url text primary key, etag text, modified text, problem text);
create table if not exists entries (
    feed text, id text, link text, title text, published text, text text
);
create index if not exists entries_of_feed on entries (feed);
"""
Row = tuple[str, str, str, str, str]


class _Reader(ExpatParser):
    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True  # type: ignore[attr-defined]


def create_parser() -> ExpatParser:
    """Return a reader of XML; feedparser finds it by this name."""
    return _Reader()


feedparser.api.PREFERRED_XML_PARSERS[:] = [__name__]


def _clean(text: object) -> str:
    return nh3.clean(str(text)[:_FIELD_LIMIT]) if text else ""


def _rows(body: bytes, url: str, content_type: str) -> list[Row]:
    if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return [_json_row(item) for item in json.loads(body)["items"]]
    document = feedparser.parse(
        BytesIO(body),
        response_headers={"content-type": content_type, "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return [_row(entry) for entry in document.entries]


def _row(entry: Any) -> Row:
    content = entry.get("content") or [{}]
    text = _clean(entry.get("summary") or content[0].get("value"))
    published = str(entry.get("published_parsed") or entry.get("updated_parsed") or "")
    return entry.get("id", ""), entry.get("link", ""), entry.get("title", ""), published, text


def _json_row(item: dict[str, Any]) -> Row:
    text = _clean(item.get("summary") or item.get("content_text") or item.get("content_html"))
    title, published = item.get("title", ""), item.get("date_published", "")
    return str(item.get("id", "")), item.get("url", ""), title, published, text


async def _collect(addresses: list[str], db: sqlite3.Connection) -> None:
    slots = asyncio.Semaphore(_AT_ONCE)
    known = {url: (etag, modified) for url, etag, modified, _ in db.execute("select * from feeds")}

    async def one(session: aiohttp.ClientSession, url: str) -> None:
        etag, modified = known.get(url, ("", ""))
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified} if etag else {}
        async with slots, session.get(url, headers=conditions) as answer:
            if answer.status == 304:
                return
            body, headers = await answer.read(), answer.headers
        validators = headers.get("ETag", ""), headers.get("Last-Modified", "")
        try:
            rows, problem = _rows(body, url, headers.get("Content-Type", "")), ""
        except Exception as error:  # noqa: BLE001 - whatever a document does to the parser
            rows, problem = [], str(error)
        db.execute("insert or replace into feeds values (?, ?, ?, ?)", (url, *validators, problem))
        db.execute("delete from entries where feed = ?", (url,))
        db.executemany("insert into entries values (?, ?, ?, ?, ?, ?)", [(url, *r) for r in rows])

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(one(session, url) for url in addresses))
    db.commit()


if __name__ == "__main__":
    db = sqlite3.connect(sys.argv[1])
    db.executescript(_TABLES)
    addresses = Path("addresses").read_text(encoding="utf-8").split()
    if "prepare" not in sys.argv:
        with cost.told():
            asyncio.run(_collect(addresses, db))
    db.close()
