"""YAML and TOML that people wrote, with the line of every key, and their mistakes in words.

pydantic finds the mistakes; this module says where they stand and what was expected, so that
somebody who never saw Python can mend the file.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
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
    """What a file says (``data``) and on which line each path of keys stands (from 1).

    ``mistakes`` are those the reader has seen already: keys that are given twice.
    """

    file: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()

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
    """Reads ``NO`` (Norway), ``2026-11-01`` and ``08`` as the text they are.

    YAML 1.1 makes them false, a date and an octal number; only what YAML 1.2's core schema knows
    is left, and no number that is too long for any.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", "n~"),
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}", "-+0123456789"),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(f"^(?:{_pattern})$"),
        [*_first, ""] if _tag == "null" else [*_first],
    )


def read_yaml(text: str, file: str, first_line: int = 1) -> Located:
    """Return the data of one YAML document with its lines, the first being ``first_line``.

    Raises `ConfigError` for bad syntax. A key that is given twice is among the ``mistakes``.
    """
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
        walked = list(_walk(node, ())) if node is not None else []
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError, RecursionError) as error:
        raise ConfigError((_syntax_mistake(error, text, file, first_line),)) from error
    finally:
        loader.dispose()
    lines: dict[Path, int] = {}
    twice: list[Mistake] = []
    for path, line, repeated in walked:
        if repeated:
            expected = f"it only once: line {lines[path]} has it"
            where = (file, line + first_line, dotted(path))
            twice.append(Mistake(*where, "this key again", expected))
        lines.setdefault(path, line + first_line)
    return Located(file, data, lines, tuple(twice))


_SPACES = "the same number of spaces in front as its neighbours have, and never a tab"
_QUOTES = 'quotes round such a text: name: "Report: the year"'
_UNCLOSED = ("a quote that is not closed", "a quote at the end of the text")
# What libyaml says of the commonest slips, and what a person would.
_YAML_SLIPS = (
    ("mapping values are not allowed", "a colon inside a text, or a wrong indent", _QUOTES),
    ("undefined alias", "a text that begins with *", _QUOTES),
    ("alphabetic or numeric", "a text that begins with * or &", _QUOTES),
    ("cannot start any token", "a tab, or a text that begins with @, ` or %", _QUOTES),
    ("unexpected end of stream", *_UNCLOSED),
    ("expected ',' or", "a bracket that is not closed", "] or } at its end"),
    ("did not find expected", "a line that does not stand right", _SPACES),
    ("could not find expected ':'", "a line without a colon", "key: value"),
    ("another document", "--- in the middle", "one document"),
)


def _syntax_mistake(
    error: yaml.MarkedYAMLError | yaml.reader.ReaderError | RecursionError,
    text: str,
    file: str,
    first_line: int,
) -> Mistake:
    if isinstance(error, RecursionError):
        return Mistake(file, first_line, "", "a list within a list without end", "an end")
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + first_line
        return Mistake(file, line, "", "a character that YAML does not allow", "plain text")
    problem = error.problem or "it breaks off"
    # A quote or bracket that is not closed is noticed much later than where it begins.
    opened = "quoted" in str(error.context) or "flow" in str(error.context)
    mark = error.context_mark if opened and error.context_mark else error.problem_mark
    slips = ((found, expected) for words, found, expected in _YAML_SLIPS if words in problem)
    found, expected = next(slips, (f"YAML that cannot be read ({problem})", "key: value"))
    line = mark.line if mark else 0
    astray = "did not find expected" in problem or found == _UNCLOSED[0]
    if astray and (begun := _unclosed(text, line)) is not None:
        line, (found, expected) = begun, _UNCLOSED
    return Mistake(file, line + first_line, "", found, expected)


def _unclosed(text: str, line: int) -> int | None:
    """Return the last line above ``line``, from 0, with a quote that nothing on it closes.

    That quote takes the next one for its end, and what follows for something that is none.
    """
    above = enumerate(text.split("\n")[:line])
    return max((number for number, words in above if words.count('"') % 2), default=None)


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
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]+"|'[^']+')"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def read_toml(text: str, file: str) -> Located:
    """Return the data of a TOML file with its lines. Raises `ConfigError` for bad syntax."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError((_toml_mistake(error, text, file),)) from error
    lines: dict[Path, int] = {}
    for path, line in _toml_lines(text):
        for length in range(1, len(path) + 1):
            lines.setdefault(path[:length], line)
    return Located(file, data, lines)


def _toml_mistake(error: ValueError | RecursionError, text: str, file: str) -> Mistake:
    where = _TOML_LINE.search(str(error))
    line = int(where[1]) if where else max(1, text.rstrip("\n").count("\n") + 1)
    if "Cannot overwrite" in str(error) or "Cannot declare" in str(error):
        return Mistake(file, line, "", "a key or table that stands above already", "it only once")
    problem = _TOML_LINE.sub("", str(error)).strip()
    expected = 'key = "value" under a [table]: text in quotes, numbers without'
    return Mistake(file, line, "", f"TOML that cannot be read ({problem})", expected)


def _toml_lines(text: str) -> Iterator[tuple[Path, int]]:
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if match := _TABLES.match(line):
            name = _toml_path(match[1])
            counts[name] = counts.get(name, -1) + 1
            table = (*name, counts[name])
            yield table, number
        elif match := _TABLE.match(line):
            table = _toml_path(match[1])
            yield table, number
        elif match := _KEY.match(line):
            yield (*table, *_toml_path(match[1])), number


def _toml_path(name: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, name))


# --- mistakes in words ----------------------------------------------------------------------

_EXPECTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "invalid_key": "a key that is text",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "date_type": "a date like 2026-03-17",
    "finite_number": "a number",
    "string_too_short": "some text",
    "string_too_long": "at most {max_length} characters",
    "too_short": "at least one entry",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number from {ge:g}",
    "less_than_equal": "a number up to {le:g}",
}


def validated(model: type[M], located: Located) -> tuple[M | None, tuple[Mistake, ...]]:
    """Return ``located`` as a ``model``, or None, with every mistake in it."""
    try:
        return model.model_validate(located.data), located.mistakes
    except ValidationError as error:
        found = (_in_words(model, located, dict(one)) for one in error.errors())
        return None, (*located.mistakes, *found)


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
    said = context.get("expected") or context.get("error") or error["msg"]
    expected = _EXPECTED[kind].format(**context) if kind in _EXPECTED else str(said)
    return located.mistake(path, quoted(error.get("input")), expected)


def quoted(value: object) -> str:
    """Return ``value`` as a person would point at it: ``"abc"``, ``12``, ``nothing``."""
    if value is None or value in ("", {}):
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


def one_of(value: str, known: Sequence[str]) -> str:
    """Return what to expect instead of ``value``: the nearest of ``known``, else all of them."""
    near = nearest(value, known)
    return f"{near!r}?" if near else f"one of: {', '.join(known) or '(none is declared)'}"


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that ``model`` allows at ``path``."""
    current: Any = model
    for part in path:
        fields = getattr(current, "model_fields", {})
        named = (info for name, info in fields.items() if part == (info.alias or name))
        current = _model_in(next((info.annotation for info in named), current)) or current
    fields = getattr(current, "model_fields", {})
    return [info.alias or name for name, info in fields.items()]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in get_args(annotation):
        if found := _model_in(argument):
            return found
    return None
