"""What a hostile web can serve: each row is one source, collected beside a good one.

Every table is one collection by the real product, in a process of its own. It ends; the health
line of each source says what is wrong, or that nothing is; the good source is collected; what
must not be asked is not; memory stays bounded.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hostile_collection import GOOD, Case, collected, named, rss
from hostile_server import (
    chunked,
    document,
    drips,
    head,
    hostile,
    leads,
    leads_on,
    leads_round,
    pours,
    raw,
)
from pydantic import ValidationError

from newsletter.app import App
from newsletter.flows.opml import import_opml
from newsletter.model.sources import Source

# Megabytes beyond what a good source alone takes, of the process that collects and of that which
# reads documents; less than any of the bombs below would fill.
GROWTH, READING = 80, 150
SHORT = 3  # seconds that are waited for those that answer never or slowly

PRIVATE = "the address leads into a private network"
NO_NAME = "is not the name of a server"
NO_FEED = "this is no feed"
NO_ADDRESS = "a redirect to something that is no address"
ONE = "works: 1 entry"
BOMB = "never worked): it defines words that blow up when read: refused"
OUTSIDE = f"{ONE}, fetched 1 hour ago; it refers to outside text, which is not read"
TOO_LARGE = "the document is larger than 10 MB"
NOT_HTTP = "the answer is not HTTP"
BROKEN_OFF = "the answer broke off in the middle, or was packed wrongly"
HUNG_UP = "the server hung up without an answer"
TOO_MANY = "only the first 10,000 of its {} entries are read"

ITEM = "<item><title>A strategy</title><link>https://agency.example/{0}</link></item>"
Table = Mapping[str, Case]


def feeds(canary: str) -> Table:
    """What a document can be that says it is a feed."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    large = f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>'
    entity = "<!DOCTYPE r [<!ENTITY {}>]>" + rss("<item><title>A &x; B</title></item>")
    titled = "<item><title>{}</title></item>"
    described = "<item><description>{}</description></item>"
    attributes = " ".join(f'a{n}="1"' for n in range(60_000))
    rows: dict[str, tuple[str, str | bytes]] = {
        "a web page": ("a web page, not a feed", "<!doctype html><html><body><p>Hi"),
        "nothing": ("the document is empty", ""),
        "blanks": (NO_FEED, " " * 1_000_000 + "x"),
        "NULs": ("the document is empty", bytes(1_000_000)),
        "NULs within": ("1 entry could be read", rss(titled.format("A\0B"))),
        "noise": (NO_FEED, random.Random(1).randbytes(5_000_000)),  # noqa: S311
        "a billion laughs": (
            BOMB, rss(titled.format("&l11;"), f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]>'),
        ),
        "one large entity, often": (BOMB, rss(titled.format("&a;" * 50_000), large)),
        "a file as entity": (OUTSIDE, entity.format('x SYSTEM "file:///etc/passwd"')),
        "an address as entity": (OUTSIDE, entity.format(f'x SYSTEM "{canary}/x"')),
        "a parameter elsewhere": (
            OUTSIDE, entity.format(f'% y SYSTEM "{canary}/y"> %y; <!ELEMENT z'),
        ),
        "a DTD elsewhere": (OUTSIDE, rss(ITEM, f'<!DOCTYPE rss SYSTEM "{canary}/rss.dtd">')),
        "a style elsewhere": (ONE, rss(ITEM, f'<?xml-stylesheet href="{canary}/x"?>')),
        "comments without end": (NO_FEED, "<!--" * 100_000),
        "comments in an entry": (ONE, rss(described.format("&lt;!--" * 100_000))),
        "comments before the feed": (ONE, rss(ITEM, "<!--a-->" * 1_000)),
        "blanks before the feed": (ONE, rss(ITEM, "<?xml version='1.0'?>" + "\n" * 2_000_000)),
        "entities before the feed": (ONE, rss(ITEM, "<!DOCTYPE r [" + "\n<!ENTITY " * 100_000)),
        "100,000 tags deep": ("1 entry could be read", "<rss><channel><item>" + "<x>" * 100_000),
        "550 KB of markup in markup": (ONE, rss(described.format("&lt;div&gt;" * 110_000))),
        "60,000 attributes": (ONE, rss(f"<item {attributes}></item>")),
        "50,000 items": (TOO_MANY.format("50,000"), rss("".join(map(ITEM.format, range(50_000))))),
        "a million items": (TOO_MANY.format("1,000,000"), rss("<item/>" * 1_000_000)),
        "10,000 categories": (ONE, rss(f"<item>{'<category>a</category>' * 10_000}</item>")),
        "a title of 1 MB": (ONE, rss(titled.format("x" * 1_000_000))),
        "links that run": (ONE, rss("<item><link>javascript:a</link><guid>data:,a</guid></item>")),
        "a link into our network": (ONE, rss(f"<item><link>{canary}/x</link></item>")),
        "dates of 500 KB": (ONE, rss(f"<item><pubDate>{'1 ' * 250_000}</pubDate></item>")),
        "JSON nested": ("nested deeper than any list", '{"items":' + "[" * 1_000_000),
        "JSON of a million digits": ("longer than any number", f'{{"items":{"9" * 1_000_000}}}'),
        "JSON that is no number": ("works: 2 entries", '{"items":[{"id":NaN},{"title":1e999}]}'),
        "JSON of half letters": (ONE, '{"items":[{"title":"\\ud800","url":"/\\udfff"}]}'),
        "JSON of a million items": (
            TOO_MANY.format("1,000,001"), '{"items":[' + "{}," * 1_000_000 + "{}]}",
        ),
    }  # fmt: skip
    return {name: Case(told, document(body)) for name, (told, body) in rows.items()}


def lies(_: str) -> Table:
    """What a server can say of a document that is not so: its type, charset, packing, length."""
    feed, xml, atom = rss(ITEM), '<?xml version="1.0" encoding="{}"?>', "application/atom+xml"
    swedish = rss("<item><title>På 3 hälsa</title></item>").encode("latin-1")
    misread = "is not in {} as it should be; it was read as {}"
    data, gz = feed.encode(), gzip.compress(feed.encode())
    two = head(content_length="9")[:-2] + b"content-length: 8\r\n\r\n"
    bytes_ = head(content_type="a/\xff; charset=\xfe").replace("\xff".encode(), b"\xff")
    return {
        "a feed as a page": Case(ONE, document(feed, "text/html")),
        "a feed as a picture": Case(ONE, document(feed, "image/png")),
        "a feed as bytes": Case(ONE, raw(bytes_ + data)),
        "a picture as a feed": Case(NO_FEED, document(b"\x89PNG\r\n\x1a\n" + bytes(5_000))),
        "a PDF as a feed": Case(NO_FEED, document(b"%PDF-1.7\n" + b"obj " * 5_000)),
        "declared UTF-16": Case(
            misread.format("utf-16", "utf-8"), document(rss(ITEM, xml.format("utf-16")))
        ),
        "sent as UTF-16": Case(
            misread.format("utf-16", "utf-8"), document(feed, f"{atom}; charset=utf-16")
        ),
        "declared klingon": Case(
            misread.format("klingon", "utf-8"), document(rss(ITEM, xml.format("klingon")))
        ),
        "declared punycode": Case(
            misread.format("punycode", "utf-8"), document(rss(ITEM, xml.format("punycode")))
        ),
        "undeclared Latin-1": Case(
            misread.format("utf-8", "windows-1252"), document(swedish, atom)
        ),
        "not packed": Case(BROKEN_OFF, document(data, content_encoding="gzip")),
        "packed, damaged": Case(BROKEN_OFF, document(gz[:-8] + bytes(8), content_encoding="gzip")),
        "packed, cut off": Case("broke", document(gz[:-30], content_encoding="gzip")),
        "packed as nobody asked": Case("(br)", document(b"\x0b\x02", content_encoding="br")),
        "packed as nobody knows": Case(ONE, document(data, content_encoding="klingon")),
        "shorter than it says": Case(BROKEN_OFF, document(data, content_length="9999")),
        "longer than it says": Case(NOT_HTTP, document(data, content_length="99")),
        "a negative length": Case(NOT_HTTP, document(data, content_length="-5")),
        "a length in words": Case(NOT_HTTP, document(data, content_length="many")),
        "an endless length": Case(NOT_HTTP, document(data, content_length="9" * 30)),
        "two lengths": Case(NOT_HTTP, raw(two + data)),
        "a length and chunks": Case(NOT_HTTP, document(data, transfer_encoding="chunked")),
        "a validator of other letters": Case(ONE, document(data, etag='"å"'), again=True),
    }  # fmt: skip


def answers(_: str) -> Table:
    """What a server can do to HTTP, and how much of it."""
    feed, in_chunks = rss(ITEM).encode(), head(transfer_encoding="chunked")
    zeros = gzip.compress(bytes(100 * 2**20), 9)
    hint = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"
    hundred = {f"x_{number}": "y" * 1_000 for number in range(100)}
    return {
        "200 MB announced": Case(TOO_LARGE, pours(head(content_length="209715200"), b"x", 200)),
        "200 MB unannounced": Case(TOO_LARGE, pours(head(), b"x", 200)),
        "200 MB in chunks": Case(TOO_LARGE, pours(in_chunks, chunked(b"x" * 1_000), 200)),
        "100 MB of zeros, packed": Case(TOO_LARGE, document(zeros, content_encoding="gzip")),
        "zeros packed twice": Case(
            "(gzip, gzip)", document(gzip.compress(zeros), content_encoding="gzip, gzip")
        ),
        "zeros packed twice, said once": Case(
            NO_FEED, document(gzip.compress(zeros), content_encoding="gzip")
        ),
        "chunks of one byte": Case(BROKEN_OFF, pours(in_chunks, chunked(b"x"), 1)),
        "chunks of no size": Case(NOT_HTTP, raw(in_chunks + b"zz\r\nab\r\n")),
        "chunks without an end": Case(BROKEN_OFF, raw(in_chunks + chunked(feed))),
        "a chunk size without end": Case(NOT_HTTP, pours(in_chunks, b"1", 1)),
        "trailers without end": Case(NOT_HTTP, pours(in_chunks + b"0\r\n", b"a: b\r\n", 1)),
        "early hints without end": Case(HUNG_UP, pours(b"", hint, 1)),
        "no answer": Case(HUNG_UP, raw(b"")),
        "half a header": Case(HUNG_UP, raw(b"HTTP/1.1 200 OK\r\nx: ")),
        "100 headers of 1 KB": Case(ONE, document(feed, **hundred)),
        "a header of 1 MB": Case(NOT_HTTP, document(feed, x="y" * 1_000_000)),
        "headers without end": Case(NOT_HTTP, pours(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", 1)),
        "status 999": Case("HTTP 999", document(feed, status="999 Denied")),
        "status 101": Case("HTTP 101", document(feed, status="101 Switching", upgrade="x")),
        "status 99999": Case(NOT_HTTP, document(feed, status="99999 x")),
        "a status of 1 MB": Case(NOT_HTTP, document(feed, status="200 " + "x" * 1_000_000)),
        "HTTP/0.9": Case(NOT_HTTP, raw(feed)),
        "another protocol": Case(NOT_HTTP, raw(b"SSH-2.0-OpenSSH_9.2p1\r\n")),
    }


def delays(_: str) -> Table:
    """What a server can keep us waiting with."""
    late = f"no answer within {SHORT} seconds"
    page: dict[str, Any] = {"page": "{}"}
    return {
        "silence": Case(late, drips(b"", b"")),
        "a drip of headers": Case(late, drips(b"HTTP/1.1 200 OK\r\n", b"a")),
        "a drip of a document": Case(late, drips(head(content_length="1000"), b"a")),
        "a robots.txt that hangs": Case(late, GOOD, page, drips(b"", b"")),
    }


def lists(canary: str) -> Table:
    """What pages, sitemaps, lists in JSON and robots.txt can be."""
    page, sitemap = {"page": "{}"}, {"sitemap": "{}"}
    picked = page | {"select": {"entry": "li", "title": "a", "date": "time"}}
    deep = page | {"select": {"entry": "div div div:has(a) ~ div a"}}
    narrow = sitemap | {"match": "/*a*a*a*a*a*a*a*a*b"}
    items = {"json": "{}", "paths": {"entries": "items", "title": "t"}}
    entry = '<li><a href="/{0}">A title of some length {0}</a><time>{1}</time></li>'
    links = "".join(f"<a href=/{n}>A title of some length {n}</a>" for n in range(100_000))
    awkward = ("1" + " " * 290 + "x", "1 -" * 100, "12 " * 100, '"' * 300, "2026-" * 60, "a." * 150)
    dated = "".join(entry.format(n, awkward[n % len(awkward)]) for n in range(3_000))
    url, other = "<url><loc>{}</loc></url>", "https://agency.example/"
    laughs = (
        "<!DOCTYPE r ["
        + "".join(
            f'<!ENTITY {name} "{text * 1_000}">'
            for name, text in (("a", "ha"), ("b", "&a;"), ("c", "&b;"))
        )
        + "]>"
    )
    index = f"<sitemapindex>{f'<sitemap><loc>{canary}/x</loc></sitemap>' * 50_000}</sitemapindex>"
    rows: dict[str, tuple[str, str | bytes, Mapping[str, Any]]] = {
        "an empty page": ("the page is empty", " ", page),
        "a page of 100,000 links": ("only the first 500 entries", links, page),
        "a page of 400,000 tags": ("more than 300,000 tags", "<b>" * 400_000, page),
        "a page of comments": ("nothing to read on the page", "<!--" * 100_000, page),
        "a page of quotes": ("no list of entries", '<a href="' * 100_000, page),
        "a page 110,000 tags deep": ("no list", "<div>" * 110_000 + "<a href=/x>A", page),
        "selectors on such a page": ("finds nothing", "<div>" * 110_000 + "<a href=/x>A", deep),
        "20,000 attributes": ("no list", f"<p {' '.join(f'a{n}=1' for n in range(20_000))}>", page),
        "awkward dates": ("works: 500 entries", f"<ul>{dated}</ul>", page),
        "awkward dates selected": ("works: 3,000 entries", dated, picked),
        "30,000 entries": (TOO_MANY.format("30,000"), entry.format("x", "") * 30_000, picked),
        "a language of 300 KB": (ONE, f'<html lang="en-{"x" * 300_000}">{entry}', picked),
        "a page that claims UTF-16": (ONE, f'<meta charset="utf-16">{entry}', picked),
        "a page based on a file": (ONE, f'<base href="file:///">{entry}', picked),
        "a sitemap of sitemaps": ("an index of 50,000 sitemaps: name one", index, sitemap),
        "a sitemap of our network": (ONE, f"<urlset>{url.format(canary + '/x')}</urlset>", sitemap),
        "a sitemap 100,000 deep": ("no page in", "<urlset>" + "<url>" * 100_000, sitemap),
        "a sitemap that laughs": (
            BOMB, f"{laughs}<urlset>{url.format('&c;')}</urlset>", sitemap,
        ),
        "a sitemap cut off": (
            "it is broken XML", f"<urlset>{url.format(other + 'x')}<url><lo", sitemap,
        ),
        "a sitemap of another name": ("this is no sitemap", f"<{'a' * 40_000}/>", sitemap),
        "a sitemap of zeros, packed": (
            "larger than 20 MB", gzip.compress(bytes(100 * 2**20)), sitemap,
        ),
        "a sitemap of tags, packed": (
            "too many for a sitemap", gzip.compress(b"<urlset>" + b"<u/>" * 4_000_000), sitemap,
        ),
        "a sitemap packed and cut off": (
            "breaks off", gzip.compress(b"<urlset></urlset>" * 99)[:-9], sitemap,
        ),
        "an address that matches slowly": (
            "none of the 1 address", f"<urlset>{url.format(other + 'a' * 9_000)}</urlset>", narrow,
        ),
        "JSON nested": ("nested deeper", '{"items":' + "[" * 1_000_000, items),
        "JSON that is no number": (ONE, '{"items":[{"t":"A"},{"t":NaN},{"t":1e999}]}', items),
        "JSON of 200,000": (
            TOO_MANY.format("200,001"), '{"items":[' + '{"t":1},' * 200_000 + "{}]}", items,
        ),
    }  # fmt: skip
    good = document(entry, "text/html")
    zeros = document(gzip.compress(bytes(100 * 2**20)), content_encoding="gzip")
    rules = "user-agent: *\n" + "disallow: /*a*a*a*a*a*b\n" * 40_000
    robots = {
        "a robots.txt of 12 MB": (ONE, document("# a\n" * 3_000_000)),
        "a robots.txt of zeros, packed": (ONE, zeros),
        "a robots.txt of 40,000 rules": (ONE, document(rules)),
        "a robots.txt that leads on": ("more than 5 redirects", leads_on()),
        "a robots.txt in our network": ("leads into a private network", leads(canary)),
    }
    html = "text/html; charset=utf-8"
    served = {name: Case(told, document(body, html), of) for name, (told, body, of) in rows.items()}
    return served | {name: Case(told, good, picked, one) for name, (told, one) in robots.items()}


# Every way to write an address within, and how it is told.
NOTATIONS = dict.fromkeys(
    (
        *("127.0.0.1", "127.255.255.254", "0x7f.1", "0x7F000001", "localhost", "LOCALHOST"),
        *("user:secret@127.0.0.1", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1"),
        *("0.0.0.0", "10.0.0.1", "100.64.0.1", "169.254.169.254", "192.168.0.1", "224.0.0.1"),  # noqa: S104
        *("255.255.255.255", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("[2001:0:7f00:1::1]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[ff02::1]"),
    ),
    PRIVATE,
) | dict.fromkeys(("127.1", "0177.0.0.1", "2130706433", "0"), NO_NAME)


def redirects(canary: str) -> Table:
    """Where a server can send us."""
    port, off = canary.rpartition(":")[2], "which is not on the web"
    rows: dict[str, tuple[str, str | bytes]] = {
        "to a file": (off, "file:///etc/passwd"),
        "to FTP": (off, "ftp://127.0.0.1/x"),
        "to data": (off, "data:application/rss+xml,<rss/>"),
        "to a script": (off, "javascript:alert(1)"),
        "to gopher": (off, f"gopher://127.0.0.1:{port}/x"),
        "to control characters": ("HTTP 404", b"/a\x01\x1b[31mb"),
        "to a further header": (NOT_HTTP, b"/a\rset-cookie: a"),
        "to NUL": (NOT_HTTP, b"/a\0b"),
        "to bytes": ("HTTP 404", b"/\xff\xfe"),
        "to a host of bytes": (NO_ADDRESS, b"http://\xff\xfe/"),
        "to a port that cannot be": (NO_ADDRESS, "http://127.0.0.1:99999/"),
        "to 1 MB": (NOT_HTTP, "/" + "a" * 1_000_000),
        "to nowhere": ("more than 5 redirects", ""),
    }
    rows |= {f"to {host}": (told, f"http://{host}:{port}/") for host, told in NOTATIONS.items()}
    return {name: Case(told, leads(to)) for name, (told, to) in rows.items()} | {
        "for ever": Case("more than 5 redirects", leads_on()),
        "in a circle": Case("more than 5 redirects", leads_round()),
    }


def addresses(canary: str) -> Table:
    """What may stand in sources.yaml."""
    port = canary.rpartition(":")[2]
    return {
        f"{kind}: {host}": Case(told, source={kind: f"http://{host}:{port}/"})
        for kind in ("feed", "page", "sitemap", "oai")
        for host, told in NOTATIONS.items()
    }


# --- the rules ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> list[float]:
    """The megabytes that it takes to collect a good source."""
    return asyncio.run(collected({}, tmp_path_factory.mktemp("calm"))).megabytes


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts memory in another way")
@pytest.mark.parametrize("table", [feeds, lies, answers, delays, lists, redirects, addresses])
async def test_a_hostile_source_is_told_in_words_and_harms_no_other(
    table: Callable[[str], Table], calm: list[float], tmp_path: Path
) -> None:
    async with hostile({"/": GOOD}, "127.0.0.1", "::1") as canary:
        cases = table(canary.address)
        done = await collected(cases, tmp_path, *([SHORT] if table is delays else []))

    assert canary.asked == []
    assert (done.told.pop("good"), done.new["good"]) == (f"{ONE}, fetched just now", 1)
    mistold = {
        name: f"{line[:200]!r} should say {cases[name].told!r}, in words for a person"
        for name, line in done.told.items()
        if cases[name].told not in line or not _is_plain(line)
    }
    assert mistold == {}
    assert done.megabytes[0] < calm[0] + GROWTH
    assert done.megabytes[1] < calm[1] + READING


def _is_plain(line: str) -> bool:
    """Tell whether a health line is for a person: short, printable, and no riddle."""
    riddles = ("this should not happen", "Error", "Exception", "Traceback", "object at 0x")
    printable = line.replace("\n", "").isprintable()
    return len(line) < 1_500 and printable and not any(one in line for one in riddles)


async def test_a_validator_that_cannot_be_sent_back_is_forgotten(tmp_path: Path) -> None:
    odd = document(rss(ITEM), etag='"a\x01b"', last_modified="\x7f")

    done = await collected({"odd": Case(ONE, odd, again=True)}, tmp_path)

    assert done.told["odd"] == f"{ONE}, fetched just now"


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "ftp://agency.example/x", "javascript:alert(1)", "data:,x"),
        *("//agency.example/x", "http://", "http:///x", "http://127%2e0.0.1/"),
    ],
)
def test_what_is_no_address_on_the_web_never_enters_sources_yaml(address: str) -> None:
    for kind in ("feed", "page", "sitemap", "oai"):
        with pytest.raises(ValidationError):
            Source.model_validate(named("x", {kind: address}))


async def test_an_imported_list_of_feeds_is_not_followed(workspace: Path, tmp_path: Path) -> None:
    async with hostile({"/": GOOD}, "127.0.0.1", "::1") as canary:
        outlines = "".join(
            f'<outline type="rss" text="{number}" xmlUrl="http://{host}:{canary.port}/"'
            f' htmlUrl="{canary.address}"/>'
            for number, host in enumerate(NOTATIONS)
        )
        file = tmp_path / "feeds.opml"
        dtd = f'<!DOCTYPE opml SYSTEM "{canary.address}/opml.dtd">'
        text = f'{dtd}<opml version="2.0"><body>{outlines}</body></opml>'
        file.write_text(text, encoding="utf-8")
        rows = import_opml(App(workspace, environment={}), file, place="SE", section="News")
    assert len(rows) == len(NOTATIONS)
    assert canary.asked == []
