"""Listing pages without selectors: what is listed is found, and nothing around it."""

from __future__ import annotations

import pytest
from listing_pages import OTHERS, PAGES, URL, WITHOUT, Page

from newsletter.adapters.listings import read_listing
from newsletter.adapters.pages import read_page
from newsletter.errors import SourceError
from newsletter.model.items import Entry
from newsletter.model.recipes import Selectors
from newsletter.ports import Parsed


def read(html: str, url: str = URL) -> Parsed:
    return read_listing(html.encode(), url, "text/html")


def by_selectors(page: Page) -> Parsed:
    select = Selectors(**read(page.html).select)
    return read_page(page.html.encode(), URL, "text/html", select)


def told(entries: tuple[Entry, ...]) -> set[tuple[str, str]]:
    return {(entry.title, entry.url) for entry in entries}


def wanted(page: Page) -> set[tuple[str, str]]:
    return {(entry.title, entry.url) for entry in page.entries}


if __name__ == "__main__":
    for page in PAGES + OTHERS:
        try:
            parsed = read(page.html)
        except SourceError as e:
            print(page.name, "ERR", e); continue
        got=told(parsed.entries); w=wanted(page)
        days={e.url:e.moment.date() if e.moment else None for e in parsed.entries}
        bad=[e for e in page.entries if e.url in days and days[e.url]!=e.day]
        s="ok"
        if got!=w: s=f"FOUND {len(got&w)}/{len(w)} extra {list(got-w)[:2]} missing {list(w-got)[:2]}"
        if bad: s+=f" DATES wrong {len(bad)} {bad[0]} {days[bad[0].url]}"
        try:
            sel=by_selectors(page); g2=told(sel.entries)
            d2={e.url:e.moment.date() if e.moment else None for e in sel.entries}
            b2=[e for e in page.entries if e.url in d2 and d2[e.url]!=e.day]
            s2="" if g2==w else f" SEL {len(g2&w)}/{len(w)} extra {list(g2-w)[:2]}"
            if b2: s2+=f" SELDATES {len(b2)}"
        except Exception as e: s2=f" SELERR {e}"
        print(page.name,"|",s,s2, parsed.select)
    for n,h in WITHOUT.items():
        try: print(n, "NOT TOLD", [ (e.title) for e in read(h).entries])
        except SourceError as e: print(n,"told")
