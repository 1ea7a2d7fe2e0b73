"""Faults to put into a mail: one or more for each numbered rule of a rendered mail.

Most go into a copy of a template, as its author would make them; some into what was rendered or
sent, where only a client, a server or a reader's data could have made them.
"""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.stages.check import Level

HTML, TEXT, WEB, WIRE = "html", "text", "web", "wire"
BASE, UPDATE, BLOCKS, CONFIRM = (
    f"{name}.html" for name in ("mail/base", "mail/update", "parts/blocks", "mail/confirm")
)
BASE_TEXT, UPDATE_TEXT, BLOCKS_TEXT = "mail/base.txt", "mail/update.txt", "parts/blocks.txt"
PAGE, CSS, CLIENTS = "web/issue.html", "styles/mail.css", "styles/mail-clients.css"
SIZES = "styles/sizes.jinja"
IMAGE = '<h1 class="subject">'
PICTURE = "https://newsletter.example.org/sun.png"


@dataclass(frozen=True)
class Seed:
    """A fault: ``old`` is made ``new`` in a template, or in a part of what was made from it.

    Where several are given, each is exchanged. The rule ``number`` must find it. It is put into
    the sample, or into the ``specimen``, whose words look like markup.
    """

    number: int
    name: str
    where: str
    old: str
    new: str
    more: tuple[tuple[str, str], ...] = ()
    kind: tuple[str, str, int] = ("update", "standard", 12)
    language: str = "en"
    subject: str = "Network Update, 1 December 2026"
    level: Level = Level.ERROR
    specimen: bool = False


def unescaped(what: str, old: str, number: int = 11, template: str = "update") -> Seed:
    """Return the fault of printing ``what`` into HTML as it is, as if it were markup."""
    new = old.replace(" }}", " | safe }}")
    kind = (template, "standard", 24)
    return Seed(number, f"{what} that become markup", BLOCKS, old, new, kind=kind, specimen=True)


def image(attributes: str) -> str:
    return f"<img {attributes}>{IMAGE}"


CONFIRMATION = ("confirm", "standard", 0)
EASY = ("update", "easy", 12)
TEXT_EDITION = ("update", "text", 12)

SEEDS = [
    # --- the document
    Seed(1, "an old doctype", BASE, "<!DOCTYPE html>",
         '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/x">'),
    Seed(1, "a page without a language", BASE, '<html lang="{{ mail.language }}"', "<html"),
    Seed(1, "the wrong direction", BASE, '" dir="{{ mail.dir }}" xmlns:v', '" dir="rtl" xmlns:v'),
    Seed(1, "nothing for Outlook's drawings", BASE,
         ' xmlns:o="urn:schemas-microsoft-com:office:office"', ""),
    Seed(1, "another charset", BASE, 'charset="utf-8"', 'charset="iso-8859-1"'),
    Seed(1, "a charset that comes late", BASE, '<meta charset="utf-8">', f"<!--{'x' * 1024}-->\n"
         '<meta charset="utf-8">'),
    Seed(1, "no zoom", BASE, "initial-scale=1", "initial-scale=1, user-scalable=no"),
    Seed(1, "a title of its own", BASE, "<title>{{ mail.subject }}", "<title>Our newsletter"),
    Seed(1, "a page for wide screens", BASE, '<meta name="viewport"', '<meta name="width"'),
    Seed(2, "dates made links", BASE, ", date=no", ""),
    Seed(2, "words that shrink", BASE,
         '<meta name="x-apple-disable-message-reformatting" content="">', ""),
    Seed(2, "light only", BASE, '"color-scheme" content="light dark"',
         '"color-scheme" content="light"'),
    Seed(2, "no rule for Apple Mail", CLIENTS, ":root { color-scheme: light dark;", ":root {"),
    Seed(3, "a body without a class", BASE, '<body class="body"', "<body"),
    Seed(3, "a body without xml:lang", BASE, ' xml:lang="{{ mail.language }}"', ""),
    Seed(3, "no article", BASE, ' role="article"', ""),
    Seed(3, "an article without a name", BASE, 'aria-label="{{ mail.subject }}"', 'aria-label=""'),
    Seed(3, "words outside the article", BASE, "</body>", "<p>Sent with pride.</p></body>"),
    Seed(4, "a control character", BASE_TEXT, "Change what you get:", "Change what\x0b you get:"),
    Seed(4, "a line end that servers change", WIRE, "MIME-Version: 1.0\r\n", "MIME-Version: 1.0\n"),
    Seed(4, "a part in another charset", WIRE, 'text/plain; charset="utf-8"',
         'text/plain; charset="us-ascii"'),
    Seed(4, "an endless line", WIRE, "MIME-Version: 1.0",
         f"X-Long: {'x' * 998}\r\nMIME-Version: 1.0"),
    Seed(4, "HTML in the text edition", HTML, "", "<!DOCTYPE html>\n<p>Hello", kind=TEXT_EDITION),
    Seed(4, "an HTML part sent as text", WIRE, "Content-Type: text/html",
         "Content-Type: text/plain"),
    Seed(4, "parts that all are shown", WIRE, "multipart/alternative", "multipart/mixed"),
    # --- structure
    Seed(5, "two first headings", BASE, '<h2 class="foot-heading"', '<h1 class="foot-heading"',
         (("{% endblock %}</h2>", "{% endblock %}</h1>"),)),
    Seed(5, "a subject that is no heading", BASE, IMAGE, '<p class="subject">',
         (("</h1>", "</p>"),)),
    Seed(5, "a level left out", BLOCKS, "<h3{%", "<h4{%", (("</h3>", "</h4>"),)),
    Seed(5, "places that are no headings", BLOCKS, '<h2{% if anchored %} id="{{ place.anchor }}"',
         '<p{% if anchored %} id="{{ place.anchor }}"', (("{{ place.heading }}</h2>",
         "{{ place.heading }}</p>"),)),
    Seed(5, "items that are no list", BLOCKS, '<ul class="items" role="list">',
         '<div class="items">',
         (("</li></ul>", "</li></div>"),)),
    Seed(5, "a section left out", BLOCKS, "in place.sections %}", "in place.sections[:1] %}"),
    Seed(5, "an item that is not in the issue", BLOCKS, "</li></ul>",
         '</li><li class="item">9.9 <strong>More</strong></li></ul>'),
    Seed(5, "an empty heading", BLOCKS, "<h3{%", "<h3></h3><h3{%"),
    Seed(5, "an empty list", BASE, '<div class="foot">', '<ul></ul><div class="foot">'),
    Seed(5, "words between the entries of a list", BLOCKS, "</li></ul>", "</li><p>More</p></ul>"),
    Seed(5, "items that are no entries", BLOCKS, '<li class="item"', '<div class="item"',
         (("</li></ul>", "</div></ul>"), ("{% else %}\n</li>", "{% else %}\n</div>"))),
    Seed(6, "a table for the layout", BASE, '<div class="page">',
         '<table role="presentation"><tr><td><div class="page">'),
    Seed(6, "a table that is read out", BASE, '<table role="presentation" width', "<table width"),
    Seed(7, "a narrow table for Outlook", BASE, 'width="640" align="center"', 'width="480"'),
    Seed(7, "a comment left open", BASE, "</td></tr></table><![endif]-->", "</td></tr></table>-->"),
    Seed(7, "a table left open", BASE, "</td></tr></table><![endif]", "</td></tr><![endif]"),
    Seed(7, "a cell without padding", BASE, '<td style="padding: 24px">', "<td>"),
    Seed(7, "no table for Outlook", BASE, '<table role="presentation"', '<div role="presentation"'),
    Seed(8, "a landmark in the mail", BASE, '<div class="foot">', '<footer class="foot">'),
    Seed(8, "a page without a main part", PAGE, "<main ", "<div ", (("</main>", "</div>"),)),
    Seed(8, "contents that cannot be jumped to", PAGE, "<nav ", "<div ", (("</nav>", "</div>"),)),
    Seed(9, "an id twice", BLOCKS, 'id="{{ place.anchor }}"', 'id="place"'),
    Seed(9, "contents that lead into the mail", UPDATE, "issue, mail.web_url)", 'issue, "")'),
    Seed(9, "an anchor that is not there", BLOCKS, "#{{ place.anchor }}", "#to-{{ place.anchor }}"),
    # --- language
    Seed(10, "titles without their language", BLOCKS, ' lang="{{ tag }}"', ""),
    Seed(10, "titles without their direction", BLOCKS, ' dir="{{ dir }}"', ""),
    Seed(10, "originals in the wrong language", BLOCKS, "language(item.original_language,",
         'language("en",'),
    Seed(10, "languages that are not told", BLOCKS, '"(in " ~ item.in_words ~ ")"', '""'),
    Seed(10, "a quotation in the wrong language", BLOCKS, "language(item.excerpt_language,",
         'language("",'),
    Seed(10, "English words in a Swedish issue", BLOCKS, ' lang="en"', "", language="sv"),
    Seed(10, "a quotation among other words", BLOCKS, "{{ item.excerpt }}</blockquote>",
         "{{ item.excerpt }} (2026)</blockquote>"),
    Seed(10, "an original among other words", BLOCKS, "{{ item.original }}</span>",
         "{{ item.original }}.</span>"),
    Seed(10, "the language of a cell", BASE, '<div class="page">', '<table><tr><td lang="sv">',
         (('</div>\n<div class="foot">', "</td></tr></table>\n<div>"),)),
    Seed(11, "titles without macrons", BLOCKS, ">{{ item.original }}<",
         '>{{ item.original | replace("ā", "a") }}<'),
    Seed(11, "originals without their rings", BLOCKS_TEXT, "{{ one.original }}",
         '{{ one.original | replace("å", "a") }}'),
    unescaped("titles", ">{{ item.title }}</a>"),
    unescaped("originals", ">{{ item.original }}</span>"),
    unescaped("bylines", "{{- item.byline }}"),
    unescaped("excerpts", ">{{ item.excerpt }}</blockquote>"),
    unescaped("dates", "</strong> {{ item.when }}"),
    unescaped("ways in", "</strong> {{ item.access }}"),
    unescaped("places", "{{ place.heading }}</h2>", template="letter"),
    unescaped("places beside contents", "{{ place.heading }}</h2>", number=5),
    unescaped("sections", "{{ section.heading }}</h3>"),
    Seed(11, "short forms that become markup", BLOCKS, 'one.short ~ ": " ~ one.long',
         '(one.short ~ ": " ~ one.long) | safe', kind=("update", "standard", 24), specimen=True),
    Seed(11, "markup in the text part", BLOCKS_TEXT, "{{ one.byline }}", "{{ one.byline | e }}",
         kind=("update", "text", 24), specimen=True),
    Seed(11, "bylines left out", BLOCKS, "{{- item.byline }}", ""),
    Seed(11, "another subject", WIRE, "Subject: Network", "Subject: Netwerk"),
    Seed(11, "a sentence lost on its way", WIRE, "Welcome to the first", "Welcome to the last"),
    Seed(11, "a letter that was lost", BASE_TEXT, "{{ slot.reason }}",
         "{{ slot.reason }} S\ufffdren"),
    Seed(11, "a subject in raw letters", WIRE, "Subject: Network", "Subject: N\u00eatwork"),
    # --- links, images, buttons
    Seed(12, "click here", BASE, "Read this email on the web", "Click here"),
    Seed(12, "a link without words", BASE, ">Change what you get</a>", "></a>"),
    Seed(12, "an address for a link", PAGE, "Skip to the issue", "https://example.org/issue"),
    Seed(12, "titles that are no links", BLOCKS, ">{{ item.title }}</a>", ">Report</a>"),
    Seed(12, "links told by colour alone", CSS, "text-decoration: underline",
         "text-decoration: none"),
    Seed(12, "two places of one name", BASE, ">Change what you get</a>", ">Canada</a>",
         level=Level.WARNING),
    Seed(12, "titles that lead elsewhere", BLOCKS, '<a href="{{ item.url }}"',
         '<a href="{{ item.url }}?from=mail"'),
    Seed(13, "an image without words", BASE, IMAGE, image(f'src="{PICTURE}" width="9" height="9"')),
    Seed(13, "an image without a size", BASE, IMAGE, image(f'src="{PICTURE}" alt=""')),
    Seed(13, "an image few clients draw", BASE, IMAGE,
         image('src="https://a.example/sun.svg" width="9" height="9" alt=""')),
    Seed(13, "an image that tells who opened", BASE, IMAGE,
         image(f'src="{PICTURE}" width="1" height="1" alt=""')),
    Seed(13, "a picture behind the words", CLIENTS, "h1 { text-wrap: balance; }",
         f'h1 {{ background: url("{PICTURE}"); }}'),
    Seed(13, "an image for each reader", BASE, IMAGE,
         image('src="https://a.example/zzPHreasonzz.png" width="9" height="9" alt=""')),
    Seed(13, "a picture behind a block", BASE, '<div class="card">',
         f'<div class="card" background="{PICTURE}">'),
    Seed(14, "a button that is none", BLOCKS, 'class="button" href', 'role="button" class="button" '
         "href", kind=CONFIRMATION),
    Seed(14, "a button too small to hit", CSS, "padding: 13px 26px;", "padding: 3px 26px;",
         kind=CONFIRMATION),
    Seed(14, "a button without room in Outlook", BLOCKS, "mso-font-width: 180%", "color: #112233",
         kind=CONFIRMATION),
    Seed(14, "a button twice as wide in Outlook", CSS, "mso-padding-alt: 0;", "",
         kind=CONFIRMATION),
    Seed(14, "two buttons", CONFIRM, "{% block about %}", "{% block about %}"
         '{{ button(slot.action, "Yes") }}', kind=CONFIRMATION),
    Seed(14, "a button that is no link", BLOCKS, '<a class="button" href="{{ address }}">',
         '<span class="button">', (("<![endif]--></a>", "<![endif]--></span>"),),
         kind=CONFIRMATION),
    Seed(14, "two buttons side by side", BLOCKS, "{{ words }}<!--[if mso]></span>",
         'Yes</a> <a class="button" href="{{ address }}">{{ words }}<!--[if mso]></span>',
         kind=CONFIRMATION),
    Seed(15, "a new window", BASE, '<a href="{{ mail.web_url }}"', '<a target="_blank" '
         'href="{{ mail.web_url }}"'),
    Seed(15, "an address that anybody can read", BASE, "{{ about_title(mail) }}",
         '<a href="http://example.org/">{{ about_title(mail) }}</a>'),
    Seed(15, "a script", PAGE, "</head>", "<script>1</script></head>"),
    Seed(15, "a form", BASE, "</h1>", '</h1><form action="https://a.example/"></form>'),
    Seed(15, "a font that is fetched", CLIENTS, ":root {",
         '@import "https://a.example/f.css"; :root {'),
    Seed(15, "an image inside", BASE, IMAGE,
         image('src="data:image/png;base64,aaaa" width="9" height="9" alt=""')),
    Seed(15, "AMP", BASE, "<html lang", "<html amp4email lang"),
    # --- look
    Seed(16, "small words", SIZES, '"body": 19,', '"body": 18,'),
    Seed(16, "tiny print", SIZES, '"small": 17,', '"small": 15,'),
    Seed(16, "large print that is not", SIZES, '"body": 25,', '"body": 22,',
         kind=("update", "large", 12)),
    Seed(16, "close lines", SIZES, '"line": 1.55,', '"line": 1.4,'),
    Seed(16, "centred words", CSS, "text-align: left", "text-align: center"),
    Seed(16, "long lines", CSS, "max-width: 640px", "max-width: 800px"),
    Seed(16, "serifs", CSS, "Arial, sans-serif", "Times, serif"),
    Seed(16, "sizes that grow with others", CSS, "font-size: {{ px.lead }}px", "font-size: 120%"),
    Seed(16, "small words on wide screens", SIZES, '"h1_wide": 36', '"h1_wide": 14'),
    Seed(16, "close lines in percent", CSS, "line-height: {{ px.line }}", "line-height: 130%"),
    Seed(17, "grey on white", CSS, ".items, .agenda { margin: 0; padding: 0; color: "
         "{{ colour.muted }}", ".items, .agenda { margin: 0; padding: 0; color: #8c9599"),
    Seed(17, "dark on dark", CLIENTS, ".outer, .outer p, .outer ul, .outer strong, .quotation",
         ".outer ul, .quotation"),
    Seed(17, "dark on dark in Outlook", CLIENTS, "[data-ogsc] p, [data-ogsc] ul", "[data-ogsc] ul"),
    Seed(17, "a card that stays white", CLIENTS, "\n  .card { background-color:",
         "\n  .cards { background-color:"),
    Seed(17, "links as blue as the client's", CSS, "a { color: {{ colour.accent }};", "a {"),
    Seed(18, "dark colours that cannot win", CLIENTS,
         ".card { background-color: {{ colour.card }} !important; }\n  .contents",
         ".card { background-color: {{ colour.card }}; }\n  .contents"),
    Seed(18, "a rule inside a rule", CLIENTS, ".page { overflow-wrap",
         "@supports (color: red) { @media print { p { margin: 0; } } }\n.page { overflow-wrap"),
    Seed(18, "two concerns in one block", CLIENTS,
         "/* next */\n@media (prefers-color-scheme: dark)",
         "@media (prefers-color-scheme: dark)"),
    Seed(18, "more styles than Gmail takes", CLIENTS, ":root {",
         f".x {{ margin: 0; }}\n{' ' * 16384}:root {{"),
    Seed(18, "no grounds for Outlook", CLIENTS, "[data-ogsb]", "[data-ogsx]"),
    Seed(18, "a brace left open", CLIENTS, "h1 { text-wrap: balance; }",
         "h1 { text-wrap: balance;"),
    Seed(18, "a style block in the body", BASE, "{% block content %}",
         '<style data-premailer="ignore">p { margin: 0; }</style>{% block content %}'),
    Seed(18, "no dark colours", CLIENTS, "prefers-color-scheme: dark", "prefers-contrast: more"),
    Seed(18, "dark colours and Outlook in one block", CLIENTS, "/* next */\n[data-ogsc]",
         "[data-ogsc]"),
    Seed(19, "lines that cannot break", CSS, ".organisation {",
         ".organisation { white-space: nowrap;"),
    Seed(19, "a mail that cannot be narrow", CLIENTS, ".page { overflow-wrap: anywhere;",
         ".page { min-width: 600px; overflow-wrap: anywhere;"),
    Seed(19, "words that cannot break", CLIENTS,
         ".page { overflow-wrap: anywhere; word-break: break-word; }", ""),
    Seed(19, "no room to read in", CSS, ".card { padding: 24px 20px 36px;",
         ".card { padding: 24px 70px 36px;"),
    Seed(19, "a wide picture", BASE, IMAGE,
         image(f'src="{PICTURE}" width="600" height="9" alt=""')),
    Seed(19, "words held together", BASE, "{{ about_title(mail) }}",
         "<nobr>{{ about_title(mail) }}</nobr>"),
    Seed(19, "words as they were typed", BASE, "<p>{{ slot.reason }}</p>",
         "<pre>{{ slot.reason }}</pre>",
         level=Level.WARNING),
    Seed(20, "a layout few clients know", CSS, ".place { display: block;",
         ".place { display: flex;"),
    Seed(20, "a property few clients know", CSS, ".leave {", ".leave { position: relative;"),
    Seed(20, "a margin below 0", CSS, ".day { margin: 2px 0 0;", ".day { margin: -2px 0 0;"),
    Seed(20, "sizes of the web", CSS, "h1 { margin: 0;", "h1 { margin: 1rem;"),
    Seed(20, "a style that insists", BASE, '<p class="leave">',
         '<p class="leave" style="margin: 0 !important">'),
    Seed(21, "a colour of three digits", CSS, "color: {{ colour.on_masthead }}", "color: #fff"),
    Seed(21, "a colour by its name", CLIENTS, ".masthead { background-color: {{ colour.masthead }}",
         ".masthead { background-color: teal"),
    Seed(21, "an attribute of the last century", BASE, '<div class="card">',
         '<div class="card" bgcolor="#ffffff">'),
    # --- size and words
    Seed(22, "a mail that Gmail cuts", BASE, '<div class="page">', f"<!--{'x' * 92_160}-->"
         '<div class="page">'),
    Seed(22, "a mail that Gmail nearly cuts", BASE, "</body>", f"<!--{'x' * 66_000}--></body>",
         level=Level.WARNING),
    Seed(23, "a preheader that is seen", CSS, ".preheader { display: none;", ".preheader {"),
    Seed(23, "words before the preheader", BASE, "{% if mail.preheader %}",
         '<div class="preheader">News</div>{% if mail.preheader %}'),
    Seed(23, "filler behind the preheader", BASE, "{{ mail.preheader }}",
         "{{ mail.preheader }}&#8199;&#65279;&#847;"),
    Seed(23, "a first sentence that says nothing", BASE, "{% if mail.overview %}",
         '<p>Welcome, dear reader.</p>{% if mail.overview %}'),
    Seed(23, "a space nobody sees behind the preheader", BASE, "{{ mail.preheader }}",
         "{{ mail.preheader }}&#8199;"),
    Seed(24, "no way out", BASE, '<a href="{{ slot.unsubscribe }}"',
         '<a href="{{ mail.web_url }}"'),
    Seed(24, "a way out by another name", BASE, "Stop these emails (unsubscribe)", "Preferences"),
    Seed(24, "no way out of the text", BASE_TEXT, "{{ slot.unsubscribe }}", ""),
    Seed(24, "no reason", BASE, "<p>{{ slot.reason }}</p>", ""),
    Seed(24, "no postal address", BLOCKS, "in mail.organisation.postal_address %}",
         "in mail.organisation.postal_address[:1] %}"),
    Seed(24, "no one responsible", BLOCKS_TEXT, "{{ mail.organisation.controller }}", "us"),
    Seed(24, "a way out that Gmail cuts off", BASE, '<div class="foot">', f"<!--{'x' * 92_160}-->"
         '<div class="foot">'),
    Seed(24, "no button of the mail program", WIRE, "\r\nList-Unsubscribe:", "\r\nX-Unsubscribe:"),
    Seed(24, "a way out of no list", CONFIRM, "{% block leaving %}",
         '{% block leaving %}<a href="{{ slot.unsubscribe }}">Stop</a>', kind=CONFIRMATION),
    Seed(24, "no name of the list", WIRE, "\r\nList-Id:", "\r\nX-Id:"),
    Seed(24, "one click that is two", WIRE, "List-Unsubscribe=One-Click",
         "List-Unsubscribe=Two-Click"),
    Seed(25, "a long sentence", BLOCKS, "Other people made the reports in this email.",
         "Other people in other countries, whom we do not know, made the reports in this email "
         "that you are reading.", kind=EASY),
    Seed(25, "a date in figures", BLOCKS, "We only tell you about them.",
         "We tell you of them until 3/11/2026.", kind=EASY),
    Seed(26, "a page without sections", PAGE, "{{- places(mail, issue, anchored=true) }}",
         "{{- places(mail, issue, anchored=true) | replace('h3', 'h4') | safe }}"),
    Seed(26, "a page without its items", WEB, '<li class="item"', '<li class="thing"'),
    Seed(26, "a page with another heading", PAGE, "{{ about_title(mail) }}", "Who we are"),
    Seed(26, "a page for one reader", PAGE, "</main>", "zzPHreasonzz</main>"),
    Seed(26, "a page with an address", PAGE, "</main>", "reader@example.com</main>"),
    Seed(26, "no way to the page", BASE, "{% if mail.web_url %}", "{% if false %}"),
    Seed(26, "no way to the page in the text", BASE_TEXT, "{{ mail.web_url }}", ""),
    Seed(26, "a page without a title", PAGE, "<title>{{ mail.subject }}</title>",
         "<title></title>"),
    Seed(26, "a page without a language", PAGE, '<html lang="{{ mail.language }}"', "<html"),
    Seed(27, "words before the subject", BASE_TEXT, "{{ mail.subject }}",
         "Hello!\n{{ mail.subject }}"),
    Seed(27, "items without numbers", BLOCKS_TEXT, "+ {{ title(one) }}", "+ {{ one.title }}"),
    Seed(27, "sections without plus signs", BLOCKS_TEXT, "++ {{ section.heading }}",
         "{{ section.heading }}"),
    Seed(27, "sections that do not end", BLOCKS_TEXT, "[{{ place.heading }} ends]", "[end]"),
    Seed(27, "items in another order", BLOCKS_TEXT, "in place.sections %}",
         "in place.sections | reverse %}"),
    Seed(27, "no contents", UPDATE_TEXT, "{{ contents(issue) }}", ""),
    Seed(27, "dates by another name", BLOCKS, ">Dates first</h2>", ">Coming up</h2>"),
    Seed(27, "a foot without plus signs", BASE_TEXT, "+++ {% block about %}", "{% block about %}"),
    Seed(27, "a heading too many", BASE_TEXT, "{% block leaving %}",
         "{% block leaving %}\n+++ Leaving\n"),
    Seed(27, "marks of Markdown", BASE_TEXT, "Change what you get:", "**Change what you get**:"),
    Seed(27, "an entity", BASE_TEXT, "Change what you get:", "Change what you get&nbsp;:"),
    Seed(27, "a line of signs", BASE_TEXT, "{% block leaving %}",
         "{% block leaving %}\n----------\n"),
    Seed(27, "an address among words", BASE_TEXT, "Read this email on the web:\n{{ mail.web_url }}",
         "{{ mail.web_url }}\nRead this email on the web: {{ mail.web_url }}"),
    Seed(27, "addresses left out", BLOCKS_TEXT, "{{ one.url }}\n", "\n"),
    Seed(27, "a way out among words", BASE_TEXT, "Stop these emails (unsubscribe):\n",
         "{{ slot.unsubscribe }}\nStop these emails (unsubscribe): "),
    Seed(27, "no end", BASE_TEXT, "[Email ends]", ""),
    Seed(27, "gaps", BASE_TEXT, "{% block leaving %}", "{% block leaving %}\n\n\n\n",
         level=Level.WARNING),
    Seed(27, "lines that flow", WIRE, "Content-Type: text/plain;",
         "Content-Type: text/plain; format=flowed;"),
    Seed(27, "no date", BASE_TEXT, "{% if mail.date %}",
         "{% if false %}",
         subject="Network Update"),
    Seed(28, "a template that was not filled", PAGE, "</main>", '{{ "{{ issue }}" }}</main>'),
    Seed(28, "None", BASE, "{{ about_title(mail) }}", "{{ mail.look.logo }}"),
    Seed(28, "a slot nobody fills", BASE_TEXT, "{{ slot.reason }}", "{{ slot.reason }} zzPHnamezz"),
    Seed(28, "a brace in an address", BASE, '<a href="{{ mail.web_url }}"',
         '<a href="{{ mail.web_url }}%7Bissue%7D"'),
    Seed(28, "a slot that was not filled", WIRE, "Stop these emails", "zzPHactionzz Stop these"),
]  # fmt: skip
