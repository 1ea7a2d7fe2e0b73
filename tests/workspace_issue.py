"""An issue for the workspace of the tests: two places, a foreign title, an event, easy words."""

from __future__ import annotations

from pathlib import Path

NAME = "update-2026-12-01"
TEXT = """\
---
publication: update
date: 2026-12-01
subject: "Update, 1 December 2026"
preheader: "The yearly figures from Sweden, and a talk on peer work that everyone can come to"
language: en
---

Welcome to the first Update of December.

## Scotland

### News

- [A talk on peer work](https://example.org/talk){#k1}
  The Peer Network, 3 November 2026.

  Three services tell what they changed.

  Easy: People who were ill help others. They tell how.

  When: 8 December 2026, 14:00 to 15:30, London

## Sweden

### Research

- [Psykisk hälsa i Sverige](https://example.org/figures){#k2 lang=sv}
  Myndigheten, 18 November 2026. Report, 40 pages, PDF.

  English: Mental health in Sweden

  Yearly figures on how adults feel, by age and region.

  Easy: The report tells how people in Sweden feel this year.
"""


def write(workspace: Path, text: str = TEXT) -> Path:
    """Write the issue, or another text in its place; return its file."""
    file = workspace / "issues" / f"{NAME}.md"
    file.write_text(text, encoding="utf-8")
    return file
