"""Short forms that readers elsewhere may not know, told in full where they come first in a place.

The forms are the network's own (``glossary`` in ``sources.yaml``); nothing is guessed. They are
found as whole words in exactly their letters: WHO is no "who".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from newsletter.model.views import Explanation

_TOKEN = re.compile(r"(?=.{2,20}$)[^\W_]+(?:[.&/+-][^\W_]+)*")
_VOWELS = frozenset("aeiou")
# What is no prose: addresses of links, bare addresses, code, and comments of Markdown.
_UNTOUCHED = (
    r"\]\([^)\s]*\)?|<[^>\s]+>|`[^`]*`|<!--.*?-->|\[@[^\]]*\]|\{[^}]*\}"
    r"|\b(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+|(?<![\w.-])[\w.-]+\.[a-z]{2,}(?:/\S*)?\b"
)
_LINK = r"[\s(\[,;:–—-]{1,4}(?:the\s+)?"  # between a long form and the short one beside it
_BEHIND_NOUN = re.compile(r"\s(?:of|for|in|on|to|with)\s.*")


def is_short_form(text: str) -> bool:
    """Tell whether ``text`` can stand in a glossary: NDIS, GPs, COVID-19, R&D, ggz.

    It is one word of 2 to 20 characters that no other is likely to be: with two capitals, or a
    letter and a digit, or without any vowel.
    """
    if not _TOKEN.fullmatch(text):
        return False
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = any(map(str.isalpha, text))
    digits = any(map(str.isdigit, text))
    return letters and (sum(map(str.isupper, text)) > 1 or digits or not _VOWELS & set(plain))


class Reading:
    """What somebody who reads one place from its top has been told so far.

    ``terms`` are the short forms with what they stand for. Texts are given in the order in which
    they are read.
    """

    def __init__(self, terms: Mapping[str, str]) -> None:
        self._terms = terms
        self._explained: set[str] = set()
        forms = "|".join(re.escape(short) for short in sorted(terms, key=len, reverse=True))
        self._words = re.compile(
            rf"(?P<untouched>{_UNTOUCHED})"
            rf"|(?<![^\W_])(?P<short>{forms})(?P<plural>['’]?s)?(?P<rest>(?:-\w+)*)(?![^\W_])"
            if terms
            else r"(?!)",
            re.DOTALL,
        )

    def expanded(self, text: str) -> str:
        """Return the editor's words with each short form explained where it is used first.

        "the NDIS pays" becomes "the NDIS (National Disability Insurance Scheme) pays". ``text`` is
        plain or Markdown: addresses, code and comments in it stay as they are. Where the long form
        stands beside the short one, nothing is added.
        """
        pieces, position = [], 0
        for match in self._first_uses(text):
            end = match.end()
            pieces += [text[position:end], _told(match, self._terms[match["short"]])]
            position = end
        return "".join([*pieces, text[position:]])

    def first_used(self, text: str) -> tuple[Explanation, ...]:
        """Return the short forms that ``text``, which nobody may change, is the first to use."""
        shorts = [match["short"] for match in self._first_uses(text)]
        return tuple(Explanation(short, self._terms[short]) for short in shorts)

    def _first_uses(self, text: str) -> list[re.Match[str]]:
        """Return where short forms have to be explained, and hold them for explained."""
        if not any(short in text for short in self._terms):  # most texts have none: that is fast
            return []
        found = []
        for match in self._words.finditer(text):
            short = match["short"]
            if not short or short in self._explained:
                continue
            self._explained.add(short)
            if not _stands_beside(match, self._terms[short]):
                found.append(match)
        return found


def _stands_beside(match: re.Match[str], long: str) -> bool:
    """Tell whether the long form stands right before or behind the short one."""
    forms = (r"\s+".join(map(re.escape, form.split())) for form in (_plural(long), long))
    words = f"(?:{'|'.join(forms)})"
    before = re.compile(rf"(?<!\w){words}{_LINK}\Z", re.IGNORECASE)
    behind = re.compile(rf"{_LINK}{words}(?!\w)", re.IGNORECASE)
    near = match.string[max(0, match.start() - 2 * len(long) - 20) : match.start()]
    return bool(before.search(near) or behind.match(match.string, match.end()))


def _told(match: re.Match[str], long: str) -> str:
    """Return what is written behind the use of a short form."""
    text, start, end = match.string, match.start(), match.end()
    if match["plural"] == "s" and not match["rest"]:
        long = _plural(long)
    elif match["rest"] or text[start - 1 : start] == "-":  # "NDIS-funded", "non-NHS"
        long = f"{match['short']}: {long}"
    if text.count("(", 0, start) <= text.count(")", 0, start):
        return f" ({long})"
    # Brackets in brackets are hard to read, and to hear.
    if text[start - 1] == "(" and text[end : end + 1] == ")":
        return f": {long}"
    return f", {long}" + ("," if re.match(r"\s+\w", text[end:]) else "")


def _plural(long: str) -> str:
    """Return the plural of an English noun phrase: "Centres for Health", "authorities"."""
    noun = _BEHIND_NOUN.sub("", long)
    rest = long.removeprefix(noun)
    if noun.endswith("s"):
        return long
    if re.search(r"(?:x|z|ch|sh)$", noun):
        return f"{noun}es{rest}"
    return f"{noun[:-1]}ies{rest}" if re.search(r"[^aeiou]y$", noun) else f"{noun}s{rest}"
