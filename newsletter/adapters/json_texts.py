"""JSON from outside: what it says, or in words why it says nothing."""

from __future__ import annotations

import json
from typing import Any

from newsletter.model.text import one_line


def json_value(body: bytes) -> Any:
    """Return what ``body`` says; bytes that are not UTF-8 become question marks.

    Raises `ValueError`, whose text is for a person, when it is no JSON, or more than we read:
    nested hundreds of times, or with numbers of thousands of digits.
    """
    try:
        return json.loads(body.decode("utf-8-sig", errors="replace"), strict=False)
    except RecursionError as error:
        raise ValueError("it is nested deeper than any list") from error
    except json.JSONDecodeError as error:
        raise ValueError(one_line(str(error), 200)) from error
    except ValueError as error:
        raise ValueError("a number in it is longer than any number that means something") from error
