"""The desk as data: what is listed where, where the cursor goes, what the strip says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.dates import PartialDate
from newsletter.model.desk import Desk, Line, View, fold, narrowed, wrapped
from newsletter.model.items import Item, ItemState
from newsletter.model.sources import Place, SourceBook

_BOOK = SourceBook(
    sections=["News", "Research"],
    places=[
        Place(code="GB-SCT", name="Scotland"),
        Place(code="SE", name="Sweden"),
        Place(code="WHO", name="World Health Organization", body=True),
    ],
)
_SEEN = datetime(2026, 11, 20, tzinfo=UTC)
_LATE = PartialDate(2026, 11, 19)
NEW, HELD, PICKED, SKIPPED = ItemState.NEW, ItemState.HELD, ItemState.PICKED, ItemState.SKIPPED


def item(
    id: str, place: str = "SE", section: str = "News", state: ItemState = NEW, title: str = ""
) -> Item:
    return Item(
        id=id, key=f"example.org/{id}", url=f"https://example.org/{id}",
        title=title or f"Title {id}", source="s", publisher="The agency", place=place,
        section=section, language="en", published=PartialDate(2026, 11, 1), excerpt="", topics=(),
        state=state, first_seen=_SEEN,
    )  # fmt: skip


def desk(*items: Item, view: View = View()) -> Desk:  # noqa: B008  frozen
    return Desk(_BOOK, items, view)


def test_a_name_that_would_fill_the_line_gives_way_to_its_code() -> None:
    long = Place(code="OECD", name="Organisation for Economic Co-operation and Development")
    one = Desk(SourceBook(sections=["News"], places=[*_BOOK.places, long]), [], View())
    assert [one.short_name_of(code) for code in ("WHO", "OECD", "XX")] == [
        "World Health Organization", "OECD", "XX",
    ]  # fmt: skip


def given_state(desk: Desk, id: str, state: ItemState) -> None:
    desk.put([replace(desk.items[id], state=state)])


# --- the list -------------------------------------------------------------------------------


def test_items_stand_under_place_and_section_in_the_order_of_the_book() -> None:
    one = desk(item("a", "WHO"), item("b", "SE", "Research"), item("c", "SE"), item("d", "GB-SCT"))

    assert one.lines == (
        Line("GB-SCT"), Line("GB-SCT", "News"), Line("GB-SCT", "News", "d"),
        Line("SE"), Line("SE", "News"), Line("SE", "News", "c"),
        Line("SE", "Research"), Line("SE", "Research", "b"),
        Line("WHO"), Line("WHO", "News"), Line("WHO", "News", "a"),
    )  # fmt: skip


def test_under_a_heading_the_newest_is_first_and_what_has_no_date_last() -> None:
    days = {"a": None, "b": PartialDate(2026, 11), "c": PartialDate(2026, 11, 2), "d": _LATE}
    items = [replace(item(id), published=day) for id, day in days.items()]
    later = replace(item("e"), published=_LATE, first_seen=datetime(2026, 11, 21, tzinfo=UTC))

    assert desk(*items, later).listed == ["e", "d", "c", "b", "a"]


def test_places_and_sections_that_left_the_book_come_last() -> None:
    one = desk(item("a", "XX"), item("b", "SE", "Gone"), item("c", "SE", "Research"))

    assert one.listed == ["c", "b", "a"]
    assert (one.name_of("XX"), one.name_of("SE")) == ("XX", "Sweden")
    assert [*one.by_place()] == ["GB-SCT", "SE", "WHO", "XX"]
    assert one.grid()[0] == ["Place", "News", "Research", "Gone", "All"]


def test_nothing_is_a_desk_as_well() -> None:
    one = desk()
    one.step(5)
    one.fold("SE", closed=True)

    assert (one.lines, one.line, one.current, one.following()) == ((), None, None, "")
    assert not one.go_on()
    assert not one.go_to("a")
    assert not one.go_to_place("SE")
    assert one.position() == (0, 0)


def test_only_what_is_open_is_listed_unless_a_state_is_asked_for() -> None:
    items = [item(state.value, state=state) for state in ItemState]

    assert desk(*items).listed == ["held", "new", "picked"]
    assert desk(*items, view=View(SKIPPED)).listed == ["skipped"]


def test_what_is_part_of_another_item_is_not_listed() -> None:
    assert desk(replace(item("a"), merged_into="b"), item("b")).listed == ["b"]


def test_a_view_narrows_by_place_section_and_words() -> None:
    items = (
        item("a", "SE", "News", title="Återhämtning i Malmö"),
        item("b", "SE", "Research"),
        replace(item("c", "WHO"), topics=("Peer-support",), english="Recovery"),
    )

    assert desk(*items, view=View(place="SE", section="News")).listed == ["a"]
    assert desk(*items, view=View(words="malmo atER")).listed == ["a"]
    assert desk(*items, view=View(words="peer recovery")).listed == ["c"]
    assert desk(*items, view=View(words="malmo recovery")).listed == []
    assert desk(*items, view=View(words="[red]")).listed == []


def test_a_view_says_what_it_lists() -> None:
    assert str(View()) == "all open items, all places"
    assert str(View(HELD, "SE", "News", "peer")) == 'held, SE, News, "peer"'


# --- the cursor -----------------------------------------------------------------------------


def test_the_cursor_stands_on_items_never_on_an_open_heading() -> None:
    one = desk(item("a", "GB-SCT"), item("b", "SE"), item("c", "SE", "Research"))
    seen = []
    for _ in range(4):
        seen.append(one.current.id if one.current else "")
        one.step(1)

    assert seen == ["a", "b", "c", "c"]
    one.step(-9)
    assert one.position() == (1, 3)


def test_after_a_decision_the_next_new_item_of_the_same_place_comes() -> None:
    one = desk(item("a"), item("b", state=HELD), item("c", section="Research"), item("w", "WHO"))
    given_state(one, "a", PICKED)

    assert one.go_on()
    assert one.current == one.items["c"]


def test_what_was_passed_over_in_the_place_comes_before_the_next_place() -> None:
    one = desk(item("a"), item("b"), item("w", "WHO"))
    one.go_to("b")
    given_state(one, "b", SKIPPED)

    assert one.go_on()
    assert one.current == one.items["a"]
    given_state(one, "a", SKIPPED)
    assert one.go_on()
    assert one.current == one.items["w"]


def test_with_nothing_new_left_the_cursor_stays() -> None:
    one = desk(item("a"), item("b", state=PICKED))
    given_state(one, "a", PICKED)

    assert not one.go_on()
    assert one.current == one.items["a"]


def test_what_is_decided_stays_listed_until_the_list_is_made_anew() -> None:
    one = desk(item("a"), item("b"), view=View(NEW))
    given_state(one, "a", SKIPPED)
    assert one.listed == ["a", "b"]
    assert one.current == one.items["a"]

    one.renew(one.items.values(), tidy=True)
    assert one.listed == ["b"]
    assert one.current == one.items["b"]


def test_a_closed_place_is_one_line_on_which_the_cursor_can_stand() -> None:
    one = desk(item("a", "GB-SCT"), item("b"), item("c"), item("w", "WHO"))
    one.go_to("c")
    one.fold("SE", closed=True)

    assert one.line == Line("SE")
    assert one.current is None
    assert one.listed == ["a", "w"]
    assert one.position() == (0, 2)
    one.step(1)
    assert one.current == one.items["w"]
    one.fold("SE", closed=False)
    assert one.current == one.items["b"]


def test_going_to_a_place_finds_its_first_new_item() -> None:
    one = desk(item("a", "GB-SCT"), item("b", state=PICKED), item("c"))

    assert one.go_to_place("SE")
    assert one.current == one.items["c"]
    assert not one.go_to_place("WHO")
    assert one.current == one.items["c"]


def test_the_item_that_follows_is_the_one_below_else_the_one_above() -> None:
    one = desk(item("a"), item("b"))

    assert one.following() == "b"
    one.step(1)
    assert one.following() == "a"


# --- others ---------------------------------------------------------------------------------


def test_what_others_do_does_not_move_the_cursor() -> None:
    one = desk(item("b"), item("c"))
    one.go_to("c")
    now = [item("a", "GB-SCT"), item("x"), replace(item("b"), state=SKIPPED), item("c")]

    assert sorted(one.renew(now, tidy=False)) == ["a", "b", "x"]
    assert one.current == one.items["c"]
    assert set(one.listed) == {"a", "x", "b", "c"}
    assert one.renew(now, tidy=False) == []


def test_when_the_item_under_the_cursor_is_gone_the_next_one_is_under_it() -> None:
    one = desk(item("a"), item("b"), item("c"))
    one.go_to("b")
    one.renew([item("a"), item("c")], tidy=False)

    assert one.current == one.items["c"]
    one.renew([item("a")], tidy=False)
    assert one.current == one.items["a"]


def test_an_item_that_moves_is_followed_unless_told_otherwise() -> None:
    one = desk(item("a"), item("b"))
    one.put([replace(item("a"), place="WHO")])

    assert one.current == one.items["a"]
    assert one.lines[one.cursor].place == "WHO"


def test_narrowing_stays_on_the_item_if_it_is_still_there() -> None:
    one = desk(item("a"), item("b", state=HELD), item("c", state=HELD))
    one.go_to("c")
    one.narrow(View(HELD))

    assert one.current == one.items["c"]
    one.narrow(View(NEW))
    assert one.current == one.items["a"]


def test_a_title_that_changed_is_found_by_its_new_words_alone() -> None:
    one = desk(item("a", title="Old words"), view=View(words="old"))
    one.put([item("a", title="New words")])
    one.narrow(View(words="old"))
    assert one.listed == []
    one.narrow(View(words="new"))
    assert one.listed == ["a"]


# --- the strip ------------------------------------------------------------------------------


def test_the_strip_tells_each_place_and_marks_one_without_a_pick_by_a_sign() -> None:
    one = desk(
        item("a", state=PICKED), item("b"), item("c", state=HELD), item("d", "WHO"),
        item("e", state=SKIPPED), view=View(place="WHO"),
    )  # fmt: skip

    assert one.strip(80) == ["!GB-SCT 0/0  SE 1/2  !WHO 0/1"]
    assert str(one.total()) == "1/3"


def test_the_strip_of_seventeen_places_fits_two_lines_of_eighty_columns() -> None:
    codes = "NZ AU CA GB-ENG IE NL GB-SCT SE US WHO WFMH OECD UN EU WEF ADI INT".split()  # noqa: SIM905
    book = SourceBook(sections=["News"], places=[Place(code=one, name=one) for one in codes])
    items = [item(code, code, state=PICKED) for code in codes]

    lines = Desk(book, items).strip(80)
    assert len(lines) == 2
    assert all(len(line) <= 80 for line in lines)


def test_the_grid_has_a_row_for_each_place_and_a_column_for_each_section() -> None:
    one = desk(item("a", state=PICKED), item("b", "SE", "Research"))

    assert one.grid() == [
        ["Place", "News", "Research", "All"],
        ["!Scotland", "-", "-", "0/0"],
        ["Sweden", "1/0", "0/1", "1/1"],
        ["!World Health Organization", "-", "-", "0/0"],
    ]


# --- words ----------------------------------------------------------------------------------


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30), st.integers(5, 80))
def test_wrapping_keeps_every_piece_and_the_width(pieces: list[str], width: int) -> None:
    lines = wrapped(pieces, width)

    assert "  ".join(lines) == "  ".join(pieces)
    assert all(len(line) <= width or line in pieces for line in lines)


def test_choices_are_found_by_a_part_of_their_words_the_likeliest_first() -> None:
    choices = {
        "GB-SCT": "GB-SCT  Scotland",
        "SE": "SE  Sweden",
        "US": "US  USA, the Senate",
        "MX": "MX  México",
    }

    assert narrowed(choices, "se") == ["SE", "US"]
    assert narrowed(choices, "mexico") == ["MX"]
    assert narrowed(choices, "scot") == ["GB-SCT"]
    assert narrowed(choices, "  ") == [*choices]
    assert narrowed(choices, "x]") == []


def test_folding_forgets_case_and_accents_of_any_script() -> None:
    assert fold("Ångström ﬁ") == "angstrom fi"
    assert fold("Te Reo MĀORI") == "te reo maori"
    assert fold("心理健康") == "心理健康"


# --- any order of acts ----------------------------------------------------------------------

_ACTS = st.lists(
    st.tuples(st.sampled_from(["p", "s", "n", "j", "k", "<", ">", "r", "/", "on"]),
              st.integers(0, 9)),
    max_size=30,
)  # fmt: skip


def _act(one: Desk, act: str, number: int) -> None:
    acts = {
        "j": lambda: one.step(number),
        "k": lambda: one.step(-number),
        "<": lambda: one.fold(one.line.place if one.line else "SE", closed=True),
        ">": lambda: one.fold(one.line.place if one.line else "SE", closed=False),
        "r": lambda: one.renew([*one.items.values()][number:], tidy=number % 2 == 0),
        "/": lambda: one.narrow(View(words=["", "title", "3"][number % 3])),
        "on": one.go_on,
    }
    states = {"p": PICKED, "s": SKIPPED, "n": NEW}
    if act in states:
        one.put([replace(one.current, state=states[act])] if one.current else [])
    else:
        acts[act]()


@given(_ACTS)
def test_whatever_is_done_the_cursor_stands_on_something(acts: list[tuple[str, int]]) -> None:
    places = ("SE", "WHO", "GB-SCT")
    one = desk(*(item(f"i{n}", places[n % 3], ["News", "Research"][n % 2]) for n in range(12)))
    for act, number in acts:
        _act(one, act, number)

        assert one.line is None or one.line.item or one.line.place in one.closed
        assert (one.line is None) == (not one.lines)
        assert len(set(one.listed)) == len(one.listed)
