"""What ``newsletter.toml`` says: frozen, checked once, every unknown key refused.

A setting is taken from the file, unless the environment has ``NEWSLETTER_<TABLE>_<KEY>``
(``NEWSLETTER_SITE_URL``), unless a flag says otherwise. There, text stands as it is, all else as
TOML writes it. Others' secrets (a mail server's password) come only from the environment and are
never part of this object.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator

from newsletter.errors import ConfigError, Mistake
from newsletter.model.items import canonical_url
from newsletter.model.lists import Basis, MailingList
from newsletter.model.located import Located, Strict, nearest, quoted, read_toml, validated
from newsletter.model.look import COLOUR
from newsletter.model.people import address_of
from newsletter.model.sources import time_zone

UNSET_SITE = "https://newsletter.example"
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,79}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PICTURE = re.compile(r"\.(png|jpe?g|gif)$", re.IGNORECASE)  # clients draw no other kind


def _mail_address(value: str) -> str:
    if not value:
        return value
    try:
        return address_of(value)
    except ValueError as error:
        raise ValueError(f"a mail address ({error})") from error


def _address_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
        int(port)
    except ValueError as error:
        raise ValueError('an IP address with its port, such as "10.0.0.5:8080"') from error
    return value


_AddressAndPort = Annotated[str, AfterValidator(_address_and_port)]


class OrganisationSettings(Strict):
    """``[organisation]``: the network whose newsletters these are."""

    name: str = "The network"
    time_zone: str = "UTC"

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        return time_zone(value)


class SiteSettings(Strict):
    """``[site]``: where the public pages are."""

    url: str = ""

    @field_validator("url")
    @classmethod
    def _url(cls, value: str) -> str:
        url = canonical_url(value)
        if value and (not url.startswith("https://") or urlsplit(url).query):
            raise ValueError("a web address that starts with https://")
        return url.rstrip("/")

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


class LookSettings(Strict):
    """``[look]``: the network's colour and logo; all other colours are made from the first.

    The logo is a picture on the network's own site, so that fetching it tells nobody else who
    reads; its size is in CSS pixels, half of what a sharp screen needs.
    """

    colour: str = COLOUR
    logo: str = ""
    logo_width: int = Field(default=0, ge=0, le=280)
    logo_height: int = Field(default=0, ge=0, le=280)

    @field_validator("colour")
    @classmethod
    def _colour(cls, value: str) -> str:
        if not _COLOUR.fullmatch(value):
            raise ValueError(f'a colour of six digits such as "{COLOUR}"')
        return value.lower()

    @field_validator("logo")
    @classmethod
    def _logo(cls, value: str) -> str:
        address = canonical_url(value)
        if value and not (address.startswith("https://") and _PICTURE.search(address)):
            raise ValueError("the https:// address of a PNG, JPEG or GIF file")
        return address


class ListSettings(Strict):
    """``[lists.SLUG]``."""

    title: str = Field(min_length=1)
    basis: Literal["consent", "membership", "legitimate interest"] = "consent"
    reason: str = ""


class PublicationSettings(Strict):
    """``[publications.SLUG]``: a kind of issue, its template and the lists it goes to.

    ``approvals`` is how many people must approve an issue before it is sent; only ``approvers``
    may, where any are named.
    """

    title: str = Field(min_length=1)
    template: str = "update"
    lists: list[str] = Field(min_length=1)
    rhythm: str = ""
    approvals: int = Field(default=0, ge=0, le=2)
    approvers: list[Annotated[str, Field(min_length=1)]] = []

    @field_validator("approvers")
    @classmethod
    def _approvers(cls, value: list[str]) -> list[str]:
        if len({name.casefold() for name in value}) < len(value):
            raise ValueError("each name once")
        return value


class DeliverySettings(Strict):
    """``[delivery]``. With ``outbox_counts`` something else carries on what is in the outbox:
    what was written there has been sent, and no rehearsal.
    """

    channel: Literal["outbox"] = "outbox"
    outbox_counts: bool = False


class CheckSettings(Strict):
    """``[check]``: what a check asks beyond the file: the web for its links, a browser.

    ``seconds`` is how long all links together may take.
    """

    links: bool = True
    browser: bool = True
    seconds: float = Field(default=60.0, gt=0, le=3_600, allow_inf_nan=False)


class PrivacySettings(Strict):
    """``[privacy]``: how many days things are kept; 0 means not at all."""

    pending_signups: int = Field(default=14, ge=1, le=60)
    raw_bounces: int = Field(default=30, ge=0)
    ip_addresses: int = Field(default=0, ge=0, le=30)
    delivery_snapshots: int = Field(default=365, ge=30)


class CollectSettings(Strict):
    """``[collect]``: how the fetcher behaves; times in seconds, but for ``every`` in minutes.

    ``every`` is how often a source is fetched that asks for nothing else and works.
    ``contact`` is a web or mail address for the owner of a site who wonders who we are;
    ``trusted`` are "address:port" in a private network that may be fetched all the same.
    """

    contact: str = ""
    every: int = Field(default=60, ge=15, le=10_080)
    gap: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    timeout: float = Field(default=30.0, gt=0, allow_inf_nan=False)
    concurrency: int = Field(default=20, ge=1, le=200)
    trusted: list[_AddressAndPort] = []

    @field_validator("contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        try:
            return canonical_url(value) or _mail_address(value)
        except ValueError as error:
            raise ValueError("a web or mail address") from error


class Settings(Strict):
    """All of ``newsletter.toml``. Every table is optional."""

    organisation: OrganisationSettings = OrganisationSettings()
    site: SiteSettings = SiteSettings()
    sender: SenderSettings = SenderSettings()
    controller: ControllerSettings = ControllerSettings()
    look: LookSettings = LookSettings()
    lists: dict[str, ListSettings] = {}
    publications: dict[str, PublicationSettings] = {}
    delivery: DeliverySettings = DeliverySettings()
    check: CheckSettings = CheckSettings()
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
    given = _given(environment or {})
    overridden = Located(file, _overridden(located.data, given), located.lines)
    settings, mistakes = validated(Settings, overridden)
    mistakes += tuple(_between(overridden))
    if settings is None or mistakes:
        told = (_of_environment(mistake, given) for mistake in mistakes)
        raise ConfigError(tuple(sorted(told, key=lambda mistake: mistake.line)))
    return settings


def _given(environment: Mapping[str, str]) -> dict[tuple[str, str], Any]:
    """Return what the environment says, by table and key."""
    given: dict[tuple[str, str], Any] = {}
    for table, info in Settings.model_fields.items():
        for key, field in getattr(info.annotation, "model_fields", {}).items():
            value = environment.get(_variable(table, key))
            if value is not None:
                given[table, key] = value if isinstance(field.default, str) else _toml(value)
    return given


def _variable(table: str, key: str) -> str:
    return f"NEWSLETTER_{table}_{key}".upper()


def _toml(value: str) -> Any:
    try:
        return tomllib.loads(f"value = {value}")["value"]
    except ValueError:
        return value  # whatever it is, it will be told as a mistake


def _overridden(data: dict[str, Any], given: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    result = dict(data)
    for (table, key), value in given.items():
        there = result.get(table, {})
        if isinstance(there, dict):
            result[table] = {**there, key: value}
    return result


def _of_environment(mistake: Mistake, given: Mapping[tuple[str, str], Any]) -> Mistake:
    """Return ``mistake`` as one of the environment, if that is where it was made."""
    table, _, rest = mistake.key.partition(".")
    key = rest.partition("[")[0]
    if (table, key) not in given:
        return mistake
    return replace(mistake, file="the environment", line=0, key=_variable(table, key))


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
        for number, name in enumerate(named if isinstance(named, list) else ()):
            if isinstance(name, str) and name not in known:
                near = nearest(name, known)
                expected = f"{near!r}?" if near else f"one of: {', '.join(known) or '(no list)'}"
                path = ("publications", slug, "lists", number)
                mistakes.append(located.mistake(path, quoted(name), expected))
        mistakes += _too_few(located, slug, one) if isinstance(one, dict) else []
    return [*mistakes, *_logo_mistakes(located)]


def _too_few(located: Located, slug: str, one: dict[str, Any]) -> list[Mistake]:
    """Return that fewer people may approve a publication than must."""
    needed, named = one.get("approvals", 0), one.get("approvers")
    if not isinstance(named, list) or not named or not isinstance(needed, int):
        return []
    if len(named) >= needed:
        return []
    expected = f"at least {needed}, as many as approvals says, or none for anybody"
    path = ("publications", slug, "approvers")
    return [located.mistake(path, f"{len(named)} approver", expected)]


def _logo_mistakes(located: Located) -> list[Mistake]:
    look, site = (located.data.get(name) for name in ("look", "site"))
    if not isinstance(look, dict) or not isinstance(logo := look.get("logo", ""), str) or not logo:
        return []
    mistakes = [
        located.mistake(("look", key), "nothing", "the size of the logo in pixels")
        for key in ("logo_width", "logo_height")
        if not look.get(key)
    ]
    url = site.get("url", "") if isinstance(site, dict) else ""
    home = urlsplit(url).hostname if isinstance(url, str) else ""
    if urlsplit(logo).hostname != home:
        expected = f"a picture on your own site, {home}" if home else "[site] url, and it there"
        mistakes.append(located.mistake(("look", "logo"), quoted(logo), expected))
    return mistakes
