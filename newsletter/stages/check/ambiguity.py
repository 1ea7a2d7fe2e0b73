"""What is plain at home and means something else, or nothing, in another country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from newsletter.model.cities import named
from newsletter.model.languages import same
from newsletter.model.sources import SourceBook
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, Level
from newsletter.stages.check.own_words import Words, own_words

_Told = tuple[Level, int, str]  # how grave it is, at which letter, what to write

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_A_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")


@asks()
def ambiguity(examined: Examined) -> Iterable[Finding]:
    """Readers live in both hemispheres, in many time zones, with several kinds of dollars.

    Told are seasons that stand for a date, days that are told from today, bare $, hours without a
    city, letters of clocks that several countries use, and a Minister or Government of which
    nothing says whose it is. Dates in figures have a check of their own. Titles and quotations are
    left alone, and texts in another language than English.
    """
    if not same(examined.issue.language, "en"):
        return
    for words in own_words(examined):
        for level, position, message in _of_text(words, examined):
            yield Finding("", level, words.line_at(position), words.told(message))


def _of_text(words: Words, examined: Examined) -> Iterator[_Told]:
    yield from _seasons(words)
    yield from _from_today(words, examined.issue.date)
    yield from _dollars(words)
    yield from _hours(words, examined.book)
    yield from _clocks(words, examined.book)
    yield from _whose(words, examined.book)


def _first(pattern: re.Pattern[str], words: Words) -> Iterator[re.Match[str]]:
    """Yield where the words have it first: who mends that sees the others."""
    match = pattern.search(words.text)
    if match:
        yield match


def _shown(match: re.Match[str], group: str | int = 0) -> str:
    where = " ".join(match[group].split())
    return f"'{where}'"


# --- seasons --------------------------------------------------------------------------------

_SEASON = r"(?:spring|summer|autumn|winter)"
# "Winter pressures", "a summer school", "the spring budget" are no dates.
_NO_DATE = (
    r"(?!\s+(?:schools?|camps?|pressures?|budgets?|holidays|break|term|cleaning|to\s+mind)\b)"
)
_OWN = "".join(rf"(?<!\b{one}\s)" for one in ("a", "the", "his", "her", "their", "your", "my"))
_SEASONS = re.compile(
    rf"\b(?:this|next|last|coming|past|previous)\s+{_SEASON}\b{_NO_DATE}"
    rf"|{_OWN}\b(?:this|next|last)\s+fall\b(?!\s+(?:prevention|risks?|rates?)\b)"
    rf"|\b(?:(?:early|late|mid)[\s-]+)?(?:{_SEASON}|fall)\s+(?:of\s+)?20\d\d\b"
    rf"|\b(?:by|until|since|from|before|in)\s+(?:the\s+)?(?:early|late|mid)[\s-]+{_SEASON}\b"
    rf"|\b(?:by|until|since)\s+(?:the\s+)?{_SEASON}\b{_NO_DATE}"
    rf"|\b(?:published|due|out|planned|expected|held|starts?|begins?|opens?|comes?|meets?)\s+"
    rf"(?:in|this)\s+(?:the\s+)?{_SEASON}\b{_NO_DATE}",
    re.IGNORECASE,
)
_HALF_OF_THE_WORLD = re.compile(
    r"\b(?:northern|southern|(?-i:[A-Z])\w{1,12}(?:ern|ian|ish|can|tch|ss|’s|'s))\s+$",
    re.IGNORECASE,
)


def _seasons(words: Words) -> Iterator[_Told]:
    """Yield seasons that stand for a date: summer in Sweden is winter in New Zealand."""
    for match in _SEASONS.finditer(words.text):
        before = words.text[max(0, match.start() - 40) : match.start()]
        near = words.text[match.start() : match.end() + 30]
        if not _HALF_OF_THE_WORLD.search(before) and not _A_MONTH.search(near):
            message = f"{_shown(match)} is another time of the year in the other half of the world:"
            yield Level.WARNING, match.start(), f"{message} write the months"
            return


# --- days told from today -------------------------------------------------------------------

_UNITS = r"(?:week|month|quarter|year|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_FROM_TODAY = re.compile(
    rf"(?:\b(?P<kind>the|an?|his|her|their|its|our|my|your|every|each|very|past)\s+)?"
    rf"(?<![\w-])(?P<told>(?:last|next)\s+{_UNITS}|yesterday|tomorrow)\b(?!\s+(?:of|but)\b)",
    re.IGNORECASE,
)


def _from_today(words: Words, issued: date) -> Iterator[_Told]:
    """Yield days told from today: who reads it later, or in the archive, finds another day."""
    found = (match for match in _FROM_TODAY.finditer(words.text) if not match["kind"])
    for match in list(found)[:1]:
        meant = _meant(match["told"].casefold().split(), issued)
        message = f"{_shown(match, 'told')} is another day for who reads it later: write {meant}"
        yield Level.ADVICE, match.start("told"), message


def _meant(told: list[str], issued: date) -> str:
    step = 1 if told[0] == "next" else -1
    if told[-1] == "year":
        return str(issued.year + step)
    if told[-1] == "month":
        months = issued.year * 12 + issued.month - 1 + step
        return f"{_MONTHS[months % 12]} {months // 12}"
    return "the date"


# --- money ----------------------------------------------------------------------------------

_DOLLARS: Mapping[str, str] = {
    "AU": "A$", "CA": "C$", "HK": "HK$", "NZ": "NZ$", "SG": "S$", "US": "US$",
}  # fmt: skip
_BARE = re.compile(
    r"(?<![A-Za-z])\\?\$\s?\d[\d,.]*\d?(?:\s?(?:bn|billion|m|million|k|thousand)\b)?"
)
_CURRENCY = re.compile(
    r"\b(?:AUD|CAD|HKD|NZD|SGD|USD)\b|\b[A-Z]{1,2}\$"
    r"|\b(?:Australian|Canadian|New\sZealand|Singapore|US|U\.S\.|American)\s+(?:dollars?|currency)",
)


def _dollars(words: Words) -> Iterator[_Told]:
    """Yield $ without its country: four of the network's countries have dollars of their own."""
    for match in _first(_BARE, words):
        if _CURRENCY.search(words.raw):
            return
        own = _DOLLARS.get(words.code.partition("-")[0])
        amount = " ".join(match[0].split()).replace("\\", "").rstrip(".,")
        if own:
            message = f"'{amount}': write {amount.replace('$', own)}; others have dollars, too"
            yield Level.ADVICE, match.start(), message
        else:
            message = f"'{amount}': which dollars? Write US{amount}, A{amount} or as it is"
            yield Level.WARNING, match.start(), message


# --- hours ----------------------------------------------------------------------------------

_HOUR = re.compile(
    r"(?<![\w:.])(?:[1-9]|1[0-2])(?:[:.][0-5]\d)?\s?(?:[ap]m\b|[ap]\.m\.)"
    r"|\b(?:at|from|until|till|by|between|starts?|begins?)\s+(?:[01]?\d|2[0-3]):[0-5]\d\b"
    r"(?!\s?(?:[ap]\.?m\b|hours|minutes))",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b(?:UTC|GMT|[A-Z]{1,3}[SD]T|CET|CEST|EET|EEST|WET|WEST|ET|CT|MT|PT)\b|\b[\w’']+\s+time\b"
)
# Letters of clocks, and the countries that use them.
_SEVERAL: Mapping[str, str] = {
    "AST": "eastern Canada and Arabia",
    "BST": "Britain and Bangladesh",
    "CST": "North America, China and Cuba",
    "EST": "North America and, to some, Australia",
    "IST": "Ireland, India and Israel",
}
_LETTERS = re.compile(
    rf"(?:\d|[ap]\.?m\.?)\s?\(?(?P<letters>{'|'.join(_SEVERAL)})\b", re.IGNORECASE
)


def _hours(words: Words, book: SourceBook) -> Iterator[_Told]:
    """Yield an hour that is nowhere: in a country with one clock it can at least be guessed."""
    if words.item and words.item.when:  # there the hour is told with its city
        return
    for match in _first(_HOUR, words):
        around = words.paragraph_at(match.start())
        if _CLOCK.search(around) or _names_a_place(around, book):
            return
        level = Level.ADVICE if words.place and not words.place.body else Level.WARNING
        message = f"{_shown(match)}: in which city? Write it behind the hour, as in 14:00 in Dublin"
        yield level, match.start(), message


def _clocks(words: Words, book: SourceBook) -> Iterator[_Told]:
    """Yield letters of a clock that are another hour elsewhere, without a city beside them."""
    for match in _first(_LETTERS, words):
        letters = match["letters"].upper()
        if not _names_a_place(words.paragraph_at(match.start()), book):
            message = f"'{letters}' is a clock in {_SEVERAL[letters]}: write the city"
            yield Level.WARNING, match.start("letters"), message


# --- whose ----------------------------------------------------------------------------------

_NATIONS = re.compile(
    r"\b(?:Aotearoa|Māori|African?|America\w*|Argentin\w+|Asian?|Australia\w*|Austria\w*|Belgi\w+"
    r"|Brazil\w*|Brit\w+|Bulgaria\w*|Canad\w+|Chile\w*|Chin\w+|Croat\w+|Cypr\w+|Czech\w*|Dan(?:e|ish)"
    r"|Denmark|Dutch|England|English|Estonia\w*|Europe\w*|Finland|Finnish|France|French|German\w*"
    r"|Greece|Greek|Hungar\w+|Iceland\w*|India\w*|Indonesia\w*|Ireland|Irish|Israel\w*|Ital\w+"
    r"|Japan\w*|Kenya\w*|Korea\w*|Latvia\w*|Lithuania\w*|Luxembourg\w*|Malaysia\w*|Malt\w+|Mexic\w+"
    r"|Netherlands|Nepal\w*|New\sZealand\w*|Nigeria\w*|Norw\w+|Pakistan\w*|Poland|Polish|Portug\w+"
    r"|Romania\w*|Rwanda\w*|Scot\w+|Singapore\w*|Slovak\w*|Sloven\w+|South\sAfrica\w*|Spain|Spanish"
    r"|Swed\w+|Swiss|Switzerland|Turk\w+|Uganda\w*|Ukrain\w+|Wales|Welsh|UK|USA?|EU|U\.[KS]\."
    r"|Queensland|Victoria\w*|Ontario|Qu[ée]bec|California\w*)\b"
)
_WHOSE = re.compile(
    r"\b[Tt]he\s+(?:(?:[Pp]rime\s+|[Hh]ealth\s+)?[Mm]inister|(?:[Nn]ational\s+)?[Gg]overnment"
    r"|[Pp]arliament|[Mm]inistry|[Dd]epartment\s+of\s+[Hh]ealth)\b(?!\s+of\b)"
    r"|\b(?:[Nn]ationwide|[Nn]ationally)\b|\b(?:in|across|throughout)\s+(?:this|our|the)\s+country\b"
)


def _whose(words: Words, book: SourceBook) -> Iterator[_Told]:
    """Yield a Minister of nobody knows where; under the name of a country that country is meant."""
    if words.place and not words.place.body:
        return
    item = words.item
    around = " ".join((words.raw, *((item.title, item.english, item.byline) if item else ())))
    for match in _first(_WHOSE, words):
        if not (_NATIONS.search(around) or _names_a_place(around, book)):
            message = f"{_shown(match)}: of which country? Nothing near it says so"
            yield Level.ADVICE, match.start(), message


def _names_a_place(text: str, book: SourceBook) -> bool:
    """Tell whether a text names a city, a country, or a place of the network."""
    names = [place.name for place in book.places if not place.body]
    if any(re.search(rf"\b{re.escape(name)}\b", text) for name in names):
        return True
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    starts = (at for at, word in enumerate(words) if word[0].isupper())
    return any(named(" ".join(words[at : at + size])) for at in starts for size in (1, 2, 3))
