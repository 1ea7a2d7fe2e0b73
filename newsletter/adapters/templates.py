"""Fills the templates, and finds them: in the workspace, the installed package, the checkout."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    select_autoescape,
)

from newsletter.errors import NewsletterError, RenderError
from newsletter.model.dates import whole_dates
from newsletter.model.languages import direction
from newsletter.model.text import plural

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = _PACKAGE / "shipped"
_CHECKOUT = _PACKAGE.parent
_OF_MAILS = ("mail/*", "parts/*", "styles/*", "web/issue.html")  # patterns of files
# What a template can do wrong at run time; anything else is a fault of ours and keeps its trace.
_FAULTS = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, OSError)


def _homes() -> list[Path]:
    """Return where our own files may lie: the wheel's copies, then the repository.

    The folder above an installed package belongs to everybody; only our own repository has
    a pyproject.toml there.
    """
    checkout = [_CHECKOUT] if (_CHECKOUT / "pyproject.toml").is_file() else []
    return [_SHIPPED, *checkout]


def template_folders(workspace: Path | None) -> list[Path]:
    """Return the folders to look for a template in, the first winning; only those that exist.

    The workspace's own come first, so that one template of it replaces one of ours and the
    others stay.
    """
    places = [workspace, *_homes()] if workspace else _homes()
    return [place / "templates" for place in places if (place / "templates").is_dir()]


def template_names(folders: Sequence[Path]) -> list[str]:
    """Return the names of the templates of mails, ``update`` and others, without the skeleton."""
    names = {file.stem for folder in folders for file in (folder / "mail").glob("*.html")}
    return sorted(names - {"base"})


def starter_file(name: str) -> Path:
    """Return a file that we ship: ``sources.yaml``, ``newsletter.toml``, ``terms.yaml``.

    Raises `NewsletterError` when the installation is incomplete.
    """
    for home in _homes():
        if (home / name).is_file():
            return home / name
    raise NewsletterError(
        f"the starter file {name} is missing", "this installation is incomplete; install it again"
    )


class TemplateRenderer:
    """The `newsletter.ports.Renderer`: Jinja2 for the words, premailer for the styles.

    HTML templates escape everything that is not marked safe; text templates nothing. A name a
    template does not know is an error, never an empty place in a mail.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._environment = Environment(
            loader=FileSystemLoader(self._folders),
            autoescape=select_autoescape(("html",), default_for_string=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters |= {
            "direction": direction,
            "plural": plural,
            "whole_dates": whole_dates,
        }

    @property
    def digest(self) -> str:
        """The hash of the templates of mails, and of what they include, as they lie there now.

        Without what editors and file managers leave there: hidden files and copies (``~``).
        """
        names = {
            file.relative_to(folder).as_posix()
            for folder in self._folders
            for part in _OF_MAILS
            for file in folder.glob(part)
            if file.is_file() and not file.name.startswith(".") and not file.name.endswith("~")
        }
        digest = hashlib.sha256()
        for name in sorted(names):
            winning = next(one / name for one in self._folders if (one / name).is_file())
            data = winning.read_bytes()
            digest.update(f"{name} {len(data)}\n".encode() + data)
        return digest.hexdigest()

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """Return ``template`` (``mail/update.html``) filled with ``context``.

        Raises `RenderError` naming the template and the line, also of one that it includes.
        """
        try:
            return self._environment.get_template(template).render(context)
        except TemplateNotFound as error:
            looked = ", ".join(map(str, self._folders)) or "no folder at all"
            raise RenderError(
                f"there is no template {error.name or template}", f"looked in: {looked}"
            ) from error
        except TemplateSyntaxError as error:
            place = f"{error.name or template}, line {error.lineno}"
            raise RenderError(f"the template {place}, cannot be read: {error.message}") from error
        except _FAULTS as error:
            place = self._place(error, template)
            raise RenderError(f"the template {place}, could not be filled: {error}") from error

    def inline(self, html: str) -> str:
        """Return ``html`` with its plain style block written into the elements."""
        from newsletter.adapters import inline

        return inline.inline(html)

    def _place(self, error: BaseException, template: str) -> str:
        """Return the template and line that ``error`` came from: Jinja2 puts them in its trace."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            for folder in self._folders:
                if Path(frame.filename).is_relative_to(folder):
                    return f"{Path(frame.filename).relative_to(folder)}, line {frame.lineno}"
        return template
