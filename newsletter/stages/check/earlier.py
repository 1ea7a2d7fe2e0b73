"""Checks against what is known beside the file: past issues, the inbox, what sources allow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from newsletter.model.appearances import (
    Again,
    Likeness,
    Past,
    near_ids,
    shared_keys,
)
from newsletter.model.corrections import carried
from newsletter.model.dates import in_words
from newsletter.model.issues import BRIEF, EXCERPT_IN_ISSUE, LETTER, IssueItem
from newsletter.model.items import canonical_url, url_key
from newsletter.model.text import shorten
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, advice, warning

_LONG_AGO = timedelta(days=365)  # since then a page may have got other words under its address


@asks()
def earlier(examined: Examined) -> Iterable[Finding]:
    """What readers had in an earlier issue is no news to them, unless it says what is new."""
    issue = examined.issue
    stood = [one for one in examined.earlier if one.issue != issue.slug]
    if examined.template in (BRIEF, LETTER):  # these tell again what was told elsewhere
        stood = [one for one in stood if one.publication == issue.publication]
    stories = list(issue.items())
    past = Past(stood, shared_keys(stories, stood) | _listings(examined))
    for item in stories:
        found = past.again(item, about=issue.date, before=issue.date)
        if found:
            told = _told(item, found[0])
            again = warning if _is_sure(found[0], examined) else advice
            yield again(item.line, f"{item.named}: {told}")


def _listings(examined: Examined) -> frozenset[str]:
    """Return the addresses that items of the inbox have and share with others."""
    known = (examined.known or {}).values()
    return frozenset(key for one in known if one.key.startswith(f"{(key := url_key(one.url))}#"))


def _is_sure(found: Again, examined: Examined) -> bool:
    old = examined.issue.date - found.where.day > _LONG_AGO
    return found.likeness > Likeness.ALIKE and not (found.likeness is Likeness.ADDRESS and old)


def _told(item: IssueItem, found: Again) -> str:
    one = found.where
    where = f"{one.issue} ({in_words(one.day)})"
    named = f", there as {one.title!r}" if one.title.casefold() != item.title.casefold() else ""
    match found.likeness:
        case Likeness.ITEM:
            return f"stood in {where} already{named}; say what is new, or take it out"
        case Likeness.ADDRESS:
            return f"its address stood in {where} already{named}; say what is new, or take it out"
        case Likeness.TITLE:
            return f"its title stood in {where} already, with another address: is it the same?"
    return f"much like {one.title!r} in {where}: is it the same?"


@asks()
def unknown(examined: Examined) -> Iterable[Finding]:
    """An item is marked as used, and found in later issues, by the id it has in the inbox."""
    if examined.known is None:
        return
    named = {item.id for item in examined.issue.items()}
    others = [item for id, item in examined.known.items() if id not in named]
    for item in examined.issue.items():
        known = examined.known.get(item.id)
        if item.id and known is None:
            near = near_ids(item.id, item.url, others)
            hint = f"; is {{#{near[0]}}} meant?" if near else ""
            message = f"no item has the id {{#{item.id}}}: it is gone, or mistyped{hint}"
            yield warning(item.line, f"{item.named}: {message}")
        elif known and _differ(item.url, known.url):
            message = f"leads elsewhere than {{#{item.id}}} in the inbox, which is at {known.url}"
            yield advice(item.line, f"{item.named}: {message}")


def _differ(here: str, stored: str) -> bool:
    """Tell whether two addresses are of two pages; one that is missing says nothing."""
    known = bool(canonical_url(here) and canonical_url(stored))
    return known and url_key(here) != url_key(stored)


@asks("Berne Convention, article 10: quotation; `reuse` in sources.yaml")
def excerpts(examined: Examined) -> Iterable[Finding]:
    """A source's own words are quoted only where it allows that, and briefly."""
    for item in examined.issue.items():
        if not item.excerpt:
            continue
        line = item.line_of("Excerpt")
        if len(item.excerpt) > EXCERPT_IN_ISSUE:
            message = f"Excerpt: has {len(item.excerpt)} characters, {EXCERPT_IN_ISSUE} at most"
            yield warning(line, f"{item.named}: {message}")
        if (examined.known is not None) and (refused := _refused(item, examined)):
            yield warning(line, f"{item.named}: {refused}; say it in your own words")


def _refused(item: IssueItem, examined: Examined) -> str:
    """Return why the words of an item must not be quoted, or ""."""
    known = (examined.known or {}).get(item.id)
    source = examined.book.source(known.source) if known else None
    if source is None:
        return "Excerpt: of a source that is not known, so nobody has allowed it"
    if source.reuse != "excerpt":
        return f"Excerpt: {source.name} does not allow it (reuse: none in sources.yaml)"
    return ""


@asks("COPE: Core practices, post-publication discussions and corrections")
def untold(examined: Examined) -> Iterable[Finding]:
    """Who read something wrong in an earlier issue should hear in the next what is right."""
    told = carried(examined.issue, examined.corrections)
    for one in examined.corrections:
        if one not in told:
            message = f'a correction of {one.issue} is not told: "{shorten(one.text, 100)}"'
            yield advice(1, f"{message}; write it under ## Corrections at the end")
