"""People we may write to, and the CSV files they arrive in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from email_validator import EmailNotValidError, validate_email

from newsletter.errors import Mistake, MistakesError
from newsletter.model.mail import Edition, Variant
from newsletter.model.text import one_line

# Most addresses are this plain; they need no second look, which costs 40 microseconds each.
_PLAIN = re.compile(
    r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*@"
    # Not "xn--": what an international domain is called must have one spelling.
    r"(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?!local|invalid|localhost|onion|arpa)[a-z]{2,24}",
    re.ASCII | re.IGNORECASE,
)
_PLAIN_LOCAL, _PLAIN_ALL = 64, 254  # RFC 5321, section 4.5.3.1


@dataclass(frozen=True, slots=True)
class Person:
    """Someone we may write to. ``id`` is 0 until stored; ``address`` as they write it.

    ``edition`` is the form of mail they chose; with ``place_first`` their place comes first in it.
    """

    address: str
    name: str = ""
    place: str = ""
    language: str = "en"
    edition: Edition = Edition.STANDARD
    place_first: bool = True
    id: int = 0


def variant_of(edition: str, place: str, *, place_first: bool) -> Variant:
    """Return which rendering of an issue somebody gets who chose this."""
    return Variant(Edition(edition), place if place_first else "")


def address_of(text: str) -> str:
    """Return a mail address, trimmed, its domain in small letters.

    Raises `ValueError` in a layman's words. Does not ask the network whether it exists.
    """
    text = text.strip().strip("<>").strip()
    local, _, domain = text.rpartition("@")
    if len(local) <= _PLAIN_LOCAL and len(text) <= _PLAIN_ALL and _PLAIN.fullmatch(text):
        return f"{local}@{domain.lower()}"
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True, strict=True)
        return str(found.normalized)
    except EmailNotValidError as error:
        raise ValueError(str(error).rstrip(".")) from error


def address_key(address: str) -> str:
    """Return what two spellings of one address have in common.

    Mailbox names that differ only in case exist on paper alone; mailing one person twice is the
    worse mistake.
    """
    return address.casefold()


# --- CSV ------------------------------------------------------------------------------------

# What spreadsheets and other programs call the columns, in small letters without blanks and
# marks; the first name that a file has is taken, because "address" may be a postal one.
_COLUMNS = {
    "address": (
        "email", "emailaddress", "mail", "mailaddress", "emailadresse", "mailadresse",
        "emailadres", "mailadres", "adresseemail", "courriel", "adressecourriel", "epost",
        "epostadress", "mejl", "mejladress", "address",
    ),
    "name": ("name", "fullname", "naam", "namn", "nom", "vollständigername"),
    "first": ("firstname", "givenname", "forename", "vorname", "prénom", "voornaam", "förnamn"),
    "last": (
        "lastname", "surname", "familyname", "nachname", "nomdefamille", "achternaam", "efternamn",
    ),
    "place": ("place", "countrycode", "country", "land", "pays"),
    "language": ("language", "languagecode", "lang", "taal", "sprache", "språk", "langue"),
    "edition": ("edition", "format", "editie", "utgåva", "ausgabe", "édition"),
}  # fmt: skip
_EDITIONS = {
    "": Edition.STANDARD,
    **{str(edition): edition for edition in Edition},
    "plain text": Edition.TEXT,
    "easy english": Edition.EASY,
    "easy read": Edition.EASY,
    "large print": Edition.LARGE,
}
_CELL_LIMIT = 200
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a CSV file: a person, or what is wrong with it. ``line`` counts from 1."""

    line: int
    person: Person | None
    mistake: Mistake | None = None


def decoded(data: bytes, file: str) -> str:
    """Return the text of a CSV file as spreadsheets save it.

    A byte order mark decides; else UTF-8 where the bytes are valid UTF-8, else Windows-1252,
    which is what Excel writes in western countries. UTF-16 without a mark is known by its zeros.
    Raises `MistakesError` when there is no reading it.
    """
    expected = "a CSV file in UTF-8, UTF-16 or Windows-1252 (save it as CSV in the spreadsheet)"
    if data.startswith(_WORKBOOKS):
        raise MistakesError((Mistake(file, 0, "", "a workbook of a spreadsheet", expected),))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:2] == b"\x00":
        encodings = ["utf-16-le"]
    elif data[:1] == b"\x00":
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MistakesError((Mistake(file, 0, "", "bytes that are no text", expected),))


def read_people(data: bytes, file: str, places: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Yield the rows of a CSV file with a header line; ``,`` ``;`` or tab between the cells.

    ``places`` maps the codes known to their names; a row may have either. A row with another is
    a mistake, as is one whose quotes are not closed. Raises `MistakesError` when no column holds
    mail addresses.
    """
    text = decoded(data, file)
    records = _records(text, _delimiter(text))
    _, header, _ = next(records, (1, [], ""))
    columns = _columns(header)
    if "address" not in columns:
        cells = [one_line(cell, 40) for cell in header[:6]]
        found = ", ".join(f'"{cell}"' for cell in cells) if any(cells) else "nothing of the kind"
        expected = 'a header line with a column "email" (and, if you like, name, place, language)'
        raise MistakesError((Mistake(file, 1, "", found, expected),))
    for line, cells, problem in records:
        at = Mistake(file, line, "", "", "")
        if problem:
            yield Row(line, None, _unreadable(at, problem))
        elif any(cell.strip() for cell in cells):
            yield _row(cells, columns, at, places or {})


def _delimiter(text: str) -> str:
    """Return the character with which the header has most columns that we know."""

    def known(delimiter: str) -> tuple[int, int]:
        _, cells, _ = next(_records(text, delimiter), (1, [], ""))
        return len(_columns(cells)), len(cells)

    return max(",;\t", key=known)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield each record: the line it begins on, its cells, and why it cannot be read, or ""."""
    # Strict: a quote in the wrong place would swallow the rows behind it without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line, cells, problem = reader.line_num + 1, list[str](), ""
        try:
            cells = next(reader)
        except csv.Error as error:
            problem = str(error)
        except StopIteration:
            return
        yield line, cells, problem


def _unreadable(at: Mistake, problem: str) -> Mistake:
    if "end of data" in problem:
        found = "a quote that is not closed: all lines from here to the end are in one cell"
        return replace(at, found=found, expected="a quote at the end of the cell")
    if "limit" in problem:
        found = f"a cell of more than {csv.field_size_limit():,} characters"
        return replace(at, found=found, expected="a shorter one")
    return replace(at, found="a quote inside a quoted cell", expected='two of them: ""')


def _columns(header: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, cell in enumerate(header):
        found.setdefault(re.sub(r"[\W_]+", "", one_line(cell).casefold()), number)
    numbers = {
        column: [found[name] for name in names if name in found]
        for column, names in _COLUMNS.items()
    }
    return {column: those[0] for column, those in numbers.items() if those}


def _row(
    cells: Sequence[str], columns: dict[str, int], at: Mistake, places: Mapping[str, str]
) -> Row:
    def cell(name: str) -> str:
        number = columns.get(name, len(cells))
        return one_line(cells[number], _CELL_LIMIT) if number < len(cells) else ""

    def wrong(key: str, found: str, expected: str) -> Row:
        return Row(at.line, None, replace(at, key=key, found=f'"{found}"', expected=expected))

    raw = cell("address")
    if not raw:
        nothing = replace(at, key="email", found="nothing", expected="a mail address")
        return Row(at.line, None, nothing)
    try:
        address = address_of(raw)
    except ValueError as error:
        return wrong("email", raw, f"a mail address ({error})")
    place = cell("place")
    named = {name.casefold(): code for code, name in places.items()}
    code = named.get(place.casefold(), place.upper())
    if place and places and code not in places:
        known = ", ".join(f"{code} ({name})" for code, name in places.items())
        return wrong("place", place, f"one of: {known}, or nothing")
    name = cell("name") or f"{cell('first')} {cell('last')}".strip()
    language = cell("language").lower() or "en"
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", language):
        return wrong("language", language, "a language tag such as en or sv, or nothing")
    edition = _EDITIONS.get(cell("edition").casefold())
    if edition is None:
        return wrong("edition", cell("edition"), f"one of: {', '.join(Edition)}, or nothing")
    return Row(at.line, Person(address, name, code, language, edition))
