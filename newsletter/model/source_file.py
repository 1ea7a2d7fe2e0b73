"""Small changes to the text of ``sources.yaml`` that leave every other byte as it is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

import yaml

from newsletter.errors import ConfigError, Mistake
from newsletter.model.located import Located, read_yaml
from newsletter.model.sources import Source, read_sources

_FILE = "sources.yaml"
_ID_LENGTH = 70  # of the 80 an id may have; the rest is for a number behind it
_FIELDS = {"json": "json_list"}  # where a kind of source and its field have two names
_CHECKED = re.compile(r"^(\s*(?:-\s+)?checked\s*:\s*)([^\s#]+)(.*)$", re.DOTALL)


def with_checked(text: str, ids: Collection[str], day: date) -> str:
    """Return ``text`` with ``checked: DAY`` at these sources.

    A source that is written on one line (``- {id: ...}``) is left as it is. Raises `ConfigError`
    where the file is written in a way that would not bear the change.
    """
    located = read_yaml(text, _FILE)
    sources = read_sources(text).sources
    lines = text.split("\n")
    inserted = 0
    for number, source in enumerate(sources):
        here = located.lines["sources", number] - 1 + inserted
        if source.id not in ids or lines[here].lstrip("- ").startswith("{"):
            continue
        if line := located.lines.get(("sources", number, "checked")):
            at = line - 1 + inserted
            lines[at] = _CHECKED.sub(rf"\g<1>{day.isoformat()}\g<3>", lines[at])
        else:
            # Under the first key, wherever that stands behind its hyphen.
            indent = re.sub(r"\S", " ", _start(lines[here]))
            lines.insert(here + 1, f"{indent}checked: {day.isoformat()}{_ending(lines[here])}")
            inserted += 1
    return _examined("\n".join(lines), sources, ids)


def with_address(text: str, id: str, address: str, day: date) -> str:
    """Return ``text`` with the source ``id`` read at ``address`` since ``day``.

    Only the value changes; the old one stays behind it as a comment. Raises `ConfigError` where
    the file is written in a way that would not bear the change.
    """
    sources = read_sources(text).sources
    number, source = next(one for one in enumerate(sources) if one[1].id == id)
    moved = source.model_copy(update={_FIELDS.get(source.kind, source.kind): address})
    wanted = [*sources[:number], moved, *sources[number + 1 :]]
    if node := _value_node(text, number, source.kind):
        end = node.end_mark.index
        line_end = re.compile(r"\r?$", re.MULTILINE).search(text, end).start()  # type: ignore[union-attr]
        rest = text[end:line_end]
        quoted = node.style or set(",[]{}") & set(address)  # which end a value within { }
        value = json.dumps(address) if quoted else _value(address)
        comment = f" # until {day.isoformat()}: {source.address}"
        # A source on one line goes on behind the value: there the comment stands at the end.
        alone = not rest.strip() or rest.lstrip().startswith("#")
        line = f"{value}{comment}{rest}" if alone else f"{value}{rest}{comment}"
        text = text[: node.start_mark.index] + line + text[line_end:]
    return _examined(text, wanted, ())


def _value_node(text: str, number: int, key: str) -> yaml.ScalarNode | None:
    """Return where the value of ``key`` of that source stands, or None if it is not written out."""
    # The loader in Python: that in C counts from another place if the file begins with a mark.
    node: yaml.Node | None = yaml.compose(text, yaml.SafeLoader)
    for step in ("sources", number, key):
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == step), None)
    return node if isinstance(node, yaml.ScalarNode) else None


def with_source(text: str, source: Source) -> str:
    """Return ``text`` with ``source`` behind the last one. Raises as `with_sources`."""
    return with_sources(text, [source])


def with_sources(text: str, added: Sequence[Source]) -> str:
    """Return ``text`` with these sources behind the last one, in their order.

    Raises `ConfigError` when an id is taken, or the file is written in a way that would not
    bear them.
    """
    located = read_yaml(text, _FILE)
    sources = read_sources(text).sources
    _examine_ids(located, sources, added)
    ending = "\r" if "\r\n" in text else ""
    lines = [f"{line.removesuffix(ending)}{ending}" for line in text.rstrip("\r\n").split("\n")]
    if sources:
        begin = located.lines[("sources",)]
        top = sorted(line for path, line in located.lines.items() if len(path) == 1)
        position = next((line - 1 for line in top if line > begin), len(lines))
        indent = re.match(r"\s*", lines[located.lines["sources", 0] - 1])[0]  # type: ignore[index]
    else:
        lines = [line for line in lines if not re.match(r"sources\s*:", line)]
        lines += [ending, f"sources:{ending}"]
        position, indent = len(lines), "  "
    position = _end_of_block(lines, position)
    block = [f"{line}{ending}" for one in added for line in ("", *_block(one, indent))]
    block += [ending] if position < len(lines) and lines[position].strip() else []
    changed = "\n".join([*lines[:position], *block, *lines[position:]]) + "\n"
    return _examined(changed, [*sources, *added], ())


class FreeIds:
    """Makes short names for new sources, each once: ``se-public-health``, then -2 behind it."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._next: Counter[str] = Counter()

    def __call__(self, place: str, name: str) -> str:
        """Return one made of the code of a place and the first words of a name."""
        letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
        words = re.findall(r"[a-z0-9]+", letters)[:3]
        base = id = "-".join([place.lower().split("-")[-1], *words])[:_ID_LENGTH].rstrip("-")
        while id in self._taken:
            self._next[base] += 1
            id = f"{base}-{self._next[base] + 1}"
        self._taken.add(id)
        return id


def _examine_ids(located: Located, sources: Sequence[Source], added: Iterable[Source]) -> None:
    numbers = {one.id: number for number, one in enumerate(sources)}
    for one in added:
        if one.id in numbers:
            line = located.line_of(("sources", numbers[one.id], "id"))
            expected = f"another id: line {line} has it"
            raise ConfigError((Mistake(_FILE, 0, "id", f'"{one.id}"', expected),))


def _start(line: str) -> str:
    """Return what stands in front of the first key of a source: spaces and perhaps a hyphen."""
    return re.match(r"\s*(?:-\s+)?", line)[0]  # type: ignore[index]


def _ending(line: str) -> str:
    return "\r" if line.endswith("\r") else ""


def _end_of_block(lines: Sequence[str], position: int) -> int:
    """Return where the block in front of ``position`` ends: a comment of the next is none of it."""
    end = position
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    while end < position and lines[end].startswith("#"):
        end += 1
    return end


def _examined(changed: str, wanted: Sequence[Source], checked: Collection[str]) -> str:
    """Return ``changed``, or raise if it says anything but what was wanted, these days aside."""
    try:
        found = read_sources(changed).sources
    except ConfigError:
        found = []

    def plain(source: Source) -> Source:
        return source.model_copy(update={"checked": ""}) if source.id in checked else source

    if [plain(one) for one in found] != [plain(one) for one in wanted]:
        expected = "sources one below the other; change it by hand, please"
        mistake = Mistake(_FILE, 0, "sources", "a list that is written in another way", expected)
        raise ConfigError((mistake,))
    return changed


def as_yaml(source: Source) -> str:
    """Return ``source`` as it stands in the file, for a person to paste."""
    return "\n".join(_block(source, "  "))


def _block(source: Source, indent: str) -> list[str]:
    # What goes without saying is not said, but for what an editor should see and may change.
    given = source.model_dump(exclude_defaults=True, by_alias=True)
    given |= {"checked": source.checked}
    keys = (field.alias or name for name, field in Source.model_fields.items())
    lines = [f"{key}: {_value(given[key])}" for key in keys if key in given]
    return [f"{indent}{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def _value(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value  # we read dates as text; quotes would only puzzle an editor
    text = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=2**20, sort_keys=False
    )
    return text.removesuffix("...\n").strip()
