"""Takes files of past issues apart: Markdown, web pages, saved mails, plain text.

Whatever program made them, and in whatever charset. Files are bounded in size; nothing they point
to is fetched, and nothing of theirs is run. What a part means says `newsletter.model.past_readers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import Any

from newsletter.adapters.markup import marked_encoding
from newsletter.adapters.moments import known_moment, read_moment
from newsletter.adapters.past_pages import page_of
from newsletter.errors import ConfigError, MistakesError, NewsletterError
from newsletter.model import issue_file
from newsletter.model.dates import PartialDate
from newsletter.model.issue_blocks import MARKS
from newsletter.model.items import TITLE_LIMIT
from newsletter.model.located import read_yaml
from newsletter.model.past_readers import PastFile
from newsletter.model.past_texts import text_parts
from newsletter.model.text import one_line

_MARKDOWN = (".md", ".markdown", ".mdown")
_PAGES = (".html", ".htm", ".xhtml")
_MAILS = (".eml", ".mht", ".mhtml")
_TEXTS = (".txt", ".text")
ENDINGS = (*_MARKDOWN, *_PAGES, *_MAILS, *_TEXTS)
MOST_BYTES = 10 * 2**20
_MOST_TEXT = 2 * 2**20  # characters
_MOST_MARKDOWN = 300_000  # an issue has fifty thousand; brackets alone take seconds to be read
_FRONT = re.compile(r"\s*---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_DAY_KEYS = ("date", "publish_date", "published", "sent", "send_date")
_PUBLICATION = re.compile(r"[a-z][a-z0-9-]{0,79}")
_DAY_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTH_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_. ](0[1-9]|1[0-2])(?!\d)")
_MONTH_IN_WORDS = re.compile(r"([^\W\d_]{3,})\.?,? ((?:19|20)\d\d)(?!\d)")
_MONTHS_APART = 31  # days between the day in a subject and that of the mail; more is another thing


def read_past(data: bytes, name: str) -> PastFile:
    """Return what the file ``name`` with these bytes holds.

    Raises `NewsletterError` for one that is too large, of another kind, or that cannot be read.
    """
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending not in ENDINGS:
        raise NewsletterError(f"is none of {', '.join(ENDINGS)}")
    if len(data) > MOST_BYTES:
        raise NewsletterError(f"is larger than {MOST_BYTES // 2**20} MB")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise NewsletterError("is empty")
    if ending in _MAILS:
        return _mail(data, name)
    if ending in _PAGES:
        return _page(data, "text/html", name)
    text = text_of(data)
    return _markdown(text, name) if ending in _MARKDOWN else _text(text, name)


def text_of(data: bytes) -> str:
    """Return ``data`` as text: by its mark, as UTF-16 where every other byte is 0, as UTF-8, or
    as Windows has it.
    """
    zeros = data[:2_000].count(0)
    guessed = ("utf-16-le" if data[1:2] == b"\0" else "utf-16-be") if zeros > 20 else "utf-8"
    try:
        text = data.decode(marked_encoding(data) or guessed)
    except UnicodeDecodeError:
        text = data.decode("windows-1252", errors="replace")
    return text.removeprefix("\ufeff").replace("\x00", "")


# --- kinds ----------------------------------------------------------------------------------


def _bounded(text: str, most: int) -> str:
    if len(text) > most:
        raise NewsletterError(f"has more than {most:,} characters")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _markdown(text: str, name: str) -> PastFile:
    text = _bounded(text, _MOST_MARKDOWN)
    try:
        issue = issue_file.read(text, name) if _FRONT.match(text) else None
    except MistakesError:
        issue = None
    if issue is None:
        return _other_markdown(text, name)
    day = PartialDate.of(issue.date)
    return PastFile(issue.subject, publication=issue.publication, days=(day,), issue=issue)


def _other_markdown(text: str, name: str) -> PastFile:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.attrs import attrs_plugin

    match = _FRONT.match(text)
    said = _front(match[1], name) if match else {}
    markdown = MarkdownIt("commonmark").use(attrs_plugin, spans=True, allowed=MARKS)
    page = page_of(
        markdown.render(text[match.end() :] if match else text).encode(),
        "text/html; charset=utf-8",
        with_marks=True,
    )
    title = one_line(str(said.get("subject") or said.get("title") or ""), TITLE_LIMIT)
    days = [_day_in(str(said.get(key) or "")) for key in _DAY_KEYS]
    publication = str(said.get("publication") or "")
    return PastFile(
        title or page.heading,
        page.parts,
        publication if _PUBLICATION.fullmatch(publication) else "",
        _surest(*days, _day_in(title), _day_in(page.heading), day_in_name(name)),
        page.broken,
    )


def _front(text: str, name: str) -> Mapping[str, Any]:
    """Return front matter of whatever program; nothing where it is not YAML."""
    try:
        data = read_yaml(text, name).data
    except ConfigError:
        return {}
    return (
        {str(key).lower(): value for key, value in data.items()} if isinstance(data, dict) else {}
    )


def _page(body: bytes, content_type: str, name: str, *more: PartialDate | None) -> PastFile:
    page = page_of(body, content_type)
    found = (_day_in(page.title), _day_in(page.heading), day_in_name(name))
    return PastFile(page.title or page.heading, page.parts, "", _surest(*more, *found), page.broken)


def _text(text: str, name: str, *more: PartialDate | None) -> PastFile:
    text = _bounded(text, _MOST_TEXT)
    title = next((one_line(line, TITLE_LIMIT) for line in text.splitlines() if line.strip()), "")
    days = _surest(*more, _day_in(title), day_in_name(name))
    return PastFile(title, tuple(text_parts(text)), "", days)


def _mail(data: bytes, name: str) -> PastFile:
    try:
        message = message_from_bytes(data, policy=policy.default)
        body = message.get_body(("html", "plain"))
        content = str(body.get_content()) if body is not None else ""
        kind = body.get_content_type() if body is not None else ""
        subject, sent = str(message["subject"] or ""), str(message["date"] or "")
    # The library takes mails apart that keep to no rule, and fails in many ways where one is worse.
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise NewsletterError("is no mail that can be read") from error
    if not content.strip():
        raise NewsletterError("is a mail without text")
    title = one_line(subject, TITLE_LIMIT)
    days = _of_mail(_day_in(title), _day_sent(sent))
    if kind == "text/html":
        encoded = content.encode("utf-8", "replace")
        found = _page(encoded, "text/html; charset=utf-8", name, *days)
    else:
        found = _text(content, name, *days)
    return PastFile(title or found.title, found.parts, "", found.days, found.broken)


# --- days -----------------------------------------------------------------------------------


def _of_mail(said: PartialDate | None, sent: date | None) -> tuple[PartialDate | None, ...]:
    """Return the day in the subject, then that of sending; a day far from that is an event's."""
    if sent is None:
        return (said,)
    of_sending = PartialDate.of(sent)
    if (
        said
        and said.day
        and abs((date(said.year, said.month, said.day) - sent).days) > _MONTHS_APART
    ):
        return (of_sending,)
    return said, of_sending


def _day_sent(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _day_in(text: str) -> PartialDate | None:
    """Return the first day in a text, or the month if that is all it says."""
    try:
        moment = read_moment(text, anywhere=True)
    except ValueError:
        return None
    if isinstance(moment, datetime):
        return PartialDate.of(moment.date())
    if moment is not None:
        return moment if moment.month else None
    months = (known_moment(match[0]) for match in _MONTH_IN_WORDS.finditer(text))
    return next((one for one in months if isinstance(one, PartialDate) and one.month), None)


def day_in_name(name: str) -> PartialDate | None:
    """Return the day, or month, in the name of a file: 2026-12-01, 20261201, Update-Dec-2026."""
    stem = name.rpartition(".")[0] or name
    if match := _DAY_IN_NAME.search(stem) or _MONTH_IN_NAME.search(stem):
        try:
            return PartialDate.parse("-".join(match.groups()))
        except ValueError:
            return None
    return _day_in(re.sub(r"[-_.]+", " ", stem))


def _surest(*found: PartialDate | None) -> tuple[PartialDate, ...]:
    """Return the days, then the months, each once."""
    known = dict.fromkeys(one for one in found if one)
    return tuple(sorted(known, key=lambda one: not one.day))
