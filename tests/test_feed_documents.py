"""Reading feeds: every format, everything real feeds break, everything hostile ones try."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from feed_texts import ITEM, URL, atom, read, rss
from hypothesis import given
from hypothesis import strategies as st

from newsletter.adapters.feed_documents import read_feed
from newsletter.errors import SourceError
from newsletter.model.identity import keyed
from newsletter.model.items import EXCERPT_LIMIT, TITLE_LIMIT, Entry
from newsletter.ports import Parsed


def only(document: str | bytes, content_type: str = "") -> Entry:
    (entry,) = read(document, content_type).entries
    return entry


def titled(title: str) -> str:
    """Return the title that an RSS item with this XML as its title has."""
    return only(rss(f"<item><title>{title}</title></item>")).title


# --- formats ---


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.94", "2.0"])
def test_rss_is_read_in_every_version(version: str) -> None:
    parsed = read(rss(ITEM, version=version, head="<language>en-au</language>"))
    entry = Entry("", "https://agency.example/a", "A strategy", "What is new.")
    assert parsed == Parsed((entry,), "Agency", "en-AU", "")


def test_rss_1_0_is_read() -> None:
    document = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="{URL}"><title>Agency</title></channel>
      <item rdf:about="https://agency.example/a"><title>A strategy</title>
      <link>https://agency.example/a</link><dc:date>2026-03-17T10:00:00+01:00</dc:date>
      <dc:language>sv</dc:language></item></rdf:RDF>"""
    assert only(document) == Entry(
        id="https://agency.example/a",
        url="https://agency.example/a",
        title="A strategy",
        moment=datetime(2026, 3, 17, 9, tzinfo=UTC),
        language="sv",
    )


def test_rss_2_0_is_read_whole() -> None:
    item = """<item><title>A strategy</title><link>/a?x=1&amp;y=2</link>
      <guid isPermaLink="false">id 1</guid><pubDate>Tue, 17 Mar 2026 10:00:00 CET</pubDate>
      <description>Short.</description></item>"""
    assert only(rss(item)) == Entry(
        id="id 1",
        url="https://agency.example/a?x=1&y=2",
        title="A strategy",
        excerpt="Short.",
        moment=datetime(2026, 3, 17, 9, tzinfo=UTC),
    )


def test_atom_is_read_whole() -> None:
    entry = """<entry xml:lang="sv"><id>urn:1</id>
      <title type="html">En &lt;i&gt;ny&lt;/i&gt; plan</title>
      <link rel="enclosure" href="/a.pdf"/><link rel="self" href="/self"/><link href="/a"/>
      <published>2026-03-17T10:00:00Z</published><updated>2026-03-18T10:00:00Z</updated>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>two</p></div>
      </content></entry>"""
    assert only(atom(entry)) == Entry(
        id="urn:1",
        url="https://agency.example/a",
        title="En ny plan",
        excerpt="One\ntwo",
        moment=datetime(2026, 3, 17, 10, tzinfo=UTC),
        language="sv",
    )


def test_json_feed_is_read_whole() -> None:
    item = {
        "id": 7,
        "url": "/a",
        "title": "A strategy",
        "content_html": "<p>What is <b>new</b>.</p>",
        "date_published": "2026-03-17T10:00:00+01:00",
        "language": "sv",
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Agency", "language": "en"}
    moment = datetime(2026, 3, 17, 9, tzinfo=UTC)
    entry = Entry("7", "https://agency.example/a", "A strategy", "What is new.", moment, "sv")
    document = json.dumps(feed | {"items": [item]})
    assert read(document) == Parsed((entry,), "Agency", "en", "")
    assert read("\ufeff \n" + document).entries == (entry,)


def test_a_json_feed_may_lack_and_mistake_nearly_everything() -> None:
    items = [
        {"external_url": "https://other.example/x", "summary": "S", "content_text": "T"},
        {"id": "https://agency.example/a", "title": None, "url": 5, "date_published": "2026-02-30",
         "date_modified": "2026-03-01", "language": ["en"]},
        {},
        "no item",
    ]  # fmt: skip
    parsed = read(json.dumps({"title": None, "items": items}))
    assert parsed.entries == (
        Entry("", "https://other.example/x", "S", "S"),
        Entry(
            "https://agency.example/a",
            "https://agency.example/a",
            "https://agency.example/a",
            moment=datetime(2026, 3, 1, tzinfo=UTC),
        ),
        Entry("", "", "(untitled)"),
    )


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss("")).entries == ()
    assert read(atom("")).entries == ()
    assert read('{"version": "https://jsonfeed.org/version/1", "items": []}').entries == ()


# --- what is no feed ---


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("", "the document is empty"),
        (" \n\t", "the document is empty"),
        ("\ufeff", "the document is empty"),
        ("<!DOCTYPE html><html><body><p>Hello", "this is a web page, not a feed"),
        ("<?xml version='1.0'?>\n<!-- x --><html xmlns='x'><p>Hi</p></html>", "a web page"),
        ("<HTML><BODY>Hello", "a web page"),
        ("Just words", "this is no feed"),
        ("\x00\x01\x02", "this is no feed"),
        ("%PDF-1.7 ...", "this is no feed"),
        ("<opml><body/></opml>", "this is no feed"),
        ('{"a": 1', "begins like JSON, but is broken"),
        ('{"a": 1}', "not a JSON Feed"),
        ('{"items": {}}', "not a JSON Feed"),
    ],
)
def test_what_is_no_feed_is_told(document: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(document)


# --- titles ---


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Plain", "Plain"),
        (" two\n\n lines\t", "two lines"),
        ("Q&amp;A", "Q&A"),
        ("Q&amp;amp;A &amp;#8211; &amp;eacute;", "Q&A – é"),
        ("&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"),
        ("<![CDATA[<b>Bold</b> words]]>", "Bold words"),
        ("a &lt; b", "a < b"),
        ("I &lt;3 mail", "I <3 mail"),
        ("Hi &lt;script&gt;alert(1)&lt;/script&gt;there", "Hi there"),
        ("*stars* [and](links) # stay", "*stars* [and](links) # stay"),
        ("right \u202eto left\u202c \u2066and\u2069 back", "right to left and back"),
        ("Hiringa Hauora, Māori, שלום\u200f", "Hiringa Hauora, Māori, שלום\u200f"),
    ],
)
def test_a_title_becomes_one_line_of_harmless_text(title: str, text: str) -> None:
    assert titled(title) == text


def test_a_title_of_2000_characters_is_cut_at_a_word() -> None:
    title = titled("strategy " * 222)
    assert len(title) <= TITLE_LIMIT
    assert title.endswith("strategy…")


def test_an_entry_without_title_is_named_after_its_text_else_its_address() -> None:
    text = "<description>" + "word " * 100 + "</description>"
    link = "<link>https://agency.example/a</link>"
    parsed = read(rss(f"<item>{link}{text}</item><item>{link}</item><item/>"))
    first, second, third = (entry.title for entry in parsed.entries)
    assert first.startswith("word word")
    assert first.endswith("word…")
    assert len(first) <= 100
    assert second == "https://agency.example/a"
    assert third == "(untitled)"


# --- addresses and ids ---


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>https://agency.example/a</link>", "https://agency.example/a"),
        ("<link>\n https://agency.example/a \n</link>", "https://agency.example/a"),
        ("<link>/a b</link>", "https://agency.example/a%20b"),
        ("<guid>https://agency.example/g</guid>", "https://agency.example/g"),
        ('<guid isPermaLink="false">https://agency.example/g</guid>', "https://agency.example/g"),
        ('<guid isPermaLink="false">17</guid>', ""),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>mailto:a@agency.example</link>", ""),
        ('<enclosure url="https://agency.example/a.pdf" type="application/pdf"/>',
         "https://agency.example/a.pdf"),
        ('<guid isPermaLink="false">https://agency.example/g</guid><enclosure url="/a.pdf"/>',
         "https://agency.example/g"),
    ],
)  # fmt: skip
def test_the_best_address_of_an_entry_is_taken(item: str, url: str) -> None:
    assert only(rss(f"<item><title>T</title>{item}</item>")).url == url


def test_entries_without_ids_and_with_repeated_ones_all_come_out() -> None:
    items = "".join(
        f"<item><guid>same</guid><title>{n}</title></item><item><title>Same</title></item>"
        for n in range(10)
    )
    entries = read(rss(items)).entries
    assert len(entries) == 20
    assert len({key for key, _ in keyed(entries)}) == 20


# --- dates ---


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Mon, 25 Jun 2018 11:41:36 CEST", "2018-06-25T09:41:36"),
        ("Mon, 25 Jun 2018 11:41:36 BST", "2018-06-25T10:41:36"),
        ("1718000000", "2024-06-10T06:13:20"),
        ("lun., 25 juin 2018 11:41:36 +0200", "2018-06-25T09:41:36"),
        ("2018-06-25 11:41:36.0", "2018-06-25T11:41:36"),
        ("20180625", "2018-06-25T00:00:00"),
        ("2018-06", "2018-06"),
        ("June 2018", "2018-06"),
        ("2018", "2018"),
        ("2018-13", None),
        ("2018-02-30", None),
        ("Fri, 30 Feb 2018 11:41:36 GMT", None),
        ("25/06/2018 11:41", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_date_is_right_or_none(date: str, moment: str | None) -> None:
    found = only(rss(f"<item><title>T</title><pubDate>{date}</pubDate></item>")).moment
    assert (found.isoformat().removesuffix("+00:00") if found else None) == moment


def test_a_date_that_cannot_be_gives_way_to_the_next() -> None:
    entry = "<entry><published>2026-02-30</published><updated>2026-03-01</updated></entry>"
    assert only(atom(entry)).moment == datetime(2026, 3, 1, tzinfo=UTC)


# --- text ---


def test_the_excerpt_is_the_summary_else_the_content() -> None:
    both = "<entry><summary>S</summary><content>C</content></entry>"
    assert only(atom(both)).excerpt == "S"
    picture = (
        '<entry><summary type="html">&lt;img src="x"&gt;</summary><content>C</content></entry>'
    )
    assert only(atom(picture)).excerpt == "C"


def test_the_excerpt_is_cut() -> None:
    text = "<p>" + "word " * 5_000 + "</p>"
    excerpt = only(rss(f"<item><description><![CDATA[{text}]]></description></item>")).excerpt
    assert len(excerpt) <= EXCERPT_LIMIT
    assert excerpt.endswith("word…")


@pytest.mark.parametrize(
    ("language", "tag"),
    [("en-us", "en-US"), ("pt_BR", "pt-BR"), ("SV", "sv"), ("zh-hant-tw", "zh-hant-TW"),
     ("English", ""), ("en us", ""), ("<b>", "")],
)  # fmt: skip
def test_the_language_of_a_feed_is_a_tag_or_nothing(language: str, tag: str) -> None:
    parsed = read(rss(ITEM, head=f"<language><![CDATA[{language}]]></language>"))
    assert parsed.language == tag


def test_an_entry_has_a_language_only_where_it_differs_from_its_feed() -> None:
    entries = '<entry xml:lang="fr"><title>A</title></entry><entry><title>B</title></entry>'
    document = atom(entries).replace("<feed", '<feed xml:lang="en-CA"')
    parsed = read(document)
    assert parsed.language == "en-CA"
    assert [entry.language for entry in parsed.entries] == ["fr", ""]


# --- encodings ---

SWEDISH = rss("<item><title>Psykisk hälsa för äldre i Skåne</title></item>")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (SWEDISH.encode(), ""),
        (SWEDISH.encode(), "text/xml"),
        (SWEDISH.encode(), "text/html"),
        (b"\xef\xbb\xbf" + SWEDISH.encode(), "application/rss+xml"),
        (SWEDISH.encode("iso-8859-1"), "application/xml; charset=ISO-8859-1"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + SWEDISH.encode("iso-8859-1"), ""),
        (SWEDISH.encode("iso-8859-1"), "application/xml"),
        (SWEDISH.encode("utf-16"), "application/xml"),
        (f'<?xml version="1.0" encoding="utf-16"?>{SWEDISH}'.encode("utf-16-be"), ""),
        (b"\n \n<?xml version='1.0' encoding='utf-8'?>" + SWEDISH.encode(), ""),
    ],
)
def test_letters_come_out_right_whatever_the_encoding(body: bytes, content_type: str) -> None:
    assert only(body, content_type).title == "Psykisk hälsa för äldre i Skåne"


def test_cyrillic_in_windows_1251_comes_out_right() -> None:
    document = '<?xml version="1.0" encoding="windows-1251"?>' + rss(
        "<item><title>Мир</title></item>"
    )
    assert only(document.encode("cp1251")).title == "Мир"


@pytest.mark.parametrize(
    ("title", "charset"),
    [
        ("På 3 hälsa", "latin-1"),
        ("Salud mental para niños y jóvenes", "latin-1"),
        ("Szczęście i zdrowie psychiczne młodzieży", "cp1250"),
        ("Психическое здоровье детей и молодежи", "cp1251"),
        ("Ψυχική υγεία των παιδιών και των εφήβων", "cp1253"),
    ],
)
def test_a_charset_that_nobody_declared_is_guessed_by_its_letters(title: str, charset: str) -> None:
    document = rss(f"<item><title>{title}</title></item>" * 3)
    assert read(document.encode(charset)).entries[0].title == title


def test_an_encoding_that_was_not_declared_is_told() -> None:
    assert "not in utf-8 as it should be" in read(SWEDISH.encode("iso-8859-1")).warning
    assert read(SWEDISH, "text/xml").warning == ""


# --- broken ---


@pytest.mark.parametrize(
    "document",
    [
        rss("<item><title>One & two</title></item><item><title>B</title></item>"),
        rss("<item><title>One</title><b></item><item><title>B</title></item>"),
        rss("<item><title>One</title></item><item><title>B</title></item>")[:-20],
        rss("<item><title>One&nbsp;x</title></item><item><title>B</title></item>"),
        rss("<item><title>One\x0b</title></item><item><title>B</title></item>"),
        rss("<item><x:y>1</x:y><title>One</title></item><item><title>B</title></item>"),
    ],
)
def test_a_broken_feed_gives_what_can_be_read_and_a_warning(document: str) -> None:
    parsed = read(document)
    assert len(parsed.entries) == 2
    assert parsed.entries[0].title.startswith("One")
    assert parsed.warning.startswith("the feed is broken XML (near line 1: ")
    assert parsed.warning.endswith("2 entries could be read")


def test_the_line_of_a_fault_is_that_of_the_document() -> None:
    broken = '<?xml version="1.0"?>\n' + rss("\n<item><title>One & two</title></item>")
    assert "near line 3" in read(broken).warning
    assert "near line 3" in read(broken.encode("utf-16")).warning


def test_empty_lines_before_the_declaration_are_no_fault_worth_telling() -> None:
    assert read("\n\n<?xml version='1.0'?>" + rss(ITEM)).warning == ""


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    document = rss(ITEM * 2).encode()
    for body in (noise, document[:150] + noise + document[150:], b"{" + noise):
        try:
            read(body)
        except SourceError as error:
            assert error.message  # noqa: PT017 - either is right


# --- how often ---


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", 0),
        ("<ttl>60</ttl>", 3_600),
        ("<ttl> 720 </ttl>", 43_200),
        ("<ttl>soon</ttl>", 0),
        ("<ttl>99999999999999999999</ttl>", 59_999_940),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
         21_600),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
         86_400),
        ("<sy:updatePeriod>fortnightly</sy:updatePeriod>", 0),
    ],
)  # fmt: skip
def test_how_often_a_feed_says_that_it_changes(said: str, seconds: int) -> None:
    feed = rss(ITEM).replace("<channel>", f"<channel>{said}", 1)
    names = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" version='
    feed = feed.replace("version=", names, 1)
    assert read_feed(feed.encode(), "https://a.example/feed").every == seconds


# --- hostile ---

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize("version", ["rss", "atom"])
def test_of_more_entries_than_news_has_the_first_are_read_and_the_rest_told(version: str) -> None:
    entry, feed = ("item", rss) if version == "rss" else ("entry", atom)
    parsed = read(feed("".join(f"<{entry}><title>{n}</title></{entry}>" for n in range(10_002))))
    assert [parsed.entries[n].title for n in (0, -1)] == ["0", "9999"]
    assert parsed.warning.startswith("only the first 10,000 of its 10,002 entries are read")


def test_a_billion_laughs_are_not_laughed() -> None:
    document = f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>' + rss(
        "<item><title>&l11;</title></item>"
    )
    with pytest.raises(SourceError, match="words that blow up"):
        read(document)


def test_no_file_is_read_for_a_document(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words", "utf-8")
    entity = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    parsed = read(entity + rss("<item><title>A &x; B</title></item>"))
    assert "secret" not in repr(parsed)
    with pytest.raises(SourceError):
        read(str(secret))
