"""What pages say that are none: "page not found", in the languages of the world's health sites.

Only titles and headings are asked. In the running text of a page these words may be about
anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 160  # letters of a heading that tells it; an abstract set as a heading is longer

# All that a title, or a part of it between dashes or bars, may say; letters and spaces only.
_WHOLE = frozenset((
    "404", "404 error", "error 404", "http 404", "404 not found", "error 404 not found",
    "404 page not found", "404 file not found", "404 file or directory not found", "not found",
    "file not found", "document not found", "content not found", "page not available",
    "page unavailable", "missing page", "page missing", "410 gone", "no longer available",
    "fel 404", "404 fel", "fejl 404", "fout 404", "erreur 404", "fehler 404", "errore 404",
    "error 404 no encontrado", "no encontrado", "no encontrada", "non trouvé", "introuvable",
    "nicht gefunden", "niet gevonden", "hittades inte", "non trovato", "não encontrado",
    "não encontrada", "ei löytynyt", "ikke funnet", "ikke fundet", "kāore i kitea",
))  # fmt: skip

# What nobody says in a title but of the page itself; by language.
_SAID = re.compile(
    "|".join((
        # English
        r"\bpage (?:(?:was |is |could |can )?not (?:be )?(?:found|exist)|can.?t be found|"
        r"cannot be found|couldn.?t be found|does not exist|doesn.?t exist|"
        r"is no longer (?:available|here)|no longer exists|isn.?t (?:available|here)|"
        r"you(?:.re| are| were) looking for|you (?:have )?requested)",
        r"\b(?:can.?t|cannot|couldn.?t|could not|unable to) (?:find|locate) (?:the|that|this|your) "
        r"(?:page|document|file|content)",
        r"\b(?:requested|this) (?:page|document|url|resource|content) (?:was|is|could|can).{0,12}"
        r"(?:not (?:be )?found|no longer available)",
        r"\bnothing (?:was )?found (?:here|at this)",
        # Swedish, Norwegian, Danish, Icelandic, Faroese, Finnish
        r"\bsidan (?:kunde inte|kan inte|gick inte att|hittades inte|hittas inte|finns inte|"
        r"finns tyvärr|saknas|du (?:söker|letar))",
        r"\bhitta(?:r|de)? (?:tyvärr )?inte (?:sidan|den sida)",
        r"\bsiden (?:ble ikke|blev ikke|finnes ikke|findes ikke|eksisterer ikke|kunne ikke|"
        r"kan ikke|du (?:leter|leder|søger))",
        r"\b(?:fant|finner|fandt|finder) ikke siden",
        r"\bs[íi]ðan? (?:fannst|er) ekki", r"\bs[íi]ðan varð ikki",
        r"\bsivua (?:ei|jota) (?:löyd|löyt|etsi)",
        # Dutch, Frisian, German
        r"\bpagina (?:is |werd |kon )?niet (?:worden )?(?:gevonden|beschikbaar)",
        r"\bpagina bestaat niet", r"\bside (?:net|is net) fûn",
        r"\bseite (?:wurde |konnte |ist )?(?:leider )?nicht (?:ge|be|ver|auf|vorhanden)",
        r"\bseite existiert nicht",
        # French, Spanish, Catalan, Portuguese, Italian
        r"\bpage (?:est |web )?(?:introuvable|inexistante|non trouvée|n.existe|n.a pas été)",
        r"\b(?:contenu|document) introuvable",
        r"\bp[áa]gina (?:web )?no (?:encontrada|existe|se (?:ha )?enc|disponible|trobada)",
        r"\bno (?:se )?(?:ha |hemos |pudimos )?enco?n?tra(?:mos|do|r)? la p[áa]gina",
        r"\bp[áa]gina não (?:encontrada|existe|foi)", r"\bpagina non (?:trovata|esiste|disponib)",
        # Māori, Irish, Scottish Gaelic, Welsh
        r"\bk[āa]ore (?:te|tēnei|he|i kitea te|e kitea te).{0,12}wh[āa]rangi",
        r"\bwh[āa]rangi.{0,12}k[āa]ore",
        r"\bn[íi] bhfuarthas an leathanach", r"\bn[íi] (?:féidir|bhfuair).{0,20}leathanach",
        r"\bleathanach (?:gan aimsiú|nár|ar iarraidh)", r"\bn[íi]or aims[íi]odh an leathanach",
        r"\bcha deach an duilleag", r"\bduilleag (?:gun|nach) (?:lorg|deach)",
        r"\bcha do lorg.{0,12}duilleag",
        r"\bni (?:ellir|allwyd|ddaethpwyd).{0,30}[dt]udalen",
        r"\btudalen (?:heb|ddim).{0,12}(?:g|ch)anfod",
    ))
)  # fmt: skip
_PARTED = re.compile(r"\s+[-–—|·•:»/]\s+|\s*[|»]\s*|:\s+|[.!?]\s+")
_NOISE = re.compile(r"[^\w\s'’]+")
_OPENING = re.compile(
    r"^(?:oops|sorry|whoops|ooops|uh oh|hoppsan|oj|beklager|désolé|lo sentimos)\s+"
)


def says_missing(titles: Iterable[str]) -> str:
    """Return that of the titles and headings of a page which says that there is no page, or ""."""
    return next((title for title in titles if len(title) <= _LONGEST and _says(title)), "")


def _says(title: str) -> bool:
    parts = (_plain(part) for part in (title, *_PARTED.split(title)))
    return any(part in _WHOLE or _SAID.search(part) for part in parts)


def _plain(text: str) -> str:
    words = " ".join(_NOISE.sub(" ", text.casefold()).replace("’", "'").split())
    return _OPENING.sub("", words)
