"""What is new all at once, and no news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsletter.model.dates import PartialDate
from newsletter.model.floods import reposted
from newsletter.model.items import Entry

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)
OLD = NOW - 100 * DAY


def entries(count: int, moment: datetime | PartialDate | None) -> dict[str, Entry]:
    those = (Entry("", f"https://a.example/{n}", f"Title {n}", "", moment) for n in range(count))
    return {f"{moment} {entry.url}": entry for entry in those}


def test_what_is_dated_before_the_last_reading_is_no_news() -> None:
    assert len(reposted(entries(8, OLD), (), 10, NOW - DAY, NOW)) == 8


def test_what_is_dated_since_is_news_however_much_it_is() -> None:
    """An editor who collects twice a month finds every short feed full of news."""
    assert reposted(entries(10, NOW - 9 * DAY), (), 10, NOW - 14 * DAY, NOW) == ()


def test_only_what_looks_old_is_held_back() -> None:
    new = entries(8, OLD) | entries(2, NOW)

    assert all(str(OLD) in key for key in reposted(new, (), 10, NOW - DAY, NOW))


def test_a_few_old_ones_are_let_through() -> None:
    """Four, or as many as half of what is served: somebody has filled a gap."""
    assert reposted(entries(4, OLD), (), 4, NOW - DAY, NOW) == ()
    assert reposted(entries(10, OLD), (), 20, NOW - DAY, NOW) == ()
    assert reposted(entries(10, OLD), (), 19, NOW - DAY, NOW) != ()


def test_undated_entries_are_news_when_there_was_time_to_write_them() -> None:
    assert reposted(entries(10, None), (), 10, NOW - 10 * DAY, NOW) == ()
    assert len(reposted(entries(10, None), (), 10, NOW - DAY, NOW)) == 10


def test_known_titles_under_new_dates_are_no_news() -> None:
    new = entries(10, NOW)
    titles = {entry.title for entry in new.values()}

    assert len(reposted(new, titles, 10, NOW - 14 * DAY, NOW)) == 10


def test_a_month_is_old_when_all_of_it_is() -> None:
    assert len(reposted(entries(6, PartialDate(2026, 3)), (), 6, NOW - DAY, NOW)) == 6
    assert reposted(entries(6, PartialDate(2026, 11)), (), 6, NOW - DAY, NOW) == ()
    assert reposted(entries(6, PartialDate(2026)), (), 6, NOW - DAY, NOW) == ()


def test_nothing_is_a_flood_at_the_first_reading() -> None:
    assert reposted(entries(50, OLD), (), 50, None, NOW) == ()
