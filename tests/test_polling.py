"""When a source is fetched again, and what an answer means for what is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import Gone, Missing, SourceError
from newsletter.model.health import Health
from newsletter.model.polling import (
    LEAST,
    Answer,
    answered,
    asks_for_all,
    due_at,
    failed,
    in_words,
    is_due,
    pause_of,
    settled,
    still_paused,
)
from newsletter.model.sources import Place, Source, SourceBook

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FEED, NEW = "https://a.example/feed", "https://b.example/feed"
SOURCE = Source(id="se-a", name="A", place="SE", section="News", feed=FEED)
BOOK = SourceBook(
    sections=["News"],
    places=[Place(code="SE", name="Sweden")],
    sources=[SOURCE, SOURCE.model_copy(update={"id": "se-c", "feed": "https://c.example/feed"})],
)


def health(**values: object) -> Health:
    return Health("se-a", **{"fetched_at": NOW, "ok_at": NOW, **values})  # type: ignore[arg-type]


# --- when ---


def test_what_was_never_fetched_is_due() -> None:
    assert is_due(Health("se-a"), NOW)


def test_what_works_is_due_within_the_hour_but_not_at_once() -> None:
    assert not is_due(health(), NOW + timedelta(minutes=45))
    assert is_due(health(), NOW + HOUR)


def test_sources_fetched_together_are_not_due_together() -> None:
    times = {due_at(replace(health(), source=f"s{number}")) for number in range(50)}

    assert len(times) > 30


@pytest.mark.parametrize(
    ("wish", "wait"),
    [(600, None), (7200, 2 * HOUR), (86_400, DAY), (99_999_999, DAY)],
    ids=["less than ours", "two hours", "a day", "years are a day"],
)
def test_what_the_server_asks_for_is_granted_up_to_a_day(wish: int, wait: timedelta | None) -> None:
    at = due_at(health(wish=wish))

    assert at == NOW + wait if wait else NOW < at <= NOW + HOUR


def test_nobody_is_asked_more_than_four_times_an_hour() -> None:
    assert due_at(health(), timedelta(minutes=1)) == NOW + LEAST


@given(st.integers(1, 10_000))
def test_the_longer_it_fails_the_rarer_it_is_asked_but_never_not_at_all(failures: int) -> None:
    wait = due_at(health(failures=failures, trouble="failing")) - NOW

    assert wait >= min(HOUR * 2 ** min(failures - 1, 7), timedelta(days=3))
    assert wait <= timedelta(days=3) * 1.2


def test_what_is_not_there_is_asked_once_a_day_at_most() -> None:
    assert due_at(health(failures=1, trouble="missing")) >= NOW + DAY


def test_what_is_gone_is_not_asked_any_more() -> None:
    gone = health(failures=2, trouble="gone")

    assert not is_due(gone, NOW + 10_000 * DAY)
    assert in_words(due_at(gone), NOW) == "not asked any more: it says that it is gone"


def test_a_clock_that_was_wrong_makes_nothing_wait_for_years() -> None:
    assert is_due(health(fetched_at=NOW + 3_000 * DAY), NOW)
    assert still_paused(NOW + 3_000 * DAY, NOW) == 0
    assert asks_for_all(health(full_at=NOW + 3_000 * DAY), NOW)


def test_a_whole_document_is_asked_for_every_two_weeks() -> None:
    assert asks_for_all(health(), NOW)
    assert not asks_for_all(health(full_at=NOW - 13 * DAY), NOW)
    assert asks_for_all(health(full_at=NOW - 14 * DAY), NOW)


@pytest.mark.parametrize(
    ("status", "asked", "seconds"),
    [
        (429, None, 600), (503, None, 0), (503, 30.0, 60), (429, 0.0, 60), (503, 7200.0, 7200),
        (429, 10.0**9, 86_400),
    ],
)  # fmt: skip
def test_a_pause_is_neither_nothing_nor_for_ever(
    status: int, asked: float | None, seconds: float
) -> None:
    assert pause_of(status, asked) == seconds


def test_a_pause_ends() -> None:
    assert still_paused(NOW + HOUR, NOW) == 3600
    assert still_paused(NOW, NOW) == 0


# --- what it means ---


def test_what_the_feed_itself_asked_for_stands_until_it_is_read_again() -> None:
    kept = answered(health(wish=7200), Answer(whole=False, fresh_for=600), NOW + HOUR)
    same = answered(health(wish=7200), Answer(whole=True, fresh_for=9000), NOW + HOUR)

    assert (kept.wish, kept.full_at) == (7200, None)
    assert (same.wish, same.full_at) == (9000, NOW + HOUR)


def moved(known: Health, *days: float, to: str = NEW) -> Health:
    for day in days:
        now = NOW + day * DAY
        answer = Answer(whole=True, moved_to=to)
        known = settled(answered(known, answer, now), SOURCE, BOOK, {}, now)
    return known


def test_a_move_is_believed_when_it_was_seen_often_enough_over_a_week() -> None:
    assert moved(health(), 0, 0.1, 0.2, 0.3, 6.9).address == ""
    assert moved(health(), 0, 8).address == ""
    believed = moved(health(), 0, 3, 7)
    assert (believed.address, believed.moved_to, believed.moved_seen) == (NEW, "", 0)
    assert believed.moved_at == NOW + 7 * DAY


def test_a_move_that_stops_or_changes_begins_anew() -> None:
    stopped = answered(moved(health(), 0, 3), Answer(whole=True), NOW + 4 * DAY)
    elsewhere = moved(moved(health(), 0, 3), 5, to="https://d.example/feed")

    assert moved(stopped, 8, 9).address == ""
    assert (elsewhere.moved_seen, elsewhere.moved_at) == (1, NOW + 5 * DAY)
    assert moved(elsewhere, 8, 9).address == ""


def test_two_sources_never_become_one() -> None:
    assert moved(health(), 0, 3, 7, 9, to="http://c.example/feed/").address == ""
    elsewhere = {"se-c": Health("se-c", address=NEW)}
    seen = health(fetched_at=NOW, moved_to=NEW, moved_at=NOW - 9 * DAY, moved_seen=9)
    assert settled(seen, SOURCE, BOOK, elsewhere, NOW).address == ""
    assert settled(seen, SOURCE, BOOK, {}, NOW).address == NEW


def test_a_failure_is_no_sighting_of_a_move() -> None:
    known = failed(moved(health(), 0), SourceError("this is a web page"), NOW + 3 * DAY)

    assert (known.moved_to, known.moved_seen) == (NEW, 1)


def test_a_new_address_that_fails_is_given_up_for_the_old_one() -> None:
    known = moved(health(), 0, 3, 7)
    for day in (8, 9):
        known = failed(known, SourceError("no answer"), NOW + day * DAY)
    assert known.address == NEW

    known = failed(known, SourceError("no answer"), NOW + 10 * DAY)

    assert (known.address, known.failures) == ("", 1)


def test_gone_is_believed_on_the_second_day() -> None:
    once = failed(health(), Gone("gone (HTTP 410)"), NOW)
    at_once = failed(once, Gone("gone (HTTP 410)"), NOW + HOUR)
    other = failed(at_once, SourceError("no answer"), NOW + 12 * HOUR)
    twice = failed(other, Gone("gone (HTTP 410)"), NOW + DAY)

    assert [one.trouble for one in (once, at_once, other, twice)] == [
        "missing", "missing", "failing", "gone",
    ]  # fmt: skip
    assert answered(twice, Answer(whole=True), NOW + 2 * DAY).trouble == ""


def test_a_working_day_in_between_makes_gone_begin_anew() -> None:
    once = failed(health(), Gone("gone (HTTP 410)"), NOW)
    again = answered(once, Answer(whole=True), NOW + DAY)

    assert failed(again, Gone("gone (HTTP 410)"), NOW + 2 * DAY).trouble == "missing"


def test_what_is_missing_at_a_new_address_leads_back_to_the_old_one() -> None:
    known = moved(health(), 0, 3, 7)
    known = failed(known, Gone("gone (HTTP 410)"), NOW + 8 * DAY)
    known = failed(known, Gone("gone (HTTP 410)"), NOW + 9 * DAY)

    assert known.address == ""
    assert known.trouble != "gone"
    assert failed(known, Missing("nothing (HTTP 404)"), NOW + 10 * DAY).failures == 2
