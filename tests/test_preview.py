"""The preview: what is seen is what readers get; what is saved is shown; nothing can be changed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import workspace_issue
from browser import Browser, violations
from flask.testing import FlaskClient
from rendered import mail

from newsletter.app import App
from newsletter.errors import NotFound, UsageError
from newsletter.flows.preview import Part, Preview, Sight, item_at
from newsletter.model.issue_file import read
from newsletter.model.mail import EDITIONS, Edition, Variant
from newsletter.stages.preview import anchored_lines, as_seen
from newsletter.web.preview import preview_site, serving

NAME, TEXT = workspace_issue.NAME, workspace_issue.TEXT
PORT = 8025
LOGO = '<img src="https://e.org/logo.png" width="200" height="60" alt="The Network">'


@pytest.fixture
def preview(workspace: Path) -> Preview:
    workspace_issue.write(workspace)
    return Preview(lambda: App(workspace, environment={}), NAME)


@pytest.fixture
def client(preview: Preview) -> FlaskClient:
    return preview_site(preview, PORT).test_client()


def get(client: FlaskClient, path: str, host: str = f"127.0.0.1:{PORT}") -> Any:
    return client.get(path, headers={"Host": host}, buffered=True)


def page(client: FlaskClient, path: str = "/") -> str:
    answer = get(client, path)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


# --- as a reader sees it --------------------------------------------------------------------


def test_in_dark_the_dark_styles_hold_and_in_light_they_do_not() -> None:
    html = mail().html
    assert html.count("(prefers-color-scheme: dark)") == 1
    dark, light = as_seen(html, dark=True), as_seen(html)

    assert "@media (min-width: 0) {" in dark
    assert "@media (max-width: 0) {" in light
    assert ":root { color-scheme: dark; supported-color-schemes: light dark; }" in dark
    assert '<meta name="color-scheme" content="light">' in light
    for one in (dark, light):
        assert "prefers-color-scheme" not in one


def test_a_query_with_more_conditions_keeps_them() -> None:
    styles = "<style>@media screen and (prefers-color-scheme:light) and (max-width: 9em) {}</style>"

    assert "@media screen and (max-width: 0) and (max-width: 9em) {}" in as_seen(styles, dark=True)


def test_words_of_an_issue_that_look_like_styles_stay() -> None:
    words = "<p>Write @media (prefers-color-scheme: dark) and color-scheme: light dark;</p>"

    assert as_seen(words, dark=True) == words


def test_where_pictures_are_blocked_their_words_are_left() -> None:
    assert as_seen(LOGO) == LOGO
    assert as_seen(LOGO, images=False) == '<img width="200" height="60" alt="The Network">'
    assert "src" not in as_seen("<img alt='a' src='x' srcset=y>", images=False)


def test_links_open_a_window_of_their_own_and_those_within_the_page_do_not() -> None:
    html = '<a class="button" href="https://e.org/">Go</a> <a href="#place-1">Down</a>'

    assert as_seen(html) == (
        '<a target="_blank" rel="noreferrer" class="button" href="https://e.org/">Go</a> '
        '<a href="#place-1">Down</a>'
    )


def test_items_get_anchors_only_where_each_has_one() -> None:
    html = '<li class="item">1</li><li class="item" style="x">2</li><li class="date">3</li>'

    assert re.findall(r'id="(\w)"', as_seen(html, anchors=("a", "b"))) == ["a", "b"]
    assert as_seen(html, anchors=("a",)) == html


def test_the_title_of_an_item_is_found_in_the_text_part(preview: Preview) -> None:
    good = preview.state().good
    assert good
    text = preview.content(good, Sight(Part.TEXT))[1]

    assert [line for anchor, line in text if anchor] == [
        "+ 1.1 A talk on peer work",
        "+ 2.1 Mental health in Sweden",
    ]
    assert list(anchored_lines("+ 9.9 Another\n", good.items)) == [("", "+ 9.9 Another")]


def test_a_line_belongs_to_the_item_it_stands_in() -> None:
    text = TEXT.replace("## Sweden", "Words between.\n\n## Sweden")
    issue, lines = read(text), text.splitlines()

    def at(words: str) -> str:
        number = next(number for number, line in enumerate(lines, 1) if words in line)
        item = item_at(issue, number)
        return item.id if item else ""

    assert [at(words) for words in ("Three services", "When:", "A talk")] == ["k1"] * 3
    assert [at(words) for words in ("subject", "Welcome", "between", "## Sw", "### Re")] == [""] * 5
    assert at("Easy: The report") == "k2"


# --- the pages ------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("part", list(Part))
def test_every_edition_part_and_place_can_be_looked_at(
    client: FlaskClient, edition: str, part: str
) -> None:
    shown = page(client, f"/shown?edition={edition}&part={part}&first=SE&scheme=dark&images=off")
    words = re.sub(r"=\r?\n", "", shown)

    assert "Mental health in Sweden" in words
    easy = "The report tells how people in Sweden feel" in words
    assert easy == (edition == "easy")
    if part != "web":  # the page is the same for all readers
        assert words.rindex("Mental health in Sweden") < words.rindex("tell what they changed" if
                            not easy else "People who were ill")  # fmt: skip


def test_the_text_edition_has_no_html_and_its_mail_is_the_text(client: FlaskClient) -> None:
    assert page(client, "/shown?edition=text&part=mail") == page(
        client, "/shown?edition=text&part=text"
    ).replace(": text</title>", ": mail</title>")


def test_the_frame_shows_what_render_writes(preview: Preview, client: FlaskClient) -> None:
    from newsletter.flows import issues

    app = App(preview.file.parents[1], environment={})
    rendered = issues.render(app, issues.check(app, NAME), Variant(Edition.EASY, "SE"))
    app.close()
    files = {file.name: file.read_bytes() for file in rendered.files}
    wire = get(client, "/message.eml?edition=easy&first=SE").get_data()

    assert wire == files["mail.eml"]
    assert message_from_bytes(wire)["To"] == "reader@example.org"
    shown = page(client, "/shown?edition=easy&first=SE")
    assert as_seen(files["mail.html"].decode()) == re.sub(r'(<li class="item"[^>]*?) id="[^"]+"',
                                                         r"\1", shown)  # fmt: skip


def test_a_message_is_saved_under_the_name_of_its_issue_whatever_its_letters(
    preview: Preview, workspace: Path
) -> None:
    preview.file.rename(workspace / "issues" / 'Ł "1".md')
    named = Preview(lambda: App(workspace, environment={}), 'Ł "1"')
    answer = get(preview_site(named, PORT).test_client(), "/message.eml")

    header = answer.headers["Content-Disposition"]
    assert header == "attachment; filename*=UTF-8''%C5%81%20%221%22.eml"


def test_what_is_asked_for_is_what_the_form_says(client: FlaskClient) -> None:
    shown = page(client, "/?edition=large&first=SE&part=web&width=phone&scheme=dark&images=off")

    for chosen in ("large", "SE", "web"):
        assert f'<option value="{chosen}" selected>' in shown
    for chosen in ("phone", "dark", "off"):
        assert f'value="{chosen}" checked>' in shown
    query = "edition=large&amp;first=SE&amp;part=web&amp;scheme=dark&amp;images=off"
    assert f'src="/shown?{query}"' in shown
    assert 'data-width="phone" data-scheme="dark"' in shown


def test_what_is_not_understood_is_as_if_it_were_not_there(client: FlaskClient) -> None:
    odd = "/?edition=%3Cscript%3E&first=XX&part=all&width=9&scheme=&images=maybe"

    assert page(client, odd) == page(client)


def test_only_places_that_make_a_difference_are_offered(
    preview: Preview, client: FlaskClient
) -> None:
    everyone = {"no place", "Scotland", "Sweden", "World Health Organization"}
    assert everyone <= set(re.findall(r"<option[^>]*>(.*?)</option>", page(client)))
    workspace_issue.write(preview.file.parents[1], re.sub(r"\n  When: .*\n", "", TEXT))
    assert "World Health Organization" not in page(client)


def test_findings_stand_beside_the_mail_and_lead_to_their_item(
    preview: Preview, client: FlaskClient
) -> None:
    bare = TEXT.replace("  The Peer Network, 3 November 2026.\n", "")
    workspace_issue.write(preview.file.parents[1], bare)
    shown = page(client)
    line = bare.splitlines().index("- [A talk on peer work](https://example.org/talk){#k1}") + 1

    link = re.search(rf'<a class="place" data-item="item-k1" href="(.*?)"[^>]*>Line {line}<', shown)
    assert link
    assert link[1].endswith("#item-k1")
    assert "no byline" in shown
    assert "Readers need to know who published it and when." in shown
    assert 'id="item-k1"' in page(client, link[1].replace("&amp;", "&").partition("#")[0])


# --- what is saved --------------------------------------------------------------------------


def test_what_was_saved_is_shown_and_what_was_not_is_not_made_again(
    preview: Preview, client: FlaskClient
) -> None:
    first = preview.state()
    assert preview.state() is first
    workspace_issue.write(preview.file.parents[1], TEXT.replace("Welcome to", "Here is"))

    assert preview.state().version != first.version
    assert "Here is the first Update" in page(client, "/shown")


@pytest.mark.parametrize("name", ["sources.yaml", "newsletter.toml", "templates/mail/update.txt"])
def test_a_change_of_sources_settings_and_templates_is_one(preview: Preview, name: str) -> None:
    before = preview.state().version
    file = preview.file.parents[1] / name
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as stream:
        stream.write("# more\n" if not name.endswith(".txt") else "Words of ours.\n")
    state = preview.state()

    assert state.version != before
    assert state.good
    if name.endswith(".txt"):
        assert "Words of ours." in preview.content(state.good, Sight(Part.TEXT))[1][0][1]


def test_mistakes_are_told_with_their_lines_and_the_mail_stays_as_it_was(
    preview: Preview, client: FlaskClient
) -> None:
    page(client)
    broken = TEXT.replace("date: 2026-12-01", "date: tomorrow")
    workspace_issue.write(preview.file.parents[1], broken)
    shown = page(client)

    assert "It cannot be read: 1 mistake" in shown
    assert '<span class="place">Line 3</span>, date' in shown
    assert re.search(r"Found: .*tomorrow", shown)
    assert "This is old" in shown
    assert "Three services tell" in page(client, "/shown")
    workspace_issue.write(preview.file.parents[1])
    assert "This is old" not in page(client)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("newsletter.toml", "[site]\nurl = 3\n", "Line 2"),
        ("sources.yaml", "places: [\n", "sources.yaml"),
        ("templates/mail/update.txt", "{{ nothing }}", "update.txt, line 1"),
    ],
)
def test_a_mistake_elsewhere_is_told_as_well(
    preview: Preview, client: FlaskClient, name: str, text: str, told: str
) -> None:
    page(client)
    file = preview.file.parents[1] / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    shown = page(client)

    assert told in shown
    assert "This is old" in shown


def test_an_issue_that_never_could_be_read_has_nothing_to_show(workspace: Path) -> None:
    workspace_issue.write(workspace, "no front matter")
    client = preview_site(Preview(lambda: App(workspace, environment={}), NAME), PORT).test_client()

    assert "It cannot be read" in page(client)
    assert "There is nothing to show yet." in page(client, "/shown")
    assert get(client, "/message.eml").status_code == 404


def test_a_file_that_went_away_is_told(preview: Preview, client: FlaskClient) -> None:
    page(client)
    preview.file.unlink()

    assert "there is no issue" in page(client)


def test_there_is_no_preview_of_what_is_not_there(workspace: Path) -> None:
    with pytest.raises(NotFound, match="update-1999"):
        Preview(lambda: App(workspace, environment={}), "update-1999")


def test_whoever_waits_is_told_as_soon_as_a_file_changed(preview: Preview) -> None:
    before = preview.state().version
    answers: list[str] = []
    waiting = threading.Thread(
        target=lambda: answers.append(preview.changed(before, 60, lambda: False))
    )
    waiting.start()
    workspace_issue.write(preview.file.parents[1], TEXT.replace("Welcome", "Hello"))
    waiting.join(30)

    assert answers == [preview.state().version] != [before]


def test_nobody_waits_who_is_gone_or_when_the_preview_ends(preview: Preview) -> None:
    version = preview.state().version
    assert preview.changed(version, 3_600, lambda: True) == version
    preview.end()
    assert preview.changed(version, 3_600, lambda: False) == version
    assert preview.changed("another", 3_600, lambda: False) == "another"


# --- who may ask ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/shown", "/wait?since=x", "/message.eml", "/preview.css"])
@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "[::1]:8025"]
)
def test_another_name_for_this_machine_is_refused(
    client: FlaskClient, path: str, host: str
) -> None:
    answer = get(client, path, host)

    assert answer.status_code == 421
    assert b"Sweden" not in answer.get_data()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/shown", "/wait", "/static/preview.js"])
def test_nothing_but_reading_is_allowed(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method, headers={"Host": f"localhost:{PORT}"})

    assert answer.status_code == 405


def test_head_is_answered(client: FlaskClient) -> None:
    answer = client.head("/", headers={"Host": f"localhost:{PORT}"})

    assert (answer.status_code, answer.get_data()) == (200, b"")


def test_no_page_runs_what_is_not_ours_or_asks_anybody_else(client: FlaskClient) -> None:
    policy = get(client, "/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    frame = get(client, "/shown").headers["Content-Security-Policy"]
    assert "script-src" not in frame
    assert "sandbox allow-same-origin" in frame
    assert "allow-scripts" not in frame + page(client)
    for path in ("/", "/shown", "/preview.css", "/static/preview.js", "/wait?since="):
        headers = get(client, path).headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in headers


def test_pictures_come_from_the_site_of_the_network_alone(
    preview: Preview, client: FlaskClient
) -> None:
    settings = preview.file.parents[1] / "newsletter.toml"
    with settings.open("a", encoding="utf-8") as stream:
        stream.write('[site]\nurl = "https://news.example.org/here"\n')

    def allowed(path: str) -> str:
        policy = get(client, path).headers["Content-Security-Policy"]
        return str(re.search(r"img-src ([^;]*);", policy)[1])  # type: ignore[index]

    assert allowed("/shown").split() == ["data:", "https://news.example.org"]
    assert allowed("/shown?images=off").split() == ["data:"]


# --- served ---------------------------------------------------------------------------------


def fetched(address: str) -> str:
    with urlopen(address, timeout=30) as answer:  # noqa: S310  our own server on loopback
        return str(answer.read().decode())


def test_it_is_served_on_this_machine_alone_until_it_ends(preview: Preview) -> None:
    with serving(preview, 0) as address:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        assert "Preview of" in fetched(address)
        port = int(address.rstrip("/").rpartition(":")[2])
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_more_pages_that_wait_than_there_is_room_for_ask_again_by_the_clock(
    preview: Preview,
) -> None:
    version = preview.state().version
    with ExitStack() as stack:
        address = stack.enter_context(serving(preview, 0))
        port = int(address.rstrip("/").rpartition(":")[2])
        for _ in range(4):
            waiting = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            request = f"GET /wait?since={version} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
            waiting.sendall(request.encode())
        answers = [json.loads(fetched(f"{address}wait?since={version}")) for _ in range(3)]

        # Whichever four came first are waited for; the page itself is answered all the same.
        assert {"version": version, "pause": 2} in answers
        assert "Preview of" in fetched(address)


def test_a_port_that_is_taken_is_told_or_passed_by(preview: Preview, workspace: Path) -> None:
    with serving(preview, 0) as address:
        port = int(address.rstrip("/").rpartition(":")[2])
        other = Preview(lambda: App(workspace, environment={}), NAME)
        with pytest.raises(UsageError, match=f"port {port}"), serving(other, port):
            pass
        with serving(other, port, 0) as elsewhere:
            assert elsewhere != address


@pytest.mark.skipif(sys.platform == "win32", reason="optional: there Ctrl-C is no signal")
def test_control_c_ends_the_command_at_once_and_well(workspace: Path) -> None:
    workspace_issue.write(workspace)
    command = [sys.executable, "-m", "newsletter", "preview", NAME, "--port", "0", "--json"]
    process = subprocess.Popen(
        command, cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "DISPLAY": ""}, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    document = "".join(iter(process.stdout.readline, "}\n")) + "}"
    address = json.loads(document)["url"]
    with socket.create_connection(
        ("127.0.0.1", int(address.rstrip("/").rpartition(":")[2]))
    ) as one:
        one.sendall(b"GET /wait?since= HTTP/1.1\r\nHost: x\r\n\r\n")
        assert "Preview of" in fetched(address)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=60)

    assert (process.returncode, rest, errors) == (0, "", "")


# --- in a browser ---------------------------------------------------------------------------


@pytest.fixture
def seen(preview: Preview, browser: Browser) -> Iterator[Callable[..., Any]]:
    """A function that opens the preview in a browser and returns what another sees of it."""
    with serving(preview, 0) as address:

        def look(see: Callable[[Any], Any], path: str = "", **how: Any) -> Any:
            def opened(page: Any) -> Any:
                page.goto(address + path)
                try:
                    return see(page)
                finally:
                    page.goto("about:blank")

            return browser.look("", opened, **how)

        yield look


def frame(page: Any) -> Any:
    return page.frame(name="shown")


def tab_to(page: Any, name: str) -> None:
    """Go there by the keyboard alone, as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.name || ''") == name:
            return
    raise AssertionError(f"no Tab leads to {name}")


def until(page: Any, words: str) -> None:
    page.wait_for_function(
        "words => document.querySelector('iframe').contentDocument.body?.innerText.includes(words)",
        arg=words,
    )


@pytest.mark.browser
def test_by_the_keyboard_alone_one_chooses_easy_dark_and_phone(seen: Callable[..., Any]) -> None:
    def see(page: Any) -> Any:
        tab_to(page, "edition")
        page.keyboard.type("easy")
        until(page, "The report tells how people in Sweden feel")
        focus = page.evaluate("() => document.activeElement.name")
        tab_to(page, "width")
        page.keyboard.press("ArrowRight")
        tab_to(page, "scheme")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "() => document.querySelector('iframe').contentDocument.URL.includes('scheme=dark')"
        )
        until(page, "The report tells")
        ground = "() => getComputedStyle(document.querySelector('.card')).backgroundColor"
        return (
            focus,
            page.url,
            frame(page).evaluate("() => innerWidth"),
            frame(page).evaluate(ground),
        )

    focus, url, width, ground = seen(see, width=1400)
    assert focus == "edition"  # nothing took it away
    assert url.endswith("?edition=easy&first=&part=mail&width=phone&scheme=dark&images=on")
    assert width == 375
    assert sum(map(int, re.findall(r"\d+", ground))) < 150


@pytest.mark.browser
def test_what_is_saved_comes_by_itself_and_the_place_in_the_mail_is_kept(
    seen: Callable[..., Any], preview: Preview
) -> None:
    workspace = preview.file.parents[1]
    broken = TEXT.replace("date: 2026-12-01", "date: tomorrow")

    def see(page: Any) -> Any:
        until(page, "Three services")
        frame(page).evaluate("() => scrollTo(0, 300)")
        workspace_issue.write(workspace, TEXT.replace("Three services", "Four services"))
        until(page, "Four services")
        top = page.wait_for_function(
            "() => document.querySelector('iframe').contentWindow.scrollY === 300 ? 300 : 0"
        ).json_value()
        workspace_issue.write(workspace, broken)
        page.wait_for_function("() => document.body.innerText.includes('Found: ')")
        told = page.inner_text("#findings")
        status = page.inner_text("#told")
        old = frame(page).evaluate("() => document.body.innerText.includes('Four services')")
        workspace_issue.write(workspace)
        page.wait_for_function("() => !document.body.innerText.includes('Found: ')")
        return top, told, status, old

    top, told, status, old = seen(see, width=1400)
    assert top == 300
    assert "Line 3" in told
    assert "It cannot be read: 1 mistake" in status
    assert old


@pytest.mark.browser
def test_a_finding_leads_to_its_item(seen: Callable[..., Any], preview: Preview) -> None:
    bare = TEXT.replace("  Myndigheten, 18 November 2026. Report, 40 pages, PDF.\n", "")
    workspace_issue.write(preview.file.parents[1], bare)

    def see(page: Any) -> Any:
        until(page, "Three services")
        page.locator("[data-item=item-k2]").first.focus()
        page.keyboard.press("Enter")
        frame(page).wait_for_function("() => document.querySelector(':target')")
        return frame(page).evaluate("() => document.querySelector(':target').innerText")

    assert seen(see, width=1400).startswith("2.1 Mental health in Sweden")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["good", "mistakes", "text"])
def test_the_page_breaks_no_rule_of_accessibility(
    seen: Callable[..., Any], preview: Preview, width: int, scheme: str, state: str
) -> None:
    def see(page: Any) -> Any:
        if state == "mistakes":
            text = TEXT.replace("date: 2026-12-01", "date: tomorrow")
            workspace_issue.write(preview.file.parents[1], text)
            page.wait_for_function("() => document.body.innerText.includes('Found: ')")
        until(page, "Three services")
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        return wide, violations(page)

    part = "text" if state == "text" else "mail"
    wide, wrong = seen(see, f"?part={part}&scheme={scheme}", width=width, scheme=scheme)
    assert wide <= width
    # A mail has no landmarks of its own: its program has them.
    assert [one for one in wrong if not one.startswith(("landmark-one-main", "region"))] == []


@pytest.mark.browser
def test_without_the_script_the_button_shows_what_was_chosen(
    preview: Preview, browser: Browser
) -> None:
    with serving(preview, 0) as address:

        def see(page: Any) -> Any:
            page.route("**/preview.js", lambda route: route.abort())
            try:
                page.goto(address)
                page.select_option("[name=edition]", "easy")
                page.click("#show")
                page.wait_for_url("**/?edition=easy**")
                until(page, "The report tells how people")
                return page.url
            finally:
                page.unroute("**/preview.js")
                page.goto("about:blank")

        assert "edition=easy" in browser.look("", see)
