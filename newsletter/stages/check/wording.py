"""How people are spoken of, and whether readers elsewhere can tell what is meant by letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from itertools import groupby

from newsletter.model.issues import IssueItem, IssuePlace
from newsletter.model.languages import same
from newsletter.model.sources import Place
from newsletter.model.terms import Match, Mixed, Terms
from newsletter.stages.check.examined import Examined, asks
from newsletter.stages.check.findings import Finding, advice, warning
from newsletter.stages.check.own_words import (
    Words,
    before_places,
    own_words,
    under,
    without_others,
)


@asks("the guides named in terms.yaml, such as Mindframe, GOV.UK and the ADA National Network")
def respect(examined: Examined) -> Iterable[Finding]:
    """Words can hurt the people they are about, or put someone in a crisis in danger.

    What is looked for is in terms.yaml. Titles, names and quotations are left alone, and so is
    what a country prefers under its own heading; nothing is ever changed.
    """
    language = examined.issue.language
    for _, group in groupby(own_words(examined), key=_owner):
        texts = list(group)
        told: set[str] = set()
        for words in texts:
            for match in examined.terms.found(words.text, words.code, language):
                if match.term.id not in told:
                    told.add(match.term.id)
                    yield _of_term(examined.terms, words, match)
        if texts[0].item:
            yield from _mixed(examined.terms, texts, language)


def _owner(words: Words) -> int:
    """Return what belongs together: the parts of one item, else each text by itself."""
    return id(words.item) if words.item else id(words)


def _of_term(terms: Terms, words: Words, match: Match) -> Finding:
    term, code = match.term, words.code
    instead = " or ".join(f"'{one}'" for one in terms.instead(term, code))
    told = "; ".join(filter(None, (f"write {instead}" if instead else "", term.note)))
    sources = terms.sources(term.guidelines) if term.confirmed else []
    said = f" ({', '.join(sources)})" if sources else ""
    where = f" in {words.part}" if words.item else ""
    message = words.told(f"'{_one_line(match.words)}'{where}: {told}{said}")
    level = warning if term.level == "warning" else advice
    return level(words.line_at(match.start), message)


def _mixed(terms: Terms, texts: list[Words], language: str) -> Iterator[Finding]:
    """Yield where one item speaks of the same people in two ways."""
    first, text = texts[0], "\n\n".join(one.text for one in texts)
    for mixed in terms.mixed(text, language):
        own = terms.own(mixed.mix.preferred, first.code) if first.place else []
        keep = f"keep to '{own[0]}', as {first.place.name} does" if own and first.place else ""
        message = f"both {_both(mixed)} in one item: {keep or 'keep to one'}"
        yield advice(first.line, first.told(message))


def _both(mixed: Mixed) -> str:
    return f"'{_one_line(mixed.one)}' and '{_one_line(mixed.other)}'"


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- short forms ----------------------------------------------------------------------------

# Those that everybody reads, in whatever country, or that nobody needs in full.
_EVERYBODYS = """
    AI AIDS AM BC BBC CEO CNN COVID COVID-19 CSV CV DNA DOI DVD EU FAQ G7 G20 GDP GDPR GMT GPS HIV
    HTML ICT ID IQ ISBN ISO ISSN IT JAMA BMJ BMC PLOS LGBT LGBTI LGBTIQ LGBTQ LGBTQI LGBTQIA MA MBA
    MD MP MPs MSc NATO NB OECD OK PDF PhD PIN PM PR PS QR RSS RSVP SARS SMS TB TV UK UN UNESCO
    UNHCR UNICEF URL US USA UTC VAT WHO WWW XML ZIP
    ADHD OCD DSM ICD ICF MRI GP GPs R&D Q&A A&E
    ASL BSL ISL NZSL LSF LSQ CART
    CET CEST EET EEST WET WEST BST IST EST EDT CST CDT MST MDT PST PDT AST ADT NZST NZDT AEST AEDT
    ACST ACDT AWST
    AUD CAD DKK EUR GBP NOK NZD SEK USD
    ALL AND ARE FOR FREE IN IS MUST NEW NO NOT ON OR THE TO YES YOU
    I II III IV V VI VII VIII IX X XI XII
"""
_KNOWN = frozenset(_EVERYBODYS.split())
_FORM = re.compile(r"(?<![\w.@/&-])[A-Z](?:[A-Z0-9]|&(?=[A-Z])){1,8}(?:-[0-9]{1,2})?s?(?![\w@&])")
_INITIALS = re.compile(r"\s[A-Z][a-z]")  # "JA Smith": two letters in front of a name
_BEFORE = 120  # letters in front of a bracket in which its short form can be explained
_STRESSED = 3  # letters of a short form that may be a word, too
_SHOUTED = 3  # words in capitals in a row are no short forms but a heading


@asks("WCAG 2.2, 3.1.4 Abbreviations")
def acronyms(examined: Examined) -> Iterable[Finding]:
    """Letters that stand for words at home mean nothing, or something else, in another country.

    Told are those that neither the glossary of sources.yaml nor the issue itself explains, each
    once under a place. Left out are those everybody knows, and the names of the network.
    """
    issue, known = examined.issue, _KNOWN | _own_names(examined)
    welcome = [words for words in before_places(issue) if words.part == "the welcome"]
    yield from _unexplained(welcome, None, known | set(examined.book.terms(None)), issue.intro)
    for heading in issue.places:
        place = examined.book.place_called(heading.heading)
        said = "\n\n".join((issue.intro, *_all_said(heading)))
        texts = list(_read(heading, place, issue.language))
        yield from _unexplained(texts, place, known | set(examined.book.terms(place)), said)


def _own_names(examined: Examined) -> set[str]:
    """Return the letters in the names of the network and its publication, and codes of places."""
    names = [place.code for place in examined.book.places]
    names += [place.name for place in examined.book.places]
    for proof in examined.proofs[:1]:
        names += [proof.view.organisation.name, proof.view.publication]
    return {word for name in names for word in re.findall(r"\w+", name)}


def _read(heading: IssuePlace, place: Place | None, language: str) -> Iterator[Words]:
    """Yield what is read under a heading: the titles of items, too, if they are not foreign."""
    yield from under(heading, place)
    for item in heading.items():
        title = item.english or item.title
        if item.english or not item.language or same(item.language, language):
            yield Words("the title", title, without_others(title), item.line, place, item)


def _all_said(heading: IssuePlace) -> Iterator[str]:
    """Yield all words under a heading, others' too: any of them can explain a short form."""
    for blocks in (heading.blocks, *(section.blocks for section in heading.sections)):
        for one in blocks:
            if isinstance(one, IssueItem):
                yield from (one.title, one.english, one.byline, *one.summary, one.excerpt)
                yield from (one.easy, one.access, one.note)
            else:
                yield one.text


def _unexplained(
    texts: Iterable[Words], place: Place | None, known: Set[str], said: str
) -> Iterator[Finding]:
    told: set[str] = set()
    glossary = f"the glossary of {place.name}" if place else "the glossary"
    for words in sorted(texts, key=lambda one: one.line):
        for match in _FORM.finditer(words.text):
            short = match[0].removesuffix("s")
            if {match[0], short} & (known | told) or _is_no_form(words.text, match):
                continue
            told.add(short)
            if not (_explained(short, said) or _is_stressed(short, said)):
                message = f"{short} is explained nowhere: write it in full where it comes first, "
                message += f"or add it to {glossary} in sources.yaml"
                yield advice(words.line_at(match.start()), words.told(message))


def _is_no_form(text: str, match: re.Match[str]) -> bool:
    """Tell whether capitals are something else: initials, a code with figures, a shouted title."""
    letters = sum(map(str.isalpha, match[0].removesuffix("s")))
    if letters < 2 or (len(match[0]) == 2 and _INITIALS.match(text, match.end())):
        return True
    near = text[max(0, match.start() - 60) : match.end() + 60]
    shouted = [word for word in re.findall(r"[^\W\d_]{4,}", near) if word.isupper()]
    return len(shouted) >= _SHOUTED


def _is_stressed(short: str, said: str) -> bool:
    """Tell whether a word is only shouted: "CONTACT us", where "contact" stands as well."""
    return len(short) > _STRESSED and f" {short.casefold()} " in said


def _explained(short: str, said: str) -> bool:
    """Tell whether ``said`` has a short form beside what it stands for, in either order.

    "Assertive Community Treatment (ACT)", "ACT (a team that visits)", "ACT: ...", "ACT, the ...".
    """
    form = rf"{re.escape(short)}['’]?s?"
    behind = (
        rf"(?<!\w){form}(?:\s?\([^()]{{0,200}}\w\s\w|:\s\w|\s[–—-]\s|,\s(?:the|an?|or)\s"
        r"|\s(?:stands\sfor|means|is\sshort\sfor)\s)"
    )
    if re.search(behind, said):
        return True
    for bracket in re.finditer(rf"\((?:the\s)?{form}[),;:]", said):
        before = said[max(0, bracket.start() - _BEFORE) : bracket.start()]
        words = re.findall(r"\w+", re.split(r"[.!?]\s|\n\s*\n", before)[-1])
        if any(word[0].casefold() == short[0].casefold() for word in words):
            return True
    return False
