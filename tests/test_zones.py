"""A clock is known by its city, and never guessed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import available_timezones

import pytest

from newsletter.model import cities
from newsletter.model.cities import folded, named
from newsletter.model.zones import city_of, clock, where

WINTER = datetime(2026, 12, 8, 14, 0)  # noqa: DTZ001
SUMMER = datetime(2026, 7, 8, 14, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("words", "zone", "city"),
    [
        (", Stockholm", "Europe/Stockholm", "Stockholm"),
        (", Edinburgh", "Europe/London", "Edinburgh"),
        ("in Stockholm (CET)", "Europe/Stockholm", "Stockholm"),
        ("CET, Stockholm", "Europe/Stockholm", "Stockholm"),
        ("Stockholm time", "Europe/Stockholm", "Stockholm"),
        ("stockholm, sweden", "Europe/Stockholm", "Stockholm"),
        ("local time in New York (EST), online via Zoom.", "America/New_York", "New York"),
        ("New York (ET)", "America/New_York", "New York"),
        ("Europe/Stockholm", "Europe/Stockholm", "Stockholm"),
        ("(America/New_York)", "America/New_York", "New York"),
        ("America/Argentina/Ushuaia", "America/Argentina/Ushuaia", "Ushuaia"),
        ("Malmo", "Europe/Stockholm", "Malmö"),
        ("MALMÖ, Sweden", "Europe/Stockholm", "Malmö"),
        ("Zürich", "Europe/Zurich", "Zurich"),
        ("Tromsø", "Europe/Oslo", "Tromsø"),
        ("St. John's", "America/St_Johns", "St Johns"),
        ("Montréal, Québec", "America/Montreal", "Montreal"),
        ("The Hague", "Europe/Amsterdam", "The Hague"),
        ("Washington, DC", "America/New_York", "Washington DC"),
        ("Washington, D.C., USA", "America/New_York", "Washington DC"),
        ("Toronto, Ontario, Canada", "America/Toronto", "Toronto"),
        ("Melbourne, Victoria", "Australia/Melbourne", "Melbourne"),
        ("Te Whanganui-a-Tara / Wellington", "Pacific/Auckland", "Te Whanganui-a-Tara"),
        ("Aotearoa New Zealand", "Pacific/Auckland", "Auckland"),
        ("Ireland", "Europe/Dublin", "Dublin"),
        ("Sweden, Malmö", "Europe/Stockholm", "Malmö"),
        ("Stockholm and Oslo", "Europe/Stockholm", "Stockholm"),
        ("UTC", "UTC", "UTC"),
        ("(UTC)", "UTC", "UTC"),
        ("GMT", "UTC", "UTC"),
        ("utc+1", "UTC+01:00", "UTC+01:00"),
        ("GMT + 13:00", "UTC+13:00", "UTC+13:00"),
        ("UTC-3:30", "UTC-03:30", "UTC-03:30"),
        ("UTC+0530", "UTC+05:30", "UTC+05:30"),
        ("UTC+1, Stockholm", "Europe/Stockholm", "Stockholm"),
        ("GMT, London", "Europe/London", "London"),
    ],
)
def test_a_city_a_country_a_zone_and_utc_name_a_clock(words: str, zone: str, city: str) -> None:
    assert where(words, WINTER) == (zone, city)


@pytest.mark.parametrize(
    ("words", "home", "city"),
    [
        ("Perth", "", "Perth"),
        ("Perth", "Australia/Sydney", "Perth"),
        ("Perth, Scotland", "", "London"),
        ("Perth, Australia", "Europe/London", "Perth"),
        ("London", "Pacific/Auckland", "London"),
        ("London, Ontario", "", "Toronto"),
        ("London, UK", "America/Toronto", "London"),
        ("Victoria", "America/Toronto", "Vancouver"),
        ("Victoria", "Australia/Sydney", "Melbourne"),
        ("Victoria, Canada", "", "Vancouver"),
        ("Hamilton", "Pacific/Auckland", "Auckland"),
        ("Cambridge, Massachusetts", "", "New York"),
        ("Newcastle, NSW", "Europe/London", "Sydney"),
    ],
)
def test_a_name_of_several_cities_is_settled_by_its_country_or_at_home(
    words: str, home: str, city: str
) -> None:
    assert where(words, WINTER, home)[1] == city


@pytest.mark.parametrize(
    ("words", "home"),
    [
        ("Victoria", ""), ("Victoria", "Europe/Stockholm"), ("Washington", "America/New_York"),
        ("London", "America/Toronto"), ("Perth", "Europe/London"), ("Cambridge", ""),
        ("Portland, USA", ""), ("Victoria, Melbourne", ""),
    ],
)  # fmt: skip
def test_a_name_of_several_cities_that_nothing_settles_is_refused(words: str, home: str) -> None:
    city = words.partition(",")[0]
    with pytest.raises(ValueError, match=rf"^{city} with its country or state"):
        where(words, WINTER, home)


@pytest.mark.parametrize(
    "words",
    ["London and Toronto", "Toronto, London", "Sydney, Canada", "Stockholm, Scotland",
     "UTC+2, Stockholm", "Paris, USA", "Ireland, Sweden"],
)  # fmt: skip
def test_clocks_that_differ_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"^one place: these have different clocks$"):
        where(words, WINTER)


@pytest.mark.parametrize("letters", ["IST", "BST", "CST", "EST", "AST", "CET", "ET"])
def test_letters_of_a_clock_are_refused_without_a_city(letters: str) -> None:
    for home in ("", "Europe/Dublin"):
        with pytest.raises(ValueError, match=rf"^a city instead of {letters}, "):
            where(letters, SUMMER, home)


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        ("Dublin (IST)", SUMMER, WINTER),
        ("London (BST)", SUMMER, WINTER),
        ("Stockholm (CEST)", SUMMER, WINTER),
        ("New York (EST)", WINTER, SUMMER),
        ("Sydney AEDT", WINTER, SUMMER),
    ],
)
def test_letters_beside_a_city_must_be_those_of_its_clock_then(
    words: str, right: datetime, wrong: datetime
) -> None:
    city = words.split()[0]
    assert where(words, right)[1].startswith(city)
    with pytest.raises(ValueError, match=r"without [A-Z]+, which its clock is not called"):
        where(words, wrong)


def test_gmt_beside_a_city_that_has_summer_time_is_refused() -> None:
    assert where("London (GMT)", WINTER) == ("Europe/London", "London")
    with pytest.raises(ValueError, match="different clocks"):
        where("London (GMT)", SUMMER)


@pytest.mark.parametrize("words", ["", "online", ", Zoom (local time)", "Microsoft Teams"])
def test_without_a_city_the_clock_is_that_of_the_place(words: str) -> None:
    assert where(words, WINTER, "Europe/Amsterdam") == ("Europe/Amsterdam", "Amsterdam")
    with pytest.raises(ValueError, match=r"^a city behind the hours, such as Stockholm$"):
        where(words, WINTER)


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("America/New_York", "New York: its country has several clocks"),
        ("Australia/Sydney", "Sydney: its country has several clocks"),
        ("UTC", "Stockholm"),
        ("Etc/UTC", "Stockholm"),
    ],
)
def test_a_country_with_several_clocks_needs_a_city(home: str, expected: str) -> None:
    with pytest.raises(ValueError, match=rf"^a city behind the hours, such as {expected}$"):
        where("online", WINTER, home)


@pytest.mark.parametrize(
    ("words", "unread"),
    [
        ("Stockholm, Room 5", "Room"), ("Eastern time", "Eastern"), ("Atlantis", "Atlantis"),
        ("Dublin, Ohio County", "County"), ("Athens, Georgia", "Georgia"), (":30", ":30"),
        ("Europe/Atlantis", "Europe/Atlantis"), ("to 9 December", "to"), ("ist", "ist"),
        ("13:00 London", "13:00"), ("Ontariot", "Ontariot"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_read_are_refused(words: str, unread: str) -> None:
    with pytest.raises(ValueError, match=rf"such as Stockholm, not '{unread}'$"):
        where(words, WINTER, "Europe/Stockholm")


@pytest.mark.parametrize("home", ["", "America/New_York", "Europe/London"])
def test_a_country_with_several_clocks_or_a_state_alone_is_no_clock(home: str) -> None:
    with pytest.raises(ValueError, match=r"^a city in front of USA, which has several clocks$"):
        where("online, usa", WINTER, home)
    with pytest.raises(ValueError, match=r"^a city in front of Ontario$"):
        where("Ontario", WINTER, home)


def test_no_clock_is_further_from_utc_than_any_is() -> None:
    assert where("UTC+14", WINTER)[0] == "UTC+14:00"
    with pytest.raises(ValueError, match="at most 14 hours"):
        where("UTC+14:30", WINTER)


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("Europe/Stockholm", "Stockholm"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
        ("UTC+05:30", "UTC+05:30"),
        ("Etc/GMT+5", "UTC-05:00"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_is_printed_by_its_city(zone: str, city: str) -> None:
    assert city_of(zone) == city


def test_every_zone_of_the_tables_exists_and_its_city_leads_back_to_it() -> None:
    known = available_timezones()
    names = cities._names()
    zones = {zone for name in names.values() for zone in name.zones if zone}

    assert len(names) > 450
    assert {zone for zone in zones if zone not in known and not zone.endswith("/")} == set()
    for name in names.values():
        if name.city and name.zones[0]:
            zone, city = where(name.city, WINTER)
            assert (zone, city) == (name.zones[0], name.city)
            assert clock(zone).utcoffset(WINTER) is not None


def test_no_name_is_given_twice() -> None:
    groups = [
        *(city for one in cities._AREAS.values() for city in one.split()),
        *cities._SEVERAL,
        *(
            name
            for table in (cities._OTHER_CITIES, cities._COUNTRIES, cities._REGIONS)
            for one in table.values()
            for name in one.split(", ")
        ),
    ]
    assert len(set(map(folded, groups))) == len(groups) == len(cities._names())


@pytest.mark.parametrize("code", ["NZ", "UK", "USA", "Canada", "Australia", "Scotland", "England"])
def test_places_of_the_network_have_names(code: str) -> None:
    assert named(code) is not None
    assert named(f"{code} of nowhere") is None
