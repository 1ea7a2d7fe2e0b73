"""People come in as spreadsheets save them, and what cannot be read is told with its row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import MistakesError
from newsletter.model.mail import Edition
from newsletter.model.people import Person, Row, address_key, address_of, read_people

# --- addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna@example.org", "anna@example.org"),
        ("  <Anna.Berg+news@Example.ORG> ", "Anna.Berg+news@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("=1+1@example.org", "=1+1@example.org"),
        ("åsa@example.org", "åsa@example.org"),
        ("a\u030asa@example.org", "åsa@example.org"),
        ("anna@EXÄMPLE.org", "anna@exämple.org"),
        ("anna@xn--exmple-cua.org", "anna@exämple.org"),
        ("anna@sub.example.museum", "anna@sub.example.museum"),
    ],
)
def test_an_address_has_one_spelling(text: str, address: str) -> None:
    assert address_of(text) == address
    assert address_of(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "anna", "anna@", "@example.org", "anna@example", "anna@@example.org", "a b@example.org",
        "anna@exam ple.org", "anna@example..org", ".anna@example.org", "anna.@example.org",
        "an..na@example.org", "anna@-example.org", "anna@example-.org", "Anna <anna@example.org>",
        "anna@example.org, bo@example.org", "anna@example.org;bo@example.org", "anna@localhost",
        "anna@example.local", "anna@[127.0.0.1]", '"anna"@example.org',
        "anna@example.org\r\nBcc: x",
        "anna@example.org\x00", "anna\x00@example.org", f"{'a' * 65}@example.org",
        f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 63}.org", "http://example.org", "=HYPERLINK(1)",
        "\u202eanna@example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        address_of(text)


@given(st.from_regex(r"[A-Za-z0-9._%+-]{1,20}@[A-Za-z0-9.-]{1,30}\.[a-z]{2,9}", fullmatch=True))
def test_plain_addresses_are_judged_as_the_validator_judges_them(text: str) -> None:
    from email_validator import EmailNotValidError, validate_email

    try:
        right = validate_email(
            text, check_deliverability=False, test_environment=True, strict=True
        ).normalized
    except EmailNotValidError:
        right = ""
    try:
        ours = address_of(text)
    except ValueError:
        ours = ""

    assert ours == right


def test_spellings_of_one_mailbox_have_one_key() -> None:
    assert address_key(address_of("Anna@Example.org")) == address_key(
        address_of("anna@example.ORG")
    )
    kelvin = "\u212aim@example.org"  # the sign of the Kelvin, which looks like a K
    assert address_key(address_of(kelvin)) == "kim@example.org"
    assert address_of(kelvin).isascii()


# --- CSV ------------------------------------------------------------------------------------

PLACES = {"SE": "Sweden", "GB-SCT": "Scotland"}
ASA = Person("asa@example.org", "Åsa Öberg", "SE", "sv")
TABLE = [["Email", "Name", "Country", "Language"], ["asa@example.org", "Åsa Öberg", "se", "sv"]]


def table(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def read(data: bytes | str) -> list[Row]:
    return list(read_people(data.encode() if isinstance(data, str) else data, "r.csv", PLACES))


def people(data: bytes | str) -> list[Person | None]:
    return [row.person for row in read(data)]


def told(data: bytes | str) -> list[str]:
    return [str(row.mistake) for row in read(data) if row.mistake]


def refused(data: bytes | str) -> str:
    with pytest.raises(MistakesError) as error:
        read(data)
    assert error.value.exit_code == 1
    return str(error.value)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be",
    ],
)  # fmt: skip
def test_a_file_is_read_as_any_spreadsheet_saves_it(
    encoding: str, delimiter: str, end: str
) -> None:
    assert people(table(TABLE, delimiter, end).encode(encoding)) == [ASA]


def test_big_endian_utf_16_with_its_mark_is_read() -> None:
    assert people(b"\xfe\xff" + table(TABLE).encode("utf-16-be")) == [ASA]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["E-mail", "First name", "Last name"], ["a@example.org", "Åsa", "Öberg"]),
        (["E-Mail-Adresse", "Vorname", "Nachname"], ["a@example.org", "Åsa", "Öberg"]),
        (["E-mailadres", "Voornaam", "Achternaam"], ["a@example.org", "Åsa", "Öberg"]),
        (["Adresse e-mail", "Prénom", "Nom de famille"], ["a@example.org", "Åsa", "Öberg"]),
        (["Courriel", "Pre\u0301nom", "Nom"], ["a@example.org", "", "Åsa Öberg"]),
        (["E-postadress", "Förnamn", "Efternamn"], ["a@example.org", "Åsa", "Öberg"]),
        (["EMAIL_ADDRESS", "full_name"], ["a@example.org", "Åsa Öberg"]),
        ([" email  address ", "Name", "Name"], ["a@example.org", " Åsa\u00a0 Öberg ", "other"]),
        (["Id", "Address", "Email", "Namn"], ["7", "1 Street", "a@example.org", "Åsa Öberg"]),
        (["Name", "Address"], ["Åsa Öberg", "a@example.org"]),
        (["E-\nmail", "Name"], ["a@example.org", "Åsa Öberg"]),
    ],
)
def test_columns_are_known_by_the_names_that_programs_give_them(
    header: list[str], row: list[str]
) -> None:
    for delimiter in ",;\t":
        assert people(table([header, row], delimiter)) == [Person("a@example.org", "Åsa Öberg")]


def test_the_delimiter_is_the_one_that_makes_columns_we_know() -> None:
    text = '"Name, in full; and so on, as it is",email\tLand\na@example.org\tx\tSE\n'
    assert "found" in refused(text)

    text = '"Last name, first name";Email;Land\n"Öberg, Åsa";a@example.org;SE\n'
    assert people(text) == [Person("a@example.org", "", "SE")]


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    text = (
        'Email,"Name\nof the person",Note\n'  # lines 1 and 2
        'a@example.org,A,"two\r\nlines"\n'  # 3 and 4
        "\n"  # 5
        'wrong,B,"three\n\nlines"\n'  # 6 to 8
        ",,\n"  # 9
        "b@example.org,B\n"  # 10
        ",C,x"  # 11, without an end
    )

    rows = read(text)

    assert [(row.line, bool(row.person)) for row in rows] == [
        (3, True), (6, False), (10, True), (11, False),
    ]  # fmt: skip
    assert told(text) == [
        'r.csv:6: email: found "wrong"; expected a mail address '
        "(An email address must have an @-sign)",
        "r.csv:11: email: found nothing; expected a mail address",
    ]


def test_a_row_that_cannot_be_used_says_why_and_stops_no_other() -> None:
    text = table([
        *TABLE,
        ["bo@example", "Bo", "SE", "sv"],
        ["bo@example.org", "Bo", "Norway", "sv"],
        ["bo@example.org", "Bo", "SE", "Swedish"],
        ["bo@example.org", "Bo", "gb-sct", "EN-gb"],
        ["di@example.org"],
        ["ed@example.org", "Ed", "", "", "one cell more"],
    ])  # fmt: skip

    assert told(text) == [
        'r.csv:3: email: found "bo@example"; expected a mail address '
        "(The part after the @-sign is not valid. It should have a period)",
        'r.csv:4: place: found "Norway"; expected one of: '
        "SE (Sweden), GB-SCT (Scotland), or nothing",
        'r.csv:5: language: found "swedish"; expected a language tag such as en or sv, or nothing',
    ]
    assert [person for person in people(text) if person] == [
        ASA,
        Person("bo@example.org", "Bo", "GB-SCT", "en-gb"),
        Person("di@example.org"),
        Person("ed@example.org", "Ed"),
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "found nothing of the kind"),
        (b"\xef\xbb\xbf", "found nothing of the kind"),
        (b"\r\n\r\n", "found nothing of the kind"),
        (b"Name,Phone\r\nBo,1\r\n", 'r.csv:1: found "Name", "Phone"; expected a header line'),
        (b"bo@example.org\n", 'found "bo@example.org"'),
        (b"PK\x03\x04\x14\x00\x06\x00", "found a workbook of a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "found a workbook of a spreadsheet"),
        (b"\xff\xfea\x00b", "found bytes that are no text"),
        (b"email\n\x81\x8d\x8f\n", "found bytes that are no text"),
        (b"\x1b[31mred\x07,x\n", 'found "[31mred", "x"'),
        (b"x" * 200_000, "found nothing of the kind"),
    ],
)
def test_a_file_without_addresses_says_what_it_needs(data: bytes, found: str) -> None:
    words = refused(data)

    assert found in words
    assert "expected a" in words


def test_the_form_of_mail_may_be_in_a_column() -> None:
    text = (
        "email,edition\na@example.org,Easy\nb@example.org,\nc@example.org,huge\n"
        "d@example.org,Large print\ne@example.org,plain text\n"
    )

    editions = [row.person.edition if row.person else None for row in read(text)]

    assert editions == [Edition.EASY, Edition.STANDARD, None, Edition.LARGE, Edition.TEXT]
    assert told(text) == [
        'r.csv:4: edition: found "huge"; expected one of: standard, text, easy, large, or nothing'
    ]


def test_a_quote_that_is_not_closed_swallows_no_row_without_a_word() -> None:
    text = 'email,name\na@example.org,A\nb@example.org,"B\nc@example.org,C\nd@example.org,D\n'

    assert [row.person for row in read(text)] == [Person("a@example.org", "A"), None]
    assert told(text) == [
        "r.csv:3: found a quote that is not closed: all lines from here to the end are in one "
        "cell; expected a quote at the end of the cell"
    ]


def test_a_quote_in_the_wrong_place_is_told_and_the_next_row_is_read() -> None:
    text = 'email,name\na@example.org,"A" B\nb@example.org,B "the" B\nc@example.org,"C ""the"" C"\n'

    assert told(text) == ['r.csv:2: found a quote inside a quoted cell; expected two of them: ""']
    names = [person.name for person in people(text) if person]
    assert names == ['B "the" B', 'C "the" C']


def test_a_huge_cell_is_told_and_the_next_row_is_read() -> None:
    rows = [["email", "name"], ["a@example.org", "x" * 200_000], ["b@example.org", "y" * 1_000]]

    assert told(table(rows)) == [
        "r.csv:2: found a cell of more than 131,072 characters; expected a shorter one"
    ]
    _, person = people(table(rows))
    assert person is not None
    assert person.name == "y" * 199 + "…"


def test_nul_bytes_formulas_and_tricks_stay_text() -> None:
    text = (
        "email,name\n"
        "a\x00@example.org,A\n"
        'b@example.org,"=HYPERLINK(""http://evil"")"\n'
        "c@example.org,B\x00o\x1b[0m\n"
        'd@example.org,"x\u202ey\r\nBcc: e@example.org"\n'
    )

    assert [person.name for person in people(text) if person] == [
        '=HYPERLINK("http://evil")', "B o [0m", "xy Bcc: e@example.org",
    ]  # fmt: skip
    assert [row.line for row in read(text) if row.mistake] == [2]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_mistakes(data: bytes) -> None:
    try:
        rows = read(b"email,name\n" + data)
    except MistakesError as error:
        assert error.mistakes  # noqa: PT017
    else:
        assert all(bool(row.person) is not bool(row.mistake) for row in rows)


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_names_that_a_spreadsheet_writes_come_back(names: list[str]) -> None:
    rows = [["email", "name", "last"], *(["a@example.org", name, "x"] for name in names)]

    found = people(table(rows).encode("utf-16"))

    assert len(found) == len(names)
    assert all(found)
