"""Everything that can go wrong, as one tree.

::

    NewsletterError                     message, exit_code; told to people once, in cli/
    ├── UsageError                      2  the command cannot mean anything as it was given
    │   └── NotFound(kind, id)          2  a name that nothing here bears
    ├── Unfinished                      1  the work was done in part; what is missing is said
    ├── Conflict                        1  it is there already, or somebody else is at it
    ├── MistakesError(mistakes)         1  a file has mistakes, each with its line
    │   └── ConfigError                 3  ... and it is a file that configures us
    ├── StoreError                      3  the database cannot be used
    │   ├── StoreBusy                   1  somebody else holds it; later it will do
    │   ├── StoreReadOnly               3
    │   └── StoreVersion                3  made by a newer or an older release
    ├── DiskFull                        1  no space left; nothing half-written stays
    ├── SourceError                     1  one source could not be read; never stops the others
    │   ├── Blocked                     1  it refuses us, as it may
    │   ├── Missing                     1  there is nothing at its address
    │   │   └── Gone                    1  and it says that there never will be
    │   ├── Yieldless                   1  it is there, and has stopped to list anything
    │   └── HostBusy(host, seconds)     1  it is to be left alone for a while
    ├── RenderError                     1  a template failed
    └── ConsentError                    1  raised before anything is sent, never caught by a stage

The original exception is always chained (``raise ... from``). "Not found" and "could not look"
are two different answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a file somebody wrote.

    ``line`` counts from 1; 0 means the file as a whole. ``key`` is the dotted name of the setting
    or the part of the issue; ``found`` and ``expected`` are words for a layman.
    """

    file: str
    line: int
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f"{self.key}: " if self.key else ""
        return f"{place}: {key}found {self.found}; expected {self.expected}"


class NewsletterError(Exception):
    """The root: a message for a person, and the exit code it ends the command with."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(NewsletterError):
    """The command was given something it cannot use."""

    exit_code = 2


class NotFound(UsageError):
    """Nothing of this kind bears this name; ``near`` names what may have been meant."""

    def __init__(self, kind: str, id: str, near: str = "") -> None:
        super().__init__(f"there is no {kind} {id!r}", near)
        self.kind = kind
        self.id = id


class Unfinished(NewsletterError):
    """Part of the work was done; the message says what is missing and how to go on."""


class Conflict(NewsletterError):
    """It exists already, or another process is doing the same."""


class MistakesError(NewsletterError):
    """A file holds mistakes; all of them are told, each with its line."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class ConfigError(MistakesError):
    """``sources.yaml`` or ``newsletter.toml`` cannot be used as it stands."""

    exit_code = 3


class StoreError(NewsletterError):
    """The database cannot be used."""

    exit_code = 3


class StoreBusy(StoreError):
    """Another program holds the database; trying again later will do."""

    exit_code = 1


class StoreReadOnly(StoreError):
    """The database or its folder may not be written."""


class StoreVersion(StoreError):
    """The database was made by a release with other tables than this one."""


class DiskFull(NewsletterError):
    """No space is left; what was complete stays, nothing half-written does."""


class SourceError(NewsletterError):
    """One source could not be fetched or read; ``trouble`` says of which kind that is.

    ``status`` is that of the HTTP answer, 0 where there was none.
    """

    trouble: ClassVar[str] = "failing"

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Blocked(SourceError):
    """The site refuses us: a challenge, HTTP 401 or 403, its robots.txt."""

    trouble = "blocked"


class Missing(SourceError):
    """There is nothing at the address (HTTP 404)."""

    trouble = "missing"


class Gone(Missing):
    """There is nothing at the address, and the site says that it is for good (HTTP 410)."""

    trouble = "gone"


class Yieldless(SourceError):
    """What used to list entries lists none: mostly the page has another shape now."""

    trouble = "nothing"


class HostBusy(SourceError):
    """The host is to be left alone for so many ``seconds``. ``asked``: it has just said so."""

    trouble = "busy"

    def __init__(self, message: str, *, host: str, seconds: float, asked: bool) -> None:
        super().__init__(message)
        self.host = host
        self.seconds = seconds
        self.asked = asked


class RenderError(NewsletterError):
    """A template could not be filled."""


class ConsentError(NewsletterError):
    """Somebody would have been written to without a basis."""
