"""Lists of feeds: written as OPML 2.0, read as programs have written them for twenty years."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from shell import run

from newsletter.adapters.opml import read_opml, write_opml
from newsletter.errors import MistakesError
from newsletter.model.opml import Outline, Row, as_sources
from newsletter.model.source_file import FreeIds, with_sources
from newsletter.model.sources import Place, Source, SourceBook, read_sources

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HEAD = """\
sections: [News, Research]
places:
  - {code: SE, name: Sweden, languages: [sv]}
  - {code: GB-SCT, name: Scotland}
"""
EMPTY = read_sources(HEAD)
BOOK = read_sources(
    HEAD
    + """\
sources:
  - {id: se-one, name: "Ett & två", place: SE, section: Research, feed: "https://e.org/1?a=1&b=2",
     page: https://e.org, language: sv, topics: [health, peer work]}
  - {id: sct-one, name: One, place: GB-SCT, section: News, feed: https://e.org/s, enabled: false}
  - {id: se-two, name: Two, place: SE, section: News, feed: https://e.org/2, language: fr-CA}
  - {id: se-page, name: A page, place: SE, section: News, page: https://e.org/p, enabled: false}
"""
)


def opml(body: str, version: str = "2.0") -> str:
    return f'<opml version="{version}"><head/><body>{body}</body></opml>'


def read(document: str | bytes) -> list[Outline]:
    return read_opml(document.encode() if isinstance(document, str) else document, "f.opml")


def only(attributes: str) -> Outline:
    (outline,) = read(opml(f"<outline {attributes}/>"))
    return outline


def refusal(document: str | bytes) -> str:
    with pytest.raises(MistakesError) as refused:
        read(document)
    return str(refused.value)


# --- reading ---


def test_a_list_of_version_2_is_read_whole() -> None:
    assert read(
        opml("""
<outline text="Sweden">
  <outline text="Research" title="other">
    <outline text="Agency" title="x" type="rss" xmlUrl="https://e.org/1" htmlUrl="https://e.org"
      language="sv" category="/a/b,health, peer work" description="y"/>
  </outline>
</outline>""")
    ) == [
        Outline(
            line=5,
            name="Agency",
            feed="https://e.org/1",
            page="https://e.org",
            language="sv",
            topics=("health", "peer work"),
            above=("Sweden", "Research"),
        )
    ]


def test_a_list_of_version_1_is_read() -> None:
    outline = only('title="Agency" xmlurl="https://e.org/1" htmlurl="https://e.org"')
    assert (outline.name, outline.feed, outline.page) == (
        "Agency",
        "https://e.org/1",
        "https://e.org",
    )


@pytest.mark.parametrize("name", ["xmlUrl", "xmlURL", "xmlurl", "XMLURL"])
def test_attributes_are_read_in_any_case(name: str) -> None:
    assert only(f'TEXT="A" {name}=" https://e.org/1 "').feed == "https://e.org/1"


def test_elements_are_read_in_any_case_and_namespace() -> None:
    document = '<OPML xmlns="urn:x"><Body><Outline text="A" xmlUrl="https://e.org"/></Body></OPML>'
    assert [outline.name for outline in read(document)] == ["A"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tom &amp; Ann", "Tom & Ann"),
        ("Tom & Ann", "Tom & Ann"),
        ("Caf&amp;eacute; &amp;amp; Co", "Café & Co"),
        ("Caf&eacute;", "Café"),
        ("&quot;A&quot;", '"A"'),
        ("&nbsp;A&nbsp;B&lt;b&gt;C&lt;/b&gt;", "A BC"),
        ("&unknown; &#8211; &#x41;", "&unknown; – A"),
        ("a &lt; b", "a < b"),
        ("A&#10;  B\u202e", "A B"),
        ("A\x08B", "AB"),
    ],
)
def test_names_are_text_however_they_were_escaped(text: str, name: str) -> None:
    assert only(f'text="{text}" xmlUrl="https://e.org"').name == name


DECLARED = '<?xml version="1.0" encoding="{}"?>'
HEALTH = opml('<outline text="Hälsa – mer" xmlUrl="https://e.org"/>')


@pytest.mark.parametrize(
    "data",
    [
        HEALTH.encode(),
        HEALTH.encode("utf-8-sig"),
        HEALTH.encode("utf-16"),
        HEALTH.encode("windows-1252"),
        (DECLARED.format("windows-1252") + HEALTH).encode("windows-1252"),
        (DECLARED.format("ISO-8859-1") + HEALTH).encode("windows-1252"),
        (DECLARED.format("UTF-8") + HEALTH).encode("windows-1252"),
        (DECLARED.format("utf-16") + HEALTH).encode(),
        (DECLARED.format("utf-16") + HEALTH).encode("utf-16"),
        (DECLARED.format("klingon") + HEALTH).encode(),
        ("\n\n" + DECLARED.format("utf-8") + HEALTH).encode("utf-8-sig"),
    ],
)
def test_names_are_read_in_whatever_charset(data: bytes) -> None:
    assert [outline.name for outline in read(data)] == ["Hälsa – mer"]


def test_lines_are_those_of_the_file() -> None:
    document = "\n\n" + DECLARED.format("utf-8") + "\n" + HEALTH
    assert read(document)[0].line == 4


def test_folders_and_notes_are_no_feeds_but_feeds_without_address_are_told() -> None:
    outlines = read(
        opml("""<outline text="Empty folder"/><outline text="A note" type="text"/>
        <outline text="No address" type="rss"/>
        <outline text="Page" htmlUrl="https://e.org"/>
        <outline text="More" type="include" url="https://e.org/more.opml"/>
        <outline text="Old" type="rss" url="https://e.org/old"/>""")
    )

    assert [(one.name, one.feed, one.problem) for one in outlines] == [
        ("No address", "", "it has no address of a feed (xmlUrl)"),
        ("Page", "", "it has no address of a feed (xmlUrl)"),
        (
            "More",
            "",
            "it leads to https://e.org/more.opml, which is no feed; a list is imported by itself",
        ),
        ("Old", "https://e.org/old", ""),
    ]


def test_what_stands_below_a_comment_is_switched_off() -> None:
    outlines = read(
        opml("""<outline text="A" isComment="true"><outline text="B" xmlUrl="https://e.org/b"/>
        </outline><outline text="C" xmlUrl="https://e.org/c"/>""")
    )
    assert [(one.name, one.enabled) for one in outlines] == [("B", False), ("C", True)]


def test_a_feed_may_have_outlines_of_its_own() -> None:
    outlines = read(
        opml("""<outline text="A" xmlUrl="https://e.org/a">
        <outline text="B" xmlUrl="https://e.org/b"/></outline>""")
    )
    assert [(one.name, one.above) for one in outlines] == [("A", ()), ("B", ("A",))]


# --- what is no list of feeds ---


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("", "f.opml: found nothing; expected an OPML file"),
        ("  \n", "found nothing"),
        ("Hello", "found something that is no XML"),
        ("a,b\n1,2", "found something that is no XML"),
        ('<rss version="2.0"><channel/></rss>', "f.opml:1: found <rss>"),
        ("<!doctype html><html><p>x</html>", "found a web page"),
        ("<html><p>x</p></html>", "found <html>"),
        (opml(""), "found no feed"),
        (opml('<outline text="A"/>'), "found no feed"),
        ("<opml/>", "found no feed"),
        (opml("\n<outline text='A' xmlUrl='https://e.org'>"), "f.opml:2: found broken XML"),
        (opml('\n\n<outline text="a < b"/>'), "f.opml:3: found broken XML"),
        (opml("<outline text='A'>" * 5_000 + "</outline>" * 5_000), "hundreds deep"),
    ],
)
def test_what_is_no_list_of_feeds_is_told(document: str, told: str) -> None:
    assert told in refusal(document)


def test_a_list_that_is_too_large_is_refused() -> None:
    assert "more than 10 MB" in refusal(b" " * (10 * 2**20 + 1))


def test_entities_are_refused_before_anything_is_made_of_them() -> None:
    laughs = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
    bomb = f'<!DOCTYPE opml [\n<!ENTITY l0 "ha">{laughs}]>' + opml(
        '<outline text="&l9;" xmlUrl="https://e.org"/>'
    )
    assert "f.opml:2: found entities of its own" in refusal(bomb)
    assert "entities of its own" in refusal(bomb.encode("utf-16"))


def test_no_file_is_read_that_the_list_points_to(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    external = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    outline = '<outline text="A&x;" xmlUrl="https://e.org"/>'
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}"/>'

    assert "entities of its own" in refusal(external + opml(outline))
    dtd = f'<!DOCTYPE opml SYSTEM "{secret.as_uri()}">'
    assert [one.name for one in read(dtd + opml(outline + include))] == ["A&x;"]


# --- what becomes of each ---


def outline(feed: str = "https://e.org/x", *above: str, **rest: str) -> Outline:
    return Outline(1, rest.pop("name", "X"), feed, above=above, **rest)  # type: ignore[arg-type]


def placed(row: Row) -> tuple[str, str]:
    assert row.source
    return row.source.place, row.source.section


@pytest.mark.parametrize(
    "above",
    [("Sweden", "Research"), ("SE", "research"), ("se", "All", "RESEARCH"), ("Research", "sweden")],
)
def test_outlines_named_like_places_and_sections_are_these(above: tuple[str, ...]) -> None:
    (row,) = as_sources(EMPTY, [outline("https://e.org/x", *above)])
    assert placed(row) == ("SE", "Research")


def test_place_and_section_that_are_given_stand_in_for_those_not_named() -> None:
    feeds = [
        outline("https://e.org/1", "Scotland"),
        outline("https://e.org/2", "Research"),
        outline("https://e.org/3", "Blogs"),
    ]
    rows = as_sources(EMPTY, feeds, place="SE", section="News")
    assert [placed(row) for row in rows] == [("GB-SCT", "News"), ("SE", "Research"), ("SE", "News")]


@pytest.mark.parametrize(
    ("above", "told"),
    [
        ((), "its place: give --place CODE, or its section: give --section NAME"),
        (("Sweden",), "its section: give --section NAME"),
        (("News",), "its place: give --place CODE"),
    ],
)
def test_what_is_missing_is_told(above: tuple[str, ...], told: str) -> None:
    (row,) = as_sources(EMPTY, [outline("https://e.org/x", *above)])
    assert row.source is None
    assert row.problem == f"no outline around it names {told}"


def test_no_feed_becomes_two_sources() -> None:
    feeds = [
        outline("http://E.org/2/?utm_source=x"),
        outline("https://e.org/new"),
        outline("feed://e.org/new/"),
    ]
    rows = as_sources(BOOK, feeds, place="SE", section="News")
    assert [row.twin for row in rows] == ["se-two", "", "se-x"]


@pytest.mark.parametrize("feed", ["ftp://e.org/x", "javascript:alert(1)", "news", "http://[x"])
def test_what_is_no_web_address_is_refused(feed: str) -> None:
    (row,) = as_sources(EMPTY, [outline(feed)], place="SE", section="News")
    assert row.problem == f'"{feed}" is no web address'


def test_what_a_list_does_not_say_is_filled_in() -> None:
    (row,) = as_sources(
        EMPTY, [outline("https://www.agency.example/feed", name="")], place="SE", section="News"
    )
    assert row.source == Source(
        id="se-agency-example",
        name="agency.example",
        place="SE",
        section="News",
        feed="https://www.agency.example/feed",
    )


def test_short_names_are_free_and_never_the_same() -> None:
    free = FreeIds(["se-a", "se-a-2"])
    assert [free("SE", "A"), free("SE", "a!"), free("GB-SCT", "A")] == ["se-a-3", "se-a-4", "sct-a"]
    assert [free("SE", "日本"), free("SE", "日本語")] == ["se", "se-2"]
    assert len(free("SE", "x" * 500)) == 70


# --- writing ---


def test_a_list_is_written_by_place_and_section() -> None:
    root = etree.fromstring(write_opml(BOOK, "Sources of The Network", NOW))

    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "Sources of The Network"
    assert root.findtext("head/dateCreated") == "Tue, 01 Dec 2026 12:00:00 GMT"
    assert [one.get("text") for one in root.findall("body/outline")] == ["Sweden", "Scotland"]
    assert [one.get("text") for one in root.findall("body/outline[1]/outline")] == [
        "News",
        "Research",
    ]
    (source,) = root.findall("body/outline[1]/outline[2]/outline")
    assert dict(source.attrib.items()) == {
        "text": "Ett & två",
        "title": "Ett & två",
        "type": "rss",
        "xmlUrl": "https://e.org/1?a=1&b=2",
        "htmlUrl": "https://e.org",
        "language": "sv",
        "category": "health,peer work",
    }
    assert [one.get("isComment") for one in root.iter("outline") if one.get("text") == "One"] == [
        "true"
    ]
    assert not [one for one in root.iter("outline") if one.get("text") == "A page"]


def there_and_back(book: SourceBook, empty: SourceBook, head: str) -> list[Source]:
    """Return the sources that the list of ``book`` makes in a file that has none."""
    rows = as_sources(empty, read_opml(write_opml(book, "x", NOW), "f.opml"))
    added = [row.source for row in rows if row.source]
    assert len(added) == len(rows)
    return read_sources(with_sources(head, added)).sources


def test_export_and_import_give_the_same_sources() -> None:
    def told(sources: list[Source]) -> set[tuple[object, ...]]:
        return {
            (one.place, one.section, one.feed, one.name, one.page, one.language,
             tuple(one.topics), one.enabled)
            for one in sources
            if one.feed
        }  # fmt: skip

    back = there_and_back(BOOK, EMPTY, HEAD)

    assert told(back) == told(BOOK.sources)
    assert {one.checked for one in back} == {"never"}


_NAMES = st.text(min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(bool)


@given(
    names=st.lists(
        st.one_of(_NAMES, st.sampled_from(["a &amp; b", "<b>x</b>", "&eacute;", "<!--", "]]>"])),
        min_size=1,
        max_size=5,
    )
)
def test_any_name_comes_back_as_it_was(names: list[str]) -> None:
    from newsletter.model.text import one_line

    sources = [
        Source(
            id=f"s{number}", name=one_line(name) or "x", place="SE", section="News",
            feed=f"https://e.org/{number}",
        )
        for number, name in enumerate(names)
    ]  # fmt: skip
    book = SourceBook(
        sections=["News"], places=[Place(code="SE", name="R&D <Sweden>")], sources=sources
    )
    head = 'sections: [News]\nplaces:\n  - {code: SE, name: "R&D <Sweden>"}\n'

    back = there_and_back(book, read_sources(head), head)

    assert [one.name for one in back] == [one.name for one in sources]


def test_ten_thousand_feeds_are_added_in_one_write() -> None:
    lines = (
        f'<outline text="Feed {number % 7}" xmlUrl="https://e{number}.org/feed"/>\n'
        for number in range(10_000)
    )
    rows = as_sources(EMPTY, read(opml("".join(lines))), place="SE", section="News")
    added = [row.source for row in rows if row.source]

    changed = with_sources(HEAD, added)

    assert changed.startswith(HEAD)
    assert len(read_sources(changed).sources) == 10_000


# --- the commands ---


LIST = opml("""
<outline text="Sweden"><outline text="Policy">
<outline text="Regeringen" xmlUrl="https://gov.example.org/rss" htmlUrl="https://gov.example.org"/>
<outline text="Again" xmlUrl="http://agency.example.org/rss/"/>
</outline></outline>
<outline text="Nowhere" xmlUrl="https://nowhere.example.org/rss"/>""")


def test_import_adds_what_it_can_and_tells_of_the_rest(workspace: Path) -> None:
    file, sources = workspace / "feeds.opml", workspace / "sources.yaml"
    file.write_text(LIST, encoding="utf-8")
    before = sources.read_bytes()

    done = run("-C", str(workspace), "sources", "import", str(file))

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "3\tadded\tRegeringen\tSE\tPolicy\tse-regeringen",
        "4\tthere already\tAgain\t\t\tse-agency",
        "6\trefused\tNowhere\t\t\tno outline around it names its place: give --place CODE, "
        "or its section: give --section NAME",
        "1 source added, 1 there already, 1 refused",
        "See whether they can be read: newsletter sources check",
    ]
    assert sources.read_bytes() == before + (
        b"\n  - id: se-regeringen\n    name: Regeringen\n    place: SE\n    section: Policy\n"
        b"    feed: https://gov.example.org/rss\n    page: https://gov.example.org\n"
        b"    checked: never\n"
    )


def test_import_a_second_time_changes_nothing(workspace: Path) -> None:
    file, sources = workspace / "feeds.opml", workspace / "sources.yaml"
    file.write_text(LIST, encoding="utf-8")
    options = ("--place", "who", "--section", "news")
    first = run("-C", str(workspace), "sources", "import", str(file), *options)
    before = sources.read_bytes()

    done = run("-C", str(workspace), "--json", "sources", "import", str(file), *options)

    assert first.returncode == done.returncode == 0
    told = json.loads(done.stdout)
    ids = [row["source"] for row in told["already"]]
    assert ids == ["se-regeringen", "se-agency", "who-nowhere"]
    assert told["added"] == told["refused"] == []
    assert sources.read_bytes() == before


def test_a_dry_run_tells_and_writes_nothing(workspace: Path) -> None:
    file, sources = workspace / "feeds.opml", workspace / "sources.yaml"
    file.write_text(LIST, encoding="utf-8")
    before = sources.read_bytes()

    options = ("--place", "SE", "--section", "News", "--dry-run")
    done = run("-C", str(workspace), "sources", "import", str(file), *options)

    assert done.returncode == 0
    assert "2 sources would be added, 1 there already" in done.stdout
    assert sources.read_bytes() == before


@pytest.mark.parametrize("options", [("--place", "XX"), ("--section", "Sports")])
def test_import_refuses_places_and_sections_that_there_are_not(
    workspace: Path, options: tuple[str, ...]
) -> None:
    (workspace / "feeds.opml").write_text(LIST, encoding="utf-8")

    done = run("-C", str(workspace), "sources", "import", str(workspace / "feeds.opml"), *options)

    assert done.returncode == 2
    assert "there is no" in done.stderr


def test_import_tells_what_is_no_list(workspace: Path) -> None:
    done = run("-C", str(workspace), "sources", "import", str(workspace / "sources.yaml"))

    assert done.returncode == 1
    assert "expected an OPML file" in done.stderr
    assert (
        run("-C", str(workspace), "sources", "import", str(workspace / "none.opml")).returncode == 2
    )


def test_export_goes_to_the_screen_or_to_a_file(workspace: Path) -> None:
    file = workspace / "out.opml"

    shown = run("-C", str(workspace), "sources", "export")
    written = run("-C", str(workspace), "sources", "export", str(file))
    again = run("-C", str(workspace), "--json", "sources", "export", str(file), "--force")

    assert [one.name for one in read(shown.stdout.encode())] == ["Myndigheten"]
    assert "1 feed written to" in written.stdout
    assert read(file.read_bytes()) == read(shown.stdout.encode())
    assert json.loads(again.stdout) == {"file": str(file), "feeds": 1, "left_out": []}


def test_export_overwrites_an_older_list_only_with_force(workspace: Path) -> None:
    file = workspace / "out.opml"
    run("-C", str(workspace), "sources", "export", str(file))
    file.write_bytes(before := file.read_bytes() + b"<!-- mine -->")

    done = run("-C", str(workspace), "sources", "export", str(file))

    assert done.returncode == 1
    assert "--force" in done.stderr
    assert file.read_bytes() == before
    assert run("-C", str(workspace), "sources", "export", str(file), "--force").returncode == 0
    assert file.read_bytes() != before


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_export_overwrites_nothing_but_an_older_list(
    workspace: Path, options: tuple[str, ...]
) -> None:
    sources = workspace / "sources.yaml"
    before = sources.read_bytes()

    done = run("-C", str(workspace), "sources", "export", str(sources), *options)

    assert done.returncode == 1
    assert "is no list of feeds" in done.stderr
    assert sources.read_bytes() == before
