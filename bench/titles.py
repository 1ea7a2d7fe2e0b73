"""Makes up items: an archive as agencies fill one in ten years, and what comes in today.

Words follow Zipf's law: each language has words of the field that occur everywhere, and a long tail
of made-up ones. Every tenth title belongs to a series that differs in a figure, a month or a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from newsletter.model.dates import PartialDate
from newsletter.model.items import Item, ItemState

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
YEARS = 10
_FIELD = {
    "en": """mental health services people young care national report strategy support community
        suicide prevention government review survey children treatment access recovery wellbeing
        disability addiction research workforce framework evidence guidance statistics hospital
        inpatient primary crisis experience peer family housing employment policy australian
        scottish information international organisation evaluation implementation""",
    "sv": """psykisk hälsa vård unga nationell rapport strategi stöd regeringen socialtjänsten
        suicidprevention utvärdering tillsyn kommuner regioner barn ungdomar behandling
        återhämtning missbruk beroende brukare anhöriga folkhälsomyndigheten socialstyrelsen""",
    "nl": """geestelijke gezondheid zorg jongeren nationaal rapport strategie ondersteuning
        zelfmoordpreventie gemeenten onderzoek behandeling herstel verslaving ervaringsdeskundigen
        wachttijden ministerie volksgezondheid toegankelijkheid jeugdhulp""",
    "fr": """santé mentale services jeunes soins national rapport stratégie soutien prévention
        suicide gouvernement enquête enfants traitement rétablissement toxicomanie recherche
        handicap communauté psychiatrie établissements évaluation québec""",
}
_SYLLABLES = "ba be bo da de do fa fi ga ge ha ka ke ki la le li lo ma me mi mo na ne no pa pe ra re ri ro sa se si so ta te ti to va ve vi vo".split()  # fmt: skip  # noqa: SIM905, E501
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
_SERIES = (
    "Annual report {year}",
    "Mental health services monthly statistics, {month} {year}",
    "Quarterly performance of {place} community services, {month} {year}",
    "Minutes of the {place} advisory committee, meeting {number}",
    "Suicide among {who} in {place} {year}",
)
_TAIL = 6_000  # made-up words of one language
_PLACES = ("SE", "NL", "IE", "GB-ENG", "GB-SCT", "AU", "NZ", "CA", "US", "WHO", "OECD")


@dataclass(frozen=True)
class Planted:
    """An item that comes in today; ``origin`` is the id of the one whose story it tells, or ""."""

    item: Item
    kind: str
    origin: str = ""


class Words:
    """Draws words of a language, the frequent ones often."""

    def __init__(self, language: str, random: Random) -> None:
        field = _FIELD[language].split()
        tail = {"".join(random.choices(_SYLLABLES, k=random.randint(2, 5))) for _ in range(_TAIL)}
        self._words = [*field, *sorted(tail)]
        self._weights = [*accumulate(1 / rank for rank in range(3, len(self._words) + 3))]
        self._random = random

    def some(self, count: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=count)


class Writer:
    """Writes items; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  nothing here is secret
        self._words = {language: Words(language, self.random) for language in _FIELD}

    def item(self, number: int, seen: datetime) -> Item:
        """Return an item of its own; two sources in three have texts."""
        source = self.random.randrange(400)
        language = self.random.choices([*_FIELD], [6, 2, 1, 1])[0]
        words = self._words[language]
        title = " ".join(words.some(max(2, round(self.random.gauss(9, 3))))).capitalize()
        if self.random.random() < 0.1:
            title = self._series()
        text = " ".join(words.some(60)) if source % 3 else ""
        published = seen.date() - timedelta(days=self.random.randrange(3))
        return Item(
            id=f"i{number}",
            key=f"example.org/{number}",
            url=f"https://example.org/{number}",
            title=title,
            source=f"s{source}",
            publisher=f"Agency {source} for {words.some(1)[0]}",
            place=_PLACES[source % len(_PLACES)],
            section="News",
            language=language,
            published=PartialDate.of(published),
            excerpt=text,
            topics=(),
            state=ItemState.NEW,
            first_seen=seen,
        )

    def _series(self) -> str:
        return self.random.choice(_SERIES).format(
            year=self.random.randint(2017, 2026),
            month=self.random.choice(_MONTHS),
            place=self.random.choice(("Northern", "Southern", "Western", "Eastern", "Central")),
            number=self.random.randint(1, 400),
            who=self.random.choice(("men", "women", "children", "adults")),
        )

    def archive(self, count: int) -> Iterator[Item]:
        """Yield ``count`` items, evenly over the years until yesterday."""
        step = timedelta(days=365 * YEARS - 1) / count
        for number in range(count):
            yield self.item(number, NOW - timedelta(days=365 * YEARS) + step * number)

    def retold(self, origin: Item, number: int, kind: str) -> Planted:
        """Return ``origin`` as another source tells it; ``kind`` is a key of `EDITS`."""
        one = self.item(number, NOW)
        kept = replace(
            one, title=origin.title, language=origin.language, published=origin.published
        )
        item = EDITS[kind](replace(kept, excerpt=origin.excerpt), self.random)
        return Planted(item, kind, "" if kind.startswith("other ") else origin.id)


# --- what editors do to a title --------------------------------------------------------------


def _shouted(item: Item, _random: Random) -> Item:
    return replace(item, title=item.title.upper())


def _punctuated(item: Item, random: Random) -> Item:
    words = item.title.split()
    at = random.randrange(1, len(words))
    return replace(item, title=f"“{' '.join(words[:at])}” – {' '.join(words[at:])}.")


def _signed(item: Item, random: Random) -> Item:
    joint = random.choice((" | ", " - ", " – "))
    return replace(item, title=f"{item.title}{joint}{item.publisher}")


def _article(item: Item, random: Random) -> Item:
    words = item.title.split()
    words.insert(random.randrange(len(words)), "the")
    return replace(item, title=" ".join(words))


def _plural(item: Item, random: Random) -> Item:
    words = item.title.split()
    long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if long:
        words[random.choice(long)] += "s"
    return replace(item, title=" ".join(words))


def _added(item: Item, random: Random) -> Item:
    words = item.title.split()
    words.insert(random.randrange(len(words)), random.choice(("new", "official", "today")))
    return replace(item, title=" ".join(words))


def _without_text(edit: Callable[[Item, Random], Item]) -> Callable[[Item, Random], Item]:
    return lambda item, random: replace(edit(item, random), excerpt="")


def _other_word(item: Item, random: Random) -> Item:
    words = item.title.split()
    words[random.randrange(len(words))] = random.choice(("women", "ireland", "denied", "fifth"))
    return replace(item, title=" ".join(words), excerpt="")


def _other_number(item: Item, random: Random) -> Item:
    return replace(item, title=f"{item.title} {random.randint(2020, 2030)}")


def _other_year(item: Item, _random: Random) -> Item:
    before = PartialDate(item.published.year - 1, 11, 1) if item.published else None
    return replace(item, published=before)


EDITS: dict[str, Callable[[Item, Random], Item]] = {
    "the same title": lambda item, _: item,
    "the same title, no text": lambda item, _: replace(item, excerpt=""),
    "in capitals": _shouted,
    "changed punctuation": _punctuated,
    "publisher behind it": _signed,
    "publisher behind it, no text": _without_text(_signed),
    "an article more": _article,
    "a plural": _plural,
    "a word more": _added,
    "a word more, no text": _without_text(_added),
    "other word": _other_word,
    "other number": _other_number,
    "other year": _other_year,
}
