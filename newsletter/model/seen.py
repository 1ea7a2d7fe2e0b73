"""What was found on a page as a browser shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """A rule of axe-core that a page breaks, once for each element.

    ``page`` names the page in words ("the standard mail"), ``impact`` is axe-core's: ``minor``,
    ``moderate``, ``serious``, ``critical``. ``message`` is one sentence, ``target`` the CSS
    selector of the element. ``where`` says how it was shown ("in dark, 375 pixels wide").
    """

    page: str
    rule: str
    impact: str
    message: str
    help_url: str
    target: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a browser showed of some pages; ``missing`` says why nobody looked, "" if it did."""

    seen: tuple[Seen, ...] = ()
    missing: str = ""
