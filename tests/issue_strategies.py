"""Issues, and the texts they are made of, for hypothesis: whatever a tool could write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from newsletter.model.issues import (
    Block,
    Issue,
    IssueItem,
    IssuePlace,
    IssueSection,
    Prose,
    Waiver,
)
from newsletter.model.text import one_line

# What Markdown, YAML or the issue file itself would make something else of.
HOSTILE = (
    "1. ", "12) ", "2026.", "- ", "+ ", "* ", "---", "===", "= ", ": ", "# ", " #", " ##", "> ",
    "\\", "\\\\", "`", "``", "```", "~~~", "*", "**", "_", "__", "[", "]", "](", "![", "[x]: y",
    "{", "}", "{}", "{#x}", "{.y}", "(", ")", "<", ">", "<b>", "</b>", "<https://example.org>",
    "<!-- x -->", "-->", "<!--", "<?", "&", "&amp;", "&#35;", "&copy;", "&copy", "|", "!", "~",
    "^", "$", '"', "'", "%", "{{", "{%", "Note:", "English: ", "Easy:", "https://example.org/a_b",
    "7", "1234567890", "true", "null", "~", "-", ".", ",", ";", "\t", "\n", "\r", "  ", "\xa0",
    "\u2028", "\ufeff", "\u200b", "\u200f", "\u202e", "שלום", "مرحبا", "😀", "👩‍⚕️", "é", "e\u0301",
    "\uffff", "\U0001fffe", "word", "Two words", "Ö",
)  # fmt: skip

lines = st.one_of(
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), max_size=8).map("".join),
    st.text(max_size=40),
).map(one_line)
some_lines = lines.filter(bool)
tags = st.from_regex(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", fullmatch=True)
slugs = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
days = st.dates()
_address_parts = (
    "a", "(", ")", "%20", "?q=1&b=2", "&copy;", "&amp", "<", ">", "\\", "\\)", "ö", "é", "😀", "'",
    '"', "#x", "#!/a", "[", "]", "{", "}", "*", "_", "`", "|", "~", "+",
)  # fmt: skip
_visible = st.characters(exclude_categories=("Cs", "Cc", "Z"))
addresses = st.builds(
    "{}://{}/{}".format,
    st.sampled_from(["https", "http", "HTTPS"]),
    st.sampled_from(["example.org", "example.org:8080", "xn--bcher-kva.example", "bücher.example"]),
    st.lists(st.sampled_from(_address_parts) | st.text(_visible, max_size=4), max_size=6).map(
        "".join
    ),
)

_inline = st.sampled_from([
    "words", "*stress*", "**weight**", "[a link](https://example.org/a_b)", "`code`", "1998",
    "a \\* star", "&copy;", "<https://example.org/>", "Ärzte", "1. not a list", "- nor this", "😀",
    "[Mail](mailto:office@example.org)", "a_b_c", "2 < 3", "#5", "\\[in brackets\\]", "“quoted”",
])  # fmt: skip
_openings = st.sampled_from(
    ["The", "*Stress*", "2026", "“Yes”", "\\- A dash", "[Link](https://a.b)"]
)
passages = st.builds(
    lambda first, rest: " ".join([first, *rest]), _openings, st.lists(_inline, max_size=6)
)
_prose_blocks = st.one_of(
    passages,
    passages.map("> {}".format),
    st.lists(passages, min_size=1, max_size=3).map(
        lambda entries: "\n".join(f"{n}. {entry}" for n, entry in enumerate(entries, 1))
    ),
    st.just("A line\\\nthat is broken  \ntwice, and\nwrapped."),
    st.just("***"),
)
prose_texts = st.lists(_prose_blocks, min_size=1, max_size=3).map("\n\n".join)
waivers = st.builds(Waiver, slugs, some_lines.filter(lambda reason: "-->" not in reason))

items = st.builds(
    IssueItem,
    title=some_lines,
    url=st.one_of(st.just(""), addresses),
    language=st.one_of(st.just(""), tags),
    sensitive=st.booleans(),
    byline=lines,
    summary=st.lists(passages, max_size=3).map(tuple),
    english=lines,
    excerpt=lines,
    easy=st.one_of(st.just(""), passages),
    when=lines,
    access=lines,
    topics=st.lists(
        some_lines.map(lambda topic: one_line(topic.replace(",", " "))).filter(bool), max_size=3
    ).map(tuple),
    note=st.one_of(st.just(""), passages),
    waivers=st.lists(waivers, max_size=2).map(tuple),
)


def _apart(blocks: list[Block]) -> tuple[Block, ...]:
    """Leave out prose that follows prose: it is one block."""
    return tuple(
        block
        for number, block in enumerate(blocks)
        if not (number and isinstance(block, Prose) and isinstance(blocks[number - 1], Prose))
    )


_blocks = st.lists(st.one_of(items, prose_texts.map(Prose)), max_size=3).map(_apart)


_sections = st.lists(
    st.builds(IssueSection, some_lines, _blocks),
    max_size=2,
    unique_by=lambda section: section.heading.casefold(),
).map(tuple)
_places = st.lists(
    st.builds(IssuePlace, some_lines, _blocks, _sections),
    max_size=3,
    unique_by=lambda place: place.heading.casefold(),
).map(tuple)


def _with_ids(issue: Issue) -> Issue:
    """Give every second item an id of its own."""
    count = iter(range(1, 1000))

    def named(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(
            replace(block, id=f"k{number}" if (number := next(count)) % 2 else "")
            if isinstance(block, IssueItem)
            else block
            for block in blocks
        )

    places = tuple(
        replace(
            place,
            blocks=named(place.blocks),
            sections=tuple(replace(one, blocks=named(one.blocks)) for one in place.sections),
        )
        for place in issue.places
    )
    return replace(issue, places=places)


issues = st.builds(
    Issue,
    publication=slugs,
    date=days,
    subject=some_lines,
    preheader=lines,
    language=tags,
    intro=st.one_of(st.just(""), prose_texts, st.just("- a list\n- in front")),
    places=_places,
    waivers=st.lists(waivers, max_size=2).map(tuple),
).map(_with_ids)


def issue_with(*blocks: Block) -> Issue:
    """Return an issue of one section that holds ``blocks``."""
    section = IssueSection("Research", blocks)
    day = date(2026, 12, 1)
    return Issue("update", day, "Subject", places=(IssuePlace("Sweden", sections=(section,)),))
