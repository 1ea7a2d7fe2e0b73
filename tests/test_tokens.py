"""A link lets its bearer do what it was signed for, and nothing else; it holds no address."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import UsageError
from newsletter.model.tokens import Purpose, Tokens

OLD, NEW = "an old secret of the workspace", "a new secret of the workspace"
TOKENS = Tokens([NEW])


@given(st.integers(1, 2**63), st.from_regex(r"[a-z][a-z0-9-]{0,79}", fullmatch=True))
def test_a_token_says_who_and_which_list(person: int, slug: str) -> None:
    for purpose in Purpose:
        token = TOKENS.make(purpose, person, slug)

        assert TOKENS.read(purpose, token) == (person, slug)
        assert set(token) <= set(_URL_SAFE)


_URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def test_the_same_link_is_made_each_time() -> None:
    made = {TOKENS.make(Purpose.UNSUBSCRIBE, 7, "update") for _ in range(3)}

    assert len(made) == 1


def test_a_token_for_another_purpose_opens_nothing() -> None:
    token = TOKENS.make(Purpose.PREFERENCES, 7, "update")

    with pytest.raises(ValueError, match="changed"):
        TOKENS.read(Purpose.UNSUBSCRIBE, token)


def test_any_letter_changed_makes_a_token_worthless() -> None:
    token = TOKENS.make(Purpose.UNSUBSCRIBE, 7, "update")
    for place in range(len(token)):
        letter = "A" if token[place] != "A" else "Q"  # more than the last, unused bits differ
        with pytest.raises(ValueError, match="changed"):
            TOKENS.read(Purpose.UNSUBSCRIBE, token[:place] + letter + token[place + 1 :])


def test_a_payload_of_ones_own_under_a_signature_that_is_ours_is_refused() -> None:
    _, signature = TOKENS.make(Purpose.UNSUBSCRIBE, 7, "update").rsplit(".", 1)
    forged = base64.urlsafe_b64encode(b'[8,"update"]').decode().rstrip("=")

    with pytest.raises(ValueError, match="changed"):
        TOKENS.read(Purpose.UNSUBSCRIBE, f"{forged}.{signature}")


@given(st.text(max_size=80))
def test_no_text_from_outside_is_more_than_a_refusal(text: str) -> None:
    with pytest.raises(ValueError, match="changed"):
        TOKENS.read(Purpose.UNSUBSCRIBE, text)


def test_links_made_with_an_older_secret_still_open_and_new_ones_take_the_new() -> None:
    old, both, new = Tokens([OLD]), Tokens([NEW, OLD]), Tokens([NEW])
    sent_long_ago = old.make(Purpose.UNSUBSCRIBE, 7, "update")
    sent_today = both.make(Purpose.UNSUBSCRIBE, 7, "update")

    assert both.read(Purpose.UNSUBSCRIBE, sent_long_ago) == (7, "update")
    assert new.read(Purpose.UNSUBSCRIBE, sent_today) == (7, "update")
    with pytest.raises(ValueError, match="changed"):
        old.read(Purpose.UNSUBSCRIBE, sent_today)
    with pytest.raises(ValueError, match="changed"):
        new.read(Purpose.UNSUBSCRIBE, sent_long_ago)


@pytest.mark.parametrize("secrets", [[], [""], [NEW, ""]])
def test_without_a_secret_nothing_is_signed(secrets: list[str]) -> None:
    with pytest.raises(UsageError, match="secret"):
        Tokens(secrets)
