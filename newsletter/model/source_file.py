"""Small changes to the text of ``sources.yaml`` that leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

import yaml

from newsletter.model.located import read_yaml
from newsletter.model.sources import Source, read_sources

_CHECKED = re.compile(r"^(\s*(?:- )?checked:\s*)([^\s#]+)(.*)$")


def with_checked(text: str, ids: Collection[str], day: date) -> str:
    """Return ``text`` with ``checked: DAY`` at these sources.

    A source that is written on one line (``- {id: ...}``) is left as it is.
    """
    located = read_yaml(text, "sources.yaml")
    lines = text.split("\n")
    inserted = 0
    for number, source in enumerate(located.data["sources"]):
        here = located.lines["sources", number] - 1 + inserted
        if source["id"] not in ids or lines[here].lstrip().startswith("- {"):
            continue
        if "checked" in source:
            at = located.lines["sources", number, "checked"] - 1 + inserted
            lines[at] = _CHECKED.sub(rf"\g<1>{day.isoformat()}\g<3>", lines[at])
        else:
            indent = re.match(r"\s*", lines[here])[0] + "  "  # type: ignore[index]
            ending = "\r" if lines[here].endswith("\r") else ""
            lines.insert(here + 1, f"{indent}checked: {day.isoformat()}{ending}")
            inserted += 1
    return "\n".join(lines)


def with_source(text: str, source: Source) -> str:
    """Return ``text`` with ``source`` behind the last one. Raises `ConfigError` if that fails."""
    located = read_yaml(text, "sources.yaml")
    lines = text.rstrip("\n").split("\n")
    top = sorted(line for path, line in located.lines.items() if len(path) == 1)
    if not located.data.get("sources"):
        lines = [line for line in lines if not re.match(r"sources:", line)]
        lines += ["", "sources:"]
        position, indent = len(lines), "  "
    else:
        begin = located.lines[("sources",)]
        position = next((line - 1 for line in top if line > begin), len(lines))
        first = lines[located.lines["sources", 0] - 1]
        indent = first[: len(first) - len(first.lstrip())]
    while position and not lines[position - 1].strip():
        position -= 1
    block = _block(source, indent)
    behind = [""] if position < len(lines) and lines[position].strip() else []
    changed = "\n".join([*lines[:position], "", *block, *behind, *lines[position:]]) + "\n"
    read_sources(changed)
    return changed


def _block(source: Source, indent: str) -> list[str]:
    values = {
        "id": source.id,
        "name": source.name,
        "place": source.place,
        "section": source.section,
        "feed": source.feed,
        "language": source.language,
        "checked": source.checked,
    }
    lines = [f"{key}: {_scalar(value)}" for key, value in values.items() if value]
    return [f"{indent}{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def _scalar(value: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return value  # we read dates as text; quotes would only puzzle an editor
    return yaml.safe_dump(value, allow_unicode=True, width=2**20).removesuffix("...\n").strip()
