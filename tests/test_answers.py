"""What an HTTP answer says about when to ask again."""

from __future__ import annotations

import pytest

from newsletter.adapters.answers import fresh_for, retry_after

_DATE = "Tue, 17 Mar 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Cache-Control": "max-age=3600"}, 3600),
        ({"Cache-Control": 'private, Max-Age = "60"'}, 60),
        ({"Cache-Control": "max-age=60", "Age": "20"}, 40),
        ({"Cache-Control": "max-age=60", "Age": "90"}, 0),
        ({"Cache-Control": "s-maxage=60"}, 0),
        ({"Cache-Control": "no-cache, max-age=60"}, 0),
        ({"Cache-Control": "no-store", "Expires": "Tue, 17 Mar 2026 10:00:00 GMT"}, 0),
        ({"Expires": "Tue, 17 Mar 2026 10:00:00 GMT", "Date": _DATE}, 3600),
        ({"Expires": "Tue, 17 Mar 2026 08:00:00 GMT", "Date": _DATE}, 0),
        ({"Cache-Control": "max-age=60", "Expires": "Tue, 17 Mar 2026 10:00:00 GMT"}, 60),
        ({"Expires": "0", "Date": _DATE}, 0),
        ({"Expires": "Tue, 17 Mar 2026 10:00:00 GMT"}, 0),
        ({"Cache-Control": "max-age=soon", "Age": "old"}, 0),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: int) -> None:
    assert fresh_for(headers) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 7 "}, 7),
        ({"Retry-After": "Tue, 17 Mar 2026 09:30:00 GMT", "Date": _DATE}, 1800),
        ({"Retry-After": "Tue, 17 Mar 2026 08:30:00 GMT", "Date": _DATE}, 0),
        ({"Retry-After": "Tuesday, 17-Mar-26 09:30:00 GMT", "Date": _DATE}, 1800),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "²"}, None),
        ({"Retry-After": "9" * 400}, 9_999_999_999),
        ({"Retry-After": "Tue, 17 Mar 99999 09:30:00 GMT"}, None),
    ],
)
def test_both_forms_of_retry_after_are_read(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_a_date_to_wait_for_is_compared_with_the_servers_own_clock() -> None:
    """Ours may be wrong by years; its wish is five minutes all the same."""
    told = {"Date": "Tue, 17 Mar 2099 09:00:00 GMT", "Retry-After": "Tue, 17 Mar 2099 09:05:00 GMT"}

    assert retry_after(told) == 300
