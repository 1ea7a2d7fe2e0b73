"""People we may write to, and the CSV files they arrive in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from newsletter.errors import Mistake, MistakesError
from newsletter.model.text import one_line

# Most addresses are this plain; they need no second look, which costs 40 microseconds each.
_PLAIN = re.compile(r"[a-z0-9._%+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone we may write to. ``id`` is 0 until stored; ``address`` as they write it."""

    address: str
    name: str = ""
    place: str = ""
    language: str = "en"
    id: int = 0


def address_of(text: str) -> str:
    """Return a mail address, trimmed, its domain in small letters.

    Raises `ValueError` in a layman's words. Does not ask the network whether it exists.
    """
    text = text.strip().strip("<>").strip()
    local, _, domain = text.rpartition("@")
    plain = f"{local}@{domain.lower()}"
    if _PLAIN.fullmatch(plain.lower()) and ".." not in local and not local.startswith("."):
        return plain if not local.endswith(".") else _validated(plain)
    return _validated(text)


def _validated(text: str) -> str:
    try:
        return str(
            validate_email(text, check_deliverability=False, test_environment=True).normalized
        )
    except EmailNotValidError as error:
        raise ValueError(str(error).rstrip(".")) from error


def address_key(address: str) -> str:
    """Return what two spellings of one address have in common.

    Mailbox names that differ only in case exist on paper alone; mailing one person twice is the
    worse mistake.
    """
    return address.casefold()


# --- CSV ------------------------------------------------------------------------------------

_COLUMNS = {
    "address": (
        "email", "e-mail", "e mail", "mail", "email address", "e-mail address", "address",
        "emailadresse", "e-mailadres", "adresse e-mail", "courriel", "e-postadress", "epost",
        "e-post",
    ),
    "name": ("name", "full name", "naam", "namn", "nom"),
    "first": ("first name", "firstname", "given name", "vorname", "prénom", "voornaam", "förnamn"),
    "last": (
        "last name", "lastname", "surname", "family name", "nachname", "achternaam", "efternamn",
    ),
    "place": ("place", "country", "country code", "land", "pays"),
    "language": ("language", "lang", "taal", "språk", "langue"),
}  # fmt: skip


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
    expected = "a CSV file in UTF-8, UTF-16 or Windows-1252 (save it again from the spreadsheet)"
    raise MistakesError((Mistake(file, 0, "", "bytes that are no text", expected),))


def read_people(data: bytes, file: str, places: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of a CSV file with a header line; ``,`` ``;`` or tab between the cells.

    ``places`` are the codes known; a row with another is a mistake. Raises `MistakesError` when
    no column holds mail addresses.
    """
    text = decoded(data, file)
    header, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    columns = _columns(next(reader, []))
    if "address" not in columns:
        found = ", ".join(f'"{cell.strip()}"' for cell in header.split(delimiter)[:6])
        expected = 'a header line with a column "email" (and, if you like, name, place, language)'
        raise MistakesError((Mistake(file, 1, "", found.strip() or "nothing", expected),))
    before = 1
    for cells in reader:
        line, before = before + 1, reader.line_num
        if any(cell.strip() for cell in cells):
            yield _row(cells, columns, Mistake(file, line, "", "", ""), places)


def _columns(header: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, cell in enumerate(header):
        name = " ".join(cell.strip().lower().replace("_", " ").split())
        for column, names in _COLUMNS.items():
            if name in names:
                columns.setdefault(column, number)
    return columns


def _row(cells: Sequence[str], columns: dict[str, int], at: Mistake, places: Sequence[str]) -> Row:
    def cell(name: str) -> str:
        number = columns.get(name, len(cells))
        return one_line(cells[number], 200) if number < len(cells) else ""

    def wrong(key: str, found: str, expected: str) -> Row:
        return Row(at.line, None, Mistake(at.file, at.line, key, f'"{found}"', expected))

    raw = cell("address")
    if not raw:
        return Row(at.line, None, Mistake(at.file, at.line, "email", "nothing", "a mail address"))
    try:
        address = address_of(raw)
    except ValueError as error:
        return wrong("email", raw, f"a mail address ({error})")
    place = cell("place")
    code = place.upper()
    if place and places and code not in places:
        return wrong("place", place, f"one of: {', '.join(places)}, or nothing")
    name = cell("name") or f"{cell('first')} {cell('last')}".strip()
    language = cell("language").lower() or "en"
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", language):
        return wrong("language", language, "a language tag such as en or sv, or nothing")
    return Row(at.line, Person(address, name, code, language))
