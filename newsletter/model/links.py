"""What came of asking for a link, and what that means for whoever will click it.

Pure: a `Visit` tells what was got, `judge` says what is to be thought of it. A server may lie:
it answers a page that is gone with its home page, a list or words of regret, and says that all is
well (a soft 404).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from newsletter.model.destinations import same_page, strayed
from newsletter.model.items import canonical_url
from newsletter.model.missing_pages import says_missing
from newsletter.model.text import one_line

SLOW = 8.0  # seconds; about then people give up
_FINE_FOR, _FAULT_FOR, _STILL = timedelta(hours=24), timedelta(hours=1), timedelta(days=7)
_SHORT = 600  # letters: less says a page of regret, or one that a script fills
_SHELL = 150  # letters of a page that holds nothing until its script has run
_COMPARED = 10_000  # letters; more would take long and tell the same
_ALIKE = 95  # per cent: a page for errors repeats the address it was asked for
_DOCUMENTS = (".pdf", ".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx", ".epub")
_REFUSALS = frozenset((401, 402, 403, 407, 429, 451, 999))  # 999 is one network's own
_PERMANENT = frozenset((301, 308))
NOBODY = "0f4c2b7e91"  # what no address ends in


class Verdict(StrEnum):
    """What a link is worth to a reader, as far as was found out."""

    FINE = "fine"
    MOVED = "moved"  # for good, so that the new address should be written
    DEAD = "dead"
    GONE = "gone"  # the site itself says: for good
    SOFT_404 = "soft_404"
    SLOW = "slow"
    REFUSED = "refused"  # to us, who are a program; people may be let in
    UNSAFE = "unsafe"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"  # not asked, or not to be told without a browser
    OFFLINE = "offline"  # nothing could be asked at all


class Failure(StrEnum):
    """Why there was no answer of HTTP, or none that counts; `NONE` where there was one."""

    NONE = ""
    NO_HOST = "no host"
    NO_NETWORK = "no network"
    UNCONNECTED = "unconnected"  # the host does not take the call
    SILENT = "silent"  # it took the call and says nothing, or too slowly
    BROKEN = "broken"
    CERTIFICATE = "certificate"
    CHAIN = "chain"  # the certificate may be good, but the server does not show all of it
    PRIVATE = "private"
    ENDLESS = "endless"  # redirects without end
    CHALLENGE = "challenge"
    BUSY = "busy"  # it asks to be left alone, just now
    PAUSED = "paused"  # it asked for that before: not asked


# Before anything of a server was heard. When nothing else happens, it is the network.
UNHEARD = frozenset((Failure.NO_HOST, Failure.NO_NETWORK, Failure.UNCONNECTED))

_BY_FAILURE = {
    Failure.NO_HOST: Verdict.DEAD,
    Failure.NO_NETWORK: Verdict.UNREACHABLE,
    Failure.UNCONNECTED: Verdict.UNREACHABLE,
    Failure.SILENT: Verdict.UNREACHABLE,
    Failure.BROKEN: Verdict.UNREACHABLE,
    Failure.CERTIFICATE: Verdict.UNSAFE,
    Failure.CHAIN: Verdict.UNREACHABLE,
    Failure.PRIVATE: Verdict.UNSAFE,
    Failure.ENDLESS: Verdict.UNREACHABLE,
    Failure.CHALLENGE: Verdict.REFUSED,
    Failure.BUSY: Verdict.REFUSED,
    Failure.PAUSED: Verdict.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: its status and where it led."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """The words of an HTML page, as far as it was read: its titles (<title>, <h1>) and its text.

    ``scripted``: it has a script, which may make another page of it.
    """

    titles: tuple[str, ...] = ()
    text: str = ""
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """What was got at ``url``. ``status`` is 0 where nothing answered; ``failure`` says why.

    ``page`` is None for what is no HTML; ``empty`` where nothing at all came. ``seconds`` is how
    long the servers took, without our own pauses. ``detail`` is in words for a person.
    """

    url: str
    hops: tuple[Hop, ...] = ()
    status: int = 0
    page: Page | None = None
    empty: bool = False
    seconds: float = 0.0
    failure: Failure = Failure.NONE
    detail: str = ""

    @property
    def final(self) -> str:
        """The address at which it ended."""
        return self.hops[-1].url if self.hops else self.url

    @property
    def moved_to(self) -> str:
        """Where redirects that are for good lead, before the first that is not; "" for nowhere."""
        to = ""
        for hop in self.hops:
            if hop.status not in _PERMANENT:
                break
            to = hop.url
        return to

    @property
    def is_page(self) -> bool:
        """Whether an HTML page came, and the server says that all is well."""
        return not self.failure and 200 <= self.status < 300 and self.page is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a link. ``url`` is canonical, ``asked_at`` when that was found out.

    ``final`` is the address at which it ended; for `Verdict.MOVED` the one to write instead.
    """

    url: str
    verdict: Verdict
    status: int
    final: str
    seconds: float
    detail: str
    asked_at: datetime

    @property
    def tells(self) -> bool:
        """Whether something was found out."""
        return self.verdict not in (Verdict.UNKNOWN, Verdict.OFFLINE)


def still_tells(answer: Answer, now: datetime) -> bool:
    """Tell whether an old answer is better than none: for a week."""
    return answer.tells and timedelta() <= now - answer.asked_at < _STILL


def due(answer: Answer, now: datetime) -> bool:
    """Tell whether a link is to be asked again.

    A fault soon, because somebody may have mended it; what is fine, or does not want us, tomorrow.
    """
    if not answer.tells:
        return True
    calm = answer.verdict in (Verdict.FINE, Verdict.SLOW, Verdict.REFUSED)
    age = now - answer.asked_at
    # A time from the future is a clock that was wrong.
    return not timedelta() <= age < (_FINE_FOR if calm else _FAULT_FOR)


# --- what it means --------------------------------------------------------------------------


def judge(visit: Visit, now: datetime, probe: Visit | None = None) -> Answer:
    """Return what is to be thought of a link.

    ``probe`` is what the same host answered for an address that cannot exist, where that was
    asked. A redirect that only adds https, "www.", a slash or a language is fine.
    """
    verdict, detail = _of_answer(visit, probe)
    moved = verdict is Verdict.MOVED
    final = visit.moved_to if moved else visit.final
    seconds = round(visit.seconds, 2)
    return Answer(visit.url, verdict, visit.status, final, seconds, one_line(detail, 400), now)


def untold(url: str, why: str, now: datetime, verdict: Verdict = Verdict.UNKNOWN) -> Answer:
    """Return that nothing is known of a link, and why."""
    return Answer(url, verdict, 0, url, 0.0, why, now)


def _of_answer(visit: Visit, probe: Visit | None) -> tuple[Verdict, str]:
    if visit.failure:
        return _of_failure(visit)
    if visit.status in (404, 410):
        verdict = Verdict.GONE if visit.status == 410 else Verdict.DEAD
        return verdict, visit.detail + _where_it_leads(visit)
    if visit.status in _REFUSALS:
        return Verdict.REFUSED, visit.detail
    if not 200 <= visit.status < 300:
        return Verdict.UNREACHABLE, visit.detail
    return _of_document(visit, probe)


def _of_failure(visit: Visit) -> tuple[Verdict, str]:
    verdict = _BY_FAILURE[visit.failure]
    if visit.failure is Failure.BUSY and visit.status != 429:
        verdict = Verdict.UNREACHABLE  # a fault of its own, that it hopes to mend
    return verdict, visit.detail + _where_it_leads(visit)


def _where_it_leads(visit: Visit) -> str:
    """Return " (it leads to ...)" where it ended at another page than was asked for."""
    return "" if same_page(visit.url, visit.final) else f" (it leads to {visit.final})"


def _of_document(visit: Visit, probe: Visit | None) -> tuple[Verdict, str]:
    if visit.url.startswith("https:") and visit.final.startswith("http:"):
        return Verdict.UNSAFE, f"it leads to {visit.final}, which is not encrypted"
    if doubt := missing(visit):
        return Verdict.SOFT_404, doubt
    if probe is not None and (same := _of_probe(visit, probe)):
        return same
    if visit.moved_to and not same_page(visit.url, visit.moved_to):
        return Verdict.MOVED, f"it has moved for good to {visit.moved_to}"
    if visit.seconds >= SLOW:
        return Verdict.SLOW, f"it took {visit.seconds:.0f} seconds to answer"
    return Verdict.FINE, ""


def missing(visit: Visit) -> str:
    """Return what shows that a document which came is not what was asked for, or ""."""
    if visit.page is not None and (said := says_missing(visit.page.titles)):
        return f'the page says "{one_line(said, 100)}"'
    if place := strayed(visit.url, visit.final):
        return f"it leads to {place}: {visit.final}"
    return "the server sends an empty document" if visit.empty else ""


def _of_probe(visit: Visit, probe: Visit) -> tuple[Verdict, str] | None:
    if not probe.is_page or visit.page is None or probe.page is None:
        return None
    if visit.hops and same_page(visit.final, probe.final):
        return Verdict.SOFT_404, f"the site leads every unknown address to {probe.final}"
    if not _alike(visit.page, probe.page):
        return None
    if visit.page.scripted and len(visit.page.text) < _SHELL:
        # Of such a site nobody can tell without a browser which pages it has.
        return Verdict.UNKNOWN, "the site answers every address with one empty page for a script"
    return Verdict.SOFT_404, "the site answers with the same page for addresses that cannot exist"


def _alike(one: Page, other: Page) -> bool:
    if one.titles[:1] != other.titles[:1]:
        return False
    first, second = one.text[:_COMPARED], other.text[:_COMPARED]
    return first == second or fuzz.ratio(first, second) >= _ALIKE


def doubtful(visit: Visit, others: Iterable[Visit] = ()) -> bool:
    """Tell whether the host should be asked for a page that cannot exist, to compare.

    So where a page came that was led to, has few words, is no document although its address says
    so, or has the title of another page. ``others`` are the visits to the same host.
    """
    if not visit.is_page or visit.page is None or missing(visit):
        return False
    led = not same_page(visit.url, visit.final)
    parts = urlsplit(visit.url)
    if not (parts.path.strip("/") or parts.query or led):
        return False  # a home page is there
    promised = parts.path.lower().endswith(_DOCUMENTS)
    twins = any(
        one.page is not None and one.page.titles[:1] == visit.page.titles[:1]
        for one in others
        if one.is_page and not same_page(one.url, visit.url)
    )
    return led or promised or twins or len(visit.page.text) < _SHORT


def impossible(url: str) -> str:
    """Return an address beside ``url`` that cannot exist, of the same kind."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    ending = name[name.rfind(".") :] if "." in name else ""
    return f"{parts.scheme}://{parts.netloc}{folder}/no-such-page-{NOBODY}{ending}"


def encrypted(url: str) -> str:
    """Return ``url`` with https, or "" where it has that, or a port of its own."""
    parts = urlsplit(canonical_url(url))
    return f"https{url[4:]}" if parts.scheme == "http" and parts.port is None else ""
