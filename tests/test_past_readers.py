"""Reading past issues: which links of a file are stories, where they stand, of which day it is."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import past_issue_files as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.adapters.past_issues import day_in_name, read_past
from newsletter.errors import NewsletterError
from newsletter.model.past_headings import LINE, Headings
from newsletter.model.past_links import address_of, is_furniture
from newsletter.model.past_readers import Told, says_nothing, told
from newsletter.model.sources import Place, SourceBook

BOOK = SourceBook(
    sections=["News", "Research", "Policy documents", "Webinars"],
    places=[
        Place(code="SE", name="Sweden", languages=["sv"]),
        Place(code="GB-SCT", name="Scotland"),
        Place(code="NZ", name="Aotearoa New Zealand"),
        Place(code="IE", name="Ireland"),
        Place(code="US", name="USA"),
        Place(code="WHO", name="World Health Organization", body=True),
    ],
)


def read(text: str | bytes, name: str) -> Told:
    data = text.encode() if isinstance(text, str) else text
    return told(read_past(data, name), BOOK, "update-2026-11-01", date(2026, 11, 1))


def lines(found: Told) -> list[str]:
    return [
        f"{one.place}/{one.section}: {one.title} {one.url}".strip() for one in found.appearances
    ]


# --- files ----------------------------------------------------------------------------------


def test_an_issue_of_ours_keeps_its_ids_and_languages() -> None:
    found = read(samples.OURS, "update-2026-11-01.md").appearances
    assert [(one.item, one.place, one.section, one.language) for one in found] == [
        ("k1", "SE", "Research", "sv"),
        ("k2", "GB-SCT", "News", "en"),
    ]


def test_markdown_of_other_programs_is_read_with_its_headings() -> None:
    assert lines(read(samples.BUTTONDOWN, "letter.md")) == [
        "SE/News: A strategy against loneliness https://example.org/ensamhet",
        "SE/News: Peer work in practice https://example.org/peer",
        "GB-SCT/Policy documents: A plan for housing https://example.org/housing",
        "GB-SCT/Policy documents: Crisis teams with peer workers https://example.org/crisis",
    ]


def test_a_saved_mail_page_has_its_stories_once_and_nothing_of_its_frame() -> None:
    found = read(samples.MAILCHIMP, "update.html")
    assert lines(found) == [
        "SE/Research: Young people & work https://example.org/report",
        "SE/Research: Sleep and depression in later life https://example.org/sleep?a=1",
        "GB-SCT/: A new strategy for mental health services",
    ]
    assert found.hidden == 1


def test_a_picture_before_a_title_does_not_name_the_story() -> None:
    page = """<p>September 2024</p><a href="https://example.org/a"><img src="a.png"></a>
    <h3><a href="https://example.org/a">A plan for housing</a></h3>"""
    assert lines(read(page, "a.html")) == ["/: A plan for housing https://example.org/a"]


def test_plain_text_has_titles_on_the_line_above_it_or_behind() -> None:
    assert lines(read(samples.TEXT, "update.txt")) == [
        "SE/Research: Young people and work https://example.org/report",
        "SE/Research: A strategy against loneliness https://example.org/ensamhet",
        "GB-SCT/News: Peer work in practice https://example.org/peer",
        "GB-SCT/News: A title behind its address https://example.org/behind",
    ]


def test_of_a_mail_the_html_part_is_read_in_its_charset() -> None:
    assert lines(read(samples.MAIL, "saved.eml")) == [
        "SE/: Psykisk hälsa hos unga vuxna https://example.org/halsa"
    ]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_text_is_read_in_whatever_charset(charset: str, name: str) -> None:
    text = "# Update\n\nÅtgärder mot ensamhet: https://example.org/a\n"
    assert lines(read(text.encode(charset), name)) == [
        "/: Åtgärder mot ensamhet https://example.org/a"
    ]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1"])
def test_pages_are_read_in_whatever_charset(charset: str) -> None:
    page = f'<meta charset="{charset}"><a href="https://example.org/a">Åtgärder nu</a>'
    assert lines(read(page.encode(charset), "a.html")) == ["/: Åtgärder nu https://example.org/a"]


# --- days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-12-01.html", "2026-12-01"),
        ("20261201_update.html", "2026-12-01"),
        ("update 2026.12.01 final.html", "2026-12-01"),
        ("Update-1-December-2026.html", "2026-12-01"),
        ("Update-Dec-2026.html", "2026-12"),
        ("update_2026-12.html", "2026-12"),
        ("update-12.html", "None"),
        ("report-20269901.html", "None"),
        ("Marketing-2026.html", "None"),
    ],
)
def test_the_name_of_a_file_may_say_its_day(name: str, day: str) -> None:
    assert str(day_in_name(name)) == day


def test_the_surest_day_comes_first() -> None:
    page = "<title>Update, 15 September 2026</title><h1>Update of December 2026</h1>"
    days = [str(day) for day in read_past(page.encode(), "update-2026-09-14.html").days]
    assert days == ["2026-09-15", "2026-09-14", "2026-12"]


def test_the_day_of_a_mail_is_that_of_its_subject_or_else_of_sending() -> None:
    def days(subject: str) -> list[str]:
        mail = f"Subject: {subject}\nDate: Wed, 1 Jul 2026 23:30:00 -0500\n\nhttps://a.example/b\n"
        return [str(day) for day in read_past(mail.encode(), "x.eml").days]

    assert days("Update, 2 July 2026") == ["2026-07-02", "2026-07-01"]
    assert days("Register by 15 November 2026") == ["2026-07-01"]
    assert days("Update") == ["2026-07-01"]


# --- links ----------------------------------------------------------------------------------

_TRUE = "https://example.org/a?b=1"
_Q = quote(_TRUE, safe="")


@pytest.mark.parametrize(
    "written",
    [
        f"https://eur01.safelinks.protection.outlook.com/?url={_Q}&data=1",
        f"https://www.google.com/url?q={_Q}&sa=D",
        f"https://l.facebook.com/l.php?u={_Q}&h=1",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a-3Fb-3D1&d=x",
        "https://urldefense.com/v3/__https://example.org/a?b=1__;!!abc",
        f"https://linkprotect.cudasvc.com/url?a={_Q}&c=E",
        f"https://x.r.eu-west-1.awstrack.me/L0/{_Q}/1/0102-abc/def=1",
        f"https://links-2.govdelivery.com/CL0/{_Q}/1/abc/def",
        f"https://lnks.gd/l/{samples.packed(_TRUE)}",
        f"https://click.example.net/track?redirect={_Q}",
        f"https://www.google.com/url?q={quote(f'https://l.facebook.com/l.php?u={_Q}', safe='')}",
        "https://example.org/a?b=1&utm_source=x&mc_cid=1#top",
        "//example.org/a?b=1",
        "\n https://example.org/a?b=1 ",
    ],
)
def test_the_true_address_is_taken_out_of_what_leads_to_it(written: str) -> None:
    assert address_of(written) == _TRUE


@pytest.mark.parametrize(
    "written",
    [
        "https://example.us1.list-manage.com/track/click?u=1&id=2&e=3",
        "https://u1.ct.sendgrid.net/ls/click?upn=abc",
        "https://link.mail.example.com/ss/c/abc/def",
    ],
)
def test_what_a_click_counter_hides_is_not_guessed(written: str) -> None:
    assert address_of(written) == ""


@pytest.mark.parametrize(
    "written", ["mailto:a@example.org", "tel:+461", "#top", "javascript:x", "/a", "", "https://["]
)
def test_what_is_no_web_address_is_none(written: str) -> None:
    assert address_of(written) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/redirecting-lives/report",
        "https://web.archive.org/web/2020/https://example.org/a",
        "https://name.substack.com/p/a-story",
        "https://example.org/go/to?page=2",
        "https://links.example.org/a-story",
    ],
)
def test_other_addresses_stay_as_they_are(url: str) -> None:
    assert address_of(url) == url


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://example.org/x", "View this email in your browser"),
        ("https://example.org/x", "Unsubscribe here"),
        ("https://example.org/email-preferences", "Tell us what you want"),
        ("https://www.linkedin.com/company/x", "Our network"),
        ("https://www.linkedin.com/sharing/share-offsite/?url=x", "Tell others about this report"),
        ("https://www.youtube.com/@network", "Our channel"),
        ("https://example.us1.list-manage.com/about?u=1", "why did I get this?"),
    ],
)
def test_links_of_every_mail_are_no_stories(url: str, text: str) -> None:
    assert is_furniture(url, text)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://www.youtube.com/watch?v=1", "Recording"),
        ("https://www.linkedin.com/pulse/1", "What peer workers say about crisis teams"),
        ("https://example.org/profile/sweden", "Country profile: Sweden"),
        ("https://example.org/view", "A view on browsers in the library of the future"),
    ],
)
def test_a_story_on_a_social_network_is_one(url: str, text: str) -> None:
    assert not is_furniture(url, text)


@pytest.mark.parametrize("text", ["Read more", "here", "PDF", "Click here to read the report", "»",
                                  "https://example.org/a", "2026", ""])  # fmt: skip
def test_a_link_that_says_nothing_has_its_title_elsewhere(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["Reading recovery", "More people get help", "Report on housing"])
def test_a_title_is_no_link_that_says_nothing(text: str) -> None:
    assert not says_nothing(text)


# --- headings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "section"),
    [
        ("Sweden", "SE", ""),
        ("SWEDEN:", "SE", ""),
        ("News from Sweden", "SE", "News"),
        ("3. Sweden – Research", "SE", "Research"),
        ("New Zealand", "NZ", ""),
        ("The United States", "US", ""),
        ("Republic of Ireland", "IE", ""),
        ("WHO", "WHO", ""),
        ("Policy", "", "Policy documents"),
        ("Webinar", "", "Webinars"),
    ],
)
def test_names_of_ours_are_known_as_people_write_them(text: str, place: str, section: str) -> None:
    headings = Headings(BOOK)
    assert headings.see(text, 2)
    assert (headings.place, headings.section) == (place, section)


@pytest.mark.parametrize(
    "text",
    ["Northern Ireland", "who", "Us", "Sweden publishes a plan", "Contents", "", "New Ireland"],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert not Headings(BOOK).see(text, LINE)


def test_another_heading_of_its_level_ends_a_place_and_a_title_does_not() -> None:
    headings = Headings(BOOK)
    for text, level in (("Sweden", 2), ("Research", 3), ("A report on housing", 4)):
        headings.see(text, level)
    assert (headings.place, headings.section) == ("SE", "Research")
    headings.see("Norway", 2)
    assert (headings.place, headings.section) == ("", "")


def test_places_below_sections_are_known_too() -> None:
    headings = Headings(BOOK)
    for text, level in (("Research", 2), ("Sweden", 3), ("Scotland", 3)):
        headings.see(text, level)
    assert (headings.place, headings.section) == ("GB-SCT", "Research")
    headings.see("Policy", 2)
    assert (headings.place, headings.section) == ("", "Policy documents")


# --- what cannot be read --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"PK\x03\x04", "issue.docx", "is none of"),
        (b"", "a.html", "is empty"),
        (b"\xef\xbb\xbf \n", "a.md", "is empty"),
        (b"x" * (10 * 2**20 + 1), "a.html", "larger than 10 MB"),
        (b"x" * (2 * 2**20 + 1), "a.txt", "characters"),
        (b"x" * 300_001, "a.md", "characters"),
        (b"<p>" * 300_001, "a.html", "tags"),
        (b"Subject: x\n\n", "a.eml", "without text"),
        (b"Content-Type: text/html; charset=klingon\n\n\xe4", "a.eml", "no mail that can be read"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, name: str, words: str) -> None:
    with pytest.raises(NewsletterError, match=words):
        read_past(data, name)


def test_a_page_nested_beyond_reading_says_so() -> None:
    page = (
        b"<a href='https://example.org/a'>First report</a>" + b"<div>" * 5_000 + b"<a href=x>y</a>"
    )
    assert "nested" in read_past(page, "a.html").broken


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html [<!ENTITY a 'bb'><!ENTITY b '&a;&a;'>]><p>&b;" + b"&b;" * 100_000,
        b"<a href='https://example.org/" + b"a" * 1_000_000 + b"'>" + b"x" * 1_000_000 + b"</a>",
        b"<a href='https://example.org/1'>" * 20_000,
        b"\x00<\xff>" * 50_000,
        b"<title>" + b"<<<" * 50_000,
    ],
)
def test_hostile_pages_are_read_in_the_end(page: bytes) -> None:
    assert read(page, "a.html").placed == 0


_HOSTILE = ("[" * 20_000, "- " * 5_000, "https://" * 20_000, "(" * 50_000, "a b\n" * 50_000,
            "<https://" * 20_000, "*" * 100_000)  # fmt: skip


@pytest.mark.parametrize("text", _HOSTILE)
@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.eml"])
def test_hostile_texts_are_read(text: str, name: str) -> None:
    assert read(f"Subject: x\n\n{text}\n", name).placed == 0


_LINKS = st.text("https://example.org?&=%/:;_-[]@#\\ 0aÅ", max_size=60).map("https://".__add__)


@given(_LINKS | st.text(max_size=40), st.text(max_size=40))
def test_no_address_is_beyond_reading(url: str, text: str) -> None:
    assert address_of(url) in (None, "") or str(address_of(url)).startswith("http")
    assert is_furniture(url, text) in (True, False)


_PIECES = st.lists(
    st.sampled_from((
        "<a href='https://example.org/a'>", "</a>", "<h2>", "</h2>", "<td>", "Sweden", "News", "\n",
        "https://example.org/b ", "[x](https://example.org/c)", "# ", "- ", "**", "---\n",
        "Content-Type: multipart/mixed; boundary=b\n", "--b\n", "=?utf-8?q?=E4?=", "\x00", "\xff",
        "Read more", "&#0;",
    )),
    max_size=30,
).map("".join)  # fmt: skip


@given(_PIECES, st.sampled_from(("a.md", "a.html", "a.txt", "a.eml")))
def test_every_file_is_read_or_told_to_be_none(text: str, name: str) -> None:
    try:
        found = read(text.encode("latin-1"), name)
    except NewsletterError:
        return
    assert found.placed + found.hidden <= 2 * len(found.appearances)
