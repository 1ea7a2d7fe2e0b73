"""newsletter.toml: every mistake at once with its line; the environment wins over the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.errors import ConfigError, Mistake
from newsletter.model.lists import Basis, MailingList
from newsletter.settings import Settings, read_settings

SHIPPED = Path(__file__).parents[1] / "newsletter.toml"


def mistakes_in(text: str, environment: dict[str, str] | None = None) -> list[Mistake]:
    with pytest.raises(ConfigError) as told:
        read_settings(text, environment)
    return list(told.value.mistakes)


def told(text: str, environment: dict[str, str] | None = None) -> list[str]:
    return [str(mistake) for mistake in mistakes_in(text, environment)]


TEN = """\
[organisation]
nmae = "The Network"
time_zone = "Europe/Stokholm"

[site]
url = "http://news.example.org"

[sender]
address = "update.example.org"
dkim = "yes"

[controller]
postal_address = "1 Street"
contact = "office@localhost"

[lists.update]
basis = "interest"

[publications.update]
title = "Update"
lists = ["updates", "leaders"]

[publications.Brief]
title = "Brief"
lists = []

[collect]
gap = -1
timeout = 0
concurrency = 1.5
trusted = ["intranet:80"]

[privacy]
ip_addresses = 31

[delivery]
channel = "smtp"
"""


def test_many_different_mistakes_are_told_at_once_each_with_its_line() -> None:
    assert told(TEN) == [
        "newsletter.toml:2: organisation.nmae: found an unknown key; expected 'name'?",
        'newsletter.toml:3: organisation.time_zone: found "Europe/Stokholm"; '
        "expected an IANA time zone such as Europe/Stockholm",
        'newsletter.toml:6: site.url: found "http://news.example.org"; '
        "expected a web address that starts with https://",
        'newsletter.toml:9: sender.address: found "update.example.org"; '
        "expected a mail address (An email address must have an @-sign)",
        "newsletter.toml:10: sender.dkim: found \"yes\"; expected 'none', 'relay' or 'ours'",
        'newsletter.toml:13: controller.postal_address: found "1 Street"; expected a list',
        'newsletter.toml:14: controller.contact: found "office@localhost"; '
        "expected a mail address (The part after the @-sign is not valid. "
        "It should have a period)",
        "newsletter.toml:16: lists.update.title: found nothing; "
        "expected a value: this key is needed",
        'newsletter.toml:17: lists.update.basis: found "interest"; '
        "expected 'consent', 'membership' or 'legitimate interest'",
        "newsletter.toml:21: publications.update.lists[1]: found \"updates\"; expected 'update'?",
        'newsletter.toml:21: publications.update.lists[2]: found "leaders"; '
        "expected one of: update",
        'newsletter.toml:23: publications.Brief: found "Brief"; '
        "expected small letters, digits and hyphens",
        "newsletter.toml:25: publications.Brief.lists: found a list; expected at least one entry",
        "newsletter.toml:28: collect.gap: found -1; expected a number from 0",
        "newsletter.toml:29: collect.timeout: found 0; expected a number above 0",
        "newsletter.toml:30: collect.concurrency: found 1.5; expected a whole number",
        'newsletter.toml:31: collect.trusted[1]: found "intranet:80"; '
        'expected an IP address with its port, such as "10.0.0.5:8080"',
        "newsletter.toml:34: privacy.ip_addresses: found 31; expected a number up to 30",
        "newsletter.toml:37: delivery.channel: found \"smtp\"; expected 'outbox'",
    ]


_WRONG = {
    "an unknown table": ("[sites]\nurl = 1\n", 1, "sites", "an unknown key", "'site'?"),
    "an unknown table like none": (
        "[x]\n", 1, "x", "an unknown key",
        "one of: organisation, site, sender, controller, look, lists, publications, delivery, "
        "check, privacy, collect, demonstration",
    ),
    "a table that is a text": ('site = "x"\n', 1, "site", '"x"', "keys with values"),
    "a key in front of the tables": ('\nurl = "x"\n[site]\n', 2, "url", "an unknown key",
                                     "one of: organisation, site, sender, controller, look, lists, "
                                     "publications, delivery, check, privacy, collect, "
                                     "demonstration"),
    "a dotted key": ('\nsite.url = "x"\n', 2, "site.url", '"x"',
                     "a web address that starts with https://"),
    "a key of a list that is a dotted table": ('[lists]\nupdate.titel = "U"\n', 2,
                                               "lists.update.titel", "an unknown key", "'title'?"),
    "a key in quotes": ('[lists."update"]\n"titel" = "U"\n', 2, "lists.update.titel",
                        "an unknown key", "'title'?"),
    "a table on one line": ('\nsite = {url = "x"}\n', 2, "site.url", '"x"',
                            "a web address that starts with https://"),
    "a list of lists": ("lists = []\n", 1, "lists", "a list", "keys with values"),
    "no list at all": ('[publications.u]\ntitle = "U"\nlists = ["a"]\n', 3,
                       "publications.u.lists[1]", '"a"', "one of: (no list)"),
    "a search in the site's address": ('[site]\nurl = "https://e.org/?q=1"\n', 2, "site.url",
                                       '"https://e.org/?q=1"',
                                       "a web address that starts with https://"),
    "a contact that is neither": ('[collect]\ncontact = "us"\n', 2, "collect.contact", '"us"',
                                  "a web or mail address"),
    "a number that is none": ("[collect]\ngap = inf\n", 2, "collect.gap", "inf", "a number"),
    "a switch for a text": ("[site]\nurl = true\n", 2, "site.url", "true", "text"),
    "a table for a text": ("[site.url]\nx = 1\n", 1, "site.url", "keys with values", "text"),
    "a list of tables": ('[[lists]]\ntitle = "U"\n', 1, "lists", "a list", "keys with values"),
    "a colour by its name": ('[look]\ncolour = "petrol"\n', 2, "look.colour", '"petrol"',
                             'a colour of six digits such as "#0a4f5e"'),
    "a colour of three digits": ('[look]\ncolour = "#fff"\n', 2, "look.colour", '"#fff"',
                                 'a colour of six digits such as "#0a4f5e"'),
    "a logo that clients do not draw": (
        '[look]\nlogo = "https://e.org/logo.svg"\n', 2, "look.logo", '"https://e.org/logo.svg"',
        "the https:// address of a PNG, JPEG or GIF file",
    ),
    "a logo without its size": (
        '[site]\nurl = "https://e.org"\n[look]\nlogo = "https://e.org/l.png"\nlogo_width = 9\n', 3,
        "look.logo_height", "nothing", "the size of the logo in pixels",
    ),
    "a logo of somebody else": (
        '[site]\nurl = "https://e.org"\n[look]\nlogo = "https://cdn.example/l.png"\n', 4,
        "look.logo", '"https://cdn.example/l.png"', "a picture on your own site, e.org",
    ),
    "a logo of no site": ('[look]\nlogo = "https://e.org/l.png"\n', 2, "look.logo",
                          '"https://e.org/l.png"', "[site] url, and it there"),
    "text for a switch": ('demonstration = "no"\n', 1, "demonstration", '"no"', "true or false"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "found", "expected"), _WRONG.values(), ids=_WRONG)
def test_a_mistake_has_file_line_key_found_and_expected(
    text: str, line: int, key: str, found: str, expected: str
) -> None:
    assert Mistake("newsletter.toml", line, key, found, expected) in mistakes_in(text)


_BROKEN = {
    "text without quotes": ("[site]\nurl = https://e.org\n", 2, "cannot be read"),
    "a key without a value": ("[site]\nurl\n", 2, "cannot be read"),
    "a table that is not closed": ("a = 1\n[site\n", 2, "cannot be read"),
    "the end of the file": ('[site]\nurl = """\nx\n', 3, "cannot be read"),
    "a key given twice": (
        "demonstration = true\ndemonstration = true\n",
        2,
        "stands above already",
    ),
    "a table given twice": ("[site]\n[sender]\n[site]\n", 3, "stands above already"),
    "a number without end": (f"x = {'9' * 5_000}\n", 1, "cannot be read"),
    "lists without end": (f"x = {'[' * 5_000}\n", 1, "cannot be read"),
}


@pytest.mark.parametrize(("text", "line", "found"), _BROKEN.values(), ids=_BROKEN)
def test_broken_toml_is_told_with_its_line(text: str, line: int, found: str) -> None:
    (mistake,) = mistakes_in(text)

    assert mistake.line == line
    assert found in mistake.found
    assert mistake.expected


def test_windows_line_ends_and_odd_letters_change_no_line() -> None:
    text = '# \x0c \u2028 å\n[site]\nurl = "x"\n'.replace("\x0c", "").replace("\n", "\r\n")

    assert [mistake.line for mistake in mistakes_in(text)] == [3]


# --- what is there --------------------------------------------------------------------------


def test_without_a_file_there_are_defaults() -> None:
    settings = read_settings("")

    assert settings == Settings()
    assert settings.site.base == "https://newsletter.example"
    assert settings.site.domain == "newsletter.example"
    assert settings.missing_for_real_mail() == (
        "[site] url", "[sender] address", "[controller] name", "[controller] postal_address",
    )  # fmt: skip


def test_the_shipped_file_reads_and_its_examples_are_right() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    examples = "\n".join(
        line.removeprefix("# ") if line.startswith("# ") and " = " in line.split("#")[1] else line
        for line in text.splitlines()
    )

    assert read_settings(text).lists["update"].title == "IIMHL Update"
    assert read_settings(examples).missing_for_real_mail() == ()


def test_a_list_says_on_what_ground_it_stands_and_why_a_reader_gets_it() -> None:
    settings = read_settings(
        '[lists.a]\ntitle = "A"\nbasis = "legitimate interest"\nreason = "Because."\n'
        '[lists.b]\ntitle = "B"\n'
    )

    assert settings.mailing_list("a") == MailingList(
        "a", "A", Basis.LEGITIMATE_INTEREST, "Because."
    )
    b = settings.mailing_list("b")
    assert b is not None
    assert b.basis is Basis.CONSENT
    assert b.why == "You get this email because you are on the list B."
    assert settings.mailing_list("c") is None


@pytest.mark.parametrize(
    ("url", "base", "domain"),
    [
        ("https://news.example.org/", "https://news.example.org", "news.example.org"),
        ("https://Example.org:8443/a/", "https://example.org:8443/a", "example.org"),
        ("https://nyheter.hälsa.se", "https://nyheter.xn--hlsa-loa.se", "nyheter.xn--hlsa-loa.se"),
    ],
)
def test_the_sites_address_is_what_all_links_start_with(url: str, base: str, domain: str) -> None:
    site = read_settings(f'[site]\nurl = "{url}"\n').site

    assert (site.base, site.domain) == (base, domain)


def test_whole_numbers_may_stand_for_seconds() -> None:
    assert read_settings("[collect]\ngap = 2\ntimeout = 5\n").collect.gap == 2.0


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings("").site.url = "https://e.org"  # type: ignore[misc]


# --- the environment ------------------------------------------------------------------------


def test_the_environment_wins_over_the_file() -> None:
    text = '[site]\nurl = "https://file.example.org"\n[sender]\nname = "File"\n'
    environment = {
        "NEWSLETTER_SITE_URL": "https://environment.example.org",
        "NEWSLETTER_ORGANISATION_NAME": "5",
        "NEWSLETTER_COLLECT_GAP": "0.5",
        "NEWSLETTER_COLLECT_CONCURRENCY": "3",
        "NEWSLETTER_COLLECT_TRUSTED": '["127.0.0.1:80"]',
        "NEWSLETTER_SENDER_DKIM": "relay",
        "NEWSLETTER_ACTOR": "Anna",
        "SITE_URL": "https://no.example.org",
    }

    settings = read_settings(text, environment)

    assert settings.site.url == "https://environment.example.org"
    assert settings.organisation.name == "5"
    assert (settings.collect.gap, settings.collect.concurrency) == (0.5, 3)
    assert settings.collect.trusted == ["127.0.0.1:80"]
    assert (settings.sender.name, settings.sender.dkim) == ("File", "relay")


def test_a_mistake_in_the_environment_names_the_variable_and_no_line_of_the_file() -> None:
    text = '\n\n[site]\nurl = "https://e.org"\n[collect]\ngap = -1\n'
    environment = {
        "NEWSLETTER_SITE_URL": "e.org",
        "NEWSLETTER_COLLECT_TIMEOUT": "soon",
        "NEWSLETTER_COLLECT_TRUSTED": "[1]",
    }

    assert told(text, environment) == [
        'the environment: NEWSLETTER_SITE_URL: found "e.org"; '
        "expected a web address that starts with https://",
        'the environment: NEWSLETTER_COLLECT_TIMEOUT: found "soon"; expected a number',
        "the environment: NEWSLETTER_COLLECT_TRUSTED: found 1; expected text",
        "newsletter.toml:6: collect.gap: found -1; expected a number from 0",
    ]


def test_a_table_that_is_none_is_told_also_with_the_environment() -> None:
    (mistake,) = mistakes_in('site = "x"\n', {"NEWSLETTER_SITE_URL": "https://e.org"})

    assert (mistake.file, mistake.line, mistake.key) == ("newsletter.toml", 1, "site")
