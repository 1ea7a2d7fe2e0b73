"""Listing pages of our own making, in the shapes that sites of governments and agencies use.

`PAGES` are the pages with what a person would say is listed on them; `WITHOUT` are pages with
links, but no list.
"""
# ruff: noqa: E501  markup is read better in one line

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

URL = "https://agency.example/news/"


class Told(NamedTuple):
    """One entry as a person would tell it."""

    title: str
    url: str
    day: date | None = None


class Page(NamedTuple):
    """A listing page and what is listed on it."""

    name: str
    html: str
    entries: tuple[Told, ...]


_TITLES = (
    "New mental health strategy for children and young people",
    "Suicide figures for 2025 published",
    "Peer work in crisis teams: what the evaluation found",
    "Consultation on community care opens",
    "Minister visits recovery college",
    "Annual report on involuntary admissions",
    "Funding for 40 wellbeing hubs announced",
    "Guidance on restraint updated",
    "Workforce plan 2026 to 2030",
    "Waiting times in specialised services fall for the third quarter in a row",
    "Housing First extended to six more regions",
    "Statement on the draft mental health bill",
)
_SWEDISH = (
    "Ny strategi för psykisk hälsa hos unga", "Färre vårdas mot sin vilja", "Rapport om suicid 2025",
    "Remiss: stöd till anhöriga", "Satsning på brukarinflytande", "Så mår befolkningen",
    "Vägledning om samsjuklighet", "Uppföljning av elevhälsan",
)  # fmt: skip
_FRENCH = (
    "Feuille de route de la santé mentale", "Prévention du suicide : le 3114 se renforce",
    "Les pairs aidants dans les équipes mobiles", "Rapport sur la psychiatrie de l’enfant",
    "Appel à projets : un chez-soi d’abord", "Baromètre de la santé mentale des étudiants",
)  # fmt: skip
_DUTCH = (
    "Wachttijden in de ggz dalen licht", "Nieuwe cijfers over suïcidepreventie",
    "Kamerbrief over ervaringsdeskundigheid", "Onderzoek naar mentale gezondheid van jongeren",
    "Subsidie voor herstelacademies", "Advies over dwang in de zorg",
)  # fmt: skip


class _Row(NamedTuple):
    title: str
    href: str
    day: date
    number: int
    text: str


def _rows(
    count: int = 8, titles: Sequence[str] = _TITLES, href: str = "/news/{}", step: int = 9
) -> list[_Row]:
    """Return entries, the newest first, each some days before the other."""
    start, rows = date(2026, 11, 18).toordinal(), []
    for number, title in enumerate(titles[:count]):
        day = date.fromordinal(start - step * number)
        slug = "-".join(title.lower().replace("’", "").replace(":", "").split()[:6])
        text = f"What it means for services and the people who use them, in {4 + number} points."
        rows.append(_Row(title, href.format(slug), day, number, text))
    return rows


def _told(
    rows: Iterable[_Row], *, dated: bool = True, base: str = "https://agency.example"
) -> tuple[Told, ...]:
    return tuple(
        Told(
            row.title,
            row.href if row.href.startswith("http") else f"{base}{row.href}",
            row.day if dated else None,
        )
        for row in rows
    )


_MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "sv": ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"],
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    "nl": ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"],
}  # fmt: skip


def _day(day: date, language: str = "en") -> str:
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def _each(rows: Iterable[_Row], template: Callable[[_Row], str], between: str = "\n") -> str:
    return between.join(template(row) for row in rows)


# --- what stands around the list ---

_NAMES = (
    "Home", "About us", "Our work", "News", "Publications and reports", "Mental health services",
    "Get help now", "Careers", "Contact us", "Accessibility statement", "Privacy notice",
)  # fmt: skip


def _menu(names: Iterable[str] = _NAMES, path: str = "/s/") -> str:
    links = (
        f'<li><a href="{path}{name.lower().replace(" ", "-")}">{name}</a></li>' for name in names
    )
    return f"<ul>{''.join(links)}</ul>"  # fmt: skip


_PAGER = (
    '<ul class="pagination"><li><a href="?page=1">1</a></li><li><a href="?page=2">2</a></li>'
    '<li><a href="?page=3">3</a></li><li><a href="?page=2">Next page</a></li></ul>'
)
_SOCIAL = (
    '<ul><li><a href="https://facebook.example/agency">Follow us on Facebook</a></li>'
    '<li><a href="https://x.example/agency">Follow us on X</a></li>'
    '<li><a href="https://youtube.example/agency">Watch us on YouTube</a></li></ul>'
)
_LANGUAGES = (
    '<ul><li><a href="/en/news" hreflang="en">English</a></li>'
    '<li><a href="/sv/nyheter" hreflang="sv">Svenska</a></li>'
    '<li><a href="/ar/news" hreflang="ar">العربية</a></li></ul>'
)
_TOPICS = (
    "Children",
    "Suicide prevention",
    "Workforce",
    "Law",
    "Statistics",
    "Housing",
    "Peer work",
)


def _semantic(main: str, language: str = "en", head: str = "") -> str:
    """Return a page of elements that say what they are."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>News</title>'
        f'{head}<style>a {{}}</style></head><body class="has-sidebar page"><header>'
        f'<a href="/">Agency</a><nav aria-label="Main">{_menu()}</nav>{_LANGUAGES}</header>'
        f'<nav class="breadcrumb">{_menu(("Home", "News"))}</nav><main><h1>News</h1>{main}'
        f'<nav aria-label="Pages">{_PAGER}</nav></main><aside><h2>Most read</h2>'
        f"{_menu(_TITLES[6:11], '/popular/')}</aside><footer>{_menu()}{_SOCIAL}</footer>"
        "<script>document.write('<a href=\"/x\">x</a>')</script></body></html>"
    )


def _divs(main: str, language: str = "en", head: str = "") -> str:
    """Return a page in which only classes tell the parts apart, as older systems make it."""
    return (
        f'<html lang="{language}"><head><title>News</title>{head}</head><body>'
        f'<div id="wrapper"><div class="site-header"><div class="main-menu">{_menu()}</div>'
        f'<div class="lang-switch">{_LANGUAGES}</div></div><div class="breadcrumbs">'
        f'<a href="/">Home</a> &gt; <a href="/news">News</a></div><div id="content">'
        f'<h1>News</h1>{main}<div class="pager">{_PAGER}</div></div><div class="sidebar">'
        f'<h3>Topics</h3><div class="tag-cloud">'
        f"{''.join(f'<a href=/t/{name}>{name}</a> ' for name in _TOPICS)}</div><h3>Popular</h3>"
        f'{_menu(_TITLES[6:11], "/popular/")}</div><div id="footer">{_menu()}'
        f'<div class="social">{_SOCIAL}</div></div></div></body></html>'
    )


def _bare(main: str, language: str = "en", head: str = "") -> str:
    """Return a page without any sign of what is what."""
    return (
        f'<html lang="{language}"><head><title>News</title>{head}</head><body><div><div>{_menu()}'
        f"</div><div>{_LANGUAGES}</div><div><h1>News</h1>{main}</div><div>{_menu(_TOPICS, '/t/')}"
        f"</div><div>{_menu()}{_SOCIAL}</div></div></body></html>"
    )


# --- the lists ---


def _pages() -> Iterable[Page]:
    yield from _plain_lists()
    yield from _cards()
    yield from _tables()
    yield from _systems()
    yield from _flat()
    yield from _several()
    yield from _addresses()
    yield from _numbers()


def _plain_lists() -> Iterable[Page]:
    rows = _rows()
    lists = {
        "date behind": lambda r: f'<li><a href="{r.href}">{r.title}</a> ({_day(r.day)})</li>',
        "date in front": lambda r: f'<li>{_day(r.day)} – <a href="{r.href}">{r.title}</a></li>',
        "time element": lambda r: f'<li><time datetime="{r.day}">last week</time> '
                                  f'<a href="{r.href}">{r.title}</a></li>',
        "heading": lambda r: f'<li><h3><a href="{r.href}">{r.title}</a></h3>'
                             f'<p class="date">{_day(r.day)}</p><p>{r.text}</p></li>',
        "date within the link": lambda r: f'<li><a href="{r.href}">{r.title} '
                                          f'<span class="date">{_day(r.day)}</span></a></li>',
    }  # fmt: skip
    for name, template in lists.items():
        items = f"<ul>{_each(rows, template)}</ul>"
        yield Page(f"list, {name}", _semantic(items), _told(rows))
        yield Page(f"list of divs, {name}", _divs(items), _told(rows))
    plain = _each(rows, lambda r: f'<li><a href="{r.href}">{r.title}</a></li>')
    yield Page("list, no dates", _semantic(f"<ul>{plain}</ul>"), _told(rows, dated=False))
    yield Page("list in a bare page", _bare(f"<ul>{plain}</ul>"), _told(rows, dated=False))
    headed = _each(rows, lists["heading"])
    yield Page("headings in a bare page", _bare(f"<ul>{headed}</ul>"), _told(rows))
    striped = _each(rows, lambda r: f'<li class="{("odd", "even")[r.number % 2]}'
                                    f'{" first" if r.number == 0 else ""}">'
                                    f'<a href="{r.href}">{r.title}</a><span>{_day(r.day)}</span>'
                                    "</li>")  # fmt: skip
    yield Page("striped list", _divs(f"<ul>{striped}</ul>"), _told(rows))


def _cards() -> Iterable[Page]:
    rows = _rows(9)
    wrapped = _each(
        rows,
        lambda r: (
            f'<a class="card" href="{r.href}"><img src="{r.number}.jpg">'
            f"<h3>{r.title}</h3><p>{r.text}</p>"
            f'<time datetime="{r.day}T09:00:00Z">{_day(r.day)}</time></a>'
        ),
    )
    yield Page("link wraps the card", _semantic(f'<div class="cards">{wrapped}</div>'), _told(rows))
    spans = _each(
        rows,
        lambda r: (
            f'<div class="teaser"><a href="{r.href}">'
            f'<span class="teaser-date">{_day(r.day)}</span>'
            f'<span class="teaser-title">{r.title}</span>'
            f'<span class="teaser-text">{r.text}</span></a></div>'
        ),
    )
    yield Page("link wraps spans", _divs(spans), _told(rows))
    unnamed = _each(
        rows,
        lambda r: (
            f'<div class="box"><a href="{r.href}"><div>{_day(r.day)}</div>'
            f"<div>{r.title}</div><div>{r.text}</div></a></div>"
        ),
    )
    yield Page("link wraps unnamed parts", _divs(unnamed), _told(rows))
    outside = _each(
        rows,
        lambda r: (
            f'<div class="item"><h3>{r.title}</h3><p class="meta">Press '
            f"release | {_day(r.day)}</p><p>{r.text}</p>"
            f'<a class="more" href="{r.href}">Read more</a></div>'
        ),
    )
    yield Page("heading outside the link", _semantic(outside), _told(rows))
    pictures = _each(
        rows,
        lambda r: (
            f'<article class="card"><a href="{r.href}"><img alt="" '
            f'src="{r.number}.jpg"></a><div class="card__body">'
            f'<a class="card__topic" href="/topics/{r.number % 3}">'
            f"{_TOPICS[r.number % 3]} and everything about it</a>"
            f'<h2 class="card__title"><a href="{r.href}">{r.title}</a></h2>'
            f'<footer class="card__footer"><time>{_day(r.day)}</time> '
            f'<a href="{r.href}">Read more<span> about {r.title}</span></a>'
            "</footer></div></article>"
        ),
    )
    yield Page("cards with pictures and topics", _semantic(pictures), _told(rows))
    tiles = [f'<div class="col"><div class="tile"><h4><a href="{r.href}">{r.title}</a></h4><small>'
             f"{_day(r.day)}</small></div></div>" for r in rows]  # fmt: skip
    grid = "".join(f'<div class="row">{"".join(tiles[at : at + 3])}</div>' for at in (0, 3, 6))
    yield Page("cards in rows", _divs(grid), _told(rows))


def _tables() -> Iterable[Page]:
    rows = _rows(10)
    plain = _each(
        rows, lambda r: f'<tr><td>{_day(r.day)}</td><td><a href="{r.href}">{r.title}</a></td></tr>'
    )
    head = "<tr><th>Date</th><th>Title</th></tr>"
    yield Page("table", _divs(f"<table>{head}{plain}</table>"), _told(rows))
    sharepoint = _each(
        rows,
        lambda r: (
            f'<tr class="ms-itmhover"><td class="ms-vb-icon"><a '
            f'href="{r.href}"><img src="pdf16.gif"></a></td>'
            f'<td class="ms-vb-title"><a href="{r.href}">{r.title}</a>'
            f'</td><td class="ms-vb2">{r.day:%d/%m/%Y}</td>'
            '<td class="ms-vb-user"><a href="/people/1">Web team</a></td>'
            "</tr>"
        ),
    )
    links = '<th><a href="?sort=name">Name</a></th><th><a href="?sort=date">Modified</a></th>'
    table = f'<table class="ms-listviewtable"><thead><tr><th></th>{links}</tr></thead>{sharepoint}'
    yield Page("SharePoint", _divs(f"{table}</table>", "en-GB"), _told(rows))
    files = _each(
        rows,
        lambda r: (
            f'<tr><td><a href="{r.href}">{r.title}</a></td><td>{r.day}</td>'
            f'<td><a href="{r.href}.pdf">PDF (2.{r.number} MB)</a> '
            f'<a href="{r.href}.docx">Word</a></td></tr>'
        ),
    )
    yield Page("table with files", _semantic(f"<table>{files}</table>"), _told(rows))


def _systems() -> Iterable[Page]:
    rows = _rows(10)
    govuk = _each(
        rows,
        lambda r: (
            f'<li class="gem-c-document-list__item"><div class='
            f'"gem-c-document-list__item-title"><a href="{r.href}" '
            f'class="govuk-link">{r.title}</a></div><p class='
            f'"gem-c-document-list__item-description">{r.text}</p><ul class='
            '"gem-c-document-list__item-metadata"><li class="gem-c-document-'
            'list__attribute">Document type: News story</li><li class='
            '"gem-c-document-list__attribute">Organisation: Department of '
            'Health</li><li class="gem-c-document-list__attribute">Updated: '
            f'<time datetime="{r.day}">{_day(r.day)}</time></li></ul></li>'
        ),
    )
    filters = '<form class="filters">' + _menu(_TOPICS, "/search?topic=") + "</form>"
    yield Page(
        "GOV.UK", _semantic(f'{filters}<ul class="gem-c-document-list">{govuk}</ul>'), _told(rows)
    )
    drupal = _each(
        rows,
        lambda r: (
            f'<div class="views-row views-row-{r.number + 1}"><article '
            f'class="node node--type-news" about="{r.href}"><h2 class='
            f'"node__title"><a href="{r.href}"><span class="field">{r.title}'
            '</span></a></h2><div class="field field--name-field-date">'
            f'<time datetime="{r.day}T12:00:00Z">{_day(r.day)}</time></div>'
            f'<div class="field field--name-body"><p>{r.text}</p></div><ul '
            f'class="links inline"><li><a href="{r.href}" title="{r.title}">'
            "Read more</a></li></ul></article></div>"
        ),
    )
    yield Page("Drupal view", _semantic(f'<div class="view-content">{drupal}</div>'), _told(rows))
    wordpress = _each(
        rows,
        lambda r: (
            f'<article id="post-{900 - r.number}" class="post-'
            f'{900 - r.number} post type-post category-{r.number % 3}">'
            f'<header class="entry-header"><h2 class="entry-title"><a '
            f'href="{r.href}" rel="bookmark">{r.title}</a></h2><div '
            f'class="entry-meta">Posted on <a href="{r.href}"><time class='
            f'"entry-date published" datetime="{r.day}">{_day(r.day)}'
            '</time></a> by <a href="/author/web">Web team</a></div>'
            f'</header><div class="entry-summary"><p>{r.text} <a href='
            f'"{r.href}" class="more-link">Continue reading</a></p></div>'
            '<footer class="entry-footer"><a href="/category/x">News</a> '
            '<a href="/tag/y">Mental health</a></footer></article>'
        ),
    )
    navigation = '<nav class="navigation posts-navigation"><a href="/page/2">Older posts</a></nav>'
    yield Page("WordPress", _divs(f'<div id="primary">{wordpress}{navigation}</div>'), _told(rows))
    boxes = _each(
        rows,
        lambda r: (
            f'<div class="news-item"><div class="date"><span>{r.day.day}'
            f"</span> <span>{_day(r.day).split()[1][:3]}</span> <span>"
            f'{r.day.year}</span></div><div class="text"><a href="{r.href}">'
            f"{r.title}</a></div></div>"
        ),
    )
    yield Page("calendar boxes", _divs(boxes), _told(rows))
    styled = _each(
        rows,
        lambda r: (
            f'<li class="flex py-4 border-b border-gray-200"><div class='
            f'"w-3/4"><p class="text-sm text-gray-600">{_day(r.day)}</p><a '
            f'class="font-bold hover:underline" href="{r.href}">{r.title}</a>'
            f'<p class="mt-2">{r.text}</p></div></li>'
        ),
    )
    yield Page("classes for looks only", _semantic(f'<ul class="mt-8">{styled}</ul>'), _told(rows))


def _flat() -> Iterable[Page]:
    rows = _rows(8)
    terms = _each(
        rows,
        lambda r: (
            f'<dt><a href="{r.href}">{r.title}</a></dt><dd>{_day(r.day)}</dd><dd>{r.text}</dd>'
        ),
    )
    yield Page("definition list", _semantic(f"<dl>{terms}</dl>"), _told(rows))
    dates = _each(
        rows, lambda r: f'<dt>{_day(r.day)}</dt><dd><a href="{r.href}">{r.title}</a></dd>'
    )
    yield Page("definition list, dates first", _divs(f"<dl>{dates}</dl>"), _told(rows))
    headings = _each(
        rows,
        lambda r: (
            f'<h3><a href="{r.href}">{r.title}</a></h3><p class="date">'
            f"{_day(r.day)}</p><p>{r.text}</p>"
        ),
    )
    yield Page("headings and paragraphs", _semantic(headings), _told(rows))
    before = _each(
        rows,
        lambda r: (
            f'<p class="small">{_day(r.day)}</p><h3><a href="{r.href}">'
            f"{r.title}</a></h3><p>{r.text}</p><hr>"
        ),
    )
    yield Page("date above the heading", _divs(before), _told(rows))
    lines = _each(
        rows, lambda r: f'<p>{_day(r.day)}<br><a href="{r.href}">{r.title}</a><br>{r.text}</p>'
    )
    yield Page("paragraphs with breaks", _bare(lines), _told(rows))


def _several() -> Iterable[Page]:
    rows = _rows(12)
    items = [f'<li><a href="{r.href}">{r.title}</a>, {_day(r.day)}</li>' for r in rows]
    years = "".join(
        f'<details class="year-{2026 - part}"{" open" if not part else ""}><summary>{2026 - part}'
        f"</summary><ul>{''.join(items[part * 4 : part * 4 + 4])}</ul></details>"
        for part in range(3)
    )
    yield Page("accordion by year", _semantic(years), _told(rows))
    items = [f'<p><a href="{r.href}">{r.title}</a> <em>{_day(r.day)}</em></p>' for r in rows]
    months = "".join(
        f'<div class="panel"><h2><a href="#m{part}">Month {part}</a></h2><div class="panel-body">'
        f"{''.join(items[part * 3 : part * 3 + 3])}</div></div>"
        for part in range(4)
    )
    yield Page("panels by month", _divs(months), _told(rows))
    template: Callable[[_Row], str] = lambda r: (  # noqa: E731
        f'<li class="item"><a href="{r.href}">{r.title}</a><span class="date">{_day(r.day)}</span>'
        "</li>"
    )
    links = _menu(("How we work with the press", "Our spokespeople", "Photos for the media"))
    two = f'<ul class="news">{_each(rows, template)}</ul><h2>For journalists</h2>{links}'
    yield Page("two lists", _semantic(two), _told(rows))
    events = _each(_rows(3, _SWEDISH, "/events/{}"), lambda r: f'<div class="event"><a href='
                   f'"{r.href}">{r.title}</a></div>')  # fmt: skip
    aside = f'<div class="events"><h2>Events</h2>{events}</div><ul>{_each(rows, template)}</ul>'
    yield Page("events before the news", _divs(aside), _told(rows))
    featured = (
        f'<div class="featured"><h2><a href="{rows[0].href}">{rows[0].title}</a></h2>'
        f"<p>{_day(rows[0].day)}</p><p>{rows[0].text}</p></div>"
    )
    yield Page("featured entry and list", _semantic(f"{featured}<ul>{_each(rows[1:], template)}</ul>"),
               _told(rows))  # fmt: skip
    first = f'<div class="card card--wide"><h3><a href="{rows[0].href}">{rows[0].title}</a></h3>' \
            f"<p>{_day(rows[0].day)}</p></div>"  # fmt: skip
    cards = _each(
        rows[1:],
        lambda r: (
            f'<div class="card"><h3><a href="{r.href}">{r.title}</a></h3><p>{_day(r.day)}</p></div>'
        ),
    )
    yield Page("first card is wide", _semantic(first + cards), _told(rows))
    more = f'<ul>{_each(rows, template)}<li class="item"><a href="/archive">All news</a></li></ul>'
    yield Page("list that ends in all news", _divs(more), _told(rows))
    few = rows[:3]
    yield Page("three entries", _divs(_each(few, lambda r: f'<div class="n"><h3><a href="{r.href}">'
               f"{r.title}</a></h3><p>{_day(r.day)}</p></div>")), _told(few))  # fmt: skip


def _addresses() -> Iterable[Page]:
    item: Callable[[_Row], str] = lambda r: (  # noqa: E731
        f'<li><a href="{r.href}">{r.title}</a> {_day(r.day)}</li>'
    )
    rows = _rows(7, href="item.aspx?id={}&lang=en")
    base = "https://agency.example/news/"
    yield Page("relative links", _divs(f"<ul>{_each(rows, item)}</ul>"), _told(rows, base=base))
    yield Page("base element", _semantic(f"<ul>{_each(rows, item)}</ul>",
               head='<base href="https://www.agency.example/press/">'),
               _told(rows, base="https://www.agency.example/press/"))  # fmt: skip
    rows = _rows(10, href="/files/{}.pdf")
    files = _each(
        rows,
        lambda r: (
            f'<li><a href="{r.href}">{r.title}</a> <span>(PDF, 1.{r.number} '
            f"MB)</span> <span>{_day(r.day)}</span></li>"
        ),
    )
    yield Page("links to PDFs", _semantic(f"<ul>{files}</ul>"), _told(rows))
    rows = _rows(6, href="https://press.agency.example/{}")
    yield Page("another host of the same site", _divs(f"<ul>{_each(rows, item)}</ul>"), _told(rows))


def _numbers() -> Iterable[Page]:
    for language, titles in (("sv", _SWEDISH), ("fr", _FRENCH), ("nl", _DUTCH)):
        rows = _rows(8, titles, "/nyheter/{}")

        def item(row: _Row, language: str = language) -> str:
            return (f'<div class="nieuws"><a href="{row.href}">{row.title}</a>'
                    f"<span>{_day(row.day, language)}</span></div>")  # fmt: skip

        yield Page(f"dates in {language}", _divs(_each(rows, item), language), _told(rows))
    rows = _rows(6, _DUTCH)
    yield Page("Dutch numbers", _semantic(_each(rows, lambda r: f'<div class="result"><h3><a href='
               f'"{r.href}">{r.title}</a></h3><p class="meta">Nieuwsbericht | {r.day:%d-%m-%Y} | '
               "10:00</p></div>"), "nl"), _told(rows))  # fmt: skip
    rows = _rows(8)
    yield Page("American numbers", _divs(_each(rows, lambda r: f'<div class="pr"><a href="{r.href}">'
               f'{r.title}</a><div>{r.day:%m/%d/%Y}</div></div>')), _told(rows))  # fmt: skip
    yield Page("dots", _divs(_each(rows, lambda r: f'<div class="pm"><div>{r.day:%d.%m.%Y}</div>'
               f'<a href="{r.href}">{r.title}</a></div>'), "de"), _told(rows))  # fmt: skip


def _more() -> Iterable[Page]:
    rows = _rows(8)
    yield Page("result blocks", _semantic("".join(
        f'<div class="search-result"><a href="{r.href}"><h2>{r.title}</h2></a><div class="meta">'
        f"<span>News</span> <span>{r.day}</span></div><p>{r.text}</p></div>" for r in rows)
        + '<button>Show more</button>', "sv"), _told(rows))  # fmt: skip
    rows = _rows(12)
    halves = [f'<li><a href="{r.href}">{r.title}</a> <span>{_day(r.day)}</span></li>' for r in rows]
    years = "".join(f"<li>{year}<ul>{''.join(part)}</ul></li>"
                    for year, part in ((2026, halves[:7]), (2025, halves[7:])))  # fmt: skip
    yield Page("lists within a list", _divs(f'<ul class="years">{years}</ul>'), _told(rows))
    columns = (f'<div class="left"><ul>{"".join(halves[:6])}</ul></div>'
               f'<div class="right"><ul>{"".join(halves[6:])}</ul></div>')  # fmt: skip
    yield Page("two columns", _semantic(columns), _told(rows))
    rows = _rows(10, href="/publications/{}")
    papers = "".join(
        f'<li><a href="{r.href}">{r.title}</a><br>Svensson A, Byrne C, de Vries M. {_day(r.day)}.'
        f' <a href="https://doi.org/10.1234/{r.number}">https://doi.org/10.1234/{r.number}</a> '
        f'<a href="{r.href}.pdf">Download PDF</a></li>' for r in rows)  # fmt: skip
    yield Page("publications with DOIs", _semantic(f"<ol>{papers}</ol>"), _told(rows))
    rows = _rows(7)
    leading = (f'<div class="items-leading"><div class="leading-0"><h2 itemprop="name"><a href='
               f'"{rows[0].href}">{rows[0].title}</a></h2><dl class="article-info"><dd class='
               f'"published">Published: {_day(rows[0].day)}</dd></dl><p>{rows[0].text}</p></div>'
               "</div>")  # fmt: skip
    joomla = "".join(
        f'<div class="items-row cols-1 row-{r.number}"><div class="item column-1"><h2 itemprop='
        f'"name"><a href="{r.href}">{r.title}</a></h2><dl class="article-info"><dd class='
        f'"published">Published: {_day(r.day)}</dd></dl><p>{r.text}</p><p class="readmore"><a '
        f'href="{r.href}">Read more: {r.title}</a></p></div></div>' for r in rows[1:])  # fmt: skip
    yield Page("Joomla", _divs(f'<div class="blog">{leading}{joomla}</div>'), _told(rows))
    typo3 = "".join(
        f'<div class="article articletype-0 topnews" itemscope><div class="news-img-wrap"><a href='
        f'"{r.href}"><img></a></div><div class="header"><h3><a href="{r.href}"><span itemprop='
        f'"headline">{r.title}</span></a></h3></div><div class="teaser-text"><div itemprop='
        f'"description"><p>{r.text}</p></div><a class="more" href="{r.href}">Weiterlesen</a></div>'
        f'<div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" '
        f'datetime="{r.day}">{r.day:%d.%m.%Y}</time></span></p></div></div>' for r in rows)  # fmt: skip
    yield Page("TYPO3", _divs(f'<div class="news-list-view">{typo3}</div>', "de"), _told(rows))
    liferay = "".join(
        f'<div class="asset-abstract"><h4 class="asset-title"><a href="{r.href}"><i class="icon">'
        f'</i> {r.title}</a></h4><div class="asset-content"><div class="asset-summary">{r.text}'
        f'</div><div class="asset-more"><a href="{r.href}">Read More <span>About {r.title}</span> »'
        f"</a></div></div><div>Published {_day(r.day)}</div></div>" for r in rows)  # fmt: skip
    yield Page("Liferay", _divs(liferay), _told(rows))
    uswds = "".join(
        f'<li class="usa-collection__item"><div class="usa-collection__body"><h4 class='
        f'"usa-collection__heading"><a class="usa-link" href="{r.href}">{r.title}</a></h4><p>'
        f'{r.text}</p><ul class="usa-collection__meta"><li><a href="/o/1">Office of the Assistant '
        f'Secretary for Planning</a></li><li><time datetime="{r.day}">{_day(r.day)}</time></li></ul>'
        '<ul class="usa-collection__meta" aria-label="Topics"><li class="usa-tag"><a href="/t/1">'
        'Youth</a></li><li class="usa-tag"><a href="/t/2">Law</a></li></ul></div></li>'
        for r in rows)  # fmt: skip
    yield Page(
        "US design system", _semantic(f'<ul class="usa-collection">{uswds}</ul>'), _told(rows)
    )
    long_names = (
        f"Find support for {topic.lower()} in the region where you live" for topic in _TOPICS
    )
    dated = "".join(f'<li>{_day(r.day)} <a href="{r.href}">{r.title}</a></li>' for r in rows)
    yield Page("menu of long names", f'<html lang="en"><body><div>{_menu(long_names)}</div><div>'
               f"<h1>News</h1><ul>{dated}</ul></div></body></html>", _told(rows))  # fmt: skip
    counts = _menu((f"{topic} in all regions ({number})" for number, topic in enumerate(_TOPICS * 3)),
                   "/news?topic=")  # fmt: skip
    yield Page(
        "choices with counts", _semantic(f"<div>{counts}</div><ol>{dated}</ol>"), _told(rows)
    )
    events = "".join(
        f'<div class="event-teaser"><div class="cal"><b>{r.day.day}</b><i>{_day(r.day).partition(" ")[2]}</i>'
        f'</div><div><a class="event-link" href="{r.href}">{r.title}</a><p>Online and in Stockholm. '
        f'<a href="https://maps.example/{r.number}">View on map</a></p></div></div>'
        for r in rows)  # fmt: skip
    yield Page("events", _divs(events), _told(rows))
    breaks = "<br>".join(f'{_day(r.day)} <a href="{r.href}">{r.title}</a>' for r in rows)
    yield Page("lines in one paragraph", _divs(f"<p>{breaks}</p>"), _told(rows))
    overlay = "".join(
        f'<div class="box"><a class="overlay" href="{r.href}" aria-label="{r.title}"></a><h3>'
        f"{r.title}</h3><span>{_day(r.day)}</span></div>" for r in rows)  # fmt: skip
    yield Page("empty links over boxes", _semantic(overlay), _told(rows))
    blog = "".join(
        f'<section><h2><a href="{r.href}">{r.title}</a></h2><p>By the team, {_day(r.day)}</p><p>'
        f'Together with <a href="https://partner.example/{r.number}">the partner organisation in '
        f'region {r.number}</a> we looked at <a href="/report/{r.number}">what was written</a>.</p>'
        f'<p>Topics: <a href="/t/1">Law</a>, <a href="/t/2">Peer work</a>, <a href="/t/3">Youth</a>'
        "</p></section>" for r in rows)  # fmt: skip
    yield Page("blog with links in the text", _bare(blog), _told(rows))
    marks = "".join(
        f'<div class="hit"><p class="hit-title"><a href="{r.href}">{r.title}</a></p><cite>'
        f'https://agency.example{r.href}</cite><p>{_day(r.day)} - {r.text}</p></div>'
        for r in rows)  # fmt: skip
    yield Page("search results", _divs(marks), _told(rows))


PAGES = (*_pages(), *_more())

_ARTICLE = (
    "<h1>New strategy</h1><p>The <a href='/strategy'>strategy for mental health</a> was written "
    "with <a href='/users'>people who use services</a>.</p><p>It begins on 1 March 2026.</p>"
)
WITHOUT = {
    "an article": _semantic(_ARTICLE),
    "an article among divs": _divs(_ARTICLE),
    "nothing but navigation": _semantic("<p>There is no news at the moment.</p>"),
    "no link at all": "<html><body><main><h1>News</h1><p>Soon.</p></main></body></html>",
    "built in the browser": '<html><body><div id="root"></div><script src="/a.js"></script></body>',
}
