"""What is told about a file that is no issue: every mistake, its line, and what was expected."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from issue_strategies import HOSTILE

from newsletter.errors import Mistake, MistakesError
from newsletter.model.issue_file import read
from newsletter.model.issues import Issue, write

HEAD = "---\npublication: update\ndate: 2026-12-01\nsubject: Update\n---\n"  # lines 1 to 5
UNDER = HEAD + "## Sweden\n\n"  # what follows starts on line 8
ITEM = "- [Title](https://example.org/)"

WRONG: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "an empty file": ("", 1, ("found nothing", "---")),
    "no front matter": ("# Update\n", 1, ('"# Update"', "front matter")),
    "front matter further down": ("\n\nHello\n---\n", 3, ('"Hello"', "front matter")),
    "front matter that never ends": ("---\nsubject: x\n\n## Sweden\n", 1, ("never ends", "---")),
    "an empty front matter": ("---\n---\n", 1, ("nothing", "keys")),
    "a tab in the front matter": (HEAD.replace("date:", "\tdate:"), 3, ("tab",)),
    "a colon in a subject without quotes": (
        HEAD.replace("Update\n", "Update: new\n"), 4, ("quotes",),
    ),
    "an unknown key": (
        HEAD.replace("subject", "subjekt: x\nsubject"), 4, ("subjekt", "'subject'?"),
    ),
    "a key twice": (HEAD.replace("---\npub", "---\nsubject: x\npub"), 5, ("subject", "again")),
    "no subject": (HEAD.replace("subject: Update\n", ""), 2, ("subject", "nothing")),
    "an empty subject": (HEAD.replace("Update\n", '" "\n'), 4, ("subject", "some text")),
    "a subject of nothing": (
        HEAD.replace("subject: Update", "subject:"), 4, ("subject", "nothing"),
    ),
    "a number for a subject": (HEAD.replace("Update\n", "2026\n"), 4, ("2026", "quotes")),
    "a subject of two lines": (HEAD.replace("Update\n", '"a\\nb"\n'), 4, ("one line",)),
    "a date that is none": (HEAD.replace("12-01", "02-30"), 3, ('"2026-02-30"', "2026-12-01")),
    "a date in other words": (HEAD.replace("2026-12-01", "1 December"), 3, ("date", "2026-12-01")),
    "a date without hyphens": (HEAD.replace("2026-12-01", '"20261201"'), 3, ("date", "2026-12-01")),
    "a language in words": (
        HEAD.replace("subject", "language: English\nsubject"), 4, ("tag", "sv"),
    ),
    "a publication with a path": (HEAD.replace("update", "../update"), 2, ("small letters",)),
    "a first-level heading": (HEAD + "\n# Update\n", 7, ("level 1", "##")),
    "a fourth-level heading": (UNDER + "#### More\n", 8, ("level 4", "###")),
    "a section before any place": (HEAD + "### Research\n", 6, ("level 3", "## place")),
    "a place twice": (UNDER + ITEM + "\n\n## SWEDEN\n", 10, ("place", '"SWEDEN" again', "line 6")),
    "a section twice": (UNDER + "### News\n\n### News\n", 10, ("section of Sweden", "line 8")),
    "an empty heading": (UNDER + "##\n", 8, ("heading without words",)),
    "spaces in front of a heading": (UNDER + "  ## WHO\n", 8, ("spaces in front of a heading",)),
    "a heading inside an item": (UNDER + ITEM + "\n\n  ## WHO\n", 10, ("inside an item", "margin")),
    "a link in a heading": (UNDER + "## [WHO](https://who.int)\n", 8, ("a link", "text only")),
    "HTML in a heading": (UNDER + "## <b>WHO</b>\n", 8, ("HTML", "<b>")),
    "a heading in a quotation": (UNDER + "> ## Norway\n", 8, ("heading inside", "left margin")),
    "an entry without a link": (UNDER + "- Just words\n", 8, ('"Just words"', "[Title]")),
    "brackets without an address": (UNDER + "- [Title]\n", 8, ('"[Title]"', "https://")),
    "text before the link": (UNDER + "- New: " + ITEM[2:], 8, ('"New: [Title]', "[Title]")),
    "two links on the title line": (
        UNDER + ITEM + " " + ITEM[2:], 8, ('"Title" behind', "new line"),
    ),
    "text behind the title": (UNDER + ITEM + ", 2026\n", 8, ('", 2026" behind', "new line")),
    "marks apart from the title": (UNDER + ITEM + " {#a}\n", 8, ('"{#a}" behind', "right behind")),
    "marks on the next line": (UNDER + ITEM + "\n  {#a}\n", 9, ("marks in braces", "right behind")),
    "an empty title": (UNDER + "- [](https://example.org/)\n", 8, ("link without words",)),
    "a title of spaces": (UNDER + "- [ &#32; ]{#a}\n", 8, ("without words", "in the brackets")),
    "an empty address": (UNDER + "- [Title]()\n", 8, ("link", "nothing", "https://")),
    "a relative address": (UNDER + "- [Title](/news/1)\n", 8, ('"/news/1"', "https://")),
    "an address without a name": (UNDER + "- [Title](https:///news)\n", 8, ("https://",)),
    "an address with a space": (UNDER + "- [Title](<https://a.org/b c>)\n", 8, ("%20",)),
    "an address that is a script": (
        UNDER + "- [Title](javascript:alert(1))\n", 8, ("javascript:",),
    ),
    "an address for mail": (
        UNDER + "- [Title](mailto:a@example.org)\n", 8, ("mailto:", "https://"),
    ),
    "an address in curly quotes": (
        UNDER + "- [Title](“https://a.org”)\n", 8, ("https://a.org", "without quotes"),
    ),
    "what Word puts on the clipboard": (
        UNDER + '<p class=MsoNormal style="mso-fareast">Hello<o:p></o:p></p>\n', 8,
        ("formatted text", "paste it as plain text"),
    ),
    "a fixed space behind a dash": (
        UNDER + "-\u00a0[Title](https://a.org){#a}\n", 8, ("does not break", "ordinary spaces"),
    ),
    "two versions of an item": (
        UNDER + f"<<<<<<< HEAD\n{ITEM}\n=======\n{ITEM}{{#a}}\n>>>>>>> eva\n", 8,
        ("two versions", "one of them"),
    ),
    "two versions of the front matter": (
        "---\n<<<<<<< HEAD\nsubject: A\n=======\nsubject: B\n>>>>>>> eva\n---\n", 2,
        ("two versions",),
    ),
    "a quote that is closed by the next one": (
        '---\npublication: update\ndate: 2026-12-01\nsubject: "Update\npreheader: ""\n---\n', 4,
        ("a quote that is not closed",),
    ),
    "an address in quotes": (UNDER + '- [Title](https://a.org "WHO")\n', 8, ('"WHO"', "alone")),
    "an id in capitals": (UNDER + ITEM + "{#K3F9}\n", 8, ("#K3F9", "small letters")),
    "an id twice": (UNDER + f"{ITEM}{{#a}}\n{ITEM}{{#a}}\n", 9, ("#a again", "line 8")),
    "two ids on one item": (UNDER + ITEM + "{#a #b}\n", 8, ("{#a #b}", "once")),
    "an unknown mark": (UNDER + ITEM + "{language=sv}\n", 8, ("language=sv", "lang=sv")),
    "an unknown class": (UNDER + ITEM + "{.sensitiv}\n", 8, (".sensitiv", ".sensitive")),
    "a mark that is a script": (UNDER + ITEM + "{onclick=x}\n", 8, ("onclick=x", "lang=sv")),
    "a mark that changes the address": (UNDER + ITEM + '{href="https://x.y"}\n', 8, ("href=",)),
    "a language in words on an item": (UNDER + ITEM + "{lang=Swedish}\n", 8, ('"Swedish"', "sv")),
    "braces that never end": (UNDER + ITEM + "{#a\n", 8, ('"{#a" behind', "braces")),
    "quotes a word processor made": (UNDER + ITEM + "{lang=”sv”}\n", 8, ("behind the title",)),
    "a misspelt label": (UNDER + ITEM + "\n\n  Esay: x\n", 10, ('"Esay:"', '"Easy:"')),
    "a label in capitals": (UNDER + ITEM + "\n\n  TOPICS: x\n", 10, ('"TOPICS:"', '"Topics:"')),
    "a label in the singular": (UNDER + ITEM + "\n\n  Topic: x\n", 10, ('"Topic:"', '"Topics:"')),
    "a label in small letters": (
        UNDER + ITEM + "\n\n  english: x\n", 10, ('"english:"', '"English:"'),
    ),
    "a label in bold": (UNDER + ITEM + "\n\n  **When:** now\n", 10, ('"When:" in bold',)),
    "a label twice": (UNDER + ITEM + "\n\n  Easy: x\n\n  Easy: y\n", 12, ('"Easy:" again',)),
    "an empty label": (UNDER + ITEM + "\n\n  Topics: ,\n", 10, ('"Topics:" with nothing',)),
    "a label in the byline": (UNDER + ITEM + "\n  WHO\n  Easy: x\n", 10, ("middle", "empty line")),
    "a label in the summary": (UNDER + ITEM + "\n\n  Figures.\n  When: x\n", 11, ("middle",)),
    "a label outside its item": (
        UNDER + ITEM + "\n\nEnglish: Title\n", 10, ('"English:" outside',),
    ),
    "too few spaces": (UNDER + "-    " + ITEM[2:] + "\n\n  Summary.\n", 10, ("too few spaces",)),
    "a link in the byline": (
        UNDER + ITEM + "\n  [WHO](https://who.int)\n", 9, ("a link", "text only"),
    ),
    "a link in a label": (
        UNDER + ITEM + "\n\n  When: [now](https://a.b)\n", 10, ("a link", "summary"),
    ),
    "a relative link in the summary": (UNDER + ITEM + "\n\n  See [x](y.pdf)\n", 10, ('"y.pdf"',)),
    "a link without words in the summary": (
        UNDER + ITEM + "\n\n  See [](https://a.b)\n", 10, ("link without words",),
    ),
    "a list inside an item": (UNDER + ITEM + "\n  - [Sub](https://a.b)\n", 9, ("a list", "margin")),
    "a numbered list inside an item": (UNDER + ITEM + "\n\n  1. a\n", 10, ("a numbered list",)),
    "code inside an item": (UNDER + ITEM + "\n\n        By WHO\n", 10, ("code", "spaces")),
    "a quotation inside an item": (UNDER + ITEM + "\n\n  > words\n", 10, ("no paragraph",)),
    "a picture": (UNDER + ITEM + "\n\n  ![Logo](https://a.b/c.png)\n", 10, ("a picture", "words")),
    "a picture for a title": (
        UNDER + "- [![x](https://a.b/c.png)](https://a.b)\n", 8, ("without words",),
    ),
    "HTML in an item": (UNDER + ITEM + "\n\n  One\n  <b>bold</b>\n", 11, ("HTML", '"<b>"', "\\<")),
    "a block of HTML in an item": (UNDER + ITEM + "\n\n  <div>x</div>\n", 10, ("HTML", "<div>")),
    "HTML in prose": (UNDER + "One\ntwo <br> three\n", 9, ('HTML "<br>"', "\\<")),
    "a block of HTML": (UNDER + "<script>\nalert(1)\n</script>\n", 8, ("HTML", "<script>")),
    "HTML in a list of prose": (UNDER + "1. <b>x</b>\n", 8, ("HTML",)),
    "a block of HTML in a quotation": (UNDER + "> <div>\n", 8, ("HTML",)),
    "a picture in a quotation": (UNDER + "> One\n> ![x](https://a.b/c.png)\n", 9, ("picture",)),
    "a script behind a link in prose": (UNDER + "[x](javascript:alert(1))\n", 8, ("javascript:",)),
    "code among prose": (UNDER + "    " + ITEM, 8, ("code", "three spaces")),
    "a fence that never ends": (UNDER + "```\n## Norway\n", 8, ("code", "```")),
    "an address apart from its words": (UNDER + "[x]\n\n[x]: https://a.b\n", 10, ("apart",)),
    "an item outside a list": (
        UNDER + "[Title](https://example.org/){#a}\n", 8, ("outside a list",),
    ),
    "an item in a numbered list": (UNDER + "1. [T](https://a.b){#a}\n", 8, ("outside a list", "-")),
    "an item before the first place": (HEAD + ITEM + "{#a}\n", 6, ("before the first place", "##")),
    "an empty list entry": (UNDER + "-\n" + ITEM, 8, ("empty list entry",)),
    "a waiver without a reason": (
        UNDER + "<!-- waive: size -->\n" + ITEM, 8, ("waive: size", "reason"),
    ),
    "a waiver without its colon": (UNDER + "<!-- waive size x -->\n" + ITEM, 8, ("waive size x",)),
    "a misspelt waiver": (UNDER + "<!-- waiver: size x -->\n" + ITEM, 8, ("waiver: size x",)),
    "a waiver with nothing after it": (
        UNDER + "<!-- waive: size x -->\n", 8, ("no item after it",),
    ),
    "a waiver before a heading": (
        UNDER + "<!-- waive: a b -->\n\n## WHO\n\n" + ITEM, 8, ("no item",),
    ),
    "a waiver inside an item": (
        UNDER + ITEM + "\n\n  <!-- waive: a b -->\n", 10, ("inside an item",),
    ),
    "a comment in a text": (UNDER + "One <!-- or two --> three.\n", 8, ("a comment in a text",)),
    "text behind a comment": (UNDER + "<!-- one --> two\n", 8, ("a comment in a text", "own")),
    "a comment that never ends": (UNDER + "<!-- one\n\n" + ITEM, 8, ("never ends", "-->")),
}  # fmt: skip


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(MistakesError) as caught:
        read(text, "issues/a.md")
    return caught.value.mistakes


@pytest.mark.parametrize(("text", "line", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_mistake_is_told_with_its_line(text: str, line: int, words: tuple[str, ...]) -> None:
    first, *others = mistakes_in(text)
    told = str(first)
    assert told.startswith(f"issues/a.md:{line}: ")
    assert [word for word in words if word not in told] == []
    assert "expected " in told
    assert {one.line for one in others} <= {line}, others


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = """\
---
publication: update
date: 2026-13-01
subjekt: x
---
# Welcome
<b>Hello</b>

## Sweden

- [One](/one){#A lang=Swedish}
  WHO

  Esay: x

- two

## sweden
"""
    told = [(one.line, one.found) for one in mistakes_in(text)]
    assert told == [
        (2, "nothing"),
        (3, '"2026-13-01"'),
        (4, "an unknown key"),
        (6, "a heading of level 1"),
        (7, 'HTML "<b>"'),
        (7, 'HTML "</b>"'),
        (11, '"/one"'),
        (11, '"Swedish"'),
        (11, "#A"),
        (14, '"Esay:"'),
        (16, '"two"'),
        (18, '"sweden" again'),
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_shows_them(newline: str) -> None:
    text = f"\ufeff{UNDER}{ITEM}\n\n  Esay: x\n".replace("\n", newline)
    assert [one.line for one in mistakes_in(text)] == [10]


# --- anything at all ------------------------------------------------------------------------


def outcome(text: str) -> Issue | None:
    """Return the issue, or None when mistakes were told, on lines that exist."""
    try:
        return read(text)
    except MistakesError as error:
        told = error.mistakes
    last = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert told
    assert all(0 < one.line <= last and one.found and one.expected for one in told)
    return None


fuzzed = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@settings(fuzzed, max_examples=300)
@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from([*HOSTILE, "---\n", *HEAD.split("\n")])).map("".join)
    )
)
@example("---\nsubject: 09\n---")
@example(f"---\nsubject: {'9' * 5000}\n---")
@example("---\nsubject: &a [*a]\n---")
@example(f"---\nsubject: {'[' * 5000}\n---")
@example("---\n- a\n---")
@example("---\n? [a]\n: b\n---")
@example("---\nsubject: \x00\n---\n\x00")
def test_any_text_is_an_issue_or_told_what_is_wrong_with_it(text: str) -> None:
    outcome(text)


@pytest.mark.parametrize(
    "body",
    [
        *"[]{}<>\\`&\t", "> ", "- ", "*a", "_a ", "<!--", "![", "[](", "[a](", "[a]{", "[a]{#",
        "{}", "<a ", "<?", "a\n", "a\n\n", "> a\n", "1. ", "- [T](https://x.y/)\n", "[a]: b\n",
        "# ", "<!-- waive: a b -->", "English: a\n\n", "---\n", "```\n", "| a ",
    ],
)  # fmt: skip
def test_ten_thousand_of_anything_are_read_or_told(body: str) -> None:
    outcome(UNDER + body * 10_000)
    outcome(UNDER + ITEM + body * 1_000)
    outcome(UNDER + "".join(f"{'  ' * depth}- {body.strip()}\n" for depth in range(200)))


PIECES = (
    "## %\n", "## %\n", "### %\n", "- ", "* ", "1. ", "  ", "    ", "\t", " ", "\n", "\n\n", "\n  ",
    "\n\n  ", "[%]", "(https://x.y/%)", "- [%](https://x.y/%)", "- [%](https://x.y/%){#%}\n",
    "{#%}", "{lang=%}", "{#%}{#%}", "{.sensitive}", "{}", "\n  %, 3 May 2026.", "\n\n  English: %",
    "\n\n  Easy: % *%*", "\n\n  When: %", "\n\n  Topics: %, %", "\n\n  A summary [%](https://b.%).",
    "> ", "---\n", "===\n", "%", "% %", "\\", "\\\n", "  \n", "*%*", "**%**", "`%`", "`", "```\n",
    "<!-- waive: % % -->\n", "<b>", "&amp;", "[", "]", "(", ")", "{", "}", "#", "_", "!", "<", ">",
    "<https://%.b>", "\n\n%\n\n", "\r\n", "[%]: https://x.y/%\n", '(https://x.y "%")',
    "![%](https://%.y)", "\n\n  Access: [%](https://x.%)", "{#% lang=sv}",
)  # fmt: skip


def _named(pieces: list[str]) -> tuple[str, list[str]]:
    """Return the pieces as one text, each % a word of its own, and these words."""
    head, *parts = "".join(pieces).split("%")
    words = [f"zz{'abcdefghij'[n // 10 % 10]}{'abcdefghij'[n % 10]}zz" for n in range(len(parts))]
    return head + "".join(word + part for word, part in zip(words, parts, strict=True)), words


@settings(fuzzed, max_examples=1000)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map(_named))
@example(_named(["- [%](https://x.y){#%}{#%}\\\n%"]))
@example(_named(["- [%](https://x.y){#%}\n`%{#%}`\n"]))
@example(_named(["1. a\n\n[%]: https://x.y/%\n"]))
def test_no_word_of_a_file_is_lost(made: tuple[str, list[str]]) -> None:
    text, words = made
    issue = outcome(UNDER + text)
    if issue is not None:
        assert [word for word in words if word not in repr(issue)] == []
        assert read(write(issue)) == issue
