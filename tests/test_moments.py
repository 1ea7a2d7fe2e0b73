"""Dates as publishers write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from newsletter.adapters.moments import known_moment, read_moment
from newsletter.model.dates import PartialDate


def at(iso: str) -> datetime:
    return datetime.fromisoformat(iso + "+00:00")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 25 Jun 2018 11:41:36 GMT", "2018-06-25T11:41:36"),
        ("Mon, 25 Jun 2018 11:41:36 +0200", "2018-06-25T09:41:36"),
        ("Mon, 25 Jun 2018 11:41:36 -0730", "2018-06-25T19:11:36"),
        ("25 Jun 18 11:41 EST", "2018-06-25T16:41:00"),
        ("25 Jun 1998", "1998-06-25T00:00:00"),
        ("25 Jun 98 11:41 Z", "1998-06-25T11:41:00"),
        ("  Mon,  25-Jun-2018 11:41:36 UTC ", "2018-06-25T11:41:36"),
        ("Mon, 25 Jun 2018 11:41:36 GMT+2", "2018-06-25T09:41:36"),
        ("Mon, 25 Jun 2018 11:41:36 UTC-05:30", "2018-06-25T17:11:36"),
        ("Mon, 25 Jun 2018 23:59:60 GMT", "2018-06-25T23:59:59"),
        ("Mo, 25 Jun 2018 11:41:36 +0000", "2018-06-25T11:41:36"),
        ("2018-06-25T11:41:36Z", "2018-06-25T11:41:36"),
        ("2018-06-25T11:41:36.123+02:00", "2018-06-25T09:41:36"),
        ("2018-06-25 11:41", "2018-06-25T11:41:00"),
        ("2018-06-25", "2018-06-25T00:00:00"),
        ("2018/6/5", "2018-06-05T00:00:00"),
        ("1718000000", "2024-06-10T06:13:20"),
        ("1718000000000", "2024-06-10T06:13:20"),
        ("17 March 2026", "2026-03-17T00:00:00"),
        ("Tuesday, 17th of March 2026 at 3:05 pm", "2026-03-17T15:05:00"),
        ("Tuesday 17 March 2026, 12:05 a.m.", "2026-03-17T00:05:00"),
        ("March 17, 2026", "2026-03-17T00:00:00"),
        ("Sept. 1, 2026 9:30 AM EDT", "2026-09-01T13:30:00"),
        ("den 17 mars 2026", "2026-03-17T00:00:00"),
        ("17 maart 2026", "2026-03-17T00:00:00"),
        ("17. März 2026", "2026-03-17T00:00:00"),
        ("lun., 25 juin 2018 11:41:36 +0200", "2018-06-25T09:41:36"),
        ("1er août 2026", "2026-08-01T00:00:00"),
        ("17 de marzo de 2026", "2026-03-17T00:00:00"),
    ],
)
def test_a_date_is_read_as_it_was_meant(text: str, moment: str) -> None:
    assert read_moment(text) == at(moment)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        *(("CET", 1), ("CEST", 2), ("MEZ", 1), ("MESZ", 2), ("BST", 1), ("EET", 2), ("EEST", 3)),
        *(("EST", -5), ("EDT", -4), ("PST", -8), ("NDT", -2.5), ("AEDT", 11), ("ACST", 9.5)),
        *(("NZDT", 13), ("NZST", 12), ("GMT", 0), ("UT", 0), ("Z", 0), ("IST", 0), ("XYZ", 0)),
    ],
)
def test_a_named_zone_counts_and_an_unknown_one_is_utc(zone: str, hours: float) -> None:
    there, utc = read_moment(f"Mon, 25 Jun 2018 12:00:00 {zone}"), at("2018-06-25T12:00:00")
    assert isinstance(there, datetime)
    assert (utc - there).total_seconds() == hours * 3600


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "Fri, 30 Feb 2026 10:00:00 GMT", "2026-13-01", "2026-00-10", "31 April 2026",
     "Mon, 25 Jun 2018 25:00:00 GMT", "0001-01-01T00:00:00+14:00"],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_moment(text)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "25/06/2018 11:41", "20260317", "12 items 2026", "May", "x" * 9999,
     "1026", "9999-12", "Marketing 2026", "Spring 2026", "March 2026 issue"],
)  # fmt: skip
def test_what_is_no_date_we_know_is_none(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize("anywhere", [False, True])
@pytest.mark.parametrize(
    ("text", "partial"),
    [
        ("2026", "2026"),
        (" 2026. ", "2026"),
        ("2026-03", "2026-03"),
        ("2026/3", "2026-03"),
        ("03/2026", "2026-03"),
        ("March 2026", "2026-03"),
        ("Sept. 2026", "2026-09"),
        ("Published: March 2026", "2026-03"),
        ("Publicerad: mars 2026", "2026-03"),
        ("août 2026", "2026-08"),
        ("marzo de 2026", "2026-03"),
        ("März 2026", "2026-03"),
    ],
)
def test_a_year_or_month_stays_one(text: str, partial: str, anywhere: bool) -> None:
    assert read_moment(text, anywhere=anywhere) == PartialDate.parse(partial)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "13/2026"])
def test_a_month_that_does_not_exist_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_moment(text)
    assert known_moment(text) is None


def test_among_other_words_a_month_or_year_is_no_date() -> None:
    for text in ("Annual report 2025", "The plan of March 2026", "2025-26 budget", "12 in 2026"):
        assert read_moment(text, anywhere=True) is None


@pytest.mark.parametrize(
    "text",
    ["Published: 17 March 2026", "News | 17 mars 2026 | Rapport", "Report 2024-25, March 17, 2026",
     "Updated 2026-03-17", "12 reports, 17 March 2026"],
)  # fmt: skip
def test_a_date_is_found_among_other_words(text: str) -> None:
    assert read_moment(text, anywhere=True) == at("2026-03-17T00:00:00")
