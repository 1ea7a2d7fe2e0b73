"""Rules that sort: which entries get another section, another place, or topics.

A rule is part of ``sources.yaml``. `newsletter.model.sorting` does what it says.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from newsletter.errors import Mistake
from newsletter.model.located import Located, Strict, one_of, quoted


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value  # one need not be written as a list


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Texts = Annotated[list[_Text], Field(min_length=1), BeforeValidator(_listed)]


class Conditions(Strict):
    """When a rule acts: when all that is given holds; of a list any one is enough.

    ``words`` stand in title or text, ``title`` are words of the title; both as in `Keywords`.
    ``url`` is the path of the address, ``source`` an id, in both of which ``*`` stands for
    anything; ``section`` and ``place`` are those of the source.
    """

    words: _Texts = []
    title: _Texts = []
    url: _Texts = []
    source: _Texts = []
    section: _Texts = []
    place: _Texts = []

    @field_validator("url")
    @classmethod
    def _url(cls, values: list[str]) -> list[str]:
        if any(value[0] not in "/*" for value in values):
            raise ValueError("a path such as /events/*, in which * stands for anything")
        return values

    @model_validator(mode="after")
    def _any(self) -> Conditions:
        if not self.model_fields_set:
            raise ValueError(f"at least one of: {', '.join(type(self).model_fields)}")
        return self


class Effects(Strict):
    """What a rule does: it gives a section or a place, and adds topics."""

    section: _Text = ""
    place: _Text = ""
    topics: _Texts = []

    @model_validator(mode="after")
    def _any(self) -> Effects:
        if not self.model_fields_set:
            raise ValueError(f"at least one of: {', '.join(type(self).model_fields)}")
        return self


class Rule(Strict):
    """One rule; its ``name`` is shown wherever it acted."""

    name: str = Field(min_length=1, max_length=60)
    conditions: Conditions = Field(alias="if")
    effects: Effects = Field(alias="then")

    def in_words(self) -> str:
        """Return what the rule says, in the words of the file."""
        said = self.model_dump(exclude_unset=True, by_alias=True)
        parts = (
            f"{part} "
            + " and ".join(f"{key} {_either(value)}" for key, value in said[part].items())
            for part in ("if", "then")
        )
        return " ".join(parts)


def _either(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def path_pattern(patterns: Collection[str]) -> re.Pattern[str]:
    """Return what matches all that one of ``patterns`` does; ``*`` stands for anything."""
    parts = (".*".join(map(re.escape, re.split(r"\*+", one))) for one in patterns)
    return re.compile("|".join(parts), re.DOTALL)


def unknown_names(
    located: Located, number: int, rule: Mapping[str, Any], known: Mapping[str, Collection[str]]
) -> Iterator[Mistake]:
    """Yield the mistakes in what the rule ``number`` names: places, sections, sources, lists.

    ``rule`` is as the file says it, whatever its shape; ``known`` has for ``section``, ``place``,
    ``source`` and ``words`` (``@name`` of word lists) what there is.
    """
    for part in ("if", "then"):
        given = rule.get(part)
        for key, value in given.items() if isinstance(given, dict) else ():
            kind, here = "words" if key == "title" else key, ("rules", number, part, key)
            rows = enumerate(value) if isinstance(value, list) else [(None, value)]
            for position, name in rows:
                if isinstance(name, str) and not _is_known(kind, name, known):
                    path = here if position is None else (*here, position)
                    yield located.mistake(path, quoted(name), one_of(name, [*known[kind]]))


def _is_known(kind: str, name: str, known: Mapping[str, Collection[str]]) -> bool:
    if kind not in known or not name:  # an empty name is told by its own validator
        return True
    if kind == "words":
        return not name.startswith("@") or name in known[kind]
    if kind == "source" and "*" in name:
        return any(map(path_pattern([name]).fullmatch, known[kind]))
    return name in known[kind]
