"""Links of past issues: what they really lead to, and which are no stories.

Programs that send mails put their own address in front of each link, to count who follows it.
Where the true address stands in it, it is taken out; where it does not, nobody knows it any more.
Nothing is fetched.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qsl, unquote, urlsplit

from newsletter.model.detours import detour
from newsletter.model.items import canonical_url

_LONGEST = 4_000  # characters of an address that is looked into
_LONGEST_TEXT = 200
_STEPS = 4  # redirects in a redirect
_A_TITLE = 4  # words; a link to a social network with fewer is somebody's page there
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# Click counters under the sender's own name; those of providers are known to `detour`.
_COUNTER = re.compile(r"(?:clicks?|links?|track|tracking|trk|email|go|t|e|r)(?:-?\d+)?\.")
_COUNTS = re.compile(
    r"/(?:track/click|[lw][sf]/click|ss/c|clicks?|redir(?:ect)?|track|tracking|links?|lt|url|cl0|"
    r"l0|l|c|r|out|go|l\.php|civicrm/mailing/url|mailing/url)(?:[/.]|$)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"https?://[^\s\"'<>\\]+", re.IGNORECASE)
_PACKED = re.compile(r"[A-Za-z0-9_+/-]{16,}={0,2}")

_MAILERS = re.compile(r"(?:^|\.)(?:list-manage\.com|createsend\d*\.com|cmail\d*\.com)$")
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook\.com|fb\.com|twitter\.com|x\.com|linkedin\.com|instagram\.com|"
    r"pinterest\.[a-z.]+|threads\.net|bsky\.app|tiktok\.com|flickr\.com|vk\.com|whatsapp\.com|"
    r"wa\.me|t\.me|youtube\.com|vimeo\.com)$"
)
_SHARING = re.compile(
    r"(?:^|\.)(?:addthis\.com|sharethis\.com|addtoany\.com|forward-to-friend\d*\.com|eepurl\.com|"
    r"mailchimp\.com)$"
)
_SHARES = re.compile(r"/(?:sharer?|sharing|intent|share-offsite|sharearticle)\b", re.IGNORECASE)
_VIDEO = re.compile(r"/(?:watch|live|embed|shorts|playlist|\d+)\b")
_LEAVES = re.compile(
    r"unsubscribe|opt-?out|manage[-_]?(?:subscription|preferences)|update[-_]?profile|"
    r"e?mail[-_]?preferences|/preferences\b",
    re.IGNORECASE,
)
_OF_MAILERS = re.compile(r"/(?:profile|vcard|subscribe|forward|about)\b", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:.*\b(?:unsubscribe|opt out|avregistrera|uitschrijven|désabonner|abmelden)\b.*"
    r"|.*\b(?:view|read|open|see)\b.{0,30}\b(?:in|on) (?:your|a|the) (?:web )?(?:browser|web)\b.*"
    r"|read (?:this|it) in .*|read the standard edition"
    r"|(?:view|see) (?:it |this |the )?(?:email|newsletter)?(?: online)?"
    r"|.*\b(?:update|manage|change|edit)\b.{0,20}\b(?:preferences|subscription|profile|details)\b.*"
    r"|change what you get|skip to .*|forward(?: to a friend| this.*)?|share(?: (?:on|this|it).*)?"
    r"|tweet|like(?: us)?(?: on .*)?|follow .*|facebook|twitter|linkedin|instagram|youtube"
    r"|privacy(?: (?:policy|notice|statement))?|terms(?: (?:of use|and conditions))?"
    r"|contact(?: us)?"
    r"|subscribe(?: (?:here|now|to .*))?|home|website|add us to your address book|back to top|top"
    r"|why did i get this.*|email marketing powered by .*|past issues|(?:view )?archive|rss)",
    re.IGNORECASE | re.DOTALL,
)


def address_of(written: str) -> str | None:
    """Return the canonical address that a link leads to.

    "" where a click counter hides it; None where there is no web page behind it.
    """
    url = _cleaned(written)
    if not canonical_url(url):
        return None
    for _ in range(_STEPS):
        known = detour(url)
        if known is None and not (_is_counter(url) or _counts(url)):
            break
        inner = known or _inside(url)
        if not canonical_url(inner):
            hidden = known is not None or (_is_counter(url) and _counts(url))
            return "" if hidden else canonical_url(url)
        url = inner
    return canonical_url(url)


def _cleaned(written: str) -> str:
    url = _CONTROL.sub("", written.strip())[:_LONGEST].replace(" ", "%20")
    return f"https:{url}" if url.startswith("//") else url


def is_furniture(written: str, text: str) -> bool:
    """Tell whether a link is one of every mail: to leave, to share, to look at it elsewhere.

    ``written`` is its address before anything is taken out of it.
    """
    parts = urlsplit(canonical_url(_cleaned(written)))
    host, place = parts.hostname or "", f"{parts.path}?{parts.query}"
    words = " ".join(text.split())[:_LONGEST_TEXT].strip(" .:…>»›→|[]()")
    if _SHARING.search(host) or _FURNITURE.fullmatch(words) or _LEAVES.search(place):
        return True
    if _MAILERS.search(host) and _OF_MAILERS.search(place):
        return True
    return bool(_SOCIAL.search(host)) and _is_a_name(place, words)


def _is_a_name(place: str, words: str) -> bool:
    """Tell whether a link to a social network is to somebody's page there, or shares this one."""
    video = _VIDEO.match(place) is not None
    return bool(_SHARES.search(place)) or (not video and len(words.split()) < _A_TITLE)


def _is_counter(url: str) -> bool:
    return _COUNTER.match((urlsplit(url).hostname or "").lower()) is not None


def _counts(url: str) -> bool:
    return _COUNTS.match(urlsplit(url).path) is not None


def _inside(url: str) -> str:
    """Return the address that stands in one that leads on, or ""."""
    parts = urlsplit(url)
    values = [value for _, value in parse_qsl(parts.query)]
    pieces = [piece for piece in parts.path.split("/") if piece]
    return next(filter(None, map(_read, (*values, *pieces, parts.query))), "")


def _read(value: str) -> str:
    """Return the address that ``value`` is, or that is packed in it (base64)."""
    for text in (value, unquote(value)):
        if match := _WHOLE.match(text):
            return match[0]
    return next(filter(None, map(_unpacked, _PACKED.findall(value))), "")


def _unpacked(text: str) -> str:
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        inner = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except ValueError:  # neither packed so, nor text
        return ""
    # JSON in JSON may write a slash as \\/.
    match = _WHOLE.search(inner.replace("\\", ""))
    return match[0] if match else ""
