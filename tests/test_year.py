"""A year of collecting, with everything that happens to sources in one."""

from __future__ import annotations

import socket
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from year_run import HOUR, Year, live
from year_server import DAY, START, World, day, token_in
from year_sites import BUSY_HOST, HOSTS, NEW_HOST, WRONG_CLOCK

from newsletter import store
from newsletter.model.health import Trouble
from newsletter.model.items import Item, ItemState
from newsletter.store import Store


def most_asks(length: timedelta) -> int:
    """How often something that fails for so long is asked at most: 1, 2, 4 ... hours, 3 days."""
    asks, waited = 1, timedelta()
    while waited <= length:
        waited += min(HOUR * 2 ** (asks - 1), 3 * DAY)
        asks += 1
    return asks


# --- the rules ------------------------------------------------------------------------------


def stories_are_there_once(year: Year) -> None:
    """The oracle: what a site has shown us is one item, and is in the inbox once at most."""
    faults = []
    by_token: dict[str, list[Item]] = defaultdict(list)
    for item in (one for source in year.world.sites for one in year.items(source)):
        by_token[token_in(item.excerpt, item.url)].append(item)
    for source in year.world.sites:
        for token in sorted(year.world.shown(source)):
            story = year.world.stories[token]
            found = by_token[token]
            shown = [one for one in found if _was_shown(one)]
            history = story.at < START - 60 * DAY
            if len(shown) != (0 if history else 1) or not found:
                those = [(one.id, one.state.value, one.doubt[:20], one.url) for one in found]
                faults.append(f"{source} {token} of day {(story.at - START).days}: {those}")
    assert not faults, f"{len(faults)} faults: {told(faults)}"


def told(faults: list[str]) -> str:
    """Return the first faults of each source."""
    counts: Counter[str] = Counter()
    lines = []
    for fault in faults:
        counts[fault.split()[0]] += 1
        if counts[fault.split()[0]] <= 3:
            lines.append(fault)
    return "\n".join([str(counts), *lines])


def _was_shown(item: Item) -> bool:
    return not item.doubt and (item.state is not ItemState.SKIPPED or item.decided_at is not None)


def nobody_is_asked_too_often(year: Year) -> None:
    times: dict[str, list[datetime]] = defaultdict(list)
    for one in year.world.asked:
        times[f"{one.host}{one.path}"].append(one.at)
    for path, those in times.items():
        those.sort()
        if "robots" not in path:
            gaps = [second - first for first, second in pairwise(those)]
            assert min(gaps) >= HOUR, path


def a_feed_with_validators_is_sent_when_it_changed_and_every_two_weeks(year: Year) -> None:
    whole = [one for one in year.world.requests("steady") if one.status == 200]
    stories = len([one for one in year.world.sites["steady"].stories if day(0) < one.at < day(365)])

    assert stories <= len(whole) <= stories + 365 / 14 + 3
    assert len(year.world.requests("steady")) <= len(year.polls)


def no_month_costs_more_than_its_news(year: Year) -> None:
    """A site with validators sends its feed when it changed, and every two weeks all the same."""
    for source in ("steady", "neighbour", "busy", "missing", "edited", "software", "twin"):
        stories = [one.at for one in year.world.sites[source].stories]
        for begin in range(0, 360, 30):
            asked = year.world.requests(source, begin, begin + 30)
            news = sum(day(begin - 1) <= one < day(begin + 30) for one in stories)
            assert len(asked) <= year.most_polls(begin, begin + 30), source
            assert sum(one.status == 200 for one in asked) <= news + 30 / 14 + 3, source


def a_document_that_is_the_same_is_not_read_again(year: Year) -> None:
    changes = len(year.world.sites["plain"].stories)

    assert len(year.world.requests("plain")) > len(year.polls) * 0.9
    assert year.read["plain"] <= changes + 1


def what_a_feed_or_its_server_asks_for_is_granted(year: Year) -> None:
    for source in ("patient", "cached"):
        asked = year.world.requests(source)
        gaps = [second.at - first.at for first, second in pairwise(asked)]
        short = [one for one in gaps if one < 12 * HOUR]
        assert len(short) <= 2, f"{source}: {len(short)} of {len(gaps)}"  # the wrong clock
        assert len(asked) <= 2 * 366


def a_broken_304_hides_news_for_two_weeks_at_most(year: Year) -> None:
    whole = [one.at for one in year.world.requests("stuck") if one.status == 200]
    gaps = [second - first for first, second in pairwise(whole)]

    assert max(gaps) <= 15 * DAY
    assert len(whole) <= 365 / 14 + 4


def a_move_is_believed_after_a_week(year: Year) -> None:
    world = year.world
    believed = [(at, one.address) for at, one in year.outcomes["moving"] if one.address]
    (at, address) = believed[0]

    assert address == f"http://{NEW_HOST}:{world.port}/moving/feed"
    assert day(67) <= at <= day(68)
    old = [one for one in world.requests("moving", 68, 250) if one.host != NEW_HOST]
    assert not old
    assert len(world.requests("moving", 100, 200)) <= year.most_polls(100, 200)


def a_new_address_that_dies_leads_back_to_the_old_one(year: Year) -> None:
    asked = year.world.requests("moving", 250)
    dead = [one for one in asked if one.host == NEW_HOST]

    assert year.health("moving").address == ""
    assert len(dead) == 3
    assert asked[3].host != NEW_HOST
    assert asked[3].at <= day(253)
    assert year.health("moving").problem == ""


def a_clock_that_was_wrong_once_delays_no_move(year: Year) -> None:
    believed = [at for at, one in year.outcomes["late-moving"] if one.address]

    assert believed
    assert day(WRONG_CLOCK + 7) <= believed[0] <= day(WRONG_CLOCK + 9)


def a_clock_that_was_wrong_once_delays_no_end(year: Year) -> None:
    assert year.health("late-gone").trouble == Trouble.GONE
    assert len(year.world.requests("late-gone", WRONG_CLOCK)) <= 3


def what_is_not_for_good_is_never_believed(year: Year) -> None:
    assert not [at for at, one in year.outcomes["detour"] if one.address]
    assert year.health("detour").problem == ""


def what_fails_is_asked_ever_more_rarely(year: Year) -> None:
    for source in ("outage", "minutes"):
        asked = year.world.requests(source, 80, 101)
        assert 7 <= len(asked) <= most_asks(21 * DAY)
        after = [one.at for one in year.world.requests(source, 101)]
        assert after[0] <= day(101) + 3.6 * DAY + DAY / 2


def gone_on_one_day_is_not_believed(year: Year) -> None:
    assert len(year.world.requests("gone", 50, 51)) <= 2
    assert year.world.requests("gone", 52, 53)[0].status in (200, 304)


def what_is_gone_is_asked_twice(year: Year) -> None:
    assert [one.status for one in year.world.requests("gone", 300)] == [410, 410]
    assert year.health("gone").trouble == Trouble.GONE


def what_is_missing_is_asked_once_a_day_at_most(year: Year) -> None:
    asked = year.world.requests("missing", 110, 140)

    assert 8 <= len(asked) <= 15  # after 1, 1, 1, 1, 1, 1.3, 2.7 days, then every 3 days
    assert year.health("missing").problem == ""


def a_host_that_asks_for_a_pause_gets_it(year: Year) -> None:
    for begin, end in ((100.0, 100.5), (200.0, 200.9)):
        refused = [one for one in year.world.requests("busy", begin, end) if one.status > 400]
        assert len(refused) == 1
        until = refused[0].at + (end - begin) * DAY
        host = [one for one in year.world.asked if one.host == BUSY_HOST]
        assert not [one for one in host if refused[0].at < one.at < until]
        neighbour = [at for at, one in year.outcomes["neighbour"] if "left alone" in one.waiting]
        assert any(refused[0].at < at < until for at in neighbour)


def what_changes_ids_leaves_one_sighting_a_story(year: Year) -> None:
    for source in (
        "restless",
        "software",
        "one-id",
        "rehosted",
        "relaunch",
        "rehosted-undated",
        "positions",
        "latest",
    ):
        assert year.sightings(source) == len(year.world.shown(source)), source
    assert year.health("restless").identity == "address"
    assert year.health("software").identity == ""


def a_mass_of_old_news_is_held_back(year: Year) -> None:
    for source, count in (("archive", 30), ("again", 12)):
        assert sum(one.doubtful for _, one in year.outcomes[source]) == count
    for source in set(year.world.sites) - {"archive", "again", "reworded"}:
        assert not [one for one in year.items(source) if one.doubt], source


def what_an_editor_decided_stays_whatever_the_source_changes(year: Year) -> None:
    with year.db.read() as tx:
        found = {name: store.items.get(tx, one.id) for name, one in year.decided.items()}
        sightings = {
            name: store.items.sightings_of(tx, one.id) for name, one in year.decided.items()
        }

    assert found["picked"] == year.decided["picked"]
    assert found["skipped"] == year.decided["skipped"]
    assert found["own"].title == "Our own title"
    assert found["own"].excerpt.endswith("wrong.")
    assert found["untouched"].title.endswith("(corrected)")
    for (one,) in sightings.values():
        assert one.title.endswith("(corrected)")
        assert one.changed_at == day(38)


def a_story_of_two_sources_is_shown_once(year: Year) -> None:
    shared = year.world.shown("steady") & year.world.shown("twin")
    theirs = [one for one in year.items("steady") if token_in(one.excerpt) in shared]
    with year.db.read() as tx:
        sources = store.duplicates.sources_of(tx, [one.id for one in theirs])

    assert len(shared) >= 8
    assert all(set(those) == {"steady", "twin"} for those in sources.values())


RULES: tuple[Callable[[Year], None], ...] = (
    stories_are_there_once,
    nobody_is_asked_too_often,
    a_feed_with_validators_is_sent_when_it_changed_and_every_two_weeks,
    no_month_costs_more_than_its_news,
    a_document_that_is_the_same_is_not_read_again,
    what_a_feed_or_its_server_asks_for_is_granted,
    a_broken_304_hides_news_for_two_weeks_at_most,
    a_move_is_believed_after_a_week,
    a_new_address_that_dies_leads_back_to_the_old_one,
    a_clock_that_was_wrong_once_delays_no_move,
    a_clock_that_was_wrong_once_delays_no_end,
    what_is_not_for_good_is_never_believed,
    what_fails_is_asked_ever_more_rarely,
    gone_on_one_day_is_not_believed,
    what_is_gone_is_asked_twice,
    what_is_missing_is_asked_once_a_day_at_most,
    a_host_that_asks_for_a_pause_gets_it,
    what_changes_ids_leaves_one_sighting_a_story,
    a_mass_of_old_news_is_held_back,
    what_an_editor_decided_stays_whatever_the_source_changes,
    a_story_of_two_sources_is_shown_once,
)


@pytest.mark.long
async def test_a_year_of_collecting(db: Store, subtests: pytest.Subtests) -> None:
    with socket.socket() as probe:
        try:
            probe.bind((HOSTS[-1], 0))
        except OSError:
            pytest.skip("on this system loopback is one address; several are needed as hosts")
    year = Year(World(), db)
    await live(year)
    for rule in RULES:
        with subtests.test(rule.__name__.replace("_", " ")):
            rule(year)
