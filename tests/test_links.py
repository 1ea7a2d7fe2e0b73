"""What came of asking for a link, and what is told of it: tables, without any network."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.destinations import same_page, strayed
from newsletter.model.detours import detour
from newsletter.model.issue_file import read
from newsletter.model.links import (
    Answer,
    Failure,
    Hop,
    Page,
    Verdict,
    Visit,
    doubtful,
    due,
    encrypted,
    impossible,
    judge,
    untold,
)
from newsletter.model.missing_pages import says_missing
from newsletter.model.sources import SourceBook
from newsletter.stages.check.addresses import addresses_of, detours, disk, links
from newsletter.stages.check.examined import Examined
from newsletter.stages.check.findings import Finding, Level
from newsletter.store import Store
from newsletter.store import links as kept

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
URL = "https://agency.example/news/2026/report"
TEXT = "The agency has published its yearly figures on how adults rate their health. " * 12
PAGE = Page(("Yearly figures | Agency", "Yearly figures"), TEXT)


def came(*hops: Hop, page: Page | None = PAGE, url: str = URL, **other: object) -> Visit:
    return replace(Visit(url, hops, 200, page), **other)  # type: ignore[arg-type]


def to(url: str, status: int = 302) -> Hop:
    return Hop(status, url)


# --- verdicts ---


@pytest.mark.parametrize(
    ("visit", "verdict", "words"),
    [
        (came(), Verdict.FINE, ""),
        (came(page=None), Verdict.FINE, ""),
        (came(status=404, page=None, detail="nothing"), Verdict.DEAD, "nothing"),
        (came(status=410, page=None, detail="gone"), Verdict.GONE, "gone"),
        (came(status=403, page=None), Verdict.REFUSED, ""),
        (came(status=401, page=None), Verdict.REFUSED, ""),
        (came(status=429, page=None), Verdict.REFUSED, ""),
        (came(status=999, page=None), Verdict.REFUSED, ""),
        (came(status=500, page=None), Verdict.UNREACHABLE, ""),
        (came(status=405, page=None), Verdict.UNREACHABLE, ""),
        (came(seconds=9.2), Verdict.SLOW, "9 seconds"),
        (came(seconds=7.9), Verdict.FINE, ""),
        (came(empty=True, page=Page()), Verdict.SOFT_404, "empty"),
        (came(to("http://agency.example/news/2026/report")), Verdict.UNSAFE, "not encrypted"),
        (
            came(to("https://agency.example/x"), status=404, page=None, detail="nothing"),
            Verdict.DEAD,
            "leads to https://agency.example/x",
        ),
        (came(page=Page(("Sidan hittades inte",), TEXT)), Verdict.SOFT_404, "Sidan hittades inte"),
        (came(page=Page(("Agency", "Page not found"), TEXT)), Verdict.SOFT_404, "Page not found"),
    ],
)
def test_what_was_got_decides(visit: Visit, verdict: Verdict, words: str) -> None:
    answer = judge(visit, NOW)
    assert answer.verdict is verdict
    assert words in answer.detail


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (Failure.NO_HOST, Verdict.DEAD),
        (Failure.NO_NETWORK, Verdict.UNREACHABLE),
        (Failure.UNCONNECTED, Verdict.UNREACHABLE),
        (Failure.SILENT, Verdict.UNREACHABLE),
        (Failure.BROKEN, Verdict.UNREACHABLE),
        (Failure.CERTIFICATE, Verdict.UNSAFE),
        (Failure.CHAIN, Verdict.UNREACHABLE),
        (Failure.PRIVATE, Verdict.UNSAFE),
        (Failure.ENDLESS, Verdict.UNREACHABLE),
        (Failure.CHALLENGE, Verdict.REFUSED),
        (Failure.BUSY, Verdict.UNREACHABLE),
        (Failure.PAUSED, Verdict.UNKNOWN),
    ],
)
def test_every_failure_has_its_verdict(failure: Failure, verdict: Verdict) -> None:
    assert judge(Visit(URL, failure=failure, detail="why"), NOW).verdict is verdict


def test_who_asks_too_often_is_refused() -> None:
    busy = Visit(URL, status=429, failure=Failure.BUSY)
    assert judge(busy, NOW).verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    ("hops", "new"),
    [
        (
            [to("https://agency.example/archive/report", 301)],
            "https://agency.example/archive/report",
        ),
        ([to("https://new.example/report", 308)], "https://new.example/report"),
        (
            [to("https://new.example/report", 301), to("https://new.example/report?session=1")],
            "https://new.example/report",
        ),
    ],
)
def test_what_moved_for_good_tells_where(hops: list[Hop], new: str) -> None:
    answer = judge(came(*hops), NOW)
    assert (answer.verdict, answer.final) == (Verdict.MOVED, new)


@pytest.mark.parametrize(
    "hops",
    [
        [to("https://publisher.example/articles/17")],  # as a DOI leads there
        [to("https://consent.example/?continue=x")],
        [to("https://elsewhere.example/report"), to("https://elsewhere.example/new", 301)],
    ],
)
def test_a_redirect_for_now_is_fine(hops: list[Hop]) -> None:
    assert judge(came(*hops), NOW).verdict is Verdict.FINE


@pytest.mark.parametrize(
    "url",
    [
        "https://www.agency.example/news/2026/report",
        "http://agency.example/news/2026/report",
        "https://agency.example/news/2026/report/",
        "https://agency.example/News/2026/Report",
        "https://agency.example/news/2026/report/index.html",
        "https://agency.example/news/2026/report.html",
        "https://agency.example/sv/news/2026/report",
        "https://agency.example/en-gb/news/2026/report",
        "https://agency.example/news/2026/report?lang=sv",
        "https://agency.example/news/2026/report?utm_source=x#part",
        "https://agency.example:443/news/2026/%72eport",
    ],
)
def test_what_servers_add_makes_no_other_page(url: str) -> None:
    assert same_page(URL, url)
    assert judge(came(to(url, 301), url=URL.replace("https", "http")), NOW).verdict is Verdict.FINE


@pytest.mark.parametrize(
    "url",
    [
        "https://agency.example/news/2026/report2",
        "https://agency.example/news/2026/report?page=2",
        "https://other.example/news/2026/report",
        "https://agency.example/2026/report",
        "https://agency.example/#!/report",
    ],
)
def test_all_else_is_another_page(url: str) -> None:
    assert not same_page(URL, url)


@pytest.mark.parametrize(
    ("asked", "final", "place"),
    [
        (URL, "https://agency.example/", "the home page"),
        (URL, "https://www.agency.example/sv/", "the home page"),
        (URL, "https://agency.example/en-gb/index.html", "the home page"),
        (URL, "https://ministry.example/", "the home page"),
        ("https://agency.example/?p=12", "https://agency.example/", "the home page"),
        ("https://short.example/x7", "https://project.example/", ""),
        ("https://agency.example/", "https://ministry.example/", ""),
        (URL, "https://agency.example/login?next=/news", "a page to sign in"),
        (URL, "https://login.agency.example/adfs/ls", "a page to sign in"),
        (URL, "https://agency.example/account/sign-in.aspx", "a page to sign in"),
        ("https://agency.example/login", "https://agency.example/sign-in", ""),
        (URL, "https://agency.example/404.html", "a page for errors"),
        (URL, "https://agency.example/page-not-found", "a page for errors"),
        (URL, "https://agency.example/fel/sidan-finns-inte", "a page for errors"),
        (URL, "https://agency.example/news/", "the list it may have stood in"),
        (URL, "https://agency.example/sv/news/2026", "the list it may have stood in"),
        (f"{URL}/pdf-file", URL, "the list it may have stood in"),
        (f"{URL}/print", URL, ""),
        (URL, "https://agency.example/news/2027/report", ""),
        (URL, "https://other.example/news/", ""),
        (URL, URL, ""),
    ],
)  # fmt: skip
def test_a_link_may_end_at_a_place_instead_of_its_page(asked: str, final: str, place: str) -> None:
    told = strayed(asked, final)
    assert told == place
    soft = judge(came(to(final), url=asked), NOW).verdict is Verdict.SOFT_404
    assert soft is bool(place)


# --- words of regret ---


@pytest.mark.parametrize(
    "title",
    [
        *("404", "404 Not Found", "Error 404", "404 - Page not found | Agency", "Page not found"),
        *("Not found", "Agency | Not Found", "Sorry, we can’t find that page", "410 Gone"),
        *("We can't find the page you're looking for", "This page is no longer available"),
        *("The page you requested could not be found.", "Page does not exist - Agency"),
        *("Sidan hittades inte - Folkhälsomyndigheten", "Sidan kunde inte hittas", "Fel 404"),
        *("Sidan finns inte", "Sidan du söker finns inte", "Vi hittar tyvärr inte sidan"),
        *("Pagina niet gevonden | Trimbos", "Deze pagina bestaat niet", "Side net fûn"),
        *("Page introuvable", "Page non trouvée | Santé", "Erreur 404", "Cette page n’existe pas"),
        *("Página no encontrada", "No se ha encontrado la página", "Página não encontrada"),
        *("Seite nicht gefunden", "Die Seite wurde nicht gefunden", "Pagina non trovata"),
        *("Kāore i kitea te whārangi", "Kaore i kitea te wharangi", "Ní bhfuarthas an leathanach"),
        *("Leathanach gan aimsiú", "Cha deach an duilleag a lorg", "Duilleag gun lorg"),
        *("Ni ellir dod o hyd i'r dudalen", "Tudalen heb ei chanfod", "Siden blev ikke fundet"),
        *("Fant ikke siden", "Siden finnes ikke", "Sivua ei löydy", "Síða fannst ekki"),
    ],
)
def test_words_of_regret_are_known_in_the_languages_of_the_network(title: str) -> None:
    assert says_missing(["Agency", title]) == title


@pytest.mark.parametrize(
    "title",
    [
        *("", "Agency", "404 people died by suicide in 2025", "Lost and found: a peer's story"),
        *("What the inquiry did not find", "Missing people: a strategy", "Sidan om psykisk hälsa"),
        *("Not finding the words: young men", "Support not available to all, says report"),
        *("Nieuwe pagina over herstel", "Une page se tourne", "La página de la salud mental"),
        *("Ngā whārangi hou", "Leathanach baile", "Errors in prescribing: 404 cases"),
        "A study of " + "how people look for a page not found in any book " * 4,
    ],
)
def test_an_ordinary_title_says_nothing_of_the_kind(title: str) -> None:
    assert says_missing([title]) == ""


# --- what a host answers to everything ---


def test_the_same_page_as_for_what_cannot_exist_is_none() -> None:
    regret = Page(("Agency",), f"We have a new website. {TEXT} You asked for /x")
    probe = came(url=impossible(URL), page=replace(regret, text=regret.text + "/no-such-page"))
    answer = judge(came(page=regret), NOW, probe)
    assert answer.verdict is Verdict.SOFT_404
    assert "cannot exist" in answer.detail
    assert judge(came(), NOW, probe).verdict is Verdict.FINE


def test_an_honest_host_clears_its_pages() -> None:
    regret = Page(("Agency",), "Short.")
    probe = Visit(impossible(URL), status=404, page=regret)
    assert judge(came(page=regret), NOW, probe).verdict is Verdict.FINE
    silent = Visit(impossible(URL), failure=Failure.SILENT)
    assert judge(came(page=regret), NOW, silent).verdict is Verdict.FINE


def test_where_all_unknown_addresses_are_led_is_no_page() -> None:
    hop = to("https://agency.example/welcome", 301)
    probe = came(hop, url=impossible(URL), page=Page(("Welcome",), "Today it is Tuesday. " * 50))
    answer = judge(came(hop), NOW, probe)
    assert (answer.verdict, "every unknown address" in answer.detail) == (Verdict.SOFT_404, True)


def test_a_page_that_a_script_fills_cannot_be_judged() -> None:
    shell = Page(("App",), "Loading", scripted=True)
    probe = came(url=impossible(URL), page=shell)
    assert judge(came(page=shell), NOW, probe).verdict is Verdict.UNKNOWN
    plain = replace(shell, scripted=False)
    probe = replace(probe, page=plain)
    assert judge(came(page=plain), NOW, probe).verdict is Verdict.SOFT_404


@pytest.mark.parametrize(
    ("visit", "doubt"),
    [
        (came(), False),
        (came(page=Page(("Figures",), "Few words.")), True),
        (came(url="https://agency.example/", page=Page(("Home",), "Few words.")), False),
        (came(url="https://agency.example/?p=2", page=Page(("Home",), "Few words.")), True),
        (came(to("https://agency.example/other")), True),
        (came(url=f"{URL}.pdf"), True),
        (came(url=f"{URL}.pdf", page=None), False),
        (came(status=404), False),
        (came(page=Page(("Page not found",), "Few words.")), False),
    ],
)
def test_only_a_host_that_raises_doubt_is_asked_for_what_cannot_exist(
    visit: Visit, doubt: bool
) -> None:
    assert doubtful(visit) is doubt


def test_two_pages_of_one_title_raise_doubt() -> None:
    assert doubtful(came(), [came(), came(url="https://agency.example/other")])
    assert not doubtful(came(), [came(), came(url="https://agency.example/x", page=Page(("X",)))])


def test_an_impossible_address_stands_beside_and_is_of_the_same_kind() -> None:
    beside = impossible("https://agency.example/files/a.b/report.pdf?x=1#p")
    assert beside.startswith("https://agency.example/files/a.b/no-such-page-")
    assert beside.endswith(".pdf")
    assert impossible("https://agency.example").startswith("https://agency.example/no-such")


def test_https_is_tried_only_on_the_usual_port() -> None:
    assert encrypted("http://agency.example/x?y=1") == "https://agency.example/x?y=1"
    assert encrypted("http://agency.example:8080/x") == ""
    assert encrypted(URL) == ""


# --- memory ---


@pytest.mark.parametrize(
    ("verdict", "hours", "asked"),
    [
        (Verdict.FINE, 23, False),
        (Verdict.FINE, 24, True),
        (Verdict.REFUSED, 23, False),
        (Verdict.SLOW, 23, False),
        (Verdict.DEAD, 0.9, False),
        (Verdict.DEAD, 1, True),
        (Verdict.MOVED, 1, True),
        (Verdict.SOFT_404, 1, True),
        (Verdict.UNREACHABLE, 1, True),
        (Verdict.UNKNOWN, 0, True),
        (Verdict.OFFLINE, 0, True),
        (Verdict.FINE, -1, True),
    ],
)
def test_a_fault_is_asked_again_soon_what_is_fine_tomorrow(
    verdict: Verdict, hours: float, asked: bool
) -> None:
    answer = Answer(URL, verdict, 200, URL, 0.1, "", NOW)
    assert due(answer, NOW + timedelta(hours=hours)) is asked


def test_answers_are_kept_and_forgotten_after_90_days(db: Store) -> None:
    old = judge(came(url="https://agency.example/old"), NOW - timedelta(days=91))
    dead = judge(came(status=404, page=None, detail="nothing"), NOW - timedelta(hours=1))
    with db.begin() as tx:
        kept.keep(tx, [old], old.asked_at)
        kept.keep(tx, [dead], dead.asked_at)
    fine = judge(came(), NOW)
    with db.begin() as tx:
        assert kept.known(tx, [URL, "https://agency.example/none"]) == {URL: dead}
        kept.keep(tx, [fine], NOW)
        assert kept.known(tx, [URL, old.url]) == {URL: fine}


def test_more_links_than_a_statement_holds_are_kept(db: Store) -> None:
    answers = [judge(came(url=f"https://agency.example/{n}"), NOW) for n in range(1_200)]
    with db.begin() as tx:
        kept.keep(tx, answers, NOW)
        assert len(kept.known(tx, [one.url for one in answers])) == 1_200


# --- detours ---

TRUE, PACKED = "https://agency.example/a", "https%3A%2F%2Fagency.example%2Fa"


@pytest.mark.parametrize(
    ("url", "true"),
    [
        (
            "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fagency.example%2Fa"
            "&data=05%7C02%7Cme%40x.example",
            TRUE,
        ),
        (f"https://www.google.com/url?q={TRUE}&sa=D", TRUE),
        ("https://www.google.co.nz/url?sa=t&url=https%3A%2F%2Fagency.example%2Fa", TRUE),
        (f"https://l.facebook.com/l.php?u={PACKED}%3Fb%3D1%26fbclid%3Dz", f"{TRUE}?b=1"),
        (f"https://urldefense.com/v3/__{TRUE}__;!!abc$", TRUE),
        ("https://urldefense.com/v3/__https://agency.example/*a__;Iw!!abc$", ""),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__agency.example_a-2Db&d=x",
            f"{TRUE}-b",
        ),
        (f"https://links-2.govdelivery.com/CL0/{PACKED}%3Fb=1/1/01/x=4", f"{TRUE}?b=1"),
        ("https://links-2.govdelivery.com/CL0/https:%2F%2Fagency.example%2Fa/1/01/x=4", TRUE),
        (f"https://links.govdelivery.com/track?type=click&enid=x&&&101&&&{TRUE}", TRUE),
        (
            "https://lnks.gd/l/eyJhbGciOiJIUzI1NiJ9"
            ".eyJ1cmwiOiJodHRwczovL2FnZW5jeS5leGFtcGxlL2EifQ.sig/s/1/br/2",
            TRUE,
        ),
        ("https://lnks.gd/l/short", ""),
        ("https://abc.awstrack.me/L0/https:%2F%2Fagency.example%2Fa/1/0102/x", TRUE),
        (f"https://secure-web.cisco.com/1abc/{PACKED}", TRUE),
        (f"https://protect.checkpoint.com/v2/___{TRUE}___.YXA", TRUE),
        ("https://agency.us12.list-manage.com/track/click?u=1&id=2&e=3", ""),
        ("https://r20.rs6.net/tn.jsp?f=001", ""),
        ("https://eur02.safelinks.protection.outlook.com/?url=javascript:alert(1)", ""),
        ("https://agency.us12.list-manage.com/subscribe?u=1&id=2", None),
        ("https://www.google.com/maps/place/Wellington", None),
        ("https://content.govdelivery.com/accounts/UKDH/bulletins/3", None),
        ("https://agency.example/url?q=https://other.example", None),
        ("https://[broken", None),
    ],
)  # fmt: skip
def test_the_true_address_is_read_from_a_detour(url: str, true: str | None) -> None:
    assert detour(url) == true


@given(st.text(max_size=80))
def test_no_address_breaks_the_reading_of_detours(text: str) -> None:
    for url in (text, f"https://lnks.gd/l/{text}", f"https://urldefense.com/v3/__{text}__;"):
        found = detour(url)
        assert not found or found.startswith(("http://", "https://"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_breaks_the_comparison(one: str, other: str) -> None:
    strayed(f"https://agency.example/{one}", f"https://agency.example/{other}")


# --- findings ---

_ISSUE = """\
---
publication: update
date: 2026-12-01
subject: Update
preheader: Figures from Sweden
---

Welcome. See [the programme](https://agency.example/programme).

More in [the agency's own
news](http://agency.example/plain).

## Sweden

Prose with [one link](https://agency.example/prose)
and [another](https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fagency.example%2Ftrue).

### Research

- [Figures](https://agency.example/figures){#a}
  The agency, 18 November 2026.

  Words about [the method](https://agency.example/method#part), and a [mail](mailto:a@b.example).

  Easy: See [this](https://agency.example/easy).

  Note: Read [this first](https://agency.example/note).

- [More](https://agency.example/figures){#b}
  The agency, 19 November 2026.

  It lies at C:\\Users\\anna\\report.pdf on her disk.
"""
LINES = {
    "https://agency.example/figures": [20, 29],
    "https://agency.example/programme": [8],
    "http://agency.example/plain": [11],
    "https://agency.example/prose": [15],
    "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fagency.example%2Ftrue": [16],
    "https://agency.example/method#part": [23],
    "https://agency.example/easy": [25],
    "https://agency.example/note": [27],
}
BOOK = SourceBook(sections=["Research"], places=[{"code": "SE", "name": "Sweden"}])  # type: ignore[list-item]


def examined(*answers: tuple[str, Answer]) -> Examined:
    return Examined(read(_ISSUE, "issue.md"), BOOK, ("update",), (), links=dict(answers))


def told(*answers: tuple[str, Answer]) -> list[tuple[Level, int, str]]:
    return [(one.level, one.line, one.message) for one in links(examined(*answers))]


def of(url: str, verdict: Verdict, detail: str = "why", final: str = "") -> tuple[str, Answer]:
    return url, Answer(url, verdict, 200, final or url, 9.0, detail, NOW)


def test_every_link_of_an_issue_is_known_with_its_lines() -> None:
    assert addresses_of(read(_ISSUE, "issue.md")) == LINES


FIGURES, METHOD = "https://agency.example/figures", "https://agency.example/method#part"
PLAIN = "http://agency.example/plain"


@pytest.mark.parametrize(
    ("verdict", "level", "words"),
    [
        (Verdict.DEAD, Level.ERROR, "Find its new address, or take it out"),
        (Verdict.GONE, Level.ERROR, "take it out"),
        (Verdict.SOFT_404, Level.WARNING, "is that what you mean?"),
        (Verdict.MOVED, Level.WARNING, "write https://agency.example/new"),
        (Verdict.SLOW, Level.WARNING, "Readers will not wait"),
        (Verdict.UNSAFE, Level.WARNING, "Browsers will warn"),
        (Verdict.REFUSED, Level.ADVICE, "Open it yourself"),
        (Verdict.UNREACHABLE, Level.ADVICE, "or check again"),
    ],
)
def test_each_verdict_is_told_at_the_line_of_its_link(
    verdict: Verdict, level: Level, words: str
) -> None:
    found = told(of(METHOD, verdict, final="https://agency.example/new"))
    assert [(one[0], one[1]) for one in found] == [(level, 23)]
    assert words in found[0][2]
    assert METHOD in found[0][2]


def test_what_is_fine_or_was_not_asked_is_not_told() -> None:
    assert told() == []
    assert told(of(FIGURES, Verdict.FINE, "")) == []


def test_a_dead_link_is_told_at_each_of_its_lines() -> None:
    assert [line for _, line, _ in told(of(FIGURES, Verdict.DEAD))] == [20, 29]


def test_what_can_be_had_encrypted_should_be() -> None:
    found = told(of(PLAIN, Verdict.FINE, "", "https://agency.example/plain"))
    assert found == [
        (Level.ADVICE, 11, f"{PLAIN} can be had encrypted: write https://agency.example/plain")
    ]
    assert told(of(PLAIN, Verdict.FINE, "")) == []


def test_a_host_that_refuses_us_is_told_once() -> None:
    found = told(*(of(url, Verdict.REFUSED) for url in (FIGURES, METHOD)))
    assert len(found) == 1
    assert "1 other link" in found[0][2]


def test_without_a_network_there_is_one_finding() -> None:
    found = told(*(of(url, Verdict.OFFLINE) for url in LINES))
    assert found == [(Level.ADVICE, 1, "no link could be asked for: no network (why)")]


def test_what_was_not_asked_in_time_is_told_once() -> None:
    late = (untold(url, "not asked in time", NOW) for url in LINES)
    found = told(*((one.url, one) for one in late))
    assert [(level, message) for level, _, message in found] == [
        (Level.ADVICE, f"{len(LINES)} links: not asked in time")
    ]


def _messages(found: list[Finding]) -> list[tuple[Level, int, str]]:
    return [(one.level, one.line, one.message) for one in found]


def test_a_detour_is_told_with_the_true_address() -> None:
    (found,) = _messages(list(detours(examined())))
    assert found[:2] == (Level.WARNING, 16)
    assert found[2].endswith("write https://agency.example/true")


def test_what_lies_on_somebodys_disk_is_told() -> None:
    (found,) = _messages(list(disk(examined())))
    assert found[:2] == (Level.WARNING, 32)
    assert found[2].startswith("C:\\Users\\anna\\report.pdf is on your own computer")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("see file:///C:/Users/a/b.pdf", True),
        ("see D:/shared/b.pdf", True),
        ("see \\\\server\\share\\b.pdf", True),
        ("see http://localhost:8000/draft", True),
        ("see http://192.168.1.4/draft", True),
        ("see https://agency.example/C:/x", False),
        ("a/b: c, and https://agency.example", False),
        ("http://10.example/x and http://localhost.example", False),
        ("by 12:/30", False),
    ],
)
def test_what_nobody_else_can_open(words: str, found: bool) -> None:
    issue = replace(read(_ISSUE, "issue.md"), intro=words, places=())
    assert bool(list(disk(replace(examined(), issue=issue)))) is found
