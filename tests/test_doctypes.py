"""What XML documents declare before their first element."""

from __future__ import annotations

import pytest

from newsletter.adapters.doctypes import BLOWS_UP, OUTSIDE
from newsletter.adapters.feed_documents import read_feed
from newsletter.errors import SourceError
from newsletter.ports import Parsed

NAMES = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)]


def read(declared: str, title: str = "A strategy") -> Parsed:
    feed = f'<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'
    return read_feed(f"{declared}\n{feed}".encode(), "https://agency.example/feed")


@pytest.mark.parametrize("declared", [NAMES, NAMES[::-1], [f'<!ENTITY l11 "{"a" * 11_000_000}">']])
def test_words_that_blow_up_are_refused(declared: list[str]) -> None:
    with pytest.raises(SourceError, match=BLOWS_UP):
        read("<!DOCTYPE rss [\n<!ENTITY l0 'ha'>\n{}\n]>".format("\n".join(declared)), "&l11;")


def test_words_that_stand_for_little_are_read() -> None:
    assert read('<!DOCTYPE rss [\n<!ENTITY x "ha">\n]>', "&x;").entries[0].title == "ha"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE rss [\n<!ENTITY x SYSTEM "file:///etc/passwd">\n]>',
        '<!DOCTYPE rss [\n<!ENTITY % x PUBLIC "x" "http://127.0.0.1/x">\n]>',
    ],
)
def test_a_reference_to_outside_text_is_a_warning(declared: str) -> None:
    parsed = read(declared)
    assert [entry.title for entry in parsed.entries] == ["A strategy"]
    assert parsed.warning == OUTSIDE


def test_the_public_name_of_a_format_is_no_matter() -> None:
    name = '"-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd"'
    assert read(f"<!DOCTYPE rss PUBLIC {name}>").warning == ""
