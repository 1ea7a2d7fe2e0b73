"""Regular expressions that people write into our files: none of them can run away.

A repeat of a repeat, ``(a+)+``, takes years on a line that does not fit. So only a part of
Python's regular expressions is allowed, in which no text takes much longer than another of its
length: every repeat is bounded, groups are not repeated, and no two repeats compete for the same
letters.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

_LONGEST = 1500  # characters of a pattern
_MOST = 40  # of one letter or class in a row, which + and * are made
_REPEATS = 2  # of anything but white space, on one way through a pattern
_TOKEN = re.compile(
    r"(?P<group>\((?:\?(?:[:=!]|<[=!]))?)|(?P<close>\))|(?P<either>\|)"
    r"|(?P<edge>\\[bB]|[\^$])|(?P<repeat>[*+?]|\{[0-9]*,?[0-9]*\})(?P<how>[?+]?)"
    r"|(?P<atom>\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|.)",
    re.DOTALL,
)
_ODD_GROUP = re.compile(r"(?<!\\)\(\?(?![:=!]|<[=!])\S?")
# Letters of every kind that two classes could both match.
_SAMPLES = [*map(chr, range(32, 127)), "\n", "\t", "å", "ñ", "ß", "Ж", "中", "’", "–", "…"]


def compiled(pattern: str) -> re.Pattern[str]:
    """Return ``pattern`` ready to be searched for, whatever its case.

    ``*`` and ``+`` stand for at most 40 times. Raises `ValueError`, with the words that follow
    "expected", for what is no regular expression, matches nothing at all, or could take too long.
    """
    if not pattern or len(pattern) > _LONGEST:
        raise ValueError(f"a regular expression of 1 to {_LONGEST:,} characters")
    _read(pattern)
    if odd := _ODD_GROUP.search(pattern):
        raise ValueError(f"no {odd[0]} but (?:, (?=, (?!, (?<= or (?<!")
    made = _read("".join(_bounded(pattern)))
    if any(match and not match[0] for match in map(made.search, ("", "a", " "))):
        raise ValueError("a regular expression that does not match nothing at all")
    return made


def _read(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)  # of signs that will mean something else
        try:
            return re.compile(pattern, re.IGNORECASE)
        except (re.error, OverflowError, FutureWarning) as error:
            raise ValueError(f"a regular expression as Python knows them ({error})") from error


def phrase(words: str) -> str:
    r"""Return the regular expression of plain words: whole ones, ``*`` for any letters.

    A space is any white space, a hyphen one of either kind or a space.
    """
    whole = re.escape(unicodedata.normalize("NFC", words.strip()))
    joined = re.sub(r"(?:\\[ \-])+", lambda gap: r"[-\s]" if "-" in gap[0] else r"\s+", whole)
    return rf"(?<!\w)(?:{joined})(?!\w)".replace(r"\*", r"\w*")


@dataclass(slots=True)
class _Way:
    """What was read on one way through a pattern.

    ``tails`` are the repeats that could still take what comes next, ``repeats`` how many there
    were of anything but white space.
    """

    tails: frozenset[str] = frozenset()
    repeats: int = 0


@dataclass(slots=True)
class _Group:
    """A group that is open: the way before it, and the ways that its alternatives end in."""

    start: _Way
    ends: list[_Way] = field(default_factory=list)


def _joined(ways: list[_Way]) -> _Way:
    tails = frozenset(one for way in ways for one in way.tails)
    return _Way(tails, max(way.repeats for way in ways))


def _bounded(pattern: str) -> Iterator[str]:
    """Yield the parts of ``pattern`` with its repeats bounded. Raises `ValueError`."""
    way, groups = _Way(), [_Group(_Way())]
    tokens = [*_TOKEN.finditer(pattern), None]
    for token, after in itertools.pairwise(tokens):
        assert token  # noqa: S101  only the last is none
        repeat = after["repeat"] if after and after["repeat"] else ""
        if token["group"]:
            groups.append(_Group(way))
        elif token["either"]:
            groups[-1].ends.append(way)
            way = groups[-1].start
        elif token["close"]:
            group = groups.pop()
            if repeat not in ("", "?"):
                raise ValueError("no repeat behind a group: write out what is repeated")
            way = _joined([*group.ends, way, *([group.start] if repeat else [])])
        elif atom := token["atom"]:
            way = _behind(way, _plain(atom), repeat)
        yield _times(token["repeat"]) + token["how"] if token["repeat"] else token[0]


def _plain(atom: str) -> str:
    if re.fullmatch(r"\\[0-9]", atom):
        raise ValueError("no \\1: what was found before cannot be asked for again")
    return atom


def _times(repeat: str) -> str:
    """Return a repeat with a bound."""
    if repeat in "*+":
        return f"{{{0 if repeat == '*' else 1},{_MOST}}}"
    if repeat == "?":
        return repeat
    least, comma, most = repeat.strip("{}").partition(",")
    if max(int(least or 0), int(most or 0)) > _MOST:
        raise ValueError(f"a repeat of at most {_MOST}")
    return f"{{{least or 0},{most or _MOST}}}" if comma else repeat


def _behind(way: _Way, atom: str, repeat: str) -> _Way:
    """Return the way behind a letter or class with its repeat."""
    if not repeat or re.fullmatch(r"\{[1-9][0-9]*\}", repeat):
        return _Way(frozenset(), way.repeats)
    if repeat == "?":
        return way
    for other in way.tails:
        if _overlap(atom, other):
            raise ValueError(f"something between {other} and {atom}, which repeat the same letters")
    repeats = way.repeats + (atom not in (r"\s", " "))
    if repeats > _REPEATS:
        raise ValueError(f"at most {_REPEATS} repeats such as \\w+, apart from \\s+")
    may_be_none = _times(repeat).startswith("{0")
    return _Way(frozenset({atom}) | (way.tails if may_be_none else frozenset()), repeats)


def _overlap(one: str, other: str) -> bool:
    """Tell whether two classes have a letter in common."""
    first, second = (re.compile(atom, re.IGNORECASE | re.DOTALL) for atom in (one, other))
    return any(first.match(letter) and second.match(letter) for letter in _SAMPLES)
