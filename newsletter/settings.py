"""What ``newsletter.toml`` says: frozen, checked once, every unknown key refused.

A setting is taken from the file, unless the environment has ``NEWSLETTER_<TABLE>_<KEY>``
(``NEWSLETTER_SITE_URL``), unless a flag says otherwise. Others' secrets (a mail server's
password) come only from the environment and are never part of this object.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from newsletter.errors import ConfigError
from newsletter.model.lists import Basis, MailingList
from newsletter.model.located import Located, Strict, nearest, quoted, read_toml, validated
from newsletter.model.people import address_of

UNSET_SITE = "https://newsletter.example"
_SLUG = re.compile(r"[a-z][a-z0-9-]*")


def _mail_address(value: str) -> str:
    if not value:
        return value
    try:
        return address_of(value)
    except ValueError as error:
        raise ValueError(f"a mail address ({error})") from error


class OrganisationSettings(Strict):
    """``[organisation]``: the network whose newsletters these are."""

    name: str = "The network"
    time_zone: str = "UTC"


class SiteSettings(Strict):
    """``[site]``: where the public pages are."""

    url: str = ""

    @field_validator("url")
    @classmethod
    def _url(cls, value: str) -> str:
        if value and not re.fullmatch(r"https://[^\s/]+(/[^\s]*)?", value):
            raise ValueError("a web address that starts with https://")
        return value.rstrip("/")

    @property
    def base(self) -> str:
        """The address all links start with; a placeholder until one is set."""
        return self.url or UNSET_SITE

    @property
    def domain(self) -> str:
        """The host name of the site."""
        return urlsplit(self.base).hostname or ""


class SenderSettings(Strict):
    """``[sender]``: who the mails are from. ``dkim`` says who signs them."""

    name: str = ""
    address: str = ""
    reply_to: str = ""
    unsubscribe_address: str = ""
    dkim: Literal["none", "relay", "ours"] = "none"

    @field_validator("address", "reply_to", "unsubscribe_address")
    @classmethod
    def _addresses(cls, value: str) -> str:
        return _mail_address(value)


class ControllerSettings(Strict):
    """``[controller]``: who is responsible for the readers' data, and can be written to."""

    name: str = ""
    postal_address: list[str] = []
    contact: str = ""

    @field_validator("contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        return _mail_address(value)


class ListSettings(Strict):
    """``[lists.SLUG]``."""

    title: str = Field(min_length=1)
    basis: Literal["consent", "membership", "legitimate interest"] = "consent"
    reason: str = ""


class PublicationSettings(Strict):
    """``[publications.SLUG]``: a kind of issue, its template and the lists it goes to."""

    title: str = Field(min_length=1)
    template: str = "update"
    lists: list[str] = Field(min_length=1)
    rhythm: str = ""


class DeliverySettings(Strict):
    """``[delivery]``."""

    channel: Literal["outbox"] = "outbox"


class PrivacySettings(Strict):
    """``[privacy]``: how many days things are kept; 0 means not at all."""

    pending_signups: int = Field(default=14, ge=1, le=60)
    raw_bounces: int = Field(default=30, ge=0)
    ip_addresses: int = Field(default=0, ge=0, le=30)
    delivery_snapshots: int = Field(default=365, ge=30)


class CollectSettings(Strict):
    """``[collect]``: how the fetcher behaves; times in seconds.

    ``contact`` is a web or mail address for the owner of a site who wonders who we are;
    ``trusted`` are "host:port" addresses in a private network that may be fetched all the same.
    """

    contact: str = ""
    gap: float = Field(default=1.0, ge=0)
    timeout: float = Field(default=30.0, gt=0)
    concurrency: int = Field(default=20, ge=1, le=200)
    trusted: list[str] = []


class Settings(Strict):
    """All of ``newsletter.toml``. Every table is optional."""

    organisation: OrganisationSettings = OrganisationSettings()
    site: SiteSettings = SiteSettings()
    sender: SenderSettings = SenderSettings()
    controller: ControllerSettings = ControllerSettings()
    lists: dict[str, ListSettings] = {}
    publications: dict[str, PublicationSettings] = {}
    delivery: DeliverySettings = DeliverySettings()
    privacy: PrivacySettings = PrivacySettings()
    collect: CollectSettings = CollectSettings()
    demonstration: bool = False

    def mailing_list(self, slug: str) -> MailingList | None:
        """Return a list by its slug."""
        one = self.lists.get(slug)
        return MailingList(slug, one.title, Basis(one.basis), one.reason) if one else None

    def missing_for_real_mail(self) -> tuple[str, ...]:
        """Return the settings without which only the outbox works."""
        needed = {
            "[site] url": self.site.url,
            "[sender] address": self.sender.address,
            "[controller] name": self.controller.name,
            "[controller] postal_address": self.controller.postal_address,
        }
        return tuple(name for name, value in needed.items() if not value)


def read_settings(
    text: str, environment: Mapping[str, str] | None = None, file: str = "newsletter.toml"
) -> Settings:
    """Return the settings; raise `ConfigError` with every mistake, in the file's order."""
    located = read_toml(text, file)
    overridden = Located(file, _overridden(located.data, environment or {}), located.lines)
    settings, mistakes = validated(Settings, overridden)
    mistakes += tuple(_between(overridden))
    if settings is None or mistakes:
        raise ConfigError(tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return settings


def _overridden(data: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """Return ``data`` with what the environment says of plain text settings."""
    result = dict(data)
    for table, info in Settings.model_fields.items():
        for key, field in getattr(info.annotation, "model_fields", {}).items():
            value = environment.get(f"NEWSLETTER_{table}_{key}".upper())
            if value is not None and isinstance(field.default, str):
                result[table] = {**result.get(table, {}), key: value}
    return result


def _between(located: Located) -> list[Any]:
    lists = located.data.get("lists")
    known = list(lists) if isinstance(lists, dict) else []
    mistakes = []
    for kind in ("lists", "publications"):
        table = located.data.get(kind)
        for slug in table if isinstance(table, dict) else ():
            if not _SLUG.fullmatch(slug):
                expected = "small letters, digits and hyphens"
                mistakes.append(located.mistake((kind, slug), quoted(slug), expected))
    publications = located.data.get("publications")
    for slug, one in publications.items() if isinstance(publications, dict) else ():
        named = one.get("lists") if isinstance(one, dict) else None
        for name in named if isinstance(named, list) else ():
            if isinstance(name, str) and name not in known:
                near = nearest(name, known)
                expected = f"{near!r}?" if near else f"one of: {', '.join(known) or '(no list)'}"
                path = ("publications", slug, "lists")
                mistakes.append(located.mistake(path, quoted(name), expected))
    return mistakes
