"""How a source is doing: its state, in words an editor understands, with what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsletter.cli.health import STATES
from newsletter.model.health import (
    Health,
    Move,
    State,
    Trouble,
    health_in_words,
    move_in_words,
    move_of,
    state_in_words,
    state_of,
    todo,
)
from newsletter.model.sources import Keywords, Source

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = Source(id="se-a", name="A", place="SE", section="News", feed="https://a.example/rss")
OFF = FEED.model_copy(update={"enabled": False})
WAITS = Source(id="se-w", name="W", place="SE", section="News", enabled=False)
WORDY = FEED.model_copy(update={"keywords": Keywords(include=["peer"])})


def known(**values: object) -> Health:
    before = {"fetched_at": NOW - HOUR, "ok_at": NOW - HOUR, "new_at": NOW - HOUR, "entries": 12}
    return Health("se-a", **{**before, **values})  # type: ignore[arg-type]


def broken(trouble: str, **values: object) -> Health:
    before = {"trouble": trouble, "problem": "no answer", "failures": 3, "ok_at": NOW - 2 * DAY}
    return known(**{**before, **values})


# --- states ---------------------------------------------------------------------------------


def test_every_trouble_is_a_state_and_every_state_can_be_asked_for() -> None:
    assert {str(one) for one in Trouble} <= {str(one) for one in State}
    assert {str(one) for one in State} == set(STATES)


@pytest.mark.parametrize(
    ("source", "health", "doubtful", "state"),
    [
        (FEED, None, 0, State.NEVER),
        (FEED, Health("se-a"), 0, State.NEVER),
        (FEED, known(), 0, State.WORKS),
        (FEED, known(), 3, State.HELD),
        (FEED, broken("blocked"), 3, State.BLOCKED),
        (FEED, broken(""), 0, State.FAILING),
        (FEED, known(new_at=NOW - 62 * DAY), 0, State.SILENT),
        (FEED, known(entries=0, new_at=None), 0, State.NOTHING),
        (FEED, known(entries=0), 0, State.WORKS),
        (WORDY, known(new_at=None), 0, State.WORKS),
        (OFF, broken("gone"), 0, State.OFF),
        (WAITS, None, 0, State.OFF),
        *((FEED, broken(str(one)), 0, State(one)) for one in Trouble),
    ],
)
def test_a_source_is_in_one_state(
    source: Source, health: Health | None, doubtful: int, state: State
) -> None:
    assert state_of(source, health, doubtful) is state


def test_a_source_that_nobody_reads_is_not_silent() -> None:
    last = NOW - 90 * DAY
    assert state_of(FEED, known(fetched_at=last, ok_at=last, new_at=last - DAY)) is State.WORKS


def test_a_rare_source_may_be_silent_for_longer() -> None:
    quarterly = FEED.model_copy(update={"silent_days": 120})
    health = known(new_at=NOW - 100 * DAY)

    assert state_of(FEED, health) is State.SILENT
    assert state_of(quarterly, health) is State.WORKS
    assert state_of(quarterly, known(new_at=NOW - 121 * DAY)) is State.SILENT


# --- in words -------------------------------------------------------------------------------

_WORDS = {
    "never": (FEED, None, {}, "never fetched"),
    "never, and due": (FEED, None, {"due": NOW}, "never fetched; due now"),
    "other lines in sources.yaml": (
        FEED, Health("se-a", ok_at=NOW - DAY), {"due": NOW},
        "not fetched since its lines in sources.yaml changed; due now",
    ),
    "no address": (WAITS, None, {}, "switched off: no feed is known"),
    "switched off": (OFF, known(warning="broken XML"), {"due": NOW}, "switched off"),
    "works": (FEED, known(), {}, "works: 12 entries, fetched 1 hour ago"),
    "works, and due later": (
        FEED, known(entries=1), {"due": NOW + 40 * HOUR / 60},
        "works: 1 entry, fetched 1 hour ago; due in 40 minutes",
    ),
    "forgiven": (
        FEED, known(warning="broken XML"), {}, "works: 12 entries, fetched 1 hour ago; broken XML"
    ),
    "nothing that matters": (
        WORDY, known(new_at=None), {},
        "works: 12 entries, none with its keywords yet, fetched 1 hour ago",
    ),
    "silent": (
        FEED, known(new_at=NOW - 61 * DAY - HOUR), {"due": NOW + HOUR},
        "silent: nothing new since 1 October 2026; due in 1 hour",
    ),
    "silent for its keywords": (
        WORDY, known(new_at=NOW - 61 * DAY - HOUR), {},
        "silent: nothing new with its keywords since 1 October 2026",
    ),
    "failing": (
        FEED, broken("failing"), {"due": NOW + 3 * HOUR},
        "failing (3 times, last worked 2 days ago): no answer; tried again in 3 hours",
    ),
    "never worked": (
        FEED, broken("failing", failures=1, ok_at=None), {"due": NOW},
        "failing (1 time, never worked): no answer; due now",
    ),
    "blocked": (
        FEED, broken("blocked"), {}, "blocked (3 times, last worked 2 days ago): no answer"
    ),
    "missing": (
        FEED, broken("missing"), {}, "missing (3 times, last worked 2 days ago): no answer"
    ),
    "yields nothing": (
        FEED, broken("nothing", problem="used to yield 12 entries, now none"), {},
        "yields nothing (3 times, last worked 2 days ago): used to yield 12 entries, now none",
    ),
    "busy": (
        FEED, broken("busy", failures=1), {"due": NOW + 2 * HOUR},
        "busy (1 time, last worked 2 days ago): no answer; tried again in 2 hours",
    ),
    "gone": (
        FEED, broken("gone"), {"due": NOW},
        "gone (3 times, last worked 2 days ago): no answer; not asked any more",
    ),
    "empty": (
        FEED, known(entries=0, new_at=None), {},
        "yields nothing: it can be read, but never had an entry, fetched 1 hour ago",
    ),
    "held back": (
        FEED, known(), {"doubtful": 40},
        "works: 12 entries, fetched 1 hour ago; 40 entries held back: new at once, probably old",
    ),
    "ids": (
        FEED, known(identity="address"), {},
        "works: 12 entries, fetched 1 hour ago; "
        "its ids cannot be trusted: entries are told apart by their addresses",
    ),
    "seems to have moved": (
        FEED, known(moved_to="https://b.example/rss", moved_at=NOW - DAY, moved_seen=2), {},
        "works: 12 entries, fetched 1 hour ago; seems to have moved to https://b.example/rss "
        "(seen 2 times since 30 November 2026)",
    ),
    "moved": (
        FEED, known(address="https://b.example/rss", moved_at=NOW - DAY), {},
        "works: 12 entries, fetched 1 hour ago; moved: read at https://b.example/rss since "
        "30 November 2026; sources.yaml has https://a.example/rss",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "health", "more", "words"), _WORDS.values(), ids=_WORDS)
def test_the_health_of_a_source_is_told_in_words(
    source: Source, health: Health | None, more: dict[str, datetime], words: str
) -> None:
    assert state_in_words(source, health, NOW, **more) == words  # type: ignore[arg-type]


def test_one_line_says_how_it_is_when_it_is_tried_again_and_what_to_do() -> None:
    words = health_in_words(FEED, broken("missing"), NOW, due=NOW + DAY)

    assert words == (
        "missing (3 times, last worked 2 days ago): no answer; tried again in 1 day; "
        "look for its new address: newsletter sources discover https://a.example/"
    )


# --- what to do -----------------------------------------------------------------------------

PAGED = FEED.model_copy(update={"page": "https://a.example/news?lang=sv&x=1"})
JOURNAL = Source(id="j", name="J", place="SE", section="News", crossref="2755-9734")


@pytest.mark.parametrize(
    ("source", "health", "act"),
    [
        (FEED, broken("gone"), "newsletter sources discover https://a.example/"),
        (PAGED, broken("gone"), "newsletter sources discover 'https://a.example/news?lang=sv&x=1'"),
        (FEED, broken("blocked"), "newsletter sources discover https://a.example/"),
        (FEED, broken("nothing"), "newsletter sources try https://a.example/rss"),
        (FEED, known(new_at=NOW - 62 * DAY), "newsletter sources check se-a"),
        (FEED, known(new_at=NOW - 62 * DAY), "silent_days in sources.yaml, now 60"),
        (FEED, broken("failing", failures=5), "newsletter sources check se-a"),
        (JOURNAL, broken("missing"), "see whether its crossref in sources.yaml is right"),
        (JOURNAL, broken("blocked"), "ask its owner to let us in"),
        (JOURNAL, broken("nothing"), "newsletter sources check j"),
    ],
)
def test_where_there_is_something_to_do_it_is_told_with_its_command(
    source: Source, health: Health, act: str
) -> None:
    (told,) = todo(source, health)
    assert act in told


@pytest.mark.parametrize(
    ("source", "health"),
    [
        (FEED, None), (FEED, known()), (FEED, broken("failing")), (FEED, broken("busy")),
        (OFF, broken("gone")), (WAITS, None), (OFF, known(address="https://b.example/rss")),
    ],
)  # fmt: skip
def test_what_passes_by_itself_needs_nobody(source: Source, health: Health | None) -> None:
    assert todo(source, health) == []


def test_several_things_to_do_are_all_told() -> None:
    acts = todo(FEED, broken("missing", address="https://b.example/rss"), 40)

    assert [act.partition(":")[0] for act in acts] == [
        "look for its new address",
        "look with",
        "write that down",
    ]
    assert "newsletter items list --in-doubt --source se-a" in acts[1]
    assert "newsletter sources release se-a (or --skip)" in acts[1]


# --- moves ----------------------------------------------------------------------------------


def test_a_move_that_sources_yaml_knows_is_none() -> None:
    assert move_of(FEED, None) is None
    assert move_of(FEED, known()) is None
    assert move_of(FEED, known(address=FEED.feed)) is None
    assert move_of(FEED, known(moved_to=FEED.feed, moved_seen=1)) is None


def test_what_is_believed_weighs_more_than_what_was_seen() -> None:
    health = known(address="https://b.example/", moved_to="https://c.example/", moved_at=NOW)

    move = move_of(FEED, health)

    assert move == Move(FEED.feed, "https://b.example/", believed=True)
    assert move_in_words(move) == f"moved: read at https://b.example/; sources.yaml has {FEED.feed}"
