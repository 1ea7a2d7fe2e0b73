"""What turns a noun into a row, and many values into few questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_CHUNK = 500  # values in one question; databases limit the parameters of a statement
_Value = TypeVar("_Value", int, str)


def row_of(noun: DataclassInstance) -> dict[str, Any]:
    """Return the fields of ``noun`` by name. `dataclasses.asdict` would copy each, deeply."""
    return {name: getattr(noun, name) for name in noun.__dataclass_fields__}


def chunks(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    """Yield ``values``, each once, in lists that fit into one statement."""
    unique = list(dict.fromkeys(values))
    return (unique[start : start + _CHUNK] for start in range(0, len(unique), _CHUNK))
