"""Changes to sources.yaml touch the lines they are about, and no other byte."""

from __future__ import annotations

from datetime import date
from difflib import ndiff
from pathlib import Path

import pytest

from newsletter.errors import ConfigError
from newsletter.model.recipes import Selectors
from newsletter.model.source_file import with_address, with_checked, with_source
from newsletter.model.sources import Keywords, Source, read_sources

DAY = date(2026, 12, 1)
STARTER = Path(__file__).parents[1] / "sources.yaml"
HEAD = "sections: [News]\nplaces:\n  - {code: SE, name: Sweden}\n"
FILE = (
    HEAD
    + """\

# Where items come from.
sources:
  # The agency.
  - id: one          # for ever
    name: "Ett: två"
    place: SE
    section: News
    feed: https://e.org/1
    checked: never   # nobody has looked

  - checked: '2026-01'
    id: two
    name: Two
    place: SE
    section: News
    feed: https://e.org/2

  -   name: Three
      id: three
      place: SE
      section: News
      feed: https://e.org/3
  -
    id: four
    name: Four
    place: SE
    section: News
    feed: https://e.org/4
  - {id: five, name: Five, place: SE, section: News, feed: "https://e.org/5"}
  # - id: six, when it has an address

# --- Words ---
word_lists:
  health: [hälsa]
"""
)
NEW = Source(id="new", name="Nytt: #1", place="SE", section="News", feed="https://e.org/new")


def changes(before: str, after: str) -> list[str]:
    lines = ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line for line in lines if line[0] in "+-"]


def test_the_day_is_written_where_it_was_or_under_the_first_key() -> None:
    changed = with_checked(FILE, ["one", "two", "three", "four"], DAY)

    assert changes(FILE, changed) == [
        "-     checked: never   # nobody has looked\n",
        "+     checked: 2026-12-01   # nobody has looked\n",
        "-   - checked: '2026-01'\n",
        "+   - checked: 2026-12-01\n",
        "+       checked: 2026-12-01\n",
        "+     checked: 2026-12-01\n",
    ]
    checked = {source.id: source.checked for source in read_sources(changed).sources}
    assert checked.pop("five") == "never"
    assert set(checked.values()) == {"2026-12-01"}


def test_only_the_sources_that_are_named_are_checked() -> None:
    assert changes(FILE, with_checked(FILE, ["three"], DAY)) == ["+       checked: 2026-12-01\n"]
    assert with_checked(FILE, [], DAY) == FILE
    assert with_checked(FILE, ["nobody"], DAY) == FILE


def test_a_source_on_one_line_is_left_as_it_is() -> None:
    assert with_checked(FILE, ["five"], DAY) == FILE


def test_checking_twice_a_day_changes_nothing() -> None:
    once = with_checked(FILE, ["one", "three"], DAY)

    assert with_checked(once, ["one", "three"], DAY) == once


def test_windows_line_ends_stay() -> None:
    windows = FILE.replace("\n", "\r\n")

    for changed in (with_checked(windows, ["one", "three"], DAY), with_source(windows, NEW)):
        assert changed.count("\n") == changed.count("\r\n")
    assert with_checked(windows, ["one", "three"], DAY) == with_checked(
        FILE, ["one", "three"], DAY
    ).replace("\n", "\r\n")
    assert with_source(windows, NEW) == with_source(FILE, NEW).replace("\n", "\r\n")


def test_a_new_source_stands_behind_the_last_one_and_before_the_next_key() -> None:
    block = """
  - id: new
    name: 'Nytt: #1'
    place: SE
    section: News
    feed: https://e.org/new
    checked: never
"""

    changed = with_source(FILE, NEW)

    assert changed == FILE.replace("\n\n# --- Words", f"\n{block}\n# --- Words")
    assert read_sources(changed).sources[-1] == NEW


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD + "sources:\n",
        HEAD + "sources: []\n",
        HEAD + "sources: []\nword_lists: {a: [b]}\n",
        HEAD + "sources:\n- {id: a, name: A, place: SE, section: News, feed: 'https://e.org/a'}",
        HEAD
        + "sources:\n- id: a\n  name: A\n  place: SE\n  section: News\n  feed: https://e.org/a\n"
        "# the end\n\n\n",
        "word_lists: {a: [b]}\nsources:\n    - id: a\n      name: A\n      place: SE\n"
        "      section: News\n      feed: https://e.org/a\n\n# Places\n" + HEAD,
    ],
)
def test_a_source_can_be_added_to_any_file_that_lists_them_below_each_other(text: str) -> None:
    changed = with_source(text, NEW)

    before, after = read_sources(text), read_sources(changed)
    assert after.sources == [*before.sources, NEW]
    assert (after.sections, after.places) == (before.sections, before.places)
    assert changed.endswith("\n")


@pytest.mark.parametrize(
    "name", ["NO", "yes", "null", "08", "1.5", "2026-12-01", "- a", "# a", "'", '"', "[a]", "Ü: å"]
)
def test_a_name_is_text_whatever_it_looks_like(name: str) -> None:
    changed = with_source(FILE, NEW.model_copy(update={"name": name, "checked": "2026-12-01"}))

    assert read_sources(changed).sources[-1].name == name


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (
            HEAD + "sources: [{id: a, name: A, place: SE, section: News, feed: 'https://e.org/a'}]",
            NEW,
        ),
        (FILE, NEW.model_copy(update={"place": "XX"})),
    ],
)
def test_a_file_that_would_not_bear_a_source_is_told_and_not_spoiled(
    text: str, new: Source
) -> None:
    with pytest.raises(ConfigError, match="by hand"):
        with_source(text, new)


def test_an_id_that_is_taken_is_told_with_its_line() -> None:
    with pytest.raises(ConfigError, match="line 23 has it"):
        with_source(FILE, NEW.model_copy(update={"id": "three"}))


def test_a_change_that_would_land_elsewhere_is_refused() -> None:
    # YAML takes U+2028 for the end of a line, an editor does not.
    text = FILE.replace("# The agency.", "# The" + "\u2028# agency." * 6)

    with pytest.raises(ConfigError, match="by hand"):
        with_checked(text, ["three"], DAY)


def test_the_file_that_is_shipped_bears_both_changes() -> None:
    text = STARTER.read_text(encoding="utf-8")
    book = read_sources(text)
    ids = [source.id for source in book.sources]
    new = NEW.model_copy(update={"section": book.sections[0]})

    checked = read_sources(with_checked(text, ids, DAY)).sources
    added = read_sources(with_source(text, new)).sources

    assert {source.checked for source in checked} == {"2026-12-01"}
    assert [source.id for source in added] == [*ids, "new"]


def test_all_that_a_source_has_is_written() -> None:
    given = Source(
        id="page", name="A page", place="SE", section="News", page="https://e.org/p",
        select=Selectors(entry="li, p", date="time"), language="sv", topics=["one", "two: three"],
        keywords=Keywords(include=["@health", "suicid*"]), reuse="excerpt", note="#1",
    )  # fmt: skip

    changed = with_source(FILE, given)

    assert read_sources(changed).sources[-1] == given
    assert "    select: {entry: 'li, p', date: time}\n" in changed
    assert "    topics: [one, 'two: three']\n" in changed


MOVED = "https://e.org/moved?a=1"


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("one", "    feed: https://e.org/moved?a=1 # until 2026-12-01: https://e.org/1\n"),
        ("three", "      feed: https://e.org/moved?a=1 # until 2026-12-01: https://e.org/3\n"),
        (
            "five",
            "  - {id: five, name: Five, place: SE, section: News, "
            'feed: "https://e.org/moved?a=1"} # until 2026-12-01: https://e.org/5\n',
        ),
    ],
)
def test_a_new_address_takes_the_place_of_the_old_which_stays_as_a_comment(
    id: str, line: str
) -> None:
    changed = with_address(FILE, id, MOVED, DAY)

    assert [one for one in changes(FILE, changed) if one[0] == "+"] == [f"+ {line}"]
    assert len(changed.splitlines()) == len(FILE.splitlines())
    assert {one.id: one.address for one in read_sources(changed).sources}[id] == MOVED


def test_a_comment_behind_an_address_stays_as_it_was() -> None:
    text = FILE.replace("feed: https://e.org/2", "feed: 'https://e.org/2'   # ask Åsa")

    changed = with_address(text, "two", MOVED, DAY)

    line = f'    feed: "{MOVED}" # until 2026-12-01: https://e.org/2   # ask Åsa\n'
    assert changed == text.replace("    feed: 'https://e.org/2'   # ask Åsa\n", line)
    assert with_address(text.replace("\n", "\r\n"), "two", MOVED, DAY) == changed.replace(
        "\n", "\r\n"
    )
    assert with_address("\ufeff" + text, "two", MOVED, DAY) == "\ufeff" + changed


def test_an_address_at_the_end_of_the_file_needs_no_line_end() -> None:
    text = HEAD + "sources:\n- {id: a, name: A, place: SE, section: News,\n"
    text += "   sitemap: https://e.org/a,\n   page: https://e.org/}"

    changed = with_address(text, "a", f"{MOVED},2", DAY)

    assert changed == text.replace(
        "https://e.org/a,", f'"{MOVED},2", # until 2026-12-01: https://e.org/a'
    )
    last = text.replace("sitemap: https://e.org/a,", "")
    assert with_address(last, "a", MOVED, DAY) == last.replace(
        "https://e.org/}", f"{MOVED}}} # until 2026-12-01: https://e.org/"
    )


@pytest.mark.parametrize(
    "feed",
    ["feed: &it https://e.org/2", "feed: >-\n      https://e.org/2", "<<: {feed: https://e.org/2}"],
)
def test_an_address_that_is_written_in_another_way_is_left_to_a_person(feed: str) -> None:
    text = FILE.replace("feed: https://e.org/2", feed)
    text = text.replace("https://e.org/3", "*it") if "&it" in feed else text

    with pytest.raises(ConfigError, match="by hand"):
        with_address(text, "two", MOVED, DAY)


def test_the_file_that_is_shipped_bears_every_new_address() -> None:
    text = STARTER.read_text(encoding="utf-8")
    for source in read_sources(text).sources:
        if source.kind in ("feed", "page", "sitemap", "json"):
            text = with_address(text, source.id, f"https://moved.example/{source.id}", DAY)

    found = read_sources(text).sources

    assert all("moved.example" in one.address for one in found if one.address)
