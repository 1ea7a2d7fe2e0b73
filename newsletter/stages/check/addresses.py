"""Checks of where links lead: what came of asking for them, detours, and somebody's own disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from newsletter.model.detours import detour
from newsletter.model.issues import Issue, Prose
from newsletter.model.links import Answer, Verdict, encrypted
from newsletter.model.passages import passage
from newsletter.model.text import plural, shorten
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, advice, error, warning

_SHOWN = 160  # letters of an address
_DISK = re.compile(
    r"(?:\bfile:/{1,3}"
    r"|(?<![\w/])[a-z]:[\\/](?![\\/])"
    r"|(?<!\\)\\\\[\w.-]+\\"
    r"|\bhttps?://(?:localhost|127\.0\.0\.1|192\.168\.\d+\.\d+|10\.\d+\.\d+\.\d+)(?![\w.-]))"
    r"[^\s)>\]]*",
    re.IGNORECASE,
)
_TOLD_BY_HOST = (Verdict.REFUSED, Verdict.UNREACHABLE)


def addresses_of(issue: Issue) -> dict[str, list[int]]:
    """Return the web addresses that an issue links to, each with the lines it stands in.

    They are as written, in their order: those of the items, and those in the welcome, summaries,
    notes, Easy English and prose.
    """
    found: dict[str, list[int]] = {}
    for url, line in _links(issue):
        if url.lower().startswith(("http://", "https://")):
            lines = found.setdefault(url, [])
            lines += [line] if line not in lines else []
    return found


def _links(issue: Issue) -> Iterator[tuple[str, int]]:
    for item in issue.items():
        if item.url:
            yield item.url, item.line
    for markdown, line, is_raw in _markdown(issue):
        for link in passage(markdown).links if "](" in markdown or "<" in markdown else ():
            yield link.url, line + (_offset(markdown, link.url) if is_raw else 0)


def _markdown(issue: Issue) -> Iterator[tuple[str, int, bool]]:
    """Yield each text that may have links, with its line; whether its lines are the file's."""
    yield issue.intro, issue.line_of("intro"), True
    for place in issue.places:
        for blocks in (place.blocks, *(section.blocks for section in place.sections)):
            for block in blocks:
                if isinstance(block, Prose):
                    yield block.text, block.line, True
    for item in issue.items():
        for line, text in item.paragraphs():
            yield text, line, False
        yield item.easy, item.line_of("Easy"), False
        yield item.note, item.line_of("Note"), False


def _offset(markdown: str, url: str) -> int:
    """Return in which line of ``markdown`` an address stands; 0 where it is written otherwise."""
    lines = enumerate(markdown.splitlines())
    return next((number for number, words in lines if url in words), 0)


@asks()
def links(examined: Examined) -> Iterable[Finding]:
    """A link that leads nowhere costs a reader's trust; nobody clicks the next one.

    Says nothing of what was not asked for.
    """
    places = addresses_of(examined.issue)
    told = [(url, examined.links[url]) for url in places if url in examined.links]
    by_host: dict[tuple[str, str], list[str]] = {}
    for url, answer in told:
        if answer.verdict in _TOLD_BY_HOST:
            by_host.setdefault((answer.verdict, urlsplit(url).netloc), []).append(url)
        elif answer.tells:
            yield from (one for line in places[url] for one in _told(line, url, answer))
    for urls in by_host.values():
        yield _of_host(urls, places, examined.links[urls[0]])
    yield from _untold(told, places)


def _told(line: int, url: str, answer: Answer) -> Iterator[Finding]:
    short = shorten(url, _SHOWN)
    match answer.verdict:
        case Verdict.DEAD | Verdict.GONE:
            yield error(line, f"{short}: {answer.detail}. Find its new address, or take it out")
        case Verdict.SOFT_404:
            yield warning(line, f"{short}: {answer.detail}. Open it: is that what you mean?")
        case Verdict.MOVED:
            yield warning(line, f"{short} has moved for good: write {answer.final}")
        case Verdict.SLOW:
            words = f"{answer.detail}. Readers will not wait: is there a lighter page?"
            yield warning(line, f"{short}: {words}")
        case Verdict.UNSAFE if not _DISK.search(url):  # which is told already
            yield warning(line, f"{short}: {answer.detail}. Browsers will warn, or refuse it")
        case _:
            # Only http with no port of its own was tried with https.
            if answer.final.startswith("https:") and (secure := encrypted(url)):
                yield advice(line, f"{short} can be had encrypted: write {secure}")


def _of_host(urls: list[str], places: dict[str, list[int]], answer: Answer) -> Finding:
    """Return one finding for all links of a host that says the same of each."""
    others = f" The same goes for {plural(len(urls) - 1, 'other link')} to it." if urls[1:] else ""
    if answer.verdict is Verdict.REFUSED:
        why = f"not to be checked by a program: {answer.detail}. Open it yourself"
    else:
        why = f"did not answer as it should: {answer.detail}. Open it yourself, or check again"
    return advice(places[urls[0]][0], f"{shorten(urls[0], _SHOWN)}: {why}.{others}".rstrip("."))


def _untold(told: list[tuple[str, Answer]], places: dict[str, list[int]]) -> Iterator[Finding]:
    """Yield one finding for each reason why links could not be asked for, however many."""
    why: dict[str, list[str]] = {}
    for url, answer in told:
        if not answer.tells:
            offline = answer.verdict is Verdict.OFFLINE
            why.setdefault("no network" if offline else answer.detail, []).append(url)
    for reason, urls in why.items():
        if reason == "no network":
            detail = next(one.detail for url, one in told if url in urls)
            yield advice(1, f"no link could be asked for: no network ({detail})")
        else:
            first = f"{shorten(urls[0], _SHOWN)}: " if len(urls) == 1 else ""
            what = "" if first else f"{plural(len(urls), 'link')}: "
            yield advice(places[urls[0]][0], f"{first or what}{reason}")


@asks()
def detours(examined: Examined) -> Iterable[Finding]:
    """A link of somebody's mail system tells who clicked, and dies when that system likes."""
    for url, lines in addresses_of(examined.issue).items():
        true = detour(url)
        if true is None:
            continue
        mend = f"write {true}" if true else "open it, and write the address you arrive at"
        for line in lines:
            host = urlsplit(url).hostname
            yield warning(line, f"a link through {host}, made for one mail or reader: {mend}")


@asks()
def disk(examined: Examined) -> Iterable[Finding]:
    """What lies on one's own computer or network, nobody else can open."""
    issue = examined.issue
    for item in issue.items():
        yield from _on_disk(item.url, item.line)
    for markdown, line, is_raw in _markdown(issue):
        for number, words in enumerate(markdown.splitlines()):
            yield from _on_disk(words, line + (number if is_raw else 0))


def _on_disk(words: str, line: int) -> Iterator[Finding]:
    for found in dict.fromkeys(_DISK.findall(words)):
        message = f"{shorten(found, _SHOWN)} is on your own computer or network"
        yield warning(line, f"{message}: put it on the web, and write that address")
