"""YAML and TOML that people wrote, with the line of every key, and their mistakes in words.

pydantic finds the mistakes; this module says where they stand and what was expected, so that
somebody who never saw Python can mend the file.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from newsletter.errors import ConfigError, Mistake
from newsletter.model.text import shorten

Path = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """A part of a file: frozen, and every unknown key is refused.

    A validator of a subclass raises `ValueError` with the words that follow "expected".
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


@dataclass(frozen=True)
class Located:
    """What a file says (``data``) and on which line each path of keys stands (from 1)."""

    file: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """Return the line of ``path``, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def mistake(self, path: Path, found: str, expected: str) -> Mistake:
        """Return the mistake at ``path``."""
        return Mistake(self.file, self.line_of(path), dotted(path), found, expected)


def dotted(path: Path) -> str:
    """Return ``("sources", 3, "feed")`` as ``sources[4].feed``: people count from one."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


# --- YAML -----------------------------------------------------------------------------------


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads ``NO`` (Norway) and ``2026-11-01`` as the text they are.

    YAML 1.1 makes them false and a date; only what YAML 1.2's core schema knows is left.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", "n~"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(f"^(?:{_pattern})$"),
        [*_first, ""] if _tag == "null" else [*_first],
    )


def read_yaml(text: str, file: str, first_line: int = 1) -> Located:
    """Return the data of one YAML document with its lines, the first being ``first_line``.

    Raises `ConfigError` for bad syntax and for a key that is given twice.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
        raise ConfigError((_syntax_mistake(error, text, file, first_line),)) from error
    finally:
        loader.dispose()
    lines: dict[Path, int] = {}
    twice: list[Mistake] = []
    for path, line, repeated in _walk(node, ()) if node is not None else ():
        if repeated:
            twice.append(
                Mistake(file, line + first_line, dotted(path), "this key again", "it only once")
            )
        lines.setdefault(path, line + first_line)
    if twice:
        raise ConfigError(tuple(twice))
    return Located(file, data, lines)


def _syntax_mistake(
    error: yaml.MarkedYAMLError | yaml.reader.ReaderError, text: str, file: str, first_line: int
) -> Mistake:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + first_line
        return Mistake(file, line, "", "a character that YAML does not allow", "plain text")
    mark = error.problem_mark
    found = (error.problem or "a mistake in the YAML").replace("'\\t'", "a tab")
    return Mistake(
        file,
        (mark.line if mark else 0) + first_line,
        "",
        f"{found}",
        "YAML: spaces (never tabs) in front, `key: value`, quotes round text with a colon in it",
    )


def _walk(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int, bool]]:
    yield path, node.start_mark.line, False
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            here = (*path, str(key.value))
            yield here, key.start_mark.line, here in seen
            seen.add(here)
            yield from _walk(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _walk(value, (*path, number))


# --- TOML -----------------------------------------------------------------------------------

_TABLE = re.compile(r"\s*\[([^\[\]]+)\]")
_TABLES = re.compile(r"\s*\[\[([^\[\]]+)\]\]")
_KEY = re.compile(r"""\s*([A-Za-z0-9_-]+|"[^"]+"|'[^']+')\s*=""")
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_toml(text: str, file: str) -> Located:
    """Return the data of a TOML file with its lines. Raises `ConfigError` for bad syntax."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _TOML_LINE.search(str(error))
        line = int(where[1]) if where else text.count("\n")
        found = _TOML_LINE.sub("", str(error)).strip().rstrip(":")
        expected = 'TOML: `key = "value"` under a [table]'
        raise ConfigError((Mistake(file, line, "", found, expected),)) from error
    return Located(file, data, dict(_toml_lines(text)))


def _toml_lines(text: str) -> Iterator[tuple[Path, int]]:
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TABLES.match(line):
            name = _toml_path(match[1])
            counts[name] = counts.get(name, -1) + 1
            table = (*name, counts[name])
            yield table, number
        elif match := _TABLE.match(line):
            table = _toml_path(match[1])
            yield table, number
        elif match := _KEY.match(line):
            yield (*table, match[1].strip("\"'")), number


def _toml_path(name: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


# --- mistakes in words ----------------------------------------------------------------------

_EXPECTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "date_type": "a date like 2026-03-17",
    "string_too_short": "some text",
    "too_short": "at least one entry",
}


def validated(model: type[M], located: Located) -> tuple[M | None, tuple[Mistake, ...]]:
    """Return ``located`` as a ``model``, or None with every mistake pydantic found."""
    try:
        return model.model_validate(located.data), ()
    except ValidationError as error:
        return None, tuple(_in_words(model, located, dict(one)) for one in error.errors())


def _in_words(model: type[BaseModel], located: Located, error: dict[str, Any]) -> Mistake:
    path: Path = tuple(part for part in error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return located.mistake(path, "nothing", "a value: this key is needed")
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        near = nearest(str(path[-1]), known)
        expected = f"{near!r}?" if near else f"one of: {', '.join(known)}"
        return located.mistake(path, "an unknown key", expected)
    expected = _EXPECTED.get(kind) or str(context.get("expected") or context.get("error") or "")
    if kind.startswith(("greater_than", "less_than")):
        limit = next(iter(context.values()))
        expected = f"a number from {limit}" if "greater" in kind else f"a number up to {limit}"
    return located.mistake(path, quoted(error.get("input")), expected or error["msg"])


def quoted(value: object) -> str:
    """Return ``value`` as a person would point at it: ``"abc"``, ``12``, ``nothing``."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, str):
        return f'"{shorten(value, 80)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "keys with values"
    return "a list" if isinstance(value, list) else str(value)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of ``known`` that ``word`` may be a slip for, or ""."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)
    return close[0] if close else ""


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that ``model`` allows at ``path``."""
    current: Any = model
    for part in path:
        fields = getattr(current, "model_fields", None)
        annotation = fields[part].annotation if fields and part in fields else current
        current = _model_in(annotation) or current
    fields = getattr(current, "model_fields", {})
    return [info.alias or name for name, info in fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        if found := _model_in(argument):
            return found
    return None
