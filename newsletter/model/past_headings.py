"""Headings of past issues: which of them are the names of our places and sections."""

from __future__ import annotations

from newsletter.model.duplicates import words_of
from newsletter.model.sources import SourceBook

LINE, MORE = 7, 8  # levels of lines that are no headings, but may be meant as one
_FIRST = 2  # levels of headings that begin something new in whatever mail
_HEADING = 80  # characters of a heading that may be the name of a place or section
_FILLERS = frozenset((
    "news", "latest", "from", "in", "the", "of", "and", "for", "update", "updates", "s",
    "republic", "resources", "focus", "on", "items",
))  # fmt: skip
# What people call countries whose name in a list of places may be another one.
_ALSO = {
    "US": ("usa", "united states", "united states of america"),
    "GB": ("united kingdom", "great britain"),
    "NZ": ("new zealand", "aotearoa"),
    "NL": ("netherlands", "holland"),
    "IE": ("ireland", "eire"),
}


class Headings:
    """Keeps in mind under which place and section of ``book`` the reading stands.

    A name may be said otherwise: "News from Sweden" is a place and a section, "Policy" a section
    called "Policy documents". What is neither ends what stood at its level.
    """

    def __init__(self, book: SourceBook) -> None:
        self.place = self.section = ""
        self._levels = {"place": 0, "section": 0}
        self._outer = "place"
        self._places: dict[tuple[str, ...], str] = {}
        for place in book.places:
            self._places[_words(place.name)] = place.code
        for place in book.places:
            for also in _ALSO.get(place.code, ()):
                self._places.setdefault(_words(also), place.code)
        self._codes = {place.code for place in book.places}
        self._sections = {_words(section): section for section in book.sections}
        own = {word for words in self._sections for word in words}
        self._fillers = _FILLERS | own

    def see(self, text: str, level: int) -> bool:
        """Go on below the heading, or line, ``text``; tell whether it is the name of something."""
        place, section = self._read(text)
        if not place and not section:
            return self._other(level)
        if place:
            if self._ends("section", level):
                self.section = ""
            self._outer = self._outer if self.place else "section" if self.section else "place"
            self.place, self._levels["place"] = place, level
        if section:
            if not place and self._ends("place", level):
                self.place = ""
            self.section, self._levels["section"] = section, level
        return True

    def _ends(self, name: str, level: int) -> bool:
        """Tell whether a place at ``level`` ends the section (``name``) before it, or the reverse.

        Headings tell by their levels. Lines do not: there what stood above the other first does.
        """
        if level < LINE and self._levels[name] < LINE:
            return level < self._levels[name] or (level == self._levels[name] and name == "section")
        return self._outer != name

    def names(self, text: str) -> bool:
        """Tell whether ``text`` is the name of a place or section."""
        return any(self._read(text))

    def _read(self, text: str) -> tuple[str, str]:
        if len(text) > _HEADING:
            return "", ""
        words = _words(text)
        place = self._place(text, words)
        return place, self._section(words, place)

    def _other(self, level: int) -> bool:
        """End what stood at the level of a heading that is none of ours, and below it.

        How a line stands to headings nobody knows: only those of the first levels end it.
        """
        for name, at in self._levels.items():
            if level < LINE and (level <= at < LINE or (at >= LINE and level <= _FIRST)):
                setattr(self, name, "")
        return False

    def _place(self, text: str, words: tuple[str, ...]) -> str:
        if text.strip(" :") in self._codes:  # in capitals, as "us" and "who" are words
            return text.strip(" :")
        found = {
            code: len(name)
            for name, code in self._places.items()
            if (rest := _without(words, name)) is not None and self._fillers.issuperset(rest)
        }
        return max(found, key=lambda code: found[code], default="")

    def _section(self, words: tuple[str, ...], place: str) -> str:
        for name in [name for name, code in self._places.items() if place and code == place]:
            rest = _without(words, name)
            words = words if rest is None else rest
        own = tuple(one for one in words if one not in _FILLERS or (one,) in self._sections)
        for said in (words, own):
            if said in self._sections:
                return self._sections[said]
        begun = [one for name, one in self._sections.items() if own and name[: len(own)] == own]
        return begun[0] if len(begun) == 1 else ""


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a heading without numbers, articles, and the plural's s."""
    said = words_of(text)
    words = [word for word in said if word not in ("the", "a", "an") and not word.isdigit()]
    return tuple(word if len(word) < 5 or word.endswith("ss") else word.removesuffix("s")
                 for word in words)  # fmt: skip


def _without(words: tuple[str, ...], name: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return ``words`` without ``name``, which stands in them as it is; None if it does not."""
    for start in range(len(words) - len(name) + 1):
        if words[start : start + len(name)] == name:
            return words[:start] + words[start + len(name) :]
    return None
