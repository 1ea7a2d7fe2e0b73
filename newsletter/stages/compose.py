"""Compose: an issue becomes a Mail for one variant, and its page for the web.

The words of the issue are made ready for the templates here (`view_of`); how they look is the
templates' affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsletter.model.dates import in_words
from newsletter.model.issues import Block, Issue, IssueItem, IssuePlace
from newsletter.model.languages import direction, name_of, same
from newsletter.model.mail import Mail, Slot, Variant
from newsletter.model.sources import SourceBook
from newsletter.model.text import one_line, plural
from newsletter.model.views import (
    BlockView,
    IssueView,
    ItemView,
    Link,
    Organisation,
    Passage,
    PlaceView,
    ProseView,
    SectionView,
)
from newsletter.ports import Renderer

_SAFE_LINK = re.compile(r"(https?|mailto):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every issue of a publication: names, addresses, the template."""

    publication: str
    template: str
    organisation: Organisation
    site: str
    demonstration: bool = False

    def web_url(self, issue: Issue) -> str:
        """Return where the issue can be read on the web."""
        return f"{self.site}/issues/{issue.slug}/"


def compose(
    issue: Issue,
    book: SourceBook,
    frame: Frame,
    renderer: Renderer,
    variant: Variant = Variant(),  # noqa: B008
) -> Mail:
    """Return the mail of one variant. Same data, same bytes. Raises `RenderError`."""
    view = view_of(issue, book, frame, variant)
    slots = {slot.name.lower(): slot.value for slot in Slot}
    context = {"issue": view, "slot": slots}
    return Mail(
        variant=variant,
        subject=view.subject,
        html=renderer.inline(renderer.render(f"mail/{frame.template}.html", context)),
        text=renderer.render(f"mail/{frame.template}.txt", context),
        web=renderer.render("web/issue.html", {"issue": view}),
    )


def view_of(issue: Issue, book: SourceBook, frame: Frame, variant: Variant) -> IssueView:
    """Return all that the templates print. The place of ``variant.first`` comes first."""
    first = book.place(variant.first)
    heading = one_line(first.name).casefold() if first else ""
    places = sorted(
        enumerate(issue.places, 1), key=lambda pair: pair[1].heading.casefold() != heading
    )
    return IssueView(
        subject=one_line(issue.subject),
        preheader=one_line(issue.preheader),
        overview=_overview(issue, book),
        language=issue.language,
        dir=direction(issue.language),
        publication=frame.publication,
        date=in_words(issue.date),
        organisation=frame.organisation,
        web_url=frame.web_url(issue),
        intro=passage(issue.intro) if issue.intro else None,
        places=tuple(
            _place(place, number, position, issue.language)
            for number, (position, place) in enumerate(places, 1)
        ),
        demonstration=frame.demonstration,
    )


def _overview(issue: Issue, book: SourceBook) -> str:
    """Return the first sentence a reader sees: how much of what is inside."""
    count = sum(1 for _ in issue.items())
    if not count:
        return "There are no new publications in this issue."
    bodies = {one_line(place.name).casefold(): place.body for place in book.places}
    headings = [place.heading.casefold() for place in issue.places if any(place.items())]
    places = [bodies[heading] for heading in headings if heading in bodies]
    origin = ""
    if len(places) == len(headings):  # of a heading of the editor's own nobody knows what it is
        countries, international = places.count(False), places.count(True)
        origins = [plural(countries, "country", "countries")] * bool(countries)
        origins += [plural(international, "international body", "international bodies")] * bool(
            international
        )
        origin = f" from {' and '.join(origins)}"
    verb = "is" if count == 1 else "are"
    return f"In this issue there {verb} {plural(count, 'item')}{origin}."


def _place(place: IssuePlace, number: int, position: int, language: str) -> PlaceView:
    """Return the view of a place: the ``number``-th of this variant.

    Anchors keep to its ``position`` in the issue: the one page that is on the web has them.
    """
    counts = {id(item): count for count, item in enumerate(place.items(), 1)}
    anchor = f"place-{position}"

    def blocks(these: Iterable[Block]) -> tuple[BlockView, ...]:
        return tuple(map(view, these))

    def view(block: Block) -> BlockView:
        if not isinstance(block, IssueItem):
            return ProseView(passage(block.text))
        count = counts[id(block)]
        own_anchor = f"item-{block.id or f'{position}-{count}'}"
        return _item(block, f"{number}.{count}", own_anchor, language)

    sections = tuple(
        SectionView(section.heading, f"{anchor}-section-{count}", blocks(section.blocks))
        for count, section in enumerate(place.sections, 1)
    )
    return PlaceView(number, place.heading, anchor, blocks(place.blocks), sections)


def _item(item: IssueItem, number: str, anchor: str, language: str) -> ItemView:
    own = item.language or language
    foreign = "" if same(own, language) else own
    # Whoever writes an English title into an English issue says that the original is none.
    glossed = bool(item.english and (foreign or same(language, "en")))
    gloss = "" if same(language, "en") else "en"
    return ItemView(
        number=number,
        anchor=anchor,
        title=one_line(item.english if glossed else item.title),
        url=item.url,
        language=gloss if glossed else foreign,
        dir=direction((gloss or language) if glossed else own),
        original=one_line(item.title) if glossed else "",
        original_language=foreign if glossed else "",
        original_dir=direction(own),
        in_words=name_of(foreign) if foreign else "",
        byline=one_line(item.byline),
        note=passage(item.note) if item.note else None,
        summary=tuple(passage(text) for text in item.summary),
        excerpt=one_line(item.excerpt),
        excerpt_language=foreign,
        when=one_line(item.when),
        access=one_line(item.access),
    )


# --- Markdown -------------------------------------------------------------------------------


def passage(markdown: str) -> Passage:
    """Return an editor's Markdown as safe HTML and as plain lines.

    HTML in it is shown, never obeyed; a link that is not http(s) or mailto is left as text.
    """
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    parser.validateLink = _is_safe  # type: ignore[method-assign]
    tokens = parser.parse(markdown)
    links = tuple(_links(tokens))
    text = "\n".join(_lines(tokens))
    return Passage(parser.renderer.render(tokens, parser.options, {}).strip(), text, links)


def _is_safe(url: str) -> bool:
    return bool(_SAFE_LINK.match(url))


def _links(tokens: Sequence[Token]) -> Iterable[Link]:
    for token in tokens:
        children = token.children or []
        for number, child in enumerate(children):
            if child.type == "link_open":
                inside = children[number + 1 :]
                end = next(n for n, one in enumerate(inside) if one.type == "link_close")
                yield Link(_text(inside[:end]), str(child.attrs["href"]))


def _lines(tokens: Sequence[Token]) -> Iterable[str]:
    """Yield one line for each paragraph or list entry; entries of numbered lists keep theirs."""
    marker = ""
    for token in tokens:
        if token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "- "
        elif token.type == "inline":
            yield marker + _text(token.children or [])
            marker = ""
        elif token.type in ("fence", "code_block"):
            yield from token.content.splitlines()


def _text(children: Sequence[Token]) -> str:
    kinds = ("text", "code_inline", "text_special")
    parts = [
        child.content if child.type in kinds else " " if child.type.endswith("break") else ""
        for child in children
    ]
    return one_line("".join(parts))
