"""Cities, countries and regions by the clock they live by, as people name them.

A city is here if its IANA time zone has its name, or if the people of such networks meet there.
Names that several places have say so: a wrong hour is worse than a question.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Name:
    """What a name can mean.

    ``zones`` are IANA zones. The first is what everybody takes the name for, "" where there is no
    such; the others are what it means at home there. An area ("Australia/") stands for a country
    with several clocks. ``city`` is the name as it is printed, "" for a country or region.
    ``region`` is the name of a country or state that is not enough to know the clock, else "".
    """

    zones: tuple[str, ...]
    city: str = ""
    region: str = ""

    @property
    def alone(self) -> bool:
        """Tell whether the name is enough to know the clock."""
        return not self.region


def named(words: str) -> Name | None:
    """Return what ``words`` name, in any case, with or without accents, or None."""
    return _names().get(folded(words))


def folded(words: str) -> str:
    """Return ``words`` as names are compared: "St. John's" is "st johns", "Malmö" is "malmo"."""
    plain = unicodedata.normalize("NFKD", words.casefold().replace("ø", "o"))
    letters = (one for one in plain if not unicodedata.combining(one) and one not in ".'’")
    return " ".join("".join(letters).replace("-", " ").replace("_", " ").split())


@cache
def _names() -> dict[str, Name]:
    names = {}
    for area, cities in _AREAS.items():
        for city in cities.split():
            zone = f"{area}/{city}"
            names[folded(city)] = Name((zone,), city.replace("_", " "))
    for zone, cities in _OTHER_CITIES.items():
        names |= {folded(city): Name((zone,), city) for city in cities.split(", ")}
    names |= {folded(city): Name(zones, city) for city, zones in _SEVERAL.items()}
    for zone, countries in _COUNTRIES.items():
        names |= {folded(country): Name((zone,)) for country in countries.split(", ")}
    for zone, regions in _REGIONS.items():
        names |= {folded(one): Name((zone,), region=one) for one in regions.split(", ")}
    return names


# Zones that are named after a city or an island. Left out: names of regions, common words, and
# cities less known than others of their name.
_AREAS = {
    "Africa": """
        Abidjan Accra Addis_Ababa Algiers Asmara Bamako Bangui Banjul Bissau Blantyre Brazzaville
        Bujumbura Cairo Casablanca Conakry Dakar Dar_es_Salaam Djibouti Douala Freetown Gaborone
        Harare Johannesburg Juba Kampala Khartoum Kigali Kinshasa Lagos Libreville Lome Luanda
        Lubumbashi Lusaka Malabo Maputo Maseru Mbabane Mogadishu Monrovia Nairobi Ndjamena Niamey
        Nouakchott Ouagadougou Porto-Novo Sao_Tome Tripoli Tunis Windhoek""",
    "America": """
        Anchorage Aruba Asuncion Barbados Belize Bogota Boise Buenos_Aires Cancun Caracas Cayenne
        Chicago Chihuahua Costa_Rica Curacao Denver Detroit Edmonton El_Salvador Fortaleza Guatemala
        Guayaquil Havana Hermosillo Indianapolis Iqaluit Jamaica Juneau La_Paz Lima Los_Angeles
        Louisville Managua Manaus Martinique Mexico_City Moncton Monterrey Montevideo Montreal
        Nassau New_York Nuuk Panama Paramaribo Phoenix Port-au-Prince Port_of_Spain Puerto_Rico
        Recife Regina Santiago Santo_Domingo Sao_Paulo St_Johns Tegucigalpa Thunder_Bay Tijuana
        Toronto Vancouver Whitehorse Winnipeg Yellowknife""",
    "Asia": """
        Almaty Amman Ashgabat Baghdad Bahrain Baku Bangkok Beirut Bishkek Brunei Colombo Damascus
        Dhaka Dili Dubai Dushanbe Gaza Hebron Ho_Chi_Minh Hong_Kong Jakarta Jerusalem Kabul Karachi
        Kathmandu Kolkata Kuala_Lumpur Kuwait Macau Manila Muscat Nicosia Phnom_Penh Pyongyang
        Qatar Riyadh Saigon Seoul Shanghai Singapore Taipei Tashkent Tbilisi Tehran Tel_Aviv
        Thimphu Tokyo Ulaanbaatar Vientiane Vladivostok Yangon Yekaterinburg Yerevan""",
    "Atlantic": "Azores Bermuda Canary Cape_Verde Faroe Madeira Reykjavik",
    "Australia": "Adelaide Brisbane Broken_Hill Darwin Hobart Melbourne Sydney",
    "Europe": """
        Amsterdam Andorra Athens Belfast Belgrade Berlin Bratislava Brussels Bucharest Budapest
        Chisinau Copenhagen Dublin Gibraltar Guernsey Helsinki Isle_of_Man Istanbul Jersey Kyiv
        Lisbon Ljubljana Luxembourg Madrid Malta Mariehamn Minsk Monaco Moscow Oslo Paris Podgorica
        Prague Riga Rome San_Marino Sarajevo Skopje Sofia Stockholm Tallinn Vaduz Vatican Vienna
        Vilnius Warsaw Zagreb Zurich""",
    "Indian": "Antananarivo Maldives Mauritius Reunion",
    "Pacific": """
        Apia Auckland Fiji Guam Honolulu Noumea Pago_Pago Palau Port_Moresby Rarotonga Tahiti
        Tongatapu""",
}

# Cities that live by the clock of another.
_OTHER_CITIES = {
    "Europe/London": "Edinburgh, Glasgow, Dundee, Inverness, Stirling, Cardiff, Swansea, Leeds, "
                     "Liverpool, Bristol, Sheffield, Nottingham, Oxford, Brighton, Leicester, "
                     "Derry",
    "Europe/Dublin": "Cork, Galway, Limerick, Waterford, Sligo, Kilkenny",
    "Europe/Amsterdam": "The Hague, Hague, Den Haag, Utrecht, Rotterdam, Eindhoven, Groningen, "
                        "Nijmegen, Maastricht, Leiden, Tilburg, Amersfoort",
    "Europe/Stockholm": "Gothenburg, Göteborg, Malmö, Uppsala, Lund, Umeå, Linköping, Örebro, "
                        "Östersund, Solna",
    "Europe/Oslo": "Bergen, Trondheim, Stavanger, Tromsø",
    "Europe/Copenhagen": "Aarhus, Odense",
    "Europe/Helsinki": "Tampere, Turku",
    "Europe/Zurich": "Geneva, Genève, Bern, Basel, Lausanne, Davos",
    "Europe/Berlin": "Munich, Frankfurt, Hamburg, Cologne, Bonn, Leipzig, Stuttgart, Heidelberg",
    "Europe/Brussels": "Antwerp, Ghent, Leuven",
    "Europe/Paris": "Strasbourg, Lyon, Marseille, Lille",
    "Europe/Madrid": "Barcelona, Seville",
    "Europe/Lisbon": "Porto",
    "Europe/Rome": "Milan, Trieste, Turin, Florence",
    "Europe/Warsaw": "Kraków",
    "America/Toronto": "Ottawa, Quebec City, Mississauga",
    "America/Edmonton": "Calgary",
    "America/Regina": "Saskatoon",
    "America/Halifax": "Charlottetown",
    "America/Moncton": "Fredericton, Saint John",
    "America/New_York": "Washington DC, New York City, Boston, Atlanta, Philadelphia, Miami, "
                        "Baltimore, Bethesda, Rockville, Cleveland, Pittsburgh, Orlando, New Haven",
    "America/Chicago": "Houston, Dallas, Austin, San Antonio, New Orleans, Minneapolis, Milwaukee, "
                       "St Louis, Nashville, Kansas City, Memphis",
    "America/Denver": "Salt Lake City, Albuquerque",
    "America/Los_Angeles": "San Francisco, Seattle, San Diego, Las Vegas, Sacramento, Oakland",
    "America/Sao_Paulo": "Rio de Janeiro, Brasília",
    "Pacific/Auckland": "Wellington, Christchurch, Dunedin, Tauranga, Rotorua, Palmerston North, "
                        "Te Whanganui-a-Tara, Tāmaki Makaurau, Ōtautahi",
    "Australia/Sydney": "Canberra, Wollongong",
    "Australia/Melbourne": "Geelong, Bendigo, Ballarat",
    "Australia/Brisbane": "Gold Coast, Cairns, Townsville",
    "Australia/Darwin": "Alice Springs",
    "Australia/Hobart": "Launceston",
    "Africa/Johannesburg": "Cape Town, Pretoria, Durban",
    "Asia/Kolkata": "Delhi, New Delhi, Mumbai, Bengaluru, Bangalore, Chennai, Hyderabad",
    "Asia/Tokyo": "Osaka, Kyoto",
    "Asia/Seoul": "Busan",
    "Asia/Shanghai": "Beijing",
    "Asia/Ho_Chi_Minh": "Hanoi",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Karachi": "Islamabad, Lahore",
    "Asia/Kathmandu": "Pokhara",
}  # fmt: skip

# Names of several cities with other clocks: see `Name.zones`.
_SEVERAL = {
    "London": ("Europe/London", "America/Toronto"),
    "Perth": ("Australia/Perth", "Europe/London"),
    "Aberdeen": ("Europe/London", "America/Los_Angeles"),
    "Manchester": ("Europe/London", "America/New_York"),
    "Birmingham": ("Europe/London", "America/Chicago"),
    "Cambridge": ("", "Europe/London", "America/New_York", "Pacific/Auckland"),
    "Durham": ("", "Europe/London", "America/New_York"),
    "York": ("Europe/London", "America/Toronto"),
    "Halifax": ("America/Halifax", "Europe/London"),
    "Hamilton": ("", "Pacific/Auckland", "America/Toronto", "Europe/London"),
    "Kingston": ("", "America/Toronto", "Europe/London"),
    "Newcastle": ("", "Europe/London", "Australia/Sydney"),
    "Nelson": ("", "Pacific/Auckland", "America/Vancouver"),
    "Portland": ("", "America/Los_Angeles", "America/New_York"),
    "Richmond": ("", "America/New_York", "America/Vancouver", "Europe/London"),
    "Victoria": ("", "America/Vancouver", "Australia/Melbourne"),
    "Washington": ("", "America/New_York", "America/Los_Angeles"),
}

# Countries with one clock (far islands aside).
_COUNTRIES = {
    "Europe/London": "England, Scotland, Wales, Northern Ireland, United Kingdom, UK, "
                     "Great Britain, Britain",
    "Europe/Dublin": "Ireland, Republic of Ireland",
    "Europe/Amsterdam": "Netherlands, The Netherlands, Holland",
    "Europe/Stockholm": "Sweden",
    "Europe/Oslo": "Norway",
    "Europe/Copenhagen": "Denmark",
    "Europe/Helsinki": "Finland",
    "Atlantic/Reykjavik": "Iceland",
    "Europe/Zurich": "Switzerland",
    "Europe/Berlin": "Germany",
    "Europe/Vienna": "Austria",
    "Europe/Brussels": "Belgium",
    "Europe/Paris": "France",
    "Europe/Rome": "Italy",
    "Europe/Warsaw": "Poland",
    "Europe/Athens": "Greece",
    "Pacific/Auckland": "New Zealand, Aotearoa New Zealand, Aotearoa, NZ",
    "Africa/Johannesburg": "South Africa",
    "Asia/Kolkata": "India",
    "Asia/Tokyo": "Japan",
    "Asia/Seoul": "South Korea",
}  # fmt: skip

# What stands behind the name of a city: countries with several clocks, states and provinces.
_REGIONS = {
    "Australia/": "Australia",
    "America/": "Canada, USA, United States, United States of America, US, Brazil, Mexico",
    "Europe/": "Spain, Portugal",
    "America/Toronto": "Ontario, Quebec",
    "America/Vancouver": "British Columbia, BC",
    "America/Edmonton": "Alberta",
    "America/Winnipeg": "Manitoba",
    "America/Regina": "Saskatchewan",
    "America/Halifax": "Nova Scotia, Prince Edward Island",
    "America/Moncton": "New Brunswick",
    "America/St_Johns": "Newfoundland",
    "America/New_York": "Massachusetts, MA, Maryland, MD, Maine, New Hampshire, "
                        "New Jersey, New York State, NY, Pennsylvania, Virginia, North Carolina, "
                        "Ohio, District of Columbia",
    "America/Chicago": "Alabama, Illinois, Minnesota, Wisconsin, Louisiana",
    "America/Denver": "Colorado",
    "America/Los_Angeles": "California, Oregon, Washington State",
    "Pacific/Honolulu": "Hawaii",
    "Australia/Sydney": "New South Wales, NSW, Australian Capital Territory, ACT",
    "Australia/Brisbane": "Queensland",
    "Australia/Adelaide": "South Australia",
    "Australia/Perth": "Western Australia",
    "Australia/Hobart": "Tasmania",
    "Australia/Darwin": "Northern Territory",
}  # fmt: skip
