"""Signed tokens for links: they say what they are for, and hold no address."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer

from newsletter.errors import UsageError


class Purpose(StrEnum):
    """What a token lets its bearer do; one made for another purpose is worth nothing."""

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"


class Tokens:
    """Makes and reads tokens with a secret; older secrets, later in the list, still read.

    Tokens to leave or to choose have no end and can be used again: a mail is read years later.
    Raises `UsageError` when there is no secret.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        if not all(secrets) or not secrets:
            raise UsageError(
                "the secret that signs the links to leave is empty",
                "Bring it back from a backup; with another, old mails can no longer be left.",
            )
        # itsdangerous signs with the last key and reads with all.
        keys = list(reversed(secrets))
        self._serializers = {
            purpose: URLSafeSerializer(keys, salt=f"newsletter.{purpose}") for purpose in Purpose
        }

    def make(self, purpose: Purpose, person: int, list: str) -> str:
        """Return the token for one person and one list."""
        return str(self._serializers[purpose].dumps([person, list]))

    def read(self, purpose: Purpose, token: str) -> tuple[int, str]:
        """Return the person and the list of a token; raise `ValueError` for a forged one."""
        try:
            person, slug = self._serializers[purpose].loads(token)
        except BadData as error:
            raise ValueError("this link was changed on its way") from error
        return int(person), str(slug)
