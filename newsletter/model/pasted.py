"""What an editor pastes: addresses, or blocks of ``Key: value`` lines as the bookmarklet makes.

Blocks are parted by empty lines; an address begins an item of its own. What an editor writes
(``Title:``, ``Text:``, a line without a key) counts as theirs; ``Page title:`` and its like are
what the browser saw, and ``Quote:`` the page's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from newsletter.model.articles import OPTION
from newsletter.model.discovery import web_address
from newsletter.model.located import nearest, quoted

SEEN = {  # what the bookmarklet tells, and the fields it may fill
    "page title": "title",
    "page date": "published",
    "page language": "language",
    "page publisher": "publisher",
    "quote": "excerpt",
}
_WRITTEN = {option: name for name, option in OPTION.items()}
_KEYS = (*_WRITTEN, *SEEN)
_LINE = re.compile(r"\s*([A-Za-z]+(?: [a-z]+)?)\s*:\s*(.*)")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_BEGINS = re.compile(r"\s*(?:url\s*:|https?://\S+\s*$)", re.IGNORECASE)

# textarea and execCommand, because navigator.clipboard is not there on plain http.
BOOKMARKLET = (
    "javascript:(()=>{const d=document,"
    "m=n=>(d.querySelector(`meta[property='${n}'],meta[name='${n}']`)||{}).content,"
    "t=[['URL',location.href],['Page title',m('og:title')||d.title],"
    "['Page language',d.documentElement.lang],['Page publisher',m('og:site_name')],"
    "['Page date',(m('article:published_time')||'').slice(0,10)],['Quote',getSelection()]]"
    ".map(([k,v])=>[k,String(v||'').replace(/\\s+/g,' ').trim()]).filter(([,v])=>v)"
    ".map(p=>p.join(': ')).join('\\n')+'\\n\\n',a=d.createElement('textarea');"
    "a.value=t;d.body.append(a);a.select();d.execCommand('copy');a.remove()})()"
)


@dataclass(slots=True)
class Block:
    """One item as it was pasted, beginning at ``line``.

    ``written`` is the editor's, ``seen`` the browser's; field name -> text, not yet examined.
    """

    line: int
    written: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the item that begins or goes on at ``line`` was not added, and what to do."""

    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"pasted line {self.line}: {self.message}" + (f"\n{self.hint}" if self.hint else "")


def read_pasted(text: str) -> tuple[list[Block], list[Problem]]:
    """Return the items of ``text`` in its order, and what could not be understood.

    An item with a slip is left out; it does not stop the others.
    """
    blocks: list[Block] = []
    problems: list[Problem] = []
    for lines in _parted(text):
        try:
            blocks.append(_Reader(lines[0][0]).read(lines))
        except _NotUnderstood as error:
            problems.append(error.problem)
    return blocks, problems


class _NotUnderstood(Exception):
    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(line, message, hint)


_Lines = list[tuple[int, str]]


def _parted(text: str) -> Iterator[_Lines]:
    """Yield the numbered lines of each item: up to an empty line, or a second address."""
    lines: _Lines = []
    addressed = False
    for number, line in enumerate([*text.splitlines(), ""], 1):
        begins = bool(_BEGINS.match(line))
        if lines and (not line.strip() or (begins and addressed)):
            yield lines
            lines, addressed = [], False
        if line.strip():
            lines.append((number, line.strip()))
            addressed = addressed or begins


class _Reader:
    """Reads the lines of one item."""

    def __init__(self, line: int) -> None:
        self._block = Block(line)
        self._last: tuple[dict[str, str], str] | None = None  # what a line without a key goes on

    def read(self, lines: _Lines) -> Block:
        for number, line in lines:
            match = _LINE.fullmatch(line)
            key = match[1].lower() if match else ""
            if _ADDRESS.fullmatch(line):
                self._address(number, line)
            elif match and key == "url":
                self._address(number, match[2])
            elif match and key in _KEYS:
                self._keyed(number, key, match[2].strip())
            else:
                self._other(number, line, key)
        if not self._block.written.get("url") and not self._block.written.get("title"):
            message = "neither an address nor a title"
            raise _NotUnderstood(self._block.line, message, "Put URL: or Title: in front of it.")
        return self._block

    def _address(self, line: int, text: str) -> None:
        url = web_address(text)
        if not url:
            message = f"{quoted(text)} is no web address"
            raise _NotUnderstood(line, message, "One starts with https://")
        self._block.written["url"] = url
        self._last = None

    def _keyed(self, line: int, key: str, value: str) -> None:
        block = self._block
        values, name = (block.seen, SEEN[key]) if key in SEEN else (block.written, _WRITTEN[key])
        if name in values:
            hint = "Put an empty line between two items."
            raise _NotUnderstood(line, f'"{key.capitalize()}:" for the second time', hint)
        values[name] = value
        self._last = (values, name) if name == "excerpt" else None

    def _other(self, line: int, text: str, key: str) -> None:
        if near := nearest(key, _KEYS):
            found, known = text.partition(":")[0], near.capitalize()
            raise _NotUnderstood(line, f'"{found}:" is no key', f'Is "{known}:" meant?')
        if self._last is None:
            if "url" not in self._block.written:
                hint = 'An item begins with an address, or with a line such as "Title: ..."'
                raise _NotUnderstood(line, f"{quoted(text)} belongs to no item", hint)
            self._last = (self._block.written, "excerpt")
        values, name = self._last
        values[name] = "\n".join(filter(None, (values.get(name, ""), text)))
